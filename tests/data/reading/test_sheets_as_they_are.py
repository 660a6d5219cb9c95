"""Sheets as people leave them: hidden ones, merged cells, formulas without values."""

import pytest

from core.data.reading.sampling import samples_of
from core.data.reading.telling.inspecting import as_object
from core.documents.project_file import described_table
from tests.data.reading.workbooks import sheet, write_workbook

COUNT = 24


@pytest.fixture
def told(tmp_path):
    """Write a workbook of sheets, each with its name and state, and return how it is read."""

    def read(*sheets):
        path = tmp_path / "t.xlsx"
        write_workbook(path, *sheets)
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


def test_hidden_rows_and_columns_are_read_and_said(told):
    rows = [[None, "x", "y", "k"], *body(lambda i: [None, i * 7 % 11, i % 5 + 0.5, "AB"[i % 2]])]
    hidden = sheet(rows, hidden_rows=(3, 5, 90), hidden_columns=(3,))
    other = sheet(rows, hidden_rows=(7,), hidden_columns=(2,))
    found = told(("Other", "hidden", other), ("S", "visible", hidden))
    assert found["rows"] == COUNT and found["inputs"] == ["x", "y"]
    assert "rows that the sheet hides are read too: 2" in said(found)
    (doubt,) = [doubt for doubt in found["doubts"] if "is hidden in the sheet" in doubt["says"]]
    assert doubt["switch"] == "data.source.columns.y.role=ignored"


def test_formulas_of_another_sheet_do_not_count(told):
    rows = body(lambda i: [i * 7 % 11 + 0.5, i % 7, "AB"[i % 2]])
    other = sheet([["a", "b"], *body(lambda i: [i, "=A2*2"])])
    found = told(("S", "visible", sheet([["x", "y", "k"], *rows])), ("Other", "visible", other))
    assert "with a formula" not in said(found)


def test_a_total_above_a_note_is_left_out_too(told):
    rows = body(lambda i: [f"S{i % 6}", i * 7 % 11, "AB"[i % 2]])
    total = ["Gesamt", sum(row[1] for row in rows), None]
    found = told(
        ("S", "visible", sheet([["shop", "x", "k"], *rows, total, [], ["Stand: Mai 2024"]]))
    )
    assert found["rows"] == COUNT
    assert "above line 28: “Stand: Mai 2024”" in said(found) and "“Gesamt”, is a total" in said(
        found
    )
