"""What the network says over a plane of two inputs, or along one, and the samples on it.

Two classes: colours part at the decision threshold. Several: the colour of the winner, paler where
it is less sure. Numbers: signed colours with symmetric limits. One input: a curve.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.data.samples import Task
from core.training.snapshot import Facts, Snapshot, Surface, View
from gui.plots.colours import (
    blend_classes,
    class_colour,
    levels,
    signed_table,
    two_tone_table,
)
from gui.plots.diagram_names import output_layer, pretty_name
from gui.plots.numbers import count, figure, short
from gui.plots.plot_parts import (
    caption,
    colour_label,
    dress_plot,
    heading,
    quiet_plot,
    small_box,
)
from gui.plots.surface_key import SurfaceKey
from gui.plots.surface_points import PointMarks, wrong_points
from gui.plots.surface_scale import class_entries, colour_bar, colour_limits, curve_entries
from gui.theme import LIGHT, SPACE, Theme

_AXIS_WIDTH, _AXIS_HEIGHT = 46, 38
_TOP, _RIGHT = 8, 10  # room for half a number at the ends of the axes
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


class _Frame(QWidget):
    """Holds the plot; keeps its plane square where that is asked for."""

    def __init__(self, plot: pyqtgraph.PlotWidget) -> None:
        super().__init__()
        self._plot = plot
        self._square = False
        plot.setParent(self)
        self.setMinimumSize(120, 120)

    def set_square(self, square: bool) -> None:
        """Ask for a plane as high as wide."""
        self._square = square
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(328, 328)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width, height = self.width(), self.height()
        if self._square:
            around, above = _AXIS_WIDTH + _RIGHT, _AXIS_HEIGHT + _TOP
            side = max(16, min(width - around, height - above))
            wide, high = side + around, side + above
            self._plot.setGeometry((width - wide) // 2, (height - high) // 2, wide, high)
        else:
            self._plot.setGeometry(0, 0, width, height)


class SurfacePlot(QWidget):
    """Shows the surface of a snapshot; asks for another plane with `view_requested`."""

    view_requested = Signal(object)  # a View

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._surface: Surface | None = None
        self._activation = ""
        self._view: View | None = None
        self._centre, self._reach = 0.0, 1.0
        self._summary = ""
        self._points_shown: object = None

        self._plot = quiet_plot(translate("SurfacePlot", "What the network says"))
        self._plot.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        item = self._plot.getPlotItem()
        item.getAxis("left").setWidth(_AXIS_WIDTH)
        item.getAxis("bottom").setHeight(_AXIS_HEIGHT)
        item.layout.setContentsMargins(0, _TOP, _RIGHT, 0)
        self._image = pyqtgraph.ImageItem(axisOrder="row-major")
        item.addItem(self._image)
        self._curves: list[pyqtgraph.PlotDataItem] = []
        self._line = pyqtgraph.InfiniteLine(angle=0, movable=False)
        self._line.hide()
        item.addItem(self._line)
        self._marks = PointMarks(item)
        self._marks.test.hide()

        self._frame = _Frame(self._plot)
        self._key = SurfaceKey()
        self._key.setAccessibleName(translate("SurfacePlot", "Key"))
        self._title = heading(translate("SurfacePlot", "What the network says"))
        self._reading = caption()
        self._reading.setAccessibleName(translate("SurfacePlot", "Reading"))
        self.test_points = small_box(
            translate("SurfacePlot", "test points"),
            translate("SurfacePlot", "Show the points kept for testing, hollow"),
        )
        self.discretize = small_box(
            translate("SurfacePlot", "discretize"),
            translate("SurfacePlot", "Show decisions only, not how sure they are"),
        )
        self.x_axis = self._combo(translate("SurfacePlot", "Input along the plot"))
        self.y_axis = self._combo(translate("SurfacePlot", "Input up the plot"))
        self.output = self._combo(translate("SurfacePlot", "Output that is shown"))
        self._versus = caption("×")
        self._axes = QWidget()
        self._boxes = QWidget()
        self._title_row, self._second_row = QHBoxLayout(), QHBoxLayout()
        self._build()

        self.test_points.toggled.connect(self._test_toggled)
        self.discretize.toggled.connect(self._redraw)
        self.x_axis.activated.connect(self._x_chosen)
        self.y_axis.activated.connect(self._y_chosen)
        self.output.activated.connect(self._output_chosen)
        self._plot.scene().sigMouseMoved.connect(self._moved)
        self._plot.viewport().installEventFilter(self)
        self.setAccessibleName(translate("SurfacePlot", "What the network says"))
        self.set_theme(LIGHT)
        self.clear()

    def _build(self) -> None:
        boxes = QHBoxLayout(self._boxes)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(SPACE[1])
        boxes.addWidget(self.test_points)
        boxes.addWidget(self.discretize)
        title = self._title_row
        title.setSpacing(SPACE[1])
        title.addWidget(self._title)
        title.addStretch(1)
        title.addWidget(self._boxes)
        axes = QHBoxLayout(self._axes)
        axes.setContentsMargins(0, 0, 0, 0)
        axes.setSpacing(SPACE[1])
        axes.addWidget(self.x_axis, 1)
        axes.addWidget(self._versus)
        axes.addWidget(self.y_axis, 1)
        axes.addWidget(self.output, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(title)
        column.addLayout(self._second_row)
        column.addWidget(self._axes)
        column.addWidget(self._frame, 1)
        column.addWidget(self._key)
        column.addWidget(self._reading)

    def _combo(self, tip: str) -> QComboBox:
        combo = QComboBox()
        combo.setToolTip(tip)
        combo.setAccessibleName(tip)
        combo.setMinimumContentsLength(3)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return combo

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_boxes()

    def _fit_boxes(self) -> None:
        """Put the check boxes beside the title, or below it where there is no room."""
        wanted = self._title.sizeHint().width() + self._boxes.sizeHint().width() + SPACE[1]
        beside = wanted <= self.width() - 2 * SPACE[2]
        row = self._title_row if beside else self._second_row
        if row.indexOf(self._boxes) < 0:
            other = self._second_row if beside else self._title_row
            other.removeWidget(self._boxes)
            edge = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
            row.addWidget(self._boxes, 0, edge)

    # what it is told

    def wants_surface(self) -> bool:
        """Return whether a surface would be seen."""
        return self.isVisible()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.canvas))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.text))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        dress_plot(self._plot, theme, self.font())
        colour_label(self._title, theme.text)
        for label in (self._reading, self._versus):
            colour_label(label, theme.secondary)
        self._key.set_theme(theme)
        self._line.setPen(pyqtgraph.mkPen(theme.secondary, width=1.0, style=Qt.PenStyle.DashLine))
        self._points_shown = None
        for item in self._curves:
            self._plot.getPlotItem().removeItem(item)
        self._curves = []
        self._redraw()

    def show_facts(self, facts: Facts) -> None:
        """Take the samples, names and ranges of one build."""
        self._facts = facts
        self._surface = None
        self._points_shown = None
        self._image.clear()
        for item in self._curves:
            self._plot.getPlotItem().removeItem(item)
        self._curves = []
        raw = len(facts.raw_names)
        for combo in (self.x_axis, self.y_axis):
            combo.clear()
            combo.addItems([pretty_name(name) for name in facts.raw_names])
            combo.setVisible(raw > 2)
        self._versus.setVisible(raw > 2)
        outputs = facts.points.targets.shape[1]
        several = outputs > 1 and facts.task is not Task.CLASSES
        self.output.clear()
        self.output.addItems([pretty_name(name) for name in facts.target_names] if several else [])
        self.output.setVisible(several)
        self._axes.setVisible(raw > 2 or several)
        self.test_points.setVisible(bool(np.any(facts.points.test)))
        self.discretize.setVisible(facts.task is not Task.REGRESSION and raw > 1)
        self._fit_boxes()
        self._reach = 1.0
        view = View(0, 1, *facts.raw_ranges[:2]) if raw > 1 else None
        if raw == 1:
            view = View(0, None, facts.raw_ranges[0], (0.0, 0.0))
        self._view = None
        if view is not None:
            self._take_limits()
            self._take_view(view)
        self._say_summary(None)
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the surface of a moment; without one, what is shown stays."""
        if snapshot.surface is None or self._facts is None:
            return
        last = output_layer(snapshot.layers)
        self._activation = snapshot.layers[last].activation if last >= 0 else ""
        self._surface = snapshot.surface
        self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._facts = self._surface = self._view = None
        self._points_shown = None
        self._image.clear()
        self._marks.clear()
        for curve in self._curves:
            curve.setData([], [])
        for widget in (self._axes, self.test_points, self.discretize, self._key):
            widget.hide()
        self._plot.hide()
        self._summary = QCoreApplication.translate("SurfacePlot", "No data yet.")
        self._reading.setText(self._summary)

    # drawing

    def _output(self) -> int:
        return max(0, self.output.currentIndex())

    def _redraw(self) -> None:
        facts, surface = self._facts, self._surface
        if facts is None or self._view is None:
            return
        if surface is not None and surface.outputs.size:
            if surface.view != self._view:
                self._take_view(surface.view)
            self._take_limits()
            if surface.view.y_axis is None:
                self._draw_curves(facts, surface)
            else:
                self._draw_image(facts, surface)
        self._draw_points(facts)
        self._draw_key(facts)

    def _take_view(self, view: View) -> None:
        """Set the axes to a plane, or to a line."""
        facts = self._facts
        assert facts is not None
        self._view = view
        self._plot.show()
        self._key.show()
        item = self._plot.getPlotItem()
        flat = view.y_axis is None
        self._image.setVisible(not flat)
        item.setLabel("bottom", pretty_name(facts.raw_names[view.x_axis]))
        item.setXRange(*view.x_range, padding=0.0)
        if view.y_axis is None:
            name = facts.target_names[0] if len(facts.target_names) == 1 else ""
            item.setLabel("left", pretty_name(name))
            self._curve_range(facts)
        else:
            item.setLabel("left", pretty_name(facts.raw_names[view.y_axis]))
            item.setYRange(*view.y_range, padding=0.0)
            (left, right), (low, high) = view.x_range, view.y_range
            self._image.setRect(QRectF(left, low, right - left, high - low))
            self.x_axis.setCurrentIndex(view.x_axis)
            self.y_axis.setCurrentIndex(view.y_axis)
        item.showGrid(x=flat, y=flat, alpha=0.25)
        self._frame.set_square(not flat and len(facts.raw_names) == 2)
        self._points_shown = None

    def _curve_range(self, facts: Facts) -> None:
        item = self._plot.getPlotItem()
        if facts.task is Task.REGRESSION:
            targets = facts.points.targets[:, self._output()]
            low, high = (float(targets.min()), float(targets.max())) if len(targets) else (-1, 1)
        else:
            low, high = (0.0, 1.0) if facts.threshold > 0.0 else (-1.0, 1.0)
        room = 0.12 * (high - low) or 1.0
        item.setYRange(low - room, high + room, padding=0.0)
        self._line.setVisible(facts.task is Task.TWO_CLASSES)
        self._line.setValue(facts.threshold)

    def _take_limits(self) -> None:
        """Work out what the colours are centred on and how far they go."""
        facts, surface = self._facts, self._surface
        assert facts is not None
        outputs = None if surface is None else surface.outputs[..., self._output()]
        self._centre, self._reach = colour_limits(
            facts, self._output(), self._activation, outputs, self._reach
        )

    def _draw_image(self, facts: Facts, surface: Surface) -> None:
        outputs = surface.outputs
        discretize = self.discretize.isChecked()
        if facts.task is Task.CLASSES and outputs.shape[2] > 1:
            picture = blend_classes(outputs, self._theme, discretize)
            self._image.setImage(picture, autoLevels=False, levels=None, lut=None)
        else:
            # coloured here and not by pyqtgraph, whose scaling of floats overflows on huge
            # outputs and then reads beyond the look-up table: the process dies
            rows = levels(outputs[:, :, self._output()], self._centre, self._reach)
            two_tone = discretize and facts.task is not Task.REGRESSION
            table = two_tone_table(self._theme) if two_tone else signed_table(self._theme)
            self._image.setImage(table[rows], autoLevels=False, levels=None, lut=None)
        (left, right), (low, high) = surface.view.x_range, surface.view.y_range
        self._image.setRect(QRectF(left, low, right - left, high - low))

    def _draw_curves(self, facts: Facts, surface: Surface) -> None:
        outputs = surface.outputs[0]
        low, high = surface.view.x_range
        count_ = len(outputs)
        x = low + (np.arange(count_) + 0.5) * ((high - low) / count_)
        shown: Sequence[int] = (self._output(),)
        if facts.task is Task.CLASSES:
            shown = range(outputs.shape[1])
        while len(self._curves) < len(shown):
            number = len(self._curves)
            several = facts.task is Task.CLASSES
            colour = class_colour(number) if several else self._theme.positive
            pen = QPen(
                QColor(colour), 2.0, _DASHES[number % len(_DASHES)] if several else _DASHES[0]
            )
            pen.setCosmetic(True)
            curve = pyqtgraph.PlotDataItem(pen=pen, antialias=True, connect="finite")
            curve.setZValue(15)  # over the points
            self._curves.append(curve)
            self._plot.getPlotItem().addItem(curve)
        for curve, output in zip(self._curves, shown, strict=False):
            y = np.asarray(outputs[:, output], dtype=np.float64)
            curve.setData(x, np.where(np.isfinite(y), y, np.nan))

    def _draw_points(self, facts: Facts) -> None:
        view, output = self._view, self._output()
        assert view is not None
        regression = facts.task is Task.REGRESSION
        key = (view, output, (self._centre, self._reach) if regression else None)
        if self._points_shown != key:
            self._points_shown = key
            self._marks.show(facts, view, output, self._theme, self._centre, self._reach)
        wrong = None
        if self._surface is not None and self._surface.outputs.size:
            wrong = wrong_points(facts, self._surface, output)
        test = self.test_points.isChecked()
        self._marks.ring(facts, view, output, self._theme, wrong, test)
        self._say_summary(wrong)

    def _draw_key(self, facts: Facts) -> None:
        view, theme = self._view, self._theme
        assert view is not None
        if facts.task is Task.CLASSES:
            self._key.show_entries(class_entries(facts, theme))
        elif facts.task is Task.REGRESSION and view.y_axis is None:
            self._key.show_entries(curve_entries(facts, theme, self.test_points.isChecked()))
        else:
            two_tone = self.discretize.isChecked()
            self._key.show_bar(colour_bar(facts, theme, self._centre, self._reach, two_tone))

    # words

    def _say_summary(self, wrong: np.ndarray | None) -> None:
        translate = QCoreApplication.translate
        facts = self._facts
        assert facts is not None
        text = ""
        if len(facts.raw_names) > 2:
            text = translate("SurfacePlot", "Other inputs at their mean.")
        elif wrong is not None:
            train = ~facts.points.test
            missed, total = int(np.count_nonzero(wrong & train)), int(np.count_nonzero(train))
            text = translate("SurfacePlot", "{wrong} of {total} training points wrong (ringed)")
            if missed == 0:
                text = translate("SurfacePlot", "All {total} training points right")
            text = text.format(wrong=count(missed), total=count(total))
        elif facts.task is Task.REGRESSION and len(facts.raw_names) == 2:
            text = translate("SurfacePlot", "Points are filled with their target.")
        was, self._summary = self._summary, text
        if self._reading.text() == was:
            self._reading.setText(text)

    def read_at(self, x: float, y: float) -> str:
        """Return the reading at a place of the plane: the inputs and what the network says."""
        facts, surface = self._facts, self._surface
        if facts is None or surface is None or not surface.outputs.size:
            return ""
        view = surface.view
        rows, columns = surface.outputs.shape[:2]
        (left, right), (low, high) = view.x_range, view.y_range
        column = int(np.floor((x - left) / ((right - left) or 1.0) * columns))
        row = 0
        if view.y_axis is not None:
            row = int(np.floor((y - low) / ((high - low) or 1.0) * rows))
        if not (0 <= column < columns and 0 <= row < rows):
            return ""
        said = surface.outputs[row, column]
        if facts.task is Task.CLASSES and len(said) == len(facts.classes) and len(said) > 1:
            safe = np.nan_to_num(said, nan=-np.inf)
            winner = int(np.argmax(safe))
            answer = f"{facts.classes[winner]} {figure(float(said[winner]))}"
        else:
            answer = figure(float(said[min(self._output(), len(said) - 1)]))
        inputs = f"{pretty_name(facts.raw_names[view.x_axis])} {short(x)}"
        if view.y_axis is not None:
            inputs += f", {pretty_name(facts.raw_names[view.y_axis])} {short(y)}"
        return f"{inputs} → {answer}"

    def reading(self) -> str:
        """Return the line under the plot."""
        return self._reading.text()

    # what a person does

    def _moved(self, position: object) -> None:
        box = self._plot.getPlotItem().getViewBox()
        text = ""
        if box.sceneBoundingRect().contains(position):
            point = box.mapSceneToView(position)
            text = self.read_at(point.x(), point.y())
        self._reading.setText(text or self._summary)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._reading.setText(self._summary)
        return super().eventFilter(watched, event)

    def _test_toggled(self, on: bool) -> None:
        self._marks.test.setVisible(on)
        self._redraw()

    def _output_chosen(self) -> None:
        self._reach = 1.0
        if self._view is not None:
            self._take_limits()
            self._take_view(self._view)
        self._redraw()

    def _x_chosen(self, index: int) -> None:
        self._ask_for(index, self.y_axis.currentIndex(), keep_x=True)

    def _y_chosen(self, index: int) -> None:
        self._ask_for(self.x_axis.currentIndex(), index, keep_x=False)

    def _ask_for(self, x: int, y: int, keep_x: bool) -> None:
        """Ask for the plane of two inputs; where both are the same, the other one gives way."""
        facts, view = self._facts, self._view
        if facts is None or view is None or view.y_axis is None:
            return
        if x == y:
            x, y = (x, view.x_axis) if keep_x else (view.y_axis, y)
            self.x_axis.setCurrentIndex(x)
            self.y_axis.setCurrentIndex(y)
        asked = View(x, y, facts.raw_ranges[x], facts.raw_ranges[y])
        if asked != view:
            self.view_requested.emit(asked)
