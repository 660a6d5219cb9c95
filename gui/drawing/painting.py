"""How a drawing is painted: the plane, how far it reaches, and the marks of the points."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from core.data.drawn import Drawn
from core.lesson.numbers import tidy
from gui.kit.marks import paint_mark
from gui.kit.theme import Theme

#: between the plane and what is written beside it, in pixels
_GAP = 4.0
_HEIGHT = 24.0


def paint_plane(painter: QPainter, square: QRectF, reach: float, theme: Theme) -> None:
    """Paint an empty plane, the names of its directions, and how far it reaches."""
    middle = square.center()
    painter.fillRect(square, QColor(theme.canvas))
    painter.setPen(QPen(QColor(theme.separator), 1.0))
    painter.drawLine(QPointF(middle.x(), square.top()), QPointF(middle.x(), square.bottom()))
    painter.drawLine(QPointF(square.left(), middle.y()), QPointF(square.right(), middle.y()))
    painter.setPen(QPen(QColor(theme.border), 1.0))
    painter.drawRect(square)
    painter.setPen(QColor(theme.secondary))
    flags, end = Qt.AlignmentFlag, tidy(reach)
    below = QRectF(square.left(), square.bottom() + _GAP, square.width(), _HEIGHT)
    beside = QRectF(0.0, square.top(), square.left() - _GAP, square.height())
    for place, text in (
        (flags.AlignLeft | flags.AlignTop, f"−{end}"),
        (flags.AlignHCenter | flags.AlignTop, "x₁"),
        (flags.AlignRight | flags.AlignTop, end),
    ):
        painter.drawText(below, place, text)
    for place, text in (
        (flags.AlignRight | flags.AlignBottom, f"−{end}"),
        (flags.AlignRight | flags.AlignVCenter, "x₂"),
        (flags.AlignRight | flags.AlignTop, end),
    ):
        painter.drawText(beside, place, text)


def paint_points(painter: QPainter, square: QRectF, drawn: Drawn, marks: Sequence[QPixmap]) -> None:
    """Paint every point of a drawing with the mark of its class."""
    half = marks[0].deviceIndependentSize().width() / 2.0
    shares = (drawn.places / drawn.reach + 1.0) / 2.0
    left = square.left() + shares[:, 0] * square.width() - half
    top = square.bottom() - shares[:, 1] * square.height() - half
    for x, y, k in zip(left.tolist(), top.tolist(), drawn.classes.tolist(), strict=True):
        painter.drawPixmap(QPointF(x, y), marks[k])


def mark_of(shape: str, colour: str, theme: Theme, side: float, ratio: float) -> QPixmap:
    """Return a mark, `side` pixels large with one pixel round it."""
    whole = QPixmap(round((side + 2.0) * ratio), round((side + 2.0) * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(Qt.GlobalColor.transparent)
    with QPainter(whole) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(side / 2.0 + 1.0, side / 2.0 + 1.0)
        paint_mark(painter, shape, centre, side, QColor(colour), QColor(theme.canvas))
    return whole
