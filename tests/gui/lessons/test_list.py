"""The list of lessons: headings that cannot be chosen, and a language that is remembered."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.documents.lesson_list import lesson_groups
from gui.kit.settings import Settings
from gui.lessons.list import LessonsDialog


def test_another_language_is_shown_at_once_and_kept(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.set_language("en")
    dialog = LessonsDialog(settings)
    qtbot.addWidget(dialog)
    dialog.language.chosen.connect(
        lambda: dialog.show_lessons(lesson_groups(settings.language(), None), again=True)
    )
    dialog.show_lessons(lesson_groups(settings.language(), None))
    rows = [dialog.list.item(row) for row in range(dialog.list.count())]
    headings = [item.text() for item in rows if not item.flags() & Qt.ItemFlag.ItemIsSelectable]
    assert headings == ["First steps", "Training", "Tutorials"]
    assert dialog.list.currentItem().text().startswith("1  One neuron")
    last = dialog.list.count() - 1
    dialog.list.setCurrentRow(last)
    choice = dialog.language
    choice.setCurrentIndex(choice.findData("pt"))
    choice.activated.emit(choice.currentIndex())
    assert settings.language() == "pt" and dialog.list.currentRow() == last
    assert "quantas quiser" in dialog.list.currentItem().text()
    QTest.keyClick(dialog.list, Qt.Key.Key_Up)
    assert "A1 · (1 − A1)" in dialog.list.currentItem().text()
    assert "Uma linha" in dialog.about_one.text()
    opened: list[Path] = []
    dialog.chosen.connect(opened.append)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert opened[0].parent.name == "sigmoid-slope"
