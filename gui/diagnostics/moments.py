"""The row that chooses the moment whose histograms are shown: a slider over those known."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from core.lesson.numbers import count
from core.words import say
from gui.kit.plain import plain_tip
from gui.kit.plot_parts import Reading, colour_label
from gui.kit.theme import SPACE, Theme


class MomentRow(QWidget):
    """A slider over updates; at its right end it follows training."""

    chosen = Signal(object)  # an update, or None: follow training
    go = Signal(int)  # the person wants to go to this update

    def __init__(self) -> None:
        super().__init__()
        translate = QCoreApplication.translate
        self._updates: tuple[int, ...] = ()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(translate("Diagnostics", "Moment that is looked at"))
        self.slider.setToolTip(
            plain_tip(
                translate(
                    "Diagnostics",
                    "Look at another update's histograms; training stays where it is (← → move by "
                    "one)",
                )
            )
        )
        self.slider.setMinimumWidth(60)
        self.reading = Reading(translate("Diagnostics", "Update that is looked at"))
        self.there = QPushButton(translate("Diagnostics", "Go there"))
        self.there.setAccessibleName(self.there.text())
        self.there.setToolTip(
            plain_tip(translate("Diagnostics", "Take training to the update that is looked at"))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[1])
        for part, share in ((self.slider, 3), (self.reading, 2), (self.there, 0)):
            row.addWidget(part, share)
        self.slider.valueChanged.connect(self._moved)
        self.there.clicked.connect(self._go)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colour_label(self.reading, theme.secondary)

    def show_moments(self, updates: tuple[int, ...], place: int, now: int) -> None:
        """Show the moments that are known and which is looked at; `now` is training's update."""
        self._updates = updates
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(updates) - 1))
        self.slider.setValue(max(0, place))
        self.slider.blockSignals(False)
        self.slider.setEnabled(len(updates) > 1)
        known = 0 <= place < len(updates)
        self.reading.say(
            say("Diagnostics", "update {number}", number=count(updates[place])) if known else ""
        )
        self.there.setEnabled(known and updates[place] != now)

    def _moved(self, place: int) -> None:
        if 0 <= place < len(self._updates):
            self.chosen.emit(None if place == len(self._updates) - 1 else self._updates[place])

    def _go(self) -> None:
        if 0 <= self.slider.value() < len(self._updates):
            self.go.emit(self._updates[self.slider.value()])
