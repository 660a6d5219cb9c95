"""TOML that means harm is refused at once, in words."""

import pytest

from core.errors import FileError
from core.lesson.lessons.toml import parse_toml


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 50_000) + " = 1",  # several GB of memory if it is read
        "[" + " . ".join('"b c"' for _ in range(50_000)) + "]",
        "x = { " + ".".join(["'d'"] * 50_000) + " = 1 }",
        "x = " + "[" * 50_000 + "]" * 50_000,
    ],
)
def test_what_is_nested_without_end(text: str) -> None:
    with pytest.raises(FileError, match="nested too deeply"):
        parse_toml(text, "lesson.toml", "a hint")


def test_a_number_of_thousands_of_digits() -> None:
    with pytest.raises(FileError, match="thousands of digits"):
        parse_toml("minutes = " + "9" * 6000, "lesson.toml", "a hint")


def test_points_in_texts_and_a_few_in_keys_mean_nothing() -> None:
    text = 'a.b.c = """' + "One. Two... Three. 1.2.3.4.5\n" * 100 + '"""\n'
    found = parse_toml(text, "lesson.toml", "a hint")
    assert found["a"]["b"]["c"].startswith("One. Two")
    assert parse_toml("a" * 200_000 + " = 1", "lesson.toml", "a hint")
