"""Check a sheet: rebuilt by its number, filled in by keys, marked cell by cell."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.data.dataset import load_dataset
from core.documents.project_file import open_file
from core.errors import UserError
from core.lesson.marking.marks import mark
from core.lesson.worksheets.sheet import written
from core.resources import resource_path
from core.run.learning.worksheets import Made, Wanted, making
from gui.worksheets.checking import CheckSheetDialog
from gui.worksheets.tables import Field
from tests.gui.real import RealWindow

XOR = open_file(resource_path("examples") / "xor.json").project


@pytest.fixture(scope="module")
def made() -> Made:
    dataset = load_dataset(XOR.data, XOR.data_seed(), None)
    return next(found for found in making(XOR, dataset, (3,), Wanted(1)) if found is not None)


@pytest.fixture
def dialog(qtbot: QtBot, made: Made) -> CheckSheetDialog:
    window = CheckSheetDialog()
    qtbot.addWidget(window)
    window.marks_wanted.connect(lambda update, given: window.show_marks(tuple(mark(update, given))))
    window.ask("XOR")
    return window


def find(dialog: CheckSheetDialog, made: Made, text: str = "XOR-3") -> dict[str, Field]:
    dialog.number.setText("")
    QTest.keyClicks(dialog.number, text)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    dialog.show_sheet(made)
    return fields_of(dialog)


def fields_of(dialog: CheckSheetDialog) -> dict[str, Field]:
    assert dialog.sheet is not None
    return {str(field.address): field for field in dialog.sheet.fields()}


def values_of(made: Made) -> dict[str, float]:
    return {str(cell.address): cell.value for cell in made.sheet.cells()}


def test_it_asks_for_the_sheet_of_a_number(dialog: CheckSheetDialog, qtbot: QtBot) -> None:
    assert not dialog.button.isEnabled() and dialog.button.text() == "Find it"
    QTest.keyClicks(dialog.number, "Circle-3")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "another network" in dialog._number_row.error.text()
    dialog.number.selectAll()
    QTest.keyClicks(dialog.number, "3")
    with qtbot.waitSignal(dialog.sheet_wanted) as wanted:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert wanted.args == [3, Wanted(1, 1)] and not dialog._number_row.error.text()
    dialog.show_sheet(UserError("too many", "take fewer"))
    assert dialog.said.text() == "too many: take fewer" and dialog.button.text() == "Find it"


def test_the_key_is_right_and_another_number_finds_another_sheet(
    dialog: CheckSheetDialog, made: Made
) -> None:
    fields, values = find(dialog, made), values_of(made)
    assert dialog.title.text() == "XOR-3, seed 1" and dialog.button.text() == "Check"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "at least one" in dialog.said.text()
    for address, field in fields.items():
        field.line.setText(written(values[address], 4))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert {field.mark.text() for field in fields.values()} == {"✓"}
    assert dialog.score.text() == f"{len(fields)} of {len(fields)} right"
    dialog.seed.lineEdit().selectAll()
    QTest.keyClicks(dialog.seed, "2")
    assert dialog.button.text() == "Find it"
    dialog.forget()
    assert dialog.sheet is None and dialog.area.widget() is None and not dialog.title.isVisible()


def test_a_slip_is_named_and_what_follows_from_it_is_right(
    dialog: CheckSheetDialog, made: Made
) -> None:
    fields, values = find(dialog, made), values_of(made)
    flipped = -values["dZ2[1,1]"]
    for address, value in (
        ("dZ2[1,1]", flipped),
        ("db2[1]", flipped),
        ("dW2[1,1]", flipped * values["A1[1,1]"]),
        ("Z2[1,1]", values["Z2[1,1]"] * 1.002),
    ):
        fields[address].setFocus()
        QTest.keyClicks(fields[address].line, f"{value:.4f}")
    QTest.keyClicks(fields["A2[1,1]"].line, "half")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    signs = {address: field.mark.text() for address, field in fields.items() if field.mark.text()}
    assert signs == {
        "Z2[1,1]": "✓", "A2[1,1]": "?", "dZ2[1,1]": "✗", "db2[1]": "✓", "dW2[1,1]": "✓",
    }  # fmt: skip
    assert "the sign is wrong" in fields["dZ2[1,1]"].line.toolTip()
    assert "follows from your dZ2[1,1]" in fields["dW2[1,1]"].line.toolTip()
    assert "small rounding difference" in fields["Z2[1,1]"].line.toolTip()
    assert dialog.score.text() == "3 of 4 right"
    assert dialog.sheet is not None
    said = [table.said.text() for table in dialog.sheet.tables if table.said.text()]
    assert any("✗ dZ2[1,1]: Not right: the sign is wrong." in lines for lines in said)
    QTest.keyClicks(fields["dZ2[1,1]"].line, "1")
    assert not fields["dZ2[1,1]"].mark.text() and not dialog.score.text()


@pytest.mark.thorough
def test_a_sheet_of_the_network_in_the_window(shared: RealWindow, made: Made) -> None:
    window = shared.window
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_J, keys)
    dialog = window.teaching.worksheets.checking
    assert dialog is not None and dialog.isVisible()
    name = window.document.project.name
    QTest.keyClicks(dialog.number, f"{name}-3")
    QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    shared.wait(lambda: dialog.sheet is not None)
    fields = fields_of(dialog)
    QTest.keyClicks(fields["Z1[1,1]"].line, "9.99")
    QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    shared.wait(lambda: dialog.score.text() == "0 of 1 right")
    window.document.replace_all(window.document.project, None)
    assert dialog.sheet is None
    dialog.close()
