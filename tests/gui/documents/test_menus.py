"""The menu of recent files: what it offers, however long the window has been open."""

from pathlib import Path

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gui.documents.menus import FileMenus
from gui.kit.settings import Settings


def test_a_file_opened_after_a_first_start_is_offered(qtbot: QtBot, settings: Settings) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = FileMenus(window, settings).recent
    for path in ((), ("/a/one.backstep",), ()):
        settings.forget_recent()
        for each in path:
            settings.add_recent(Path(each))
        assert menu.menuAction().isEnabled()  # Qt asks to fill it only if it can be opened
        menu.aboutToShow.emit()
        offered = [action.text() for action in menu.actions() if action.isEnabled()]
        assert [text for text in offered if text.endswith(".backstep")] == [
            Path(each).name for each in path
        ]
        assert menu.actions()
