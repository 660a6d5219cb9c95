"""The reliability diagram: what came true against what was predicted, bin by bin."""

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QResizeEvent

from core.counts import counted
from core.lesson.assessing import beside, bin_in_words
from core.pictures.assessing.calibration import Calibration
from core.pictures.assessing.judged import NETWORK
from gui.assessing.lines import FittedLines, FoldingView
from gui.assessing.look import LOW, baseline_pen
from gui.kit.plot_parts import (
    Reading,
    colour_label,
    dress_plot,
    fit_axes,
    quiet_plot,
    show_focus,
)
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate
#: the share of the height that the bars of the counts reach
_BARS = 0.28


class CalibrationView(FoldingView):
    """Shows calibrations; a bin is read under the cursor, or with Left and Right."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._found: Calibration | None = None
        self._bin: int | None = None
        self.plot = quiet_plot(_translate("Assessing", "Calibration"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setMinimumHeight(self.least)
        self.plot.setAccessibleDescription(_translate("Assessing", "Left and Right read a bin."))
        self.item = self.plot.getPlotItem()
        self.item.layout.setContentsMargins(0, 8, 10, 0)
        self.item.setLabel("bottom", _translate("Assessing", "predicted probability"))
        self.item.setLabel("left", _translate("Assessing", "share that came true"))
        self.item.setXRange(0.0, 1.0, padding=0.02)
        self.item.setYRange(0.0, 1.0, padding=0.05)
        self.bars = pyqtgraph.BarGraphItem(x0=[], x1=[], height=[])
        self.perfect = pyqtgraph.PlotDataItem([0.0, 1.0], [0.0, 1.0])
        self.others: list[Any] = []
        self.curve = pyqtgraph.PlotDataItem(symbol="o", symbolSize=9)
        self.here = pyqtgraph.ScatterPlotItem(antialias=True, size=17.0, symbol="o")
        for depth, item in enumerate((self.bars, self.perfect, self.curve, self.here), 10):
            item.setZValue(depth)
            self.item.addItem(item)
        self.reading = Reading(_translate("Assessing", "Reading"))
        self.whole = FittedLines(_translate("Assessing", "Compared with simpler models"))
        column = self.column
        column.addWidget(self.plot, 1)
        column.addWidget(self.reading)
        column.addWidget(self.whole)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.installEventFilter(self)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        fit_axes(self.item, self.font(), self.height() >= LOW)
        faint = QColor(theme.secondary)
        faint.setAlphaF(0.3)
        self.bars.setOpts(brush=QBrush(faint), pen=pyqtgraph.mkPen(None))
        dashed = pyqtgraph.mkPen(theme.border, width=1.0, style=Qt.PenStyle.DashLine)
        self.perfect.setPen(dashed)
        self.curve.setPen(pyqtgraph.mkPen(theme.positive, width=2.0))
        self.curve.setSymbolBrush(QBrush(QColor(theme.positive)))
        self.curve.setSymbolPen(pyqtgraph.mkPen(theme.canvas, width=1.0))
        self.here.setPen(pyqtgraph.mkPen(theme.now, width=2.5))
        self.here.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        for other in self.others:
            other.setPen(baseline_pen(self._theme))
        colour_label(self.reading, theme.secondary)
        colour_label(self.whole, theme.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit_axes(self.item, self.font(), self.height() >= LOW)

    def show_calibrations(self, calibrations: dict[str, Calibration]) -> None:
        """Show the calibrations of the network and the baselines, by model."""
        found = calibrations[NETWORK]
        self._found = found
        high = _BARS * found.counts / max(1, int(found.counts.max()))
        self.bars.setOpts(x0=found.edges[:-1] + 0.005, x1=found.edges[1:] - 0.005, height=high)
        there = found.counts > 0
        self.curve.setData(found.mean[there], found.share[there])
        others = [each for model, each in calibrations.items() if model != NETWORK]
        others = [each for each in others if np.count_nonzero(each.counts) > 1]
        while len(self.others) < len(others):
            self.others.append(pyqtgraph.PlotDataItem(pen=baseline_pen(self._theme)))
            self.item.addItem(self.others[-1])
        for number, item in enumerate(self.others):
            each = others[number] if number < len(others) else None
            full = np.zeros(0, dtype=bool) if each is None else each.counts > 0
            item.setData(*(([], []) if each is None else (each.mean[full], each.share[full])))
        label = _translate("Assessing", "expected calibration error")
        said = beside(label, {model: each.error for model, each in calibrations.items()})
        self.whole.say(
            said,
            _translate(
                "Assessing",
                "The distance of the points from the dashed line, weighted by how many samples "
                "each bin holds (the bars). 0 is perfect. Thin: the logistic regression.",
            ),
        )
        self._read(self._bin)

    # reading

    def _moved(self, place: object) -> None:
        box = self.item.getViewBox()
        if self._found is None or not box.sceneBoundingRect().contains(place):
            return
        bins = len(self._found.counts)
        self._read(int(min(max(box.mapSceneToView(place).x() * bins, 0), bins - 1)))

    def _read(self, number: int | None) -> None:
        """Read a bin, or with None say how many samples there are."""
        found, self._bin = self._found, number
        if found is None:
            return
        if number is None or number >= len(found.counts):
            text = _translate("Assessing", "{samples} in {bins}; point at one to read it")
            self.reading.say(
                text.format(
                    samples=counted(found.samples, "sample"),
                    bins=counted(len(found.counts), "bin"),
                )
            )
            self.here.clear()
            return
        self.reading.say(bin_in_words(found, number))
        if found.counts[number]:
            self.here.setData([found.mean[number]], [found.share[number]])
        else:
            self.here.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._read(None)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if step is not None and self._found is not None:
                first = 0 if step > 0 else len(self._found.counts) - 1
                there = first if self._bin is None else self._bin + step
                self._read(min(max(there, 0), len(self._found.counts) - 1))
                return True
        if watched is self.plot:
            show_focus(self.plot, event, self._theme)
        return super().eventFilter(watched, event)
