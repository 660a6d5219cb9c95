"""Dialogs and tables have room for their texts, also when the text size changes."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.kit.dialog import SmallDialog
from gui.kit.room import RowsOfText, make_room
from gui.kit.style import set_text_size, stylesheet
from gui.kit.theme import LIGHT

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


def test_a_dialog_that_was_high_while_it_was_narrow_fits_the_screen(
    dialog: SmallDialog, qtbot: QtBot, qapp: QApplication
) -> None:
    dialog.about.setText(WORDS * 6)
    dialog.resize(300, 100)
    make_room(dialog)  # as high as its texts are at this width
    narrow = dialog.minimumHeight()
    dialog.usual = QSize(700, 0)
    dialog.show()
    qtbot.waitUntil(lambda: has_room(dialog))
    room = dialog.screen().availableSize()
    assert dialog.width() >= 700 and dialog.minimumHeight() < narrow
    assert dialog.height() <= room.height()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_fields_side_by_side_are_equally_high(
    qtbot: QtBot, qapp: QApplication, scale: float
) -> None:
    qapp.setStyleSheet(stylesheet(LIGHT, scale))
    try:
        fields = (QLineEdit(), QSpinBox(), QDoubleSpinBox(), QComboBox())
        around = QWidget()
        qtbot.addWidget(around)
        row = QHBoxLayout(around)
        for field in fields:
            row.addWidget(field)
        around.resize(600, 120)
        around.show()
        assert len({field.height() for field in fields}) == 1
    finally:
        qapp.setStyleSheet("")
