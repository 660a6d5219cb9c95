"""The names of runs at the ends of their curves, shifted apart so that none covers another."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from core.records import Record
from gui.kit.fonts import caption_font
from gui.kit.theme import LIGHT, Theme

#: the widest name, in pixels at the usual text size, and its share of the plot's width
_WIDEST, _SHARE = 96.0, 0.24
#: the stroke in the curve's colour before a name, and the room around the two
_STROKE, _GAP = 8.0, 4.0


class CurveEnd(Record):
    """The end of a curve, in the plot's coordinates: a name, and the colour of the curve."""

    name: str
    colour: str
    x: float
    y: float
    current: bool = False


def apart(
    wanted: Sequence[tuple[float, float, float]], high: float, top: float, bottom: float
) -> list[float]:
    """Return how high boxes stand that are wanted at (left, right, middle) and are `high`.

    Boxes that are beside each other stay where they are wanted; the others are shifted as little
    as it takes, and stay between `top` and `bottom` if there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i][2])
    found = [0.0] * len(wanted)
    placed: list[int] = []
    for i in order:
        left, right, middle = wanted[i]
        y = max(top, min(middle - high / 2.0, bottom - high))
        for j in placed:
            if wanted[j][0] < right and left < wanted[j][1]:
                y = max(y, found[j] + high)
        found[i] = y
        placed.append(i)
    limit = bottom
    for i in reversed(order):  # push back up what went below the floor
        left, right, _ = wanted[i]
        below = [
            found[j]
            for j in placed[placed.index(i) + 1 :]
            if wanted[j][0] < right and left < wanted[j][1]
        ]
        found[i] = min(found[i], min(below, default=limit) - high)
    return found


class EndLabels(pyqtgraph.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Paints names beside the ends of curves, in the margin to the right of the plot."""

    def __init__(self, plot: pyqtgraph.PlotItem) -> None:
        super().__init__()
        self._plot, self._theme = plot, LIGHT
        self._font = caption_font(QFont())
        self._ends: tuple[CurveEnd, ...] = ()
        self.setParentItem(plot)
        self.setZValue(20)
        plot.getViewBox().sigResized.connect(self._resized)

    def dress(self, theme: Theme, font: QFont) -> None:
        """Take the colours of a theme and the font of captions."""
        self._theme, self._font = theme, caption_font(font)
        self._resized()

    def show_ends(self, ends: Sequence[CurveEnd]) -> None:
        """Name these ends, the most important first; as many as there is room for."""
        if tuple(ends) != self._ends:
            self._ends = tuple(ends)
            self.update()

    def room(self) -> float:
        """Return the margin that the names need to the right of the plot."""
        if not self._ends:
            return 0.0
        metrics = QFontMetricsF(self._font)
        widest = max(metrics.horizontalAdvance(end.name) for end in self._ends)
        most = _WIDEST * max(1.0, metrics.height() / 15.0)
        share = _SHARE * float(self._plot.size().width())
        return min(widest, most, share) + _STROKE + 2.0 * _GAP

    def names(self) -> list[str]:
        """Return the names as they are painted, from top to bottom; for tests."""
        return [name for name, *_ in sorted(self._placed(), key=lambda one: one[1].top())]

    def _resized(self, *_: object) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(0.0, 0.0), self._plot.size())

    def _placed(self) -> list[tuple[str, QRectF, CurveEnd, QPointF]]:
        """Return what is painted: name, its box, the end, and where the end is."""
        box = self._plot.getViewBox()
        area = box.mapRectToItem(self._plot, box.rect())
        metrics = QFontMetricsF(self._font)
        high, room = metrics.height(), self.room()
        ends = self._ends[: max(1, int(area.height() // high))]
        if not ends or area.height() < high:
            return []
        places, wanted = [], []
        for end in ends:
            place = self._plot.mapFromItem(box, box.mapFromView(QPointF(end.x, end.y)))
            x = max(area.left(), min(place.x(), area.right()))
            y = max(area.top(), min(place.y(), area.bottom()))
            places.append(QPointF(x, y))
            left = min(x + _GAP, self._plot.size().width() - room)
            wanted.append((left, left + room, y))
        tops = apart(wanted, high, area.top(), area.bottom())
        width = room - _STROKE - 2.0 * _GAP
        return [
            (
                metrics.elidedText(end.name, Qt.TextElideMode.ElideRight, width + 1.0),
                QRectF(left, top, room, high),
                end,
                place,
            )
            for end, (left, _, _), top, place in zip(ends, wanted, tops, places, strict=True)
        ]

    def paint(self, painter: QPainter, *_: Any) -> None:
        theme, quiet = self._theme, QColor(self._theme.canvas)
        quiet.setAlphaF(0.75)
        for name, box, end, place in self._placed():
            font = QFont(self._font)
            font.setBold(end.current)
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(
                name, Qt.TextElideMode.ElideRight, box.width() - _STROKE - _GAP
            )
            wide = _STROKE + _GAP + metrics.horizontalAdvance(text)
            painter.fillRect(QRectF(box.left(), box.top(), wide + _GAP, box.height()), quiet)
            painter.setPen(QPen(QColor(end.colour), 2.0))
            middle = box.center().y()
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + _STROKE, middle))
            if abs(middle - place.y()) > box.height():  # it was moved: show whose name it is
                painter.setPen(QPen(QColor(end.colour), 0.75))
                painter.drawLine(place, QPointF(box.left(), middle))
            painter.setPen(QColor(theme.text if end.current else theme.secondary))
            at = QRectF(box.left() + _STROKE + _GAP, box.top(), box.width(), box.height())
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
