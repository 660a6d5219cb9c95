"""A window over a session without a thread, for all the tests of a file."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from core.documents.opening import opening_project
from core.run.states import State
from gui.kit.settings import Settings
from gui.window.main_window import MainWindow
from tests.gui.fakes import FakeSession, xor_facts, xor_snapshot


class Kept:
    """The window, its session and its settings."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder / "settings.ini")
        self.session = FakeSession()
        self.window = MainWindow(self.session, self.settings, "1.2.3")  # type: ignore[arg-type]
        self.first = self.window.saveState(), self.window.columns.saveState()

    def renew(self, qtbot: QtBot) -> None:
        """Open the window as it starts: XOR before its first update, default settings."""
        window, session = self.window, self.session
        self.settings.forget_all()
        self.settings.set_theme("light")
        window.look.apply()
        window.resize(1440, 900)
        window.show()
        window.notice_bar.dismiss()
        window.tabs.show_view("loss")
        window.time.show_steps(False)
        session.tell_state(State.READY)
        window.document.replace_all(opening_project(), None)
        window.open_first()
        session.facts_ready.emit(xor_facts())
        session.snapshot_ready.emit(xor_snapshot(window.document.project))
        session.calls.clear()
        session.snapshot_ready.emit(xor_snapshot(window.document.project))
        qtbot.waitUntil(lambda: "acknowledge" in session.names())
        session.calls.clear()

    def put_away(self) -> None:
        """Close the dialogs that are open, and hide the window."""
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.close()
        self.window.hide()

    def close(self) -> None:
        """Close the window without a question."""
        self.window._closing = True
        self.window.close()
        self.window.deleteLater()
