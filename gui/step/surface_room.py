"""Where the small surface of the Step view may go: a corner in which nothing is drawn."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF, QSizeF

from gui.network.layout import Column, Layout, Role
from gui.network.scene import Scene

#: the widths to try, the best first
WIDTHS = (240.0, 224.0, 208.0, 192.0, 176.0)
#: how much higher than wide it is: for the title, and because the plane needs more room below it
#: than beside it
HIGHER = 8.0
_EDGE = 12.0  # distance from the borders of the diagram
_AWAY = 10.0  # distance from what is drawn
#: the margin around an edge: half a number on it, and half the distance between two of its points
_BESIDE_EDGE, _UNDER_EDGE = 34.0, 16.0
_VALUE = 76.0  # the room for a number under a neuron


def free_corner(scene: Scene, size: QSizeF) -> QRectF | None:
    """Return the largest free place in the lower right corner, or else in the upper right one.

    None if what is drawn leaves no room. The last line stays free for the legend and the note.
    """
    layout = scene.layout
    if not layout.fits:
        return None
    taken = list(_taken(layout))
    last_line = layout.line + 14.0
    for bottom in (size.height() - last_line, None):
        for width in WIDTHS:
            height = width + HIGHER
            top = _EDGE if bottom is None else bottom - height
            place = QRectF(size.width() - _EDGE - width, top, width, height)
            inside = place.left() >= _EDGE and top >= _EDGE and place.bottom() <= size.height()
            if inside and not _touches(place, taken, scene):
                return place
    return None


def _touches(place: QRectF, taken: list[QRectF], scene: Scene) -> bool:
    near = place.adjusted(-_AWAY, -_AWAY, _AWAY, _AWAY)
    if any(near.intersects(rect) for rect in taken):
        return True
    edges = scene.edges
    if any(
        near.intersects(QRectF(line.p1(), line.p2()).adjusted(0, -1, 0, 1)) for line in edges.passes
    ):
        return True
    x, y = edges.points[..., 0], edges.points[..., 1]
    around = place.adjusted(-_BESIDE_EDGE, -_UNDER_EDGE, _BESIDE_EDGE, _UNDER_EDGE)
    across = (x > around.left()) & (x < around.right())
    return bool(np.any(across & (y > around.top()) & (y < around.bottom())))


def _taken(layout: Layout) -> Iterator[QRectF]:
    """Yield the rectangles that columns take: neurons with names and numbers, captions, buttons."""
    for column in layout.columns:
        yield _body(layout, column)
        yield column.caption_rect
        yield from (rect for rect in (column.buttons, column.words) if rect is not None)


def _body(layout: Layout, column: Column) -> QRectF:
    """Return a column of neurons with the names beside or above, and the numbers under them.

    Going backward there are two, unless one stands beside the name or on the neuron.
    """
    half = column.size / 2.0 + column.bias_radius
    if column.is_strip:
        return column.bar.adjusted(-column.bias_radius, 0.0, column.bias_radius, 0.0)
    left = right = max(half, _VALUE / 2.0)
    if column.slot.role is Role.INPUT:
        left = max(left, half + 10.0 + layout.left)
    elif column.slot.role is Role.OUTPUT:
        right = max(right, half + 18.0 + layout.right)
    above = layout.line + 2.0 if layout.names_above else 0.0
    under = 2.6 * layout.line
    gap = column.ys[1] - column.ys[0] if len(column.ys) > 1 else 1e3
    if (layout.names_above and column.slot.role is Role.HIDDEN) or gap < 2.0 * half + under:
        under = 1.4 * layout.line
    top, bottom = column.ys[0] - half - above, column.ys[-1] + half + under
    return QRectF(column.x - left, top, left + right, bottom - top)
