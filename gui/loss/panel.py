"""One plot over epochs: the curves of the parts, now, and the cursor."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from gui.kit.plot_parts import dress_plot, quiet_plot, room_for_text
from gui.kit.theme import Theme

Floats = NDArray[np.floating[Any]]

AXIS_WIDTH, AXIS_HEIGHT = 46, 38
#: the opacity of what was recorded after now; the size of a pin
FAINT, PIN = 0.45, 11.0
#: the room that the title of an axis takes of its height
_TITLE = 16
#: curves with more points than this are dashed by leaving points out: Qt needs 10 ms to dash them
_DASHED = 300


class LossPanel:
    """One plot with the curves of the parts, a line at now and one at the cursor."""

    def __init__(self, name: str) -> None:
        self.plot = quiet_plot(name)
        item = self.plot.getPlotItem()
        self.left, self.bottom = item.getAxis("left"), item.getAxis("bottom")
        self.bottom.whole = True
        item.setLabel("bottom", QCoreApplication.translate("LossPlot", "epoch"))
        item.layout.setContentsMargins(0, 8, 12, 0)
        self.axis_width, self.axis_height = AXIS_WIDTH, AXIS_HEIGHT
        self.left.setWidth(AXIS_WIDTH)
        self.bottom.setHeight(AXIS_HEIGHT)
        item.showGrid(y=True, alpha=0.5)
        self.epochs_shown = self.epochs_named = True
        self.least = 48  # its height, in pixels
        self.now = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.cursor = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.cursor.hide()
        self.pointed = pyqtgraph.PlotDataItem(connect="finite", antialias=True)
        self.test = pyqtgraph.PlotDataItem(connect="finite")
        self.validation = pyqtgraph.PlotDataItem(connect="finite")
        self.training = pyqtgraph.PlotDataItem(connect="finite")
        # what was recorded after now
        self.later_test = pyqtgraph.PlotDataItem(connect="finite")
        self.later_validation = pyqtgraph.PlotDataItem(connect="finite")
        self.later = pyqtgraph.PlotDataItem(connect="finite")
        self.pins = pyqtgraph.ScatterPlotItem(symbol="d", size=PIN, antialias=True)
        self._pinned: list[float] = []
        later = (self.later_test, self.later_validation, self.later)
        for curve in (*later, self.test, self.validation, self.training, self.pointed):
            curve.setClipToView(True)
            curve.setDownsampling(auto=True, method="peak")
            item.addItem(curve)
        item.addItem(self.cursor)
        item.addItem(self.now)
        item.addItem(self.pins)
        item.getViewBox().disableAutoRange()
        item.getViewBox().sigResized.connect(self._place_pins)

    def leave_room(self, margin: int) -> None:
        """Leave a margin to the right of the plot, beside the usual one."""
        self.plot.getPlotItem().layout.setContentsMargins(0, 8, max(12, margin), 0)

    def show_epochs(self, shown: bool) -> None:
        """Show or hide the epoch numbers: when there are two plots, only the lower one has them."""
        if shown is self.epochs_shown:
            return
        self.epochs_shown = shown
        self.bottom.setStyle(showValues=shown)
        self._fit_bottom()

    def name_epochs(self, named: bool) -> None:
        """Write “epoch” under the numbers, or leave its room to the curves."""
        if named is not self.epochs_named:
            self.epochs_named = named
            self._fit_bottom()

    def _fit_bottom(self) -> None:
        named = self.epochs_shown and self.epochs_named
        self.bottom.showLabel(named)
        high = self.axis_height if self.epochs_shown else 8
        title = self.axis_height * _TITLE // AXIS_HEIGHT if self.epochs_shown and not named else 0
        self.bottom.setHeight(high - title)

    def dress(self, theme: Theme, widget: QWidget) -> None:
        """Take the colours of a theme and the text size of a widget."""
        dress_plot(self.plot, theme, widget.font())
        self.axis_width = room_for_text(widget.font(), AXIS_WIDTH)
        self.axis_height = room_for_text(widget.font(), AXIS_HEIGHT)
        self.left.setWidth(self.axis_width)
        self.plot.setMinimumSize(120, self.least)
        self._fit_bottom()
        self.training.setPen(_pen(theme.text, 2.0))
        self.dashed = _pen(theme.secondary, 2.0, dashed=True)
        self.solid = _pen(theme.secondary, 2.0)
        self.test.setPen(self.dashed)
        self.later.setPen(_faint(self.training.opts["pen"]))
        self.later_test.setPen(_faint(self.dashed))
        self.validation.setPen(_pen(theme.positive, 1.5))
        self.later_validation.setPen(_faint(self.validation.opts["pen"]))
        self.pins.setBrush(QColor(theme.text))
        self.pins.setPen(_pen(theme.canvas, 1.0))
        self.pointed.setPen(_pen(theme.now, 2.0))
        self.now.setPen(_pen(theme.now, 2.0))
        self.cursor.setPen(_pen(theme.border, 1.0, dashed=True))

    def settle(self) -> None:
        """Take the ranges of what is drawn; found while painting, they would have it painted twice.

        A hidden panel does so when it is shown.
        """
        if self.plot.isVisible():
            self.plot.scene().prepareForPaint()

    def draw_training(self, x: Floats, values: Floats, split: float, antialias: bool) -> None:
        """Draw the curve of the training part, faint after the epoch `split`."""
        before, after = split_at(x, values, split)
        self.training.setData(*before, antialias=antialias)
        self.later.setData(*after, antialias=antialias)

    def draw_validation(self, x: Floats, values: Floats, split: float, antialias: bool) -> None:
        """Draw the curve of the validation part, faint after the epoch `split`."""
        before, after = split_at(x, values, split)
        self.validation.setData(*before, antialias=antialias)
        self.later_validation.setData(*after, antialias=antialias)

    def draw_test(
        self, x: Floats, values: Floats, right: float, split: float, antialias: bool
    ) -> None:
        """Draw the dashed curve of the test part; the axis goes up to `right`."""
        many = len(x) > _DASHED
        pen = self.solid if many else self.dashed
        if self.test.opts["pen"] is not pen:
            self.test.setPen(pen)
            self.later_test.setPen(_faint(pen))
        if many:
            across = max(1, self.plot.width() - self.axis_width)
            values = np.where((x * (across / right)) % 10.0 >= 6.0, np.nan, values)
        before, after = split_at(x, values, split)
        self.test.setData(*before, antialias=antialias)
        self.later_test.setData(*after, antialias=antialias)

    def show_pins(self, epochs: list[float]) -> None:
        """Show a diamond on the axis at each of some epochs."""
        if epochs != self._pinned:
            self._pinned = epochs
            self._place_pins()

    def _place_pins(self, *_: object) -> None:
        box = self.plot.getPlotItem().getViewBox()
        low, high = box.viewRange()[1]
        lift = (high - low) * (PIN / 2.0 + 1.0) / max(1.0, box.height())
        self.pins.setData(self._pinned, [low + lift] * len(self._pinned))

    def show_range(self, right: float, low: float, high: float) -> None:
        """Show the epochs from 0 to `right` and the values from `low` to `high`."""
        item = self.plot.getPlotItem()
        item.setXRange(0.0, right, padding=0.0)
        item.setYRange(low, high, padding=0.0)
        if self._pinned:
            self._place_pins()

    # converting between epochs and pixels of the viewport

    def x_of(self, epoch: float) -> float:
        """Return the horizontal place of an epoch."""
        box = self.plot.getPlotItem().getViewBox()
        return float(box.mapViewToScene(QPointF(epoch, 0.0)).x())

    def epoch_at(self, x: float) -> float:
        """Return the epoch at a place, within the axis."""
        box = self.plot.getPlotItem().getViewBox()
        low, high = box.viewRange()[0]
        return float(max(low, min(box.mapSceneToView(QPointF(x, 0.0)).x(), high)))

    def holds(self, place: QPointF) -> bool:
        """Return whether a place is within the plot, or at most a few pixels beside it."""
        rect = self.plot.getPlotItem().getViewBox().sceneBoundingRect()
        return bool(rect.adjusted(-8.0, 0.0, 8.0, 2.0).contains(place))

    def height_over_axis(self, place: QPointF) -> float:
        """Return how far above the axis a place is."""
        rect = self.plot.getPlotItem().getViewBox().sceneBoundingRect()
        return float(rect.bottom() - place.y())


def split_at(
    x: Floats, values: Floats, split: float
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return the points of a curve before and after a place; both include the point there."""
    number = int(np.searchsorted(x, split, side="right"))
    if number >= len(x):
        return (x, values), (x[:0], values[:0])
    if number == 0:
        return (x[:0], values[:0]), (x, values)
    share = (split - x[number - 1]) / (x[number] - x[number - 1])
    between = values[number - 1] + share * (values[number] - values[number - 1])
    before = np.append(x[:number], split), np.append(values[:number], between)
    after = np.insert(x[number:], 0, split), np.insert(values[number:], 0, between)
    return before, after


def _faint(pen: QPen) -> QPen:
    made = QPen(pen)
    colour = made.color()
    colour.setAlphaF(FAINT)
    made.setColor(colour)
    return made


def _pen(colour: str, width: float, dashed: bool = False) -> QPen:
    pen = QPen(QColor(colour), width)
    if dashed:
        pen.setDashPattern([4.0, 3.0])
    pen.setCosmetic(True)
    return pen


def loss_range(shown: Sequence[Floats], log: bool) -> tuple[float, float]:
    """Return the lowest and the highest value of the axis."""
    finite = [values[np.isfinite(values)] for values in shown]
    ends = [(float(v.min()), float(v.max())) for v in finite if len(v)]
    if not ends:
        return (-1.0, 0.0) if log else (0.0, 1.0)
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    if log:
        room = max(0.05 * (high - low), 0.05)
        return low - room, high + room
    low = min(0.0, low)
    high = high if high > low else low + 1.0
    room = 0.05 * (high - low)
    return (low - room if low < 0.0 else 0.0), high + room
