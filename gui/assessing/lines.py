"""A text that takes one line where it fits, else two: decided by the width, so nothing jumps."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent

from gui.kit.plot_parts import FewLines


class FittedLines(FewLines):
    """One line if the longest text that is expected fits into it, otherwise two."""

    def __init__(self, name: str, longest: str = "") -> None:
        super().__init__(name)
        self._longest = longest

    def say(self, text: str, tip: str = "") -> None:
        """Show a text, with more about it as a tooltip."""
        super().say(text, tip)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        lines = 1 if self._fits() else 2
        return QSize(0, lines * self.fontMetrics().lineSpacing() + 2)

    def _fits(self) -> bool:
        text = self._longest or self.text()
        return bool(self.fontMetrics().horizontalAdvance(text) <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        high = self.minimumSizeHint().height()
        if high != self.minimumHeight():
            self.setFixedHeight(high)
