"""Pictures of widgets, small enough to ride in a file."""

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtWidgets import QWidget

_WIDTH, _HEIGHT = 320, 240


def small_png(widget: QWidget) -> bytes:
    """Return what a widget shows as a PNG of at most 320 by 240 pixels."""
    image = widget.grab().toImage()
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.scaled(_WIDTH, _HEIGHT, keep, smooth).save(buffer, "PNG")
    return bytes(buffer.data().data())
