"""A figure over the amount of pruning or noise, for all parts; one amount is read and kept."""

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.components.metrics import METRICS
from core.lesson.assessing import part_in_words
from core.lesson.lab import axis_words, point_words
from core.pictures.lab.measured import Curve
from gui.assessing.lines import FittedLines
from gui.kit.key import Entry, SurfaceKey
from gui.kit.plot_parts import (
    colour_label,
    dress_plot,
    fit_axes,
    quiet_plot,
    show_focus,
)
from gui.kit.theme import LIGHT, SPACE, Theme

_translate = QCoreApplication.translate
#: how the parts of the data are drawn: as in the loss plot
_DASHES = {"train": Qt.PenStyle.SolidLine, "test": Qt.PenStyle.DashLine}
#: below this height, in pixels, the axes have no titles: what is chosen above says the same
_LOW = 230
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class AmountPlot(QWidget):
    """Shows a Curve as score or as loss; a point of it is chosen by click, or with the arrows."""

    chosen = Signal(int)  # the number of an amount

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._curve: Curve | None = None
        self._loss = False
        self._at: int | None = None
        self.plot = quiet_plot(_translate("Lab", "Figures over the amount"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setMinimumHeight(80)
        self.plot.setAccessibleDescription(
            _translate("Lab", "Left and Right choose an amount, Home and End the first and last.")
        )
        self.item = self.plot.getPlotItem()
        self.item.layout.setContentsMargins(0, 8, 20, 0)
        self.item.showGrid(x=False, y=True, alpha=0.15)
        self.line = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.line.setZValue(5)
        self.item.addItem(self.line)
        self._drawn: list[Any] = []
        self.key = SurfaceKey()
        self.key.setAccessibleName(_translate("Lab", "Key"))
        self.reading = FittedLines(_translate("Lab", "Figures at the chosen amount"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addWidget(self.plot, 1)
        column.addWidget(self.key)
        column.addWidget(self.reading)
        for watched in (self.plot, self.plot.viewport()):
            watched.installEventFilter(self)
        self.plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        fit_axes(self.item, self.font(), self.height() >= _LOW)
        self.line.setPen(pyqtgraph.mkPen(theme.now, width=1.5))
        self.key.set_theme(theme)
        colour_label(self.reading, theme.text)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit_axes(self.item, self.font(), self.height() >= _LOW)

    def show_curve(self, curve: Curve | None, is_loss: bool) -> None:
        """Show what was measured; the chosen amount stays if there still is one like it."""
        if curve is None or self._curve is None or len(curve.amounts) != len(self._curve.amounts):
            self._at = None
        self._curve, self._loss = curve, is_loss
        self._draw()

    def at(self) -> int | None:
        """Return the number of the chosen amount."""
        return self._at

    def choose(self, number: int | None) -> None:
        """Choose an amount and read it."""
        if self._curve is not None and number is not None:
            number = min(max(number, 0), len(self._curve.amounts) - 1)
        self._at = number
        self._read()
        if number is not None:
            self.chosen.emit(number)

    def _draw(self) -> None:
        for item in self._drawn:
            self.item.removeItem(item)
        self._drawn = []
        curve = self._curve
        if curve is None:
            self._read()
            return
        share = not self._loss and METRICS.named(curve.metric).is_share
        self.item.getAxis("left").per_cent = share
        self.item.getAxis("bottom").per_cent = True
        name = _translate("Lab", "loss") if self._loss else METRICS.named(curve.metric).label
        self.item.setLabel("left", name)
        self.item.setLabel("bottom", axis_words(curve.kind))
        fit_axes(self.item, self.font(), self.height() >= _LOW)
        lows, highs = [], []
        for part in curve.parts:
            mean, least, most = curve.of(part, self._loss)
            lows.append(least)
            highs.append(most)
            style = _DASHES.get(part, Qt.PenStyle.DotLine)
            own = self._colour(part)
            if curve.draws > 1:
                edges = [pyqtgraph.PlotDataItem(curve.amounts, each) for each in (least, most)]
                pale = QColor(own)
                pale.setAlphaF(0.22)
                between = pyqtgraph.FillBetweenItem(*edges, brush=pale)
                for edge in edges:
                    edge.setPen(pyqtgraph.mkPen(None))
                self._add(between, *edges)
            pen = pyqtgraph.mkPen(own, width=2.0, style=style)
            self._add(pyqtgraph.PlotDataItem(curve.amounts, mean, pen=pen))
        self.key.show_entries(
            tuple(
                Entry(part_in_words(part), self._colour(part), line=True, dashed=part != "train")
                for part in curve.parts
            )
        )
        found = np.concatenate([*lows, *highs])
        found = found[np.isfinite(found)]
        low, high = (float(found.min()), float(found.max())) if len(found) else (0.0, 1.0)
        if share:
            low, high = min(low, 0.0), 1.0
        room = 0.04 * (high - low) or 0.5
        self.item.setYRange(low - room, high + room, padding=0.0)
        first, last = float(curve.amounts.min()), float(curve.amounts.max())
        self.item.setXRange(first, last if last > first else first + 1.0, padding=0.02)
        self._read()

    def _colour(self, part: str) -> str:
        return {"train": self._theme.positive, "test": self._theme.negative}.get(
            part, self._theme.secondary
        )

    def _add(self, *items: Any) -> None:
        for item in items:
            self.item.addItem(item)
            self._drawn.append(item)

    def _read(self) -> None:
        curve, number = self._curve, self._at
        self.line.setVisible(curve is not None and number is not None)
        if curve is None:
            self.reading.say("")
            return
        if number is None:
            self.reading.say(_translate("Lab", "Click in the plot to read an amount."))
            return
        self.line.setValue(float(curve.amounts[number]))
        self.reading.say(point_words(curve, number, self._loss))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        curve = self._curve
        if curve is not None and isinstance(event, QMouseEvent):
            held = event.buttons() & Qt.MouseButton.LeftButton
            if held and watched is self.plot.viewport():
                self._choose_at(self.plot.mapToScene(event.position().toPoint()).x())
        if curve is not None and isinstance(event, QKeyEvent) and event.type() is _PRESS:
            key = Qt.Key(event.key())
            last = len(curve.amounts) - 1
            ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
            if key in _KEYS or key in ends:
                here = self._at if self._at is not None else (-1 if key == Qt.Key.Key_Right else 1)
                self.choose(ends.get(key, here + _KEYS.get(key, 0)))
                return True
        if watched is self.plot:
            show_focus(self.plot, event, self._theme)
        return super().eventFilter(watched, event)

    def _choose_at(self, across: float) -> None:
        """Choose the amount nearest to a place in the scene."""
        assert self._curve is not None
        box = self.item.getViewBox()
        rect, (left, right) = box.sceneBoundingRect(), box.viewRange()[0]
        amount = left + (across - rect.left()) / max(1.0, rect.width()) * (right - left)
        self.choose(int(np.abs(self._curve.amounts - amount).argmin()))


_PRESS = QEvent.Type.KeyPress
