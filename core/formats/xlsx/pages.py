"""Where everything is: sheets of tables, each with its name, heads and a cell per number.

Tables are side by side in a band; the next band begins below the tallest of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.errors import FileError
from core.formats.xlsx.formulas import Cells, Number, cells, letters

#: with more cells, a spreadsheet would take seconds to recalculate
MOST_CELLS = 30_000
#: the longest formula that Excel accepts
_MOST_LETTERS = 8_000
_MOST_COLUMNS = 16_000


@dataclass(frozen=True)
class Cell:
    """The content of a cell: a text, or a number with its formula; `style` is how it looks."""

    row: int
    column: int
    style: str
    text: str = ""
    value: float = 0.0
    formula: str = ""


@dataclass
class Sheet:
    """A sheet: its name, and its cells in the order in which they were added."""

    name: str
    cells: list[Cell] = field(default_factory=list)
    row: int = 1
    column: int = 1
    _bottom: int = 1

    def line(self, text: str, style: str = "text") -> None:
        """Write a line of text, and continue below it."""
        self.cells.append(Cell(self.row, 1, style, text))
        self.row += 1
        self._bottom = self.row

    def band(self) -> None:
        """Continue below everything."""
        self.row, self.column = self._bottom + 1, 1

    def reserve(self, rows: int, columns: int) -> tuple[int, int]:
        """Return where a table of that size begins, leaving room for its name and heads."""
        at = (self.row, self.column)
        self._bottom = max(self._bottom, self.row + rows)
        self.column += columns + 1
        return at


class Pages:
    """The sheets of a workbook, and the names of its tables."""

    def __init__(self, *names: str) -> None:
        self.sheets = {name: Sheet(name) for name in names}
        #: the names of tables: sheet, first row and column, last row and column
        self.names: dict[str, tuple[str, int, int, int, int]] = {}
        self._count = 0
        self._extra = 0

    def put(
        self,
        sheet: str,
        name: str,
        values: Any,
        heads: Sequence[str] = (),
        sides: Sequence[str] = (),
        said: str = "",
        style: str = "",
    ) -> Cells:
        """Put an array on a sheet, (m, n), (n,) as a row, or one number; return its cells.

        `heads` are put above its columns, `sides` before its rows, `said` after its name. Raises
        FileError if a spreadsheet would show an error, or if the array is too large.
        """
        array = cells(values)
        table = array.reshape(1, -1) if array.ndim < 2 else array
        rows, columns = table.shape
        self._count += table.size
        if self._count > MOST_CELLS:
            raise FileError(
                f"Excel workbook: more than {MOST_CELLS:,} cells, one for every number of a batch",
                "choose a smaller batch size, or export it as a NumPy script",
            )
        page = self.sheets[sheet]
        top, left = page.reserve(rows + 2, columns + 1)
        if left + columns > _MOST_COLUMNS:
            raise FileError(
                f"Excel workbook: a sheet has {_MOST_COLUMNS:,} columns at most",
                "export it as a NumPy script, NPZ or JSON",
            )
        page.cells.append(Cell(top, left, "name", f"{name}  {said}".strip()))
        heads = heads or [str(j + 1) for j in range(columns)]
        sides = sides or [str(i + 1) for i in range(rows)]
        page.cells += [Cell(top + 1, left + 1 + j, "head", text) for j, text in enumerate(heads)]
        page.cells += [Cell(top + 2 + i, left, "side", text) for i, text in enumerate(sides)]
        found = np.empty(table.shape, dtype=object)
        for (i, j), item in np.ndenumerate(table):
            row, column = top + 2 + i, left + 1 + j
            found[i, j] = self._placed(item, sheet, row, column, name, style)
        last = (top + 1 + rows, left + columns)
        self.names[_legal(name)] = (sheet, top + 2, left + 1, *last)
        return found.reshape(array.shape).view(Cells)

    def terms(self, sheet: str, values: Cells) -> Cells:
        """Give the terms of a long sum their own cells."""
        self._extra += 1
        return self.put(sheet, f"terms{self._extra}", values, said="what is added up")

    def _placed(
        self, item: Number, sheet: str, row: int, column: int, name: str, style: str
    ) -> Number:
        if item.is_over:
            raise FileError(
                f"Excel workbook: a number in {name} is too large for a spreadsheet",
                "export it before training diverges, or as a NumPy script",
            )
        constant = item.is_constant
        formula = "" if constant else item.text(sheet)
        if len(formula) > _MOST_LETTERS:
            raise FileError(
                f"Excel workbook: a formula in {name} is longer than Excel accepts",
                "export it as a NumPy script, NPZ or JSON",
            )
        style = style or ("given" if constant else "number")
        self.sheets[sheet].cells.append(Cell(row, column, style, value=item.value, formula=formula))
        if constant or item.place is not None:
            item = Number(item.value)
        item.place = (sheet, row, column)  # from now on, formulas that use it refer to its cell
        return item


def _legal(name: str) -> str:
    """Return a table's name as spreadsheets accept it: W1 alone would mean a cell."""
    return "net." + name.replace("'", ".after").replace(" ", "_")


def absolute(place: tuple[str, int, int, int, int]) -> str:
    """Return a range in the form used in names: Forward!$B$3:$C$9."""
    sheet, top, left, bottom, right = place
    return f"{sheet}!${letters(left)}${top}:${letters(right)}${bottom}"
