"""How much of the network diagram is visible, and how large: pure geometry, no widget.

Without zoom the network fits its place: a small network is enlarged, and one with many layers may
be wider than its place, so that the layers keep their buttons. Zooming in first gives crowded
columns and rows the room that they lack (a strip becomes neurons), and then enlarges everything.
"""

from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF

from core.records import Record
from gui.kit.theme import COLUMN_MIN, NEURON, OUTPUT_NEURON
from gui.network.placing import BUTTON_WIDTH, MANY, MOST_TILES, PADDING, SMALL_ROW, SMALLEST_STEP

#: the factor of one notch of the wheel, or of one press of a key
NOTCH = 1.25
MOST_ZOOM = 8.0
#: the largest scale without zoom
LARGEST_FIT = 1.5
#: the text of the diagram grows with the scale up to this factor
LARGEST_TYPE = 1.75
#: the height at which a column of eight neurons is well spaced
_WELL = 480.0
_STEP_WITH_BUTTONS = 2.0 * BUTTON_WIDTH + 16.0
_ENDS = (NEURON + OUTPUT_NEURON) / 2.0 + 2.0 * PADDING
#: with more columns, or more edges between neurons, the diagram is kept to the room there is
_MOST_COLUMNS, _MOST_EDGES = 64, 40_000
#: the margin around what is brought into view
_AROUND = 24.0


class Frame(Record):
    """The room in which columns are placed, in its own units, and how it is shown."""

    room: QSizeF
    scale: float = 1.0
    offset: QPointF = field(default_factory=QPointF)

    @property
    def type(self) -> float:
        """Return the scale of the text."""
        return min(self.scale, LARGEST_TYPE)


class Camera:
    """The zoom and position of one diagram."""

    def __init__(self) -> None:
        self.zoom = 1.0
        self._least = 1.0
        self._offset = QPointF()
        self._size, self._content = QSizeF(), QSizeF()

    def frame(self, size: QSizeF, units: Sequence[int], names: float = 0.0) -> Frame:
        """Return how a network with columns of these many units is shown in a widget of this size.

        `names` is the room that the names of inputs and outputs need beside the columns.
        """
        wide, high = max(1.0, size.width()), max(1.0, size.height())
        ends = _ENDS + min(names, 0.4 * wide)
        gaps = max(1, len(units) - 1)
        fit = min(wide / (ends + gaps * 1.2 * COLUMN_MIN), high / _WELL, LARGEST_FIT)
        # rounded, so that a little more room changes no size
        fit = 1.0 if max(units, default=0) > MANY else max(1.0, round(fit * 20.0) / 20.0)
        base = wide / fit
        if len(units) <= _MOST_COLUMNS:
            base = max(base, ends + gaps * _STEP_WITH_BUTTONS)
        self._least = min(1.0, max(wide / fit, ends + gaps * SMALLEST_STEP) / base)
        self.zoom = zoom = min(max(self.zoom, self._least), MOST_ZOOM)
        crowded = max(1.0, (ends + gaps * COLUMN_MIN) / base, _tall(units) / (high / fit))
        across = min(max(zoom, self._least), max(1.0, (ends + gaps * COLUMN_MIN) / base))
        down = min(max(zoom, 1.0), max(1.0, _tall(units) / (high / fit)))
        scale = fit * max(1.0, zoom / crowded)
        room = QSizeF(max(base * across, wide / scale), max(high / fit * down, high / scale))
        self._size, self._content = QSizeF(wide, high), room * scale
        self._keep_inside()
        return Frame(room, scale, QPointF(self._offset))

    def magnify(self, factor: float) -> bool:
        """Zoom; return False if the limit is reached already."""
        zoom = min(max(self.zoom * factor, self._least), MOST_ZOOM)
        if abs(zoom - 1.0) < 0.02:
            zoom = 1.0
        if zoom == self.zoom:
            return False
        self.zoom = zoom
        return True

    def fit(self) -> None:
        """Reset the zoom, and go to the first layer."""
        self.zoom, self._offset = 1.0, QPointF()

    def pan(self, by: QPointF) -> bool:
        """Move the visible part; return False if it does not move."""
        before = QPointF(self._offset)
        self._offset += by
        self._keep_inside()
        return self._offset != before

    def reveal(self, place: QRectF) -> bool:
        """Move just enough to bring a place into view; return False if it is already visible."""
        around = place.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
        x = max(0.0, -around.left()) or min(0.0, self._size.width() - around.right())
        y = max(0.0, -around.top()) or min(0.0, self._size.height() - around.bottom())
        return self.pan(QPointF(x, y))

    def has_more(self) -> tuple[bool, bool]:
        """Return whether there is more than is visible, across and down."""
        return (
            self._content.width() > self._size.width() + 1.0,
            self._content.height() > self._size.height() + 1.0,
        )

    def marks(self) -> list[QRectF]:
        """Return bars at the borders that show which part is visible; none if everything is."""
        across, down = self.has_more()
        wide, high = self._size.width(), self._size.height()
        bars = []
        if across:
            part = wide / self._content.width()
            x = -self._offset.x() * part
            bars.append(QRectF(x + 2.0, high - 6.0, max(24.0, wide * part) - 4.0, 4.0))
        if down:
            part = high / self._content.height()
            y = -self._offset.y() * part
            bars.append(QRectF(wide - 6.0, y + 2.0, 4.0, max(24.0, high * part) - 4.0))
        return bars

    def _keep_inside(self) -> None:
        least = self._size - self._content
        x = min(0.0, max(least.width(), self._offset.x()))
        y = min(0.0, max(least.height(), self._offset.y()))
        self._offset = QPointF(float(round(x)), float(round(y)))


def _tall(units: Sequence[int]) -> float:
    """Return the height needed by the columns whose neurons may be drawn one by one."""
    drawn = [n if n <= MOST_TILES else 0 for n in units]
    if sum(n * m for n, m in pairwise(drawn)) > _MOST_EDGES:
        return 0.0
    return max(drawn, default=0) * SMALL_ROW + 160.0
