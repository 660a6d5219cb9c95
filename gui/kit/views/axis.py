"""An axis of a plot: few numbers, whole and different from one another, and a title that fits."""

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
)

from core.lesson.numbers import MINUS, count, tidy
from gui.kit.plain import marked, plain_tip

Spacing = list[tuple[float, float]]
Marks = list[tuple[float, list[float]]]
Texts = list[tuple[QRectF, Any, str]]

#: the least distance between two numbers on an axis, in pixels
_ROOM = {"left": 32.0, "bottom": 64.0}
#: and where it would otherwise have a single number
_LEAST_ROOM = {"left": 20.0, "bottom": 36.0}
#: the least distance between two numbers of which one was moved, in pixels
_APART = 4.0
#: an axis that is not longer has not been laid out yet
_LEAST = 24.0


def kept_within(texts: Texts, room: QRectF) -> Texts:
    """Return numbers beside an axis (box, flags, text), moved into a room as far as it takes.

    A number that a moved one would cover is left out: those at the ends say how far the axis goes.
    """
    found, moved = [], []
    for box, flags, text in texts:
        inside = QRectF(box)
        inside.moveLeft(max(room.left(), min(box.left(), room.right() - box.width())))
        inside.moveTop(max(room.top(), min(box.top(), room.bottom() - box.height())))
        if inside != box:
            moved.append(inside.adjusted(-_APART, -_APART, _APART, _APART))
        found.append((inside, flags, text, inside != box))
    return [
        (box, flags, text)
        for box, flags, text, is_moved in found
        if is_moved or not any(box.intersects(other) for other in moved)
    ]


class FigureAxis(pyqtgraph.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis with few numbers, written as everywhere else in the program.

    `logarithmic`: the values are exponents of ten. `per_cent`: they are shares. `whole`: only whole
    numbers are marked.
    """

    labelText: str

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.logarithmic = self.per_cent = self.whole = False
        self.farthest = np.inf  # the greatest distance between two marks
        self.enableAutoSIPrefix(False)
        self.setStyle(hideOverlappingLabels=False, maxTickLevel=0, tickLength=0, tickTextOffset=6)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> Spacing:
        """Return one level of marks, 1, 2 or 5 times a power of ten apart, with room for text."""
        room = _ROOM[self.orientation]
        apart = (maxVal - minVal) / max(1.0, size / room)
        if not (np.isfinite(apart) and apart > 0.0):
            return [(1.0, 0.0)]
        power = 10.0 ** np.floor(np.log10(apart))
        step = next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= apart * 0.999)
        if self.logarithmic or self.whole:
            step = max(1.0, float(np.ceil(step)))
        if not self.logarithmic:  # one number alone does not say how large the others are
            least = apart * _LEAST_ROOM[self.orientation] / room
            if self.whole:
                least = max(1.0, least)
            tried = (f * power for f in (10.0, 5.0, 2.0, 1.0, 0.5) if least <= f * power <= step)
            two = (f for f in tried if np.floor(maxVal / f) - np.ceil(minVal / f) >= 1.0)
            step = next(two, step)
        return [(min(float(step), self.farthest), 0.0)]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Marks:
        if not self.logarithmic or maxVal - minVal > 2.0:
            marks: Marks = super().tickValues(minVal, maxVal, size)
            return marks
        # with a small range, also mark numbers between the powers of ten
        within = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0) if maxVal - minVal < 0.6 else (1.0, 2.0, 5.0)
        powers = range(int(np.floor(minVal)), int(np.ceil(maxVal)) + 1)
        at = [power + float(np.log10(factor)) for power in powers for factor in within]
        return [(1.0, [value for value in at if minVal <= value <= maxVal])]

    def boundingRect(self) -> QRectF:
        # half a number may stick out at either end; beyond the plot it is moved back
        rect: QRectF = super().boundingRect()
        if self.orientation == "left":
            return rect.adjusted(0.0, -24.0, 0.0, 24.0)
        return rect.adjusted(-96.0, 0.0, 96.0, 0.0)

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """Move numbers that stick out of the plot back into it, and leave out what they cover."""
        specs = super().generateDrawSpecs(painter)
        if specs is None or self.parentItem() is None:
            return specs
        room = self.mapRectFromItem(self.parentItem(), self.parentItem().boundingRect())
        axis, ticks, texts = specs
        return axis, ticks, kept_within(texts, room)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logarithmic:
            return [tidy(float(f"{10.0 ** min(value, 300.0):.2g}")) for value in values]
        if self.per_cent:
            return [f"{value * 100.0:.0f} %" for value in values]
        if self.whole:
            return [count(round(value)) for value in values]
        texts = [tidy(round(value, 12)) for value in values]
        return texts if len(set(texts)) == len(texts) else self.told_apart(values, spacing)

    def told_apart(self, values: list[float], spacing: float) -> list[str]:
        """Return numbers with as many decimals as it takes to tell them apart."""
        places = int(np.clip(-np.floor(np.log10(spacing) + 1e-9), 0, 12))
        return [f"{value + 0.0:.{places}f}".replace("-", MINUS) for value in values]

    def room(self, low: float, high: float) -> int:
        """Return the width that its title and the numbers between two values need beside it.

        The numbers are those of every height, so that the plot keeps its place when it is resized.
        """
        metrics = QFontMetricsF(self.label.font())
        heights = (64.0, 128.0, 256.0, 512.0)
        marks = [mark for size in heights for mark in self.tickValues(low, high, size)]
        texts = {text for step, values in marks for text in self.tickStrings(values, 1.0, step)}
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        return round(widest + metrics.height() + 5.0)

    def labelString(self) -> str:
        """Return the title as HTML that shows it literally, shortened to the axis."""
        title = self.labelText
        self.labelText = marked(self._fitted(title))
        try:
            return str(super().labelString())
        finally:
            self.labelText = title

    def _fitted(self, title: str) -> str:
        """Return as much of a title as the axis has room for; its tooltip is then all of it."""
        room = self.size().height() if self.orientation == "left" else self.size().width()
        shown = title
        if room > _LEAST:
            metrics = QFontMetricsF(self.label.font())
            shown = metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room - 8.0)
        self.label.setToolTip("" if shown == title else plain_tip(title))
        return shown

    def setLabel(self, *args: Any, **options: Any) -> None:
        super().setLabel(*args, **options)
        self.resizeEvent()  # only this centres the title

    def resizeEvent(self, event: object = None) -> None:
        if self.label is not None and self.label.toPlainText().strip() != self._fitted(
            self.labelText
        ):
            self.label.setHtml(self.labelString())
        super().resizeEvent(event)
