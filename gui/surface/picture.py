"""What is painted behind the points: the image over a plane, or curves along a line."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.data.samples import Task
from core.pictures.colours import class_colour
from core.pictures.snapshot import Facts, Surface, View
from core.records import Record
from gui.kit.colours import (
    blend_classes,
    class_table,
    levels,
    signed_table,
    two_tone_table,
)
from gui.kit.theme import LIGHT, Theme
from gui.surface.map import NeuronMap

Floats = NDArray[np.floating[Any]]

_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


class Wish(Record):
    """What a person has chosen to see.

    `output` is the one of several outputs; `single` is one of several classes, or None for all.
    """

    output: int = 0
    single: int | None = None
    discretize: bool = False
    test_points: bool = False


class SurfacePicture:
    """The image, the curves and the threshold of a plot."""

    def __init__(self, plot: pyqtgraph.PlotWidget) -> None:
        self._plot = plot
        self._item = plot.getPlotItem()
        self._theme = LIGHT
        self.image = pyqtgraph.ImageItem(axisOrder="row-major")
        self._item.addItem(self.image)
        self.line = pyqtgraph.InfiniteLine(angle=0, movable=False)
        self.line.hide()
        self._item.addItem(self.line)
        self.curves: list[pyqtgraph.PlotDataItem] = []
        self._kind: object = None

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.line.setPen(pyqtgraph.mkPen(theme.secondary, width=1.0, style=Qt.PenStyle.DashLine))
        self.forget_curves()

    def clear(self) -> None:
        """Show nothing."""
        self.image.clear()
        self.forget_curves()

    def forget_curves(self) -> None:
        """Remove all curves."""
        for item in self.curves:
            self._item.removeItem(item)
        self.curves = []

    def draw_surface(
        self, facts: Facts, surface: Surface, wish: Wish, centre: float, reach: float
    ) -> None:
        """Draw what the network says."""
        if surface.view.y_axis is None:
            outputs = surface.outputs[0]
            shown: Sequence[int] = (wish.output,)
            if facts.task is Task.CLASSES:
                shown = range(outputs.shape[1]) if wish.single is None else (wish.single,)
            several = facts.task is Task.CLASSES
            colours = [class_colour(k) if several else self._theme.positive for k in shown]
            self._draw_curves(surface.view, [outputs[:, k] for k in shown], colours)
        else:
            self._draw_image(surface.view, self._colours(facts, surface, wish, centre, reach), True)

    def _colours(
        self, facts: Facts, surface: Surface, wish: Wish, centre: float, reach: float
    ) -> NDArray[np.uint8]:
        outputs, theme = surface.outputs, self._theme
        if facts.task is Task.CLASSES and outputs.shape[2] > 1:
            if wish.single is None:
                return blend_classes(outputs, theme, wish.discretize)
            shares = outputs[:, :, wish.single]
            if wish.discretize:
                shares = np.argmax(np.nan_to_num(outputs), axis=2) == wish.single
            return class_table(theme, wish.single)[levels(shares, 0.5, 0.5)]
        # coloured here and not by pyqtgraph, whose scaling of floats overflows on huge outputs and
        # then reads beyond the look-up table, which crashes the process
        rows = levels(outputs[:, :, wish.output], centre, reach)
        two_tone = wish.discretize and facts.task is not Task.REGRESSION
        table = two_tone_table(theme) if two_tone else signed_table(theme)
        return table[rows]

    def draw_map(self, view: View, shown: NeuronMap) -> None:
        """Draw the map of one neuron, that of a class in its colour."""
        values, single = shown.values, shown.single
        if view.y_axis is None:
            colour = self._theme.positive if single is None else class_colour(single)
            self._draw_curves(view, [values[0]], [colour])
        else:
            table = signed_table(self._theme)
            if single is not None:
                table = class_table(self._theme, single)
            colours = table[levels(values, shown.centre, shown.reach)]
            self._draw_image(view, colours, shown.is_fine)

    def _draw_image(self, view: View, colours: NDArray[np.uint8], smooth: bool) -> None:
        # the few cells of a coarse map are shown as cells, not smoothed
        hint = QPainter.RenderHint.SmoothPixmapTransform
        if bool(self._plot.renderHints() & hint) is not smooth:
            self._plot.setRenderHint(hint, smooth)
        self.image.setImage(colours, autoLevels=False, levels=None, lut=None)
        (left, right), (low, high) = view.x_range, view.y_range
        self.image.setRect(QRectF(left, low, right - left, high - low))

    def _draw_curves(self, view: View, values: list[Floats], colours: list[str]) -> None:
        kind = tuple(colours)
        if kind != self._kind or len(self.curves) != len(colours):
            self.forget_curves()
            self._kind = kind
            for number, colour in enumerate(colours):
                pen = QPen(QColor(colour), 2.0, _DASHES[number % len(_DASHES)])
                pen.setCosmetic(True)
                curve = pyqtgraph.PlotDataItem(pen=pen, antialias=True, connect="finite")
                curve.setZValue(15)  # above the points
                self.curves.append(curve)
                self._item.addItem(curve)
        low, high = view.x_range
        for curve, shown in zip(self.curves, values, strict=True):
            x = low + (np.arange(len(shown)) + 0.5) * ((high - low) / len(shown))
            y = np.asarray(shown, dtype=np.float64)
            curve.setData(x, np.where(np.isfinite(y), y, np.nan))
