"""Splitting: finding the sign that separates the cells of a text, and splitting lines by it."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from core.data.reading.cells.notation import taken
from core.data.reading.grid import Row
from core.errors import FileError
from core.words import say

SAMPLE_LINES = 200
_CANDIDATES = ",;\t|"
#: tried if none of the others, nor spaces, separates cells
_RARE = ":^~¦，；、\x1f\x1e\x01"
_NUMBER = re.compile(r"[+\-\u2212]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_QUOTED = re.compile(r"(?:^|[,;\t|])[ ]*'[^']*'[ ]*(?=[,;\t|]|\s*$)")
#: the characters that a cell may have, which is the limit of Python's csv module
_MOST_LETTERS = 2**17
#: what a first line with as many cells as the others adds to a score
_HEADED = 0.2
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:$|[T ])")
_BLANKS = re.compile(r'"((?:[^"]|"")*)"|\'([^\']*)\'(?=[ \t]|$)|([^ \t]+)')


def sample_of(lines: list[str], middle: list[str] | None = None) -> list[str]:
    """Return lines from the beginning and, if the text is long, its middle; no blank ones."""
    found = [line for line in lines[: 4 * SAMPLE_LINES] if line.strip()][:SAMPLE_LINES]
    if middle is None and len(lines) > 8 * SAMPLE_LINES:
        middle = lines[len(lines) // 2 :][:SAMPLE_LINES]
    return found + [line for line in middle or () if line.strip()]


def quote_of(lines: list[str]) -> str:
    """Return the sign around cells in some lines: an apostrophe if it stands around many of them,
    and no quotation mark does.
    """
    around = 0
    for line in lines:
        if '"' in line:
            return '"'
        if "'" in line:
            whole = len(_QUOTED.findall(line))
            if 2 * whole != line.count("'"):
                return '"'
            around += whole > 0
    return "'" if 2 * around > len(lines) else '"'


def delimiter_of(lines: list[str], quote: str = '"') -> str:
    """Return what separates the cells of some lines; an empty text for a table of one column.

    Each sign splits the lines; the winner gives lines most alike in length, and most cells that are
    numbers. Spaces also occur inside cells, so they have to do clearly better.
    """
    scored = [(*_score(lines, sign, quote), sign) for sign in _CANDIDATES]
    best, width, found = max(scored, key=lambda item: item[0])
    score, columns = _score(lines, " ", quote)
    if not best and not score:
        best, _, found = max((*_score(lines, sign, quote), sign) for sign in _RARE)
        return found if best > 1.0 else ""
    if not score:
        return found
    if not best:
        return " "
    # a sign that splits off only a last piece, while spaces split all of the line
    return " " if score > best and columns >= 2 * width and score > 1.5 else found


def _score(lines: list[str], delimiter: str, quote: str) -> tuple[float, int]:
    """Return the share of lines of equal length plus that of numbers, 0 to 2, and the columns.

    A first line of names that has as many cells counts too; cells that another sign would divide
    count against it.
    """
    lines = [line for line in lines if len(line) < _MOST_LETTERS]
    try:
        found = split(lines, delimiter, quote)
        rows = [cells for cells in found if any(cell.strip() for cell in cells)]
    except csv.Error:
        return 0.0, 0
    widths = [len(row) for row in rows]
    if not widths:
        return 0.0, 0
    usual = max(set(widths), key=widths.count)
    alike = widths.count(usual) / len(widths)
    if usual < 2 or alike < 0.5:
        return 0.0, 0
    cells = [cell.strip() for row in rows for cell in row]
    others = set(_CANDIDATES) - {delimiter}
    numbers = undivided = 0
    for cell in cells:
        if _NUMBER.fullmatch(cell) or _is_number(cell):
            numbers += 1
        elif not others.isdisjoint(cell):
            undivided += 1
    named = _HEADED * (widths[0] == usual)
    return max(alike + (numbers - undivided) / len(cells) + named, 0.0), usual


@lru_cache(maxsize=4096)
def _is_number(cell: str) -> bool:
    """Return whether a cell is a date, or a number with thousands, a currency or the like."""
    return len(cell) < 30 and (_DATE.match(cell) is not None or taken(cell) is not None)


def split(lines: Iterable[str], delimiter: str, quote: str = '"') -> Iterator[list[str]]:
    """Return the cells of lines, respecting quotation marks; repeated spaces or tabs count once.

    Raises csv.Error for an unclosed cell.
    """
    if delimiter == " ":
        return map(_by_blanks, lines)
    return csv.reader(
        lines,
        delimiter=delimiter or "\x1f",
        quotechar=quote,
        skipinitialspace=delimiter != "\t",
    )


def _by_blanks(line: str) -> list[str]:
    if '"' not in line and "'" not in line:
        return line.split()
    found = _BLANKS.findall(line.strip())
    return [(a or b or c).replace('""', '"') for a, b, c in found]


def rows_of(
    name: str, lines: Iterable[str], delimiter: str, first_line: int, quote: str = '"'
) -> Iterator[Row]:
    """Yield the rows that are not empty, each with the line where it begins.

    `lines` include their line ends. Raises FileError for a quotation mark that is not closed.
    """
    line = first_line
    if delimiter == " ":
        for number, text in enumerate(lines, start=first_line):
            cells = _by_blanks(text)
            if cells:
                yield number, cells
        return
    reader = csv.reader(
        lines,
        delimiter=delimiter or "\x1f",
        quotechar=quote,
        skipinitialspace=delimiter != "\t",
    )
    try:
        for cells in reader:
            if cells and any(map(str.strip, cells)):
                yield line, cells
            line = first_line + reader.line_num
    except csv.Error as error:
        if "field limit" in str(error):
            raise FileError(
                say(
                    "Table",
                    "{file}, line {line}: a cell has more than {n} characters",
                    file=name,
                    line=line,
                    n=f"{_MOST_LETTERS:,}",
                ),
                say(
                    "Table",
                    "look for a quotation mark that is opened but not closed; or leave out the "
                    "column with such long texts",
                ),
            ).at(line) from None
        raise FileError(
            say(
                "Table",
                "{file}, line {line}: not readable as a table ({why})",
                file=name,
                line=line,
                why=error,
            ),
            say("Table", "look for a quotation mark that is opened but not closed"),
        ).at(line) from None


def begin_lines(line: int, rows: list[list[str]]) -> Sequence[int]:
    """Return the lines where consecutive rows begin, from a given line on, and the next line."""
    joined = "".join(map("".join, rows))
    if "\n" not in joined:
        return range(line, line + len(rows) + 1)
    heights = (1 + sum(cell.count("\n") for cell in row) for row in rows)
    return list(accumulate(heights, initial=line))
