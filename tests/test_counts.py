"""A number beside a noun agrees with it: 1 epoch, 2 epochs; no text writes the plural by itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.counts import _NOUNS, counted

ROOT = Path(__file__).resolve().parent.parent

#: texts whose number is never one, as it is a limit
_LIMITS = (
    "more than",
    "at most",
    "too many",
    "no room",
    "up to",
    "At most",
    "would give",
    "weights and biases",
)
#: texts that are chosen only where there are several, or whose plural is a unit (updates/s)
_SEVERAL = (
    "updates/s",
    "classes of {",
    "{n} targets, numbers",
    "so all {n} values are categories",
    "of {all} values are not finite",
    "is not {count} numbers",
    "points are too many",
    " files, and standard output is one",
    "needs {one_of(loss.fits)} outputs",  # the names of activations
    "- split: {",  # train 105, test 45
    "{outputs.shape} numbers instead",  # shapes
    "Σ of {count} samples",
    "The whole batch, the ",
    "All {count} numbers",
    "{file} has {n} sheets",  # if it has more than one
    "loss is a mean over {n} ",
    "{change} neurons",  # 3 → 4
    "{change} points",
    "m samples as rows",
    "an expression of {count} characters",
    "has {count} characters",
    "{count} training samples share their inputs",
    "{count} of {all} training samples",
    "{updates} updates from training loss",
    "{len(frozen)} entries for",
    "frames of {width}",
    "Copied as one line of {letters}",
    "every {number} epochs",
    "has {count} layers: make the window larger",
    "of {total} weights are drawn",
    "a drawing would be illegible",
    "each cell shows the largest",
    "updates recorded in",
    "updates on",  # the checked updates of a script
    "parser.error(",
    "raise TypeError(",
    "print(f",
    "the factor after",
    "Z{k} sums, A{k} outputs",  # names of arrays
    "samples{_CSV}",  # the name of a file
    "cells, one for every number",
    "the first {n} rows are taken as the names",  # if there are more than one
)

_PLURALS = sorted({many.removeprefix("{n} ") for _, (_, many) in _NOUNS} | {"units", "runs"})
_FAULT = re.compile(rf"\{{[^{{}}]*\}} (?:{'|'.join(_PLURALS)})\b")


def _texts(source: str) -> Iterator[str]:
    """Return the lines of a file that may be wrong, each text on one line."""
    whole = re.sub(r'"\s*\n\s*f?"', "", source)
    for found in _FAULT.finditer(whole):
        start = whole.rfind("\n", 0, found.start()) + 1
        yield whole[start : whole.find("\n", found.end())].strip()


@pytest.mark.parametrize("room", ["core", "gui"])
def test_no_text_puts_a_number_before_a_plural(room: str) -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), text)
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.name != "counts.py" and "benchmarks" not in path.parts
        for text in _texts(path.read_text(encoding="utf-8"))
        if not any(said in text for said in (*_LIMITS, *_SEVERAL))
    ]
    assert found == []


def test_a_number_before_a_plural_is_found() -> None:
    assert list(_texts('f"{n:,} epochs"\n')) == ['f"{n:,} epochs"']
    assert list(_texts('say("A", "{n} "\n    "rows of")\n')) == ['say("A", "{n} rows of")']
    assert not list(_texts('"{n} epoch"\n'))


@pytest.mark.parametrize("noun", [noun for noun, _ in _NOUNS])
def test_one_is_one_and_none_and_many_are_many(noun: str) -> None:
    one, none, many = counted(1, noun), counted(0, noun), counted(1_234_567, noun)
    assert one == f"1 {noun}"
    assert none.startswith("0 ") and many.startswith("1,234,567 ")
    assert none.removeprefix("0 ") == many.removeprefix("1,234,567 ") != noun
