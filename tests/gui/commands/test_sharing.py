"""A project copied as text with the keys, and pasted again as a new document."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.documents.shared_text import read_shared
from gui.documents.questions import Answer

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_project_is_copied_as_text_and_pasted_as_a_new_document(shared, monkeypatch) -> None:
    real = shared
    clipboard = QGuiApplication.clipboard()
    real.train(3)
    weight = real.arrays()[0]["weight"]
    clipboard.clear()
    QTest.keyClick(real.window, Qt.Key.Key_E, CTRL | SHIFT)
    real.wait(lambda: clipboard.text().startswith("backstep:1:"))
    text = clipboard.text()
    assert read_shared(text).project.name == real.document.project.name
    monkeypatch.setattr(real.window.files, "ask", lambda: Answer.DISCARD)
    real.window.actions_table["new"].trigger()
    real.settle()
    clipboard.setText(f"  {text}\n")
    QTest.keyClick(real.window, Qt.Key.Key_V, CTRL)
    real.wait(lambda: real.document.project.weights is not None and real.trainer.update == 0)
    real.settle()
    assert (real.arrays()[0]["weight"] == weight).all()
    assert real.document.path is None
    clipboard.clear()


def test_a_damaged_text_is_said_and_changes_nothing(shared) -> None:
    real = shared
    before = real.document.project
    shown: list[str] = []
    real.window.tables.failed.connect(lambda error: shown.append(error.message))
    QGuiApplication.clipboard().setText("backstep:1:abcdef")
    QTest.keyClick(real.window, Qt.Key.Key_V, CTRL)
    assert len(shown) == 1 and "damaged" in shown[0]
    assert real.document.project == before
    QGuiApplication.clipboard().clear()
