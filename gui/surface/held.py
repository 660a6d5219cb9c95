"""The inputs not on a surface's axes: a slider and a number for each, or for one of many."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QSlider, QVBoxLayout, QWidget

from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import full
from core.pictures.snapshot import Facts
from core.registry import Parameter
from gui.kit.number_field import NumberField
from gui.kit.plain import plain_tip
from gui.kit.plot_parts import caption, colour_label, on_canvas, small_combo
from gui.kit.style import set_role
from gui.kit.theme import CONTROL_HEIGHT, LIGHT, SPACE, Theme

#: with more inputs than this, one is chosen and has the only slider
MOST_ROWS = 12
#: the least time between two signals of new values
INTERVAL_MS = 50
_STEPS = 1000


def rounded(value: float) -> float:
    """Return a value as a field shows it, with four digits; the tooltip has the rest."""
    return float(f"{value:.4g}")


def show_in(field: NumberField, value: float) -> None:
    """Show a value in a field, with all its digits in the tooltip."""
    field.set_value(rounded(value))
    field.setToolTip(full(value))


def input_field(name: str, value: float) -> NumberField:
    """Return a field for a raw input: any finite number."""
    help_ = QCoreApplication.translate("SurfacePlot", "A value for {name}").format(name=name)
    return NumberField(Parameter(name, "number", rounded(value), help_))


class HeldInputs(QWidget):
    """Keeps a value for every raw input; `changed` comes at most every 50 ms, and none is lost."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._facts: Facts | None = None
        self._theme = LIGHT
        self._axes: tuple[int, ...] = ()
        self._values: NDArray[np.float64] = np.empty(0)
        self._rows: dict[int, tuple[QSlider, NumberField]] = {}
        self._built: object = None
        self._waiting = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._due)
        translate = QCoreApplication.translate
        self.which = small_combo(translate("SurfacePlot", "Input to set"))
        self.reset = QPushButton(translate("SurfacePlot", "All at their mean"))
        set_role(self.reset, "link")
        self.reset.setToolTip(
            translate("SurfacePlot", "Back to the training mean, or the most frequent category")
        )
        self._inside = QWidget()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._message = caption()
        self._message.setWordWrap(True)
        self._message.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addWidget(self.which)
        column.addWidget(self._area, 1)
        column.addWidget(self._message)
        column.addWidget(self.reset)
        self.which.activated.connect(self._rebuild)
        self.reset.clicked.connect(self._reset)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for widget in (self._area.viewport(), self._inside):
            on_canvas(widget, theme)
        colour_label(self._message, theme.error)

    def show_facts(self, facts: Facts, axes: tuple[int, ...]) -> None:
        """Take the inputs of a build, at their means; `take` sets values that are held."""
        self._facts, self._built = facts, None
        self._values = np.array(facts.raw_means, dtype=np.float64)
        self.set_axes(axes)

    def set_axes(self, axes: tuple[int, ...]) -> None:
        """Set which inputs are on the axes and need no slider."""
        if axes != self._axes or self._built is None:
            self._axes, self._built = axes, None
            self.which.clear()
            if self.isVisible():
                self._rebuild()

    def held(self) -> tuple[float, ...]:
        """Return the values of all raw inputs; empty if all are at their means."""
        facts = self._facts
        if facts is None or np.array_equal(self._values, facts.raw_means):
            return ()
        return tuple(float(value) for value in self._values)

    def take(self, held: tuple[float, ...]) -> None:
        """Show values already held: the plane of the previous build may have been kept."""
        if self._facts is not None and len(held) == len(self._values):
            self._values = np.array(held)
            self._show_values()

    def field(self, index: int) -> NumberField:
        """Return the field of a raw input that has a row."""
        return self._rows[index][1]

    def slider(self, index: int) -> QSlider:
        """Return the slider of a raw input that has a row."""
        return self._rows[index][0]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._built is None:
            self._rebuild()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._timer.isActive():
            self._timer.stop()
            self._due()
            self._timer.stop()

    def _others(self) -> list[int]:
        return [k for k in range(len(self._values)) if k not in self._axes]

    def _rebuild(self, *_: object) -> None:
        """Make the rows; done when they are first shown."""
        facts = self._facts
        if facts is None:
            return
        self._built = facts
        others = self._others()
        many = len(others) > MOST_ROWS
        if many and not self.which.count():
            for k in others:
                self.which.addItem(pretty_name(facts.raw_names[k]), k)
        self.which.setVisible(many)
        shown = [self.which.currentData()] if many else others
        self._rows = {}
        self._inside = QWidget()
        on_canvas(self._inside, self._theme)
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 2, 0)
        grid.setVerticalSpacing(SPACE[0])
        grid.setHorizontalSpacing(SPACE[1])
        grid.setColumnStretch(1, 1)
        for row, k in enumerate(shown):
            self._add_row(grid, row, k)
        grid.setRowStretch(len(shown), 1)
        self._area.setFixedHeight(min(3, len(shown)) * (CONTROL_HEIGHT + 2 + SPACE[0]))
        self._area.setWidget(self._inside)
        self._show_values()

    def _add_row(self, grid: QGridLayout, row: int, index: int) -> None:
        assert self._facts is not None
        name = pretty_name(self._facts.raw_names[index])
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _STEPS)
        slider.setPageStep(_STEPS // 10)
        slider.setSingleStep(_STEPS // 100)
        slider.setAccessibleName(name)
        slider.setToolTip(
            QCoreApplication.translate("SurfacePlot", "Hold {name} at a value").format(name=name)
        )
        field = input_field(name, float(self._values[index]))
        field.setFixedWidth(84)
        label = caption(name)
        label.setMaximumWidth(72)
        label.setToolTip(plain_tip(name))
        colour_label(label, self._theme.secondary)
        grid.addWidget(label, row, 0)
        grid.addWidget(slider, row, 1)
        grid.addWidget(field, row, 2)
        self._rows[index] = (slider, field)
        slider.valueChanged.connect(lambda at, k=index: self._slid(k, at))
        built = self._built
        field.edited.connect(
            lambda value, k=index: self._typed(k, float(value)) if built is self._built else None
        )
        field.refused.connect(self._refuse)

    def _show_values(self) -> None:
        assert self._facts is not None
        for index, (slider, field) in self._rows.items():
            low, high = self._facts.raw_ranges[index]
            share = (float(self._values[index]) - low) / ((high - low) or 1.0)
            with QSignalBlocker(slider):
                slider.setValue(round(min(1.0, max(0.0, share)) * _STEPS))
            show_in(field, float(self._values[index]))

    def _slid(self, index: int, at: int) -> None:
        assert self._facts is not None
        low, high = self._facts.raw_ranges[index]
        self._values[index] = rounded(low + (high - low) * at / _STEPS)
        show_in(self._rows[index][1], float(self._values[index]))
        self._ask()

    def _typed(self, index: int, value: float) -> None:
        self._values[index] = value
        self._show_values()
        self._ask()

    def _refuse(self, message: str) -> None:
        self._message.setText(message)
        self._message.setVisible(bool(message))

    def message(self) -> str:
        """Return what is wrong with what was typed, or ""."""
        return self._message.text()

    def _reset(self) -> None:
        assert self._facts is not None
        self._values = np.array(self._facts.raw_means, dtype=np.float64)
        self._show_values()
        self._ask()

    def _ask(self) -> None:
        """Report that values have changed: at once, or a little later if that was just done."""
        if self._timer.isActive():
            self._waiting = True
            return
        self.changed.emit()
        self._timer.start()

    def _due(self) -> None:
        if self._waiting:
            self._waiting = False
            self.changed.emit()
            self._timer.start()
