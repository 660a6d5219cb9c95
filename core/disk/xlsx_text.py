"""Writing XLSX: one sheet of numbers and texts, none of which a spreadsheet runs.

Office Open XML (ECMA-376), part 1, section 18.3: numbers are in numeric cells, every text in an
inline string, which is never a formula whatever it begins with.
"""

import io
import zipfile
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from core.errors import SizeError
from core.words import plain, say

#: the most rows and columns in a sheet
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
#: the most characters in a cell
_LETTERS = 32_767

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = MappingProxyType(
    {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            '<sheets><sheet name="Samples" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>"
        ),
    }
)


def xlsx_bytes(rows: Iterable[Iterable[Any]]) -> bytes:
    """Return rows as an XLSX file of one sheet; the same rows give the same bytes.

    Numbers that are not finite are empty cells. Raises SizeError for more than a sheet may have.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in _PARTS.items():
            file.writestr(_entry(name), _HEAD + text)
        with file.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number, row in enumerate(rows, start=1):
                cells = [_cell(value) for value in row]
                if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                    raise SizeError(
                        say("Table", "a sheet has at most {n} rows", n=f"{MAX_ROWS:,}")
                        if number > MAX_ROWS
                        else say("Table", "a sheet has at most {n} columns", n=f"{MAX_COLUMNS:,}"),
                        say("Table", "write CSV instead"),
                    )
                sheet.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
    return content.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _cell(value: Any) -> str:
    if isinstance(value, str):
        if not value:
            return "<c/>"
        text = escape(plain(value)[:_LETTERS])
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    number = float(value)
    if number - number != 0.0:
        return "<c/>"
    return f"<c><v>{value!r}</v></c>"
