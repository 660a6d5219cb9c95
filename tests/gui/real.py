"""A window over a real session, and how to wait for what it does."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from core.documents.opening import opening_project
from core.run.answers import Answer
from core.run.commands import RenameRun
from core.run.states import State
from gui.kit.settings import Settings
from gui.thread.session import Session
from gui.window.main_window import MainWindow


class RealWindow:
    """The window and its worker's trainer, with ways to wait until both agree."""

    def __init__(self, qtbot: QtBot, settings: Settings) -> None:
        self.qtbot = qtbot
        self.session = Session()
        self.window = MainWindow(self.session, settings)
        self.snapshots: list[Any] = []
        self.session.snapshot_ready.connect(self.snapshots.append)
        self.failures: list[str] = []
        self.session.failed.connect(lambda error: self.failures.append(error.message))
        self.window.show()
        self.window.open_first()
        self.wait(lambda: self.session.state is State.READY and bool(self.snapshots))

    @property
    def trainer(self) -> Any:
        return self.session.worker().trainer

    @property
    def document(self) -> Any:
        return self.window.document

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
        self.qtbot.waitUntil(until, timeout=30_000)

    def settle(self) -> None:
        """Wait until every command sent so far is done and reported: the last one is answered."""
        ticket, told = self.session.ticket(), list[int]()

        def hear(answer: Answer) -> None:
            told.append(answer.ticket)

        self.session.answered.connect(hear)
        self.session.do(RenameRun(0, "", ticket=ticket))
        self.wait(lambda: ticket in told)  # other commands report the list of runs as well
        self.session.answered.disconnect(hear)
        QApplication.processEvents()

    def train(self, updates: int) -> None:
        """Do this many updates, one by one, and wait for the picture of the last."""
        for _ in range(updates):
            self.window.actions_table["unit_update"].setChecked(True)
            self.window.actions_table["step"].trigger()
        self.settle()
        self.wait(lambda: self.snapshots[-1].update == self.trainer.update)

    def arrays(self) -> list[dict[str, np.ndarray]]:
        """Return all arrays of the network as they are."""
        trainer, state = self.trainer, self.trainer.state
        found = trainer.network.arrays(state.parameters.copy(), state.statistics.copy())
        return list(found)

    def undo(self) -> None:
        self.window.actions_table["undo"].trigger()
        self.settle()

    def redo(self) -> None:
        self.window.actions_table["redo"].trigger()
        self.settle()

    def renew(self, qtbot: QtBot) -> None:
        """Reset for the next test: the initial project, the Train view, no dialog."""
        self.qtbot = qtbot
        window = self.window
        window.look.apply()
        window.show()
        window.notice_bar.dismiss()
        window.tabs.show_view("loss")
        window.time.show_steps(False)
        self.settle()
        told = len(self.snapshots)
        self.document.replace_all(opening_project(), None)
        window.open_first()
        self.wait(lambda: len(self.snapshots) > told and self.session.state is State.READY)
        self.settle()
        self.snapshots[:-1] = []
        self.failures.clear()

    def put_away(self) -> None:
        """Leave nothing on the screen until the next test."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.close()
        self.window.hide()

    def close(self) -> None:
        self.window._closing = True
        self.window.close()
        self.window.deleteLater()
        # a shared machine may take longer than the second that the window waits
        self.session._thread.wait(60_000)
        assert not self.session.is_alive()
