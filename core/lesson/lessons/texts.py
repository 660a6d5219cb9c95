"""Texts of a lesson with symbols and numbers of its moment: {symbol:Z1[3,1]}, {value:…}."""

import re

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.addresses.writing import symbol
from core.lesson.lessons.expressions import number_of
from core.lesson.marking.worked import Update
from core.lesson.names.notation import Notation
from core.lesson.numbers import powers
from core.words import say

_PLACE = re.compile(r"\{(symbol|value):([^{}]{1,200})\}")


def filled(text: str, update: Update, digits: int) -> str:
    """Return a text with symbols and numbers filled in. Raises UserError for missing ones."""
    notation = Notation.of(update.project.layers)

    def put(found: re.Match[str]) -> str:
        if found[1] == "symbol":
            return symbol(parse(found[2]), "panel", notation)
        return shown(number_of(found[2], update.numbers), digits)

    made = _PLACE.sub(put, text)
    if re.search(r"\{(symbol|value)", made):
        raise UserError(
            say("Lessons", "“{text}” is not closed", text=made[made.index("{") :][:40]),
            "write {symbol:Z1[3,1]} or {value:Z1[3,1]}",
        )
    return made.strip()


def shown(value: float, digits: int) -> str:
    """Return a number for lessons: rounded to `digits` decimals, without trailing zeros."""
    value += 0.0  # no minus before 0
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return powers(f"{value:.2g}" if float(text) == 0.0 and value else text)
