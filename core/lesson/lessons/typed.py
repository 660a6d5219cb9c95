"""Numbers as people type them: blanks or commas between them, named, or in NumPy's brackets."""

import re

from core.counts import counted
from core.errors import UserError
from core.lesson.marking.written import Given, read
from core.words import say, translate

#: a name before a number: z = 0.1
_NAMED = re.compile(r"[^\s=]+\s*=\s*")
#: blanks inside one number: − 1 / 3
_INSIDE = re.compile(r"\s*(/)\s*|([+\-−])\s+")
_BRACKETS = re.compile(r"[\[\](){}]")
#: what parts numbers even where a comma may be a decimal one
_CLEAR = re.compile(r";|,(?=\s|$)")


def bare(text: str) -> str:
    """Return numbers without the names before them: z = 0.1."""
    return _NAMED.sub("", text)


def read_one(text: str) -> Given:
    """Return one number. Raises UserError for what is none, and for several."""
    plain = _INSIDE.sub(r"\1\2", bare(text)).strip()
    return read_all(plain, 1)[0] if plain else read(plain)


def read_all(text: str, count: int) -> list[Given]:
    """Return so many numbers, in their order; rows in brackets one after another.

    A comma parts two numbers, or is a decimal one: what fits the count is meant. Raises UserError
    for what is no number, and for another count.
    """
    plain = bare(text)
    rows = _BRACKETS.sub(" ", plain)
    parts = _CLEAR.sub(" ", rows).split()
    points = any("." in part or part.count(",") > 1 for part in parts)
    if len(parts) != count and (rows != plain or points):
        parts = rows.replace(";", " ").replace(",", " ").split()
    numbers = [read(part) for part in parts]
    if len(numbers) != count:
        how = say("Lessons", "give {count}, separated by blanks", count=count)
        if count == 1:
            how = translate("Lessons", "give one")
        raise UserError(
            say("Lessons", "given: {numbers}", numbers=counted(len(numbers), "number")), how
        )
    return numbers
