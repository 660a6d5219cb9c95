"""Texts: a table written as lines, with everything around it removed, and rows of equal length."""

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from core.counts import counted
from core.data.reading.around import (
    named_by_remark,
    remark_doubt,
    remarks_of,
    rulings_in,
    sep_line,
    without_bars,
    without_repeats,
    without_titles,
)
from core.data.reading.below import without_notes
from core.data.reading.doubts import Doubt, switch
from core.data.reading.formats.arff import arff_grid, is_arff
from core.data.reading.formats.fixed_width import fixed_rows
from core.data.reading.formats.orange import orange_grid
from core.data.reading.formats.sparse import is_sparse, sparse_grid
from core.data.reading.grid import Grid, Row
from core.data.reading.options import Reading
from core.data.reading.splitting import delimiter_of, quote_of, rows_of, sample_of, split
from core.disk.apart import Watch, unwatched
from core.errors import DataError
from core.words import say

_PIECE = 2**17
#: rows between two looks at whether the table is still wanted
_WATCHED = 1000
_GUARDED = re.compile(r'="([^"]*)"')
#: the end of a file in old systems
_END = "\x1a"


def text_grid(
    name: str,
    text: str,
    reading: Reading,
    middle: Callable[[int], list[str]] | None = None,
    watch: Watch = unwatched,
) -> Grid:
    """Return the grid of a text. Raises FileError or DataError if it is not a table.

    If the text is only the beginning of a longer one, `middle` takes a number of lines to skip and
    gives lines from the middle of the rest. `watch` is told the progress, and may end it.
    """
    lines = _lines_of(text.rstrip(_END))
    if is_arff(lines):
        return arff_grid(name, lines)
    if reading.delimiter in (None, " ") and is_sparse(lines):
        return sparse_grid(name, lines)
    start, said, doubts = sep_line(lines)
    if reading.skip is not None:
        start = reading.skip
    sign, remarks = remarks_of(lines, start, reading)
    left_out = remarks | rulings_in(lines, start)
    body = [line if i not in left_out else "\n" for i, line in enumerate(lines)][start:]
    sample = sample_of(body, middle and middle(start))
    quote = quote_of(sample)
    delimiter = reading.delimiter
    if delimiter is None:
        delimiter = said or delimiter_of(sample, quote)
    rows = []
    for row in rows_of(name, body, delimiter, start + 1, quote):
        rows.append(row)
        if len(rows) % _WATCHED == 0:
            watch(min(row[0] / len(lines), 1.0))
    is_plain = quote == '"'
    if any('="' in line for line in sample):
        rows, is_plain = [(line, list(map(_unguarded, row))) for line, row in rows], False
    if reading.delimiter is None and not said:
        found = _unwrapped(rows)
        if found is not None:
            delimiter, rows = found
            is_plain = False
    ragged = len({len(row) for _, row in rows[1:]}) > 1
    if delimiter == "\t" and ragged:
        full = [(line, [cell for cell in row if cell.strip()]) for line, row in rows]
        if len({len(row) for _, row in full}) == 1:
            rows, ragged, is_plain = full, False, False
            says = say("Table", "several tabs between two cells count as one")
            doubts.append(Doubt(says, ""))
    if not delimiter or (delimiter == " " and ragged):
        by_place = fixed_rows(body, start + 1)
        if by_place is not None:
            rows, delimiter, is_plain = by_place, " ", False
            says = say("Table", "the columns are found by their places in the lines")
            doubts.append(Doubt(says, switch(",", "reading", "delimiter")))
    if delimiter == "|":
        bare = without_bars(rows)
        is_plain, rows = is_plain and bare is rows, bare
    if remarks:
        doubts.append(remark_doubt(len(remarks), sign))
    names = None
    if reading.header is not False:
        names = named_by_remark(lines, remarks, sign, delimiter, rows)
    if names is not None:
        says = say("Table", "the last comment above the table names its columns")
        doubts.append(Doubt(says, switch(False, "reading", "header")))
    grid = Grid(rows, names, {}, tuple(doubts), delimiter, sign, start, is_plain=is_plain)
    if reading.skip is None:
        grid = without_titles(grid)
    return orange_grid(without_repeats(tidied(name, without_notes(grid, reading), reading)))


def _unwrapped(rows: list[Row]) -> tuple[str, list[Row]] | None:
    """Return the rows of a table whose lines were quoted as a whole, and its separator, or None."""
    if not rows or any(len(row) != 1 for _, row in rows):
        return None
    cells = [row[0] for _, row in rows]
    delimiter = delimiter_of(cells[:200])
    if delimiter in ("", " "):
        return None
    return delimiter, [(line, next(split([row[0]], delimiter), [])) for line, row in rows]


def _unguarded(cell: str) -> str:
    """Return a cell without the formula that keeps a spreadsheet from changing it: ="007"."""
    found = _GUARDED.fullmatch(cell)
    return cell if found is None else found[1]


def _lines_of(text: str) -> list[str]:
    """Return the lines with their ends, split in pieces so that other threads get their turn."""
    stream = io.StringIO(text, newline="")
    lines: list[str] = []
    while piece := stream.readlines(_PIECE):
        lines += piece
    return lines


def tidied(name: str, grid: Grid, reading: Reading) -> Grid:
    """Return rows of equal length: row names, trailing separators and short rows are handled.

    Raises DataError for a row that is too long.
    """
    rows, doubts = grid.rows, list(grid.doubts)
    if not rows:
        return grid
    widths = Counter(len(row) for _, row in rows[1:] or rows)
    usual = widths.most_common(1)[0][0]
    head = rows[0][1]
    names = grid.names
    if len(widths) == 1 and len(head) == usual - 1 and len(rows) > 2:
        if all(not row[-1].strip() for _, row in rows[1:]):
            rows = [rows[0], *((line, row[:-1]) for line, row in rows[1:])]
            usual -= 1
        elif reading.header is not False:
            names_of_rows = [row[0] for _, row in rows[1:]]
            if len(set(names_of_rows)) < len(names_of_rows):  # decimal commas, perhaps
                raise odd_row(name, rows[1][0], usual, rows[0][0], len(head))
            says = say("Table", "the header has one cell fewer: the first column holds row names")
            doubts.append(Doubt(says, switch("input", "columns", "row names", "role"), "row names"))
            rows = [(rows[0][0], ["row names", *head]), *rows[1:]]
    elif len(head) == usual + 1 and not head[-1].strip():
        rows = [(rows[0][0], head[:-1]), *rows[1:]]
    if any(len(row) != usual for _, row in rows):
        rows = _cut(name, rows, usual)
    wide = 1
    for _, row in rows:
        wide = _without_blanks(row, wide)
        if wide == usual:
            break
    else:
        rows, usual = [(line, row[:wide]) for line, row in rows], wide
    if names is not None and len(names) != usual:
        names = None
    return replace(grid, rows=rows, names=names, doubts=tuple(doubts))


def _without_blanks(row: list[str], least: int) -> int:
    """Return the length of a row without blank cells at its end, but at least this, if it has it.

    Rows may have a million of them, so they are not taken off one by one.
    """
    length = len(row)
    while length > least and not row[length - 1].strip():
        length -= 1
    return length


def _cut(name: str, rows: list[Row], usual: int) -> list[Row]:
    """Return rows of the usual length, without separators at their ends.

    Raises DataError for a row that is longer or shorter.
    """
    made: list[Row] = []
    first = rows[0]
    for line, row in rows:
        row = row[: _without_blanks(row, usual)]
        if len(row) != usual:
            other, count = (first[0], len(first[1])) if line != first[0] else (rows[1][0], usual)
            raise odd_row(name, line, len(row), other, count)
        made.append((line, row))
    return made


def odd_row(name: str, line: int, cells: int, other: int, count: int) -> DataError:
    """Return the error for a row with a different number of cells from another line's `count`."""
    return DataError(
        say(
            "Table",
            "{file}, line {line}: {cells}, but line {other} has {count}",
            file=name,
            line=line,
            cells=counted(cells, "cell"),
            other=other,
            count=count,
        ),
        say(
            "Table",
            "give every row as many cells as there are columns; a cell that contains the "
            "separator needs quotation marks",
        ),
    ).at(line)
