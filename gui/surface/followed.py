"""The followed sample or input: its ring on the surface, and finding a sample by a click."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor

from core.data.samples import Task
from core.pictures.snapshot import Facts, Probe, View
from gui.kit.theme import Theme
from gui.surface.points import places


def place_of(facts: Facts, view: View, output: int, probe: Probe) -> tuple[float, float]:
    """Return the place of a probe on the plane or beside the curve."""
    if probe.sample is not None and probe.sample < len(facts.points.inputs):
        x, y = places(facts, view, output)
        return float(x[probe.sample]), float(y[probe.sample])
    across = float(probe.raw[view.x_axis])
    if view.y_axis is not None:
        return across, float(probe.raw[view.y_axis])
    if facts.task is Task.CLASSES:
        return across, float(np.max(probe.answer))
    return across, float(probe.answer[min(output, len(probe.answer) - 1)])


class FollowedMark:
    """A ring in the colour of now, with a rim in the canvas colour to show on any colour."""

    def __init__(self, plot: pyqtgraph.PlotItem) -> None:
        self.rim = pyqtgraph.ScatterPlotItem(antialias=True, size=20.0, symbol="o")
        self.ring = pyqtgraph.ScatterPlotItem(antialias=True, size=20.0, symbol="o")
        self.dot = pyqtgraph.ScatterPlotItem(antialias=True, size=7.0, symbol="o")
        for depth, item in enumerate((self.rim, self.ring, self.dot), 20):
            item.setZValue(depth)
            plot.addItem(item)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        none = QBrush(Qt.BrushStyle.NoBrush)
        for item, colour, width in ((self.rim, theme.canvas, 5.5), (self.ring, theme.now, 2.5)):
            item.setPen(pyqtgraph.mkPen(colour, width=width))
            item.setBrush(none)
        self.dot.setPen(pyqtgraph.mkPen(theme.canvas, width=1.5))
        self.dot.setBrush(QBrush(QColor(theme.now)))

    def show(self, place: tuple[float, float], dot: bool) -> None:
        """Mark a place, with a dot if there is no data point there."""
        x, y = place
        for item in (self.rim, self.ring, self.dot):
            item.setData(x=[x], y=[y])
            item.show()
        self.dot.setVisible(dot)

    def hide(self) -> None:
        """Mark nothing."""
        for item in (self.rim, self.ring, self.dot):
            item.hide()
