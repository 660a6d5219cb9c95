"""While training runs, views that take time to draw take turns: one view in each turn.

Drawing everything takes tens of milliseconds, during which no key press or mouse move is handled;
between two turns they are. When training is paused, every view shows the same moment at once.
"""

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from core.pictures.snapshot import Facts, Snapshot
from core.run.states import State
from gui.kit.view import ShowsSnapshots


class Turns(QObject):
    """Passes moments on to slow views, and reports when the last of them has drawn."""

    def __init__(
        self, views: Sequence[ShowsSnapshots], drawn: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._views, self._drawn = tuple(views), drawn
        self._running = False
        self._snapshot: Snapshot | None = None
        self._waiting: list[ShowsSnapshots] = []
        # one turn in each round of the event loop, with painting in between
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    @Slot(object)
    def show_state(self, state: State) -> None:
        """Take turns while training runs."""
        self._running = state is State.RUNNING
        if not self._running:
            self._finish()

    @Slot(object)
    def show_facts(self, _: Facts) -> None:
        """Finish showing the last moment, because what comes next is of another network."""
        self._finish()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Finish showing the last moment, then show this one."""
        self._finish()
        self._snapshot = snapshot
        self._waiting = list(self._views)
        if not self._running:
            self._finish()
        self._timer.start()

    def _finish(self) -> None:
        while self._waiting:
            self._show_next()

    def _show_next(self) -> None:
        view = self._waiting.pop(0)
        if self._snapshot is None:
            return
        try:
            view.show_snapshot(self._snapshot)
        except Exception:  # a plot that fails is reported, and does not stop the others
            sys.excepthook(*sys.exc_info())

    @Slot()
    def _turn(self) -> None:
        if self._waiting:
            self._show_next()
            return
        self._timer.stop()
        self._drawn()
