"""Check my number: opened at a stop by keys, answers marked, slips named, counted, shown."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.examine.marking import MarkDialog
from gui.kit.settings import Settings
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    yield made
    if made.window.marking.dialog is not None:
        made.window.marking.dialog.close()
    made.close()


def ask(real: RealWindow) -> MarkDialog | None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(real.window, Qt.Key.Key_M, keys)
    dialog: MarkDialog | None = real.window.marking.dialog
    return dialog


def step(real: RealWindow, phases: int) -> None:
    for _ in range(phases - real.snapshots[-1].phases):
        real.window.actions_table["step"].trigger()
        real.settle()
    real.wait(lambda: real.snapshots[-1].phases == phases)


def give(dialog: MarkDialog, text: str) -> str:
    dialog.given.clear()
    QTest.keyClicks(dialog.given, text)
    QTest.keyClick(dialog.given, Qt.Key.Key_Return)
    return dialog.said.text()


def test_a_number_is_marked_right_or_named_by_its_slip_and_counted(real: RealWindow) -> None:
    real.window.actions_table["switch_view"].trigger()
    assert ask(real) is None
    assert "Step through an update first" in real.window.notice_bar.message.text()
    step(real, 2)
    dialog = ask(real)
    assert dialog is not None and dialog.isVisible()
    assert dialog.score.text() == "Nothing checked yet"
    dialog.address.setEditText("Z1[2,1]")
    z = real.snapshots[-1].step.records[1][0].values["z"][1, 0]
    assert give(dialog, f"{z:.4f}") == "Right."
    assert give(dialog, f"{-z:.4f}").startswith("Not right: ")
    assert "sign" in dialog.said.text()
    assert give(dialog, "41.7").startswith("Not right, and not by any")
    assert dialog.score.text() == "1 of 3 right"
    assert give(dialog, "much") == "" and "much" in dialog.given_row.error.text()
    assert dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width())
    assert dialog.about.height() >= dialog.about.heightForWidth(dialog.about.width())
    dialog.address.setEditText("Q9")
    assert dialog.given_row.error.text() == ""
    assert give(dialog, "1") == "" and "Q9" in dialog.address_row.error.text()
    assert dialog.score.text() == "1 of 3 right"
    dialog.address.setEditText("Z1[2,1]")
    QTest.mouseClick(dialog.reveal, Qt.MouseButton.LeftButton)
    assert dialog.said.text().startswith("Z1[2,1] is ")


def test_it_follows_the_stop_and_the_sample(real: RealWindow) -> None:
    real.window.actions_table["switch_view"].trigger()
    step(real, 2)
    dialog = ask(real)
    assert dialog is not None
    first = dialog.address.currentText()
    assert first.startswith("Z1[")
    real.window.steps._step_sample(1)
    assert dialog.address.currentText() != first
    step(real, 3)
    assert dialog.address.currentText().startswith("Z2[")
