"""The losses of two trainings in one plot: training solid, test dashed, each side in its colour."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.kit.key import Entry, SurfaceKey
from gui.kit.plot_parts import dress_plot, on_canvas, quiet_plot, room_for_text
from gui.kit.theme import LIGHT, SPACE, Theme

_translate = QCoreApplication.translate
Floats = NDArray[np.float64]

_AXIS_WIDTH, _AXIS_HEIGHT = 58, 38
_NONE = (np.empty(0), np.empty(0))


@dataclass(frozen=True)
class SideCurves:
    """One side: its name and colour, and epochs and losses of the training and the test part."""

    name: str
    colour: str
    training: tuple[Floats, Floats] = _NONE
    test: tuple[Floats, Floats] = _NONE


class TwoCurves(QWidget):
    """Draws both sides over the same epochs, and a key below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._sides: tuple[SideCurves, ...] = ()
        self.plot = quiet_plot(_translate("TwoCurves", "The losses of both sides"))
        item = self.plot.getPlotItem()
        item.setLabel("bottom", _translate("TwoCurves", "epoch"))
        item.setLabel("left", _translate("TwoCurves", "loss"))
        item.getAxis("bottom").whole = True
        item.layout.setContentsMargins(0, 8, 12, 0)
        item.showGrid(y=True, alpha=0.5)
        item.getViewBox().disableAutoRange()
        self.lines = []
        for _ in range(4):  # training and test of both
            line = pyqtgraph.PlotDataItem(connect="finite")
            line.setClipToView(True)
            item.addItem(line)
            self.lines.append(line)
        self.key = SurfaceKey()
        self.key.setAccessibleName(_translate("TwoCurves", "Key"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addWidget(self.plot, 1)
        column.addWidget(self.key)
        self.plot.setMinimumSize(160, 90)
        self.setAccessibleName(_translate("TwoCurves", "Loss"))

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme and the text size."""
        self._theme = theme
        on_canvas(self, theme)
        dress_plot(self.plot, theme, self.font())
        item = self.plot.getPlotItem()
        item.getAxis("left").setWidth(room_for_text(self.font(), _AXIS_WIDTH))
        item.getAxis("bottom").setHeight(room_for_text(self.font(), _AXIS_HEIGHT))
        self.key.set_theme(theme)
        self.show_sides(*self._sides)

    def show_sides(self, *sides: SideCurves) -> None:
        """Draw these two."""
        self._sides = sides
        shown, last, entries = [], 1.0, []
        for number, side in enumerate(sides):
            entries.append(Entry(side.name, side.colour, line=True))
            for kind, (x, y) in enumerate((side.training, side.test)):
                line = self.lines[2 * number + kind]
                pen = QPen(QColor(side.colour), 2.0 if not kind else 1.25)
                if kind:
                    pen.setDashPattern([4.0, 3.0])
                pen.setCosmetic(True)
                line.setPen(pen)
                line.setData(x, y)
                shown.append(y[np.isfinite(y)])
                last = max(last, float(x[-1]) if len(x) else 0.0)
        if any(len(side.test[0]) for side in sides):
            text = _translate("TwoCurves", "test part")
            entries.append(Entry(text, self._theme.secondary, line=True, dashed=True))
        self.key.show_entries(tuple(entries))
        values = np.concatenate([np.zeros(1), *shown])
        low, high = float(values.min()), float(values.max())
        high = high if high > low else low + 1.0
        item = self.plot.getPlotItem()
        item.setXRange(0.0, last, padding=0.0)
        item.setYRange(low, high + 0.05 * (high - low), padding=0.0)
