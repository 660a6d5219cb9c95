"""A workbook as a file: Office Open XML (ECMA-376), a zip of a few parts."""

import io
import zipfile
from collections import defaultdict
from html import escape

from core.formats.xlsx.formulas import letters
from core.formats.xlsx.pages import Cell, Pages, Sheet, absolute

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = ("text", "title", "name", "head", "side", "given", "number", "answer")
_FONTS = (
    '<font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="14"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font>'
    '<font><sz val="9"/><color rgb="FF707070"/><name val="Calibri"/></font>'
    '<font><sz val="11"/><color rgb="FF1F4E9E"/><name val="Calibri"/></font>'
)
_FILLS = (
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    "</fill>"
    + "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill></fill>'
        for colour in ("EAF1FB", "EAF7EA")
    )
)
#: for every style: font, fill, number format, alignment
_LOOKS = (
    (0, 0, 0, ""),
    (1, 0, 0, ""),
    (2, 0, 0, ""),
    (3, 0, 0, "right"),
    (3, 0, 0, "right"),
    (4, 2, 164, ""),
    (0, 0, 164, ""),
    (2, 3, 164, ""),
)


def package(pages: Pages, title: str) -> bytes:
    """Return the file of a workbook."""
    numbers = range(1, len(pages.sheets) + 1)
    parts = {
        "[Content_Types].xml": _content_types(numbers),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "docProps/core.xml": _properties(title),
        "xl/workbook.xml": _workbook(pages),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
            | {f"rId{len(numbers) + 1}": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _styles(),
    }
    for n, sheet in zip(numbers, pages.sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = _worksheet(sheet)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _HEAD + text)
    return buffer.getvalue()


def _text(text: str) -> str:
    """Return a text escaped for XML."""
    return escape("".join(letter if letter.isprintable() else " " for letter in text))


def _content_types(numbers: range) -> str:
    kinds = {"/xl/workbook.xml": f"{_KIND}.sheet.main+xml", "/xl/styles.xml": f"{_KIND}.styles+xml"}
    kinds |= {f"/xl/worksheets/sheet{n}.xml": f"{_KIND}.worksheet+xml" for n in numbers}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    listed = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(found: dict[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in found.items()
    )
    if "rId2" not in found:
        kind = f"{_PACKAGE}/relationships/metadata/core-properties"
        listed += f'<Relationship Id="rId2" Type="{kind}" Target="docProps/core.xml"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _properties(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_text(title)}</dc:title>'
        "<dc:creator>Backstep</dc:creator></cp:coreProperties>"
    )


def _workbook(pages: Pages) -> str:
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(pages.sheets, start=1)
    )
    names = "".join(
        f'<definedName name="{_text(name)}">{absolute(place)}</definedName>'
        for name, place in sorted(pages.names.items(), key=lambda item: item[0].casefold())
    )
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets>'
        f'<definedNames>{names}</definedNames><calcPr calcId="191029" fullCalcOnLoad="1"/>'
        "</workbook>"
    )


def _styles() -> str:
    looks = "".join(
        f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" '
        f'applyFont="1" applyFill="1" applyNumberFormat="1"'
        + (f' applyAlignment="1"><alignment horizontal="{side}"/></xf>' if side else "/>")
        for font, fill, form, side in _LOOKS
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1">'
        '<numFmt numFmtId="164" formatCode="0.0000##"/></numFmts>'
        f'<fonts count="5">{_FONTS}</fonts><fills count="4">{_FILLS}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(_LOOKS)}">{looks}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _worksheet(sheet: Sheet) -> str:
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in sheet.cells:
        rows[cell.row].append(cell)
    listed = "".join(
        f'<row r="{row}">'
        + "".join(_cell(cell) for cell in sorted(rows[row], key=lambda cell: cell.column))
        + "</row>"
        for row in sorted(rows)
    )
    return (
        f'<worksheet xmlns="{MAIN}"><sheetFormatPr defaultRowHeight="15"/>'
        f"<sheetData>{listed}</sheetData></worksheet>"
    )


def _cell(cell: Cell) -> str:
    at, style = f"{letters(cell.column)}{cell.row}", _STYLES.index(cell.style)
    if cell.text or cell.style in ("text", "title", "name", "head", "side"):
        return (
            f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
            f"{_text(cell.text)}</t></is></c>"
        )
    formula = f"<f>{_text(cell.formula)}</f>" if cell.formula else ""
    return f'<c r="{at}" s="{style}">{formula}<v>{cell.value!r}</v></c>'
