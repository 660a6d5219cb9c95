"""Around a table: what stands above and between its rows and is not data.

Lines that name the separator (`sep=;`), comments, titles and rulings. What is removed is reported.
"""

import re
from collections import Counter
from dataclasses import replace

from core.counts import counted
from core.data.reading.doubts import Doubt, switch
from core.data.reading.grid import Grid, Row
from core.data.reading.options import Reading
from core.data.reading.splitting import delimiter_of, sample_of, split
from core.words import plain, say, shortened

_REMARKS = ("#", "%", "//")
_MOST_TITLES = 50
#: lines that rule off a heading, as in Markdown and in the output of databases
_RULING_SIGNS = frozenset(" \t|+:,;=-─━")
_RULES = ("---", "===", "───", "━━━")
_RULING = re.compile(r"\|?(?:\+[-=]+)+\+|\|(?: *:?-+:? *\|)+")
_RULED = 4


def sep_line(lines: list[str]) -> tuple[int, str, list[Doubt]]:
    """Return how many lines to skip, and the separator that the first one names."""
    first = lines[0].strip().strip('"') if lines else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return 1, first[4], []
    if lines and lines[0].strip("\r\n") == "sep=\t":
        return 1, "\t", []
    return 0, "", []


def remarks_of(lines: list[str], start: int, reading: Reading) -> tuple[str, set[int]]:
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
            reading.delimiter if reading.delimiter is not None else delimiter_of(sample_of(kept))
        )
        widths = Counter(len(cells) for cells in split(sample_of(kept), delimiter) if cells)
        usual = widths.most_common(1)[0][0] if widths else 0
        below = {i for i in below if len(next(split([lines[i]], delimiter), [])) != usual}
    found = top | below
    return (sign if found else ""), found


def remark_doubt(count: int, sign: str) -> Doubt:
    """Return what is said about comment lines."""
    says = say(
        "Table", "{lines} with a comment, after {sign}", lines=counted(count, "line"), sign=sign
    )
    return Doubt(says, switch("", "reading", "comment"))


def named_by_remark(
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
    if sign == "#" and text[:1] == delimiter != "":
        names[0] = sign  # it is the name of a column, such as the number of the row
    unlike = len(names) == len(rows[0][1]) > 1 and all(names) and len(set(names)) == len(names)
    if not unlike or all(is_number(cell) for cell in names):
        return None
    if not any(is_number(cell) for _, row in rows[:20] for cell in row):
        return None
    # if the first row names the columns too, the comment is just a comment
    first = [cell.strip() for cell in rows[0][1]]
    return None if not any(map(is_number, first)) and len(rows) > 1 else tuple(names)


def is_number(cell: str) -> bool:
    """Return whether a cell is a number in a program's notation, or with a decimal comma."""
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
        below = len(grid.rows[1][1]) == usual
        if abs(len(row) - usual) == 1 and filled == len(row) and not count and below and filled > 1:
            break  # a header with one cell fewer or more, which is handled elsewhere
        if filled > 1 and len(row) > usual:
            break
        count += 1
    count = max(count, _above_gap(grid.rows))
    if not count or count == _MOST_TITLES or count > len(grid.rows) // 2:
        return grid
    title = plain(shortened(" ".join(cell.strip() for cell in grid.rows[0][1]).strip(), 40))
    line = grid.rows[count][0]
    says = say("Table", "the table begins in line {n}; above it is “{title}”", n=line, title=title)
    doubt = Doubt(says, switch(0, "reading", "skip"))
    return replace(grid, rows=grid.rows[count:], skip=line - 1, doubts=(*grid.doubts, doubt))


def _above_gap(rows: list[Row]) -> int:
    """Return how many rows stand above a blank one near the top, if they are half filled at most
    and all others are full, as a table below the notes on it.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for _, row in rows]
    usual = Counter(filled).most_common(1)[0][0]
    for i in range(1, min(_MOST_TITLES, len(rows))):
        if 2 * filled[i - 1] > usual or usual < 3:
            return 0
        height = 1 + sum(cell.count("\n") for cell in rows[i - 1][1])
        if rows[i][0] > rows[i - 1][0] + height and filled[i] == usual:
            return i
    return 0


def rulings_in(lines: list[str], start: int) -> set[int]:
    """Return the numbers of lines that only rule off others."""
    found: set[int] = set()
    seen = 0
    for i in range(start, len(lines)):
        text = lines[i].strip()
        seen += bool(text)
        if seen > _RULED:
            break
        plain_rule = _RULING_SIGNS.issuperset(text) and any(rule in text for rule in _RULES)
        if plain_rule or _RULING.fullmatch(text):
            found.add(i)
    if any(lines[i].lstrip().startswith("+") for i in found):
        found |= {i for i in range(start, len(lines)) if lines[i].lstrip()[:2] in ("+-", "+=")}
    return found


def without_bars(rows: list[Row]) -> list[Row]:
    """Return rows without the empty cells outside bars at both ends of every line."""
    if rows and all(len(row) > 2 and not row[0].strip() and not row[-1].strip() for _, row in rows):
        return [(line, row[1:-1]) for line, row in rows]
    return rows


def without_repeats(grid: Grid) -> Grid:
    """Leave out rows that are the names of the columns once more, as where files were joined."""
    if not may_repeat(grid):
        return grid
    head = grid.rows[0][1]
    again = {i for i, (_, row) in enumerate(grid.rows) if i and row == head}
    if not again or 2 * len(again) > len(grid.rows):
        return grid
    says = say(
        "Table",
        "left out: {rows}, with the names of the columns again",
        rows=counted(len(again), "row"),
    )
    kept = [row for i, row in enumerate(grid.rows) if i not in again]
    return replace(grid, rows=kept, doubts=(*grid.doubts, Doubt(says, "")))


def may_repeat(grid: Grid) -> bool:
    """Return whether a row like the first can only be the names again: most others hold numbers."""
    if len(grid.rows) < 4 or grid.names is not None or any(map(is_number, grid.rows[0][1])):
        return False
    head = grid.rows[0][1]
    measured = sum(any(map(is_number, row)) for _, row in grid.rows if row != head)
    return 2 * measured >= len(grid.rows)


def without_margin(rows: list[Row]) -> list[Row]:
    """Return rows without the columns at their left that are empty throughout."""
    width = 0
    while rows and all(len(row) > width + 1 and not row[width].strip() for _, row in rows):
        width += 1
    return [(line, row[width:]) for line, row in rows] if width else rows
