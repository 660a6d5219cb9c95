"""Spreadsheets: the first sheet of an XLSX, XLS or ODS file, read into rows of text cells.

The library that reads them allots the whole rectangle between the outermost cells and ends the
program where memory runs out, so the outermost cells are looked for beforehand.
"""

import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from core.errors import FileError

SHEET_SUFFIXES = (".xlsx", ".xls", ".ods")

#: cells of the rectangle that a sheet takes up
MAX_CELLS = 10_000_000
#: bytes that a file may unpack to
MAX_UNPACKED = 512 * 2**20

#: what reading a damaged archive or XML file raises
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
)


def sheet_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of the first sheet, each with its number in the sheet, from 1.

    Raises FileError for what is not a spreadsheet and for one that is too large.
    """
    if path.suffix.lower() != ".xls":
        _check_extent(path)
    import pandas

    try:
        frame = pandas.read_excel(path, header=None, dtype=object, engine="calamine")
    except Exception as error:  # readers of spreadsheets raise many kinds
        raise _unreadable(path, f" ({error})") from None
    rows = frame.itertuples(index=False, name=None)
    return [(i + 1, [_cell_text(value) for value in row]) for i, row in enumerate(rows)]


def _unreadable(path: Path, why: str = "") -> FileError:
    return FileError(
        f"{path.name} is not a spreadsheet that can be read{why}",
        "open it in a spreadsheet program and save it as XLSX or CSV",
    )


def _cell_text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _check_extent(path: Path) -> None:
    """Raise FileError for a file that unpacks, or whose cells reach, too far."""
    extent = _Extent()
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(item.file_size for item in members) > MAX_UNPACKED:
                raise FileError(
                    f"{path.name} unpacks to more than {MAX_UNPACKED // 2**20} MB",
                    "leave out columns or rows that are not needed, or save it as CSV",
                )
            for item in members:
                if item.filename.lower().endswith(".xml"):
                    extent.begin()
                    parser = expat.ParserCreate()
                    parser.StartElementHandler = extent.start
                    with archive.open(item) as content:
                        parser.ParseFile(content)
    except _DAMAGE as error:
        raise _unreadable(path, f" ({error})") from None
    if extent.cells > MAX_CELLS:
        raise FileError(
            f"{path.name}: a sheet takes up {extent.cells:,} cells, more than {MAX_CELLS:,}",
            "delete what lies far from the table, or save the table as CSV",
        )


class _Extent:
    """How far the cells of the sheets reach: the largest rows × columns of a file's sheets.

    XLSX cells say where they are (`<c r="B7">`), or follow one another; ODS cells and rows are
    counted, with their repetitions (OpenDocument 1.3, 9.1.4), up to the last that holds something.
    """

    def __init__(self) -> None:
        self.cells = 0
        self.begin()

    def begin(self) -> None:
        """Start on another file of the archive."""
        self._row = self._column = self._width = self._repeat = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of one element."""
        tag = tag.rpartition(":")[2]
        values = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if tag in ("table", "sheetData"):
            self.begin()
        elif tag in ("row", "table-row"):
            self._row += self._repeat or 1
            self._row = int(values["r"]) if "r" in values else self._row
            self._repeat = int(values.get("number-rows-repeated", "1"))
            self._column = 0
        elif tag == "c":
            self._column += 1
            if "r" in values:
                letters = values["r"].rstrip("0123456789")
                self._row = max(self._row, int(values["r"][len(letters) :]))
                self._column = _column_number(letters)
            self._hold(self._row)
        elif tag in ("table-cell", "covered-table-cell"):
            self._column += int(values.get("number-columns-repeated", "1"))
            if "value-type" in values or "formula" in values:
                self._hold(self._row + self._repeat - 1)
        elif tag == "p" and self._column:
            self._hold(self._row + self._repeat - 1)

    def _hold(self, last_row: int) -> None:
        self._width = max(self._width, self._column)
        self.cells = max(self.cells, last_row * self._width)


def _column_number(letters: str) -> int:
    """Return the number of a column called A, B, …, Z, AA, …, from 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
