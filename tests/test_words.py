"""Texts for people: names keep their contents, whatever those look like."""

import ast
import json
import re
import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.words import plain, plain_lines, plain_name, say, shortened, speak_with, translate

ROOT = Path(__file__).resolve().parent.parent

_SPEAKING = ("translate", "_translate", "say", "tr")


def test_what_is_in_a_value_stays_as_it_is():
    assert say("Any", "“{name}” is {state}", name="{state} %1", state="open") == (
        "“{state} %1” is open"
    )


def test_any_name_may_be_a_place():
    assert say("Any", "{text} of {context}", text="a", context="b") == "a of b"


def test_a_translator_is_plugged_in_and_taken_out():
    try:
        speak_with(lambda context, text: f"{context}: {text}")
        assert translate("Run", "paused") == "Run: paused"
    finally:
        speak_with(None)
    assert translate("Run", "paused") == "paused"


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _misplaced(text: str) -> bool:
    """Return whether a text has a placeholder without a name."""
    fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    return bool(re.search(r"%[1-9]", text)) or not all(map(str.isidentifier, fields))


def _is_filled(call: ast.Call) -> bool:
    """Return whether a call of `say` gives a value for every placeholder of its text."""
    given = {keyword.arg for keyword in call.keywords}
    text = call.args[1] if len(call.args) > 1 else None
    if (
        not given
        or None in given
        or not isinstance(text, ast.Constant)
        or not isinstance(text.value, str)
    ):
        return True
    return {field for _, field, _, _ in string.Formatter().parse(text.value) if field} <= given


def _faults(source: str) -> list[int]:
    """Return the lines with a text for people that is filled in by position, or put together."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if _called(node) in _SPEAKING:
            parts = [part for argument in node.args for part in ast.walk(argument)]
            texts = [part.value for part in parts if isinstance(part, ast.Constant)]
            wrong = any(_misplaced(text) for text in texts if isinstance(text, str))
            # a text that is assembled before it is translated has no translation
            wrong |= any(isinstance(argument, ast.JoinedStr) for argument in node.args)
            wrong |= _called(node) == "say" and not _is_filled(node)
        elif _called(node) == "replace" and node.args:
            first = node.args[0]
            wrong = isinstance(first, ast.Constant) and bool(
                re.fullmatch(r"%[1-9]|\{\w*\}", str(first.value))
            )
        else:
            continue
        if wrong:
            found.append(node.lineno)
    return found


@pytest.mark.parametrize("room", ["core", "gui"])
def test_texts_are_filled_in_by_name(room):
    """Named placeholders can change their order in another language, and are all filled at once."""
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sorted((ROOT / room).rglob("*.py"))
        if (lines := _faults(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        '_translate("A", "%1 of {b}")',
        'translate("A", "{} of {b}").format(1, b=2)',
        'say("A", "one" if x else "{0} of {1}")',
        'self.tr("up to {.size}")',
        'translate("A", f"up to {size}")',
        'text.replace("%1", name)',
        'text.replace("{name}", name)',
        'say("A", "{a} of {b}", a=1)',
    ],
)
def test_a_text_filled_in_by_place_is_found(source):
    assert _faults(source) == [1]
    assert _faults('say("A", "{b} of 100 %", b=2) + text.replace("%", "")') == []


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


@settings(deadline=None)
@given(st.text())
def test_json_made_plain_is_the_same_json(text):
    written = json.dumps(text, ensure_ascii=False)
    assert json.loads(plain(written)) == text
    assert not any(unicodedata.category(letter) in ("Cc", "Zl") for letter in plain(text))


def test_errors_are_plain():
    error = UserError("no column \x1b[2J\n\u202e", "see \x07")
    assert error.message == "no column \\u001b[2J \\u202e" and error.hint == "see \\u0007"


def test_of_a_very_long_name_the_middle_is_left_out():
    name = "a\n" + "b" * 100_000 + "c"
    shown = plain_name(name)
    assert len(shown) < 210
    assert shown.startswith("a\\nbb") and "…" in shown and shown.endswith("bc")
    assert plain_name("b" * 200) == "b" * 200


@given(st.text(), st.integers(8, 40))
def test_shortened_is_short_and_keeps_both_ends(text, most):
    found = shortened(text, most)
    assert len(found) <= most
    assert found == text or (found[0], found[-1]) == (text[0], text[-1])


def test_errors_fit_into_a_window():
    error = UserError("no column " + "x" * 100_000, "one of " + "y" * 100_000)
    assert len(error.message) <= 1200 and error.message.startswith("no column xxx")
    assert len(error.hint) <= 1200
