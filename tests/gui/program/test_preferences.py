"""Preferences: every text is whole, and the text size is what the settings can keep."""

from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from gui.kit.settings import TEXT_SIZES, Settings
from gui.program.preferences import PreferencesDialog


def room_for(combo: QComboBox) -> int:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    control = QStyle.ComplexControl.CC_ComboBox
    return combo.style().subControlRect(control, option, part, combo).width()


def test_every_choice_is_whole_and_all_are_equally_wide(qtbot: QtBot, settings: Settings) -> None:
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    dialog.ask()
    combos = dialog.findChildren(QComboBox)
    assert len(combos) >= 6
    qtbot.waitUntil(lambda: len({combo.width() for combo in combos}) == 1)
    for combo in combos:
        texts = (combo.itemText(place) for place in range(combo.count()))
        widest = max(combo.fontMetrics().horizontalAdvance(text) for text in texts)
        assert widest <= room_for(combo), combo.accessibleName()


def test_the_largest_text_is_kept_and_the_tooltip_says_what_is_possible(
    qtbot: QtBot, settings: Settings
) -> None:
    assert TEXT_SIZES == (90, 200)
    for size in TEXT_SIZES:
        settings.set_text_size(size)
        assert settings.text_size() == size
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    assert "90 to 200 %" in dialog.text_size.toolTip()
