"""The fields of the editor: each shows a value of the lesson, and tells what a person makes of it.

What is shown from outside is not told again, and the cursor stays where it is.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from gui.kit.plain import Label
from gui.kit.style import set_role

#: a comma between addresses, but not the one inside W1[2,1]
_COMMA = re.compile(r",(?![^\[]*\])")


class LineField(QLineEdit):
    """One line: a text, a list of addresses, whole numbers, or a number."""

    given = Signal(object)  # the value

    def __init__(self, name: str, help: str, form: str = "text", example: str = "") -> None:
        super().__init__()
        self._form = form
        self.setAccessibleName(name)
        self.setToolTip(help)
        self.setPlaceholderText(example)
        self.textEdited.connect(self._tell)

    def value(self) -> Any:
        """Return the value; None where the text is none of its form."""
        text = self.text()
        if self._form == "names":
            return tuple(part.strip() for part in _COMMA.split(text) if part.strip())
        if self._form == "wholes":
            wholes = tuple(map(_whole, text.replace(",", " ").split()))
            return None if None in wholes else wholes
        if self._form == "whole":
            return _whole(text.strip() or "0")
        if self._form == "number":
            try:
                number = float(text.replace(",", "."))
            except ValueError:
                return None
            return number if math.isfinite(number) else None
        return text

    def show_value(self, value: Any) -> None:
        """Show a value."""
        if self.value() == value:
            return
        if isinstance(value, (tuple, list)):
            value = ", ".join(map(str, value))
        self.setText(f"{value:g}" if isinstance(value, float) else str(value))

    def _tell(self) -> None:
        value = self.value()
        if value is not None:
            self.given.emit(value)


def _whole(text: str) -> int | None:
    """Return a whole number of fewer than ten digits; None for any other text."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


class TextField(QPlainTextEdit):
    """Several lines: a text, or a list with one entry a line (`blanks`: empty ones count)."""

    given = Signal(object)

    def __init__(
        self, name: str, help: str, lines: int, listed: bool = False, blanks: bool = False
    ) -> None:
        super().__init__()
        self._listed, self._blanks = listed, blanks
        self.setAccessibleName(name)
        self.setToolTip(help)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)  # there is one row of edits for the whole lesson
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 16)
        self.textChanged.connect(lambda: self.given.emit(self.value()))

    def value(self) -> Any:
        """Return the value."""
        text = self.toPlainText()
        if not self._listed:
            return text
        lines = text.rstrip("\n").split("\n") if text.strip() else []
        return tuple(line for line in lines if self._blanks or line.strip())

    def show_value(self, value: Any) -> None:
        """Show a value."""
        if self.value() == value:
            return
        text = value if isinstance(value, str) else "\n".join(value)
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)


def caption(words: str, of: QWidget | None = None) -> Label:
    """Return the small line over a field."""
    label = Label(words)
    set_role(label, "caption")
    if of is not None:
        label.setBuddy(of)
    return label


def button(words: str, help: str, act: Any = None, checkable: bool = False) -> QPushButton:
    """Return a small button."""
    made = QPushButton(words)
    set_role(made, "small")
    made.setToolTip(help)
    made.setAccessibleName(words)
    made.setAccessibleDescription(help)
    made.setCheckable(checkable)
    made.setAutoDefault(False)
    if act is not None:
        made.clicked.connect(act)
    return made


def select(widgets: Sequence[QWidget], shown: bool) -> None:
    """Show widgets, or hide them."""
    for widget in widgets:
        widget.setVisible(shown)
