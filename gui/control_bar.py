"""The bar at the top: what moves training on the left, where it stands on the right."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from core.training.snapshot import Snapshot
from gui.actions import Actions
from gui.plots.numbers import figure, percent
from gui.style import set_role
from gui.theme import TOOLBAR_HEIGHT, Theme
from gui.widgets.texts import count

_translate = QCoreApplication.translate

#: updates a second; None is as fast as it can
SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 200, 500, None)

#: below this width the words on the lesser buttons are left out
_NARROW = 1180

#: what is not known yet
NOT_YET = "·"


class ActionButton(QPushButton):
    """A button for an action: its words, icon, tooltip and whether it is enabled."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self._words = True
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def show_words(self, shown: bool) -> None:
        """Show the words beside the icon, or the icon alone."""
        self._words = shown
        self._follow()

    def _follow(self) -> None:
        text = self._action.text().replace("&", "")
        self.setText(text if self._words else "")
        self.setIcon(self._action.icon())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(text)
        self.setEnabled(self._action.isEnabled())


class ControlBar(QWidget):
    """Reset, new weights, play, step and its unit, speed; epoch, loss, test, accuracy."""

    speed_changed = Signal(object)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Snapshot | None = None
        set_role(self, "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOOLBAR_HEIGHT)
        self.setAccessibleName(_translate("ControlBar", "Training controls"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 16, 0)
        self._row.setSpacing(8)
        self.reset = ActionButton(actions["reset"])
        self.new_weights = ActionButton(actions["new_weights"])
        self.play = ActionButton(actions["play"])
        set_role(self.play, "primary")
        self.play.setMinimumWidth(84)
        self.step = ActionButton(actions["step"])
        for button in (self.reset, self.new_weights, self.play, self.step):
            self._row.addWidget(button)
        self._row.addWidget(self._build_units(actions))
        self._build_speed()
        self._row.addStretch(1)
        self.epoch = self._figure(_translate("ControlBar", "epoch"), "counter", 4)
        self.loss = self._figure(_translate("ControlBar", "loss"), "number", 5)
        self.test = self._figure(_translate("ControlBar", "test"), "number", 5)
        self.score = self._figure(_translate("ControlBar", "accuracy"), "number", 6)
        self.clear()

    def clear(self) -> None:
        """Show that nothing is known yet."""
        self._shown = None
        for value, _ in (self.epoch, self.loss, self.test, self.score):
            value.setText(NOT_YET)
        self._show_test(False)

    def set_theme(self, _: Theme) -> None:
        """Show the same again: how many digits are shown may have changed with the look."""
        if self._shown is not None:
            self.show_snapshot(self._shown)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where training stands."""
        self._shown = snapshot
        epoch, name = self.epoch
        epoch.setText(_counter(snapshot.epoch))
        said = _translate("ControlBar", "%1 epochs and %2 updates are done")
        epoch.setToolTip(
            said.replace("%1", count(snapshot.epoch)).replace("%2", count(snapshot.update))
        )
        name.setToolTip(epoch.toolTip())
        self._show_value(self.loss[0], snapshot.loss)
        self._show_value(self.test[0], snapshot.test_loss)
        self._show_test(snapshot.test_loss is not None)
        self._show_score(snapshot)

    def speed(self) -> float | None:
        """Return the chosen speed."""
        return SPEEDS[self.slider.value()]

    def set_speed(self, speed: float | None) -> None:
        """Show a speed: the nearest of the offered ones."""
        if speed is None:
            self.slider.setValue(len(SPEEDS) - 1)
            return
        offered = [item for item in SPEEDS if item is not None]
        nearest = min(range(len(offered)), key=lambda i: abs(offered[i] - speed))
        self.slider.setValue(nearest)

    def move_speed(self, by: int) -> None:
        """Go some steps faster or slower."""
        self.slider.setValue(self.slider.value() + by)

    def resizeEvent(self, event: object) -> None:
        wide = self.width() >= _NARROW
        for button in (self.reset, self.new_weights):
            button.show_words(wide)
        self.slider.setFixedWidth(88 if wide else 48)
        self._row.setSpacing(8 if wide else 5)

    def _build_units(self, actions: Actions) -> QFrame:
        frame = QFrame()
        set_role(frame, "segments")
        frame.setAccessibleName(_translate("ControlBar", "What a step is"))
        frame.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name in ("unit_update", "unit_epoch"):  # the phase comes first here, once it is built
            button = QToolButton()
            set_role(button, "segment")
            button.setDefaultAction(actions[name])
            button.setAccessibleName(actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return frame

    def _build_speed(self) -> None:
        help = _translate("ControlBar", "How fast to train: updates a second (Ctrl+− and Ctrl++)")
        self.speed_label = QLabel()
        set_role(self.speed_label, "caption")
        self.speed_label.setToolTip(help)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedWidth(88)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setToolTip(help)
        self.slider.setAccessibleName(_translate("ControlBar", "Speed"))
        widest = max(
            self.speed_label.fontMetrics().horizontalAdvance(speed_words(speed)) for speed in SPEEDS
        )
        self.speed_label.setMinimumWidth(min(widest, 96))
        self.slider.valueChanged.connect(self._speed_moved)
        self.set_speed(20)
        self._row.addSpacing(4)
        self._row.addWidget(self.speed_label)
        self._row.addWidget(self.slider)

    def _speed_moved(self, _: int) -> None:
        self.speed_label.setText(speed_words(self.speed()))
        self.speed_changed.emit(self.speed())

    def _figure(self, words: str, role: str, digits: int) -> tuple[QLabel, QLabel]:
        """Add a named figure to the bar; return its value's label and its name's."""
        name, value = QLabel(words), QLabel()
        set_role(name, "caption")
        set_role(value, role)
        self.ensurePolished()
        value.ensurePolished()
        value.setMinimumWidth(value.fontMetrics().horizontalAdvance("0" * digits))
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        value.setAccessibleName(words)
        value.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._row.addSpacing(6)
        self._row.addWidget(name)
        self._row.addWidget(value)
        return value, name

    def _show_value(self, label: QLabel, value: float | None) -> None:
        label.setText(NOT_YET if value is None else figure(value))
        label.setToolTip("" if value is None else repr(value))

    def _show_test(self, shown: bool) -> None:
        for label in self.test:
            label.setVisible(shown)

    def _show_score(self, snapshot: Snapshot) -> None:
        """Show the accuracy, or R² for regression: of the test part where there is one."""
        metrics = snapshot.test_metrics or snapshot.train_metrics
        value, name = self.score
        for key, words in (
            ("accuracy", _translate("ControlBar", "accuracy")),
            ("r2", _translate("ControlBar", "R²")),
        ):
            if key in metrics:
                name.setText(words)
                value.setAccessibleName(words)
                share = metrics[key]
                value.setText(percent(share) if key == "accuracy" else figure(share))
                part = _translate("ControlBar", "over the test samples: %1")
                if not snapshot.test_metrics:
                    part = _translate("ControlBar", "over the training samples: %1")
                value.setToolTip(part.replace("%1", repr(share)))
                return
        value.setText(NOT_YET)
        value.setToolTip("")


def speed_words(speed: float | None) -> str:
    """Return a speed in words; None is as fast as it can."""
    if speed is None:
        return _translate("ControlBar", "full speed")
    if speed == 1:
        return _translate("ControlBar", "1 update/s")
    return _translate("ControlBar", "%1 updates/s").replace("%1", f"{speed:g}")


def _counter(epoch: int) -> str:
    """Return a number of epochs, shortened from a million on: 999,999, then 1.00 M."""
    return count(epoch) if epoch < 10**6 else f"{epoch / 1e6:,.2f} M"
