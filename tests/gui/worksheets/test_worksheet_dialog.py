"""The window of worksheets: what it asks for and says; and sheets of the window's own network."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.run.learning.handing_out import HandedOut
from core.run.learning.worksheets import Wanted
from gui.kit.choice import QuietCombo
from gui.worksheets.dialog import WorksheetDialog
from gui.worksheets.pages import LETTER
from gui.worksheets.printing import Printing
from tests.gui.real import RealWindow


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> WorksheetDialog:
    window = WorksheetDialog()
    qtbot.addWidget(window)
    window.ask(tmp_path, "xor")
    return window


def choose(combo: QuietCombo, value: object) -> None:
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def test_it_asks_for_what_was_chosen(dialog: WorksheetDialog, qtbot: QtBot, tmp_path: Path) -> None:
    choose(dialog.form, ".tex")
    assert dialog.paths() == (tmp_path / "xor-worksheets.tex", tmp_path / "xor-key.tex")
    assert not dialog.paper.isEnabled()
    dialog.count.lineEdit().selectAll()
    QTest.keyClicks(dialog.count, "30")
    choose(dialog.digits, 3)
    QTest.mouseClick(dialog.blank["loss"], Qt.MouseButton.LeftButton, pos=_inside(dialog))
    dialog.key.path.clear()
    with qtbot.waitSignal(dialog.sheets_requested) as asked:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    wanted = Wanted(1, 1, ("forward", "backward", "update"), 3)
    assert asked.args == [30, wanted, (tmp_path / "xor-worksheets.tex",)]
    dialog.show_handed_out(HandedOut(10, 30))
    assert dialog.task.progress.value() == 10 and not dialog.count.isEnabled()
    with qtbot.waitSignal(dialog.cancelled):
        QTest.mouseClick(dialog.task.button, Qt.MouseButton.LeftButton)
    assert "nothing is written" in dialog.task.outcome.text() and dialog.count.isEnabled()


def _inside(dialog: WorksheetDialog) -> object:
    return dialog.blank["loss"].rect().center()


def test_the_ending_and_the_form_follow_each_other(dialog: WorksheetDialog) -> None:
    assert dialog.form.currentData() == ".pdf" and dialog.paper.isEnabled()
    dialog.file.path.setText("/tmp/sheets.gift")
    assert dialog.form.currentData() == ".gift" and "contain the answers" in dialog.note.text()
    assert dialog.paper.isEnabled()  # the key is still PDF
    choose(dialog.form, ".md")
    assert [path.suffix for path in dialog.paths()] == [".md", ".md"]
    assert not dialog.paper.isEnabled()


def test_it_says_what_is_refused_and_how_it_ended(
    dialog: WorksheetDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    for box in dialog.blank.values():
        box.setChecked(False)
    assert not dialog.task.button.isEnabled() and "at least one" in dialog.note.text()
    dialog.blank["forward"].setChecked(True)
    dialog.file.set_file(tmp_path / "sheets.doc")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "cannot be written with that suffix" in dialog.task.error.text()
    dialog.file.set_file(tmp_path / "xor-key.pdf")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "would be the same file" in dialog.task.error.text() and not dialog.task.is_running
    dialog.file.set_file(tmp_path / "sheets.pdf")
    assert not dialog.task.error.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.task.is_running
    dialog.show_handed_out(HandedOut(error=UserError("too many", "take fewer")))
    assert dialog.task.error.text() == "too many: take fewer" and not dialog.task.is_running
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    dialog.show_handed_out(HandedOut(paths=dialog.paths()))
    assert dialog.task.outcome.text() == "Written: sheets.pdf, xor-key.pdf."
    with qtbot.waitSignal(dialog.folder_wanted) as wanted:
        QTest.mouseClick(dialog.task.open_folder, Qt.MouseButton.LeftButton)
    assert wanted.args == [tmp_path]


@pytest.mark.thorough
def test_sheets_of_the_network_in_the_window(shared: RealWindow, tmp_path: Path) -> None:
    window = shared.window
    QTest.keyClick(
        window,
        Qt.Key.Key_H,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    dialog = window.teaching.worksheets.dialog
    assert dialog is not None and dialog.isVisible()
    for ending in (".pdf", ".html"):
        dialog.file.set_file(tmp_path / f"sheets{ending}")
        dialog.key.set_file(tmp_path / f"key{ending}")
        choose(dialog.paper, LETTER)
        dialog.count.set_value(3)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        shared.wait(lambda e=ending: dialog.task.outcome.text() == f"Written: sheets{e}, key{e}.")
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(found) == {"sheets.pdf", "key.pdf", "sheets.html", "key.html"}
    assert found["sheets.pdf"].startswith(b"%PDF") and b"XOR-3" in found["sheets.html"]
    dialog.count.set_value(500)
    dialog.file.set_file(tmp_path / "never.pdf")
    dialog.key.path.clear()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    shared.wait(lambda: dialog.task.progress.value() > 0)
    QTest.mouseClick(dialog.task.button, Qt.MouseButton.LeftButton)
    shared.settle()
    assert "nothing is written" in dialog.task.outcome.text()
    assert not (tmp_path / "never.pdf").exists()
    dialog.close()


def test_another_document_has_files_of_its_own_name(
    dialog: WorksheetDialog, tmp_path: Path
) -> None:
    choose(dialog.form, ".tex")
    dialog.ask(tmp_path, "iris")
    assert dialog.paths() == (tmp_path / "iris-worksheets.tex", tmp_path / "iris-key.tex")
    dialog.key.path.clear()
    dialog.ask(tmp_path, "wine")
    assert dialog.paths() == (tmp_path / "wine-worksheets.tex",)


def test_drawing_that_fails_is_over(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise ZeroDivisionError

    parent = QObject()
    printing = Printing(parent)
    monkeypatch.setattr("gui.worksheets.printing.Pages", fail)
    printing.begin((), (Path("sheets.pdf"),), LETTER)
    with pytest.raises(ZeroDivisionError):
        printing._go_on()
    printing._go_on()
    assert not printing._timer.isActive()
