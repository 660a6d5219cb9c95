"""Renaming a run when its field is already open but does not have the keyboard focus."""

from PySide6.QtWidgets import QApplication, QLineEdit

from core.pictures.snapshot import RunSummary
from gui.runs.list import RunsList


def test_renaming_twice_opens_one_field(qtbot, qtlog):
    runs = RunsList()
    qtbot.addWidget(runs)
    runs.show_runs((RunSummary(1, "Run 1", "", 1, 1, 0.5, None, {}, False, True),))
    runs.show()
    runs.table.setCurrentCell(0, 0)
    runs._rename()
    focused = QApplication.focusWidget()
    if focused is not None:
        runs.setFocus()
        focused.clearFocus()
    runs._rename()
    runs._rename()
    fields = runs.table.findChildren(QLineEdit)
    assert len(fields) == 1
    assert not any("editing failed" in record.message for record in qtlog.records)
