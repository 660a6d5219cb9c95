"""The threshold above which a sample is taken for the class: a slider, and the way back."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from core.lesson.numbers import figure
from gui.kit.icons import icon
from gui.kit.plot_parts import caption, colour_label
from gui.kit.style import set_role
from gui.kit.theme import LIGHT, SPACE, Theme

_translate = QCoreApplication.translate
#: steps of the slider from one end to the other; an arrow key goes a hundredth of the way
_STEPS, _KEY, _PAGE = 1_000, 10, 100


class ThresholdRow(QWidget):
    """A slider between two ends; `chosen` carries a threshold that a person chose."""

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._low, self._high, self._usual = 0.0, 1.0, 0.5
        self._threshold = 0.5
        self._own = False  # whether the program itself moves the slider
        self._words = caption(_translate("Assessing", "threshold"))
        self.number = caption()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setSingleStep(_KEY)
        self.slider.setPageStep(_PAGE)
        self.slider.setAccessibleName(_translate("Assessing", "Threshold"))
        tip = _translate(
            "Assessing", "A sample is taken for the class if the output is above this. Drag, or ← →"
        )
        self.slider.setToolTip(tip)
        self.reset = QToolButton()
        self.reset.setIconSize(QSize(16, 16))
        set_role(self.reset, "plain")
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say_own(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[1])
        row.addWidget(self._words)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        row.addWidget(self.reset)
        self.slider.valueChanged.connect(self._moved)
        self.reset.clicked.connect(lambda: self.chosen.emit(self._usual))
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colour_label(self._words, theme.secondary)
        colour_label(self.number, theme.text)
        self.reset.setIcon(icon("arrow-counter-clockwise", theme))

    def say_own(self, own: bool) -> None:
        """Say whether the usual threshold is the network's own."""
        text = _translate("Assessing", "Back to the network's own threshold")
        if not own:
            text = _translate(
                "Assessing",
                "Back to the usual threshold; the network itself takes the largest output",
            )
        self.reset.setToolTip(text)
        self.reset.setAccessibleName(text)

    def set_ends(self, low: float, high: float, usual: float) -> None:
        """Take the lowest and highest threshold, and the usual one."""
        self._low, self._high, self._usual = low, max(high, low + 1e-300), usual

    def show_threshold(self, threshold: float) -> None:
        """Show a threshold, without a signal."""
        self._threshold = threshold
        share = (threshold - self._low) / (self._high - self._low)
        self._own = True
        self.slider.setValue(round(min(max(share, 0.0), 1.0) * _STEPS))
        self._own = False
        self.number.setText(figure(threshold))
        self.number.setToolTip(repr(threshold))
        self.reset.setEnabled(threshold != self._usual)

    def threshold(self) -> float:
        """Return what is shown."""
        return self._threshold

    def _moved(self, place: int) -> None:
        if not self._own:
            found = self._low + (self._high - self._low) * place / _STEPS
            self.chosen.emit(round(found, 12))
