"""Late parts are made in time: one a turn of the event loop, while nobody waits for the window.

Whoever opens a view later finds it made, so it opens as quickly as if it had been there from the
start; and the first picture of the window does not wait for it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from core.late import Late

#: from the start to the first part, and from one part to the next, in milliseconds
FIRST_MS, NEXT_MS = 1500, 150


class InTime(QObject):
    """Makes parts one after another; `hush` is called before each, to let training wait."""

    def __init__(
        self, parts: Iterable[Late[Any]], hush: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._left, self._hush = list(parts), hush
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.make_next)

    def begin(self) -> None:
        """Make the first part after a while."""
        self._timer.start(FIRST_MS)

    def is_done(self) -> bool:
        """Return whether all parts are there."""
        return not self._left

    @Slot()
    def make_next(self) -> None:
        """Make the next part that is not there, unless a mouse button or a menu is held."""
        if QApplication.mouseButtons() or QApplication.activePopupWidget() is not None:
            return
        self._timer.setInterval(NEXT_MS)
        while self._left:
            late = self._left.pop(0)
            if late.there() is None:
                self._hush()
                late.part()
                break
        if self.is_done():
            self._timer.stop()
