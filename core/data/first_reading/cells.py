"""Cells: a table's file as first versions read it, with fewer guesses than core.data.reading.

A text table may be separated by commas, semicolons, tabs, bars or spaces and be written in UTF-8,
UTF-16 with a byte order mark or Windows-1252; the first row may name the columns.
"""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.counts import counted
from core.data.reading.cells.notation import plain_number
from core.data.sheets import SHEET_SUFFIXES, is_sheet, sheet_rows
from core.data.table_files import check_bounds, check_file, not_a_table, table_bytes
from core.disk.apart import Watch, unwatched
from core.errors import DataError, FileError

_SAMPLE_ROWS = 50
#: rows of a text table between two checks whether reading should go on
_WATCHED_ROWS = 1_000
_MISSING = frozenset(("", "na", "n/a", "nan", "?", "null"))
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Cells:
    """A table as text: `rows` with equal numbers of cells, `lines` their places in the file.

    `names` are the columns' names, made up if `header` is false. Lines count from 1 and
    include the header.
    """

    file: str
    names: tuple[str, ...]
    header: bool
    rows: list[list[str]]
    lines: list[int]
    decimal_comma: bool = False
    notices: tuple[str, ...] = field(default=())

    def column(self, index: int) -> list[str]:
        """Return one column's cells, stripped of blanks."""
        return [row[index].strip() for row in self.rows]


def is_missing(cell: str) -> bool:
    """Return whether a stripped cell stands for no value: empty, NA, nan, null or ?."""
    return cell.lower() in _MISSING


def number_in(cell: str, decimal_comma: bool) -> float | None:
    """Return the number in a stripped cell, or None if it is not one (or is missing)."""
    if decimal_comma and _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    return plain_number(cell)


def read_cells(path: Path, watch: Watch = unwatched) -> Cells:
    """Read a text table or the first sheet of a spreadsheet, whatever the file is called.

    `watch` is called often with the progress of a long reading, 0 to 1, and may raise to end it.
    Raises FileError for a file that cannot be read as a table, DataError for one with no rows, rows
    of different lengths or two columns of the same name.
    """
    check_file(path)
    if path.suffix.lower() in SHEET_SUFFIXES or is_sheet(path):
        filled = sheet_rows(path, watch)
        if filled:
            check_bounds(path.name, len(filled), len(filled[0][1]))
        return _as_cells(path.name, filled, False)
    text, notices = _decoded(path)
    said = _SEPARATOR.match(text)
    delimiter = said[1] if said else _delimiter_of(text)
    rows = _text_rows(path.name, text, delimiter, watch)[1 if said else 0 :]
    comma = delimiter not in (",", "") and _uses_decimal_comma([row for _, row in rows])
    return _as_cells(path.name, rows, comma, notices)


def _decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return a file's text and, if the encoding was guessed, a notice."""
    raw = table_bytes(path)
    notices: tuple[str, ...] = ()
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            notices = (f"{path.name} is not UTF-8; it was read as Windows-1252",)
    else:
        raise not_a_table(path.name)
    sample = text[:4096]
    odd = sum(1 for letter in sample if ord(letter) < 32 and letter not in "\t\n\r\f")
    if "\0" in text or odd > len(sample) // 50:
        raise not_a_table(path.name)
    if not text.strip():
        raise FileError(f"{path.name} is empty", "choose a table with a header and some rows")
    return text, notices


#: a first line in which spreadsheets name the separator
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[ \t]*\r?\n', re.IGNORECASE)


def _delimiter_of(text: str) -> str:
    """Return what separates the cells, or an empty string for a table of one column.

    Each candidate splits a sample of the rows; the winner gives rows most alike in length, and most
    cells that are numbers. Spaces are tried last, as they occur inside cells.
    """
    sample = text[:200_000].splitlines()[: _SAMPLE_ROWS + 1]
    for candidates in (",;\t|", " "):
        best, best_score = "", 0.0
        for candidate in candidates:
            score = _split_score(sample, candidate)
            if score > best_score:
                best, best_score = candidate, score
        if best:
            return best
    return ""


def _split_score(sample: list[str], delimiter: str) -> float:
    """Return how well a delimiter splits: share of rows of equal length plus share of numbers."""
    try:
        rows = [row for row in _reader(sample, delimiter) if _filled(row)]
    except csv.Error:
        return 0.0
    if not rows:
        return 0.0
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count)
    alike = widths.count(usual) / len(widths)
    if usual < 2 or alike < 0.5:
        return 0.0
    cells = [cell.strip() for row in rows for cell in row]
    numbers = sum(number_in(cell, delimiter != ",") is not None for cell in cells)
    return alike + numbers / len(cells)


def _reader(lines: Any, delimiter: str) -> Any:
    if delimiter == " ":
        lines = (line.strip() for line in lines)
    return csv.reader(lines, delimiter=delimiter or "\x1f", skipinitialspace=True)


def _filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


def _text_rows(name: str, text: str, delimiter: str, watch: Watch) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the number of the line on which it starts."""
    rows: list[tuple[int, list[str]]] = []
    stream = io.StringIO(text, newline="")
    reader = _reader(stream, delimiter)
    line = 1
    try:
        for row in reader:
            if row and _filled(row):
                rows.append((line, row))
                check_bounds(name, len(rows), len(row))
            line = reader.line_num + 1
            if len(rows) % _WATCHED_ROWS == 0:
                watch(stream.tell() / len(text))
    except csv.Error as error:
        raise FileError(
            f"{name}, line {line}: not readable as a table ({error})",
            "look for a quotation mark that is opened but not closed",
        ) from None
    return rows


def _uses_decimal_comma(rows: list[list[str]]) -> bool:
    return any(_DECIMAL_COMMA.fullmatch(cell.strip()) for row in rows[:1000] for cell in row)


def _as_cells(
    name: str,
    numbered_rows: list[tuple[int, list[str]]],
    decimal_comma: bool,
    notices: tuple[str, ...] = (),
) -> Cells:
    """Return rows as Cells: of equal length, with names, without empty columns at the end."""
    if not numbered_rows:
        raise FileError(f"{name} is empty", "choose a table with a header and some rows")
    first_line, first = numbered_rows[0]
    for line, row in numbered_rows:
        if len(row) != len(first):
            raise DataError(
                f"{name}, line {line}: {counted(len(row), 'cell')}, but line {first_line} has "
                f"{len(first)}",
                "give every row as many cells as there are columns; a cell that contains the "
                "separator needs quotation marks",
            )
    rows = [row for _, row in numbered_rows]
    while len(first) > 1 and not any(row[-1].strip() for row in rows):
        rows = [row[:-1] for row in rows]
        first = rows[0]
    lines = [line for line, _ in numbered_rows]
    if not _is_header(rows, decimal_comma):
        names = tuple(f"column {i + 1}" for i in range(len(first)))
        notices += (f"{name} has no header; its columns are called column 1, column 2, …",)
        return Cells(name, names, False, rows, lines, decimal_comma, notices)
    names = tuple(cell.strip() or f"column {i + 1}" for i, cell in enumerate(first))
    for i, column in enumerate(names):
        if column in names[:i]:
            raise DataError(
                f"{name}: columns {names.index(column) + 1} and {i + 1} are both called {column!r}",
                "give each column a name of its own",
            )
    if len(rows) == 1:
        raise DataError(f"{name} has a header but no rows", "add the samples, one row each")
    return Cells(name, names, True, rows[1:], lines[1:], decimal_comma, notices)


def _is_header(rows: list[list[str]], decimal_comma: bool) -> bool:
    """Return whether the first row names the columns.

    A text above numbers suggests that it does, a number in the first row that it does not; if
    neither occurs (a table of words) a header is assumed.
    """
    below = rows[1 : _SAMPLE_ROWS + 1]
    speaks_for = speaks_against = 0
    for i, cell in enumerate(rows[0]):
        cell = cell.strip()
        if number_in(cell, decimal_comma) is not None:
            speaks_against += 1
        elif not is_missing(cell):
            values = [row[i].strip() for row in below]
            numbers = sum(number_in(value, decimal_comma) is not None for value in values)
            speaks_for += numbers > len(values) / 2
    return speaks_against == 0 or 0 < speaks_for >= speaks_against
