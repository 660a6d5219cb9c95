"""Texts: a table written as lines, with everything around it removed.

Lines that name the separator (`sep=;`), comments, titles above the table and separators at the ends
of rows are not data. What is removed is reported.
"""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from core.data.reading.arff import arff_grid, is_arff
from core.data.reading.doubts import Doubt, switch
from core.data.reading.grid import Grid, Row
from core.data.reading.options import Reading
from core.data.reading.orange import orange_grid
from core.data.reading.splitting import SAMPLE_LINES, delimiter_of, rows_of, split
from core.disk.apart import Watch, unwatched
from core.errors import DataError
from core.words import plain, say

_REMARKS = ("#", "%", "//")
_MOST_TITLES = 50
_PIECE = 2**17
#: rows between two looks at whether the table is still wanted
_WATCHED = 1000


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
    lines = _lines_of(text)
    if is_arff(lines):
        return arff_grid(name, lines)
    start, said, doubts = _sep_line(lines)
    if reading.skip is not None:
        start = reading.skip
    sign, remarks = _remarks(lines, start, reading)
    body = [line if i not in remarks else "\n" for i, line in enumerate(lines)][start:]
    delimiter = reading.delimiter
    if delimiter is None:
        delimiter = said or delimiter_of(_sample(body, middle and middle(start)))
    rows = []
    for row in rows_of(name, body, delimiter, start + 1):
        rows.append(row)
        if len(rows) % _WATCHED == 0:
            watch(min(row[0] / len(lines), 1.0))
    if remarks:
        doubts.append(_remark_doubt(len(remarks), sign))
    names = _named_by_remark(lines, remarks, sign, delimiter, rows)
    grid = Grid(rows, names, {}, tuple(doubts), delimiter, sign, start)
    if reading.skip is None:
        grid = without_titles(grid)
    return orange_grid(tidied(name, grid, reading))


def _lines_of(text: str) -> list[str]:
    """Return the lines with their ends, split in pieces so that other threads get their turn."""
    stream = io.StringIO(text, newline="")
    lines: list[str] = []
    while piece := stream.readlines(_PIECE):
        lines += piece
    return lines


def _sample(lines: list[str], middle: list[str] | None = None) -> list[str]:
    """Return lines from the beginning and, if the text is long, its middle; no blank ones."""
    found = [line for line in lines[: 4 * SAMPLE_LINES] if line.strip()][:SAMPLE_LINES]
    if middle is None and len(lines) > 8 * SAMPLE_LINES:
        middle = lines[len(lines) // 2 :][:SAMPLE_LINES]
    return found + [line for line in middle or () if line.strip()]


def _sep_line(lines: list[str]) -> tuple[int, str, list[Doubt]]:
    """Return how many lines to skip, and the separator that the first one names."""
    first = lines[0].strip().strip('"') if lines else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return 1, first[4], []
    if lines and lines[0].strip("\r\n") == "sep=\t":
        return 1, "\t", []
    return 0, "", []


def _remarks(lines: list[str], start: int, reading: Reading) -> tuple[str, set[int]]:
    """Return the comment sign and the numbers of comment lines.

    Without a setting, only lines at the top count, and further down those whose width is not the
    table's: a first cell may begin with the sign too.
    """
    if reading.comment is not None:
        sign = reading.comment
        if not sign:
            return "", set()
        return sign, {i for i, line in enumerate(lines) if line.lstrip().startswith(sign)}
    first = next((line.lstrip() for line in lines[start:] if line.strip()), "")
    sign = next((sign for sign in _REMARKS if first.startswith(sign)), "")
    top: set[int] = set()
    for i in range(start, len(lines)):
        if sign and lines[i].lstrip().startswith(sign):
            top.add(i)
        elif lines[i].strip():
            break
    sign = sign or "#"
    below = {i for i in range(start, len(lines)) if i not in top and lines[i][:1] == sign}
    if below:
        signed = top | below
        kept = [line for i, line in enumerate(lines) if i >= start and i not in signed]
        delimiter = (
            reading.delimiter if reading.delimiter is not None else delimiter_of(_sample(kept))
        )
        widths = Counter(len(cells) for cells in split(_sample(kept), delimiter) if cells)
        usual = widths.most_common(1)[0][0] if widths else 0
        below = {i for i in below if len(next(split([lines[i]], delimiter), [])) != usual}
    found = top | below
    return (sign if found else ""), found


def _remark_doubt(count: int, sign: str) -> Doubt:
    says = say("Table", "{n} lines that begin with {sign} are comments", n=count, sign=sign)
    return Doubt(says, switch("", "reading", "comment"))


def _named_by_remark(
    lines: list[str], remarks: set[int], sign: str, delimiter: str, rows: list[Row]
) -> tuple[str, ...] | None:
    """Return the names in the last comment above the table, if it names every column."""
    if not rows:
        return None
    above = [i for i in remarks if i + 1 < rows[0][0]]
    if not above:
        return None
    text = lines[max(above)].strip().removeprefix(sign).strip()
    names = [cell.strip() for cell in next(split([text], delimiter), [])]
    unlike = len(names) == len(rows[0][1]) > 1 and all(names) and len(set(names)) == len(names)
    if not unlike or all(_number(cell) for cell in names):
        return None
    if not any(_number(cell) for _, row in rows[:20] for cell in row):
        return None
    # if the first row names the columns too, the comment is just a comment
    first = [cell.strip() for cell in rows[0][1]]
    return None if not any(map(_number, first)) and len(rows) > 1 else tuple(names)


def _number(cell: str) -> bool:
    try:
        float(cell.strip().replace(",", "."))
    except ValueError:
        return False
    return True


def without_titles(grid: Grid) -> Grid:
    """Leave out rows above the table that are clearly narrower than it is."""
    if len(grid.rows) < 3:
        return grid
    widths = Counter(len(row) for _, row in grid.rows)
    usual, times = widths.most_common(1)[0]
    if times < 0.6 * len(grid.rows) or usual < 2:
        return grid
    count = 0
    for _, row in grid.rows[:_MOST_TITLES]:
        filled = sum(bool(cell.strip()) for cell in row)
        if len(row) == usual and filled > 1:
            break
        if abs(len(row) - usual) == 1 and filled == len(row) and count == 0 and len(row) > 1:
            break  # a header with one cell fewer or more, which is handled elsewhere
        if filled > 1 and len(row) > usual:
            break
        count += 1
    if not count or count == _MOST_TITLES or count > len(grid.rows) // 2:
        return grid
    title = plain(" ".join(cell.strip() for cell in grid.rows[0][1]).strip())[:40]
    line = grid.rows[count][0]
    says = say("Table", "the table begins in line {n}; above it is “{title}”", n=line, title=title)
    doubt = Doubt(says, switch(0, "reading", "skip"))
    return replace(grid, rows=grid.rows[count:], skip=line - 1, doubts=(*grid.doubts, doubt))


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
            "{file}, line {line}: {cells} cells, but line {other} has {count}",
            file=name,
            line=line,
            cells=cells,
            other=other,
            count=count,
        ),
        say(
            "Table",
            "give every row as many cells as there are columns; a cell that contains the "
            "separator needs quotation marks",
        ),
    ).at(line)
