"""The hidden space: what the units of a layer make of the samples, seen in a plane.

The plane is that of two units, or of the two main directions of the points: those in which they
vary most (principal components; Pearson 1901, Hotelling 1933). They are the first right singular
vectors of the outputs less their mean. A direction and its opposite are equally good: taken is the
one whose largest part, the first of equals, is positive.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Record

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]

#: parts of a direction that differ by less, relatively, are equal: rounding must not turn it
_EQUAL = 1e-9


class Plane(Record):
    """A plane in the space of a layer's units; layer −1 are the network's inputs.

    `units` are those of the two axes, None for the two main directions. In a layer of one unit the
    second axis is 0 everywhere.
    """

    layer: int
    units: tuple[int, int] | None = None


class HiddenSpace(Record, eq=False):
    """The points and the bent grid in a plane.

    `samples` (n,) are the numbers of the facts' points that are shown, `places` (n, 2) where they
    are. `grid` (lines, steps, 2) are lines of the input plane, each at a fixed value of one of the
    two raw inputs, where the layer puts them. An output a of the layer lies at
    (a − `centre`)·`directions`ᵀ. `shares` are what the two main directions explain of the variance,
    0 to 1, None for units.
    """

    plane: Plane
    samples: NDArray[np.intp]
    places: Floats
    grid: Floats
    centre: Floats
    directions: Floats
    shares: tuple[float, float] | None = None

    def place_of(self, outputs: Array) -> tuple[float, float]:
        """Return where outputs (units,) of the layer are in the plane."""
        x, y = (np.asarray(outputs, dtype=np.float64) - self.centre) @ self.directions.T
        return float(x), float(y)


def unit_axes(units: tuple[int, int], count: int) -> Floats:
    """Return the directions (2, units) of two units among so many; the second is 0 if it is one."""
    found = np.zeros((2, count))
    found[0, units[0]] = 1.0
    if count > 1:
        found[1, units[1]] = 1.0
    return found


def main_directions(outputs: Array) -> tuple[Floats, Floats, tuple[float, float]]:
    """Return mean (units,), two main directions (2, units), and their shares of the variance.

    `outputs` (n, units) have to be finite. A direction without variance is a share of 0; in a layer
    of one unit the second direction is 0.
    """
    points = np.asarray(outputs, dtype=np.float64)
    mean: Floats = points.mean(axis=0)
    _, sizes, rows = np.linalg.svd(points - mean, full_matrices=False)
    directions = np.zeros((2, points.shape[1]))
    directions[: min(2, len(rows))] = rows[:2]
    for direction in directions:
        size = np.abs(direction)
        largest = np.flatnonzero(size >= size.max() * (1.0 - _EQUAL))[0]
        if direction[largest] < 0.0:
            direction *= -1.0
    variance = np.zeros(2)
    variance[: min(2, len(sizes))] = sizes[:2] ** 2
    whole = float(np.sum(sizes**2))
    shares = variance / whole if whole > 0.0 else variance
    return mean, directions, (float(shares[0]), float(shares[1]))
