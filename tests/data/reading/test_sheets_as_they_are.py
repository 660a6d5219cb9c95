"""Sheets as people leave them: hidden ones, merged cells, formulas without values."""

import pytest

from core.data.reading.inspecting import as_object
from core.data.reading.sampling import samples_of
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
