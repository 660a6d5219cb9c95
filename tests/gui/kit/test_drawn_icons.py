"""The icons stored as pictures match the drawings they were made from."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from core.desktop.menu import ICON_SIZES
from core.resources import resource_path


def pixels(image):
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine())[:, : 4 * image.width()].astype(int)


@pytest.mark.parametrize("name", ["backstep", "document"])
@pytest.mark.parametrize("size", ICON_SIZES)
def test_a_picture_is_its_drawing(qapp, name, size):
    kept = QImage(str(resource_path("icons", "sizes", f"{name}-{size}.png")))
    drawn = QImage(size, size, QImage.Format.Format_ARGB32)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(resource_path("icons", f"{name}.svg"))).render(painter)
    painter.end()
    assert kept.size() == drawn.size()
    # versions of Qt differ at edges
    assert np.abs(pixels(kept) - pixels(drawn)).mean() < 2
