"""The cell of the confusion matrix whose samples are listed, as a button that takes it away."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

#: the most that its words take, in pixels
_WIDTH = 165
#: what its cross and its margins take
_REST = 36


class Cell(QPushButton):
    """The listed cell, with a cross to remove it; long names are shortened if there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show which cell it is."""
        self._said = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._said)
        return QSize(min(wide, _WIDTH) + _REST, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_REST + 40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(20, self.width() - _REST)
        brief = self.fontMetrics().elidedText(self._said, Qt.TextElideMode.ElideMiddle, room)
        self.setText(brief.replace("&", "&&") + "  ✕")
