"""A teacher at the real window, who writes a lesson."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.lesson.lessons.described import Lesson
from gui.writing.editor import Editor
from tests.gui.real import RealWindow

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


class Author:
    """A teacher at the real window."""

    def __init__(self, real: RealWindow) -> None:
        self.real, self.window = real, real.window
        self.writing = real.window.teaching.writing

    @property
    def editor(self) -> Editor:
        assert self.writing.editor is not None
        return self.writing.editor

    @property
    def lesson(self) -> Lesson:
        return self.editor.lesson_now

    def begin(self) -> None:
        self.writing.begin_new()
        self.real.wait(self.writing.is_writing)
        self.real.settle()

    def step_on(self, times: int) -> None:
        self.window.actions_table["unit_phase"].setChecked(True)
        for _ in range(times):
            self.window.actions_table["step"].trigger()
        self.real.settle()
        snapshots = self.real.snapshots
        self.real.wait(lambda: snapshots[-1].step is not None and snapshots[-1].step.done == times)

    def click(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, LEFT)

    def type(self, field: QWidget, text: str) -> None:
        """Replace what stands in a field by typing."""
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, CTRL)
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        for number, line in enumerate(text.split("\n")):
            if number:
                QTest.keyClick(field, Qt.Key.Key_Return)
            QTest.keyClicks(field, line)

    def pick(self, address: str) -> None:
        """Click the number at an address in the equation or the matrix."""
        sheet = self.window.steps.sheet
        for view in (sheet.equation, sheet.matrix):
            for y in range(2, view.height(), 4):
                for x in range(2, view.width(), 4):
                    if view.address_at(QPoint(x, y).toPointF()) == address:
                        QTest.mouseClick(view, LEFT, pos=QPoint(x, y))
                        return
        raise AssertionError(f"{address} is not shown")
