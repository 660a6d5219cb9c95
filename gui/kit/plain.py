"""Plain text as it is: names of files, columns and classes may hold what Qt would take for HTML.

Every label and message box of the window is made here, and every text from elsewhere that becomes
a tooltip or the title of an axis goes through here. Buttons, menus, tabs, lists and trees draw
plain text anyway.
"""

import html

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QToolTip, QWidget


class Label(QLabel):
    """A label that shows its text as it is written, never as HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class SteadyLabel(Label):
    """One line that changes all the time, as while a network learns.

    A label of Qt's asks for another size with every text, and the whole window is laid out anew.
    This one keeps the room that it is given (`setMinimumWidth`, or what a layout leaves it) and
    ends in “…” where a text is longer; the cursor then tells all of it.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        self._line = ""
        super().__init__("", parent)
        self.setText(text)

    def text(self) -> str:
        """Return the text that is shown."""
        return self._line

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self._line:
            self._line = text
            self.setAccessibleDescription(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self.toolTip():
            if self.fontMetrics().horizontalAdvance(self._line) > self.width():
                place = event.globalPos() if isinstance(event, QHelpEvent) else QPoint()
                QToolTip.showText(place, plain_tip(self._line), self)
            return True
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self._line, Qt.TextElideMode.ElideRight, self.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            painter.drawText(self.rect(), int(self.alignment()), shown)


def message_box(parent: QWidget, title: str, text: str, more: str = "") -> QMessageBox:
    """Return a box with a question, its texts as they are written; the answers are to be added."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
    return box


def plain_tip(text: str) -> str:
    """Return a text as a tooltip that shows it as it is written."""
    return QtGui.Qt.convertFromPlainText(text) if QtGui.Qt.mightBeRichText(text) else text


def marked(text: str) -> str:
    """Return a text as HTML that shows it as it is written, for what draws nothing else."""
    return html.escape(text, quote=False)
