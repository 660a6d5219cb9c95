"""Plain text as it is: names of files, columns and classes may hold what Qt would take for HTML.

Every label and message box of the window is made here, and every text from elsewhere that becomes
a tooltip or the title of an axis goes through here. Buttons, menus, tabs, lists and trees draw
plain text anyway.
"""

import html

from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget


class Label(QLabel):
    """A label that shows its text as it is written, never as HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


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
