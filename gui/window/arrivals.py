"""Files to open that arrive while the window is open: from a second start or macOS's Finder."""

from pathlib import Path

from PySide6.QtCore import QEvent, QFileSystemWatcher, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.desktop.letters import Letterbox
from gui.documents.keeping import recovery_folder


class Application(QApplication):
    """The application; it keeps a file that macOS's Finder wants opened until it is fetched.

    An event filter would make Python handle every single event.
    """

    file_asked = Signal()

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._asked: Path | None = None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._asked = Path(event.file())
            self.file_asked.emit()
            return True
        return super().event(event)

    def fetch(self) -> Path | None:
        """Return the file last requested, once."""
        asked, self._asked = self._asked, None
        return asked


#: how often to look for letters if the system does not announce them
_LOOK_MS = 1500


def letters_folder() -> Path:
    """Return where windows look for letters: beside a portable program, else on this computer."""
    return recovery_folder().with_name("windows")


class Arrivals(QObject):
    """Brings the window to the front on request, and reports which file is to be opened."""

    file_came = Signal(object)  # Path

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self._window = window
        self._box = Letterbox(folder)
        self._watcher = QFileSystemWatcher(self)
        if folder.is_dir():
            self._watcher.addPath(str(folder))
        self._watcher.directoryChanged.connect(self.look)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()
        application = QApplication.instance()
        if isinstance(application, Application):
            application.file_asked.connect(self.look_at_desktop)

    @Slot()
    def look(self, *_: object) -> None:
        """Do what letters ask; while a question is open, leave them to other windows."""
        if QApplication.activeModalWidget() is not None:
            return
        letters = self._box.take()
        if letters:
            self._come_forward()
        for letter in letters[-1:]:  # one file is open at a time: the last one requested
            if letter.file is not None:
                self.file_came.emit(letter.file)

    def close(self) -> None:
        """Accept nothing more: the window is closed."""
        self._timer.stop()
        self._box.close()

    @Slot()
    def look_at_desktop(self) -> None:
        """Do what the desktop has asked of the application."""
        application = QApplication.instance()
        file = application.fetch() if isinstance(application, Application) else None
        if file is not None:
            self._come_forward()
            self.file_came.emit(file)

    def _come_forward(self) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
