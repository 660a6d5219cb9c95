"""The heat map of one array: signed colours, and numbers where the cells have room for them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from core.lesson.numbers import short
from core.pictures.colours import symmetric_limit
from gui.kit.colours import levels, readable_on, signed_table
from gui.kit.fonts import caption_font, number_font
from gui.kit.theme import LIGHT, Theme
from gui.weights.model import Names

Array = NDArray[np.floating[Any]]

#: in a matrix with more rows or columns, each cell shows the largest number of a block
MOST = 200
_NAMES = 72.0
_CELL, _TALLEST = 110.0, 64.0
#: the least height of a row beside which there are names
_NAMED = 3.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def reduced(matrix: Array, most: int = MOST) -> tuple[Array, int, int]:
    """Return the matrix reduced to at most this size, and the block that each cell stands for.

    Every cell is the number with the largest absolute value in its block, with its sign.
    """
    rows, columns = matrix.shape
    high, wide = -(-rows // most), -(-columns // most)
    if high == wide == 1:
        return matrix, 1, 1
    down, across = np.arange(0, rows, high), np.arange(0, columns, wide)
    largest = np.maximum.reduceat(np.maximum.reduceat(matrix, down, axis=0), across, axis=1)
    least = np.minimum.reduceat(np.minimum.reduceat(matrix, down, axis=0), across, axis=1)
    return np.where(-least > largest, least, largest), high, wide


class WeightsMap(QWidget):
    """Paints a matrix; `pointed` carries a place (row, column) in it, or None."""

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._matrix: Array = np.zeros((0, 0))
        self._small: Array = self._matrix
        self._block = (1, 1)
        self._limit = 1.0
        self._rows: Names = str
        self._columns: Names = str
        self.setMouseTracking(True)
        self.setMinimumSize(120, 60)
        self.setAccessibleName(QCoreApplication.translate("WeightsPlot", "Heat map"))

    def sizeHint(self) -> QSize:
        return QSize(320, 220)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def limit(self) -> float:
        """Return the absolute value that has the full colour."""
        return self._limit

    def block(self) -> tuple[int, int]:
        """Return how many rows and columns one cell stands for."""
        return self._block

    def show_matrix(self, matrix: Array, rows: Names, columns: Names) -> None:
        """Show a matrix (inputs, units)."""
        other = matrix.shape != self._matrix.shape
        self._matrix, self._rows, self._columns = matrix, rows, columns
        self._small, *block = reduced(matrix) if matrix.size else (matrix, 1, 1)
        self._block = (block[0], block[1])
        limit = symmetric_limit(self._small)
        if other or limit > self._limit or limit < 0.3 * self._limit:
            self._limit = limit
        self.update()

    def _has_names(self) -> bool:
        """Return whether there is room for names beside the cells."""
        high = QFontMetricsF(caption_font(self.font())).height() + 5.0
        room = (self.height() - high) / max(1, self._small.shape[0])
        return self._block == (1, 1) and room >= _NAMED

    def _grid(self) -> tuple[float, float, float, float]:
        """Return the left and top of the grid, and the width and height of a cell."""
        metrics = QFontMetricsF(caption_font(self.font()))
        rows, columns = self._small.shape
        left, top = 0.0, 0.0
        if self._has_names():
            names = [self._rows(k) for k in range(min(rows, 40))]
            left = min(_NAMES, max(metrics.horizontalAdvance(name) for name in names)) + 6.0
            top = metrics.height() + 4.0
        wide = min(_CELL, (self.width() - left - 1.0) / columns)
        high = min(_TALLEST, (self.height() - top - 1.0) / rows)
        if columns > 12 and rows > 12 and high >= _NAMED:  # many look better square
            wide = high = min(wide, high)
        return left, top, max(wide, 0.1), max(high, 0.1)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is painted."""
        left, top, wide, high = self._grid()
        return QRectF(left + column * wide, top + row * high, wide, high)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = None
        if self._small.size:
            left, top, wide, high = self._grid()
            column = int(np.floor((event.position().x() - left) / wide))
            row = int(np.floor((event.position().y() - top) / high))
            if 0 <= row < self._small.shape[0] and 0 <= column < self._small.shape[1]:
                place = self._largest_of(row, column)
        self.pointed.emit(place)

    def _largest_of(self, row: int, column: int) -> tuple[int, int]:
        """Return the place of the number that a cell shows."""
        high, wide = self._block
        part = self._matrix[row * high : (row + 1) * high, column * wide : (column + 1) * wide]
        at = int(np.argmax(np.nan_to_num(np.abs(part))))
        return row * high + at // part.shape[1], column * wide + at % part.shape[1]

    def leaveEvent(self, event: object) -> None:
        self.pointed.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._small.size:
                self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme, small = self._theme, self._small
        rows, columns = small.shape
        left, top, wide, high = self._grid()
        table = signed_table(theme)
        at = levels(small, 0.0, self._limit)
        picture = np.ascontiguousarray(table[at])
        image = QImage(picture.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
        whole = QRectF(left, top, columns * wide, rows * high)
        painter.drawImage(whole, image)
        painter.setPen(QPen(QColor(theme.separator), 1.0))
        if min(wide, high) >= 10.0:
            for k in range(columns + 1):
                x = left + k * wide
                painter.drawLine(QPointF(x, top), QPointF(x, top + rows * high))
            for k in range(rows + 1):
                y = top + k * high
                painter.drawLine(QPointF(left, y), QPointF(left + columns * wide, y))
        else:
            painter.drawRect(whole)
        self._paint_values(painter, table[at], wide, high)
        if self._has_names():
            self._paint_names(painter, left, top, wide, high)

    def _paint_values(
        self, painter: QPainter, colours: NDArray[Any], wide: float, high: float
    ) -> None:
        font = number_font(self.font())
        metrics = QFontMetricsF(font)
        room = metrics.horizontalAdvance("−0.00") + 4.0
        if self._block != (1, 1) or high < metrics.height() or wide < room:
            return
        painter.setFont(font)
        rows, columns = self._small.shape
        for row in range(rows):
            for column in range(columns):
                text = short(float(self._small[row, column]))
                if metrics.horizontalAdvance(text) > wide - 2.0:
                    continue
                painter.setPen(readable_on(QColor(*(int(c) for c in colours[row, column][:3]))))
                painter.drawText(self.cell_rect(row, column), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_names(
        self, painter: QPainter, left: float, top: float, wide: float, high: float
    ) -> None:
        font = caption_font(self.font())
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.secondary))
        rows, columns = self._small.shape
        # if cells are small, only every few of them have room for a name
        step = max(1, int(np.ceil(metrics.height() / high)))
        for k in range(0, rows, step):
            rect = QRectF(0.0, top + (k + 0.5) * high - 10.0, left - 6.0, 20.0)
            text = metrics.elidedText(self._rows(k), Qt.TextElideMode.ElideRight, left - 6.0)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | _MIDDLE, text)
        widest = max(metrics.horizontalAdvance(self._columns(k)) for k in range(min(columns, 40)))
        room = min(widest, _NAMES) + 8.0
        step = max(1, int(np.ceil(room / wide))) if columns > 1 else 1
        for k in range(0, columns, step):
            across = max(wide, room)
            rect = QRectF(left + (k + 0.5) * wide - across / 2.0, 0.0, across, top)
            text = metrics.elidedText(self._columns(k), Qt.TextElideMode.ElideRight, across)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
