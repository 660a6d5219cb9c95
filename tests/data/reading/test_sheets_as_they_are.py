"""Sheets as people leave them: hidden ones, merged cells, formulas without values."""

import zipfile

import pytest

from core.data.reading.inspecting import as_object
from core.data.reading.sampling import samples_of
from core.documents.project_file import described_table

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
COUNT = 24


def cell(place, value):
    if isinstance(value, str) and value.startswith("="):
        return f'<c r="{place}"><f>{value[1:]}</f><v></v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return "" if value is None else f'<c r="{place}"><v>{value}</v></c>'


def sheet(rows, merged=()):
    data = "".join(
        f'<row r="{r}">'
        + "".join(cell(f"{'ABCDE'[k]}{r}", v) for k, v in enumerate(row))
        + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    cells = "".join(f'<mergeCell ref="{place}"/>' for place in merged)
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData>'
        + (f'<mergeCells count="{len(merged)}">{cells}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


@pytest.fixture
def told(tmp_path):
    """Write a workbook of sheets, each with its name and state, and return how it is read."""

    def read(*sheets):
        path = tmp_path / "t.xlsx"
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
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
                f"<sheets>{listed}</sheets></workbook>",
            )
            file.writestr(
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
            )
            for i, (_, _, content) in enumerate(sheets, start=1):
                file.writestr(f"xl/worksheets/s{i}.xml", content)
        table = described_table(path, ())
        samples_of(table)
        return as_object(table)

    return read


def said(found):
    return " | ".join(doubt["says"] for doubt in found["doubts"])


def body(row):
    return [row(i) for i in range(COUNT)]


def test_a_hidden_sheet_comes_last(told):
    old = sheet([["a", "k"], *body(lambda i: [i + 0.5, "AB"[i % 2]])])
    new = sheet([["b", "k"], *body(lambda i: [i + 1.5, "AB"[i % 2]])])
    found = told(("Old", "hidden", old), ("New", "visible", new))
    assert found["reading"]["sheet"] == "New" and found["inputs"] == ["b"]
    assert "t.xlsx has 2 sheets; New was read" in said(found)


def test_cells_merged_downwards_hold_for_each_of_their_rows(told):
    rows = body(lambda i: [f"G{i // 4}" if i % 4 == 0 else None, i * 7 % 11 + 0.5, "AB"[i % 2]])
    merged = [f"A{i + 2}:A{i + 5}" for i in range(0, COUNT, 4)]
    found = told(("S", "visible", sheet([["group", "x", "k"], *rows], merged)))
    assert [row[0] for row in found["first_rows"][:6]] == ["G0"] * 4 + ["G1"] * 2
    assert found["columns"][0]["missing"] == 0 and "cells merged downwards" in said(found)


def test_formulas_without_values_are_counted(told):
    rows = body(lambda i: [i * 7 % 11 + 0.5, "=A2*2" if i < 5 else i % 7, "AB"[i % 2]])
    found = told(("S", "visible", sheet([["x", "y", "k"], *rows])))
    assert found["columns"][1]["missing"] == 5
    assert "5 cells with a formula whose value is not in the file" in said(found)
