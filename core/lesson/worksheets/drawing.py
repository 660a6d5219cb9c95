"""Numbers that are easy to calculate with: weights of one decimal, drawn by seed and number.

The samples of a sheet are training samples as the network sees them. A draw is kept if every sum is
of moderate size, no unit is near a kink, and no requested slope is tiny.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.options import DataOptions
from core.data.points import Points
from core.errors import UserError
from core.lesson.marking.worked import Update
from core.project import Project
from core.values import Values
from core.words import say, translate

Matrix = NDArray[np.float64]

MOST_BATCH = 4
#: the most draws before giving up
MOST_DRAWS = 500
_LARGEST, _NEAR, _TINY = 2.0, 0.05, 0.005
_TENTHS = 9


def drawn(
    project: Project, inputs: Matrix, targets: Matrix, seed: int, number: int, draw: int, batch: int
) -> Project:
    """Return a project for one sheet: a few samples in one batch, and weights of one decimal.

    Nothing is frozen or off, and the optimizer has done no update: that would not be on the sheet.
    The same seed, number and draw give the same project. Raises UserError for a larger batch.
    """
    if not 1 <= batch <= min(MOST_BATCH, len(inputs)):
        most = min(MOST_BATCH, len(inputs))
        raise UserError(
            say("Worksheets", "a sheet has no room for {count} samples", count=batch),
            say("Worksheets", "give from 1 to {most}", most=most),
        )
    rng = np.random.default_rng([seed, number, draw])
    rows = np.sort(rng.choice(len(inputs), batch, replace=False))
    source = Points(inputs=Values(inputs[rows]), targets=Values(targets[rows]))
    weights, width = [], inputs.shape[1]
    for layer in project.layers:
        sizes = np.empty(layer.parameter_size(width)), np.empty(0)
        arrays = layer.arrays(width, *sizes)
        found = [
            (name, Values(_tenths(rng, array.shape)))
            for name, array in arrays.items()
            if array.size
        ]
        if found:
            weights.append(tuple(found))
        width = layer.units_out(width)
    return replace(
        project,
        data=DataOptions(source=source, test_share=0.0),
        weights=tuple(weights),
        optimizer_state=None,
        frozen=None,
        off=None,
        training=replace(project.training, batch_size=None, shuffle=False, epochs=1),
    )


def _tenths(rng: np.random.Generator, shape: tuple[int, ...]) -> Matrix:
    """Return numbers of one decimal from ±0.1 to ±0.9."""
    size = rng.integers(1, _TENTHS + 1, shape)
    return np.asarray(np.where(rng.random(shape) < 0.5, -size, size) / 10.0)


def is_good(update: Update) -> bool:
    """Return whether the numbers of an update are easy to calculate with."""
    numbers = update.numbers
    for k, layer in enumerate(update.project.layers, 1):
        if layer.neurons is None:
            continue
        z = numbers[f"Z{k}"]
        if np.max(np.abs(z)) > _LARGEST or not np.all(np.isfinite(numbers[f"A{k}"])):
            return False
        if layer.neurons.activation.bounds is None and np.min(np.abs(z)) < _NEAR:
            return False
        before = numbers["X"] if k == 1 else numbers[f"A{k - 1}"]
        if np.min(np.abs(numbers[f"dZ{k}"])) < _TINY:
            return False
        # a weight whose input is 0 in every sample has the slope 0: a useful exercise too
        asked = np.any(before != 0.0, axis=0)
        if np.any(np.abs(numbers[f"dW{k}"][asked]) < _TINY):
            return False
    return True


def none_found() -> UserError:
    """Return the error that no draw is suitable."""
    return UserError(
        translate(
            "Worksheets", "no weights were found for which this network is easy to work out by hand"
        ),
        translate("Worksheets", "use inputs of about 1, fewer layers, or other activations"),
    )
