"""The menu of recent files: projects, and below them tables."""

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from core.documents.opening import is_project
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
        recent = self._settings.recent()
        projects = [path for path in recent if is_project(path)]
        tables = [path for path in recent if path not in projects]
        for path in (*projects, *tables):
            if projects and tables and path == tables[0]:
                self.recent.addSection(_translate("FileController", "Tables"))
            action = self.recent.addAction(plain(path.name).replace("&", "&&"))
            action.setToolTip(plain_tip(str(path)))
            action.setStatusTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self._open_recent(path))
        self.recent.setToolTipsVisible(True)
        if not recent:  # it can be opened all the same: only then is it filled
            words = _translate("FileController", "No file was opened yet")
            self.recent.addAction(words).setEnabled(False)
            return
        self.recent.addSeparator()
        clear = self.recent.addAction(_translate("FileController", "Clear this list"))
        clear.triggered.connect(lambda: self._settings.forget_recent())

    def _open_recent(self, path: Path) -> None:
        if not os.path.exists(path):
            self._settings.forget_recent(path)  # opening it reports what is wrong
        self.chosen.emit(path)
