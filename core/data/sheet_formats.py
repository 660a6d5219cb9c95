"""How a sheet shows its numbers, where that differs from what it holds: 0.5 as 50%, 1234 as 01234.

The library that reads spreadsheets gives the numbers only. XLSX cells name a style, and a style the
number format (ECMA-376 part 1, 18.8.30); ODS cells say that they are percentages (OpenDocument 1.3,
19.385). XLS is in xls_formats. This is the child's work, as that of sheet_reader.
"""

import re
import zipfile
from array import array
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from posixpath import normpath
from typing import Any, BinaryIO
from xml.parsers import expat

_CHUNK = 2**20
#: the formats of percentages that have no code of their own in a file
BUILT_IN = frozenset(("9", "10"))
#: what a format code shows as it stands, and conditions and colours
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_PADDED = re.compile(r"0{2,15}")
#: so many hidden columns are noted
_MOST_HIDDEN = 20_000
#: how percentages are told from codes, which have a number of digits
PERCENT = -1


class Notes:
    """What is noted about a sheet: formulas of XLSX without a value, and what is hidden."""

    def __init__(self, formulas: int = 0) -> None:
        self.formulas, self.rows = formulas, 0
        self.columns: list[int] = []

    def hide(self, first: int, count: int) -> None:
        """Note hidden columns, from 0, of which there may be very many at the end."""
        self.columns += range(first, first + min(count, _MOST_HIDDEN - len(self.columns)))


class Shown:
    """Which cells of a sheet show their numbers in another way: runs of rows, by column."""

    def __init__(self) -> None:
        self._runs: dict[int, array[int]] = {}
        self._at: dict[int, int] = {}

    def add(self, row: int, column: int, how: int, rows: int = 1) -> None:
        """Note a cell, from 0; `how` is PERCENT or the digits of a code. Rows must ascend."""
        runs = self._runs.setdefault(column, array("q"))
        if runs and runs[-1] == how and runs[-2] == row - 1:
            runs[-2] = row + rows - 1
        elif not runs or runs[-2] < row:
            runs.extend((row, row + rows - 1, how))

    @property
    def percents(self) -> list[int]:
        """The columns that hold percentages."""
        return sorted(column for column, runs in self._runs.items() if PERCENT in runs[2::3])

    def text(self, row: int, column: int, value: Any) -> str | None:
        """Return a number as it is shown, None if that is as it is held. Rows must ascend."""
        runs = self._runs.get(column)
        if runs is None or isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        at = self._at.get(column, 0)
        while at < len(runs) and runs[at + 1] < row:
            at += 3
        self._at[column] = at
        if at >= len(runs) or runs[at] > row or not isfinite(value):
            return None
        if runs[at + 2] == PERCENT:
            return percent_text(value)
        digits = runs[at + 2]
        return str(int(value)).zfill(digits) if value >= 0 and value == int(value) else None


def percent_text(value: float) -> str:
    """Return a number as percent, with all its digits: 0.07 is 7%."""
    shown = Decimal(repr(float(value))).scaleb(2).normalize()
    return f"{shown:f}%" if -20 < shown.adjusted() < 20 else f"{shown}%"


def shown_in(file: BinaryIO, place: int, width: int) -> tuple[Shown, str]:
    """Return how the sheet at a place among all shows its numbers, in up to `width` columns, and
    the part of the file that holds it, "" if it is not found.

    Raises what a damaged archive or XML file does.
    """
    shown = Shown()
    file.seek(0)
    if file.read(2) != b"PK":
        return shown, ""
    with zipfile.ZipFile(file) as archive:
        parts = {_plain(item.filename): item.filename for item in archive.infolist()}
        if "content.xml" in parts:
            _parse(archive, parts["content.xml"], _OdsCells(place, width, shown).element)
            return shown, parts["content.xml"]
        styles = _Styles()
        if "xl/styles.xml" in parts:
            _parse(archive, parts["xl/styles.xml"], styles.element)
        part = _part_of(archive, parts, place)
        if part and styles.found:
            _parse(archive, part, _XlsxCells(styles.found, shown).element)
    return shown, part


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _parse(archive: zipfile.ZipFile, part: str, element: Callable[..., None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    with archive.open(part) as content:
        while chunk := content.read(_CHUNK):
            parser.Parse(chunk)
    parser.Parse(b"", True)


def _part_of(archive: zipfile.ZipFile, parts: Mapping[str, str], place: int) -> str:
    """Return the part of an XLSX file that holds the sheet at a place, "" if it is not found."""
    sheets: list[str] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            sheets.append(ids[0] if ids else "")

    def link(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    book, links = parts.get("xl/workbook.xml"), parts.get("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return ""
    _parse(archive, book, sheet)
    _parse(archive, links, link)
    target = _plain(targets.get(sheets[place], "")) if place < len(sheets) else ""
    inside = target.startswith(("/", "xl/"))
    return parts.get(normpath(target.lstrip("/") if inside else f"xl/{target}"), "")


class _Styles:
    """Which styles of an XLSX file show numbers in another way: by their numbers, as texts."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}
        self._formats: dict[str, int] = dict.fromkeys(BUILT_IN, PERCENT)
        self._inside, self._count = False, 0

    def element(self, tag: str, attributes: dict[str, str]) -> None:
        """Note one element."""
        tag = tag.rpartition(":")[2]
        if tag == "numFmt":
            how = way_of(attributes.get("formatCode", ""))
            self._formats.pop(attributes.get("numFmtId", ""), None)
            if how:
                self._formats[attributes.get("numFmtId", "")] = how
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self._inside = tag == "cellXfs"
        elif tag == "xf" and self._inside:
            how = self._formats.get(attributes.get("numFmtId", ""), 0)
            if how:
                self.found[str(self._count)] = how
            self._count += 1


def way_of(code: str) -> int:
    """Return PERCENT for the format of percentages, the digits for that of codes, 0 for others."""
    positive = _LITERAL.sub("", code).partition(";")[0]
    if "%" in positive:
        return PERCENT
    return len(positive) if _PADDED.fullmatch(code.partition(";")[0]) else 0


class _XlsxCells:
    """Notes which numbers of a sheet have one of some styles."""

    def __init__(self, styles: Mapping[str, int], shown: Shown) -> None:
        self._styles, self._shown = styles, shown
        self._row, self._column, self._how = -1, -1, 0

    def element(self, tag: str, attributes: dict[str, str]) -> None:
        """Note one element."""
        tag = tag.rpartition(":")[2]
        if tag == "c":
            place = attributes.get("r", "")
            letters = place.rstrip("0123456789")
            self._column = column_number(letters) - 1 if letters else self._column + 1
            if letters and len(letters) < len(place):
                self._row = int(place[len(letters) :]) - 1
            number = attributes.get("t", "n") == "n"
            self._how = self._styles.get(attributes.get("s", ""), 0) if number else 0
        elif tag == "v" and self._how:
            self._shown.add(self._row, self._column, self._how)
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1


class _OdsCells:
    """Notes which cells of a table are percentages; rows and cells may be repeated."""

    def __init__(self, place: int, width: int, shown: Shown) -> None:
        self._place, self._width, self._shown = place, width, shown
        self._tables, self._row, self._rows, self._column = -1, 0, 0, 0

    def element(self, tag: str, attributes: dict[str, str]) -> None:
        """Note one element."""
        tag = tag.rpartition(":")[2]
        if tag == "table":
            self._tables += 1
        if self._tables != self._place:
            return
        values = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if tag == "table-row":
            self._row += self._rows
            self._rows, self._column = int(values.get("number-rows-repeated", "1")), 0
        elif tag in ("table-cell", "covered-table-cell"):
            count = int(values.get("number-columns-repeated", "1"))
            if values.get("value-type") == "percentage":
                for column in range(self._column, min(self._column + count, self._width)):
                    self._shown.add(self._row, column, PERCENT, self._rows)
            self._column += count


def column_number(letters: str) -> int:
    """Return the number of a column called A, B, …, Z, AA, …, from 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
