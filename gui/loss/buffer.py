"""A curve that grows: every value kept, and ever coarser peaks beside it for drawing.

Appending costs what is appended. Level k holds the lowest and the highest of every 4^k values, so
that a curve of a million values is drawn from a few thousand without losing a peak.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FACTOR = 4
#: more points than this are drawn as peaks
DRAWN = 1200


class Growing:
    """A float64 array that doubles when it is full."""

    def __init__(self) -> None:
        self._room = np.empty(256, dtype=np.float64)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> Floats:
        """The values so far, a view."""
        return self._room[: self._size]

    def append(self, values: NDArray[np.floating[Any]]) -> None:
        """Add values at the end."""
        needed = self._size + len(values)
        if needed > len(self._room):
            room = np.empty(max(needed, 2 * len(self._room)), dtype=np.float64)
            room[: self._size] = self.values
            self._room = room
        self._room[self._size : needed] = values
        self._size = needed

    def cut(self, size: int) -> None:
        """Forget all values from index `size` on."""
        self._size = min(self._size, max(size, 0))


class _Level:
    def __init__(self) -> None:
        self.low, self.high = Growing(), Growing()


class Curve:
    """A growing curve of values, with its peaks."""

    def __init__(self) -> None:
        self._all = Growing()
        self._levels: list[_Level] = []

    def __len__(self) -> int:
        return len(self._all)

    @property
    def values(self) -> Floats:
        """Every value, a view."""
        return self._all.values

    def append(self, values: NDArray[np.floating[Any]]) -> None:
        """Add values at the end; what is not finite becomes NaN, a gap."""
        values = np.asarray(values, dtype=np.float64)
        self._all.append(np.where(np.isfinite(values), values, np.nan))
        low = high = self._all.values
        for number in range(24):
            if len(low) < FACTOR:
                break
            if number == len(self._levels):
                self._levels.append(_Level())
            level = self._levels[number]
            done, whole = len(level.low), len(low) // FACTOR
            if whole > done:
                a, b, c, d = (low[done * FACTOR + i : whole * FACTOR : FACTOR] for i in range(4))
                level.low.append(np.fmin(np.fmin(a, b), np.fmin(c, d)))
                a, b, c, d = (high[done * FACTOR + i : whole * FACTOR : FACTOR] for i in range(4))
                level.high.append(np.fmax(np.fmax(a, b), np.fmax(c, d)))
            low, high = level.low.values, level.high.values

    def cut(self, size: int) -> None:
        """Forget all values from index `size` on."""
        self._all.cut(size)
        for number, level in enumerate(self._levels, 1):
            level.low.cut(size // FACTOR**number)
            level.high.cut(size // FACTOR**number)

    def peaks(self, x: Floats, most: int = DRAWN) -> tuple[Floats, Floats]:
        """Return points to draw over `x`: all, or lowest and highest in turn if they are many."""
        size = len(self._all)
        if size <= most:
            return x[:size], self.values
        number, stride = 0, 1
        while 2 * (size // stride) > most:
            number, stride = number + 1, stride * FACTOR
        level = self._levels[number - 1]
        low, high = level.low.values, level.high.values
        count = min(len(low), size // stride)
        tail = self.values[count * stride :]
        shown = np.empty(2 * count + len(tail))
        shown[0 : 2 * count : 2] = low[:count]
        shown[1 : 2 * count : 2] = high[:count]
        shown[2 * count :] = tail
        at = np.empty(len(shown))
        at[0 : 2 * count : 2] = x[: count * stride : stride]
        at[1 : 2 * count : 2] = x[stride - 1 : count * stride : stride]
        at[2 * count :] = x[count * stride : size]
        # a rise is drawn upwards and a fall downwards, so that smooth curves stay smooth
        falls = self.values[0 : count * stride : stride] > self.values[stride - 1 :: stride][:count]
        swapped = np.flatnonzero(falls)
        shown[2 * swapped], shown[2 * swapped + 1] = high[swapped], low[swapped]
        return at, shown
