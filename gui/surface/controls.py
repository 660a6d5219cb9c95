"""The controls over a surface: its title, which points, which inputs, which output."""

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.names.symbols import pretty_name
from core.pictures.snapshot import Facts
from gui.kit.plot_parts import Heading, caption, colour_label, small_box, small_combo
from gui.kit.theme import SPACE, Theme
from gui.surface.words import held_points

#: how many letters of the title are left at least where there is little height
_SHORT = 8


class SurfaceControls(QWidget):
    """`axes_chosen` carries the horizontal and vertical input, and whether the first is new."""

    axes_chosen = Signal(int, int, bool)
    output_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        translate = QCoreApplication.translate
        self.title = Heading(
            translate("SurfacePlot", "What the network says"), translate("SurfacePlot", "Surface")
        )
        self._standing = self.title.text()
        self.test_points = small_box(
            translate("SurfacePlot", "test points"),
            translate(
                "SurfacePlot", "Show the points kept for validation and testing as hollow marks"
            ),
        )
        self.discretize = small_box(
            translate("SurfacePlot", "discretize"),
            translate("SurfacePlot", "Show only the decisions, not how certain they are"),
        )
        self.x_axis = small_combo(translate("SurfacePlot", "Input on the horizontal axis"))
        self.y_axis = small_combo(translate("SurfacePlot", "Input on the vertical axis"))
        self.output = small_combo(translate("SurfacePlot", "Output shown"))
        self._versus = caption("×")
        self._short = self._has_axes = self._has_outputs = False
        self.axes, self._boxes = QWidget(), QWidget()
        self._title_row, self._second_row = QHBoxLayout(), QHBoxLayout()
        self._build()
        self.x_axis.activated.connect(
            lambda index: self.axes_chosen.emit(index, self.y_axis.currentIndex(), True)
        )
        self.y_axis.activated.connect(
            lambda index: self.axes_chosen.emit(self.x_axis.currentIndex(), index, False)
        )
        self.output.activated.connect(self.output_chosen)

    def _build(self) -> None:
        boxes = QHBoxLayout(self._boxes)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(SPACE[1])
        boxes.addWidget(self.test_points)
        boxes.addWidget(self.discretize)
        self._title_row.setSpacing(SPACE[1])
        self._title_row.addWidget(self.title, 1)
        self._title_row.addWidget(self._boxes)
        axes = QHBoxLayout(self.axes)
        axes.setContentsMargins(0, 0, 0, 0)
        axes.setSpacing(SPACE[1])
        axes.addWidget(self.x_axis, 1)
        axes.addWidget(self._versus)
        axes.addWidget(self.y_axis, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addLayout(self._title_row)
        column.addLayout(self._second_row)
        column.addWidget(self.axes)
        column.addWidget(self.output)
        self._axes_row, self._column = axes, column

    def set_theme(self, theme: Theme) -> None:
        colour_label(self.title, theme.text)
        colour_label(self._versus, theme.secondary)

    def offer(self, facts: Facts) -> None:
        """Offer the inputs and outputs of one build."""
        raw = len(facts.raw_names)
        names = list(map(pretty_name, facts.raw_names))
        for combo in (self.x_axis, self.y_axis):
            combo.hidePopup()  # it still offers the previous choices
            combo.clear()
            combo.addItems(names)
        kept = self.output.currentText()
        self.output.clear()
        several = facts.points.targets.shape[1] > 1
        if several and facts.task is Task.CLASSES:
            translate = QCoreApplication.translate
            self.output.addItem(translate("SurfacePlot", "all classes"))
            self.output.addItems(list(facts.classes))
        elif several:
            self.output.addItems([pretty_name(name) for name in facts.target_names])
        self.output.setCurrentIndex(max(0, self.output.findText(kept)) if several else -1)
        self._has_axes, self._has_outputs = raw > 2, several
        self._show_rows()
        self.test_points.setVisible(bool(np.any(facts.points.test)))
        self.test_points.setText(held_points(facts))
        self.discretize.setVisible(facts.task is not Task.REGRESSION and raw > 1)
        self.fit_boxes()

    def show_axes(self, x: int, y: int) -> None:
        """Show which inputs are on the axes."""
        self.x_axis.setCurrentIndex(x)
        self.y_axis.setCurrentIndex(y)

    def hide_all(self) -> None:
        """Show the title only."""
        self._has_axes = self._has_outputs = False
        self._show_rows()
        for widget in (self.test_points, self.discretize):
            widget.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_boxes()

    def show_short(self, short: bool) -> None:
        """Take fewer rows: the title gives way to the boxes, and all lists share a row."""
        if short is not self._short:
            self._short = short
            if short:
                self._axes_row.addWidget(self.output, 1)
            else:
                self._column.addWidget(self.output)
        self._show_rows()
        self.fit_boxes()

    def _show_rows(self) -> None:
        for widget in (self.x_axis, self._versus, self.y_axis):
            widget.setVisible(self._has_axes)
        self.output.setVisible(self._has_outputs)
        self.axes.setVisible(self._has_axes or (self._short and self._has_outputs))

    def height_needed(self, width: int, short: bool) -> int:
        """Return how high the rows are in a width."""
        title = max(self.title.sizeHint().height(), self.title.minimumSizeHint().height())
        boxes = self._boxes.sizeHint().height()
        beside = self._are_beside(width, short)
        rows = [max(title, boxes)] if beside else [title, boxes]
        lists = [self._has_axes, self._has_outputs]
        rows += [self.output.sizeHint().height()] * (min(1, sum(lists)) if short else sum(lists))
        return sum(rows) + SPACE[0] * (len(rows) - 1)

    def _are_beside(self, width: int, short: bool) -> bool:
        """Return whether the boxes are beside the title.

        Only the usual title counts: a longer one, shown while something is pointed at, moves
        nothing.
        """
        metrics = self.title.fontMetrics()
        title = metrics.horizontalAdvance(self._standing)
        if short:
            title = metrics.horizontalAdvance(self._standing[:_SHORT] + "…")
        return title + self._boxes.sizeHint().width() + SPACE[1] <= width

    def fit_boxes(self) -> None:
        """Put the check boxes beside the title, or below it if there is no room."""
        beside = self._are_beside(self.width(), self._short)
        row = self._title_row if beside else self._second_row
        if row.indexOf(self._boxes) < 0:
            other = self._second_row if beside else self._title_row
            other.removeWidget(self._boxes)
            edge = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
            row.addWidget(self._boxes, 0, edge)
