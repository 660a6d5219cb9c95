"""The painted matrix of a confusion plot: counts, shaded by their share of the row.

Rows are the true classes, columns what the network says. With few classes the cells show their
numbers; with many, or in a narrow room, it is a heat map, whose cells are read with the cursor or
the arrow keys.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.lesson.numbers import count, percent
from gui.kit.colours import readable_on, shade_table
from gui.kit.fonts import SMALLEST, caption_font, number_font
from gui.kit.plain import plain_tip
from gui.kit.theme import LIGHT, Theme

#: with more classes than this it is a heat map without numbers
READABLE = 20
_GAP, _ROOM, _LARGEST, _HEAT = 6.0, 1.0, 64.0, 4.0
_NAMES = (96.0, 72.0, 48.0)  # the most room for names, in pixels
_ROW = 22.0  # the usual least height of a row
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


class _Form(NamedTuple):
    """What a matrix shows, and how large, in the room that it has."""

    beside: float = _NAMES[0]  # the most room for a name beside its row
    above: float = _NAMES[0]  # and for one that stands upright above its column
    shares: bool = True  # whether the share of each class that is right stands beside its row
    figures: int = 0  # the font of the counts in pixels; 0: a heat map without them
    low: bool = False  # whether the rows are as low as their counts allow
    says: bool = True  # whether “the network says” stands above the names


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
        self._form = _Form()
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
        """Take the form for a room in pixels: it is never wider, and higher only if it must be.

        What gives way first are the shares beside the rows, then parts of the names, then the size
        of the counts, and at last the counts. All are said when a cell or name is pointed at.
        """
        before, self._form = self._form, self._fitting(width, height)
        if self._form != before:
            self.updateGeometry()
            self.update()
        self.setMinimumSize(self.minimumSizeHint())

    def _fitting(self, width: int, height: int) -> _Form:
        if len(self._counts) > READABLE:
            return _Form()
        figures = self._largest_figures()
        forms = [_Form(_NAMES[0], figures=figures)]
        forms += [_Form(names, shares=False, figures=figures) for names in _NAMES]
        for smaller in range(figures - 1, SMALLEST - 1, -1):
            forms.append(_Form(_NAMES[-1], shares=False, figures=smaller))
        found = next((form for form in forms if self._needs(form).width() <= width), _Form())
        if not found.figures:
            return found
        heights = [(names, low, True) for low in (False, True) for names in _NAMES]
        for names, low, says in (*heights, (_NAMES[-1], True, False)):
            found = found._replace(above=names, low=low, says=says)
            if self._needs(found).height() <= height:
                break
        return found

    def has_numbers(self) -> bool:
        """Return whether the counts are written into the cells."""
        return self._form.figures > 0

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

    def _largest_figures(self) -> int:
        """Return the size of the counts in pixels where there is room; many are small."""
        font = number_font(self.font()) if len(self._counts) <= 6 else caption_font(self.font())
        return font.pixelSize()

    def _fonts(self, form: _Form) -> tuple[QFont, QFont]:
        figures = number_font(self.font())
        figures.setPixelSize(form.figures or SMALLEST)
        return caption_font(self.font()), figures

    def _least(self, form: _Form) -> tuple[float, float]:
        """Return the least width and height of a cell."""
        if not form.figures:
            return _HEAT, _HEAT
        largest = int(self._counts.max()) if self._counts.size else 0
        words, figures = (QFontMetricsF(font) for font in self._fonts(form))
        wide = max(_ROW, figures.horizontalAdvance(count(largest)) + _ROOM)
        return wide, max(words.height(), figures.height()) if form.low else max(_ROW, wide)

    def _edges(self, form: _Form) -> tuple[float, float, float]:
        """Return the room for names on the left and at the top, and for shares on the right."""
        words, figures = (QFontMetricsF(font) for font in self._fonts(form))
        line = words.height() + 4.0
        if not form.figures:
            return line + _GAP, line + _GAP, 0.0
        longest = max((words.horizontalAdvance(n) for n in self._names), default=0.0)
        left = line + min(longest, form.beside) + _GAP
        top = (2.0 if form.says else 1.0) * line + _GAP
        if not form.shares:
            return left, top, 0.0
        share = QCoreApplication.translate("ConfusionPlot", "right")
        wide = figures.horizontalAdvance("100.0 %")
        return left, top, max(wide, words.horizontalAdvance(share)) + _GAP

    def _needs(self, form: _Form) -> QSize:
        n, (wide, high) = max(1, len(self._counts)), self._least(form)
        left, top, right = self._edges(form)
        if self._upright(form, wide):
            top += self._upright_extra(form)
        return QSize(round(left + right + n * wide) + 1, round(top + n * high) + 1)

    def minimumSizeHint(self) -> QSize:
        return self._needs(self._form)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(300, 260))

    def _upright(self, form: _Form, wide: float) -> bool:
        """Return whether the names above the columns are turned upright, for lack of room."""
        if not form.figures:
            return False
        words = QFontMetricsF(self._fonts(form)[0])
        return any(words.horizontalAdvance(name) > wide - 2.0 for name in self._names)

    def _upright_extra(self, form: _Form) -> float:
        words = QFontMetricsF(self._fonts(form)[0])
        longest = max((words.horizontalAdvance(n) for n in self._names), default=0.0)
        return float(min(longest, form.above) - words.height() + _GAP)

    def _grid(self) -> tuple[float, float, float, float]:
        """Return the left and top of the grid, and the width and height of a cell."""
        n, form = max(1, len(self._counts)), self._form
        left, top, right = self._edges(form)
        wide = (self.width() - left - right) / n
        if self._upright(form, min(_LARGEST * 1.6, wide)):
            top += self._upright_extra(form)
        high = (self.height() - top - 1.0) / n
        if not form.figures:
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

    def name_at(self, place: QPoint | QPointF) -> str:
        """Return the class whose name stands beside its row or above its column at a place."""
        if not self.has_numbers() or not self._names:
            return ""
        left, top, wide, high = self._grid()
        n, number = len(self._names), -1
        if place.x() < left and place.y() >= top:
            number = int(np.floor((place.y() - top) / high))
        elif place.y() < top and place.x() >= left:
            number = int(np.floor((place.x() - left) / wide))
        return self._names[number] if 0 <= number < n else ""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name = self.name_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(name), self)
            return True
        return super().event(event)

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
        if self.has_numbers():
            for k in range(n + 1):
                x, y = left + k * wide, top + k * high
                painter.drawLine(QPointF(x, top), QPointF(x, top + n * high))
                painter.drawLine(QPointF(left, y), QPointF(left + n * wide, y))
            plain, bold = QFont(self._fonts(self._form)[1]), QFont(self._fonts(self._form)[1])
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
        words, figures = self._fonts(self._form)
        metrics = QFontMetricsF(words)
        line = metrics.height() + 4.0
        left, top, wide, high = self._grid()
        translate = QCoreApplication.translate
        painter.setFont(words)
        painter.setPen(QColor(theme.secondary))
        says = translate("ConfusionPlot", "the network says →")
        if self._form.says:
            painter.drawText(QRectF(left, 0.0, self.width() - left, line), _MIDDLE, says)
        true = translate("ConfusionPlot", "← true class")
        if metrics.horizontalAdvance(true) <= n * high:
            painter.save()
            painter.translate(0.0, top + n * high)
            painter.rotate(-90.0)
            first = Qt.AlignmentFlag.AlignRight | _MIDDLE  # from the first class on
            painter.drawText(QRectF(0.0, 0.0, n * high, line), first, true)
            painter.restore()
        if not self.has_numbers():
            return
        painter.setPen(QColor(theme.text))
        upright = self._upright(self._form, wide)
        for k, name in enumerate(self._names):
            shown = metrics.elidedText(name, _ELIDE, self._form.beside)
            rect = QRectF(line, top + k * high, left - line - _GAP, high)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | _MIDDLE, shown)
            if upright:
                painter.save()
                painter.translate(left + k * wide, top - _GAP / 2.0)
                painter.rotate(-90.0)
                short = metrics.elidedText(name, _ELIDE, self._form.above)
                rect = QRectF(0.0, 0.0, self._form.above + 2.0, wide)
                painter.drawText(rect, _MIDDLE, short)
                painter.restore()
            else:
                rect = QRectF(left + k * wide, top - line, wide, line)
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)
        if not self._form.shares:
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
