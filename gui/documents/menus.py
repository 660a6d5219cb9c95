"""Other ways to a file: the recent ones, and one dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QWidget

from core.words import plain
from gui.kit.plain import plain_tip
from gui.kit.settings import Settings

_translate = QCoreApplication.translate


class FileMenus(QObject):
    """The menu of recent files."""

    chosen = Signal(object)  # Path

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._settings = settings
        self.recent = QMenu(_translate("FileController", "Open &recent"), window)
        self.recent.aboutToShow.connect(self._fill_recent)
        self._fill_recent()

    @Slot()
    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._settings.recent():
            action = self.recent.addAction(plain(path.name).replace("&", "&&"))
            action.setToolTip(plain_tip(str(path)))
            action.setStatusTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self._open_recent(path))
        self.recent.setToolTipsVisible(True)
        self.recent.menuAction().setEnabled(not self.recent.isEmpty())
        if not self.recent.isEmpty():
            self.recent.addSeparator()
            clear = self.recent.addAction(_translate("FileController", "Clear this list"))
            clear.triggered.connect(lambda: self._settings.forget_recent())

    def _open_recent(self, path: Path) -> None:
        if not path.exists():
            self._settings.forget_recent(path)  # opening it reports what is wrong
        self.chosen.emit(path)


class Drops(QObject):
    """Accepts a file dropped on a window."""

    dropped = Signal(object)  # Path

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and _dropped(event) is not None:
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            path = _dropped(event)
            if path is not None:
                event.acceptProposedAction()
                self.dropped.emit(path)
                return True
        return super().eventFilter(watched, event)


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    """Return the dropped file, if it is a single local one, or None."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return None
    return Path(urls[0].toLocalFile())
