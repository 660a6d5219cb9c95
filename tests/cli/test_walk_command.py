"""The command `walk`: the numbers of the XOR tutorial, and what is refused."""

import pytest

from core.cli.commands import run
from core.errors import UserError
from core.resources import resource_path

XOR = str(resource_path("examples") / "xor.json")
NUMBERS = ("0.6640", "0.5489", "0.5998", "0.7064", "−0.1128", "0.0518", "0.7741")


def test_text_has_the_numbers_of_the_tutorial(capsys):
    assert run(["walk", XOR]) == 0
    out = capsys.readouterr().out
    assert [number for number in NUMBERS if number not in out] == []


def test_two_updates_begin_with_the_first(capsys):
    run(["walk", XOR])
    one = capsys.readouterr().out
    run(["walk", XOR, "--updates", "2"])
    two = capsys.readouterr().out
    assert two.startswith(one) and len(two) > 1.5 * len(one)


@pytest.mark.parametrize("arguments", [["nowhere.json"], [XOR, "--updates", "x"]])
def test_bad_input_is_refused(arguments):
    with pytest.raises(UserError):
        run(["walk", *arguments])
