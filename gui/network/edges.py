"""The edges of the network diagram: their curves, which of them are drawn, and where numbers go.

An edge runs from the right side of one neuron to the left side of another, level at both ends.
Curves are computed once for a layout; only widths and colours change during training.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath

from core.pictures.snapshot import LayerPicture
from gui.network.layout import Layout, Role
from gui.network.strips import Remembered

Floats = NDArray[np.floating[Any]]

SAMPLES = 33
#: how far a piece of a curve may be away from it, in pixels: where there are at most so many edges,
#: and where more of them lie over each other, which would take too long to paint
_OFF, _OFF_AMONG_MANY = 0.1, 1.0
_MANY = 600
DASH, GAP = 6.0, 4.0
#: no more edges than this are drawn
MOST = 600
#: no more numbers than this are shown on the edges
MOST_NUMBERS = 24
#: the places along an edge where a number may go, the best first
PLACES = (0.5, 0.3, 0.7, 0.4, 0.6, 0.22, 0.78)


#: no more edges than this are drawn between two columns if one of them is a strip
MOST_AT_STRIP = 80
MOST_PASSES = 12
#: the most by which edges are widened when everything is drawn larger
THICKEST = 2.0

#: the edges into a column: their sources and targets; and those of every column
Places = tuple[NDArray[np.intp], NDArray[np.intp]]
Chosen = dict[int, Places]
Lines = dict[tuple[int, int, int, bool], list[QLineF]]


@dataclass(frozen=True)
class Edge:
    """One drawn weight: columns of the layout, units, and the layer that holds it."""

    layer: int
    column: int  # the column of its right end
    source: int
    target: int


def largest_at_strips(
    layout: Layout, layers: tuple[LayerPicture, ...], known: Remembered[int, Places]
) -> Chosen:
    """Return the largest weights into every column that is a strip or comes after one."""
    chosen: Chosen = {}
    for index in range(1, len(layout.columns)):
        left, right = layout.columns[index - 1], layout.columns[index]
        if right.slot.role is Role.PASS or not (left.is_strip or right.is_strip):
            continue
        weight = layers[right.slot.layer].arrays.get("weight")
        if weight is None or weight.ndim != 2:
            chosen[index] = (_NONE, _NONE)
            continue
        chosen[index] = known.of(index, weight, lambda array: largest_in(array, MOST_AT_STRIP))
    return chosen


def largest_in(weight: Floats, most: int) -> Places:
    """Return the rows and columns of the weights of largest absolute value, in their order.

    They are in the rows whose largest weight is among the largest of all rows, so only these rows
    are sorted: a million weights take a millisecond. NaN counts as the smallest.
    """
    if weight.shape[0] < weight.shape[1]:
        columns, rows = largest_in(weight.T, most)
        order = np.lexsort((columns, rows))
        return rows[order], columns[order]
    among = np.arange(len(weight))
    if len(weight) > most:
        peaks = np.maximum(weight.max(axis=1), -weight.min(axis=1))
        if np.isnan(peaks).any():
            peaks = np.nan_to_num(np.abs(weight), nan=-1.0).max(axis=1)
        among = np.sort(np.argpartition(peaks, len(peaks) - most)[len(peaks) - most :])
    size = np.nan_to_num(np.abs(weight[among]), nan=-1.0).reshape(-1)
    most = min(most, len(size))
    largest = np.sort(np.argpartition(size, len(size) - most)[len(size) - most :])
    places, columns = np.divmod(largest, weight.shape[1])
    return among[places].astype(np.intp), columns.astype(np.intp)


_NONE: NDArray[np.intp] = np.empty(0, dtype=np.intp)


class Edges:
    """All edges between the neurons of a layout, but only the largest ones at strips."""

    def __init__(
        self, layout: Layout, chosen: Chosen | None = None, lines: Lines | None = None
    ) -> None:
        self.thinner = min(1.0, max(0.4, layout.step / layout.scale / 64.0))
        self.thinner *= min(THICKEST, layout.scale)
        chosen = chosen or {}
        starts, ends, layers, columns, sources, targets = [], [], [], [], [], []
        #: level lines through dropout and batch normalization: (x1, y1, x2, y2)
        self.passes: list[QLineF] = []
        for index in range(1, len(layout.columns)):
            left, right = layout.columns[index - 1], layout.columns[index]
            x0 = left.x + (4.0 if left.slot.role is Role.PASS else left.size / 2.0)
            if right.slot.role is Role.PASS:
                every = len(right.ys) // MOST_PASSES + 1 if right.is_strip else 1
                self.passes += [QLineF(x0, y, right.x - 4.0, y) for y in right.ys[::every]]
                continue
            x1 = right.x - right.size / 2.0
            if index in chosen:
                source, target = chosen[index]
            else:
                n, m = len(left.ys), len(right.ys)
                source, target = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
            starts.append(np.stack([np.full(len(source), x0), np.array(left.ys)[source]], -1))
            ends.append(np.stack([np.full(len(target), x1), np.array(right.ys)[target]], -1))
            layers.append(np.full(len(source), right.slot.layer))
            columns.append(np.full(len(source), index))
            sources.append(source)
            targets.append(target)
        self.starts = np.concatenate([np.empty((0, 2)), *starts])
        self.ends = np.concatenate([np.empty((0, 2)), *ends])
        self.points = self._curves(np.linspace(0.0, 1.0, SAMPLES))
        self.layers = np.concatenate([_NONE, *layers]).astype(np.intp)
        self.sources = np.concatenate([_NONE, *sources]).astype(np.intp)
        self.targets = np.concatenate([_NONE, *targets]).astype(np.intp)
        self.columns = np.concatenate([_NONE, *columns]).astype(np.intp)
        #: the drawn lines of edges; they can be passed on to other Edges of the same layout
        self.drawn: Lines = {} if lines is None else lines
        self._paths: dict[int, QPainterPath] = {}

    def edge(self, index: int) -> Edge:
        """Return one edge."""
        numbers = (self.layers, self.columns, self.sources, self.targets)
        return Edge(*(int(array[index]) for array in numbers))

    def find(self, layer: int, source: int, target: int) -> int | None:
        """Return the index of the edge of a weight, if it is drawn."""
        same = (self.layers == layer) & (self.sources == source) & (self.targets == target)
        found = np.flatnonzero(same)
        return int(found[0]) if len(found) else None

    def __len__(self) -> int:
        return len(self.layers)

    def _curves(self, at: Floats) -> Floats:
        """Return points (edges, len(at), 2) of the cubic curves, level at both ends."""
        x0, y0 = self.starts[:, :1], self.starts[:, 1:]
        x1, y1 = self.ends[:, :1], self.ends[:, 1:]
        rise = at * at * (3.0 - 2.0 * at)
        # control points half way across: x = x0 + dx·(1.5t − 1.5t² + t³), y = y0 + dy·(3t² − 2t³)
        along = 1.5 * at - 1.5 * at**2 + at**3
        return np.stack([x0 + (x1 - x0) * along, y0 + (y1 - y0) * rise], axis=-1)

    def path(self, index: int) -> QPainterPath:
        """Return the curve of an edge."""
        path = self._paths.get(index)
        if path is None:
            (x0, y0), (x1, y1) = self.starts[index], self.ends[index]
            middle = (x0 + x1) / 2.0
            path = QPainterPath(QPointF(x0, y0))
            path.cubicTo(middle, y0, middle, y1, x1, y1)
            self._paths[index] = path
        return path

    def lines(self, index: int, dashed: bool) -> list[QLineF]:
        """Return an edge as short straight lines, which Qt draws several times faster.

        The lines of a solid edge overlap a little, so that no seam shows.
        """
        self.make_lines([index], dashed)
        return self.drawn[self._key(index, dashed)]

    def _key(self, index: int, dashed: bool) -> tuple[int, int, int, bool]:
        column, source, target = self.columns[index], self.sources[index], self.targets[index]
        return int(column), int(source), int(target), dashed

    def make_lines(self, indexes: Iterable[int], dashed: bool) -> None:
        """Compute, all at once, the lines of those of these edges that have none yet."""
        keys = {self._key(index, dashed): index for index in indexes}
        new = {key: index for key, index in keys.items() if key not in self.drawn}
        if not new:
            return
        points = self.points[list(new.values())]
        steps = np.hypot(*np.moveaxis(np.diff(points, axis=1), -1, 0))
        length = np.concatenate([np.zeros((len(new), 1)), np.cumsum(steps, axis=1)], axis=1)
        whole = length[:, -1]
        if dashed:
            counts = np.ceil(np.maximum(whole, 1.0) / (DASH + GAP)).astype(np.intp)
        else:
            counts = _pieces(points, whole)
        stops = np.cumsum(counts)
        of = np.repeat(np.arange(len(new)), counts)
        piece = np.arange(stops[-1]) - (stops - counts)[of]
        if dashed:
            begin, reach = piece * (DASH + GAP), piece * (DASH + GAP) + DASH
        else:
            begin, reach = (
                whole[of] * piece / counts[of],
                whole[of] * (piece + 1) / counts[of] + 0.7,
            )
        ends = _along(points, length, of, np.stack([begin, np.minimum(reach, whole[of])], axis=-1))
        for key, rows in zip(new, np.split(ends.reshape(-1, 4), stops[:-1]), strict=True):
            self.drawn[key] = [QLineF(*row) for row in rows.tolist()]

    def weights(self, layers: tuple[LayerPicture, ...]) -> Floats:
        """Return the weight of every edge, with NaN for what is missing or not finite."""
        values = np.full(len(self), np.nan)
        for index, layer in enumerate(layers):
            weight = layer.arrays.get("weight")
            if weight is None or weight.ndim != 2:
                continue
            mine = np.flatnonzero(self.layers == index)
            source, target = self.sources[mine], self.targets[mine]
            there = (source < weight.shape[0]) & (target < weight.shape[1])
            values[mine[there]] = weight[source[there], target[there]]
        return values

    def frozen(self, layers: tuple[LayerPicture, ...]) -> NDArray[np.bool_]:
        """Return which edges are frozen."""
        return self._marked([layer.frozen.get("weight") for layer in layers])

    def off(self, layers: tuple[LayerPicture, ...]) -> NDArray[np.bool_]:
        """Return which edges are switched off."""
        return self._marked([layer.is_off("weight") for layer in layers])

    def _marked(self, masks: list[NDArray[np.bool_] | None]) -> NDArray[np.bool_]:
        marked = np.zeros(len(self), dtype=bool)
        for index, mask in enumerate(masks):
            if mask is None or mask.ndim != 2:
                continue
            mine = np.flatnonzero(self.layers == index)
            source, target = self.sources[mine], self.targets[mine]
            there = (source < mask.shape[0]) & (target < mask.shape[1])
            marked[mine[there]] = mask[source[there], target[there]]
        return marked

    def strongest(self, weights: Floats, most: int = MOST) -> NDArray[np.intp]:
        """Return the indexes of the edges to draw, the strongest last."""
        size = np.nan_to_num(np.abs(weights), nan=-1.0, posinf=np.finfo(np.float64).max)
        if len(size) > most:
            keep = np.argpartition(size, len(size) - most)[len(size) - most :]
        else:
            keep = np.arange(len(size))
        keep = keep[size[keep] >= 0.0]
        return keep[np.argsort(size[keep], kind="stable")]

    def into(self, column: int, unit: int) -> NDArray[np.intp]:
        """Return the edges that end at a neuron."""
        return np.flatnonzero((self.columns == column) & (self.targets == unit))

    def out_of(self, column: int, unit: int) -> NDArray[np.intp]:
        """Return the edges that start at a neuron."""
        return np.flatnonzero((self.columns == column + 1) & (self.sources == unit))

    def nearest(self, point: QPointF, among: NDArray[np.intp], within: float = 6.0) -> int | None:
        """Return the edge nearest to a point, if one is near enough."""
        if not len(among):
            return None
        points = self.points[among]
        first, step = points[:, :-1], np.diff(points, axis=1)
        to = np.array([point.x(), point.y()]) - first
        length = np.maximum(np.sum(step * step, axis=-1), 1e-12)
        share = np.clip(np.sum(to * step, axis=-1) / length, 0.0, 1.0)
        off = to - share[..., None] * step
        distance = np.sqrt(np.min(np.sum(off * off, axis=-1), axis=1))
        best = int(np.argmin(distance))
        return int(among[best]) if distance[best] <= within else None

    def number_places(
        self, among: NDArray[np.intp], width: float, height: float, keep_clear: list[QRectF]
    ) -> dict[int, QRectF]:
        """Return non-overlapping rectangles for the numbers of edges; some may find no place.

        Each takes the place along its edge that is farthest from other edges.
        """
        placed: dict[int, QRectF] = {}
        taken = list(keep_clear)
        at = np.array(PLACES)
        spots = self._curves(at)
        for index in among.tolist():
            others = among[among != index]
            near = self.points[others].reshape(-1, 2)
            best: tuple[float, QRectF] | None = None
            for rank, (x, y) in enumerate(spots[index].tolist()):
                rect = QRectF(x - width / 2.0, y - height / 2.0, width, height)
                if any(rect.intersects(other) for other in taken):
                    continue
                gap = 1e3
                if len(near):
                    off = np.abs(near - (x, y)) - (width / 2.0, height / 2.0)
                    gap = float(np.min(np.max(off, axis=1)))
                merit = min(gap, 12.0) - 1.5 * rank
                if best is None or merit > best[0]:
                    best = (merit, rect)
            if best is not None:
                placed[index] = best[1]
                taken.append(best[1].adjusted(-1.0, 1.0, 1.0, -1.0))
        return placed


def _pieces(points: Floats, whole: Floats) -> NDArray[np.intp]:
    """Return how many straight pieces make each curve (n, s, 2) of a length look smooth.

    On average a piece leaves the curve by `_OFF` pixels: of an arc of length l that turns by an
    angle, the middle is l · angle / 8 away from its chord. A level edge is one piece.
    """
    off = _OFF if len(points) <= _MANY else _OFF_AMONG_MANY
    steps = np.diff(points, axis=1)
    angles = np.arctan2(steps[..., 1], steps[..., 0])
    turned = np.sum(np.abs(np.diff(angles, axis=1)), axis=1)
    found: NDArray[np.intp] = np.ceil(np.sqrt(whole * turned / (8.0 * off))).astype(np.intp)
    return np.clip(found, 1, SAMPLES - 1)


def _along(points: Floats, length: Floats, of: NDArray[np.intp], at: Floats) -> Floats:
    """Return the points (m, 2, 2) at two distances `at` (m, 2) along the lines `of` (m,).

    The lines are `points` (n, s, 2); `length` (n, s) is each point's distance from the first.
    """
    # the distances of all lines in one array, each line's after all those of the line before
    apart = length.max() + 1.0
    flat = (length + apart * np.arange(len(length))[:, None]).reshape(-1)
    found = np.searchsorted(flat, at + apart * of[:, None], side="right") - 1
    found = np.clip(found - of[:, None] * length.shape[1], 0, length.shape[1] - 2)
    rows = of[:, None]
    before, after = length[rows, found], length[rows, found + 1]
    share = np.clip((at - before) / np.maximum(after - before, 1e-12), 0.0, 1.0)[..., None]
    placed: Floats = points[rows, found] * (1.0 - share) + points[rows, found + 1] * share
    return placed
