"""Texts for people: names keep what stands in them, whatever it looks like."""

import re
from pathlib import Path

import pytest

from core.words import numbered, say, speak_with, translate

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
