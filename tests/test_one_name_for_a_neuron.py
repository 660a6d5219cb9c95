"""A neuron is called a neuron wherever people read; “units” is only a setting's name in files."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_WORD = re.compile(r"\b[Uu]nits?\b")
#: what is no neuron, or is the setting's name itself
_OTHER = re.compile(
    r"\{[^{}]*\}|^unit$|^\.units: the network|layers\.[^ ]*units\b|units\(1\)|"
    r"target's(?: own)? units|radians per unit|in the units of|inputs or units: what|"
    r"data-unit|% unit|\bint units\b|j < units|i \* units|\(inputs, units\)|units="
)
_SPEAKING = ("translate", "_translate", "say", "tr", "tell")


def _found(text: str) -> bool:
    return bool(_WORD.search(_OTHER.sub("", text)))


def _texts(source: str) -> list[str]:
    """Return the texts that a module with the word has, but for names and docstrings."""
    if not _WORD.search(source):
        return []
    tree, silent = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        if isinstance(node, ast.FormattedValue):
            silent.update(id(part) for part in ast.walk(node))
    spoken: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _SPEAKING:
                spoken.update(id(part) for part in ast.walk(node))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in silent and (" " in node.value.strip() or id(node) in spoken)
    ]


@pytest.mark.parametrize("room", ["core", "gui"])
def test_no_text_for_people_calls_a_neuron_a_unit(room: str) -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), text[:80])
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.parent.name != "scripts"  # they read tables, whose cells have units
        for text in _texts(path.read_text(encoding="utf-8"))
        if _found(text)
    ]
    assert found == []


def test_examples_and_the_glossary_say_neuron_too() -> None:
    entries = json.loads((ROOT / "resources/examples/index.json").read_text(encoding="utf-8"))
    assert not [e["name"] for e in entries if any(_found(str(value)) for value in e.values())]
    glossary = (ROOT / "resources/glossary/en.toml").read_text(encoding="utf-8")
    assert not [line for line in glossary.split("\n") if line.startswith("says") and _found(line)]


def test_the_word_is_found() -> None:
    assert _found("three units of a layer") and _found("Unit 2")
    assert not _found("layers.0.units: 0 is not in range") and not _found("step by one {unit}")
    assert [
        text for text in _texts('say("A", "hidden unit")\nf"unit {unit} is dead"') if _found(text)
    ]
