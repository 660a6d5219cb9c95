"""Numbers over time: their values at moments of a recorded run, thinned to a bounded count."""

import time
from collections.abc import Sequence

import numpy as np

from core.lesson.past.quantity import Quantity
from core.pictures.findings import OverTime
from core.run.past.again import Course, again
from core.run.past.reader import Reader
from core.training.timeline import Timeline

#: the most points computed for a range
MOST_POINTS = 400


class Collecting:
    """A job that reads quantities at moments from `first` to `last`, into `result`."""

    def __init__(
        self,
        timeline: Timeline,
        quantities: Sequence[Quantity],
        first: int,
        last: int,
        points: int = MOST_POINTS,
    ) -> None:
        """Begin. Raises UserError for a quantity that the network or the task does not have."""
        made = again(timeline)
        first = max(made.start, min(first, made.end))
        last = max(first, min(last, made.end))
        self._names = tuple(map(str, quantities))
        self._every = max(1, -(-(last - first) // max(1, points - 1)))
        self._targets = [*range(first, last, self._every), last]
        self._found: list[tuple[float, ...]] = []
        self._timeline = made
        self._steps = any(quantity.is_of_update for quantity in quantities)
        made.go_to(max(made.start, first - 1))  # so that the previous update is done, and known
        self._course = Course(made, self._steps)
        self._reader = Reader(self._course, quantities)

    @property
    def progress(self) -> tuple[int, int]:
        """How many points are read, and how many there are."""
        return len(self._found), len(self._targets)

    @property
    def result(self) -> OverTime:
        """What is read so far."""
        count = len(self._found)
        values = np.array(self._found, dtype=np.float64).reshape(count, len(self._names)).T
        return OverTime(self._names, np.array(self._targets[:count]), values, self._every)

    def work(self, seconds: float) -> bool:
        """Read the next points; return whether all are read."""
        end = time.perf_counter() + seconds
        while len(self._found) < len(self._targets):
            target = self._targets[len(self._found)]
            left = max(0.0, end - time.perf_counter())
            before = target - 1 if self._steps and target > self._timeline.start else target
            if not self._timeline.replay(before, left):
                return False
            if before < target:
                self._course.next()
            self._found.append(self._reader.values())
            if time.perf_counter() >= end:
                break
        return len(self._found) == len(self._targets)
