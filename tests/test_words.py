"""Texts for people: names keep what stands in them, whatever it looks like."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.words import numbered, plain, plain_lines, say, speak_with, translate

ROOT = Path(__file__).resolve().parent.parent


def test_what_is_in_a_value_stays_as_it_is():
    assert numbered("“%1” is %2", "100 %2 {x} %1", "open") == "“100 %2 {x} %1” is open"
    assert say("Any", "“{name}” is {state}", name="{state} %1", state="open") == (
        "“{state} %1” is open"
    )


def test_a_place_without_a_value_stays_to_be_seen():
    assert numbered("%1 of %3", "one") == "one of %3"


def test_a_translator_is_plugged_in_and_taken_out():
    try:
        speak_with(lambda context, text: f"{context}: {text}")
        assert translate("Run", "paused") == "Run: paused"
    finally:
        speak_with(None)
    assert translate("Run", "paused") == "paused"


@pytest.mark.parametrize("room", ["core", "gui"])
def test_no_text_is_filled_in_twice(room):
    """A second replace would look for its place in what the first has put in."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"""replace\(\s*["']%[2-9]["']""", line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("größe 数 🙂", "größe 数 🙂"),
        ("x\nimport os", "x\\nimport os"),
        ("a\tb\rc", "a\\tb\\rc"),
        ("\x1b[31mred\x1b[0m\x07", "\\u001b[31mred\\u001b[0m\\u0007"),
        ("\x9b31m\x7f\x00", "\\u009b31m\\u007f\\u0000"),
        ("abc\u202egpj.exe\u2066", "abc\\u202egpj.exe\\u2066"),
        ("a\u2028b\u2029\ufeff", "a\\u2028b\\u2029\\ufeff"),
        ("\ud800x", "\\ud800x"),
        ("\U000e0041", "\\udb40\\udc41"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_a_text_from_elsewhere_commands_nobody(text, shown):
    assert plain(text) == shown
    assert plain_lines(f"{text}") == "\n".join(plain(line) for line in text.split("\n"))


@given(st.text())
def test_json_made_plain_is_the_same_json(text):
    written = json.dumps(text, ensure_ascii=False)
    assert json.loads(plain(written)) == text
    assert not any(unicodedata.category(letter) in ("Cc", "Zl") for letter in plain(text))


def test_errors_are_plain():
    error = UserError("no column \x1b[2J\n\u202e", "see \x07")
    assert error.message == "no column \\u001b[2J \\u202e" and error.hint == "see \\u0007"
