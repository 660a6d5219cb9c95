"""Plain text: names of files, columns and classes may contain what Qt would take for HTML.

Every label and message box of the window is made here, and every text from outside that becomes a
tooltip or an axis title passes through here. Buttons, menus, tabs, lists and trees draw plain text
anyway.
"""

import html
from collections.abc import Sequence

from PySide6 import QtGui
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QToolTip, QWidget

from core.counts import counted
from core.words import say
from gui.kit.terms.asking import asks_by_key


class Label(QLabel):
    """A label that shows its text literally, never as HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class SteadyLabel(Label):
    """One line whose text changes all the time, for example while a network learns.

    A Qt label asks for another size with every text, and the whole window is laid out again. This
    one keeps the room it is given (`setMinimumWidth`, or what a layout leaves it) and ends in “…”
    if a text is longer; the tooltip then has all of it.
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


class _Question(QMessageBox):
    """A box in which F1 asks what a word means, as in every other window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not asks_by_key(event, self):
            super().keyPressEvent(event)


def message_box(parent: QWidget, title: str, text: str, more: str = "") -> QMessageBox:
    """Return a box with a question, its texts shown literally; the caller adds the answers."""
    box = _Question(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
    return box


def may_replace(parent: QWidget, names: Sequence[str], where: str = "") -> bool:
    """Ask whether files of these names may be replaced; `where` is the folder, if not seen."""
    text = say("Replacing", "Replace {name}?", name=names[0])
    if len(names) > 1:
        text = say("Replacing", "Replace {files} in the folder?", files=counted(len(names), "file"))
    words = QCoreApplication.translate("Replacing", "Replace")
    lost = QCoreApplication.translate("Replacing", "The existing contents will be lost.")
    listed = [*names[:5], "…"] if len(names) > 5 else list(names) if len(names) > 1 else []
    more = "\n".join(filter(None, (where, *listed, lost)))
    box = message_box(parent, words, text, more)
    replace = box.addButton(words, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is replace


def plain_tip(text: str) -> str:
    """Return a text as a tooltip that shows it literally."""
    return QtGui.Qt.convertFromPlainText(text) if QtGui.Qt.mightBeRichText(text) else text


def marked(text: str) -> str:
    """Return a text as HTML that shows it literally, for parts that draw only HTML."""
    return html.escape(text, quote=False)
