"""Pictures of widgets, small enough to ride in a file."""

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

_WIDTH, _HEIGHT = 320, 240


def small_png(widget: QWidget) -> bytes:
    """Return what a widget shows as a PNG of at most 320 by 240 pixels."""
    image = widget.grab().toImage()
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return png_bytes(image.scaled(_WIDTH, _HEIGHT, keep, smooth))


def png_bytes(image: QImage) -> bytes:
    """Return a picture in the format PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # PySide6's stub asks for bytes, which QImage refuses
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
