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


def test_the_field_for_a_name_is_wide_enough_to_read_it(qtbot):
    runs = RunsList()
    qtbot.addWidget(runs)
    runs.resize(360, 300)
    runs.show_runs((RunSummary(1, "Run 1", "", 1, 1, 0.5, None, {}, False, True),))
    runs.show()
    runs.table.setCurrentCell(0, 0)
    runs._rename()
    (field,) = runs.table.findChildren(QLineEdit)
    assert field.width() >= 120 and field.geometry().right() <= runs.table.viewport().width()
