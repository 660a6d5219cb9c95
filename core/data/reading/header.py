"""Headers: whether the first row of a table names its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.data.reading.doubts import Doubt, switch
from core.data.reading.grid import Row
from core.data.reading.marks import ALWAYS
from core.data.reading.notation import taken
from core.errors import DataError
from core.words import say

#: rows below the header that are looked at
LOOKED_AT = 2000
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True)
class Header:
    """The columns' names, the number of header rows, and what is doubtful about that."""

    names: tuple[str, ...]
    rows: int
    doubts: tuple[Doubt, ...] = ()


def header_of(file: str, rows: Sequence[Row], expected: bool | None, wanted: set[str]) -> Header:
    """Return the header of rows of equal length; `expected`, if set, says whether there is one.

    A first row that holds all `wanted` names is one. Raises DataError for two columns of the same
    name and for a header without rows.
    """
    first = [cell.strip() for cell in rows[0][1]]
    doubts: list[Doubt] = []
    if expected is None and wanted and wanted <= set(first):
        expected = True
    if expected is None:
        found, sure = _is_header(first, [row for _, row in rows[1 : LOOKED_AT + 1]])
        expected = found
        if not sure:
            says = (
                say("Table", "the first row is taken as the names of the columns")
                if found
                else say("Table", "the first row is taken as a sample, not as names")
            )
            doubts.append(Doubt(says, switch(not found, "reading", "header")))
        elif not found:
            says = say(
                "Table",
                "{file} has no header; its columns are called column 1, column 2, …",
                file=file,
            )
            doubts.append(Doubt(says, switch(True, "reading", "header")))
    if not expected:
        return Header(tuple(f"column {i + 1}" for i in range(len(first))), 0, tuple(doubts))
    if len(rows) == 1:
        raise DataError(
            say("Table", "{file} has a header but no rows", file=file),
            say("Table", "add the samples, one row each"),
        )
    names, height = first, 1
    if len(rows) > 4 and _goes_on(rows):
        second = [cell.strip() for cell in rows[1][1]]
        names = [" ".join(filter(None, pair)) for pair in zip(first, second, strict=True)]
        height = 2
        says = say("Table", "the first two rows are taken as the names of the columns")
        doubts.append(Doubt(says, switch(1, "reading", "skip")))
    named = tuple(name or f"column {i + 1}" for i, name in enumerate(names))
    for i, name in enumerate(named):
        if name in named[:i]:
            raise DataError(
                say(
                    "Table",
                    "{file}: columns {one} and {other} are both called '{name}'",
                    file=file,
                    one=named.index(name) + 1,
                    other=i + 1,
                    name=name,
                ),
                say("Table", "give each column a name of its own"),
            ).at(rows[0][0], i)
    return Header(named, height, tuple(doubts))


def _is_header(first: list[str], below: list[list[str]]) -> tuple[bool, bool]:
    """Return whether the first row names the columns, and whether that is certain."""
    if not below:
        return not any(_number(cell) for cell in first), True
    if _count_up(first) and _differ(first, below):
        return True, True
    speaks_for = speaks_against = words_for = words_against = 0
    for i, cell in enumerate(first):
        column = [row[i].strip() for row in below]
        filled = [value for value in column if value.lower() not in ALWAYS]
        numbers = sum(map(_number, filled))
        if _number(cell):
            speaks_against += 1
        elif cell.lower() in ALWAYS:
            words_for += not cell and bool(filled) and i == 0
        elif numbers > len(filled) / 2:
            speaks_for += cell not in column
        elif cell in column:
            words_against += 1
        elif len(set(filled)) < len(filled):
            words_for += 1
    if speaks_for or speaks_against:
        found = 0 < speaks_for >= speaks_against
        return found, not (speaks_for and speaks_against)
    if len(set(first)) < len(first) and words_against:
        return False, True
    if words_against:
        return words_for > words_against, words_against > 1 and not words_for
    return True, bool(words_for)


def _count_up(first: list[str]) -> bool:
    """Return whether the numbers of a row go up by one, like made-up names or years."""
    cells = [cell for cell in first if cell]
    numbers = [cell for cell in cells if re.fullmatch(r"\d{1,4}", cell)]
    if len(numbers) < 2 or len(numbers) < len(cells) - 2:
        return False
    if any(_number(cell) for cell in cells if cell not in numbers):
        return False
    values = list(map(int, numbers))
    if any(b - a != 1 for a, b in pairwise(values)):
        return False
    years = all(map(_YEAR.fullmatch, numbers)) and len(numbers) > 2
    # a text or an empty cell among them is a name too
    return (
        years or values[0] == 0 or (values[0] == 1 and len(values) > 2) or len(numbers) < len(first)
    )


def _differ(first: list[str], below: list[list[str]]) -> bool:
    """Return whether the numbers of a row look unlike those in their columns."""
    again = whole = 0
    for i, cell in enumerate(first):
        if cell.isdigit():
            column = [row[i].strip() for row in below]
            if len(column) > 2 and all("." in value for value in column):
                return True  # a whole number above decimals
            whole += 1
            again += cell in column
    fractions = any(
        _number(row[i]) and not row[i].strip().isdigit()
        for row in below[:50]
        for i in range(len(first))
    )
    words = any(cell and not _number(cell) for cell in first)
    return again == 0 and (fractions or words or len(below) > 3 * whole)


def _goes_on(rows: Sequence[Row]) -> bool:
    """Return whether the second row continues the names: only words, above numbers."""
    first, second = (row for _, row in rows[:2])
    if any(_number(cell) for cell in (*first, *second)) or not all(c.strip() for c in second):
        return False
    if len(set(second)) < len(second) and all(first):
        return False
    below = [row for _, row in rows[2:LOOKED_AT]]
    over = 0
    for i, cell in enumerate(second):
        column = [row[i].strip() for row in below]
        if cell.strip().lower() in ALWAYS or cell.strip() in column:
            return False
        over += all(map(_number, column))
    return over > 0 and (over >= 2 or not all(cell.strip() for cell in first))


def _number(cell: str) -> bool:
    found = taken(cell.strip())
    return found is not None and len(found.affix) < 4
