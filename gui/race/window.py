"""The window of a race: both surfaces, both curves, and the first number that parts."""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.lesson.numbers import full
from core.run.race.part import RaceFacts, RacePicture
from core.run.race.parting import Parting
from core.words import say
from gui.bar.speed import SpeedControl
from gui.kit.colours import run_colour
from gui.kit.dialog import SmallDialog
from gui.kit.lines.few import FewLines
from gui.kit.plain import plain_tip
from gui.kit.plot_parts import colour_label
from gui.kit.style import set_role, text_scale
from gui.kit.theme import LIGHT, Theme
from gui.loss.curves import LossCurves
from gui.race.side import RaceSide
from gui.runs.curves import SideCurves, TwoCurves

_translate = QCoreApplication.translate

#: the pause between two stretches, in milliseconds
_FRAME = 33
COLOURS = (run_colour(0), run_colour(1))


class RaceWindow(SmallDialog):
    """Shows a race, and asks for its next stretch while it plays."""

    advance_requested = Signal(object)  # updates, or None: a moment at full speed
    restart_requested = Signal()
    another_requested = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("RaceWindow", "Race"), "", parent)
        self._theme = LIGHT
        self._facts: RaceFacts | None = None
        self._curves = (LossCurves(), LossCurves())
        self._waiting = self._playing = self._over = False
        self._due = 0.0
        self._since = 0.0
        self.sides = tuple(RaceSide(colour) for colour in COLOURS)
        self.parting = FewLines(_translate("RaceWindow", "The first number that parts"))
        self.curves = TwoCurves()
        self.speed = SpeedControl(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._tick)
        self._build()
        scale = text_scale()
        self.resize(min(1000, round(760 * scale)), min(690, round(640 * scale)))
        self._say_buttons()

    def _build(self) -> None:
        both = QHBoxLayout()
        both.setSpacing(12)
        for side in self.sides:
            both.addWidget(side, 1)
        self.rows.setSpacing(8)
        self.rows.addWidget(self.parting)
        self.rows.addLayout(both, 3)
        self.rows.addWidget(self.curves, 2)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.speed.slider)
        row.addWidget(self.speed.label)
        row.addStretch(1)
        self.rows.addLayout(row)
        words = (_translate("RaceWindow", "Play"), _translate("RaceWindow", "Pause"))
        self.play = self.add_turning_button(words, self.play_or_pause, primary=True)
        self.step = self.add_button(
            _translate("RaceWindow", "Step"),
            _translate("RaceWindow", "One update of both (→)"),
            self.step_once,
        )
        self.restart = self.add_button(
            _translate("RaceWindow", "Reset"),
            _translate("RaceWindow", "Both go back to their starting weights"),
            self.restart_requested.emit,
        )
        self.another = self.add_button(
            _translate("RaceWindow", "Another race…"),
            _translate("RaceWindow", "Race the present network against another variant"),
            self.another_requested.emit,
        )
        self.add_close()
        # Space and → stay with the window, whatever is clicked in it
        for control in self.findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.ClickFocus:
                control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for button in self.buttons.buttons():
            button.installEventFilter(self)

    # ------------------------------------------------------------------ what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme and the text size."""
        self._theme = theme
        for side in self.sides:
            side.set_theme(theme)
        self.curves.set_theme(theme)
        colour_label(self.parting, theme.text)
        set_role(self.about, "caption")

    def show_race(self, facts: RaceFacts) -> None:
        """Show a race that has just begun."""
        self._facts, self._over = facts, False
        self._pause()
        self._waiting = True  # its first picture is on its way
        self._curves = (LossCurves(), LossCurves())
        title = _translate("RaceWindow", "Race")
        self.setWindowTitle(f"{title}: {facts.differs}" if facts.differs else title)
        for side, name, told in zip(self.sides, facts.names, facts.sides, strict=True):
            side.begin(name, told)
        self.about.setText(_about(facts))
        self._say_parting(facts.parting)
        self._say_buttons()

    def show_picture(self, picture: RacePicture) -> None:
        """Show where both are."""
        if self._facts is None:
            return
        self._waiting, self._over = False, picture.over
        shown = []
        for side, curves, snapshot, name, colour in zip(
            self.sides, self._curves, picture.sides, self._facts.names, COLOURS, strict=True
        ):
            curves.take(snapshot.history)
            side.show_snapshot(snapshot)
            shown.append(SideCurves(name, colour, curves.drawn("loss"), curves.drawn("test loss")))
        self.curves.show_sides(*shown)
        self._say_parting(picture.parting)
        if picture.over:
            self._pause()
        self._say_buttons()

    def stop(self) -> None:
        """Note that the last stretch has failed: no picture of it follows."""
        self._waiting = False
        self._pause()
        self._say_buttons()

    def _say_parting(self, parting: Parting | None) -> None:
        words = _translate("RaceWindow", "Up to here, every number of both is the same.")
        tip = ""
        if parting is not None:
            words = parting.words
        if parting is not None and parting.numbers is not None:
            first, second = (full(number) for number in parting.numbers)
            tip = say(
                "RaceWindow",
                "{address}: {first} on the left, {second} on the right",
                address=parting.address,
                first=first,
                second=second,
            )
        self.parting.say(words, tip)

    # ------------------------------------------------------------------ what a person does

    def play_or_pause(self) -> None:
        """Let both train, or stop."""
        if self._playing:
            self._pause()
        elif not self._over:
            self._playing, self._due = True, 1.0
            self._since = time.perf_counter()
            self._timer.start()
            self._tick()
        self._say_buttons()

    def step_once(self) -> None:
        """One update of both."""
        self._pause()
        self._say_buttons()
        if not self._waiting and not self._over:
            self._ask(1)

    def _pause(self) -> None:
        self._playing = False
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        speed = self.speed.speed()
        self._due += (now - self._since) * (speed or 0.0)
        self._since = now
        if self._waiting or not self._playing:
            # what is not done in time is not made up for
            self._due = min(self._due, max(1.0, (speed or 0.0) / 10.0))
        elif speed is None:
            self._ask(None)
        elif self._due >= 1.0:
            updates = int(self._due)
            self._due -= updates
            self._ask(updates)

    def _ask(self, updates: int | None) -> None:
        self._waiting = True
        self.advance_requested.emit(updates)

    def _say_buttons(self) -> None:
        words = _translate("RaceWindow", "Pause") if self._playing else ""
        words = words or _translate("RaceWindow", "Play")
        help = _translate("RaceWindow", "Let both learn (Space)")
        if self._playing:
            help = _translate("RaceWindow", "Stop both (Space)")
        self.play.turn_to(words, plain_tip(help))
        self.play.setEnabled(not self._over)
        self.step.setEnabled(not self._over)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step with → from a button too, where Qt would go to the next button."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() == Qt.Key.Key_Right:
                self.step_once()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays and → steps, as in the main window."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Space:
            self.play_or_pause()
        elif plain and event.key() == Qt.Key.Key_Right:
            self.step_once()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def reject(self) -> None:
        """Close on Esc: the race is over."""
        self._end()
        super().reject()

    def _end(self) -> None:
        self._pause()
        if self._facts is not None:
            self._facts = None
            self.ended.emit()


def _about(facts: RaceFacts) -> str:
    words = _translate("RaceWindow", "Same data, and the samples in the same batches.")
    if not facts.same_order:
        words = _translate("RaceWindow", "Same data, but the samples in other batches.")
    words += " " + _translate(
        "RaceWindow", "Both start at epoch 0, beside your own run, which stays as it is."
    )
    if not facts.comparable:
        words += " " + _translate(
            "RaceWindow", "Their losses are measured differently and cannot be compared."
        )
    return words
