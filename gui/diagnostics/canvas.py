"""Histograms of every layer on one shared axis, a row each, with zero marked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.counts import counted
from core.lesson.numbers import figure, rough
from core.pictures.snapshot import Histogram
from gui.kit.fonts import caption_font
from gui.kit.theme import LIGHT, Theme

Floats = NDArray[np.float64]

_NAMES, _ROW, _GAP = 84.0, 26.0, 6.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideMiddle


@dataclass(frozen=True)
class Spread:
    """A layer's name and the spread of its numbers; None where there are none."""

    name: str
    histogram: Histogram | None


class Histograms(QWidget):
    """A histogram for each layer; all have the axis from the lowest to the highest number."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._theme = LIGHT
        self._spreads: tuple[Spread, ...] = ()
        self._reach = (-1.0, 1.0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_spreads(self, spreads: tuple[Spread, ...], reach: tuple[float, float]) -> None:
        """Show one histogram for each layer, on an axis from the first to the second number."""
        other = len(spreads) != len(self._spreads)
        self._spreads, self._reach = spreads, reach
        if other:
            self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleDescription("; ".join(_in_words(spread) for spread in spreads))
        self.update()

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """What is shown."""
        return self._spreads

    @property
    def reach(self) -> tuple[float, float]:
        """The ends of the axis."""
        return self._reach

    def _line(self) -> float:
        return float(QFontMetricsF(caption_font(self.font())).height())

    def sizeHint(self) -> QSize:
        rows = max(1, len(self._spreads))
        return QSize(248, round(rows * (_ROW + _GAP) + self._line() + 2.0))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(_NAMES + 80.0), self.sizeHint().height())

    def place(self, number: int) -> QRectF:
        """Return where the bars of a layer are painted."""
        left = _NAMES * self._line() / 15.0
        return QRectF(left, number * (_ROW + _GAP), max(20.0, self.width() - left - 1.0), _ROW)

    def x_of(self, value: float) -> float:
        """Return the horizontal place of a number."""
        return float(self._across(np.asarray(value, dtype=np.float64), self.place(0)))

    def _across(self, values: Floats, rect: QRectF) -> Floats:
        """Return the horizontal places of numbers, all at once, where bars are painted."""
        low, high = self._reach
        places: Floats = rect.left() + (values - low) / max(high - low, 1e-300) * rect.width()
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(caption_font(self.font()))
            metrics = QFontMetricsF(painter.font())
            self._paint_axis(painter)
            for number, spread in enumerate(self._spreads):
                rect = self.place(number)
                painter.setPen(QColor(self._theme.text))
                room = rect.left() - 8.0
                name = metrics.elidedText(spread.name, _ELIDE, room)
                painter.drawText(QRectF(0.0, rect.y(), room, rect.height()), _MIDDLE, name)
                if spread.histogram is None:
                    painter.setPen(QColor(self._theme.secondary))
                    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "–")
                else:
                    self._paint(painter, rect, spread.histogram)

    def _paint(self, painter: QPainter, rect: QRectF, histogram: Histogram) -> None:
        theme, counts = self._theme, histogram.counts
        xs = self._across(np.asarray(histogram.edges, dtype=np.float64), rect).tolist()
        if xs[-1] - xs[0] < 2.0:  # all at one place: still to be seen
            xs = np.linspace(xs[0] - 1.0, xs[0] + 1.0, len(xs)).tolist()
        ys = rect.bottom() - counts / max(1, int(counts.max())) * rect.height()
        outline = [QPointF(xs[0], rect.bottom())]
        for k, y in enumerate(ys):
            outline += [QPointF(xs[k], y), QPointF(xs[k + 1], y)]
        outline.append(QPointF(xs[-1], rect.bottom()))
        fill = QColor(theme.secondary)
        fill.setAlphaF(0.45)
        painter.setPen(QPen(QColor(theme.secondary), 1.0))
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(outline))
        painter.setPen(QPen(QColor(theme.separator), 1.0))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_axis(self, painter: QPainter) -> None:
        theme, (low, high) = self._theme, self._reach
        if not self._spreads:
            return
        last, line = self.place(len(self._spreads) - 1), self._line()
        under = QRectF(last.x(), last.bottom() + 2.0, last.width(), line)
        painter.setPen(QColor(theme.secondary))
        ends = (rough(low), rough(high))
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | _MIDDLE, ends[0])
        painter.drawText(under, Qt.AlignmentFlag.AlignRight | _MIDDLE, ends[1])
        if low < 0.0 < high:
            zero = self.x_of(0.0)
            painter.setPen(QPen(QColor(theme.border), 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(zero, 0.0), QPointF(zero, last.bottom()))
            taken = [painter.fontMetrics().horizontalAdvance(end) + 8 for end in ends]
            if under.x() + taken[0] < zero < under.right() - taken[1]:
                painter.setPen(QColor(theme.secondary))
                middle = QRectF(zero - 8.0, under.y(), 16.0, line)
                painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, "0")

    def words_at(self, place: QPointF) -> str:
        """Return the tooltip at a place."""
        for number, spread in enumerate(self._spreads):
            row = QRectF(0.0, self.place(number).y(), self.width(), _ROW + _GAP)
            if row.contains(place):
                (low, high), rect = self._reach, self.place(number)
                value = low + (place.x() - rect.left()) / rect.width() * (high - low)
                return _bin_in_words(spread, value)
        return ""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)


def shared_reach(histograms: list[Histogram | None]) -> tuple[float, float]:
    """Return the lowest and the highest number of some histograms; −1 to 1 if there are none."""
    known = [one for one in histograms if one is not None]
    if not known:
        return -1.0, 1.0
    return min(float(one.edges[0]) for one in known), max(float(one.edges[-1]) for one in known)


def _in_words(spread: Spread) -> str:
    translate = QCoreApplication.translate
    if spread.histogram is None:
        return translate("Diagnostics", "{layer}: none").format(layer=spread.name)
    edges = spread.histogram.edges
    return translate("Diagnostics", "{layer}: {numbers} from {low} to {high}").format(
        layer=spread.name,
        numbers=counted(int(spread.histogram.counts.sum()), "number"),
        low=figure(float(edges[0])),
        high=figure(float(edges[-1])),
    )


def _bin_in_words(spread: Spread, value: float) -> str:
    histogram = spread.histogram
    if histogram is None or not histogram.edges[0] <= value <= histogram.edges[-1]:
        return _in_words(spread)
    at = int(np.searchsorted(histogram.edges, value, side="right")) - 1
    at = min(len(histogram.counts) - 1, max(0, at))
    text = QCoreApplication.translate("Diagnostics", "{numbers} from {low} to {high}")
    here = text.format(
        numbers=counted(int(histogram.counts[at]), "number"),
        low=figure(float(histogram.edges[at])),
        high=figure(float(histogram.edges[at + 1])),
    )
    return _in_words(spread) + "\n" + here
