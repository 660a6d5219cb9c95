"""One array of one layer as a table: Qt asks cell by cell, and nothing is made for unseen cells."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from core.lesson.names.symbols import between
from core.lesson.numbers import figure, full
from gui.kit.colours import sign_text_colour
from gui.kit.plain import plain_tip
from gui.kit.texts import typed_number
from gui.kit.theme import LIGHT, Theme
from gui.weights.pasted import at_once

Array = NDArray[np.floating[Any]]
Index = QModelIndex | QPersistentModelIndex
Names = Callable[[int], str]

_ROOT = QModelIndex()
_Role = Qt.ItemDataRole


def exact(value: "np.floating[Any]") -> str:
    """Return a number with the fewest digits that give the same number again."""
    return str(value)


def finite(text: str) -> float:
    """Return the finite number a person typed. Raises ValueError, with a message, otherwise."""
    try:
        value = float(typed_number(text))
    except (ValueError, OverflowError):
        raise ValueError(
            QCoreApplication.translate("WeightsPlot", "“{text}” is not a number.").format(
                text=text.strip()[:20]
            )
        ) from None
    if not math.isfinite(value):
        raise ValueError(
            QCoreApplication.translate("WeightsPlot", "“{text}” is not a finite number.").format(
                text=text.strip()[:20]
            )
        )
    return value


class ArrayModel(QAbstractTableModel):
    """Rows are inputs and columns units; a vector is one row.

    `edited` carries the place in the array and the new number; `refused` says what is wrong. The
    array itself changes only when a snapshot brings the change.
    """

    edited = Signal(object, float)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._array: Array = np.zeros((0, 0))
        self._frozen: NDArray[np.bool_] | None = None
        self._off: NDArray[np.bool_] | None = None
        self._rows: Names = str
        self._columns: Names = str
        self._symbol: Callable[[tuple[int, ...]], str] | None = None

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def array(self) -> Array:
        """Return what is shown."""
        return self._array

    def matrix(self) -> Array:
        """Return what is shown as a matrix."""
        return self._array.reshape(1, -1) if self._array.ndim == 1 else self._array

    def place(self, row: int, column: int) -> tuple[int, ...]:
        """Return where in the array a cell is."""
        return (column,) if self._array.ndim == 1 else (row, column)

    def called(self, row: int, column: int) -> str:
        """Return the name of a cell's number: w⁽¹⁾₂₁, x₂ → h₁."""
        place = between(self._rows(row), self._columns(column))
        return (
            place if self._symbol is None else f"{self._symbol(self.place(row, column))}, {place}"
        )

    def show(
        self,
        array: Array,
        frozen: NDArray[np.bool_] | None,
        rows: Names,
        columns: Names,
        symbol: Callable[[tuple[int, ...]], str] | None = None,
        off: NDArray[np.bool_] | None = None,
    ) -> None:
        """Show an array (units,) or (inputs, units); `symbol` names the number at a place."""
        other = array.shape != self._array.shape
        if other:
            self.beginResetModel()
        self._array, self._frozen, self._rows, self._columns = array, frozen, rows, columns
        self._symbol, self._off = symbol, off
        if other:
            self.endResetModel()
        elif array.size:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else int(self.matrix().shape[0])

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else int(self.matrix().shape[1])

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        matrix = self.matrix()
        if not (0 <= row < matrix.shape[0] and 0 <= column < matrix.shape[1]):
            return None
        value = matrix[row, column]
        if role == _Role.DisplayRole:
            return figure(float(value), 4)
        if role == _Role.EditRole:
            return exact(value)
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ForegroundRole:
            return sign_text_colour(self._theme, float(value))
        if role == _Role.BackgroundRole and (
            self._is(self._frozen, row, column) or self._is(self._off, row, column)
        ):
            return QColor(self._theme.separator)
        if role == _Role.ToolTipRole:
            text = f"{self.called(row, column)}: {full(float(value))}"
            if self._is(self._frozen, row, column):
                text += QCoreApplication.translate("WeightsPlot", " (frozen)")
            if self._is(self._off, row, column):
                text += QCoreApplication.translate("WeightsPlot", " (off)")
            return plain_tip(text)
        return None

    def _is(self, mask: NDArray[np.bool_] | None, row: int, column: int) -> bool:
        if mask is None:
            return False
        return bool(np.broadcast_to(mask, self._array.shape)[self.place(row, column)])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if role != _Role.DisplayRole:
            return None
        across = orientation is Qt.Orientation.Horizontal
        return self._columns(section) if across else self._rows(section)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        """Ask for another number; nothing changes here until a snapshot brings it."""
        if role != _Role.EditRole:
            return False
        try:
            number = finite(str(value))
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        self.refused.emit("")
        if number != float(self.matrix()[index.row(), index.column()]):
            self.edited.emit(self.place(index.row(), index.column()), number)
        return True


def read_block(text: str) -> Array:
    """Return the numbers (rows, columns) of a block copied from a spreadsheet.

    Raises ValueError with a message for anything but a rectangle of finite numbers.
    """
    translate = QCoreApplication.translate
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    cells = [line.split("\t") for line in lines]
    if not text.strip():
        raise ValueError(translate("WeightsPlot", "The clipboard holds no numbers."))
    if len({len(row) for row in cells}) > 1:
        raise ValueError(translate("WeightsPlot", "The pasted rows differ in length."))
    found = at_once(cells)
    if found is not None:
        return found
    return np.array([[finite(cell) for cell in row] for row in cells], dtype=np.float64)
