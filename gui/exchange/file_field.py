"""A field for a file to be written: its path can be typed, or chosen with a button."""

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.exchange.folder_field import FolderField
from gui.kit.plain import may_replace

_translate = QCoreApplication.translate


class FileField(FolderField):
    """A file; `filter` lists the endings that it may have, as Qt's file dialog wants it."""

    def __init__(self, title: str, filter: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._filter = filter
        self._agreed: Path | None = None  # the person has agreed to replace this one
        self._proposed: Path | None = None
        words = _translate("FolderField", "Choose a file")
        self.button.setAccessibleName(words)
        self.button.setToolTip(words)

    def file(self) -> Path:
        """Return the file; it may not exist."""
        return self.folder()

    def set_file(self, path: Path) -> None:
        """Show a file."""
        self.set_folder(path)

    def propose(self, path: Path) -> None:
        """Show a file, unless the person has named another; an ending chosen before stays."""
        now, proposed = self.file(), self._proposed
        if self.path.text().strip():
            if proposed is None or (now.parent, now.stem) != (proposed.parent, proposed.stem):
                return
            path = path.with_suffix(now.suffix)
        self._proposed = path
        self.set_file(path)

    def choose(self) -> None:
        """Ask for a file."""
        found, _ = QFileDialog.getSaveFileName(
            self.window(), self._title, self.path.text(), self._filter
        )
        if found:
            self.set_folder(Path(found))
            self._agreed = Path(found)  # the file dialog has asked

    def may_write(self) -> bool:
        """Return whether the file may be written: if it is there, the person is asked."""
        path = self.file()
        if not os.path.exists(path) or path == self._agreed:
            return True
        return may_replace(self, [path.name], str(path.parent))
