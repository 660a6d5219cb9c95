"""A field for a folder: its path can be typed, or chosen with a button."""

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gui.kit.plain import plain_tip
from gui.kit.style import set_role

_translate = QCoreApplication.translate


class FolderField(QWidget):
    """A folder; `changed` is emitted when another one is chosen or typed."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.path = QLineEdit()
        self.path.setAccessibleName(title)
        self.button = QPushButton("…")
        self.button.setAutoDefault(False)
        self.button.setFixedWidth(36)
        set_role(self.button, "small")
        words = _translate("FolderField", "Choose a folder")
        self.button.setAccessibleName(words)
        self.button.setToolTip(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.path)
        self.button.clicked.connect(self.choose)
        self.path.textChanged.connect(self._changed)

    def folder(self) -> Path:
        """Return the folder; it may not exist, nor the person after a ~."""
        return Path(os.path.expanduser(self.path.text().strip()))

    def set_folder(self, folder: Path) -> None:
        """Show a folder."""
        self.path.setText(str(folder))
        self.path.setCursorPosition(0)

    def choose(self) -> None:
        """Ask for a folder."""
        found = QFileDialog.getExistingDirectory(self.window(), self._title, self.path.text())
        if found:
            self.set_folder(Path(found))

    def _changed(self) -> None:
        self.path.setToolTip(plain_tip(self.path.text()))
        self.changed.emit()
