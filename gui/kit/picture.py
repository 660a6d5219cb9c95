"""Pictures: of widgets, small enough to be stored in a file, and of samples that are images."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.pictures.images import ImageShape
from gui.kit.plain import plain_tip
from gui.kit.theme import LIGHT, Theme

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
    # PySide6's stub requires bytes, which QImage refuses
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class PixelPicture(QWidget):
    """Shows raw inputs as an image: the largest values have the colour of text."""

    def __init__(self, side: int, name: str, framed: bool = False) -> None:
        super().__init__()
        self._framed = framed  # whether there is a frame without a sample too
        self._theme = LIGHT
        self._shares: NDArray[np.float64] | None = None
        self._side = side
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_pixels(
        self, shape: ImageShape | None, raw: NDArray[np.floating[Any]] | None, words: str = ""
    ) -> None:
        """Show a sample and its name; without a sample there is nothing."""
        self._shares = None if shape is None or raw is None else shape.pixels(raw)
        self.setToolTip(plain_tip(words))
        self.setAccessibleDescription(words)
        self.update()

    def shares(self) -> NDArray[np.float64] | None:
        """Return what is shown (rows, columns), from 0 to 1."""
        return self._shares

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if self._shares is None and not self._framed:
            return  # its room stays, but an empty frame would only raise questions
        with QPainter(self) as painter:
            whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            if self._shares is not None:
                rows, columns = self._shares.shape
                pixel = min(whole.width() / columns, whole.height() / rows)
                wide, high = columns * pixel, rows * pixel
                left = whole.left() + (whole.width() - wide) / 2.0
                top = whole.top() + (whole.height() - high) / 2.0
                ends = [QColor(colour) for colour in (theme.canvas, theme.text)]
                low, full = (np.array([c.red(), c.green(), c.blue()], dtype=float) for c in ends)
                mixed = low + (full - low) * self._shares[..., None]
                colours = np.full((rows, columns, 4), 255, dtype=np.uint8)
                colours[..., :3] = np.rint(mixed)
                data = np.ascontiguousarray(colours)
                kind = QImage.Format.Format_RGBA8888
                image = QImage(data.data, columns, rows, 4 * columns, kind)
                painter.drawImage(QRectF(left, top, wide, high), image)
            painter.setPen(QPen(QColor(theme.separator), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(whole)
