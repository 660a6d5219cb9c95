"""Numbers pasted from a spreadsheet: a block whose cells are set apart by tab, semicolon, comma."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.errors import DataError
from core.words import numbered
from gui.kit.texts import typed_number

_translate = QCoreApplication.translate

#: more text than this is not a block of weights
MOST_LETTERS = 50_000_000


def read_block(text: str) -> NDArray[np.float64]:
    """Return pasted rows as an array (rows, columns).

    Cells are set apart by tabs; where there are none, by semicolons, then commas, then spaces.
    Raises DataError that names the row and column of what is no finite number.
    """
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if not lines or len(text) > MOST_LETTERS:
        raise DataError(
            _translate("Pasted", "there are no numbers"),
            _translate("Pasted", "copy cells of a spreadsheet, then paste them here"),
        )
    mark = next((mark for mark in "\t;," if any(mark in line for line in lines)), None)
    rows = [[cell.strip() for cell in line.strip(" ").split(mark)] for line in lines]
    if all(len(row) > 1 and row[-1] == "" for row in rows):
        rows = [row[:-1] for row in rows]
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        wrong = next(i for i, row in enumerate(rows) if len(row) != len(rows[0]))
        message = _translate("Pasted", "row %1 has %2 numbers, the first row has %3")
        raise DataError(
            numbered(message, str(wrong + 1), str(len(rows[wrong])), str(len(rows[0]))),
            _translate("Pasted", "give every row the same length"),
        )
    return np.array([[_read(cell, i, j) for j, cell in enumerate(r)] for i, r in enumerate(rows)])


def _read(cell: str, row: int, column: int) -> float:
    try:
        number = float(typed_number(cell))
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        message = _translate("Pasted", "row %1, column %2: “%3” is not a finite number")
        raise DataError(
            numbered(message, str(row + 1), str(column + 1), cell[:20]),
            _translate("Pasted", "give numbers such as 0.5 or −2"),
        )
    return number


def shape_words(shape: tuple[int, ...]) -> str:
    """Return a shape in words: 2 rows of 4."""
    if len(shape) == 1:
        return _translate("Pasted", "%1 numbers").replace("%1", str(shape[0]))
    text = _translate("Pasted", "%1 rows of %2")
    return numbered(text, str(shape[0]), str(shape[1]))
