"""Counts that go up in mostly equal steps: epochs, and the updates done by then.

They are kept as runs of a first value and a step, so a million epochs take no room, and the
position of an epoch within a run can be computed exactly.
"""

import bisect

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: values that are compared at once with a run's continuation
_CHUNK = 4096


class Progression:
    """A growing row of counts that never go down; each can be recovered bit for bit."""

    def __init__(self) -> None:
        self.count = 0
        self._places: list[int] = []
        self._firsts: list[float] = []
        self._steps: list[float] = []

    def __len__(self) -> int:
        return self.count

    @property
    def runs(self) -> int:
        """How many runs of equal steps there are."""
        return len(self._places)

    def append(self, value: float) -> None:
        """Add one value."""
        count = self.count
        self.count = count + 1
        if count:
            first, length = self._firsts[-1], count - self._places[-1]
            if length == 1:
                self._steps[-1] = value - first
            if first + length * self._steps[-1] == value:
                return
        self._places.append(count)
        self._firsts.append(value)
        self._steps.append(0.0)

    def extend(self, values: Floats) -> None:
        """Add values; those that continue a run cost hardly anything."""
        for start in range(0, values.size, _CHUNK):
            self._extend(values[start : start + _CHUNK])

    def _extend(self, values: Floats) -> None:
        done = 0
        while done < values.size:
            length = self.count - self._places[-1] if self._places else 0
            if length < 2:
                self.append(float(values[done]))
                done += 1
                continue
            left = values[done:]
            going_on = self._firsts[-1] + self._steps[-1] * np.arange(length, length + left.size)
            other = np.flatnonzero(going_on != left)
            same = int(other[0]) if other.size else left.size
            self.count += same
            done += same
            if other.size:
                self.append(float(values[done]))
                done += 1

    def take(self, places: NDArray[np.integer]) -> Floats:
        """Return the values at places."""
        if not places.size:
            return np.empty(0)
        starts = np.array(self._places, dtype=np.int64)
        run = np.searchsorted(starts, places, side="right") - 1
        firsts, steps = np.array(self._firsts), np.array(self._steps)
        found: Floats = firsts[run] + (places - starts[run]) * steps[run]
        return found

    def between(self, start: int, stop: int) -> Floats:
        """Return the values from place `start` to before `stop`."""
        return self.take(np.arange(start, min(stop, self.count)))

    def at(self, place: int) -> float:
        """Return one value."""
        if not 0 <= place < self.count:
            raise IndexError(f"there is no entry {place}")
        run = bisect.bisect_right(self._places, place) - 1
        return self._firsts[run] + (place - self._places[run]) * self._steps[run]

    def up_to(self, value: float) -> int:
        """Return how many values are `value` or less."""
        run = bisect.bisect_right(self._firsts, value) - 1
        if run < 0:
            return 0
        low, high = self._places[run], self._end(run)
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) <= value:
                low = middle + 1
            else:
                high = middle
        return low

    def below(self, value: float) -> int:
        """Return how many values are less than `value`."""
        return self.up_to(float(np.nextafter(value, -np.inf)))

    def _end(self, run: int) -> int:
        return self._places[run + 1] if run + 1 < len(self._places) else self.count

    def knots(self) -> NDArray[np.int64]:
        """Return the first and the last place of every run."""
        places = {*self._places, *(place - 1 for place in self._places[1:]), self.count - 1}
        return np.array(sorted(places if self.count else ()), dtype=np.int64)

    def cut(self, count: int) -> None:
        """Forget all but the first `count` values."""
        self.count = min(count, self.count)
        kept = bisect.bisect_left(self._places, self.count)
        del self._places[kept:], self._firsts[kept:], self._steps[kept:]

    def as_array(self) -> Floats:
        """Return the runs (n, 3): the place of the first value, the value, and the step."""
        rows = zip(self._places, self._firsts, self._steps, strict=True)
        return np.array(list(rows), dtype=np.float64).reshape(-1, 3)

    @classmethod
    def of_array(cls, runs: Floats, count: int) -> "Progression":
        """Return the counts in runs. Raises ValueError if they are not rising counts."""
        made = cls()
        if runs.ndim != 2 or runs.shape[1] != 3 or not np.isfinite(runs).all():
            raise ValueError("no runs of counts")
        places = runs[:, 0]
        starts_right = runs.shape[0] > 0 and places[0] == 0 if count else runs.shape[0] == 0
        whole = np.all(places == np.floor(places)) and np.all(np.diff(places) > 0)
        if not (starts_right and whole and (not count or places[-1] < count)):
            raise ValueError("runs of counts that do not follow each other")
        made.count = count
        made._places = [int(place) for place in places]
        made._firsts, made._steps = runs[:, 1].tolist(), runs[:, 2].tolist()
        ends = made.take(made.knots())
        if ends.size and not (ends[0] >= 0 and ends[-1] <= 2.0**53 and np.all(np.diff(ends) >= 0)):
            raise ValueError("counts that go down")
        return made

    def copy(self) -> "Progression":
        """Return another one with the same values."""
        made = Progression()
        made.count = self.count
        made._places, made._firsts = list(self._places), list(self._firsts)
        made._steps = list(self._steps)
        return made
