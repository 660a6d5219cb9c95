"""A folder of this computer, opened by the program that the system has for it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: Path) -> bool:
    """Open a folder in the system's own window; returns whether there is a program that does."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
