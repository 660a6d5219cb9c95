"""A button whose words change keeps the room of the longest, before any layout."""

from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from gui.kit.dialog import SmallDialog

WORDS = ("Go", "Look at it again")


def test_nothing_is_cut_before_the_next_layout(qtbot: QtBot) -> None:
    dialog = SmallDialog("title", "about")
    qtbot.addWidget(dialog)
    button = dialog.add_turning_button(WORDS, lambda: None, primary=True)
    dialog.add_close()
    dialog.show()
    short, long = WORDS
    room = button.width()
    button.turn_to(long, "help")
    assert button.fontMetrics().horizontalAdvance(long) < button.width() == room
    assert button.accessibleName() == button.text() == long
    assert button.toolTip() == "help"
    assert button.isDefault()
    wide = button.sizeHint()
    button.turn_to(short, "")
    assert button.sizeHint() == wide


def test_it_grows_with_the_text(qtbot: QtBot) -> None:
    dialog = SmallDialog("title", "about")
    qtbot.addWidget(dialog)
    button = dialog.add_turning_button(WORDS, lambda: None)
    before = button.sizeHint().width()
    font = QFont(button.font())
    font.setPointSizeF(2 * font.pointSizeF() if font.pointSizeF() > 0 else 24.0)
    button.setFont(font)
    assert button.sizeHint().width() > before
