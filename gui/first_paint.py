"""A window in a process of its own, up to its first paint: run with `bare` or `ours`.

It prints the processor time of the process so far, when the event loop comes back from the first
paint, and what was painted; then the process ends.
"""

import json as json_text
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

#: the size of a new window of the program, where the screen has room for it
SIZE = (1440, 900)
_SCREEN = {
    "name": "memory",
    "x": 0,
    "y": 0,
    "width": 1920,
    "height": 1080,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}


def screen_in(folder: Path) -> str:
    """Describe a screen with room for the window in a file; return Qt's platform with it."""
    screen = folder / "screen.json"
    screen.write_text(json_text.dumps({"screens": [_SCREEN]}), encoding="utf-8")
    return f"offscreen:configfile={screen}"


def windows() -> dict[str, list[str]]:
    """Return the command that opens each window, the one to compare with first."""
    kinds: dict[str, Callable[[], None]] = {"bare window": bare, "window": ours}
    start = [sys.executable, "-m", __name__]
    return {what: [*start, kind.__name__] for what, kind in kinds.items()}


def bare() -> None:
    """Open a window with one plot of pyqtgraph, and nothing else."""
    from pyqtgraph import PlotWidget
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication(sys.argv[:1])
    window, plot = QMainWindow(), PlotWidget()
    plot.plot([0.0, 1.0, 2.0], [1.0, 0.0, 2.0])
    window.setCentralWidget(plot)
    window.resize(*SIZE)
    window.show()
    report_paint(window)
    application.exec()


def ours() -> None:
    """Open the program's window as at a first start."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `main.py` does
    from gui import app

    app.run(None, ways=(app.SAFE,), shown=report_paint)


def report_paint(window: "QMainWindow") -> None:
    """Print what it took to paint a window that is shown, once it is, and end the process."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
    from PySide6.QtWidgets import QWidget

    application = QCoreApplication.instance()
    assert application is not None

    def tell() -> None:
        found = {
            "cpu": time.process_time(),
            "size": [window.width(), window.height()],
            "widgets": sum(widget.isVisible() for widget in window.findChildren(QWidget)),
        }
        sys.stdout.write(json_text.dumps(found))
        sys.stdout.flush()
        os._exit(0)  # threads may still be at work

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and application is not None:
                application.removeEventFilter(self)
                QTimer.singleShot(0, tell)
            return False

    # a window whose middle is opaque is not painted itself: any widget of it counts
    application.installEventFilter(Watch(window))


if __name__ == "__main__":
    {"bare": bare, "ours": ours}[sys.argv[1]]()
