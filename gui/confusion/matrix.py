"""The painted matrix of a confusion plot: counts, shaded by their share of the row.

Rows are the true classes, columns what the network says. With few classes the cells show their
numbers; with many it is a heat map, whose cells are read with the cursor or the arrow keys.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from core.lesson.numbers import count, percent
from gui.kit.colours import readable_on, shade_table
from gui.kit.fonts import caption_font, number_font
from gui.kit.theme import LIGHT, Theme

#: with more classes than this it is a heat map without numbers
READABLE = 20
_GAP, _ROOM, _LARGEST, _HEAT = 6.0, 1.0, 64.0, 4.0
_NAMES = 96.0  # the most room for names, in pixels
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


class ConfusionMatrix(QWidget):
    """Paints counts (classes, classes); `pointed` carries a cell (row, column), or None.

    `chosen` carries a cell that was clicked, or on which Enter was pressed.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._counts: NDArray[np.intp] = np.zeros((0, 0), dtype=np.intp)
        self._names: tuple[str, ...] = ()
        self._cell: tuple[int, int] | None = None
        self._has_shares = True
        self._upright_names = _NAMES  # the most room for names above the columns
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        text = QCoreApplication.translate(
            "ConfusionPlot",
            "Rows: true classes. Columns: what the network says. Arrows move, "
            "Enter lists the samples of a cell.",
        )
        self.setAccessibleName(QCoreApplication.translate("ConfusionPlot", "Counts"))
        self.setAccessibleDescription(text)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_counts(self, counts: NDArray[np.intp], names: tuple[str, ...]) -> None:
        """Show counts (classes, classes) with the names of the classes."""
        other = counts.shape != self._counts.shape or names != self._names
        self._counts, self._names = counts, names
        if other:
            self._cell = None
            self.updateGeometry()
            self.setMinimumSize(self.minimumSizeHint())
        self.update()

    def fit(self, width: int, height: int) -> None:
        """Leave out what does not fit into a width and height in pixels, if the rest then fits.

        These are the shares beside the rows, which are also said when their cell is pointed at, and
        parts of the names above the columns, which are whole, or more of them, beside the rows.
        """
        before_names = self._upright_names
        for most in (_NAMES, 0.75 * _NAMES, 0.5 * _NAMES):
            self._upright_names = most
            if self.minimumSizeHint().height() <= height:
                break
        if self._upright_names != before_names:
            self.updateGeometry()
            self.update()
        before, self._has_shares = self._has_shares, True
        whole = self.minimumSizeHint().width()
        self._has_shares = False
        self._has_shares = whole <= width or self.minimumSizeHint().width() > width
        if self._has_shares is not before:
            self.updateGeometry()
            self.update()
        self.setMinimumSize(self.minimumSizeHint())

    def counts(self) -> NDArray[np.intp]:
        """Return what is shown."""
        return self._counts

    def names(self) -> tuple[str, ...]:
        """Return the names of the classes."""
        return self._names

    def pointed_cell(self) -> tuple[int, int] | None:
        """Return the cell under the cursor, or chosen with the arrow keys."""
        return self._cell

    def shares(self) -> NDArray[np.float64]:
        """Return each cell's share of its row; 0 in a row without samples."""
        whole = self._counts.sum(axis=1, keepdims=True)
        return np.asarray(self._counts / np.maximum(whole, 1), dtype=np.float64)

    # measures

    def _readable(self) -> bool:
        return len(self._counts) <= READABLE

    def _fonts(self) -> tuple[QFont, QFont]:
        figures = number_font(self.font())
        if len(self._counts) > 6:  # the smallest size there is
            figures.setPixelSize(caption_font(self.font()).pixelSize())
        return caption_font(self.font()), figures

    def _least(self) -> float:
        """Return the smallest side of a cell."""
        if not self._readable():
            return _HEAT
        largest = int(self._counts.max()) if self._counts.size else 0
        wide = QFontMetricsF(self._fonts()[1]).horizontalAdvance(count(largest))
        return max(22.0, wide + _ROOM)

    def _edges(self) -> tuple[float, float, float]:
        """Return the room for names on the left and at the top, and for shares on the right."""
        words, figures = (QFontMetricsF(font) for font in self._fonts())
        line = words.height() + 4.0
        if not self._readable():
            return line + _GAP, line + _GAP, 0.0
        longest = max((words.horizontalAdvance(n) for n in self._names), default=0.0)
        left = line + min(longest, _NAMES) + _GAP
        if not self._has_shares:
            return left, 2.0 * line + _GAP, 0.0
        share = QCoreApplication.translate("ConfusionPlot", "right")
        wide = figures.horizontalAdvance("100.0 %")
        return left, 2.0 * line + _GAP, max(wide, words.horizontalAdvance(share)) + _GAP

    def minimumSizeHint(self) -> QSize:
        n, least = max(1, len(self._counts)), self._least()
        left, top, right = self._edges()
        if self._upright(least):
            top += self._upright_extra()
        return QSize(round(left + right + n * least) + 1, round(top + n * max(22.0, least)) + 1)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(300, 260))

    def _upright(self, wide: float) -> bool:
        """Return whether the names above the columns are turned upright, for lack of room."""
        if not self._readable():
            return False
        words = QFontMetricsF(self._fonts()[0])
        return any(words.horizontalAdvance(name) > wide - 2.0 for name in self._names)

    def _upright_extra(self) -> float:
        words = QFontMetricsF(self._fonts()[0])
        longest = max((words.horizontalAdvance(n) for n in self._names), default=0.0)
        return float(min(longest, self._upright_names) - words.height() + _GAP)

    def _grid(self) -> tuple[float, float, float, float]:
        """Return the left and top of the grid, and the width and height of a cell."""
        n = max(1, len(self._counts))
        left, top, right = self._edges()
        wide = (self.width() - left - right) / n
        if self._upright(min(_LARGEST * 1.6, wide)):
            top += self._upright_extra()
        high = (self.height() - top - 1.0) / n
        if not self._readable():
            wide = high = max(_HEAT, min(wide, high))
        return left, top, min(_LARGEST * 1.6, wide), min(_LARGEST, high)

    def cell_at(self, place: QPoint | QPointF) -> tuple[int, int] | None:
        """Return the row and column at a place of the widget, or None."""
        left, top, wide, high = self._grid()
        if wide <= 0.0 or high <= 0.0:
            return None
        column = int(np.floor((place.x() - left) / wide))
        row = int(np.floor((place.y() - top) / high))
        n = len(self._counts)
        return (row, column) if 0 <= row < n and 0 <= column < n else None

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is painted."""
        left, top, wide, high = self._grid()
        return QRectF(left + column * wide, top + row * high, wide, high)

    # what a person does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.cell_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        else:
            self.chosen.emit(cell)

    def leaveEvent(self, event: object) -> None:
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step, n = steps.get(Qt.Key(event.key())), len(self._counts)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cell is not None:
            self.chosen.emit(self._cell)
            return
        if step is None or not n:
            super().keyPressEvent(event)
            return
        row, column = self._cell or (0, 0)
        if self._cell is not None:
            row = min(max(row + step[0], 0), n - 1)
            column = min(max(column + step[1], 0), n - 1)
        self._point((row, column))

    def point_at(self, cell: tuple[int, int]) -> None:
        """Put the cursor of the arrow keys on a cell."""
        n = len(self._counts)
        if cell[0] < n and cell[1] < n:
            self._point(cell)
        self.setFocus()

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell != self._cell:
            self._cell = cell
            self.pointed.emit(cell)
            self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._counts.size:
                self._paint_cells(painter)
                self._paint_names(painter)

    def _paint_cells(self, painter: QPainter) -> None:
        theme, n = self._theme, len(self._counts)
        left, top, wide, high = self._grid()
        shares = self.shares()
        table = shade_table(theme)
        rows = np.rint(shares * 255.0).astype(np.intp)
        picture = np.ascontiguousarray(table[rows])
        image = QImage(picture.data, n, n, 4 * n, QImage.Format.Format_RGBA8888)
        painter.drawImage(QRectF(left, top, n * wide, n * high), image)
        grid = QPen(QColor(theme.separator), 1.0)
        painter.setPen(grid)
        if self._readable():
            for k in range(n + 1):
                x, y = left + k * wide, top + k * high
                painter.drawLine(QPointF(x, top), QPointF(x, top + n * high))
                painter.drawLine(QPointF(left, y), QPointF(left + n * wide, y))
            plain, bold = QFont(self._fonts()[1]), QFont(self._fonts()[1])
            bold.setBold(True)
            for row in range(n):
                for column in range(n):
                    colour = QColor(*(int(c) for c in table[rows[row, column]][:3]))
                    painter.setPen(readable_on(colour))
                    painter.setFont(bold if row == column else plain)
                    painter.drawText(
                        self.cell_rect(row, column),
                        Qt.AlignmentFlag.AlignCenter,
                        count(int(self._counts[row, column])),
                    )
        else:
            painter.drawRect(QRectF(left, top, n * wide, n * high))
        if self._cell is not None:
            painter.setPen(QPen(QColor(theme.text), 2.0))
            painter.drawRect(self.cell_rect(*self._cell).adjusted(1.0, 1.0, -1.0, -1.0))

    def _paint_names(self, painter: QPainter) -> None:
        theme, n = self._theme, len(self._counts)
        words, figures = self._fonts()
        metrics = QFontMetricsF(words)
        line = metrics.height() + 4.0
        left, top, wide, high = self._grid()
        translate = QCoreApplication.translate
        painter.setFont(words)
        painter.setPen(QColor(theme.secondary))
        says = translate("ConfusionPlot", "the network says →")
        painter.drawText(QRectF(left, 0.0, self.width() - left, line), _MIDDLE, says)
        painter.save()
        painter.translate(0.0, top + n * high)
        painter.rotate(-90.0)
        centre = Qt.AlignmentFlag.AlignRight | _MIDDLE
        painter.drawText(
            QRectF(0.0, 0.0, n * high, line), centre, translate("ConfusionPlot", "← true class")
        )
        painter.restore()
        if not self._readable():
            return
        painter.setPen(QColor(theme.text))
        upright = self._upright(wide)
        for k, name in enumerate(self._names):
            shown = metrics.elidedText(name, _ELIDE, _NAMES)
            rect = QRectF(line, top + k * high, left - line - _GAP, high)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | _MIDDLE, shown)
            if upright:
                painter.save()
                painter.translate(left + k * wide, top - _GAP / 2.0)
                painter.rotate(-90.0)
                short = metrics.elidedText(name, _ELIDE, self._upright_names)
                rect = QRectF(0.0, 0.0, self._upright_names + 2.0, wide)
                painter.drawText(rect, _MIDDLE, short)
                painter.restore()
            else:
                rect = QRectF(left + k * wide, top - line, wide, line)
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)
        if not self._has_shares:
            return
        right = left + n * wide + _GAP
        painter.setPen(QColor(theme.secondary))
        room = self.width() - right
        painter.drawText(
            QRectF(right, top - line, room, line),
            _MIDDLE,
            translate("ConfusionPlot", "right"),
        )
        painter.setFont(figures)
        painter.setPen(QColor(theme.text))
        for k in range(n):
            whole = int(self._counts[k].sum())
            share = percent(self._counts[k, k] / whole) if whole else "·"
            painter.drawText(QRectF(right, top + k * high, room, high), _MIDDLE, share)
