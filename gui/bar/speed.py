"""How fast training goes: a slider, and beside it the speed in words."""

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QSlider

from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

#: updates a second; None is as fast as possible
SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 200, 500, None)
#: phases a second, in slow motion
SLOW_SPEEDS: tuple[float, ...] = (0.25, 0.5, 1, 2, 4)


class SpeedControl(QObject):
    """The slider and its label, to be placed in the bar.

    In slow motion the slider chooses phases a second, otherwise updates a second.
    """

    speed_changed = Signal(object)
    slow_speed_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slow = False
        self._fast_place, self._slow_place = SPEEDS.index(20), SLOW_SPEEDS.index(1)
        help = _translate("ControlBar", "How fast to train: updates a second ([ and ])")
        self.label = Label()
        set_role(self.label, "caption")
        self.label.setToolTip(help)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedWidth(88)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setToolTip(help)
        self.slider.setAccessibleName(_translate("ControlBar", "Speed"))
        widest = max(
            self.label.fontMetrics().horizontalAdvance(speed_words(speed)) for speed in SPEEDS
        )
        self.label.setMinimumWidth(min(widest, 96))
        self.slider.setValue(self._fast_place)
        self.slider.valueChanged.connect(self._speed_moved)
        self._say_speed()

    def speed(self) -> float | None:
        """Return the chosen speed."""
        return SPEEDS[self._fast_place]

    def slow_speed(self) -> float:
        """Return the chosen speed of slow motion, phases a second."""
        return SLOW_SPEEDS[self._slow_place]

    def set_slow(self, slow: bool) -> None:
        """Choose between slow motion, phase by phase, and whole updates."""
        if slow is self._slow:
            return
        self._slow = slow
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(SLOW_SPEEDS if slow else SPEEDS) - 1)
        self.slider.setValue(self._slow_place if slow else self._fast_place)
        self.slider.blockSignals(False)
        help = _translate("ControlBar", "How fast to train: updates a second ([ and ])")
        if slow:
            help = _translate("ControlBar", "Slow motion: phases a second ([ and ])")
        self.slider.setToolTip(help)
        self.label.setToolTip(help)
        self._say_speed()

    def set_speed(self, speed: float | None) -> None:
        """Show a speed: the nearest of those on offer."""
        place = len(SPEEDS) - 1
        if speed is not None:
            offered = [item for item in SPEEDS if item is not None]
            place = min(range(len(offered)), key=lambda i: abs(offered[i] - speed))
        if not self._slow:
            self.slider.setValue(place)
        elif place != self._fast_place:
            self._fast_place = place
            self.speed_changed.emit(self.speed())

    def move_speed(self, by: int) -> None:
        """Go some steps faster or slower."""
        self.slider.setValue(self.slider.value() + by)

    def _speed_moved(self, place: int) -> None:
        if self._slow:
            self._slow_place = place
            self._say_speed()
            self.slow_speed_changed.emit(self.slow_speed())
            return
        self._fast_place = place
        self._say_speed()
        self.speed_changed.emit(self.speed())

    def _say_speed(self) -> None:
        slow = _translate("ControlBar", "{speed} phases/s")
        if self.slow_speed() == 1:
            slow = _translate("ControlBar", "{speed} phase/s")
        slow = slow.format(speed=f"{self.slow_speed():g}")
        self.label.setText(slow if self._slow else speed_words(self.speed()))


def speed_words(speed: float | None) -> str:
    """Return a speed in words; None is as fast as possible."""
    if speed is None:
        return _translate("ControlBar", "full speed")
    if speed == 1:
        return _translate("ControlBar", "1 update/s")
    return say("ControlBar", "{speed} updates/s", speed=f"{speed:g}")
