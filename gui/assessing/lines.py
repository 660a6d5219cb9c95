"""Words under a figure: they take what room they need, or fold to a line each in a low room."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.kit.lines.few import FewLines, in_lines
from gui.kit.plot_parts import room_for_text
from gui.kit.theme import SPACE


class FittedLines(FewLines):
    """One line if the longest text that is expected fits into it, otherwise two.

    The width decides, so nothing jumps. Folded, it is one line that ends in “…” if it must; the
    tooltip has the rest.
    """

    def __init__(self, name: str, longest: str = "") -> None:
        super().__init__(name)
        self._longest = longest
        self._folded = False

    def say(self, text: str, tip: str = "") -> None:
        """Show a text, with more about it as a tooltip."""
        super().say(text, tip)
        self._fit()

    def fold(self, folded: bool) -> None:
        """Take one line at most, or what the text needs."""
        self._folded = folded
        self._fit()
        self.update()

    def high(self, folded: bool) -> int:
        """Return the height in pixels, folded or not."""
        lines = 1 if folded or self._fits() else 2
        return lines * self.fontMetrics().lineSpacing() + 2

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.high(self._folded))

    def _fits(self) -> bool:
        text = self._longest or self.text()
        return bool(self.fontMetrics().horizontalAdvance(text) <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def shown(self) -> list[str]:
        lines = 1 if self._folded else self._lines
        return in_lines(self.text(), self.font(), self.width(), lines)

    def _fit(self) -> None:
        high = self.minimumSizeHint().height()
        if high != self.minimumHeight():
            self.setFixedHeight(high)


class FoldingView(QWidget):
    """A figure with words above and below it, which fold while it would be too low otherwise.

    In `column`, the figure is the part with a stretch. `least` and `usual` are its heights in
    pixels at the usual text size: below the usual one, the words fold.
    """

    least, usual = 56, 110

    def __init__(self) -> None:
        super().__init__()
        self._folded = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE[0])
        self._left_out: tuple[QWidget, ...] = ()

    def leave_out(self, *parts: QWidget) -> None:
        """Leave these parts out while the words are folded."""
        self._left_out = parts

    def is_folded(self) -> bool:
        """Return whether the words are folded."""
        return self._folded

    def _needs(self, folded: bool) -> int:
        """Return the height that figure and words need, folded or not."""
        high = room_for_text(self.font(), self.least if folded else self.usual)
        for place in range(self.column.count()):
            item = self.column.itemAt(place)
            part = item.widget() if item is not None else None
            if item is None or self.column.stretch(place):
                continue  # the figure
            if part in self._left_out:
                extra = 0 if folded else part.sizeHint().height() + SPACE[0]
            elif part is not None and part.isHidden():
                extra = 0
            elif isinstance(part, FittedLines):
                extra = part.high(folded) + SPACE[0]
            else:
                extra = item.minimumSize().height() + SPACE[0]
            high += extra
        return high

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._needs(True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        folded = self.height() < self._needs(False)
        if folded is self._folded:
            return
        self._folded = folded
        for place in range(self.column.count()):
            item = self.column.itemAt(place)
            part = item.widget() if item is not None else None
            if isinstance(part, FittedLines):
                part.fold(folded)
        for part in self._left_out:
            part.setHidden(folded)
