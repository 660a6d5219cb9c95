"""Long lines take time with their length, not with the square of it."""

from pathlib import Path

import pytest

from core.data.reading.cells.dates import form_of
from core.data.reading.cells.notation import taken
from core.data.reading.describing import Wishes, describe, describe_grid
from core.data.reading.encodings.finding import encoding_of
from core.data.reading.files import grid_of
from core.data.reading.grid import Grid
from core.data.reading.options import Reading
from core.data.reading.sampling import notices_of
from core.data.reading.splitting import delimiter_of
from core.data.reading.text import text_grid, tidied
from core.data.reading.unread import raw_rows
from core.data.table_files import MAX_COLUMNS


class Counted(str):
    """A cell that counts how often cells are looked at."""

    looks = 0

    def strip(self, *_: str | None) -> str:  # type: ignore[override]
        Counted.looks += 1
        return ""


@pytest.mark.parametrize("rows", [[400, 400], [2, 2, 2, 400]], ids=["everywhere", "in one row"])
def test_blank_cells_at_the_end_are_looked_at_once(rows: list[int]) -> None:
    Counted.looks = 0
    made = [(line, ["a", "b", *([Counted("")] * (n - 2))]) for line, n in enumerate(rows, 1)]
    grid = tidied("t.csv", Grid(made), Reading())
    assert [row for _, row in grid.rows] == [["a", "b"]] * len(rows)
    assert Counted.looks <= 2 * sum(rows)


def test_columns_without_a_cell_are_left_out() -> None:
    rows = [(1, ["a", "b", "", ""]), (2, ["1", "2", "3", " "]), (3, ["4", "", "", ""])]
    grid = tidied("t.csv", Grid(rows), Reading())
    assert [row for _, row in grid.rows] == [["a", "b", ""], ["1", "2", "3"], ["4", "", ""]]
    blank = tidied("t.csv", Grid([(1, ["", ""]), (2, [" ", ""])]), Reading())
    assert [len(row) for _, row in blank.rows] == [1, 1]


@pytest.mark.parametrize(
    "cell",
    [
        "0" * 100_000 + "x",
        "1" + " " * 100_000 + "_",
        "1." * 50_000 + "x",
        "$" + " " * 100_000 + "x",
        "1'" * 50_000,
        "e" * 100_000,
        "12:" * 40_000,
    ],
    ids=lambda cell: cell[:3],
)
def test_a_long_cell_is_looked_at_once(cell: str) -> None:
    """Some would take hours with the square of their length."""
    taken(cell)
    assert delimiter_of([f"{cell},1", f"{cell},2"]) in (",", ";")
    assert form_of([cell] * 3)[0] == ""
    assert encoding_of(b"ok," + cell.encode("cp1252") + b",\xe4\n")[0]
    grid = Grid([(1, ["a", "b"]), (2, [cell, "1"]), (3, [cell, "2"])])
    assert describe_grid("t.csv", grid, Reading(), Wishes()).columns[0].words is not None


@pytest.mark.thorough
def test_rows_that_begin_with_a_sign_are_looked_at_once() -> None:
    lines = [f"#{i},{i}\n1,2\n" for i in range(20_000)]
    rows = text_grid("t.csv", "a,b\n" + "".join(lines), Reading()).rows
    assert len(rows) == 40_001  # the first cell of half of them begins with the sign


def test_blanks_in_a_declaration_of_names(tmp_path: Path) -> None:
    (tmp_path / "t.data").write_text("1,2,a\n3,4,b\n5,6,a\n", encoding="utf-8")
    declared = f"one:{' ' * 200_000}continuous.\ntwo: {' ' * 200_000}x{' ' * 200_000}y, z\n"
    (tmp_path / "t.names").write_text(declared, encoding="utf-8")  # minutes, with the square of it
    grid, _ = grid_of(tmp_path / "t.data", Reading())
    assert grid.names == ("one", "two", "class")
    assert describe(tmp_path / "t.data").columns[0].name == "one"


@pytest.mark.thorough
def test_a_cell_of_any_length_is_shortened_in_every_sentence(tmp_path: Path) -> None:
    """The window lays out every letter of a sentence that it shows."""
    words = ("0" * 50_000, "1.000," * 9_000, "w" * 50_000, "5%" + " " * 50_000, "-" * 50_000)
    head = ";".join(f"c{n}" for n in range(2 * len(words) + 1))
    lines = []
    for row in range(12):
        same = ";".join(word if row % 3 else word.upper() + "x" for word in words)
        lines.append(f"{same};{';'.join(words)};{row}")
    path = tmp_path / "t.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    table = describe(path)
    told = [doubt.says for column in table.columns for doubt in column.doubts]
    told += [doubt.says for doubt in table.doubts] + list(notices_of(table))
    assert told and max(map(len, told)) < 2000


def test_no_more_cells_are_shown_than_a_table_may_have_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "," * 5_000 + "\n1,2\n", encoding="utf-8")
    rows, _ = raw_rows(path, Reading())
    assert [len(cells) for _, cells in rows] == [2, MAX_COLUMNS, 2]
