"""Pruning by size: which weights are the smallest, over all layers or in each.

A weight that is off already is 0 and counts as the smallest, so that pruning 30 % twice prunes 30 %
of all weights. Biases are never pruned (Han, Pool, Tran and Dally, "Learning both Weights and
Connections for Efficient Neural Networks", 2015).
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]


def pruned_count(share: float, weights: int) -> int:
    """Return how many of so many weights are pruned: the nearest number, a half goes up."""
    return math.floor(min(max(share, 0.0), 1.0) * weights + 0.5)


def smallest(
    weights: Sequence[Array | None],
    share: float,
    per_layer: bool,
    off: Sequence[Mask | None] | None = None,
) -> list[Mask | None]:
    """Mark the smallest weights of all layers, a `share` (0 to 1) of them together or in each.

    `weights` are (inputs, units) each, None for a layer without; `off` marks those that are off. Of
    weights of the same size the first are marked, in the order of the layers, inputs and units.
    """
    sizes = [None if weight is None else np.abs(weight).astype(np.float64) for weight in weights]
    for size, mask in zip(sizes, off or [None] * len(sizes), strict=True):
        if size is not None and mask is not None:
            size[mask] = -1.0
    if per_layer:
        return [None if size is None else _least(size, share) for size in sizes]
    there = [size for size in sizes if size is not None]
    if not there:
        return [None for _ in sizes]
    marked = _least(np.concatenate([size.ravel() for size in there]), share)
    found: list[Mask | None] = []
    begin = 0
    for size in sizes:
        if size is None:
            found.append(None)
            continue
        found.append(marked[begin : begin + size.size].reshape(size.shape))
        begin += size.size
    return found


def _least(sizes: NDArray[np.float64], share: float) -> Mask:
    order = np.argsort(sizes, axis=None, kind="stable")
    marked = np.zeros(sizes.size, dtype=bool)
    marked[order[: pruned_count(share, sizes.size)]] = True
    return marked.reshape(sizes.shape)
