"""Dialogs and tables have room for their texts, also when the text size changes."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gui.kit.dialog import SmallDialog
from gui.kit.room import RowsOfText
from gui.kit.style import set_text_size

WORDS = "A sentence that has to be read as a whole, however large its letters are. " * 3


@pytest.fixture
def dialog(qtbot: QtBot) -> SmallDialog:
    made = SmallDialog("A title", WORDS)
    made.add_button("Do it", "Does it", lambda: None, primary=True)
    made.add_close()
    qtbot.addWidget(made)
    return made


def has_room(dialog: SmallDialog) -> bool:
    """Return whether its sentence and its buttons are whole."""
    about = dialog.about
    buttons = dialog.findChildren(QPushButton)
    return about.heightForWidth(about.width()) <= about.height() and all(
        button.width() >= button.minimumSizeHint().width() for button in buttons
    )


@pytest.mark.parametrize("shown_before", [True, False])
def test_a_dialog_grows_with_its_text(
    dialog: SmallDialog, qtbot: QtBot, shown_before: bool
) -> None:
    dialog.show()
    qtbot.waitUntil(lambda: has_room(dialog))
    if not shown_before:
        dialog.hide()
    large = QFont(dialog.font())
    large.setPixelSize(26)
    dialog.setFont(large)
    dialog.show()
    qtbot.waitUntil(lambda: has_room(dialog))


def test_its_usual_size_follows_the_text_size(
    dialog: SmallDialog, qtbot: QtBot, qapp: QApplication
) -> None:
    dialog.usual = QSize(420, 200)
    set_text_size(qapp, 150)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.width() >= 630)
    dialog.resize(760, 400)
    dialog.hide()
    dialog.show()
    assert (dialog.width(), dialog.height()) == (760, 400)  # what a person chose stays


def test_rows_are_as_high_as_their_text(qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    RowsOfText(table, 24)
    rows = table.verticalHeader()
    assert rows.defaultSectionSize() >= 24
    large = QFont(table.font())
    large.setPixelSize(40)
    table.setFont(large)
    assert rows.defaultSectionSize() >= table.fontMetrics().height()
