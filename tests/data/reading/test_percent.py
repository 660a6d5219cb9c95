"""Percentages: 50% in a text, and 0.5 shown as 50% in a sheet, in training and new tables."""

import zipfile
from pathlib import Path
from random import Random

import pytest

from core.data.reading.new_rows import open_rows, read_inputs
from core.data.reading.sampling import samples_of
from core.data.reading.telling.inspecting import as_object
from core.data.sheet_formats import Shown, percent_text, shown_in
from core.data.xls_formats import xls_shown
from core.documents.project_file import described_table
from tests.data.reading.workbooks import sheet, write_workbook

SHARES = [0.5, 0.125, 0.07, 0.29, 1.0, 0.123456789012345]
OF_ONE, AS_WRITTEN = "data.source.reading.percent=of one", "data.source.reading.percent=as written"


@pytest.fixture
def read(tmp_path):
    """Read a table by its rows; the description, the doubts about `v`, and the samples."""

    def reads(*settings, csv=None, rows=None, formats=(9,)):
        path = tmp_path / ("t.csv" if rows is None else "t.xlsx")
        if rows is None:
            path.write_text(csv, encoding="utf-8")
        else:
            write_workbook(path, ("S", "visible", sheet(rows)), formats=formats)
        table = described_table(path, settings)
        told = as_object(table)
        doubts = [doubt for doubt in told["doubts"] if doubt["column"] == "v"]
        return told, doubts, samples_of(table)

    return reads


def rows_of(value):
    below = ([value(i), i * 7 % 11 + 0.25, i * i % 13 + 0.5] for i in range(24))
    return [["v", "x", "y"], *below]


def new_tables(folder):
    """Write the same shares as a text and as a spreadsheet."""
    text, book = folder / "new.csv", folder / "new.xlsx"
    text.write_text("x,v\n1,50%\n2,7%\n", encoding="utf-8")
    rows = sheet([["x", "v"], [1, (0.5, 1)], [2, (0.07, 1)]])
    write_workbook(book, ("S", "visible", rows), formats=(9,))
    return text, book


PERCENT_ROWS = rows_of(lambda i: (SHARES[i % 6], 1))
TEXT = "v,x,y\n" + "".join(
    f"{percent_text(SHARES[i % 6])},{i * 7 % 11}.25,{i * i % 13}.5\n" for i in range(24)
)


def test_a_number_shown_as_percent_is_said_and_can_be_read_as_shown(read):
    told, (doubt,), samples = read(rows=PERCENT_ROWS)
    assert "50% is read as 0.5" in doubt["says"] and doubt["switch"] == AS_WRITTEN
    assert told["reading"]["percent"] == "of one"
    assert samples.inputs[:6, 0].tolist() == SHARES  # to the last bit, as the cells hold them
    _, (doubt,), samples = read(AS_WRITTEN, rows=PERCENT_ROWS)
    assert "50% is read as 50" in doubt["says"] and doubt["switch"] == OF_ONE
    assert samples.inputs[:5, 0].tolist() == [50.0, 12.5, 7.0, 29.0, 100.0]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        *((form, "7%") for form in (9, 10, "0.0%", '[Red]0.0" von hundert "%', "0%;-0%")),
        *((form, None) for form in (0, 1, "0.00", '0.0" %"', "0\\%", "0.0;0%")),
    ],
)
def test_a_number_format_says_how_a_cell_is_shown(tmp_path, form, text):
    path = tmp_path / "t.xlsx"
    write_workbook(path, ("S", "visible", sheet([["v"], [(0.07, 1)], [0.07]])), formats=(form,))
    with path.open("rb") as file:
        shown, _ = shown_in(file, 0, 1)
    assert shown.text(1, 0, 0.07) == text and shown.text(2, 0, 0.07) is None
    assert shown.percents == ([0] if text else [])


@pytest.mark.thorough
def test_a_percentage_typed_as_text_in_a_sheet_stays_as_it_is_written(read):
    told, (doubt,), samples = read(rows=rows_of(lambda i: percent_text(SHARES[i % 6])))
    assert told["reading"]["percent"] == "as written" and doubt["switch"] == OF_ONE
    assert samples.inputs[:2, 0].tolist() == [50.0, 12.5]


def test_cells_without_the_format_are_the_same_numbers_and_are_said(read):
    rows = rows_of(lambda i: SHARES[i % 6] if i % 5 == 3 else (SHARES[i % 6], 1))
    _, doubts, samples = read(rows=rows)
    assert samples.inputs[:6, 0].tolist() == SHARES
    assert any("0.29 has no %; it is read as it is" in doubt["says"] for doubt in doubts)


@pytest.mark.thorough
def test_a_margin_at_the_left_moves_no_format(read):
    rows = [[None, *row[:2], "k" if i == 0 else "AB"[i % 2]] for i, row in enumerate(PERCENT_ROWS)]
    _, doubts, samples = read(rows=rows)
    assert doubts[0]["switch"] == AS_WRITTEN and samples.inputs[:6, 0].tolist() == SHARES


@pytest.mark.thorough
def test_the_formats_of_another_sheet_do_not_count(tmp_path):
    path = tmp_path / "t.xlsx"
    plain = rows_of(lambda i: (SHARES[i % 6], 0))
    sheets = [("A", "visible", sheet(PERCENT_ROWS)), ("B", "visible", sheet(plain))]
    write_workbook(path, *sheets, formats=(9,))
    for name, form in (("A", "of one"), ("B", None)):
        table = described_table(path, [f"data.source.reading.sheet={name}"])
        assert table.reading.percent == form


@pytest.mark.parametrize(
    ("training", "setting", "read_as"),
    [
        ({"rows": PERCENT_ROWS}, None, [0.5, 0.07]),
        ({"rows": PERCENT_ROWS}, AS_WRITTEN, [50.0, 7.0]),
        ({"csv": TEXT}, None, [50.0, 7.0]),
        ({"csv": TEXT}, OF_ONE, [0.5, 0.07]),
    ],
)
def test_a_new_table_of_the_other_kind_agrees(read, tmp_path, training, setting, read_as):
    columns = read(*filter(None, [setting]), **training)[2].columns
    text, book = new_tables(tmp_path)
    for path in (text, book):
        notes = []
        assert read_inputs(path, columns, notes.append)[:, 0].tolist() == read_as
        assert not notes
    text.write_text("x,v\n1,0.5\n2,0.07\n", encoding="utf-8")
    notes = []
    assert read_inputs(text, columns, notes.append)[:, 0].tolist() == [0.5, 0.07]
    assert "new.csv, column 'v': numbers without %, unlike in training" in notes[0]
    assert len(notes) == 1 and f"50% was {read_as[0]:g}" in notes[0]


def test_percent_that_was_not_there_in_training_is_said(read, tmp_path):
    columns = read(rows=rows_of(lambda i: SHARES[i % 6]))[2].columns
    text, book = new_tables(tmp_path)
    for path, numbers, what in ((text, [50.0, 7.0], "50"), (book, [0.5, 0.07], "0.5")):
        rows = open_rows(path, columns)
        assert next(rows.pieces)[:, 0].tolist() == numbers
        assert rows.notes[0].endswith(f"numbers with %, unlike in training; 50% is read as {what}")


def test_numbers_shown_with_leading_zeros_are_codes_as_in_a_text(read):
    rows = rows_of(lambda i: ([1067, 80331, 4109][i % 3], 1))
    told, (doubt,), _ = read(rows=rows, formats=("00000",))
    assert told["columns"][0]["kind"] == "category" and "01067 looks like a code" in doubt["says"]
    setting = "data.source.columns.v.kind=number"
    assert read(setting, rows=rows, formats=("00000",))[2].inputs[:2, 0].tolist() == [1067, 80331]


@pytest.mark.thorough
def test_percentages_of_an_ods_sheet(tmp_path):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"

    def number(value, kind="float"):
        return f'<table:table-cell office:value-type="{kind}" office:value="{value}"/>'

    rows = "".join(
        f'<table:table-row table:number-rows-repeated="{1 + (i == 3)}">'
        f"{number(SHARES[i % 6], 'percentage')}{number(i * 7 % 11 + 0.25)}{number(i % 13 + 0.5)}"
        "</table:table-row>"
        for i in range(24)
    )
    names = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in "vxy"
    )
    path = tmp_path / "t.ods"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        file.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" '
            f'xmlns:text="{text}"><office:body><office:spreadsheet><table:table table:name="S">'
            f"<table:table-row>{names}</table:table-row>{rows}</table:table></office:spreadsheet>"
            "</office:body></office:document-content>",
        )
    found = described_table(path, ())
    assert found.reading.percent == "of one"
    inputs = samples_of(found).inputs[:, 0].tolist()
    assert inputs[:7] == [*SHARES[:4], SHARES[3], *SHARES[4:]]


XLS = Path(__file__).parent / "fixtures" / "shown.xls"


def test_percentages_codes_and_what_is_hidden_of_an_older_sheet():
    found = described_table(XLS, ())
    assert found.reading.percent == "of one"
    assert samples_of(found).inputs[:6, 0].tolist() == SHARES
    assert found.columns[1].kind == "category" and found.columns[1].words[:2] == ["01067", "80331"]
    says = [doubt.says for doubt in found.doubts]
    assert "rows that the sheet hides are read too: 1" in says
    assert [d.column for d in found.doubts if "is hidden in the sheet" in d.says] == ["x"]


def test_a_damaged_older_sheet_shows_nothing_in_particular():
    raw, rng = XLS.read_bytes(), Random(4)
    for _ in range(200):
        made = bytearray(raw)
        for _ in range(8):
            made[rng.randrange(len(raw))] = rng.randrange(256)
        notes = xls_shown(bytes(made[: rng.choice((len(raw), 1500))]), 0, Shown())
        assert notes.rows >= 0
