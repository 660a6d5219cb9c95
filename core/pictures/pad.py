"""A picture drawn by hand, as inputs of a network that reads pictures.

Strokes are lines in units of pixels, with a pen. Each pixel takes the share of its area that is
inked, as in the UCI digits (Alpaydin and Kaynak, 1998: dots counted in blocks of 4 × 4); the share
becomes a value between the smallest and the largest that the samples have. That is all, unless the
drawing is to be fitted: then its strokes are first moved and scaled to the middle and the size that
the samples' pictures have on average.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pictures.images import ImageShape, image_shape
from core.pictures.snapshot import Facts

Floats = NDArray[np.float64]

#: dots along one side of a pixel, which are inked or not
_DOTS = 6
#: what counts as ink in a sample, as a share of the whole range
_INK = 0.25
#: so many samples are measured
_MEASURED = 1000


@dataclass(frozen=True, eq=False)
class Line:
    """A stroke: its corners (k, 2), across and down from the upper left corner, in pixels.

    `width` is that of the pen; an erasing one takes ink away.
    """

    corners: Floats
    width: float
    erases: bool = False

    def on_to(self, corner: Floats) -> "Line":
        """Return it with one corner (2,) more."""
        return replace(self, corners=np.vstack([self.corners, corner]))


@dataclass(frozen=True, eq=False)
class Usual:
    """How large samples' pictures are on average, and where: `middle` (across, down), `size`."""

    middle: Floats
    size: Floats


@dataclass(frozen=True, eq=False)
class Pad:
    """Turns strokes into raw inputs for samples that are pictures of a shape.

    `shape` has the samples' own smallest and largest value; `dark_ground`: their ground has the
    largest. `usual` is None if no sample has any ink.
    """

    shape: ImageShape
    dark_ground: bool
    usual: Usual | None

    @property
    def rows(self) -> int:
        """How many pixels a picture is high."""
        return int(self.shape.inputs.shape[0])

    @property
    def columns(self) -> int:
        """How many pixels a picture is wide."""
        return int(self.shape.inputs.shape[1])

    @property
    def pen(self) -> float:
        """A usual width of the pen, in pixels: lines of larger pictures are thicker."""
        return 0.9 + 0.06 * self.rows

    def ink(self, lines: tuple[Line, ...]) -> Floats:
        """Return the share of each pixel (rows, columns) that is inked."""
        dots = np.zeros((self.rows * _DOTS, self.columns * _DOTS), dtype=np.bool_)
        across = (np.arange(dots.shape[1]) + 0.5) / _DOTS
        down = (np.arange(dots.shape[0]) + 0.5) / _DOTS
        for line in lines:
            _draw(dots, across, down, line)
        blocks = dots.reshape(self.rows, _DOTS, self.columns, _DOTS)
        shares: Floats = blocks.mean(axis=(1, 3))
        return shares

    def raw(self, lines: tuple[Line, ...]) -> Floats:
        """Return the drawing as raw inputs (r,)."""
        shares = self.ink(lines)
        if self.dark_ground:
            shares = 1.0 - shares
        raw = np.empty(self.shape.inputs.size)
        raw[self.shape.inputs] = self.shape.low + shares * (self.shape.high - self.shape.low)
        return raw

    def fitted(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Return strokes moved and scaled to the middle and the size that samples usually have.

        Width and height are scaled alike, by the one that has to shrink more; the pen keeps its
        width. What was erased moves along. A single dot is only moved.
        """
        drawn = [line for line in lines if not line.erases]
        if self.usual is None or not drawn:
            return lines
        low = np.min([line.corners.min(axis=0) - line.width / 2.0 for line in drawn], axis=0)
        high = np.max([line.corners.max(axis=0) + line.width / 2.0 for line in drawn], axis=0)
        pen = max(line.width for line in drawn)
        free = high - low - pen  # what is scaled: the pen is not
        room = np.maximum(self.usual.size - pen, 0.0)
        scales = room[free > 1e-9] / free[free > 1e-9]
        scale = float(scales.min()) if len(scales) else 1.0
        middle = (low + high) / 2.0
        return tuple(
            replace(line, corners=(line.corners - middle) * scale + self.usual.middle)
            for line in lines
        )


def _draw(dots: NDArray[np.bool_], across: Floats, down: Floats, line: Line) -> None:
    """Ink the dots that lie within half a pen's width of a stroke, or take their ink away."""
    radius = line.width / 2.0
    corners = line.corners if len(line.corners) > 1 else np.repeat(line.corners, 2, axis=0)
    for start, end in pairwise(corners):
        low, high = np.minimum(start, end) - radius, np.maximum(start, end) + radius
        x = slice(*np.searchsorted(across, (low[0], high[0])))
        y = slice(*np.searchsorted(down, (low[1], high[1])))
        way = end - start
        length = float(way @ way)
        to_x, to_y = across[None, x] - start[0], down[y, None] - start[1]
        along = np.zeros(1)
        if length > 0.0:
            along = np.clip((to_x * way[0] + to_y * way[1]) / length, 0.0, 1.0)
        near = np.hypot(to_x - along * way[0], to_y - along * way[1]) <= radius
        if line.erases:
            dots[y, x] &= ~near
        else:
            dots[y, x] |= near


def pad_of(facts: Facts) -> Pad | None:
    """Return what turns strokes into inputs, if the samples are pictures; else None."""
    shape = image_shape(facts.raw_names, facts.raw_ranges)
    samples = facts.points.inputs
    if shape is None or not len(samples):
        return None
    step = max(1, len(samples) // _MEASURED)
    pictures = np.asarray(samples[::step], dtype=np.float64)[:, shape.inputs]
    low, high = float(np.nanmin(samples)), float(np.nanmax(samples))
    shape = ImageShape(shape.inputs, low, high)
    shares = np.nan_to_num((pictures - low) / ((high - low) or 1.0))
    edge = np.concatenate(
        [shares[:, 0], shares[:, -1], shares[:, 1:-1, 0], shares[:, 1:-1, -1]], axis=1
    )
    dark_ground = bool(np.median(edge) > 0.5)
    return Pad(shape, dark_ground, _usual(1.0 - shares if dark_ground else shares))


def _usual(ink: NDArray[np.floating[Any]]) -> Usual | None:
    """Return the mean box round the ink of pictures (m, rows, columns)."""
    inked: NDArray[np.bool_] = ink > _INK
    there = inked.any(axis=(1, 2))
    if not there.any():
        return None
    lows, highs = [], []
    for axis in (1, 2):  # by column: across; by row: down
        lines = np.asarray(inked[there].any(axis=axis))
        lows.append(lines.argmax(axis=1))
        highs.append(lines.shape[1] - lines[:, ::-1].argmax(axis=1))
    low, high = np.array(lows, dtype=np.float64), np.array(highs, dtype=np.float64)
    return Usual(((low + high) / 2.0).mean(axis=1), (high - low).mean(axis=1))


def shares_of(facts: Facts, answer: NDArray[np.floating[Any]]) -> tuple[tuple[str, float], ...]:
    """Return every class with its probability, as the network's answer (t,) says it.

    A single output of two classes is the probability of the second. Without classes, or with an
    output that is no probability, each output has its own name and value.
    """
    values = [float(value) for value in answer]
    within = all(0.0 <= value <= 1.0 for value in values)
    if len(facts.classes) == 2 and len(values) == 1 and within:
        return (facts.classes[0], 1.0 - values[0]), (facts.classes[1], values[0])
    names = facts.classes if len(facts.classes) == len(values) else facts.target_names
    return tuple(zip(names, values, strict=True))
