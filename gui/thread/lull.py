"""A lull: training waits while the window does something that takes a long turn of its own.

Giving every widget another theme or size calls Python a thousand times; if training runs meanwhile,
each call may have to wait for the interpreter, and the window is silent for twice as long.
"""

import threading

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

#: how long the window is left alone after the last request, in milliseconds: until it has painted
AFTER_MS = 20
#: the longest that training waits, in seconds, should the window be busy for longer
MOST = 0.4

_FOLLOWED = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class Lull(QObject):
    """Asked for in the window's thread, kept in the training thread between two slices."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._over = threading.Event()
        self._over.set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.end)

    @Slot()
    def begin(self) -> None:
        """Let training wait from its next slice on, until the window has time again."""
        self._over.clear()
        self._timer.start()

    def heed(self, *widgets: QObject) -> None:
        """Begin whenever a widget is shown, hidden or given another size: what is in it follows."""
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self.begin()
        return False

    @Slot()
    def end(self) -> None:
        """Let training go on."""
        self._over.set()

    def is_on(self) -> bool:
        """Return whether there is one. From any thread."""
        return not self._over.is_set()

    def keep(self) -> None:
        """Wait until the lull is over, if there is one. From the training thread."""
        if not self._over.wait(MOST):
            self._over.set()
