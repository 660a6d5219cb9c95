"""Both futures of a finding on one small plot: without its remedy, and with it."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.lesson.numbers import count, figure, rough
from core.pictures.findings import Futures, Vector
from core.words import say
from gui.kit.fonts import caption_font
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate

#: from which ratio of the figures on they are drawn by their logarithm
_WIDE = 20.0
_GAP = 6.0
#: the length of the strokes in the key
_STROKE = 18.0


class FuturesPlot(QWidget):
    """Draws both over the next epochs: dashed without the remedy, violet with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._futures: Futures | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_translate("FuturesPlot", "Both futures"))

    def sizeHint(self) -> QSize:
        lines = QFontMetricsF(caption_font(self.font())).height()
        return QSize(320, round(84 + 3 * lines))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_futures(self, futures: Futures) -> None:
        """Draw both as far as they have come."""
        self._futures = futures
        self.setAccessibleDescription(futures.words or self.key_words()[2])
        self.update()

    def key_words(self) -> tuple[str, str, str]:
        """Return what the two lines are, and what goes to the right."""
        futures = self._futures
        having = _translate("FuturesPlot", "with the remedy")
        if futures is not None and futures.starts_anew:
            having = _translate("FuturesPlot", "with it, from a new start")
        elif futures is not None and futures.back_to is not None:
            epoch = count(futures.back_to)
            having = say("FuturesPlot", "with it, from epoch {epoch}", epoch=epoch)
        epochs = _translate("FuturesPlot", "epochs from here")
        return _translate("FuturesPlot", "without"), having, epochs

    # ------------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        futures, theme = self._futures, self._theme
        if futures is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(caption_font(self.font()))
            box = self._box()
            painter.setPen(QPen(QColor(theme.separator), 1.0))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            painter.drawLine(box.topLeft(), box.bottomLeft())
            for points, pen in (
                (futures.without, QPen(QColor(theme.secondary), 1.5, Qt.PenStyle.DashLine)),
                (futures.having, QPen(QColor(theme.now), 2.0)),
            ):
                painter.setPen(pen)
                painter.drawPolyline(QPolygonF(self._places(points)))
            self._draw_words(painter, box)

    def _draw_words(self, painter: QPainter, box: QRectF) -> None:
        futures, theme, align = self._futures, self._theme, Qt.AlignmentFlag
        assert futures is not None
        metrics = QFontMetricsF(painter.font())
        without, having, epochs = self.key_words()
        left = box.left()
        for words, pen in (
            (without, QPen(QColor(theme.secondary), 1.5, Qt.PenStyle.DashLine)),
            (having, QPen(QColor(theme.now), 2.0)),
        ):
            middle = metrics.height() / 2.0
            painter.setPen(pen)
            painter.drawLine(QPointF(left, middle), QPointF(left + _STROKE, middle))
            painter.setPen(QColor(theme.text))
            wide = metrics.horizontalAdvance(words) + 2.0
            left += _STROKE + _GAP
            painter.drawText(QRectF(left, 0.0, wide, metrics.height()), align.AlignLeft, words)
            left += wide + 2.0 * _GAP
        painter.setPen(QColor(theme.secondary))
        low, high = self._range()
        beside = QRectF(0.0, box.top() - 2.0, box.left() - _GAP, metrics.height())
        painter.drawText(beside, align.AlignRight, rough(high))
        beside.moveBottom(box.bottom() + 2.0)
        painter.drawText(beside, align.AlignRight, rough(low))
        below = QRectF(box.left(), box.bottom() + 2.0, box.width(), metrics.height() + 2.0)
        painter.drawText(below, align.AlignLeft, "0")
        painter.drawText(below, align.AlignHCenter, f"{futures.figure}, {epochs}")
        painter.drawText(below, align.AlignRight, count(futures.epochs))

    def _box(self) -> QRectF:
        """Return where the lines are: beside their numbers, between the key and the epochs."""
        metrics = QFontMetricsF(caption_font(self.font()))
        beside = max(metrics.horizontalAdvance(rough(each)) for each in self._range())
        line = metrics.height()
        left = beside + _GAP + 2.0
        return QRectF(left, line + 8.0, self.width() - left - 4.0, self.height() - 2 * line - 14.0)

    def _values(self) -> Vector:
        futures = self._futures
        if futures is None:
            return np.zeros(0)
        both = np.concatenate([futures.without[:, 1], futures.having[:, 1]])
        finite: Vector = both[np.isfinite(both)]
        return finite

    def _range(self) -> tuple[float, float]:
        """Return the lowest and the highest figure drawn."""
        values = self._values()
        if not values.size:
            return 0.0, 1.0
        low, high = float(values.min()), float(values.max())
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    def _places(self, points: Vector) -> list[QPointF]:
        futures = self._futures
        box, (low, high) = self._box(), self._range()
        by_logarithm = low > 0.0 and high > _WIDE * low
        ends = np.log([low, high]) if by_logarithm else np.array([low, high])
        placed = []
        for epoch, value in points:
            if np.isfinite(value):
                at = np.log(value) if by_logarithm else value
                up = (at - ends[0]) / (ends[1] - ends[0])
                along = epoch / max(1, futures.epochs if futures is not None else 1)
                x = box.left() + min(1.0, along) * box.width()
                placed.append(QPointF(x, float(box.bottom() - up * box.height())))
        return placed

    def event(self, event: QEvent) -> bool:
        futures = self._futures
        if (
            isinstance(event, QHelpEvent)
            and event.type() == QEvent.Type.ToolTip
            and futures is not None
        ):
            box = self._box()
            share = (event.pos().x() - box.left()) / max(1.0, box.width())
            QToolTip.showText(event.globalPos(), self.reading(share * futures.epochs), self)
            return True
        return super().event(event)

    def reading(self, epoch: float) -> str:
        """Return both figures at the epoch nearest to a place, in words."""
        futures = self._futures
        if futures is None or not futures.without.size or not futures.having.size:
            return ""
        without, having = (_at(points, epoch) for points in (futures.without, futures.having))
        return say(
            "FuturesPlot", "epoch +{epoch}: {figure} {without} without, {having} with",
            epoch=count(round(without[0])), figure=futures.figure, without=_number(without[1]),
            having=_number(having[1]),
        )  # fmt: skip


def _at(points: Vector, epoch: float) -> Vector:
    nearest: Vector = points[int(np.argmin(np.abs(points[:, 0] - epoch)))]
    return nearest


def _number(value: float) -> str:
    if not np.isfinite(value):
        return _translate("FuturesPlot", "no longer a number")
    return figure(float(value))
