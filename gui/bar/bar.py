"""The bar at the top: the training controls on the left, the progress on the right.

It chooses its form by the room its texts need: when space is short, the least important words are
dropped first.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from core.components.metrics import Metric, scores
from core.counts import counted
from core.lesson.baselines import baseline_name
from core.lesson.cards.covering import COVERED
from core.lesson.numbers import figure, percent
from core.pictures.baselines import MEAN, MOST_FREQUENT
from core.pictures.snapshot import Facts, Snapshot
from core.words import say
from gui.bar.figures import NOT_YET, Figure
from gui.bar.speed import SpeedControl
from gui.bar.unit import UnitButton
from gui.kit.actions import Actions, plain_words
from gui.kit.style import set_role
from gui.kit.texts import count, score_words
from gui.kit.theme import TOOLBAR_HEIGHT, Theme

_translate = QCoreApplication.translate

#: the forms, the widest first. Each says whether it shows words on the minor buttons, words on back
#: and step, the speed in words, the slider, the figures beside epoch and loss, a word on play, and
#: the minor buttons, which are in the menu too; last comes the space between two parts
_FORMS = (
    (True, True, True, True, True, True, True, 8),
    (False, True, True, True, True, True, True, 7),
    (False, True, False, True, True, True, True, 5),
    (False, False, False, True, True, True, True, 4),
    (False, False, False, False, True, True, True, 3),
    (False, False, False, False, False, True, True, 3),
    (False, False, False, False, False, False, True, 2),
    (False, False, False, False, False, False, False, 2),
)

#: the least width of the button that plays, with its word and without
_PLAY, _PLAY_BARE = 84, 56


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
        text = plain_words(self._action)
        self.setText(text if self._words else "")
        self.setIcon(self._action.icon())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(text)
        self.setEnabled(self._action.isEnabled())


class ControlBar(QWidget):
    """Reset, new weights, back, play, step and its unit, speed; the progress; the view."""

    def __init__(
        self, actions: Actions, speed: SpeedControl, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown: Snapshot | None = None
        self._is_covered = False  # the losses
        self._tested = self._validated = False
        self._speed = speed
        self._least = 0
        set_role(self, "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOOLBAR_HEIGHT)
        self.setAccessibleName(_translate("ControlBar", "Training controls"))
        self._simplest: Mapping[str, float] = {}  # the score of the simplest answer, by part
        self._compared = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self.reset = ActionButton(actions["reset"])
        self.new_weights = ActionButton(actions["new_weights"])
        self.play = ActionButton(actions["play"])
        set_role(self.play, "primary")
        self.play.setMinimumWidth(_PLAY)
        self.back = ActionButton(actions["back"])
        self.step = ActionButton(actions["step"])
        for button in (self.reset, self.new_weights, self.back, self.play):
            self._row.addWidget(button)
        self.unit = UnitButton([actions[f"unit_{name}"] for name in ("phase", "update", "epoch")])
        stepping = QHBoxLayout()
        stepping.setSpacing(0)
        stepping.addWidget(self.step)
        stepping.addWidget(self.unit)
        self._row.addLayout(stepping)
        self._row.addSpacing(4)
        self._row.addWidget(speed.label)
        self._row.addWidget(speed.slider)
        self._row.addStretch(1)
        self.epoch = self._figure(_translate("ControlBar", "epoch"), "counter", "0,000")
        self.loss = self._figure(_translate("ControlBar", "training loss"), "number", "0.0000")
        self.test = self._figure(_translate("ControlBar", "test loss"), "number", "0.0000")
        words = _translate("ControlBar", "validation loss")
        self.validation = self._figure(words, "number", "0.0000")
        self.score = self._figure(score_words("", "training"), "number", "100.0 %")
        self.baseline = self._figure(_translate("ControlBar", "baseline"), "number", "100.0 %")
        self.baseline.hide()
        self._row.addSpacing(6)
        views = (actions["train_view"], actions["step_view"])
        self._row.addWidget(_segments(_translate("ControlBar", "View"), views))
        self.clear()

    def clear(self) -> None:
        """Show that nothing is known yet."""
        self._shown = None
        for item in self._all_figures():
            item.say(NOT_YET)
        self._tested = self._validated = False
        self.test.setVisible(False)
        self.validation.setVisible(False)

    def _all_figures(self) -> tuple[Figure, ...]:
        return self.epoch, self.loss, self.test, self.validation, self.score, self.baseline

    def set_theme(self, _: Theme) -> None:
        """Show everything again: the text size and the number of digits may have changed."""
        if self._shown is not None:
            self.show_snapshot(self._shown)
        for item in self._all_figures():
            item.keep_room()
        self.unit.keep_room()
        # the name stands above the number, whatever the text size
        needed = max(item.minimumSizeHint().height() for item in self._all_figures())
        self.setFixedHeight(max(TOOLBAR_HEIGHT, needed))
        self._choose_form()

    def show_facts(self, facts: Facts) -> None:
        """Take what the same answer to every sample reaches."""
        self._simplest, self._compared = facts.simplest, False

    def cover_losses(self, covered: bool) -> None:
        """Cover the losses, or show them again."""
        if covered is not self._is_covered:
            self._is_covered = covered
            if self._shown is not None:
                self.show_snapshot(self._shown)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show how far training is."""
        self._shown = snapshot
        covered = _translate("ControlBar", "Covered until you have answered")
        said = _translate("ControlBar", "Done so far: {epochs}, {updates}")
        said = said.format(
            epochs=counted(snapshot.epoch, "epoch"), updates=counted(snapshot.update, "update")
        )
        wider = self.epoch.say(_counter(snapshot.epoch), said)
        for item, value in (
            (self.loss, snapshot.loss),
            (self.test, snapshot.test_loss),
            (self.validation, snapshot.validation_loss),
        ):
            text, more = ("", "") if value is None else (figure(value), repr(value))
            if text and self._is_covered:
                text, more = COVERED, covered
            wider |= item.say(text or NOT_YET, more)
        wider |= self._show_score(snapshot)
        tested = snapshot.test_loss is not None
        validated = snapshot.validation_loss is not None
        if wider or tested is not self._tested or validated is not self._validated:
            self._tested, self._validated = tested, validated
            self._choose_form()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, self.height())

    def resizeEvent(self, event: object) -> None:
        self._choose_form()

    def _choose_form(self) -> None:
        """Take the widest form that fits."""
        smallest, *others = reversed(_FORMS)
        fitting = smallest
        for form in others:
            self._take_form(form)
            self._row.invalidate()
            needed = self._row.minimumSize().width()
            if form is others[0]:
                self._note_least(needed)
            if needed > self.width():
                break
            fitting = form
        else:
            self._show_baseline()
            return
        self._take_form(fitting)

    def _show_baseline(self) -> None:
        """Show the baseline beside the score where there is one, and still room for it."""
        self.baseline.setVisible(self._compared)
        self._row.invalidate()
        if self._compared and self._row.minimumSize().width() > self.width():
            self.baseline.hide()

    def _note_least(self, needed: int) -> None:
        """Note the width of the smallest form, which lacks two buttons of the one that needs this.

        It is not tried: a button that is hidden even for a moment loses the keyboard.
        """
        minor = (self.reset, self.new_weights)
        least = needed - sum(button.sizeHint().width() + self._row.spacing() for button in minor)
        if least != self._least:
            self._least = least
            self.updateGeometry()

    def _take_form(self, form: tuple[bool, bool, bool, bool, bool, bool, bool, int]) -> None:
        lesser, main, speed, slider, figures, play, minor, space = form
        self.play.show_words(play)
        self.play.setMinimumWidth(_PLAY if play else _PLAY_BARE)
        self.score.setVisible(figures)
        self.baseline.hide()
        self.test.setVisible(figures and self._tested)
        self.validation.setVisible(figures and self._validated)
        for button in (self.reset, self.new_weights):
            button.show_words(lesser)
            button.setVisible(minor)
        for button in (self.back, self.step):
            button.show_words(main)
        self._speed.label.setVisible(speed)
        self._speed.slider.setVisible(slider)
        self._speed.slider.setFixedWidth(72 if speed else 48)
        self._row.setSpacing(space)

    def _figure(self, words: str, role: str, widest: str) -> Figure:
        """Add a named figure to the bar."""
        made = Figure(words, role, widest)
        self._row.addSpacing(4)
        self._row.addWidget(made)
        return made

    def _show_score(self, snapshot: Snapshot) -> bool:
        """Show the accuracy, or R² for regression, on the test, validation or training samples.

        Return whether it needs more room.
        """
        found = {
            "test": snapshot.test_metrics,
            "validation": snapshot.validation_metrics,
            "training": snapshot.train_metrics,
        }
        part = next((part for part, metrics in found.items() if metrics), "training")
        metrics = found[part]
        for metric in scores():
            if metric.name in metrics:
                share = metrics[metric.name]
                told = {
                    "test": _translate("ControlBar", "over the test samples: {share}"),
                    "validation": _translate("ControlBar", "over the validation samples: {share}"),
                    "training": _translate("ControlBar", "over the training samples: {share}"),
                }
                wider = self.score.call(score_words(metric.name, part))
                said = percent(share) if metric.is_share else figure(share)
                more = told[part].format(share=repr(share))
                simplest = self._simplest.get("train" if part == "training" else part)
                if simplest is not None:
                    wider |= self._compare(metric, simplest)
                    more += f"\n{self.baseline.value.toolTip()}"
                return self.score.say(said, more) or wider
        return self.score.say(NOT_YET)

    def _compare(self, metric: type[Metric], simplest: float) -> bool:
        """Show what the same answer to every sample reaches; return whether it needs more room."""
        name = baseline_name(MOST_FREQUENT if metric.is_share else MEAN)
        said = percent(simplest) if metric.is_share else figure(simplest)
        self._compared = metric.is_share  # the R² of the mean is 0 or less, which says little
        return self.baseline.say(
            said, say("ControlBar", "To compare, {baseline}: {score}", baseline=name, score=said)
        )


def _segments(name: str, actions: Sequence[QAction]) -> QFrame:
    """Return buttons side by side, exactly one of which is chosen."""
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
