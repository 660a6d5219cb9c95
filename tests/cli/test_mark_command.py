"""The command `mark`: answers on the command line, and what is refused."""

import json

import pytest

from core.cli.program import run
from core.errors import UserError
from core.resources import resource_path

XOR = str(resource_path("examples") / "xor.json")


def test_the_object_has_the_keys_that_are_promised(capsys):
    assert run(["mark", XOR, "Z1[3,1]=0.8", "dZ2[3,1]=0.1128", "--json"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert first == {
        "address": "Z1[3,1]",
        "given": 0.8,
        "right": True,
        "value": pytest.approx(0.8),
        "slip": None,
    }
    assert not second["right"] and "sign" in second["slip"]


def test_a_later_update_is_that_after_the_first(capsys):
    assert run(["mark", XOR, "W1[1,1]=0.7741", "--updates", "2"]) == 0
    assert capsys.readouterr().out == "✓ W1[1,1] = 0.7741\n"


def test_what_cannot_be_marked_stands_beside_what_can(capsys):
    typed = ["Z1[3,1]=0.8", "H1[3,1]=0.664", "L", "L=x", "dZ2[3,1]=0.1128"]
    assert run(["mark", XOR, *typed]) == 1
    right, name, no_value, no_number, wrong = capsys.readouterr().out.splitlines()
    assert right == "✓ Z1[3,1] = 0.8" and wrong == "✗ dZ2[3,1] = 0.1128: the sign is wrong"
    assert name.startswith("✗ H1[3,1]=0.664: no array is called H1") and "A1 outputs" in name
    assert no_value.startswith("✗ L: 'L' is not ADDRESS=VALUE")
    assert no_number.startswith("✗ L=x: “x” is not a number")
    assert run(["mark", XOR, *typed[:2], "--json"]) == 1
    _, refused = json.loads(capsys.readouterr().out)
    assert (refused["address"], refused["right"], refused["value"]) == ("H1[3,1]", False, None)
    assert "no array is called H1" in refused["slip"]


def test_a_prediction_may_be_written_as_one(capsys):
    assert run(["mark", XOR, "ŷ[3,1]=0.5489", "yhat[4,1]=0.5536", "W1′[1,1]=0.7741"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "✓ A2[3,1] = 0.5489",
        "✓ A2[4,1] = 0.5536",
        "✓ W1'[1,1] = 0.7741",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["Z1[3,1]"],
        ["Z1[3,1]=x"],
        ["Q=1"],
        ["Z9[1,1]=1"],
        ["Z1[9,1]=1"],
        ["W1=1"],
        ["Z1[3,1]=1", "--updates", "0"],
    ],
)
def test_what_cannot_be_marked_is_said(arguments):
    with pytest.raises(UserError) as caught:
        run(["mark", XOR, *arguments])
    assert caught.value.message and caught.value.hint
