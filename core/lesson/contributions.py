"""Contributions: which sample of a batch moved a number, and by how much.

The slope of a batch is a sum over its samples, and each term needs only the results of the layer's
forward and backward phase: for a dense layer x·∂L/∂z for a weight and ∂L/∂z for a bias, for batch
normalization ∂L/∂a·x̂ for a scale and ∂L/∂a for a shift. Descriptions are those of the phases, with
samples as rows; everything here is computed for display.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.regularizers import Regularizer
from core.pictures.records import Description, PhaseRecord

Array = NDArray[np.floating[Any]]


def contributions(
    forward: Description, backward: Description, name: str, index: tuple[int, ...]
) -> Array:
    """Return what each sample adds to ∂L/∂(one number of a layer), (m,), without the penalty.

    `name` and `index` refer to the layer's arrays: weight (i, j), bias (j,), scale (j,) or
    shift (j,). Raises ValueError for an array that has no slope.
    """
    slope: Array = backward["gradient_z"][:, index[-1]]
    if name in ("bias", "shift"):
        return slope.copy()
    return np.asarray(_factor(forward, name)[:, index[0]] * slope)


def _factor(forward: Description, name: str) -> Array:
    """Return what ∂L/∂z is multiplied by, (m, k): a weight's inputs, a scale's x̂."""
    if name == "weight":
        found: Array = forward["x"]
    elif name == "scale" and "normalized" in forward:
        found = forward["normalized"]
    else:
        raise ValueError(f"{name} has no slope")
    return found


def penalty_part(regularizer: Regularizer, weight: float) -> float:
    """Return what the regularizer adds to the slope of one dense weight of this value."""
    value, slope = np.array([[weight]]), np.zeros((1, 1))
    regularizer.add_gradient(value, slope, np.empty((1, 1)))
    return float(slope[0, 0])


def pushes(
    forward: Iterable[PhaseRecord], backward: Iterable[PhaseRecord], sample: int
) -> dict[int, dict[str, Array]]:
    """Return what one sample of the batch adds to every slope: layer → name → array.

    The records are those of the finished phases, in any order; other records are ignored. `sample`
    is its row in the batch. The arrays have the shapes of the layer's own arrays: weight (inputs,
    units), bias (units,), scale and shift. Layers that learn nothing are left out.
    """
    went = {item.layer: item.values for item in forward if item.phase == "forward"}
    found: dict[int, dict[str, Array]] = {}
    for item in backward:
        if item.phase != "backward" or item.layer is None or item.layer not in went:
            continue
        push = _push(went[item.layer], item.values, sample)
        if push:
            found[item.layer] = push
    return found


def _push(forward: Description, backward: Description, sample: int) -> dict[str, Array]:
    found: dict[str, Array] = {}
    if "gradient_z" not in backward:
        return found
    slope: Array = backward["gradient_z"][sample]
    if "gradient_weight" in backward and "x" in forward:
        found["weight"] = np.outer(forward["x"][sample], slope)
    if "gradient_scale" in backward and "normalized" in forward:
        found["scale"] = np.asarray(forward["normalized"][sample] * slope)
    for name in ("bias", "shift"):
        if f"gradient_{name}" in backward:
            found[name] = slope.copy()
    # other kinds of layers use the same names for other things
    return {
        name: push
        for name, push in found.items()
        if push.shape == np.shape(backward[f"gradient_{name}"])
    }
