"""The bar at the top: what moves training on the left, where it stands on the right."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from core.components.metrics import scores
from core.lesson.numbers import figure, percent
from core.pictures.snapshot import Snapshot
from gui.bar.speed import SpeedControl
from gui.kit.actions import Actions
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale
from gui.kit.texts import count
from gui.kit.theme import TOOLBAR_HEIGHT, Theme

_translate = QCoreApplication.translate

#: below this width the words on the lesser buttons are left out
_WIDE, _NARROW, _NARROWER, _NARROWEST = 1440, 1320, 1100, 960
#: what the loss of the test part takes
_TEST_WIDTH = 100

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
    """Reset, new weights, back, play, step and its unit, speed; where it stands; the view."""

    def __init__(
        self, actions: Actions, speed: SpeedControl, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown: Snapshot | None = None
        self._has_test = False
        self._speed = speed
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
        self.back = ActionButton(actions["back"])
        self.step = ActionButton(actions["step"])
        for button in (self.reset, self.new_weights, self.back, self.play, self.step):
            self._row.addWidget(button)
        self._row.addWidget(self._build_units(actions))
        self._row.addSpacing(4)
        self._row.addWidget(speed.label)
        self._row.addWidget(speed.slider)
        self._row.addStretch(1)
        self.epoch = self._figure(_translate("ControlBar", "epoch"), "counter", 4)
        self.loss = self._figure(_translate("ControlBar", "loss"), "number", 5)
        self.test = self._figure(_translate("ControlBar", "test"), "number", 5)
        self.score = self._figure(_translate("ControlBar", scores()[0].label), "number", 6)
        self._row.addSpacing(6)
        views = (actions["train_view"], actions["step_view"])
        self._row.addWidget(_segments(_translate("ControlBar", "View"), views))
        self.clear()

    def clear(self) -> None:
        """Show that nothing is known yet."""
        self._shown = None
        for value, _ in (self.epoch, self.loss, self.test, self.score):
            value.setText(NOT_YET)
        self._show_test(False)

    def set_theme(self, _: Theme) -> None:
        """Show the same again: digits and the size of text may have changed with the look."""
        self._fit()
        if self._shown is not None:
            self.show_snapshot(self._shown)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where training stands."""
        self._shown = snapshot
        epoch, name = self.epoch
        epoch.setText(_counter(snapshot.epoch))
        said = _translate("ControlBar", "{epochs} epochs and {updates} updates are done")
        epoch.setToolTip(said.format(epochs=count(snapshot.epoch), updates=count(snapshot.update)))
        name.setToolTip(epoch.toolTip())
        self._show_value(self.loss[0], snapshot.loss)
        self._show_value(self.test[0], snapshot.test_loss)
        self._show_test(snapshot.test_loss is not None)
        self._show_score(snapshot)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for, the lesser things first."""
        width = self._room()
        wide, roomy = width >= _NARROW, width >= _NARROWER
        for button in (self.reset, self.new_weights):
            button.show_words(wide)
        for button in (self.back, self.step):
            button.show_words(roomy)
        self.epoch[1].setVisible(roomy)
        self._speed.label.setVisible(roomy)
        self._speed.slider.setFixedWidth(72 if wide else 48)
        # the tabs have these figures too, and the speed has keys and a menu
        self._speed.slider.setVisible(width >= _NARROWEST)
        for label in self.score:
            label.setVisible(width >= _NARROWEST)
        self._show_test(self._has_test)
        self._row.setSpacing(7 if wide else 5 if roomy else 3)
        self._row.setContentsMargins(12 if roomy else 8, 0, 16 if roomy else 8, 0)

    def _room(self) -> float:
        """Return the width in pixels of text of the usual size."""
        return self.width() / text_scale()

    def _say_units(self) -> None:
        """Say in the bar what an update is, where there is room for it."""
        needed = _WIDE + (_TEST_WIDTH if self.test[0].isVisibleTo(self) else 0)
        text = self._update.text() if self._room() >= needed else _translate("Actions", "update")
        if self._update.iconText() != text:
            self._update.setIconText(text)

    def _build_units(self, actions: Actions) -> QFrame:
        units = [actions[f"unit_{name}"] for name in ("phase", "update", "epoch")]
        self._update = actions["unit_update"]
        self._update.changed.connect(self._say_units)
        return _segments(_translate("ControlBar", "What a step is"), units)

    def _figure(self, words: str, role: str, digits: int) -> tuple[QLabel, QLabel]:
        """Add a named figure to the bar; return its value's label and its name's."""
        name, value = Label(words), Label()
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

    def _show_test(self, there: bool) -> None:
        self._has_test = there
        for label in self.test:
            label.setVisible(there and self._room() >= _NARROWEST)
        self._say_units()

    def _show_score(self, snapshot: Snapshot) -> None:
        """Show the accuracy, or R² for regression: of the test part where there is one."""
        metrics = snapshot.test_metrics or snapshot.train_metrics
        value, name = self.score
        for metric in scores():
            key, words = metric.name, _translate("ControlBar", metric.label)
            if key in metrics:
                name.setText(words)
                value.setAccessibleName(words)
                share = metrics[key]
                value.setText(percent(share) if metric.is_share else figure(share))
                part = _translate("ControlBar", "over the test samples: {share}")
                if not snapshot.test_metrics:
                    part = _translate("ControlBar", "over the training samples: {share}")
                value.setToolTip(part.format(share=repr(share)))
                return
        value.setText(NOT_YET)
        value.setToolTip("")


def _segments(name: str, actions: Sequence[QAction]) -> QFrame:
    """Return buttons side by side of which one is chosen."""
    frame = QFrame()
    set_role(frame, "segments")
    frame.setAccessibleName(name)
    frame.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(frame)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for action in actions:
        button = QToolButton()
        set_role(button, "segment")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action.changed.connect(lambda button=button, action=action: _follow(button, action))
        row.addWidget(button)
    return frame


def _follow(button: QToolButton, action: QAction) -> None:
    button.setVisible(action.isVisible())
    button.setAccessibleName(action.text())


def _counter(epoch: int) -> str:
    """Return a number of epochs, shortened from a million on: 999,999, then 1.00 M."""
    return count(epoch) if epoch < 10**6 else f"{epoch / 1e6:,.2f} M"
