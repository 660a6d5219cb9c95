"""Table files: text tables and spreadsheets, read into rows of text cells.

A text table may be separated by commas, semicolons, tabs, bars or spaces and be written in UTF-8,
UTF-16 with a byte order mark or Windows-1252; the first row may name the columns. What a file
claims to be is never trusted: its size is looked at before it is read.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.data.reading.notation import plain_number
from core.data.sheets import SHEET_SUFFIXES, is_sheet, sheet_rows
from core.disk.apart import Watch, unwatched
from core.disk.writing import open_ordinary
from core.errors import DataError, FileError
from core.resources import resource_path

MAX_BYTES = 64 * 2**20
MAX_ROWS = 1_000_000
MAX_COLUMNS = 2_000

TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".arff", ".jsonl", ".ndjson")

_RESOURCE = "resource:"
_SAMPLE_ROWS = 50
#: rows of a text table between two looks at whether it is still wanted
_WATCHED_ROWS = 1_000
_MISSING = frozenset(("", "na", "n/a", "nan", "?", "null"))
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Cells:
    """A table as text: `rows` of equally many cells, `lines` where each stands in the file.

    `names` are the columns' names, made up where `header` is false. Lines count from 1 and
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


def find_table(path: str, folder: Path | None) -> Path:
    """Return where a table lies: `resource:iris.csv`, an absolute path, or one from `folder`.

    Raises FileError for an empty path and for a resource name with folders in it.
    """
    if not path.strip():
        raise FileError("no table is chosen", "give the path of a table file")
    if path.startswith(_RESOURCE):
        name = path.removeprefix(_RESOURCE)
        if not name or name in (".", "..") or "/" in name or "\\" in name:
            raise FileError(
                f"{path}: not the name of a table that comes with the program",
                "write resource:iris.csv, without folders",
            )
        return resource_path("data", name)
    return Path(path) if folder is None else folder / path


def is_missing(cell: str) -> bool:
    """Return whether a stripped cell stands for no value: empty, NA, nan, null or ?."""
    return cell.lower() in _MISSING


def number_in(cell: str, decimal_comma: bool) -> float | None:
    """Return the number in a stripped cell, or None where it is not one (or is missing)."""
    if decimal_comma and _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    return plain_number(cell)


def read_cells(path: Path, expected: Collection[str] = (), watch: Watch = unwatched) -> Cells:
    """Read a text table or the first sheet of a spreadsheet, whatever the file is called.

    A first row that holds all `expected` names is a header whatever it looks like. `watch` is
    called often with how far a long reading is, 0 to 1; what it raises ends it. Raises
    FileError for what cannot be read as a table, DataError for one that has no rows, rows of
    different lengths or two columns of one name.
    """
    check_file(path)
    if path.suffix.lower() in SHEET_SUFFIXES or is_sheet(path):
        filled = sheet_rows(path, watch)
        if filled:
            check_bounds(path.name, len(filled), len(filled[0][1]))
        return _as_cells(path.name, filled, False, expected)
    text, notices = _decoded(path)
    delimiter = _delimiter_of(text)
    rows = _text_rows(path.name, text, delimiter, watch)
    comma = delimiter not in (",", "") and _uses_decimal_comma([row for _, row in rows])
    return _as_cells(path.name, rows, comma, expected, notices)


def check_file(path: Path) -> None:
    """Raise FileError for what cannot be read as a table by its size or kind."""
    try:
        if not path.exists():
            raise FileError(f"{path}: there is no such file", "check the path and the file's name")
        if path.is_dir():
            raise FileError(f"{path} is a folder", "choose a table file in it")
        if not path.is_file():
            raise FileError(f"{path} is not an ordinary file", "choose a table file")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise FileError(f"{path}: it cannot be opened ({error})", "check the path") from None
    if size == 0:
        raise FileError(f"{path.name} is empty", "choose a table with a header and some rows")
    if size > MAX_BYTES:
        raise _too_large(path, size)


def _too_large(path: Path, size: int) -> FileError:
    return FileError(
        f"{path.name} has {size / 2**20:.0f} MB, more than the {MAX_BYTES // 2**20} MB that "
        "a table may have",
        "leave out columns or rows that are not needed",
    )


def table_bytes(path: Path) -> bytes:
    """Return what a file holds, which may have grown since it was looked at.

    Raises FileError where it cannot be read or is too large.
    """
    try:
        with open_ordinary(path) as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path.name} cannot be read ({error.strerror})", "check it") from None
    if len(raw) > MAX_BYTES:
        raise _too_large(path, len(raw))
    return raw


def not_a_table(name: str) -> FileError:
    """Return the error of a file that is no text."""
    return FileError(
        f"{name} is not a table of text",
        "save the table as CSV or XLSX and open that",
    )


def _decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return a file's text and, where the encoding was guessed, a notice."""
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


def _delimiter_of(text: str) -> str:
    """Return what separates the cells, or an empty string for a table of one column.

    Each candidate splits a sample of the rows; the one under which the rows are most alike in
    length, and most cells are numbers, wins. Blanks are tried last, as they occur inside cells.
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
    """Return how well a delimiter splits: share of rows alike plus share of numbers, 0 to 2."""
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
            "look for a quotation mark that is opened and not closed",
        ) from None
    return rows


def check_bounds(name: str, rows: int, columns: int) -> None:
    """Raise FileError for more rows or columns than a table may have."""
    if columns > MAX_COLUMNS:
        raise FileError(
            f"{name} has {columns:,} columns, more than the {MAX_COLUMNS:,} that a table may have",
            "leave out columns that are not needed",
        )
    if rows > MAX_ROWS + 1:
        raise FileError(
            f"{name} has more than the {MAX_ROWS:,} rows that a table may have",
            "leave out rows that are not needed",
        )


def _uses_decimal_comma(rows: list[list[str]]) -> bool:
    return any(_DECIMAL_COMMA.fullmatch(cell.strip()) for row in rows[:1000] for cell in row)


def _as_cells(
    name: str,
    numbered_rows: list[tuple[int, list[str]]],
    decimal_comma: bool,
    expected: Collection[str],
    notices: tuple[str, ...] = (),
) -> Cells:
    """Return rows as Cells: of equal length, with names, without empty columns at the end."""
    if not numbered_rows:
        raise FileError(f"{name} is empty", "choose a table with a header and some rows")
    first_line, first = numbered_rows[0]
    for line, row in numbered_rows:
        if len(row) != len(first):
            raise DataError(
                f"{name}, line {line}: {len(row)} cells, but line {first_line} has {len(first)}",
                "give every row as many cells as there are columns; a cell that contains the "
                "separator needs quotation marks",
            )
    rows = [row for _, row in numbered_rows]
    while len(first) > 1 and not any(row[-1].strip() for row in rows):
        rows = [row[:-1] for row in rows]
        first = rows[0]
    lines = [line for line, _ in numbered_rows]
    header = set(expected) <= {cell.strip() for cell in first} if expected else False
    if not header and not _is_header(rows, decimal_comma):
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
        raise DataError(f"{name} has a header and no rows", "add the samples, one row each")
    return Cells(name, names, True, rows[1:], lines[1:], decimal_comma, notices)


def _is_header(rows: list[list[str]], decimal_comma: bool) -> bool:
    """Return whether the first row names the columns.

    A text above numbers speaks for it, a number in the first row against it; where neither
    occurs (a table of words) a header is expected.
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
