"""The child's work on a spreadsheet: it finds how far the cells extend, then reads one sheet.

The library allocates the whole rectangle between the outermost cells, so these are found
beforehand. This runs in a separate process (core.disk.child); nothing that is slow to import is
used.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.parsers import expat

from core.data.sheet_formats import Notes, Shown, column_number, shown_in
from core.data.xls_formats import xls_shown
from core.errors import FileError

#: cells and characters handed over at a time, roughly
_PIECE, _PIECE_TEXT = 2000, 2**20
#: the share of the time for finding how far the cells extend, and until the first row is read
_LOOKED, _READ = 0.6, 0.8
_CHUNK = 2**20
_MOST_PARTS = 4096
_TRUE, _COLLAPSED = ("1", "true"), ("collapse", "filter")

#: the exceptions that reading a damaged archive or XML file raises
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    OSError,
    EOFError,
    LookupError,  # an unknown encoding
    ValueError,
    RuntimeError,
)


def read_sheet(
    file: BinaryIO,
    tell: Callable[[float], None],
    *,
    name: str,
    most_cells: int,
    most_unpacked: int,
    sheet: str = "",
    first: bool = True,
) -> Iterator[list[Any]]:
    """Yield ["sheets", the one to be read, all of them], ["notes", …], then pieces.

    A piece is a list of [number of the row, its cells as texts]; blank rows are left out. The notes
    are in how many places cells were merged downwards, so that each has the value, how many
    formulas have no value in the file, and how many rows are hidden; and the columns, from 0, with
    numbers shown as percent, which are texts such as 50%, and those that are hidden.

    Without a name it is the first sheet or, if `first` is false, the
    first that is not hidden and holds a table; only then merged cells are filled, and numbers given
    as they are shown.

    Raises FileError for a file that unpacks to too much or has too many cells, and whatever the
    library raises for a damaged one.
    """
    parts: dict[str, list[Notes]] = {}
    if file.read(2) == b"PK":
        try:
            cells, parts = _cells_of(file, tell, name, most_unpacked)
        except _DAMAGE as error:
            raise ValueError(str(error)) from None
        _check_cells(name, cells, most_cells)
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    sheets = [i for i, s in enumerate(book.sheets_metadata) if s.typ == SheetTypeEnum.WorkSheet]
    if not sheets:
        raise ValueError("it has no sheet of cells")
    names = [book.sheets_metadata[i].name for i in sheets]
    chosen = sheets[0]
    shown = [i for i in sheets if book.sheets_metadata[i].visible == SheetVisibleEnum.Visible]
    if not first and shown:
        chosen = shown[0]
    if sheet:
        if sheet not in names:
            raise FileError(
                f"{name} has no sheet {sheet[:40]!r}", f"its sheets are {', '.join(names[:20])}"
            )
        chosen = sheets[names.index(sheet)]
    found = book.get_sheet_by_index(chosen)
    if not sheet and not first:
        for other in (*shown, *(i for i in sheets if i not in shown)):
            tried = found if other == chosen else book.get_sheet_by_index(other)
            if tried.height > 1 and tried.width > 1:
                chosen, found = other, tried
                break
    yield ["sheets", names[sheets.index(chosen)], *names]
    tell(_READ)
    height, width = found.total_height, found.total_width
    _check_cells(name, height * width, most_cells)
    merged = {} if first else _merged(getattr(found, "merged_cell_ranges", None) or ())
    ways, notes = Shown(), _notes_of(parts, "", chosen)
    if not first:
        ways, notes = _shown(file, chosen, width, parts)
    hidden = [column for column in notes.columns if column < width]
    numbers = [sum(map(len, merged.values())), notes.formulas, notes.rows]
    yield ["notes", numbers, ways.percents, hidden]
    open_cells: dict[int, tuple[int, str]] = {}
    left = [""] * (found.start[1] if found.start else 0)
    piece: list[Any] = []
    letters = 0
    for number, row in enumerate(found.iter_rows(), start=1):
        texts = left + [
            ways.text(number - 1, column, value) or _text(value)
            for column, value in enumerate(row, start=len(left))
        ]
        if merged:
            _fill_down(number - 1, texts, merged, open_cells)
        if any(text.strip() for text in texts):
            piece.append([number, texts])
            letters += sum(map(len, texts))
        if len(piece) * width >= _PIECE or letters >= _PIECE_TEXT:
            yield piece
            piece, letters = [], 0
            tell(_READ + (1.0 - _READ) * number / height)
    yield piece


def _notes_of(parts: dict[str, list[Notes]], part: str, place: int) -> Notes:
    """Return what was noted about the sheet at a place; without its part, of the whole file."""
    tables = parts.get(part, [])
    if part.endswith("content.xml"):
        tables = tables[place + 1 : place + 2]  # the first is what stands above all tables
    if tables:
        return tables[0]
    return Notes(formulas=sum(table.formulas for found in parts.values() for table in found))


def _shown(
    file: BinaryIO, place: int, width: int, parts: dict[str, list[Notes]]
) -> tuple[Shown, Notes]:
    """Return how a sheet shows its numbers, and what is noted about it."""
    file.seek(0)
    if file.read(2) != b"PK":
        shown = Shown()
        file.seek(0)
        return shown, xls_shown(file.read(), place, shown)
    try:
        shown, part = shown_in(file, place, width)
    except _DAMAGE as error:
        raise ValueError(str(error)) from None
    return shown, _notes_of(parts, part, place)


def _merged(ranges: Iterable[Any]) -> dict[int, list[tuple[int, int]]]:
    """Return cells merged downwards: by the row where they begin, their columns and last rows."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in ranges:
        if bottom > top and left == right:
            found.setdefault(top, []).append((left, bottom))
    return found


def _fill_down(
    number: int,
    texts: list[str],
    merged: dict[int, list[tuple[int, int]]],
    open_cells: dict[int, tuple[int, str]],
) -> None:
    """Put the values of merged cells that began above into a row, which is not blank otherwise."""
    if open_cells and any(text.strip() for text in texts):
        for column, (_, text) in open_cells.items():
            if column < len(texts) and not texts[column].strip():
                texts[column] = text
    for column in [column for column, (last, _) in open_cells.items() if last <= number]:
        del open_cells[column]
    for column, last in merged.get(number, ()):
        if column < len(texts):
            open_cells[column] = last, texts[column]


def _check_cells(name: str, cells: int, most: int) -> None:
    if cells > most:
        raise FileError(
            f"{name}: a sheet takes up {cells:,} cells, more than {most:,}",
            "delete cells that are far away from the table, or save the table as CSV",
        )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value} 00:00:00"
    return str(value)


def _cells_of(
    file: BinaryIO, tell: Callable[[float], None], name: str, most: int
) -> tuple[int, dict[str, list[Notes]]]:
    """Return how many cells the largest sheet takes up, and what is noted about those of each part.

    All parts are read, whatever their names.

    Raises FileError for a file that unpacks to more than `most` bytes.
    """
    largest, parts = 0, {}
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        whole = sum(item.file_size for item in members)
        if whole > most or len(members) > _MOST_PARTS:
            raise FileError(
                f"{name} unpacks to more than {most // 2**20} MB",
                "leave out columns or rows that are not needed, or save it as CSV",
            )
        names = [item.filename.lower() for item in members]
        if not any(part == "content.xml" or part.startswith("xl/") for part in names):
            raise ValueError("it is an archive of something else")
        before = 0

        def told(done: int) -> None:
            tell(_LOOKED * (before + done) / max(whole, 1))

        for item in members:
            with archive.open(item) as content:
                extent = _Extent()
                largest = max(largest, extent.of(content, told))
                parts[item.filename] = extent.tables
            before += item.file_size
    return largest, parts


class _Extent:
    """How far the cells of a part extend: rows × columns of its largest sheet.

    XLSX cells give their position (`<c r="B7">`), or follow one another; ODS cells and rows are
    counted, with their repetitions (OpenDocument 1.3, 9.1.4), up to the last that is not empty.
    """

    def __init__(self) -> None:
        self.cells = 0
        self.tables: list[Notes] = []
        self._foreign = False
        self._columns: dict[str, int] = {}
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._root
        self._begin()

    def of(self, content: Any, told: Callable[[int], None]) -> int:
        """Return the cells of a part, 0 if it is not a sheet; `told` takes the bytes read."""
        chunk = content.read(_CHUNK)
        if not _is_xml(chunk):
            return 0
        done = 0
        while chunk and not self._foreign:
            self._parser.Parse(chunk)
            done += len(chunk)
            told(done)
            chunk = content.read(_CHUNK)
        if not self._foreign:
            self._parser.Parse(b"", True)
        self._notes.formulas += self._formula
        return self.cells

    def _begin(self) -> None:
        self._row = self._column = self._width = self._repeat = self._columns_seen = 0
        self._formula = self._hidden = False
        self._notes = Notes()
        self.tables.append(self._notes)

    def _root(self, tag: str, _: dict[str, str]) -> None:
        """Note what kind of part it is."""
        kinds = {"worksheet": self._in_xlsx, "document-content": self._in_ods}
        handler = kinds.get(tag.rpartition(":")[2])
        self._foreign = handler is None
        self._parser.StartElementHandler = handler

    def _in_xlsx(self, tag: str, attributes: dict[str, str]) -> None:
        """Note one element; cells, which are many, as quickly as possible."""
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._column += 1
            if self._formula:
                self._notes.formulas += 1
                self._valued()
            if self._hidden:
                self._notes.rows += 1
                self._hidden = False
            place = attributes.get("r")
            if place is not None:
                letters = place.rstrip("0123456789")
                column = self._columns.get(letters)
                if column is None:
                    column = self._columns[letters] = column_number(letters)
                self._column = column
                self._row = max(self._row, int(place[len(letters) :]))
            self._hold(self._row)
        elif tag == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
            self._hidden = attributes.get("hidden") in _TRUE
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            low = int(attributes.get("min", "1"))
            self._notes.hide(low - 1, int(attributes.get("max", low)) - low + 1)
        elif tag == "f":
            self._formula = True
        elif tag == "v" and self._formula:  # it may be there, but empty
            self._parser.CharacterDataHandler = self._valued
        elif tag == "sheetData":
            self._row = self._column = self._width = 0

    def _valued(self, text: str = "") -> None:
        """Note that the formula of the present cell, if there is one, has been dealt with."""
        self._formula = False
        self._parser.CharacterDataHandler = None

    def _in_ods(self, tag: str, attributes: dict[str, str]) -> None:
        """Note one element."""
        tag = tag.rpartition(":")[2]
        values = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if tag == "table":
            self._begin()
        elif tag == "table-column":
            count = int(values.get("number-columns-repeated", "1"))
            if values.get("visibility") in _COLLAPSED:
                self._notes.hide(self._columns_seen, count)
            self._columns_seen += count
        elif tag == "table-row":
            self._row += self._repeat or 1
            self._repeat = int(values.get("number-rows-repeated", "1"))
            self._column = 0
            self._hidden = values.get("visibility") in _COLLAPSED
        elif tag in ("table-cell", "covered-table-cell"):
            self._column += int(values.get("number-columns-repeated", "1"))
            if "value-type" in values or "formula" in values:
                self._hold(self._row + self._repeat - 1)
        elif tag == "p" and self._column:
            self._hold(self._row + self._repeat - 1)

    def _hold(self, last_row: int) -> None:
        if self._hidden:  # of ODS; it holds something
            self._notes.rows += self._repeat
            self._hidden = False
        if self._column > self._width:
            self._width = self._column
        cells = last_row * self._width
        if cells > self.cells:
            self.cells = cells


def _is_xml(beginning: bytes) -> bool:
    """Return whether a part may be XML: in UTF-8, UTF-16 or an older encoding."""
    return beginning.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
