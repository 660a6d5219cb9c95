"""What a person tells training to do: play, step, start again, faster, slower."""

import random

from PySide6.QtCore import QCoreApplication, QObject, Slot

from core.data.options import MAX_SEED
from core.pictures.snapshot import Facts
from core.run.states import State
from gui.bar.bar import ControlBar
from gui.documents.document import Document
from gui.kit.actions import Actions
from gui.kit.settings import DEFAULT_SPEED, Settings
from gui.thread.session import Session

_translate = QCoreApplication.translate

#: seeds that New weights draws are short enough to be read out
_SEEDS = min(MAX_SEED, 10**6)


class TrainCommands(QObject):
    """Connects the actions and controls of training to the session."""

    def __init__(
        self,
        actions: Actions,
        bar: ControlBar,
        session: Session,
        document: Document,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._document = document
        actions["play"].triggered.connect(self.play_or_pause)
        actions["step_epoch"].triggered.connect(session.step_epoch)
        actions["reset"].triggered.connect(session.reset)
        actions["new_weights"].triggered.connect(self.new_weights)
        actions["faster"].triggered.connect(lambda: bar.move_speed(1))
        actions["slower"].triggered.connect(lambda: bar.move_speed(-1))
        self._bar, self._settings = bar, settings
        self._own_choice = True
        bar.speed_changed.connect(session.set_speed)
        bar.speed_changed.connect(self._remember_speed)
        self._show_speed(settings.speed())
        session.set_speed(bar.speed())

    def _show_speed(self, speed: float | None) -> None:
        """Set a speed that the person has not chosen now: it is not remembered."""
        self._own_choice = False
        self._bar.set_speed(speed)
        self._own_choice = True

    @Slot(object)
    def _remember_speed(self, speed: float | None) -> None:
        if self._own_choice:
            self._settings.set_speed(speed)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Choose a speed that fits, where the person has chosen none.

        A few points in one batch are a film to watch; what has many updates an epoch would take
        minutes that way, and runs as fast as it can.
        """
        if not self._settings.has_speed():
            self._show_speed(DEFAULT_SPEED if facts.updates_per_epoch == 1 else None)

    @Slot()
    def play_or_pause(self) -> None:
        """Train, or stop training."""
        if self._session.state is State.RUNNING:
            self._session.pause()
        else:
            self._session.play()

    @Slot()
    def new_weights(self) -> None:
        """Draw other starting weights: an edit of the seed, which can be undone."""
        seed = random.SystemRandom().randrange(_SEEDS)
        changed = self._document.project.with_new_weights(seed)
        self._document.edit(changed, _translate("TrainCommands", "new weights"))
