"""Numbers over time: their values at moments of a recorded run, thinned to a bounded count.

What an update computes of a sample is only there where its batch has the sample: of batches
smaller than the training part, such updates are read beside the others.
"""

import time
from collections.abc import Sequence

import numpy as np

from core.lesson.past.quantity import Quantity
from core.pictures.findings import OverTime
from core.run.past.again import Course, again
from core.run.past.reader import Reader
from core.training.timeline import Timeline

#: so many points are worked out of a range at most, and so many more for every sample
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
        self._first, self._last = first, last
        self._next = first
        self._updates: list[int] = []
        self._found: list[tuple[float, ...]] = []
        self._timeline = made
        self._steps = any(quantity.is_of_update for quantity in quantities)
        self._samples = {one.sample - 1 for one in quantities if one.is_of_update and one.sample}
        self._due: set[int] = set()  # samples not met since the last point
        made.go_to(max(made.start, first - 1))  # so that the update before is done, and known
        self._course = Course(made, self._steps)
        self._reader = Reader(self._course, quantities)

    @property
    def progress(self) -> tuple[int, int]:
        """How many updates are gone through, and how many there are."""
        done = self._updates[-1] - self._first if self._updates else 0
        return done, max(1, self._last - self._first)

    @property
    def result(self) -> OverTime:
        """What is read so far."""
        count = len(self._found)
        values = np.array(self._found, dtype=np.float64).reshape(count, len(self._names)).T
        return OverTime(self._names, np.array(self._updates), values, self._every)

    @property
    def _is_done(self) -> bool:
        return bool(self._updates) and self._updates[-1] >= self._last

    @property
    def done(self) -> int:
        """How much of it is done."""
        return self.progress[0]

    @property
    def whole(self) -> int:
        """How much there is to do; 0 if that is unknown."""
        return self.progress[1]

    def work(self, seconds: float) -> bool:
        """Read the next points; return whether all are read."""
        end = time.perf_counter() + seconds
        while not self._is_done:
            target, is_read = self._coming()
            left = max(0.0, end - time.perf_counter())
            before = target
            if is_read and self._steps and target > self._timeline.start:
                before = max(target - 1, self._timeline.trainer.update)
            if not self._timeline.replay(before, left):
                return False
            if is_read:
                if before < target:
                    self._course.next()
                self._read(target)
            if time.perf_counter() >= end:
                break
        return self._is_done

    def _read(self, update: int) -> None:
        self._updates.append(update)
        self._found.append(self._reader.values())
        work = self._timeline.trainer.work
        self._due.difference_update(work.batches.indexes.tolist())
        if update == self._next:
            self._next = min(update + self._every, self._last)
            self._due = set(self._samples) if self._every > 1 and work.has_parts else set()

    def _coming(self) -> tuple[int, bool]:
        """Return the next update to go to, and whether it is read there.

        That is the next point, or before it the update whose batch has a sample that is due, or the
        end of an epoch, where it is seen when the next one has it.
        """
        work, here = self._timeline.trainer.work, self._timeline.trainer.update
        nearest, is_read = self._next, True
        for row in self._due:
            until = work.updates_until(row)
            if until is None:
                batch, batches = work.batch_number()
                there, read = here + batches - batch + 1, False
            else:
                there, read = here + until, True
            if there < nearest:
                nearest, is_read = there, read
        return nearest, is_read
