"""Room for what needs more: texts that wrap, which Qt would squeeze, and an area that scrolls."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QTableView, QWidget


class Upright(QScrollArea):
    """An area that scrolls up and down only, and leaves ← and → to the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt would take ← and → for scrolling even where there is nothing to scroll."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


def make_room(window: QWidget) -> None:
    """Make a window as high as its contents need at its width; it never becomes lower."""
    layout = window.layout()
    if layout is None:
        return
    layout.activate()
    width = max(window.width(), layout.totalMinimumSize().width())
    needed = layout.totalMinimumSize().height()
    if layout.hasHeightForWidth():
        needed = max(needed, layout.totalMinimumHeightForWidth(width))
    window.setMinimumHeight(needed)


class RowsOfText(QObject):
    """Gives the rows of a table the height of its text, and at least the usual one in pixels."""

    def __init__(self, table: QTableView, usual: int) -> None:
        super().__init__(table)
        self._table, self._usual = table, usual
        self._fit()
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        high = self._table.fontMetrics().height() + 6
        self._table.verticalHeader().setDefaultSectionSize(max(self._usual, high))
