"""The list of keys, read off the rows of the actions."""

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.action_row import ActionRow, Menu, Place
from gui.program.help import keys_dialog


def test_keys_come_in_the_order_of_the_menus_and_what_has_none_is_left_out(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    rows = (
        ActionRow("help", "Help", "Helps (F1)", Place(Menu.HELP), keys=("F1",)),
        ActionRow("silent", "Silent", "Has no key", Place(Menu.FILE)),
        ActionRow("go", "Go", "Goes", Place(Menu.TRAIN), keys=("F7", "F8"), bare_key="Right"),
        ActionRow("far", "Far", "Goes back", Place(Menu.TRAIN), keys=("Shift+Left",)),
    )
    texts = [label.text() for label in keys_dialog(parent, rows).findChildren(QLabel)]
    assert texts[1:] == ["→, F7", "Goes", "Shift+←", "Goes back", "F1", "Helps"]
