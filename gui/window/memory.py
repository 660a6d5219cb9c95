"""What the window remembers: its place and size, and how its parts share the room."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QDialog, QMainWindow

from gui.kit.settings import Settings
from gui.window.layout import Columns

#: the size of a new window, and of the frame that the system puts round it
_SIZE, _FRAME = QSize(1440, 900), QSize(16, 48)


def restore_window(window: QMainWindow, columns: Columns, settings: Settings) -> bool:
    """Restore a window's place; return whether its columns had sizes of their own."""
    window.setMinimumSize(800, 560)
    room = window.screen().availableSize()
    window.resize(_SIZE.boundedTo(room))
    geometry, across, down = (settings.bytes(name) for name in ("geometry", "columns", "plots"))
    if not geometry.isEmpty():
        window.restoreGeometry(geometry)
    elif not QRect(QPoint(), room).contains(QRect(QPoint(), _SIZE + _FRAME)):
        window.setWindowState(Qt.WindowState.WindowMaximized)
    if not down.isEmpty():
        columns.plots.restoreState(down)
    return not across.isEmpty() and columns.restoreState(across)


def remember_window(window: QMainWindow, columns: Columns, settings: Settings) -> None:
    """Remember where a window is and how its parts share the room; close the dialogs over it.

    They take what is still being typed while all is there; later they could tell nobody.
    """
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.close()
    settings.set_bytes("geometry", window.saveGeometry())
    settings.set_bytes("columns", columns.saveState())
    settings.set_bytes("plots", columns.plots.saveState())
    settings.sync()
