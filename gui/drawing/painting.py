"""How a drawing is painted: the plane, how far it reaches, and the marks of the points.

All points of one look are one small picture that is stamped; there is no object for each point.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from core.data.drawn import Drawn, Mask, Setting
from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import tidy
from core.words import plain_name
from gui.kit.marks import paint_mark
from gui.kit.theme import Theme

#: between the plane and what is written beside it, in pixels
_GAP = 4.0
_HEIGHT = 24.0

Looks = NDArray[np.integer[Any]]


def paint_plane(painter: QPainter, square: QRectF, setting: Setting, theme: Theme) -> None:
    """Paint an empty plane, the names of its directions, and how far it reaches."""
    painter.fillRect(square, QColor(theme.canvas))
    painter.setPen(QPen(QColor(theme.separator), 1.0))
    (left, right), (low, high) = setting.ranges
    across = square.left() - left / (right - left) * square.width()
    up = square.bottom() + low / (high - low) * square.height()
    if left < 0.0 < right:
        painter.drawLine(QPointF(across, square.top()), QPointF(across, square.bottom()))
    if low < 0.0 < high:
        painter.drawLine(QPointF(square.left(), up), QPointF(square.right(), up))
    painter.setPen(QPen(QColor(theme.border), 1.0))
    painter.drawRect(square)
    painter.setPen(QColor(theme.secondary))
    flags = Qt.AlignmentFlag
    below = QRectF(square.left(), square.bottom() + _GAP, square.width(), _HEIGHT)
    beside = QRectF(0.0, square.top(), square.left() - _GAP, square.height())
    x, y = (pretty_name(plain_name(name)) for name in setting.inputs)
    first, last, bottom, top = (tidy(float(f"{v:.3g}")) for v in (left, right, low, high))
    for place, text in (
        (flags.AlignLeft | flags.AlignTop, first),
        (flags.AlignHCenter | flags.AlignTop, x),
        (flags.AlignRight | flags.AlignTop, last),
    ):
        painter.drawText(below, place, text)
    room = round(beside.width())
    y = painter.fontMetrics().elidedText(y, Qt.TextElideMode.ElideRight, room)
    for place, text in (
        (flags.AlignRight | flags.AlignBottom, bottom),
        (flags.AlignRight | flags.AlignVCenter, y),
        (flags.AlignRight | flags.AlignTop, top),
    ):
        painter.drawText(beside, place, text)


def paint_points(
    painter: QPainter, square: QRectF, drawn: Drawn, looks: Looks, marks: Sequence[QPixmap]
) -> None:
    """Stamp every point of a drawing with the mark that `looks` (m,) says."""
    half = marks[0].deviceIndependentSize().width() / 2.0
    across, up = _pixels(drawn, square, half)
    stamp = painter.drawPixmap
    for x, y, k in zip(across, up, looks.tolist(), strict=True):
        stamp(QPointF(x, y), marks[k])


def paint_selected(
    painter: QPainter, square: QRectF, drawn: Drawn, selected: Mask, ring: QPixmap
) -> None:
    """Stamp a ring round every selected point (m,)."""
    if not selected.any():
        return
    across, up = _pixels(drawn.only(selected), square, ring.deviceIndependentSize().width() / 2.0)
    for x, y in zip(across, up, strict=True):
        painter.drawPixmap(QPointF(x, y), ring)


def _pixels(drawn: Drawn, square: QRectF, half: float) -> tuple[list[float], list[float]]:
    """Return the left and the upper edge of every point's mark, in pixels."""
    shares = (drawn.setting.shares(drawn.places) + 1.0) / 2.0
    across = square.left() + shares[:, 0] * square.width() - half
    up = square.bottom() - shares[:, 1] * square.height() - half
    return across.tolist(), up.tolist()


def mark_of(
    shape: str, colour: str, theme: Theme, side: float, ratio: float, hollow: bool = False
) -> QPixmap:
    """Return a mark, `side` pixels large with one pixel round it; a hollow one is not filled."""
    fill, outline = QColor(colour), QColor(theme.canvas)
    if hollow:
        fill, outline = QColor(Qt.GlobalColor.transparent), QColor(theme.secondary)
    return _stamp(shape, fill, outline, side, ratio)


def shaded_mark(colour: tuple[int, int, int], theme: Theme, side: float, ratio: float) -> QPixmap:
    """Return the mark of a number, in its colour on the scale."""
    return _stamp("o", QColor(*colour), QColor(theme.border), side, ratio)


def ring_of(theme: Theme, side: float, ratio: float) -> QPixmap:
    """Return the ring round a selected point, on the mark of which it lies."""
    whole, around = _empty(side + 6.0, ratio), (side + 6.0) / 2.0 + 1.0
    with QPainter(whole) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.now), 2.0))
        painter.drawEllipse(QPointF(around, around), side / 2.0 + 2.0, side / 2.0 + 2.0)
    return whole


def _stamp(shape: str, fill: QColor, outline: QColor, side: float, ratio: float) -> QPixmap:
    whole = _empty(side, ratio)
    with QPainter(whole) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(side / 2.0 + 1.0, side / 2.0 + 1.0)
        paint_mark(painter, shape, centre, side, fill, outline)
    return whole


def _empty(side: float, ratio: float) -> QPixmap:
    whole = QPixmap(round((side + 2.0) * ratio), round((side + 2.0) * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(Qt.GlobalColor.transparent)
    return whole
