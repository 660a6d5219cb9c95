"""Where everything in the network diagram is placed: pure geometry, no widget and no weight.

Columns of neurons from left to right, each with a caption above it. What does not fit is shrunk
first; a layer of 512 units becomes a strip, in which each unit is a line.
"""

from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

from core.records import Record


class Role(Enum):
    """What a column is."""

    INPUT = "input"
    HIDDEN = "hidden"
    OUTPUT = "output"
    PASS = "pass"  # dropout, batch normalization: a slim column that acts unit by unit


class Slot(Record):
    """A column to be placed: `layer` is its index, −1 for the inputs.

    `extras` is the number of unused features.
    """

    layer: int
    role: Role
    units: int
    captions: tuple[tuple[str, ...], ...]
    extras: int = 0


class Column(Record):
    """A placed column; `ys` are the centres of its units, or of the lines of a strip."""

    slot: Slot
    x: float
    size: float
    ys: tuple[float, ...]
    caption: tuple[str, ...]
    caption_rect: QRectF
    buttons: QRectF | None
    words: QRectF | None  # where "512 units · tanh" is written
    is_strip: bool = False

    @property
    def bar(self) -> QRectF:
        """Return the rectangle of a strip."""
        line = (self.ys[-1] - self.ys[0]) / max(1, len(self.ys) - 1)
        top = self.ys[0] - line / 2.0
        return QRectF(self.x - self.size / 2.0, top, self.size, line * len(self.ys))

    def rect(self, unit: int) -> QRectF:
        """Return the square of a neuron, or its line in a strip."""
        half = self.size / 2.0
        if self.is_strip:
            return QRectF(self.x - half, self.ys[unit] - 2.0, self.size, 4.0)
        return QRectF(self.x - half, self.ys[unit] - half, self.size, self.size)

    def bias_centre(self, unit: int) -> QPointF:
        """Return the centre of a neuron's bias dot: its lower left corner."""
        half = self.size / 2.0
        return QPointF(self.x - half, self.ys[unit] + half)

    @property
    def bias_radius(self) -> float:
        """Return the radius of the bias dots."""
        return max(2.0, min(max(6.0, self.size * 0.1), self.size * 0.14))

    @property
    def bias_reach(self) -> float:
        """Return how far from the centre of a bias dot the mouse can hit it."""
        return max(self.bias_radius + 2.0, min(12.0, self.size * 0.3))

    def seen(self, scale: float, dx: float, dy: float) -> "Column":
        """Return the column scaled and moved; neurons are aligned to whole pixels."""

        def moved(rect: QRectF | None) -> QRectF | None:
            if rect is None:
                return None
            x, y = rect.x() * scale + dx, rect.y() * scale + dy
            return QRectF(x, y, rect.width() * scale, rect.height() * scale)

        ys = tuple(y * scale + dy for y in self.ys)
        caption = moved(self.caption_rect)
        assert caption is not None
        return replace(
            self,
            x=float(round(self.x * scale + dx)),
            size=2.0 * round(self.size * scale / 2.0),
            ys=ys if self.is_strip else tuple(float(round(y)) for y in ys),
            caption_rect=caption,
            buttons=moved(self.buttons),
            words=moved(self.words),
        )


class Layout(Record):
    """The placed columns; none if there is no room for them."""

    columns: tuple[Column, ...]
    step: float = 0.0
    names_above: bool = False
    left: float = 0.0  # the room for names left of the inputs
    right: float = 0.0
    line: float = 16.0
    scale: float = 1.0  # the factor by which the layout was enlarged

    def seen(self, scale: float, offset: QPointF) -> "Layout":
        """Return the layout `scale` times as large and moved by an offset, in pixels."""
        dx, dy = offset.x(), offset.y()
        return replace(
            self,
            columns=tuple(column.seen(scale, dx, dy) for column in self.columns),
            step=self.step * scale,
            left=self.left * scale,
            right=self.right * scale,
            line=self.line * scale,
            scale=self.scale * scale,
        )

    @property
    def fits(self) -> bool:
        """Whether there was room."""
        return bool(self.columns)

    def neuron_at(self, point: QPointF, margin: float = 3.0) -> tuple[int, int] | None:
        """Return (column, unit) of the neuron at a point, bias dot included."""
        for index, column in enumerate(self.columns):
            reach = column.size / 2.0 + margin + column.bias_radius
            if abs(point.x() - column.x) > reach:
                continue
            if column.is_strip:
                bar = column.bar
                if bar.contains(point):
                    share = (point.y() - bar.top()) / bar.height()
                    return index, min(int(share * len(column.ys)), len(column.ys) - 1)
                continue
            for unit in range(len(column.ys)):
                if column.rect(unit).adjusted(-margin, -margin, margin, margin).contains(point):
                    return index, unit
                off = point - column.bias_centre(unit)
                if off.x() ** 2 + off.y() ** 2 <= (column.bias_radius + 1.0) ** 2:
                    return index, unit
        return None

    def nearest(self, point: QPointF) -> tuple[int, int] | None:
        """Return (column, unit) of the neuron nearest to a point, or None if there is none."""
        if not self.columns:
            return None
        index = min(range(len(self.columns)), key=lambda i: abs(self.columns[i].x - point.x()))
        ys = self.columns[index].ys
        return index, min(range(len(ys)), key=lambda unit: abs(ys[unit] - point.y()))

    def gap_at(self, point: QPointF) -> int | None:
        """Return the column to the right of a point that is between two columns."""
        for index in range(1, len(self.columns)):
            left, right = self.columns[index - 1], self.columns[index]
            if left.x + left.size / 2.0 < point.x() < right.x - right.size / 2.0:
                return index
        return None

    def caption_at(self, point: QPointF) -> int | None:
        """Return the column whose caption is at a point."""
        for index, column in enumerate(self.columns):
            if column.caption_rect.contains(point):
                return index
        return None
