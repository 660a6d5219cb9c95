"""Long texts, up to 300 MB: read row by row, they give the same as read as a whole."""

import tracemalloc

import numpy as np
import pytest

from core.data import table_files
from core.data.reading import files, long_text, packed
from core.data.reading.describing import Wishes, describe
from core.data.reading.files import grid_of
from core.data.reading.options import Reading
from core.data.reading.packed import Cells, Packing
from core.data.reading.telling.inspecting import as_object
from core.errors import DataError, FileError, UserError
from tests.amount import few
from tests.data.reading.test_cases import TABLES

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

#: the first rows from which a header is recognised here
LOOKED_AT = 20


@pytest.fixture
def long(monkeypatch):
    """Treat every text as a long one."""
    monkeypatch.setattr(files, "LONG", 0)
    monkeypatch.setattr(packed, "PIECE", 7)


def short(monkeypatch, path, wishes):
    with monkeypatch.context() as room:
        room.setattr(files, "LONG", 2**60)
        return described(path, wishes)


def described(path, wishes=None):
    try:
        table = describe(path, wishes)
    except UserError as error:
        return str(error), error.hint
    return as_object(table), list(table.lines), [list(c.words or ()) for c in table.columns]


@pytest.mark.parametrize("path", few(TABLES, 10), ids=lambda path: path.name)
def test_public_tables_come_to_the_same(long, monkeypatch, path):
    found = described(path)
    assert repr(found) == repr(short(monkeypatch, path, None))


ROWS = [f"{i / 7:.3f},{i % 5},{'abc'[i % 3]}" for i in range(300)]
ODD = {
    "plain": ROWS,
    "returns": [f"{row}\r" for row in ROWS],
    "no header": ROWS,
    "cells of two lines": [*ROWS[:200], '1,2,"a\nb"', *ROWS[200:]],
    "blank rows": [*ROWS[:100], "", " , ,", *ROWS[100:], ""],
    "separators at the ends": [f"{row}," for row in ROWS],
    "a cell behind the separators": [*(f"{row}," for row in ROWS[:250]), "1,2,a,9"],
    "a separator at one end": [*ROWS[:250], "1,2,a,", *ROWS[250:]],
    "a remark below": [*ROWS[:250], "# half of it", *ROWS[250:]],
    "a name for each row": [f"r{i},{row}" for i, row in enumerate(ROWS)],
    "the names again": [*ROWS[:150], "u,v,w", *ROWS[150:]],
    "a total": [f"a,{i},{i % 7}" for i in range(300)] + [f"Total,{sum(range(300))},"],
    "a total below numbers": [*(f"{i},{i % 7},{i % 5}" for i in range(300)), "Summe,9,9"],
    "perhaps a total": [f"a,{i},{i % 7}" for i in range(300)] + ["Total,3,4"],
    "a total that is a name": [f"{('a', 'Total')[i % 2]},{i},{i % 7}" for i in range(300)],
    "notes": [*ROWS, "Source: made up,,", "Last change: today,,"],
    "names with a zero width": [row.replace("a", "a\u200b") for row in ROWS],
    "a sign of direction far below": [*ROWS[:280], "1,2,\u200ea", *ROWS[280:]],
    "a short row": [*ROWS[:250], "1,2"],
    "a row too long": [*ROWS[:250], "1,2,a,4"],
    "a word among numbers": [*ROWS[:250], "x,2,a"],
    "rules between digits": [*ROWS[:250], "1_000,2,a"],
    "a word that was none of the first": [*ROWS[:250], "0.5,007,d"],
    "a missing value": [*ROWS[:250], "-9999,NA,", "-,?,b"],
    "decimal commas": [f'"{i},5",{i},"{i % 3},25"' for i in range(300)],
    "thousands": [f'"{i},{i:03d}",{i},{i % 7}' for i in range(1, 300)],
    "another separator": [row.replace(",", ";") for row in ROWS],
    "accents": [row.replace("a", "ä").replace("b", "Ω") for row in ROWS],
    "a mark that is open": [*ROWS[:250], '1,2,"a', *ROWS[250:]],
    "blanks between": [row.replace(",", "  ") for row in ROWS],
    "blanks that are not ASCII": [row.replace(",", ",\u00a0") for row in ROWS],
}
SAID = {
    "nothing": Reading(),
    "read before": Reading(encoding="utf-8", delimiter=",", skip=0, comment="", header=True),
    "remarks": Reading(comment="#"),
    "from line 3": Reading(skip=3),
    "rows below": Reading(footer=2),
}


#: written so that only the whole text shows how to read it
NOT_PLAIN = (
    "a cell behind the separators",
    "a separator at one end",
    "a remark below",
    "the names again",
    "a short row",
    "a row too long",
    "a mark that is open",
)


@pytest.fixture
def begun(long, monkeypatch):
    """Look at few rows, so that a text of a few hundred rows has a beginning and a rest."""
    monkeypatch.setattr(long_text, "_BEGINNING", 1)
    monkeypatch.setattr(long_text, "_LINES", LOOKED_AT + 40)
    for module in ("header", "long_text"):
        monkeypatch.setattr(f"core.data.reading.{module}.LOOKED_AT", LOOKED_AT)


def made(tmp_path, kind, encoding="utf-8"):
    top = "u;v;w" if kind == "another separator" else "u,v,w"
    lines = ["# made up", *ROWS] if kind == "no header" else ["# made up", top, *ODD[kind]]
    path = tmp_path / "t.csv"
    path.write_bytes("\n".join([*lines, ""]).encode(encoding, "replace"))
    return path


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("kind", ODD)
def test_rows_come_to_the_same(begun, monkeypatch, tmp_path, kind, said):
    path, wishes = made(tmp_path, kind), Wishes(reading=SAID[said])
    assert repr(described(path, wishes)) == repr(short(monkeypatch, path, wishes))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_letters_come_to_the_same(begun, monkeypatch, tmp_path, encoding):
    path = made(tmp_path, "accents", encoding)
    assert repr(described(path)) == repr(short(monkeypatch, path, None))


@pytest.mark.parametrize("encoding", ["", "utf-8"])
def test_joined_encodings_come_to_the_same(begun, monkeypatch, tmp_path, encoding):
    path = made(tmp_path, "accents")
    path.write_bytes(path.read_bytes() + "1,2,ä\n1,2,é\n".encode("cp1252"))
    wishes = Wishes(reading=Reading(encoding=encoding or None))
    found = described(path, wishes)
    assert repr(found) == repr(short(monkeypatch, path, wishes))
    assert "line 303 is not UTF-8 like the others" in repr(found)
    assert grid_of(path, Reading(), packed=True)[0].packed is not None


@pytest.mark.parametrize("kind", ODD)
def test_what_is_plain_is_packed(begun, tmp_path, kind):
    try:
        grid, _ = grid_of(made(tmp_path, kind), Reading(), packed=True)
    except UserError:
        grid = None
    assert (grid is None or grid.packed is None) == (kind in NOT_PLAIN)


def written(tmp_path, *rows):
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["u,v,w", *rows]))
    return path


def test_a_plain_text_is_packed(long, tmp_path):
    grid, _ = grid_of(written(tmp_path, *ROWS), Reading(), packed=True)
    assert grid.packed is not None and len(grid) == 301
    assert grid.lines_below(1) == range(2, 302)
    assert list(grid.columns_below(1, 3)[2]) == ["abc"[i % 3] for i in range(300)]
    # not packed unless requested
    assert grid_of(written(tmp_path, *ROWS), Reading())[0].packed is None


def test_over_the_bound_only_what_is_plain_is_read(long, tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "MAX_BYTES", 1000)
    assert len(describe(written(tmp_path, *ROWS)).lines) == 300
    path = written(tmp_path, *ROWS, "# the end")
    with pytest.raises(FileError, match="only a plain table is read"):
        describe(path)
    with pytest.raises(DataError, match="line 302: 2 cells, but line 1 has 3") as raised:
        describe(written(tmp_path, *ROWS, "1,2"))
    assert raised.value.line == 302
    monkeypatch.setattr(files, "MAX_LONG_BYTES", 1000)
    with pytest.raises(FileError, match="more than"):
        describe(path)


def test_rows_are_bounded(long, tmp_path, monkeypatch):
    monkeypatch.setattr(long_text, "MAX_LONG_ROWS", 200)
    with pytest.raises(FileError, match="more than the 200 rows"):
        describe(written(tmp_path, *ROWS))


def test_reading_can_be_given_up(long, tmp_path):
    class Enough(Exception):
        pass

    shares = []

    def watch(share):
        shares.append(share)
        if share > 0.3:
            raise Enough

    with pytest.raises(Enough):
        describe(written(tmp_path, *ROWS), None, watch)
    assert shares == sorted(shares) and 0 < shares[0] <= 0.3


def test_what_reading_takes_is_said(tmp_path, monkeypatch):
    path = written(tmp_path, *ROWS)
    assert table_files.with_needs("Opening", path) == "Opening"
    monkeypatch.setattr(table_files, "_TOLD", 0)
    assert table_files.with_needs("Opening", path).startswith("Opening: 0 MB, which take about 1 s")
    assert table_files.with_needs("Opening", path.with_suffix(".xlsx")) == "Opening"


def test_packed_cells_are_a_sequence():
    cells = Cells(3)
    words = ["a", " b", "c\nd", "", "é\u00a0", "f", "g"]
    stripped = [word.strip() for word in words]
    for start in (0, 3, 6):
        cells.add(words[start : start + 3])
    assert list(cells) == stripped and len(cells) == 7
    assert cells[-1] == "g" and cells[2] == "c\nd" and cells[1:6:2] == stripped[1:6:2]
    below = cells.below(4)
    assert list(below) == stripped[4:] and below[0] == "é" and len(below) == 3
    assert below.holds("é") and not below.holds("\n") and cells.holds("\n")
    with pytest.raises(IndexError):
        cells[7]


@pytest.mark.thorough
def test_a_long_column_takes_little_memory():
    packing, count = Packing(2), 50_000
    tracemalloc.start()
    for i in range(count):
        packing.add([i], [[f"{i}.5", "x"]])
    found = packing.packed()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # a text for every cell would take a hundred bytes or more per row
    assert held < 25 * count
    assert np.array_equal(packed.plain_numbers(found.columns[0]), np.arange(count) + 0.5)
