"""Batches: in what order training takes the samples of an epoch.

An epoch's permutation is drawn once, at its first batch; the cursor counts samples, so the batch
size may change at any draw. The last, smaller batch of an epoch is used like the others.
"""

from copy import deepcopy
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


class Batches:
    """The rows of a matrix (m, columns), drawn in order or in a new random order every epoch."""

    def __init__(self, rows: Array, rng: Generator, shuffle: bool) -> None:
        self.rows = rows
        self._count = rows.shape[0]
        self._take = rows.take
        self.rng = rng
        self.shuffle = shuffle
        self.cursor = 0
        self.permutation: NDArray[np.intp] | None = None
        #: the row numbers of the last batch
        self.indexes: NDArray[np.intp] = np.empty(0, dtype=np.intp)

    def next_size(self, batch_size: int | None) -> int:
        """Return the size of the next batch: as requested, or what is left of the epoch."""
        left = self._count - self.cursor
        return left if batch_size is None or batch_size > left else batch_size

    def draw_into(self, out: Array) -> None:
        """Copy the next rows into `out` (size, columns) and move on."""
        if self.permutation is None:
            self.permutation = self._drawn(self.rng)
        start = self.cursor
        self.cursor = end = start + len(out)
        self.indexes = indexes = self.permutation[start:end]
        # mode "clip" saves NumPy a buffer; a permutation has no index out of range
        self._take(indexes, 0, out, "clip")

    def _drawn(self, rng: Generator) -> NDArray[np.intp]:
        return rng.permutation(self._count) if self.shuffle else np.arange(self._count)

    def order(self) -> NDArray[np.intp]:
        """Return the order of the epoch at hand, also before it is drawn; nothing is changed."""
        return self._drawn(deepcopy(self.rng)) if self.permutation is None else self.permutation

    def finish_epoch(self) -> bool:
        """Return whether the epoch is over, and prepare the next one if it is."""
        if self.cursor < self._count:
            return False
        self.cursor = 0
        self.permutation = None
        return True
