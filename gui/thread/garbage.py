"""Python's collector of unreachable objects, in the window's thread alone and in short turns.

A full look goes over every object there is, some hundred thousand after the start, and stops the
window meanwhile. So what the start has made is set apart, as it stays until the end; young objects
are looked at often, which is quick, and the rest only now and then. While a large table is read
there are a million young objects, none of them garbage: the look waits until they have gone.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

#: between two looks at young objects, in milliseconds
YOUNG_MS = 1000

#: so many looks at young objects before one at everything that is not set apart
YOUNG_LOOKS = 30

#: where there are more young objects than this, the look is put off, so often at most
MANY, PATIENCE = 50_000, 60

#: from the first turn of the event loop until the start counts as over, in milliseconds
SETTLE_MS = 3000


class Collector(QObject):
    """Collects by a timer; Python's own collecting, which may run in any thread, is off.

    Were it on, it might run in the worker and destroy Qt objects there.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = self._put_off = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over from Python; some time after the event loop begins, `settle` follows."""
        gc.disable()
        self._timer.start(YOUNG_MS)
        QTimer.singleShot(SETTLE_MS, self, self.settle)

    def stop(self) -> None:
        """Give collecting back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def settle(self) -> None:
        """Set apart what is there now: no later look goes over it."""
        if self._timer.isActive():
            gc.collect()
            gc.freeze()

    @Slot()
    def look(self) -> None:
        """Collect young objects, and every so often all; where there are very many, wait."""
        if gc.get_count()[0] > MANY:
            self._put_off += 1
            if self._put_off > PATIENCE:
                gc.freeze()  # what has stayed for so long is set apart as well
                self._put_off = 0
            return
        self._put_off = 0
        self._looks += 1
        gc.collect(2 if self._looks % YOUNG_LOOKS == 0 else 1)
