"""Python's garbage collector, run only in the window's thread and in short turns.

A full collection goes over every object there is, some hundred thousand after start-up, and stops
the window meanwhile. So the objects created at start-up, which live until the end, are excluded;
young objects are collected often, which is quick, and the rest only now and then. While a large
table is read there are a million young objects, none of them garbage: collection waits until they
have gone.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

#: the time between two collections of young objects, in milliseconds
YOUNG_MS = 1000

#: how many collections of young objects come before one of everything that is not frozen
YOUNG_LOOKS = 30

#: with more young objects than this, collection is postponed, at most this many times
MANY, PATIENCE = 50_000, 60

#: the time from the first turn of the event loop until start-up counts as finished, in milliseconds
SETTLE_MS = 3000


class Collector(QObject):
    """Collects by a timer; Python's automatic collection, which may run in any thread, is off.

    If it were on, it might run in the worker and destroy Qt objects there.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = self._put_off = 0
        self._was_on = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over from Python; `settle` follows some time after the event loop begins."""
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start(YOUNG_MS)
        QTimer.singleShot(SETTLE_MS, self, self.settle)

    def stop(self) -> None:
        """Return collection to Python, if that was on. Only when no other thread runs any more."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    @Slot()
    def settle(self) -> None:
        """Freeze the objects there are now, so that no later collection goes over them."""
        if self._timer.isActive():
            gc.collect()
            gc.freeze()

    @Slot()
    def look(self) -> None:
        """Collect young objects, and now and then all; if there are very many, wait."""
        if gc.get_count()[0] > MANY:
            self._put_off += 1
            if self._put_off > PATIENCE:
                gc.freeze()  # what has lived for so long is frozen as well
                self._put_off = 0
            return
        self._put_off = 0
        self._looks += 1
        gc.collect(2 if self._looks % YOUNG_LOOKS == 0 else 1)
