"""What one test leaves pressed, the next one does not find pressed."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import let_go


def test_a_button_left_pressed_is_released(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert QApplication.mouseButtons() == Qt.MouseButton.LeftButton
    let_go()
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton
