"""Headers: whether the first row of a table names its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.data.reading.cells.marks import ALWAYS, AMONG_NUMBERS
from core.data.reading.cells.notation import taken
from core.data.reading.doubts import Doubt, column_switch, switch
from core.data.reading.grid import Row
from core.errors import DataError
from core.words import say

#: rows below the header that are looked at
LOOKED_AT = 2000
#: rows that may name the columns together
_MOST_NAMES = 3
_PLAIN_NUMBER = re.compile(r"\d{1,6}(?:\.\d+)?")
_DATE = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}(?:[ T]\d.*)?|\d{1,2}([-/.])\d{1,2}\2\d{2,4}(?:[ T]\d.*)?"
)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True)
class Header:
    """The columns' names, the number of header rows, and what is doubtful about that."""

    names: tuple[str, ...]
    rows: int
    doubts: tuple[Doubt, ...] = ()


def header_of(file: str, rows: Sequence[Row], expected: bool | None, wanted: set[str]) -> Header:
    """Return the header of rows of equal length; `expected`, if set, says whether there is one.

    A first row that holds all `wanted` names is one. Raises DataError for a header without rows.
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
    while height < _MOST_NAMES and len(rows) > height + 3 and _goes_on(names, rows[height:]):
        more = [cell.strip() for cell in rows[height][1]]
        over = _over(names, more)
        names = [
            " ".join(dict.fromkeys(filter(None, pair))) for pair in zip(over, more, strict=True)
        ]
        height += 1
    if len(rows) > height + 3 and _names_rows(
        rows[height][1], [row for _, row in rows[height + 1 :]], height > 1 and not names[0]
    ):
        names = [names[0] or rows[height][1][0].strip(), *names[1:]]
        height += 1
    if height > 1:
        says = say(
            "Table",
            "the first {n} rows are taken as the names of the columns",
            n=height,
        )
        doubts.append(Doubt(says, switch(height - 1, "reading", "skip")))
    given = [name or f"column {i + 1}" for i, name in enumerate(names)]
    return Header(_once(given, doubts), height, tuple(doubts))


def _once(names: list[str], doubts: list[Doubt]) -> tuple[str, ...]:
    """Return the names, a second of the same name with a number; `doubts` are told."""
    made: list[str] = []
    for name in names:
        number, new = 2, name
        while new in made or (new != name and new in names):
            new = f"{name} {number}"
            number += 1
        if new != name:
            says = say(
                "Table",
                "columns {one} and {other} are both called “{name}”: the second is now “{new}”",
                one=names.index(name) + 1,
                other=len(made) + 1,
                name=name,
                new=new,
            )
            doubts.append(Doubt(says, column_switch(new, "role", "ignored"), new))
        made.append(new)
    return tuple(made)


def _is_header(first: list[str], below: list[list[str]]) -> tuple[bool, bool]:
    """Return whether the first row names the columns, and whether that is certain."""
    if not below:
        return not any(_number(cell) for cell in first), True
    if _count_up(first) and _differ(first, below):
        return True, True
    if _is_scale(first, below):
        return True, False
    speaks_for = speaks_against = words_for = words_against = 0
    for i, cell in enumerate(first):
        column = [row[i].strip() for row in below]
        filled = [value for value in column if value.lower() not in ALWAYS]
        numbers = sum(map(_number, filled))
        if _DATE.fullmatch(cell):  # a name of its own above numbers, a sample above dates
            dates = sum(_DATE.fullmatch(value) is not None for value in filled)
            if 2 * dates > len(filled):
                speaks_against += 1
            elif 2 * numbers > len(filled):
                speaks_for += 1
        elif _number(cell):
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


def _is_scale(first: list[str], below: list[list[str]]) -> bool:
    """Return whether numbers of a row are names, like years or wavelengths: in even steps, and far
    from those in their columns. Words among them are names too, if they do not recur.
    """
    places = [i for i, cell in enumerate(first) if _PLAIN_NUMBER.fullmatch(cell)]
    if (
        len(places) < 3
        or len(below) < 3
        or any(_number(cell) and i not in places for i, cell in enumerate(first))
    ):
        return False
    values = [float(first[i]) for i in places]
    steps = [b - a for a, b in pairwise(values)]
    if not steps[0] or any(abs(step - steps[0]) > 1e-6 * abs(steps[0]) for step in steps):
        return False
    for i, value in zip(places, values, strict=True):
        numbers = [float(row[i]) for row in below if _PLAIN_NUMBER.fullmatch(row[i].strip())]
        if not numbers or min(numbers) <= value <= max(numbers):
            return False
    return all(first[i] not in {row[i].strip() for row in below} for i in range(len(first)))


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


def _goes_on(first: Sequence[str], rows: Sequence[Row]) -> bool:
    """Return whether the next row continues the first names: only words, above numbers.

    Below a name, it may be blank: not everything has a unit.
    """
    second = rows[0][1]
    if any(map(_number, second)) or not any(cell.strip() for cell in second):
        return False
    below = [row for _, row in rows[1:LOOKED_AT]]
    further = 1 if len(below) > _MOST_NAMES else 0  # the row below may continue them too
    over = blank = 0
    for i, cell in enumerate(second):
        column = [row[i].strip() for row in below]
        if not cell.strip():
            blank += 1
            if not first[i].strip() and i:
                return False
            continue
        filled = [value for value in column[further:] if value.lower() not in ALWAYS]
        again = cell.strip() in column and {*filled} != {cell.strip()}  # the box of an answer
        if cell.strip().lower() in ALWAYS | AMONG_NUMBERS or again:
            return False
        over += bool(filled) and all(map(_number, filled))
    if any(map(_number, first)) and (over < 2 or blank):
        return False
    if len(set(second)) < len(second) - blank and all(first) and over < 2:
        return False
    return over > 0 and (over >= 2 or not all(cell.strip() for cell in first))


def _over(first: list[str], second: list[str]) -> list[str]:
    """Return the upper names; one that stands above several columns, for each of those whose lower
    names occur several times.
    """
    made, last = [], ""
    for name, below in zip(first, second, strict=True):
        last = name or last
        made.append(last if not name and second.count(below) > 1 else name)
    return made


def _names_rows(row: Sequence[str], below: Sequence[Sequence[str]], has_no_name: bool) -> bool:
    """Return whether a row only names the index, as pandas writes it: blank but for a word.

    Words may stand below it too if the names of several rows have left it without one.
    """
    name = row[0].strip()
    if not name or _number(name) or any(cell.strip() for cell in row[1:]) or len(row) < 3:
        return False
    if has_no_name and all(other[0].strip() and any(other[1:]) for other in below[:LOOKED_AT]):
        return True
    return all(_number(other[0]) for other in below[:LOOKED_AT])


def _number(cell: str) -> bool:
    found = taken(cell.strip())
    return found is not None and len(found.affix) < 4
