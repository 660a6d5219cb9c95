"""Icons: one family, one weight (Phosphor), in the colours of the theme.

Each is an SVG file in `resources/icons/phosphor`, drawn in black; the black is replaced by the
colour when the icon is made.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from core.resources import resource_path
from gui.kit.theme import Theme

#: the share of an icon's square that the drawing fills; the rest is margin
_SHARE = 0.875

#: the colour in which the files are drawn
_DRAWN = "#000000"


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """Return the icon called `name` in the colour of text, or in `colour`."""
    return QIcon(_Engine(name, colour or theme.text, mixed(theme.text, theme.panel, 0.4)))


def mixed(colour: str, ground: str, share: float) -> str:
    """Return `colour` laid over `ground` with an opacity of `share`."""
    over = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    under = [int(ground[i : i + 2], 16) for i in (1, 3, 5)]
    parts = [round(share * a + (1 - share) * b) for a, b in zip(over, under, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in parts)


@cache
def _drawing(name: str) -> str:
    """Return the SVG text of an icon; raises OSError if there is none of that name."""
    return resource_path("icons", "phosphor", f"{name}.svg").read_text(encoding="utf-8")


class _Engine(QIconEngine):
    """Draws one icon sharply at any size: in its colour, or paler when disabled."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._parts = (name, colour, disabled)
        self._usual = _drawing(name).replace(_DRAWN, colour)
        self._disabled = _drawing(name).replace(_DRAWN, disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        text = self._disabled if mode == QIcon.Mode.Disabled else self._usual
        side = _SHARE * min(rect.width(), rect.height())
        square = QRectF(0.0, 0.0, side, side)
        square.moveCenter(QRectF(rect).center())
        QSvgRenderer(QByteArray(text.encode())).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Engine(*self._parts)
