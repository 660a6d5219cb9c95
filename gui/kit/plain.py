"""Plain text: names of files, columns and classes may contain what Qt would take for HTML.

Every label and message box of the window is made here, and every text from outside that becomes a
tooltip or an axis title passes through here. Buttons, menus, tabs, lists and trees draw plain text
anyway.
"""

import html
import re
import unicodedata
from collections.abc import Sequence

from PySide6 import QtGui
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QMenu,
    QMessageBox,
    QToolTip,
    QWidget,
)

from core.counts import counted
from core.words import say
from gui.kit.terms.asking import asks_by_key

#: a place where a line may break, which is not seen
_BREAK = "\u200b"
#: words that are too long for a line, and where they may go on in the next one
_LONG_WORD = re.compile(r"\S{21,}")
_PLACES = re.compile(r"([_/\\.]|[^\s_/\\.]{20})(?=\S)")


class Label(QLabel):
    """A label that shows its text literally, never as HTML.

    If its lines wrap, so do words that are too long for one, such as names of files: Qt would make
    the whole column as wide as the word. What is copied is the text as it was given.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def text(self) -> str:
        """Return the text as it was given."""
        return self._given

    def painted(self) -> str:
        """Return the text with the places where long words may break."""
        return super().text()

    def setText(self, text: str) -> None:
        self._given = text
        super().setText(breakable(text) if self.wordWrap() else text)

    def setWordWrap(self, on: bool) -> None:
        super().setWordWrap(on)
        self.setText(self._given)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self._copy(QClipboard.Mode.Clipboard)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if _BREAK in self.selectedText() and QGuiApplication.clipboard().supportsSelection():
            self._copy(QClipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if _BREAK not in self.selectedText():
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QCoreApplication.translate("Label", "Copy")
        menu.addAction(words, lambda: self._copy(QClipboard.Mode.Clipboard))
        menu.popup(event.globalPos())

    def _copy(self, where: QClipboard.Mode) -> None:
        """Copy what is selected, without the places where lines may break."""
        QGuiApplication.clipboard().setText(self.selectedText().replace(_BREAK, ""), where)


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


#: what a frame's icon and buttons take beside the title
_FRAME = 110


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
    box.setText(breakable(text))
    box.setInformativeText(breakable(more))
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
    named = f"{title} — {QApplication.applicationDisplayName()}"  # the frame cuts what is wider
    for buttons in box.findChildren(QDialogButtonBox):
        buttons.setMinimumWidth(buttons.fontMetrics().horizontalAdvance(named) + _FRAME)
    return box


def breakable(text: str) -> str:
    """Return a text in which lines can break within words that are as long as names of files are.

    What wraps it is as wide as its longest word, even if the screen is not.
    """
    return _LONG_WORD.sub(lambda word: _PLACES.sub(rf"\1{_BREAK}", word[0]), text)


def isolated(name: str) -> str:
    """Return a name so that it does not turn the direction of the numbers beside it.

    Without, "23 of A · 22 of B" is read as "23 of 22 · A of B" where A is Arabic or Hebrew.
    """
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name)
    return f"\u2068{name}\u2069" if turns else name


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
