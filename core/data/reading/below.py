"""Below a table: rows at its end that are no data: notes, and totals if they are sure to be some.

What is removed is reported; a last row that only looks like a total is kept, and reported.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from math import isclose

from core.data.reading.around import is_number
from core.data.reading.cells.marks import ALWAYS, AMONG_NUMBERS
from core.data.reading.cells.notation import plain_number, taken, value_of
from core.data.reading.doubts import Doubt, switch
from core.data.reading.grid import Grid, Row
from core.data.reading.options import Reading
from core.data.reading.packed import Packed
from core.words import plain, plain_name, say, shortened

_MOST_NOTES = 20
#: the last rows that are looked at for notes
_TAIL = _MOST_NOTES + 4
#: rows below a blank line that are compared with those above it
_TRIED = 20
#: by how much a total may differ from the sum, as its summands are rounded
_ROUNDED = 1e-3
_DATED = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:$|[T ])")
_TOTAL = re.compile(
    r"(?:(?:grand|sub)[ -]?)?totals?|sum|average|avg|mean|summe|gesamt|gesamt(?:summe|ergebnis)|"
    r"endsumme|insgesamt|durchschnitt|mittelwert|somme|moyenne|total (?:général|geral|general)|"
    r"totale|media|média|soma|suma|promedio|итого|всего|合计|总计|总和|平均|平均值|合計|總計",
    re.IGNORECASE,
)


def without_notes(grid: Grid, reading: Reading) -> Grid:
    """Leave out what is set to be below the table, or rows at its end that are clearly notes."""
    rows = grid.rows
    if reading.footer is not None:
        kept = rows[: max(len(rows) - reading.footer, 0)]
        return replace(grid, rows=kept, footer=len(rows) - len(kept))
    widths = Counter(len(row) for _, row in rows)
    usual, times = widths.most_common(1)[0] if widths else (0, 0)
    if usual < 2 or times < 3:
        return grid

    start = _other_table(rows)
    doubts: list[Doubt] = []
    if start:
        text = plain(shortened(" ".join(filter(None, map(str.strip, rows[start][1]))), 40))
        says = say(
            "Table",
            "another table begins in line {n}: “{text}”; it is left out",
            n=rows[start][0],
            text=text,
        )
        doubts.append(Doubt(says, switch(0, "reading", "footer")))
        rows = rows[:start]

    def column(place: int) -> Iterable[str]:
        return (row[place] if len(row) > place else "" for _, row in rows)

    count, found = _below(rows[-_TAIL:], len(rows), usual, column)
    kept = rows[: len(rows) - count]
    if not start:
        doubts += found
    elif count:  # what is below this table is set together with the other one
        doubts += (replace(doubt, switch="") for doubt in found)
    footer = len(grid.rows) - len(kept)
    return replace(grid, rows=kept, footer=footer, doubts=(*grid.doubts, *doubts))


def _other_table(rows: list[Row]) -> int:
    """Return where a second table begins, 0 if there is none: below a blank line, at least two
    names and no number, of which one stands under numbers.
    """
    tried = 0
    for i in range(4, len(rows) - 1):
        height = 1 + sum(cell.count("\n") for cell in rows[i - 1][1])
        if rows[i][0] <= rows[i - 1][0] + height or rows[i][1] == rows[0][1]:
            continue
        cells = [cell.strip() for cell in rows[i][1]]
        named = [place for place, cell in enumerate(cells) if cell]
        low = {cell.lower() for cell in cells}
        if len(named) < 2 or low & (AMONG_NUMBERS | (ALWAYS - {""})):
            continue
        if any(taken(cell) is not None or _DATED.match(cell) for cell in cells):
            continue
        tried += 1
        if tried > _TRIED:  # a table of words with blank lines between its rows
            return 0
        above = [row for _, row in rows[1:i]]
        under = sum(
            2 * sum(is_number(row[place]) for row in above if len(row) > place) > len(above)
            for place in named
        )
        if under:
            return i
    return 0


def without_packed_notes(packed: Packed, reading: Reading) -> tuple[Packed, int, list[Doubt]]:
    """Return the rows of a long table without those below it, how many these are, and the doubts.

    The rows have all the same width.
    """
    if reading.footer is not None:
        count = min(reading.footer, len(packed))
        return packed.without_last(count), count, []
    if len(packed) < _TAIL or len(packed.columns) < 2:
        return packed, 0, []
    tail: list[Row] = [
        (packed.lines[place], [column[place] for column in packed.columns])
        for place in range(len(packed) - _TAIL, len(packed))
    ]
    count, doubts = _below(
        tail, len(packed), len(packed.columns), lambda place: packed.columns[place]
    )
    return packed.without_last(count), count, doubts


def _below(
    tail: list[Row], total: int, usual: int, column: Callable[[int], Iterable[str]]
) -> tuple[int, list[Doubt]]:
    """Return how many rows at the end of a table are no data, and the doubts about them.

    `tail` are the last of `total` rows, `usual` is their width, and `column` gives all cells of a
    column, those of the header and the last row included.
    """
    count = 0
    for back in range(1, min(_MOST_NOTES, total - 3) + 1):
        if _is_note(tail, len(tail) - back, usual):
            count = back
        elif len(tail[-back][1]) == usual:
            break
    doubts = []
    if count:
        line, row = tail[-count]
        text = plain(shortened(" ".join(cell.strip() for cell in row).strip(), 40))
        says = say("Table", "the table ends above line {n}: “{text}”", n=line, text=text)
        doubts.append(Doubt(says, switch(0, "reading", "footer")))
        tail, total = tail[: len(tail) - count], total - count
    line, row = tail[-1]
    first = next((cell.strip() for cell in row if cell.strip()), "").rstrip(":")
    place = [cell.strip().rstrip(":") for cell in row].index(first)
    if not _TOTAL.fullmatch(first):
        return count, doubts
    if any(cell.strip() == first for cell in islice(column(place), total - 1)):
        return count, doubts
    if len(row) == usual and _is_total(row, total, place, column):
        says = say(
            "Table",
            "row {n}, “{text}”, is a total; it is left out",
            n=line,
            text=plain_name(first),
        )
        return 1 + count, [*doubts, Doubt(says, switch(count, "reading", "footer"))]
    says = say("Table", "the last row, “{text}”, looks like a total", text=plain_name(first))
    return count, [*doubts, Doubt(says, switch(1 + count, "reading", "footer"))]


def _is_total(
    last: Sequence[str], total: int, place: int, column: Callable[[int], Iterable[str]]
) -> bool:
    """Return whether the last row is surely a total: its name, at a place, stands below numbers, or
    a number in it is the sum or the mean of those above.
    """
    body = islice(column(place), 1, total - 1)
    if total > 2 and all(is_number(name) or _DATED.match(name.strip()) for name in body):
        return True
    for i, cell in enumerate(last):
        item = taken(cell.strip())
        if item is None:
            continue
        for decimal in ".,":
            whole = value_of(item, decimal, None)
            if whole is not None and _sums(whole, islice(column(i), 1, total - 1), decimal):
                return True
    return False


def _sums(total: float, cells: Iterable[str], decimal: str) -> bool:
    """Return whether a number is the sum or the mean of those in cells, some of them empty."""
    whole, count = 0.0, 0
    for cell in cells:
        text = cell.strip()
        if not text:
            continue
        value = plain_number(text) if decimal == "." else None
        if value is None:
            item = taken(text)
            value = None if item is None else value_of(item, decimal, None)
        if value is None:
            return False
        whole += value
        count += 1
    return count >= 3 and any(
        isclose(total, value, rel_tol=_ROUNDED) for value in (whole, whole / count)
    )


def _is_note(rows: list[Row], place: int, usual: int) -> bool:
    """Return whether a row near the end is a note: one text, or after a blank line and narrower."""
    line, row = rows[place]
    filled = [cell.strip() for cell in row if cell.strip()]
    alone = len(filled) == 1 and bool(row[0].strip()) and not is_number(filled[0])
    if alone and len(row) == 1:
        return True
    if alone and len(row) == usual > 2:
        return bool(re.search(r"[\s:]", filled[0])) and len(filled[0]) > 8
    before, cells = rows[place - 1]
    height = 1 + sum(cell.count("\n") for cell in cells)
    apart = line > before + height
    return apart and len(row) != usual and not all(map(is_number, filled))
