"""Residuals against predictions, and their histogram on its side beside them."""

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from core.lesson.assessing import beside, left_out_in_words, part_in_words, residuals_in_words
from core.lesson.numbers import count, figure
from core.pictures.assessing.judged import NETWORK
from core.pictures.assessing.residuals import Residuals
from core.pictures.samples import Numbers
from gui.assessing.lines import FittedLines, FoldingView
from gui.assessing.look import LOW
from gui.kit.plot_parts import (
    colour_label,
    dress_plot,
    fit_axes,
    hit,
    quiet_plot,
    show_focus,
)
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate
_HISTOGRAM = 92


class ResidualsView(FoldingView):
    """Shows residuals; `picked` carries the number of a sample that was clicked."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._found: Residuals | None = None
        self._drawn: Numbers = np.zeros(0, dtype=np.intp)
        self._order: Numbers = self._drawn  # samples, the largest residual first
        self._sample: int | None = None
        self._part = ""
        self.plot = quiet_plot(_translate("Assessing", "Residuals"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setMinimumHeight(self.least)
        self.plot.setAccessibleDescription(
            _translate("Assessing", "Right follows the sample with the next smaller residual.")
        )
        self.histogram = quiet_plot(_translate("Assessing", "Histogram of the residuals"))
        self.histogram.setFixedWidth(_HISTOGRAM)
        self.item, bars = self.plot.getPlotItem(), self.histogram.getPlotItem()
        self.item.layout.setContentsMargins(0, 8, 4, 0)
        bars.layout.setContentsMargins(8, 8, 8, 0)
        self.item.setLabel("bottom", _translate("Assessing", "prediction"))
        self.item.setLabel("left", _translate("Assessing", "target − prediction"))
        bars.setLabel("bottom", _translate("Assessing", "samples"))
        bars.getAxis("bottom").whole = True
        bars.hideAxis("left")
        bars.setYLink(self.item)
        self.points = pyqtgraph.ScatterPlotItem(antialias=True, size=7.0, symbol="o")
        self.ring = pyqtgraph.ScatterPlotItem(antialias=True, size=18.0, symbol="o")
        self.zero = pyqtgraph.InfiniteLine(0.0, angle=0)
        self.bars = pyqtgraph.BarGraphItem(x0=[], x1=[], y0=[], y1=[])
        for item in (self.zero, self.points, self.ring):
            self.item.addItem(item)
        self.level = pyqtgraph.InfiniteLine(0.0, angle=0)
        for item in (self.bars, self.level):
            bars.addItem(item)
        self.reading = FittedLines(_translate("Assessing", "Figures of the residuals"))
        self.whole = FittedLines(_translate("Assessing", "Compared with simpler models"))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.plot, 1)
        row.addWidget(self.histogram)
        column = self.column
        column.addLayout(row, 1)
        column.addWidget(self.reading)
        column.addWidget(self.whole)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self.plot.installEventFilter(self)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for plot in (self.plot, self.histogram):
            dress_plot(plot, theme, self.font())
            fit_axes(plot.getPlotItem(), self.font(), self.height() >= LOW)
        colour = QColor(theme.positive)
        colour.setAlphaF(0.85 if theme.dark else 0.6)
        self.points.setBrush(QBrush(colour))
        self.points.setPen(pyqtgraph.mkPen(theme.canvas, width=0.5))
        self.ring.setPen(pyqtgraph.mkPen(theme.now, width=2.5))
        self.ring.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        faint = QColor(theme.secondary)
        faint.setAlphaF(0.5)
        self.bars.setOpts(brush=QBrush(faint), pen=pyqtgraph.mkPen(None))
        for line in (self.zero, self.level):
            line.setPen(pyqtgraph.mkPen(theme.border, width=1.0, style=Qt.PenStyle.DashLine))
        colour_label(self.reading, theme.text)
        colour_label(self.whole, theme.secondary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for item in (self.item, self.histogram.getPlotItem()):
            fit_axes(item, self.font(), self.height() >= LOW)

    def show_residuals(self, found: dict[str, Residuals], part: str) -> None:
        """Show the residuals of the network, with the figures of the baselines, by model."""
        mine = found[NETWORK]
        self._found, self._part = mine, part
        self._drawn = mine.drawn()
        self._order = mine.rows[np.argsort(-np.abs(mine.residual), kind="stable")]
        self.points.setData(mine.predicted[self._drawn], mine.residual[self._drawn])
        edges = mine.edges
        counts = mine.counts
        self.bars.setOpts(x0=np.zeros(len(counts)), x1=counts, y0=edges[:-1], y1=edges[1:])
        reach = float(edges[-1]) * 1.06 if len(edges) else 1.0
        self.item.setYRange(-reach, reach, padding=0.0)
        if len(mine):
            low, high = float(mine.predicted.min()), float(mine.predicted.max())
            room = 0.04 * (high - low) or 0.5
            self.item.setXRange(low - room, high + room, padding=0.0)
        self.histogram.getPlotItem().setXRange(0.0, 1.08 * max(1, *counts.tolist(), 1), padding=0.0)
        said = [beside("R²", {model: each.r2 for model, each in found.items()})]
        said.append(left_out_in_words(mine.left_out))
        self.whole.say(
            " · ".join(text for text in said if text),
            _translate(
                "Assessing",
                "A network that has learned all there is leaves residuals around 0, without a "
                "pattern: no bend, no fan. R² 1 is perfect, 0 is as good as the mean.",
            ),
        )
        self._say()

    def follow(self, sample: int | None) -> None:
        """Ring a sample."""
        self._sample = sample
        self._say()

    def _say(self) -> None:
        found = self._found
        if found is None:
            return
        at = self._places(found.rows)
        text = residuals_in_words(found)
        if len(at):
            place = int(at[0])
            self.ring.setData([found.predicted[place]], [found.residual[place]])
            more = _translate("Assessing", "sample {n}, {part}: residual {e} · {figures}")
            text = more.format(
                n=count(int(found.rows[place]) + 1),
                part=part_in_words(self._part),
                e=figure(float(found.residual[place])),
                figures=text,
            )
        else:
            self.ring.clear()
        self.reading.say(text)

    def _places(self, numbers: Numbers) -> Numbers:
        """Return the places of the followed sample among some numbers: one, or none."""
        sample = -1 if self._sample is None else self._sample
        return np.flatnonzero(numbers == sample)

    # what a person does

    def _clicked(self, event: Any) -> None:
        found = self._found
        inside = self.item.getViewBox().sceneBoundingRect().contains(event.scenePos())
        if found is None or not inside or event.button() != Qt.MouseButton.LeftButton:
            return
        xs, ys = found.predicted[self._drawn], found.residual[self._drawn]
        near = hit(self.item, xs, ys, event.scenePos(), None)
        if near is not None:
            self.picked.emit(int(found.rows[self._drawn[near]]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if step is not None and len(self._order):
                at = self._places(self._order)
                place = int(at[0]) + step if len(at) else 0
                self.picked.emit(int(self._order[min(max(place, 0), len(self._order) - 1)]))
                return True
        if watched is self.plot:
            show_focus(self.plot, event, self._theme)
        return super().eventFilter(watched, event)
