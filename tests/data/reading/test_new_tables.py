"""Tables to predict from: what is left out of them, or read in one of two ways, is told."""

import pytest

from core.data.reading import new_rows
from core.data.reading.new_rows import open_rows, read_inputs
from core.data.reading.sampling import samples_of
from core.data.samples import Column
from core.documents.project_file import described_table
from core.errors import DataError

COLUMNS = (Column("word", ("a", "b"), "category"), Column("x", kind="number"))
ROWS = [f"{'ab'[i % 2]},{i},2" for i in range(1, 40)]


@pytest.fixture
def read(tmp_path):
    def reads(lines, encoding="utf-8"):
        path = tmp_path / "new.csv"
        path.write_bytes("\n".join([*lines, ""]).encode(encoding))
        notes = []
        return read_inputs(path, COLUMNS, notes.append), notes

    return reads


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["word,x,y", *ROWS, f"Total,{sum(range(1, 40))},78"], "row 41, “Total”, is a total"),
        (["word,x,y", *ROWS, "", "Source: made up"], "the table ends above line 42"),
        (["Measured in May", "word,x,y", *ROWS], "above it is “Measured in May”"),
        (["# by hand", "word,x,y", *ROWS], "1 line with a comment"),
    ],
)
def test_what_is_left_out_of_a_new_table_is_told(read, lines, said):
    inputs, notes = read(lines)
    assert len(inputs) == len(ROWS) and len(notes) == 1 and said in notes[0]


def test_an_ordinary_new_table_needs_no_word(read):
    inputs, notes = read(["word,x,y", *ROWS])
    assert len(inputs) == len(ROWS) and not notes


def test_a_long_new_table_is_read_without_what_cannot_be_seen(monkeypatch, tmp_path):
    monkeypatch.setattr(new_rows, "_BEGINNING", 200)
    path = tmp_path / "new.csv"
    hidden = [row.replace("a", "\u200ba").replace(",2", "\u2060,2") for row in ROWS]
    path.write_text("\n".join(["word,x,y", *hidden, ""]), encoding="utf-8")
    made = [row for piece in open_rows(path, COLUMNS, 7).pieces for row in piece.tolist()]
    assert made == [[float(i % 2 == 0), float(i % 2), float(i)] for i in range(1, 40)]


def columns_of(tmp_path, cells):
    path = tmp_path / "t.csv"
    rows = [f"{cells[i % len(cells)]};{i % 5};{'AB'[i % 2]}" for i in range(24)]
    path.write_text("\n".join(["v;x;k", *rows, ""]), encoding="utf-8")
    table = described_table(path, ())
    return samples_of(table), [doubt.says for doubt in table.doubts if doubt.column == "v"]


def test_minutes_and_seconds_are_no_hours_and_minutes(tmp_path):
    samples, says = columns_of(tmp_path, ["1:02.4", "1:05", "58:30.5", "1:00:30"])
    seconds = (samples.inputs[:4, 0] * 3600).tolist()
    assert seconds == pytest.approx([62.4, 65, 3510.5, 3630])
    assert says == ["minutes and seconds, such as 1:02.5, are read as hours"]
    new = tmp_path / "new.csv"
    new.write_text("x;v\n1;1:05\n2;2:10\n", encoding="utf-8")
    assert (read_inputs(new, samples.columns)[:, 0] * 3600).tolist() == pytest.approx([65, 130])


def test_minutes_and_seconds_are_refused_where_hours_were_learned(tmp_path):
    samples, says = columns_of(tmp_path, ["10:15", "11:30", "12:45"])
    assert says == ["times of day are read as hours"]
    new = tmp_path / "new.csv"
    new.write_text("x;v\n1;10:15\n2;2:10.5\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"row 3, column 'v': '2:10.5' is no time"):
        read_inputs(new, samples.columns)


@pytest.mark.parametrize(
    ("training", "new", "words"),
    [
        (["03/15/2024", "12/31/2024"], "31/12/2024", "the day is first"),
        (["15/03/2024", "31/12/2024"], "12/31/2024", "the month is first"),
        (["15/03/2024", "31/12/2024"], "01/02/2024", ""),
        (["15/03/2024", "31/12/2024"], "2024-12-31", ""),
    ],
)
def test_the_other_order_of_dates_is_told(tmp_path, training, new, words):
    samples, _ = columns_of(tmp_path, training)
    path = tmp_path / "new.csv"
    path.write_text(f"x;v\n1;{new}\n2;{new}\n", encoding="utf-8")
    notes = []
    read_inputs(path, samples.columns, notes.append)
    assert notes == ([f"new.csv, column 'v': {words}, unlike in training"] if words else [])


@pytest.mark.parametrize(
    ("training", "new", "value", "words"),
    [
        (["1.5", "2.25"], "1,234", 1234.0, "1,234 is read as 1234"),
        (["1,5", "2,25"], "1.234", 1234.0, "1.234 is read as 1234"),
        (["1.5", "2.25"], "1.234", 1.234, "with . before decimals|1.234 is read as 1.234"),
    ],
)
def test_a_number_that_may_be_meant_otherwise_is_told(tmp_path, training, new, value, words):
    samples, _ = columns_of(tmp_path, training)
    path = tmp_path / "new.csv"
    path.write_text(f"x;v\n1;{new}\n2;{new}\n", encoding="utf-8")
    notes = []
    assert read_inputs(path, samples.columns, notes.append)[:, 0].tolist() == [value] * 2
    assert any(any(each in note for each in words.split("|")) for note in notes)
