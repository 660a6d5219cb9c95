"""The samples on a surface: their shapes and colours, and which of them the network gets wrong."""

from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor

from core.components.metrics import predicted_classes, true_classes
from core.data.samples import Task
from core.pictures.snapshot import Facts, Surface, View
from gui.kit.colours import levels, signed_table
from gui.kit.marks import class_fill, class_shape
from gui.kit.theme import Theme

#: with more points than this, they are not looked up one by one
MOST_LOOKED_UP = 2000

Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]


def class_numbers(facts: Facts, output: int) -> NDArray[np.intp]:
    """Return the class of every sample (m,); zeros if targets are numbers."""
    targets = facts.points.targets
    if facts.task is Task.REGRESSION or not len(targets):
        return np.zeros(len(targets), dtype=np.intp)
    numbers = true_classes(targets, facts.task)
    return numbers if numbers.ndim == 1 else numbers[:, output]


def wrong_points(facts: Facts, surface: Surface, output: int) -> Mask | None:
    """Return for which samples (m,) the network says another class.

    If the surface has no answers for the samples, the nearest cell's answer counts. None if there
    is no such answer: targets are numbers, there are more raw inputs than the plane has, or too
    many samples.
    """
    points, view = facts.points, surface.view
    answers = surface.answers
    if answers is not None and facts.task is not Task.REGRESSION:
        return _other_class(facts, answers, output)
    raw = len(facts.raw_names)
    on_plane = 1 if view.y_axis is None else 2
    if facts.task is Task.REGRESSION or raw != on_plane or len(points.inputs) > MOST_LOOKED_UP:
        return None
    rows, columns = surface.outputs.shape[:2]
    column = _cells(points.inputs[:, view.x_axis], view.x_range, columns)
    row = np.zeros_like(column)
    if view.y_axis is not None:
        row = _cells(points.inputs[:, view.y_axis], view.y_range, rows)
    return _other_class(facts, surface.outputs[row, column], output)


def _other_class(facts: Facts, answers: NDArray[np.floating[Any]], output: int) -> Mask:
    """Return where answers (m, outputs) mean another class than the sample's."""
    if facts.task is Task.TWO_CLASSES:
        answers = answers[:, output : output + 1]
    with np.errstate(invalid="ignore"):
        said = predicted_classes(answers, facts.task, facts.threshold)
    return np.asarray(said != class_numbers(facts, output))


def _cells(values: NDArray[np.floating[Any]], ends: tuple[float, float], count: int) -> Any:
    low, high = ends
    share = (values - low) / ((high - low) or 1.0)
    return np.clip(np.floor(np.nan_to_num(share) * count), 0, count - 1).astype(np.intp)


def places(
    facts: Facts, view: View, output: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where every sample (m,) is drawn on a plane, or beside the curve of an output."""
    points = facts.points
    x = np.asarray(points.inputs[:, view.x_axis], dtype=np.float64)
    if view.y_axis is not None:
        return x, np.asarray(points.inputs[:, view.y_axis], dtype=np.float64)
    if facts.task is Task.CLASSES:
        return x, np.ones(len(x))
    targets = np.asarray(points.targets[:, output], dtype=np.float64)
    if facts.task is Task.TWO_CLASSES and facts.threshold == 0.0:
        targets = 2.0 * targets - 1.0  # outputs run from −1 to 1
    return x, targets


class PointMarks:
    """Scatter items of a plot: training points, test points, rings around wrong ones, and marks."""

    def __init__(self, plot: pyqtgraph.PlotItem) -> None:
        self.training = pyqtgraph.ScatterPlotItem(antialias=True)
        self.test = pyqtgraph.ScatterPlotItem(antialias=True)
        self.rings = pyqtgraph.ScatterPlotItem(antialias=True)
        self.marked = pyqtgraph.ScatterPlotItem(antialias=True)
        for depth, item in enumerate((self.training, self.test, self.rings, self.marked), 10):
            item.setZValue(depth)
            plot.addItem(item)
        self._ringed: Mask | None = None

    def clear(self) -> None:
        """Show no points."""
        for item in (self.training, self.test, self.rings, self.marked):
            item.clear()
        self._ringed = None

    def show(
        self, facts: Facts, view: View, output: int, theme: Theme, centre: float, reach: float
    ) -> None:
        """Show the samples on a plane; numeric targets take the colours of the surface."""
        self.clear()
        points = facts.points
        if not len(points.inputs):
            return
        x, y = places(facts, view, output)
        numbers = class_numbers(facts, output)
        size = 9.0 if len(x) <= 600 else 7.0
        clear = QBrush(Qt.BrushStyle.NoBrush)
        if facts.task is Task.REGRESSION:
            shapes = np.full(len(x), "o", dtype=object)
            if view.y_axis is None:
                brushes = np.full(len(x), QBrush(QColor(theme.secondary)), dtype=object)
            else:
                table = signed_table(theme)
                fills = [QBrush(QColor(*row)) for row in table[:, :3].tolist()]
                at = levels(points.targets[:, output], centre, reach)
                brushes = np.array(fills, dtype=object)[at]
        else:
            kinds = range(int(numbers.max()) + 1)
            shape_of = np.array([class_shape(k, facts.task) for k in kinds], dtype=object)
            brush_of = np.array(
                [QBrush(QColor(class_fill(k, facts.task, theme))) for k in kinds], dtype=object
            )
            shapes, brushes = shape_of[numbers], brush_of[numbers]
        train = ~points.test
        shaded = facts.task is Task.REGRESSION and view.y_axis is not None
        outline = pyqtgraph.mkPen(theme.border if shaded else theme.canvas, width=1.2)
        self.training.setData(
            x=x[train],
            y=y[train],
            symbol=shapes[train].tolist(),
            brush=brushes[train].tolist(),
            pen=outline,
            size=size,
        )
        self.test.setData(
            x=x[points.test],
            y=y[points.test],
            symbol=shapes[points.test].tolist(),
            brush=clear,
            pen=pyqtgraph.mkPen(theme.text, width=1.4),
            size=size,
        )

    def ring(
        self, facts: Facts, view: View, output: int, theme: Theme, wrong: Mask | None, test: bool
    ) -> None:
        """Ring the wrong points; those kept for testing only if they are shown."""
        if wrong is None:
            wrong = np.zeros(len(facts.points.inputs), dtype=np.bool_)
        ringed = wrong if test else wrong & ~facts.points.test
        if self._ringed is not None and np.array_equal(ringed, self._ringed):
            return
        self._ringed = ringed
        few = len(ringed) <= 50
        x, y = places(facts, view, output)
        self.rings.setData(
            x=x[ringed],
            y=y[ringed],
            symbol="o",
            size=16.0 if few else 13.0,
            pen=pyqtgraph.mkPen(theme.text, width=1.6 if few else 1.0),
            brush=QBrush(Qt.BrushStyle.NoBrush),
        )

    def mark(
        self, facts: Facts, view: View, output: int, theme: Theme, numbers: Numbers, test: bool
    ) -> None:
        """Frame the points with these numbers (k,); those kept for testing only if shown."""
        numbers = numbers[numbers < len(facts.points.inputs)]
        shown = numbers if test else numbers[~facts.points.test[numbers]]
        x, y = places(facts, view, output)
        self.marked.setData(
            x=x[shown],
            y=y[shown],
            symbol="s",
            size=17.0,
            pen=pyqtgraph.mkPen(theme.now, width=2.2),
            brush=QBrush(Qt.BrushStyle.NoBrush),
        )
