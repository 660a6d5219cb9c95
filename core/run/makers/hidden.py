"""The hidden space of one trainer: its points and the grid, sent through to a layer.

Inputs off the grid's two axes are held where the surface holds them. With many weights or units
there are fewer points and lines, so that a picture takes some ten milliseconds at most.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pictures.lab.hidden import HiddenSpace, Plane, main_directions, unit_axes
from core.pictures.snapshot import Facts, View
from core.run.makers.surface import held_inputs
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]

#: the most points, lines in each direction, and steps along a line
MOST_POINTS, MOST_LINES, MOST_STEPS = 500, 13, 41
#: the most multiplications for points and for the grid, and the most outputs for main directions
_COST, _OUTPUTS = 2e7, 150_000
_FEWEST_POINTS, _FEWEST_LINES, _FEWEST_STEPS = 40, 5, 9


class HiddenMaker:
    """Makes hidden spaces of one trainer over one view of the inputs; inputs are made once."""

    def __init__(self, trainer: Trainer, facts: Facts, view: View) -> None:
        self._trainer = trainer
        dataset, weights = trainer.dataset, max(1, trainer.network.parameter_count)
        widest = max(span.units for span in trainer.network.spans)
        most = max(_FEWEST_POINTS, int(min(MOST_POINTS, _COST / weights, _OUTPUTS / widest)))
        there = np.flatnonzero(~facts.points.test)
        chosen = np.linspace(0, len(there) - 1, min(most, len(there))).astype(np.intp)
        self.samples = there[chosen]
        raw = np.asarray(facts.points.inputs, dtype=np.float64)[self.samples]
        self._points = dataset.network_inputs(raw)
        held = np.array(view.held) if view.held else held_inputs(dataset)
        lines = _lines(view, held, int(_COST / weights))
        self._lines = lines.shape[:2]
        self._grid = dataset.network_inputs(lines.reshape(-1, lines.shape[-1]))

    def make(self, plane: Plane) -> HiddenSpace | None:
        """Return the hidden space; None for a plane of another network, or without numbers."""
        spans = self._trainer.network.spans
        if not -1 <= plane.layer < len(spans):
            return None
        units = spans[0].inputs if plane.layer < 0 else spans[plane.layer].units
        if plane.units is not None and not all(0 <= unit < units for unit in plane.units):
            return None
        with np.errstate(all="ignore"):
            points = self._outputs(self._points, plane.layer, units)
            grid = self._outputs(self._grid, plane.layer, units)
        if not len(points) or not np.isfinite(points).all():
            return None
        shares = None
        if plane.units is None:
            centre, directions, shares = main_directions(points)
        else:
            centre, directions = np.zeros(units), unit_axes(plane.units, units)
        places = (points - centre) @ directions.T
        with np.errstate(all="ignore"):
            bent = ((grid - centre) @ directions.T).reshape(*self._lines, 2)
        return HiddenSpace(plane, self.samples, places, bent, centre, directions, shares)

    def _outputs(self, inputs: Floats, layer: int, units: int) -> Floats:
        """Return a layer's outputs (m, units) for network inputs (m, k), in prediction mode."""
        if layer < 0:
            return inputs
        predictor = self._trainer.figures.predictor
        found = np.empty((len(inputs), units))
        for start in range(0, len(inputs), predictor.chunk):
            chunk = inputs[start : start + predictor.chunk]
            plan = predictor.plan(len(chunk))
            plan.x[:-1] = chunk.T
            plan.run()
            found[start : start + len(chunk)] = plan.layer_outputs[layer].T
        return found


def _lines(view: View, held: Floats, most: int) -> Floats:
    """Return raw inputs (lines, steps, r) along lines over the plane; `most` samples, about.

    First those at fixed values of the first input, then of the second; over one input it is one
    line.
    """
    if view.y_axis is None:
        steps = max(_FEWEST_STEPS, min(MOST_LINES * MOST_STEPS // 2, most))
        found = np.tile(held, (1, steps, 1))
        found[0, :, view.x_axis] = np.linspace(*view.x_range, steps)
        return found
    share = min(1.0, most / (2 * MOST_LINES * MOST_STEPS)) ** 0.5
    lines = max(_FEWEST_LINES, int(MOST_LINES * share))
    steps = max(_FEWEST_STEPS, int(MOST_STEPS * share))
    found = np.tile(held, (2 * lines, steps, 1))
    axes = (view.x_axis, view.x_range), (view.y_axis, view.y_range)
    for begin, (fixed, across), (along, ends) in ((0, *axes), (lines, axes[1], axes[0])):
        at = slice(begin, begin + lines)
        found[at, :, fixed] = np.linspace(*across, lines)[:, np.newaxis]
        found[at, :, along] = np.linspace(*ends, steps)
    return found
