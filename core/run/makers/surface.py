"""Surfaces: the network's outputs over a plane of two raw inputs, or along one.

The plane is a grid of cell centres. Inputs that are not on an axis stay at their training mean.
The same forward pass gives the map of every neuron, taken on a coarser grid.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.generated import LIMIT
from core.pictures.snapshot import Surface, View
from core.training.evaluation import Predictor
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]
Matrix = NDArray[np.float64]

SURFACE_CELLS = 100
CURVE_CELLS = 200
MAP_CELLS = 24
#: layers with more units than this have no maps: they are drawn as a strip
MAX_MAPS = 64
#: the most multiplications for one surface, and for one set of maps: some ten milliseconds
_SURFACE_COST = 1e8
_MAPS_COST = 2.5e7
_FEWEST_CELLS = 12
#: no plane reaches farther than this: the largest number, but for sums and differences of a few
_FARTHEST = float(np.finfo(np.float64).max) / 8


def raw_ranges(
    raw_inputs: Matrix, group: str, plane: Matrix | None = None
) -> tuple[tuple[float, float], ...]:
    """Return a readable range (low, high) for every raw input (m, r), with some margin.

    Gates and generated sources keep the same ranges whatever their noise and seed, and points keep
    the `plane` (r, 2) in which they were drawn, if none lies outside of it.
    """
    if plane is not None and np.all((plane[:, 0] <= raw_inputs) & (raw_inputs <= plane[:, 1])):
        return tuple(_measurable(low, high) for low, high in plane.tolist())
    fixed = {"gates": (-0.5, 1.5), "own": None}.get(group, (-LIMIT, LIMIT))
    ranges = []
    for column in raw_inputs.T:
        low, high = float(column.min()), float(column.max())
        room = 0.12 * (high - low) or max(1.0, abs(low))
        ranges.append(fixed or _measurable(low - room, high + room))
    return tuple(ranges)


def _measurable(low: float, high: float) -> tuple[float, float]:
    """Return a range whose width is a number too: what lies farther out is outside the plane."""
    low, high = max(low, -_FARTHEST), min(high, _FARTHEST)
    if low < high:
        return low, high
    return (0.0, _FARTHEST) if low > 0.0 else (-_FARTHEST, 0.0)


def first_view(ranges: tuple[tuple[float, float], ...], axes: tuple[int, int] = (0, 1)) -> View:
    """Return the plane of two raw inputs; for a single one, a line."""
    if len(ranges) == 1:
        return View(0, None, ranges[0], (0.0, 0.0))
    x, y = axes
    return View(x, y, ranges[x], ranges[y])


def _centres(low: float, high: float, cells: int) -> Matrix:
    edges = np.linspace(low, high, cells + 1)
    centres: Matrix = (edges[:-1] + edges[1:]) / 2
    return centres


def grid(view: View, means: Matrix, columns: int, rows: int) -> Matrix:
    """Return raw inputs (rows·columns, r) of the cell centres, row 0 at the lowest y."""
    xs = _centres(*view.x_range, columns)
    points: Matrix = np.empty((rows * columns, len(means)))
    points[:] = means  # unlike np.tile, this lets other threads run
    points[:, view.x_axis] = np.tile(xs, rows)
    if view.y_axis is not None:
        ys = _centres(*view.y_range, rows)
        points[:, view.y_axis] = np.repeat(ys, columns)
    return points


def held_inputs(dataset: Dataset) -> Matrix:
    """Return the raw inputs (r,) off the axes: training means, or the most frequent category."""
    raw = dataset.train.raw_inputs
    with np.errstate(over="ignore"):
        held: Matrix = raw.mean(axis=0)
    large = ~np.isfinite(held)
    if large.any():
        held[large] = (raw[:, large] / len(raw)).sum(axis=0)  # the sum is beyond all numbers
    start = 0
    for column in dataset.columns:
        stop = start + len(column.input_names())
        if column.is_one_hot:
            frequent = int(np.argmax(raw[:, start:stop].sum(axis=0)))
            held[start:stop] = 0.0
            held[start + frequent] = 1.0
        start = stop
    return held


class SurfaceMaker:
    """Surfaces of one trainer over one view; the grids are made once."""

    def __init__(self, trainer: Trainer, view: View) -> None:
        self.view = view
        self._trainer = trainer
        dataset = trainer.dataset
        means = np.array(view.held) if view.held else held_inputs(dataset)
        flat = view.y_axis is None
        cells = _affordable(trainer, _SURFACE_COST, SURFACE_CELLS)
        self._columns = min(CURVE_CELLS, cells * cells) if flat else cells
        self._rows = 1 if flat else cells
        self._inputs = dataset.network_inputs(grid(view, means, self._columns, self._rows))
        columns = _affordable(trainer, _MAPS_COST, MAP_CELLS)
        self._map_shape = (1 if flat else columns, columns)
        self._map_inputs = dataset.network_inputs(grid(view, means, columns, self._map_shape[0]))
        self._input_maps = _as_maps(self._map_inputs[:, :MAX_MAPS], self._map_shape)

    def make(self, maps: bool) -> Surface:
        """Compute the surface, and the maps of all neurons if wanted."""
        trainer = self._trainer
        with np.errstate(all="ignore"):
            outputs = trainer.figures.predictor.predict(self._inputs).astype(np.float64)
            shaped = trainer.dataset.original_outputs(outputs).reshape(
                self._rows, self._columns, -1
            )
            # numbers too large for float32 are drawn as the end of the scale
            shown = np.asarray(shaped, dtype=np.float32)
            layers = self._maps(trainer.figures.predictor) if maps else ()
        return Surface(self.view, shown, layers, self._input_maps if layers else None)

    def fine_map(self, layer: int, unit: int) -> Array | None:
        """Return the map (rows, columns) of one unit of a layer (−1: the inputs), if it exists.

        It is as fine as the surface.
        """
        spans, inputs = self._trainer.network.spans, self._inputs
        units = inputs.shape[1] if layer < 0 else spans[layer].units if layer < len(spans) else 0
        if not 0 <= unit < units:
            return None
        if layer < 0:
            return _as_maps(inputs[:, unit], (self._rows, self._columns))[:, :, 0]
        predictor = self._trainer.figures.predictor
        values = np.empty(len(inputs))
        with np.errstate(all="ignore"):
            for start in range(0, len(inputs), predictor.chunk):
                chunk = inputs[start : start + predictor.chunk]
                plan = predictor.plan(len(chunk))
                plan.x[:-1] = chunk.T
                plan.run()
                values[start : start + len(chunk)] = plan.layer_outputs[layer][unit]
        return _as_maps(values, (self._rows, self._columns))[:, :, 0]

    def _maps(self, predictor: Predictor) -> tuple[Array, ...]:
        size = self._map_inputs.shape[0]
        if size > predictor.chunk:
            return ()
        plan = predictor.plan(size)
        plan.x[:-1] = self._map_inputs.T
        plan.run()
        return tuple(_as_maps(layer[:MAX_MAPS].T, self._map_shape) for layer in plan.layer_outputs)


def _affordable(trainer: Trainer, cost: float, most: int) -> int:
    """Return how many cells per side a grid may have: fewer for networks with many weights."""
    cells = math.sqrt(cost / max(1, trainer.network.parameter_count))
    return max(_FEWEST_CELLS, min(most, int(cells)))


def _as_maps(values: Array, shape: tuple[int, int]) -> Array:
    """Return values (rows·columns, units) as maps (rows, columns, units)."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(values.reshape(*shape, -1), dtype=np.float32)
