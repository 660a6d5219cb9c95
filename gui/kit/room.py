"""Room for what needs more: texts that wrap, which Qt would squeeze, and an area that scrolls."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QTableView, QWidget

from gui.kit.style import text_scale

#: the share of the window that a page at its left may take in larger text
_PAGE_SHARE = 0.36


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


class SidePage(QWidget):
    """A page at the left: larger text makes it wider, as far as the window has room beside it."""

    #: the width in pixels at the usual text size
    usual_width = 300

    def width_in(self, room: int) -> int:
        """Return the width it takes in a window of this width."""
        wanted = round(self.usual_width * max(1.0, text_scale()))
        return min(wanted, max(self.usual_width, round(room * _PAGE_SHARE)))


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
