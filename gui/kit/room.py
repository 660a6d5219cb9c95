"""Room for texts that wrap: Qt lets a window squeeze them, this module does not."""

from PySide6.QtWidgets import QWidget


def make_room(window: QWidget) -> None:
    """Make a window as high as its contents need at its width; it never becomes lower."""
    layout = window.layout()
    if layout is None:
        return
    layout.activate()
    width = max(window.width(), layout.totalMinimumSize().width())
    needed = layout.totalMinimumSize().height()
    if layout.hasHeightForWidth():
        needed = max(needed, layout.totalMinimumHeightForWidth(width))
    window.setMinimumHeight(needed)
