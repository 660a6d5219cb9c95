"""Long lines take time with their length, not with the square of it."""

from pathlib import Path

import pytest

from core.data.reading.describing import describe
from core.data.reading.files import grid_of
from core.data.reading.grid import Grid
from core.data.reading.options import Reading
from core.data.reading.text import tidied


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


def test_blanks_in_a_declaration_of_names(tmp_path: Path) -> None:
    (tmp_path / "t.data").write_text("1,2,a\n3,4,b\n5,6,a\n", encoding="utf-8")
    declared = f"one:{' ' * 200_000}continuous.\ntwo: {' ' * 200_000}x{' ' * 200_000}y, z\n"
    (tmp_path / "t.names").write_text(declared, encoding="utf-8")  # minutes, with the square of it
    grid, _ = grid_of(tmp_path / "t.data", Reading())
    assert grid.names == ("one", "two", "class")
    assert describe(tmp_path / "t.data").columns[0].name == "one"
