"""Tables to predict from: what is left out of them, or read in one of two ways, is told."""

import pytest

from core.data.reading import new_rows
from core.data.reading.new_rows import open_rows, read_inputs
from core.data.samples import Column

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
