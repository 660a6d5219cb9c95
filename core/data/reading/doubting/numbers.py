"""Doubts about numbers: marks read as missing, numbers that may stand for a missing value, a
decimal sign that may stand between thousands, and codes, which only look like numbers.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.data.reading.cells.dates import date_text, form_of
from core.data.reading.cells.marks import Marks
from core.data.reading.cells.notation import (
    Taken,
    common_affix,
    plain_number,
    taken,
    uses_groups,
    value_of,
)
from core.data.reading.doubts import Doubt, column_switch, switch
from core.data.reading.packed import pieces
from core.words import plain_name, say

Vector = NDArray[np.float64]
Rows = NDArray[np.bool_]

#: numbers that programs write where there is no value
_SENTINELS = frozenset(
    (
        *(-9.0, -99.0, -999.0, -9999.0, -99999.0, 999.0, 9999.0, 99999.0, 999999.0),
        *(-1e30, 1e30, 1e20, -32768.0, 1.7976931348623157e308),
    )
)
#: what is called like a date, and the day 0 of spreadsheets in days before 1970
_DATED = re.compile(r"date|datum|fecha|data\b|time|zeit|дата|日期|tag\b|day\b", re.IGNORECASE)
_SPREADSHEET = 25_569
#: cells of a column that are looked at for a doubt
_LOOKED_AT = 200
#: before a cell they make it a text in spreadsheets
_TEXT_MARKS = "'’"
#: a whole column of numbers of at least this many digits may hold codes
_CODE_DIGITS = 2
#: figures with any signs between them: 8/10, 120/80, 1.5±0.2, <5
_FIGURES = re.compile(r"[\d\s./:,;+\-\u2212–±~<>≤≥≈()°'\"′″]+[NSEW]?")


def number_doubts(
    name: str, cells: Sequence[str], values: Vector, missing: Rows, marks: Marks
) -> list[Doubt]:
    """Return what is doubtful about a column (m,) that was read as numbers."""
    doubts = []
    found = Counter(
        cells[i] for i in np.flatnonzero(missing).tolist() if not marks.always(cells[i])
    )
    if found:
        mark, count = found.most_common(1)[0]
        says = say(
            "Table",
            "“{mark}” is read as a missing value, in {rows}",
            mark=plain_name(mark),
            rows=counted(count, "row"),
        )
        doubts.append(Doubt(says, column_switch(name, "kind", "category"), name))
    code = _code_in(cells, values, missing)
    if code:
        says = say(
            "Table", "{cell} looks like a code; it is read as a number", cell=plain_name(code)
        )
        doubts.append(Doubt(says, column_switch(name, "kind", "category"), name))
    filled = values[~missing]
    if _DATED.search(name) and len(filled) > 2 and _may_be_days(filled):
        says = say(
            "Table",
            "{number} may be a date as spreadsheets count days: {date}",
            number=f"{filled[0]:.10g}",
            date=date_text(math.floor(float(filled[0]) - _SPREADSHEET)),
        )
        doubts.append(Doubt(says, column_switch(name, "role", "ignored"), name))
    for sentinel in _sentinels_in(values[~missing]):
        count = int((values == sentinel).sum())
        text = cells[int(np.flatnonzero(values == sentinel)[0])]
        says = say(
            "Table",
            "{mark} may stand for a missing value, in {rows}",
            mark=plain_name(text),
            rows=counted(count, "row"),
        )
        doubts.append(Doubt(says, switch([text], "reading", "missing"), name))
    return doubts


def notation_doubts(
    name: str, apart: Mapping[str, Taken], decimal: str, usual: str, of_one: bool
) -> list[Doubt]:
    """Return what is doubtful about the notation of a column's cells, given its decimal sign.

    `usual` is the decimal sign of the table; `of_one` says that 50% is read as 0.5.
    """
    affix = common_affix(apart.values())
    doubts = []
    percent = affix == "%" or (affix is None and of_one)
    if decimal != usual:
        says = say("Table", "read with {sign} before decimals, unlike the others", sign=decimal)
        doubts.append(Doubt(says, switch(decimal, "reading", "decimal"), name))
    groups = [item for item in apart.values() if uses_groups(item, decimal)]
    sign = next((letter for item in groups for letter in item.digits if not letter.isdigit()), "")
    other = "," if decimal == "." else "."
    if (
        groups
        and all(value_of(item, other, None) is not None for item in apart.values())
        and sign in ".,"
    ):
        says = say(
            "Table",
            "{cell} is read as {value}, with {sign} between thousands",
            cell=groups[0].digits,
            value=f"{value_of(groups[0], decimal, None):,.10g}".replace(",", ""),
            sign=sign,
        )
        doubts.append(Doubt(says, switch("", "reading", "thousands"), name))
    scaled = next((cell for cell, item in apart.items() if item.is_scaled), "")
    bracketed = next((cell for cell, item in apart.items() if item.negative and ")" in cell), "")
    behind = next((cell for cell, item in apart.items() if item.is_behind), "")
    for cell in filter(None, (scaled, bracketed, behind)):
        says = say(
            "Table",
            "{cell} is read as {value}",
            cell=plain_name(cell),
            value=f"{value_of(apart[cell], decimal, None):.10g}",
        )
        doubts.append(Doubt(says, column_switch(name, "kind", "category"), name))
    if percent and of_one:
        says = say("Table", "percent: 50% is read as 0.5, as in a spreadsheet")
        doubts.append(Doubt(says, switch("as written", "reading", "percent"), name))
        bare = next((cell for cell, item in apart.items() if not item.affix), "")
        if bare:
            says = say("Table", "{cell} has no %; it is read as it is", cell=plain_name(bare))
            doubts.append(Doubt(says, column_switch(name, "role", "ignored"), name))
    elif percent:
        says = say("Table", "percent: 50% is read as 50; in a spreadsheet it would be 0.5")
        doubts.append(Doubt(says, switch("of one", "reading", "percent"), name))
    elif affix:
        says = say("Table", "numbers with {unit} beside them", unit=plain_name(affix))
        doubts.append(Doubt(says, column_switch(name, "kind", "category"), name))
    return doubts


def _may_be_days(filled: Vector) -> bool:
    """Return whether numbers may be dates between 1954 and 2064, counted as spreadsheets do."""
    return bool(filled.min() >= 20_000 and filled.max() <= 60_000 and len(np.unique(filled)) > 2)


def decimal_doubt(
    names: Sequence[str], columns: Sequence[Sequence[str]], decimal: str, marks: Marks
) -> Doubt | None:
    """Return the doubt about a decimal sign that might as well stand between thousands."""
    other = "," if decimal == "." else "."
    for name, cells in zip(names, columns, strict=True):
        for cell in cells[:_LOOKED_AT]:
            found = None if marks.among_numbers(cell) else taken(cell)
            if found is None or decimal not in found.digits:
                continue
            one, two = value_of(found, decimal, None), value_of(found, other, None)
            if one is None or two is None or uses_groups(found, decimal):
                break
            says = say(
                "Table",
                "{cell} is read as {value}; with {sign} between thousands it would be {other}",
                cell=plain_name(found.digits),
                value=f"{one:.10g}",
                sign=decimal,
                other=f"{two:.10g}",
            )
            return Doubt(says, switch(other, "reading", "decimal"), name)
    return None


def _sentinels_in(filled: Vector) -> list[float]:
    """Return the numbers among `filled` (n,) that may stand for a missing value."""
    if len(filled) < 5:
        return []
    found = []
    low, high = float(filled.min()), float(filled.max())
    for sentinel in {low, high} & _SENTINELS:  # it is outside the range of the others
        others = filled[filled != sentinel]
        if not 0 < len(filled) - len(others) < 0.5 * len(filled):
            continue
        spread = others.max() - others.min()
        far = min(abs(sentinel - others.max()), abs(sentinel - others.min()))
        if far > 3 * spread:
            found.append(sentinel)
    if low != -1.0:
        return found
    others = filled[filled != -1.0]
    count = len(filled) - len(others)
    # the only negative number, several times among many different ones
    if 1 < count < 0.5 * len(filled) and others.min() >= 0.0:
        fractions = bool((others != np.floor(others)).any())
        if len(np.unique(others)) > 10 and (fractions or others.max() > 20.0):
            found.append(-1.0)
    return found


def too_long(cells: Sequence[str], values: Vector, missing: Rows) -> str:
    """Return a cell of whole numbers with so many digits that different ones become equal, or "".

    A number keeps 15 to 17 digits (IEEE 754, binary64); identifiers may have more.
    """
    filled = values[~missing]
    if not len(filled) or float(np.abs(filled).max()) <= 2.0**53 or not np.isfinite(filled).all():
        return ""
    whole = {cell for cell, gone in zip(cells, missing.tolist(), strict=True) if not gone}
    if not all(cell.isdigit() for cell in whole) or len(whole) == len(np.unique(filled)):
        return ""
    return max(whole, key=len)


def like_numbers(words: Sequence[str]) -> str:
    """Return a word if it and most others look like numbers or dates in any notation, or ""."""
    found = [word for word in words[:_LOOKED_AT] if _is_like_number(word)]
    if len(found) <= 0.8 * min(len(words), _LOOKED_AT):
        return ""
    return next((word for word in found if plain_number(word) is None), found[0])


def _is_like_number(word: str) -> bool:
    if len(word) > 40 or not any(map(str.isdigit, word)) or (word.isdigit() and word[0] == "0"):
        return False
    return (
        taken(word) is not None or _FIGURES.fullmatch(word) is not None or bool(form_of([word])[0])
    )


def is_code(cells: Sequence[str], values: Vector, missing: Rows) -> bool:
    """Return whether a column holds codes: digits, as many in every cell, some after a zero."""
    filled = values[~missing]
    whole = len(filled) > 0 and filled.min() >= 0.0 and bool(np.all(filled == np.floor(filled)))
    if not whole or not _code_in(cells, values, missing):
        return False
    length = 0
    for cell, gone in zip(cells, missing.tolist(), strict=True):
        if gone:
            continue
        length = length or len(cell)
        if len(cell) != length or not cell.lstrip(_TEXT_MARKS).isdigit():
            return False
    return length >= _CODE_DIGITS


def _code_in(cells: Sequence[str], values: Vector, missing: Rows) -> str:
    """Return the first cell with a leading zero that no number has, or an empty text."""
    # such a cell is a whole number, or missing
    places = np.flatnonzero((values == np.floor(values)) | missing)
    few = 20 * len(places) < len(cells)
    for piece in ([cells[i] for i in places.tolist()],) if few else pieces(cells):
        for cell in piece:
            if cell[:1] and cell[0] in _TEXT_MARKS:
                cell = cell[1:]
            if cell[:1] == "0" and len(cell) > 1 and cell.isdigit():
                return cell
    return ""
