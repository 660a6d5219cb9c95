"""The painted parts of the diagnostics: small histograms, and figures on a scale of powers of ten.

Both show one entry for each layer, and describe in words what is under the cursor.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.lesson.numbers import count, figure, full, rough, tidy
from core.pictures.snapshot import Histogram
from gui.kit.fonts import caption_font, number_font
from gui.kit.theme import LIGHT, Theme

_LEAST, _GAP, _HIGH, _ROW = 96.0, 12.0, 44.0, 24.0
_NAMES, _FIGURES = 84.0, 72.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


@dataclass(frozen=True)
class Spread:
    """A layer's name and the spread of its numbers; None where there are none."""

    name: str
    histogram: Histogram | None


@dataclass(frozen=True)
class Level:
    """A layer's name and one figure; None where there is none."""

    name: str
    value: float | None


class Histograms(QWidget):
    """Small histograms, as many side by side as fit, with zero marked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._theme = LIGHT
        self._spreads: tuple[Spread, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_spreads(self, spreads: tuple[Spread, ...]) -> None:
        """Show one histogram for each layer."""
        other = len(spreads) != len(self._spreads)
        self._spreads = spreads
        if other:
            self._fit()
        self.setAccessibleDescription("; ".join(_in_words(spread) for spread in spreads))
        self.update()

    def _line(self) -> float:
        return float(QFontMetricsF(caption_font(self.font())).height() + 2.0)

    def _columns(self) -> int:
        fitting = int((self.width() + _GAP) // (_LEAST + _GAP))
        return max(1, min(fitting, len(self._spreads)))

    def sizeHint(self) -> QSize:
        rows = -(-max(1, len(self._spreads)) // self._columns())
        return QSize(200, round(rows * (2.0 * self._line() + _HIGH + _GAP)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(_LEAST), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def place(self, number: int) -> QRectF:
        """Return where the bars of a layer are painted."""
        columns, line = self._columns(), self._line()
        wide = min(160.0, (self.width() - (columns - 1) * _GAP) / columns)
        row, column = divmod(number, columns)
        top = row * (2.0 * line + _HIGH + _GAP) + line
        return QRectF(column * (wide + _GAP), top, wide, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            font = caption_font(self.font())
            metrics, line = QFontMetricsF(font), self._line()
            painter.setFont(font)
            for number, spread in enumerate(self._spreads):
                rect = self.place(number)
                painter.setPen(QColor(self._theme.text))
                name = metrics.elidedText(spread.name, _ELIDE, rect.width())
                painter.drawText(
                    QRectF(rect.x(), rect.y() - line, rect.width(), line), _MIDDLE, name
                )
                if spread.histogram is None:
                    painter.setPen(QColor(self._theme.secondary))
                    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "·")
                else:
                    self._paint(painter, rect, spread.histogram)

    def _paint(self, painter: QPainter, rect: QRectF, histogram: Histogram) -> None:
        theme = self._theme
        counts, edges = histogram.counts, histogram.edges
        low, high = float(edges[0]), float(edges[-1])
        across = rect.width() / max(high - low, 1e-300)
        xs = rect.x() + (np.asarray(edges) - low) * across
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
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        metrics, line = painter.fontMetrics(), self._line()
        under = QRectF(rect.x(), rect.bottom(), rect.width(), line)
        painter.setPen(QColor(theme.secondary))
        ends = (rough(low), rough(high))
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | _MIDDLE, ends[0])
        painter.drawText(under, Qt.AlignmentFlag.AlignRight | _MIDDLE, ends[1])
        if low < 0.0 < high:
            zero = rect.x() - low * across
            painter.setPen(QPen(QColor(theme.text), 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(zero, rect.top()), QPointF(zero, rect.bottom()))
            taken = [metrics.horizontalAdvance(end) + 8 for end in ends]
            if rect.x() + taken[0] < zero < rect.right() - taken[1]:
                painter.setPen(QColor(theme.secondary))
                painter.drawText(
                    QRectF(zero - 8.0, rect.bottom(), 16.0, line),
                    Qt.AlignmentFlag.AlignCenter,
                    "0",
                )

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            text = ""
            for number, spread in enumerate(self._spreads):
                if self.place(number).contains(event.pos()):
                    text = _bin_in_words(spread, self.place(number), event.pos().x())
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


def _in_words(spread: Spread) -> str:
    translate = QCoreApplication.translate
    if spread.histogram is None:
        return translate("Diagnostics", "{layer}: none").format(layer=spread.name)
    edges = spread.histogram.edges
    return translate("Diagnostics", "{layer}: {count} numbers from {low} to {high}").format(
        layer=spread.name,
        count=count(int(spread.histogram.counts.sum())),
        low=figure(float(edges[0])),
        high=figure(float(edges[-1])),
    )


def _bin_in_words(spread: Spread, rect: QRectF, x: float) -> str:
    histogram = spread.histogram
    if histogram is None:
        return _in_words(spread)
    bins = len(histogram.counts)
    at = min(bins - 1, max(0, int((x - rect.x()) / rect.width() * bins)))
    text = QCoreApplication.translate("Diagnostics", "{count} numbers from {low} to {high}")
    here = text.format(
        count=count(int(histogram.counts[at])),
        low=figure(float(histogram.edges[at])),
        high=figure(float(histogram.edges[at + 1])),
    )
    return _in_words(spread) + "\n" + here


class Levels(QWidget):
    """Figures on one scale of powers of ten, a row for each layer; `usual` is marked if given."""

    def __init__(self, name: str, usual: float | None = None) -> None:
        super().__init__()
        self._theme = LIGHT
        self._levels: tuple[Level, ...] = ()
        self._usual = usual
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_levels(self, levels: tuple[Level, ...]) -> None:
        """Show one figure for each layer."""
        self._levels = levels
        self.setFixedHeight(self.sizeHint().height())
        words = (f"{level.name}: {figure(level.value)}" for level in levels)
        self.setAccessibleDescription("; ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round((max(1, len(self._levels)) + 1) * _ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(_NAMES + _FIGURES + 40.0), self.sizeHint().height())

    def powers(self) -> tuple[int, int]:
        """Return the first and the last power of ten of the scale."""
        values = [level.value for level in self._levels if level.value]
        values += [self._usual] if self._usual else []
        logs = [np.log10(value) for value in values if np.isfinite(value)]
        if not logs:
            return -4, 0
        low = int(np.floor(min(logs) - 0.2))
        return low, max(int(np.ceil(max(logs) + 0.2)), low + 2)

    def across(self, value: float) -> float:
        """Return the position of a value on the scale, in pixels from the left."""
        low, high = self.powers()
        share = (np.log10(max(value, 1e-300)) - low) / (high - low)
        wide = max(1.0, self.width() - _NAMES - _FIGURES)
        return float(_NAMES + np.clip(share, 0.0, 1.0) * wide)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            words, figures = caption_font(self.font()), number_font(self.font())
            metrics = QFontMetricsF(words)
            bottom = len(self._levels) * _ROW
            right = self.width() - _FIGURES
            self._paint_scale(painter, bottom)
            for number, level in enumerate(self._levels):
                middle = (number + 0.5) * _ROW
                painter.setFont(words)
                painter.setPen(QColor(theme.text))
                name = metrics.elidedText(level.name, _ELIDE, _NAMES - 8.0)
                painter.drawText(QRectF(0.0, middle - 10.0, _NAMES, 20.0), _MIDDLE, name)
                painter.setFont(figures)
                rect = QRectF(right, middle - 10.0, _FIGURES, 20.0)
                painter.drawText(rect, Qt.AlignmentFlag.AlignRight | _MIDDLE, rough(level.value))
                if level.value is None or not np.isfinite(level.value):
                    continue
                at = self.across(level.value)
                painter.setPen(QPen(QColor(theme.secondary), 2.0))
                painter.drawLine(QPointF(_NAMES, middle), QPointF(at, middle))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.text))
                painter.drawEllipse(QPointF(at, middle), 4.0, 4.0)

    def _paint_scale(self, painter: QPainter, bottom: float) -> None:
        theme = self._theme
        low, high = self.powers()
        painter.setFont(caption_font(self.font()))
        metrics = painter.fontMetrics()
        room = self.across(10.0 ** (low + 1)) - self.across(10.0**low)
        widest = max(metrics.horizontalAdvance(tidy(10.0**k)) for k in range(low, high + 1))
        step = max(1, int(np.ceil((widest + 10.0) / max(room, 1.0))))
        usual = None if self._usual is None else round(np.log10(self._usual))
        first = low if usual is None else low + (usual - low) % step
        for power in range(first, high + 1, step):
            x = self.across(10.0**power)
            marked = power == usual
            pen = QPen(QColor(theme.now if marked else theme.separator), 1.5 if marked else 1.0)
            if marked:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, 0.0), QPointF(x, bottom + 2.0))
            painter.setPen(QColor(theme.now if marked else theme.secondary))
            rect = QRectF(x - 40.0, bottom + 2.0, 80.0, _ROW - 4.0)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, tidy(10.0**power))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            number = int(event.pos().y() // _ROW)
            text = ""
            if 0 <= number < len(self._levels) and self._levels[number].value is not None:
                level = self._levels[number]
                text = f"{level.name}: {full(float(level.value or 0.0))}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
