"""Workbooks written by hand, as XLSX files: every cell, style and sheet as a test wants it."""

import zipfile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def cell(place, value):
    """Return a cell: a formula without a value if it begins with =, a styled number as a pair."""
    if isinstance(value, tuple):
        return f'<c r="{place}" s="{value[1]}"><v>{value[0]}</v></c>'
    if isinstance(value, str) and value.startswith("="):
        return f'<c r="{place}"><f>{value[1:]}</f><v></v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return "" if value is None else f'<c r="{place}"><v>{value}</v></c>'


def sheet(rows, merged=(), hidden_rows=(), hidden_columns=()):
    """Return a sheet of rows of cells, some of them merged; rows and columns count from 1."""
    data = "".join(
        f'<row r="{r}">'
        + "".join(cell(f"{'ABCDE'[k]}{r}", v) for k, v in enumerate(row))
        + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    cells = "".join(f'<mergeCell ref="{place}"/>' for place in merged)
    for row in hidden_rows:
        data = data.replace(f'<row r="{row}">', f'<row r="{row}" hidden="1">')
    columns = "".join(f'<col min="{at}" max="{at}" hidden="true"/>' for at in hidden_columns)
    return (
        f'<worksheet xmlns="{_MAIN}">'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{data}</sheetData>"
        + (f'<mergeCells count="{len(merged)}">{cells}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def write_workbook(path, *sheets, formats=()):
    """Write sheets, each with its name and state; style 1 is the first of some number formats."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}" state="{state}"/>'
        for i, (name, state, _) in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/s{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/s{i}.xml" ContentType="{kind}.worksheet+xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f"{parts}</Types>",
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        if formats:
            file.writestr("xl/styles.xml", _styles(formats))
        for i, (_, _, content) in enumerate(sheets, start=1):
            file.writestr(f"xl/worksheets/s{i}.xml", content)


def _styles(formats):
    """Return the part with number formats: a code, or the number of one that is built in."""
    codes = {form: 164 + i for i, form in enumerate(f for f in formats if isinstance(f, str))}
    made = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for code, number in codes.items()
    )
    used = "".join(f'<xf numFmtId="{codes.get(form, form)}"/>' for form in formats)
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(codes)}">{made}</numFmts>'
        '<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs count="{1 + len(formats)}"><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'
    )
