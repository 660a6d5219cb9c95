"""The number that points are drawn with: a slider, a field, and its colour on the scale."""

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from core.registry import Parameter
from gui.drawing.painting import shaded_mark
from gui.kit.colours import levels, signed_table
from gui.kit.number_field import NumberField
from gui.kit.plain import Label
from gui.kit.plot_parts import colour_label
from gui.kit.theme import LIGHT, SPACE, Theme

_translate = QCoreApplication.translate

_STEPS = 200
_MARK = 12.0


class ValueChoice(QWidget):
    """Chooses a number; `chosen` carries it once it is set, not on the way of a drag."""

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._limits = (0.0, 1.0)
        self._value = 0.0
        help = _translate("Drawing", "The number of what is drawn next; selected points get it too")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setAccessibleName(_translate("Drawing", "Number"))
        self.slider.setToolTip(help)
        self.field = NumberField(Parameter(_translate("Drawing", "number"), "number", 0.0, help))
        self.field.setFixedWidth(64)
        self._mark = Label()
        self.problem = Label()
        self.problem.setWordWrap(True)
        self.problem.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[0])
        row.addWidget(self._mark)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._released)
        self.field.edited.connect(self._typed)
        self.field.refused.connect(self._refused)
        self._show()

    def value(self) -> float:
        """Return the number."""
        return self._value

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        colour_label(self.problem, theme.error)
        self._show()

    def set_limits(self, centre: float, reach: float) -> None:
        """Take the middle of the scale and its reach; the number stays."""
        self._limits = (centre, reach)
        self._show()

    def set_value(self, value: float) -> None:
        """Show a number, without a signal."""
        self._value = value
        self._show()

    def _show(self) -> None:
        centre, reach = self._limits
        self.slider.blockSignals(True)
        share = (self._value - centre) / reach
        self.slider.setValue(round(_STEPS * min(1.0, max(0.0, (share + 1.0) / 2.0))))
        self.slider.blockSignals(False)
        self.field.set_value(self._value)
        red, green, blue = signed_table(self._theme)[
            levels(np.array([self._value]), centre, reach)[0], :3
        ]
        colour = int(red), int(green), int(blue)
        mark: QPixmap = shaded_mark(colour, self._theme, _MARK, self.devicePixelRatioF())
        self._mark.setPixmap(mark)

    def _slid(self, step: int) -> None:
        centre, reach = self._limits
        self._value = float(f"{centre + reach * (2.0 * step / _STEPS - 1.0):.3g}")
        self._show()
        if not self.slider.isSliderDown():
            self.chosen.emit(self._value)

    def _released(self) -> None:
        self.chosen.emit(self._value)

    def _typed(self, value: float) -> None:
        self._value = float(value)
        self._show()
        self.chosen.emit(self._value)

    def _refused(self, message: str) -> None:
        self.problem.setText(message)
        self.problem.setVisible(bool(message))
