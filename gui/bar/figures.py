"""A figure in the bar: a number, and above it, in small text, what it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel

#: shown for a number that is not known yet
NOT_YET = "–"


class Figure(QWidget):
    """A number under its name; it keeps the width of its widest text, so that nothing jumps."""

    def __init__(self, words: str, role: str, widest: str) -> None:
        super().__init__()
        self._widest = widest
        self.name, self.value = TermLabel(words), Label()
        set_role(self.name, "caption")
        set_role(self.value, role)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for label in (self.name, self.value):
            label.setAlignment(right)
            label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 1)
        column.setSpacing(0)
        column.addWidget(self.name)  # the names are in one line, whatever the size of the numbers
        column.addWidget(self.value, 1, right)
        self.call(words)
        self.keep_room()

    def text(self) -> str:
        """Return the number as it is shown."""
        return self.value.text()

    def call(self, words: str) -> bool:
        """Set its name; return whether the name has changed."""
        changed = self.name.text() != words
        self.name.setText(words)
        self.value.setAccessibleName(words)
        return changed

    def say(self, text: str, more: str = "") -> bool:
        """Show a number, with `more` as its tooltip. Return whether it needs more room."""
        if text != self.value.text():
            self.value.setText(text)
        if more != self.value.toolTip():
            self.value.setToolTip(more)
            self.name.setToolTip(more)
        return self._take_room(text)

    def keep_room(self) -> None:
        """Keep the room of the widest number in the current text size."""
        self.value.ensurePolished()
        self.value.setFixedSize(0, self.value.fontMetrics().height())
        self._take_room(self._widest)

    def _take_room(self, text: str) -> bool:
        """Return whether a text needs more room than there is, and take that room.

        The size is fixed, so that the window is not laid out again whenever a number changes.
        """
        needed = self.value.fontMetrics().horizontalAdvance(text) + 2
        if needed <= self.value.maximumWidth():
            return False
        self.value.setFixedWidth(needed)
        return True
