"""Numbers pasted from a spreadsheet: a block of cells separated by tabs, semicolons or commas."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.counts import counted
from core.errors import DataError
from gui.kit.texts import typed_number

_translate = QCoreApplication.translate

#: a text longer than this is not a block of weights
MOST_LETTERS = 50_000_000


def read_block(text: str) -> NDArray[np.float64]:
    """Return pasted rows as an array (rows, columns).

    Cells are separated by tabs; if there are none, by semicolons, then commas, then spaces. Raises
    a DataError that names the row and column of anything that is not a finite number.
    """
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if not lines or len(text) > MOST_LETTERS:
        raise DataError(
            _translate("Pasted", "there are no numbers"),
            _translate("Pasted", "copy cells from a spreadsheet, then paste them here"),
        )
    mark = next((mark for mark in "\t;," if any(mark in line for line in lines)), None)
    rows = [[cell.strip() for cell in line.strip(" ").split(mark)] for line in lines]
    if all(len(row) > 1 and row[-1] == "" for row in rows):
        rows = [row[:-1] for row in rows]
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        wrong = next(i for i, row in enumerate(rows) if len(row) != len(rows[0]))
        message = _translate("Pasted", "row {row} has {found}, the first row has {first}")
        raise DataError(
            message.format(
                row=wrong + 1, found=counted(len(rows[wrong]), "number"), first=len(rows[0])
            ),
            _translate("Pasted", "give every row the same length"),
        )
    found = at_once(rows)
    if found is not None:
        return found
    return np.array([[_read(cell, i, j) for j, cell in enumerate(r)] for i, r in enumerate(rows)])


def at_once(rows: list[list[str]]) -> NDArray[np.float64] | None:
    """Return cells that all are plainly written finite numbers as an array (rows, columns).

    None for any others. NumPy reads a block of 200,000 in a fraction of the time that is needed
    cell by cell.
    """
    if any("_" in cell for row in rows for cell in row):
        return None  # Python reads 1_0 as 10
    try:
        found = np.array(rows, dtype=np.float64)
    except ValueError:
        return None
    return found if np.isfinite(found).all() else None


def _read(cell: str, row: int, column: int) -> float:
    try:
        number = float(typed_number(cell))
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        message = _translate(
            "Pasted", "row {row}, column {column}: “{text}” is not a finite number"
        )
        raise DataError(
            message.format(row=row + 1, column=column + 1, text=cell[:20]),
            _translate("Pasted", "give numbers such as 0.5 or −2"),
        )
    return number


def shape_words(shape: tuple[int, ...]) -> str:
    """Return a shape in words: 2 rows of 4."""
    if len(shape) == 1:
        return counted(shape[0], "number")
    text = _translate("Pasted", "{rows} of {columns}")
    return text.format(rows=counted(shape[0], "row"), columns=shape[1])
