"""Controlling training: play, step, start again, faster, slower."""

import random

from PySide6.QtCore import QCoreApplication, QObject, Slot

from core.data.options import MAX_SEED
from core.pictures.snapshot import Facts
from core.run.states import State
from gui.bar.speed import SpeedControl
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, Situation, Words, can_play, is_built
from gui.kit.settings import DEFAULT_SPEED, Settings
from gui.thread.session import Session

_translate = QCoreApplication.translate

#: the seeds that New weights draws are short enough to read aloud
_SEEDS = min(MAX_SEED, 10**6)

#: a person can follow this many epochs a second; more updates a second than this are not held back
_EPOCHS_SEEN, _FASTEST_SEEN = 4, 500


class TrainCommands(QObject):
    """Connects the actions and controls of training to the session."""

    def __init__(
        self,
        speed: SpeedControl,
        session: Session,
        document: Document,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._document = document
        self._speed, self._settings = speed, settings
        self._own_choice = True
        speed.speed_changed.connect(session.set_speed)
        speed.speed_changed.connect(self._remember_speed)
        self._show_speed(settings.speed())
        session.set_speed(speed.speed())

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        session, speed = self._session, self._speed
        return (
            ActionRow(
                "play",
                _translate("Actions", "Play"),
                _translate("Actions", "Let the network learn (Space or F5)"),
                Place(Menu.TRAIN),
                self.play_or_pause,
                can_play,
                ("F5",),
                bare_key="Space",
                repeats=False,
                icon="play-fill",
                on_accent=True,
                words=_play_words,
            ),
            ActionRow(
                "reset",
                _translate("Actions", "Reset"),
                _translate("Actions", "Go back to the same starting weights (R)"),
                Place(Menu.TRAIN, 3),
                session.reset,
                is_built,
                ("R",),
                icon="arrow-counter-clockwise",
            ),
            ActionRow(
                "new_weights",
                _translate("Actions", "New weights"),
                _translate(
                    "Actions",
                    "Draw other starting weights; not every start finds a solution (Shift+R)",
                ),
                Place(Menu.TRAIN, 3),
                self.new_weights,
                is_built,
                ("Shift+R",),
                icon="dice-five",
            ),
            ActionRow(
                "slower",
                _translate("Actions", "Slower"),
                _translate("Actions", "Fewer updates a second ([)"),
                Place(Menu.TRAIN, 4),
                lambda: speed.move_speed(-1),
                keys=("[",),
            ),
            ActionRow(
                "faster",
                _translate("Actions", "Faster"),
                _translate("Actions", "More updates a second (])"),
                Place(Menu.TRAIN, 4),
                lambda: speed.move_speed(1),
                keys=("]",),
            ),
        )

    def _show_speed(self, speed: float | None) -> None:
        """Set a speed that the person did not choose: it is not remembered."""
        self._own_choice = False
        self._speed.set_speed(speed)
        self._own_choice = True

    @Slot(object)
    def _remember_speed(self, speed: float | None) -> None:
        if self._own_choice:
            self._settings.set_speed(speed)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Choose a suitable speed if the person has not chosen one.

        Training on a few points in one batch is slow enough to watch, as are a few epochs a second;
        what would take minutes that way runs at full speed.
        """
        if not self._settings.has_speed():
            self._show_speed(usual_speed(facts.updates_per_epoch))

    @Slot()
    def play_or_pause(self) -> None:
        """Train, or stop training."""
        if self._session.state is State.RUNNING:
            self._session.pause()
        else:
            self._session.play()

    @Slot()
    def new_weights(self) -> None:
        """Draw other starting weights by editing the seed, which can be undone."""
        seed = random.SystemRandom().randrange(_SEEDS)
        changed = self._document.project.with_new_weights(seed)
        self._document.edit(changed, _translate("TrainCommands", "new weights"))


def usual_speed(updates_per_epoch: int) -> float | None:
    """Return a speed, in updates a second, at which learning can be watched; None: full speed."""
    if updates_per_epoch == 1:
        return DEFAULT_SPEED
    wanted = float(_EPOCHS_SEEN * updates_per_epoch)
    return wanted if wanted <= _FASTEST_SEEN else None


def _play_words(now: Situation) -> Words:
    """Return what Play is called now: it pauses a run, and continues a finished one."""
    if now.state is State.RUNNING:
        help = _translate("Actions", "Stop after this update (Space or F5)")
        return Words(_translate("Actions", "Pause"), help, "pause-fill")
    text = _translate("Actions", "Play")
    if now.state is State.FINISHED:
        text = _translate("Actions", "Go on")
    return Words(text, _translate("Actions", "Let the network learn (Space or F5)"), "play-fill")
