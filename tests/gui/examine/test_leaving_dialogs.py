"""Whatever a dialog has begun ends with it, by Esc as by Close."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from core.documents.opening import opening_project
from gui.examine.asking import FindDialog
from gui.examine.doctor import DoctorDialog
from gui.examine.rates import RatesDialog
from gui.examine.starts import StartsDialog


def finding() -> FindDialog:
    made = FindDialog()
    made.field.setText("loss < 0.1")
    return made


def asking_doctor() -> DoctorDialog:
    made = DoctorDialog(frozenset())
    made.show_project(opening_project())
    return made


def trying_rates() -> RatesDialog:
    made = RatesDialog()
    made.show_project(opening_project())
    return made


BEGUN: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]] = {
    "starts": (StartsDialog, lambda dialog: dialog.run.click()),
    "find": (finding, lambda dialog: dialog._find_or_cancel()),
    "rates": (trying_rates, lambda dialog: dialog.begin()),
    "doctor": (asking_doctor, lambda dialog: dialog.look()),
}
LEFT: dict[str, Callable[[QDialog], object]] = {
    "Esc": lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape),
    "Close": QDialog.close,
}


@pytest.mark.parametrize("way", LEFT)
@pytest.mark.parametrize("name", BEGUN)
def test_leaving_a_dialog_cancels_what_it_has_begun(qtbot: QtBot, name: str, way: str) -> None:
    make, begin = BEGUN[name]
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.show()
    begin(dialog)
    with qtbot.waitSignal(dialog.cancelled):
        LEFT[way](dialog)
    assert not dialog.isVisible()
