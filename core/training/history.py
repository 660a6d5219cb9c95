"""Histories: figures kept at every epoch boundary, in arrays that double as they fill.

Going back in time forgets nothing: the book is rewound, and what is trained again is written over
with the same figures. Only `cut_after` takes entries away.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pictures.snapshot import History
from core.training.evaluation import Evaluation

Array = NDArray[np.floating[Any]]


class Series:
    """A float64 array that grows."""

    def __init__(self) -> None:
        self._buffer = np.empty(64)
        self._count = 0

    def append(self, value: float) -> None:
        """Add one value."""
        if self._count == self._buffer.size:
            self._buffer = np.concatenate([self._buffer, np.empty(self._buffer.size)])
        self._buffer[self._count] = value
        self._count += 1

    def fill(self, values: NDArray[np.float64]) -> None:
        """Hold these values and no others."""
        self._buffer = np.concatenate([values, np.empty(max(64, values.size))])
        self._count = values.size

    def put(self, place: int, value: float) -> None:
        """Write one value over, or add it at the end."""
        if place < self._count:
            self._buffer[place] = value
        else:
            self.append(value)

    def __len__(self) -> int:
        return self._count

    def last(self) -> float:
        """Return the newest value. Raises IndexError where there is none."""
        if not self._count:
            raise IndexError("the series is empty")
        return float(self._buffer[self._count - 1])

    def since(self, start: int) -> NDArray[np.float64]:
        """Return a copy of the values from `start` on."""
        return self._buffer[start : self._count].copy()

    def cut(self, count: int) -> None:
        """Forget all but the first `count` values."""
        self._count = min(count, self._count)


class HistoryBook:
    """Loss and metrics of both parts, one entry before every epoch and one at the end."""

    def __init__(self) -> None:
        #: where the next entry is written: the end, but after going back
        self._at = 0
        self.epochs = Series()
        self.updates = Series()
        self.loss = Series()
        self.test_loss = Series()
        self.metrics: dict[str, Series] = {}
        self.test_metrics: dict[str, Series] = {}

    def __len__(self) -> int:
        return len(self.epochs)

    def add(self, epoch: int, update: int, figures: Evaluation) -> None:
        """Write the figures at the start of an epoch (from 0), after so many updates."""
        at = self._at
        self.epochs.put(at, float(epoch))
        self.updates.put(at, float(update))
        self.loss.put(at, figures.loss)
        if figures.test_loss is not None:
            self.test_loss.put(at, figures.test_loss)
        for name, value in figures.metrics.items():
            self.metrics.setdefault(name, Series()).put(at, value)
        for name, value in figures.test_metrics.items():
            self.test_metrics.setdefault(name, Series()).put(at, value)
        self._at = at + 1

    def since(self, start: int) -> History:
        """Return the entries from number `start` on."""
        return History(
            epochs=self.epochs.since(start),
            loss=self.loss.since(start),
            test_loss=self.test_loss.since(start),
            metrics={name: series.since(start) for name, series in self.metrics.items()},
            test_metrics={name: series.since(start) for name, series in self.test_metrics.items()},
            updates=self.updates.since(start),
        )

    def rewind(self, epoch: int) -> None:
        """Go back to an epoch: the entries of later ones stay, until they are written over."""
        self._at = int(np.searchsorted(self.epochs.since(0), epoch, side="right"))

    def cut_after(self, epoch: int) -> None:
        """Forget the entries of later epochs than `epoch`."""
        kept = int(np.searchsorted(self.epochs.since(0), epoch, side="right"))
        for series in self._all():
            series.cut(kept)
        self._at = min(self._at, kept)

    def restore(self, history: History) -> None:
        """Hold the entries that were saved, and no others."""
        count = history.epochs.size
        self.epochs.fill(history.epochs)
        self.updates.fill(history.updates if history.updates.size else np.zeros(count))
        self.loss.fill(history.loss)
        self.test_loss.fill(history.test_loss)
        for book, saved in (
            (self.metrics, history.metrics),
            (self.test_metrics, history.test_metrics),
        ):
            book.clear()
            for name, values in saved.items():
                book.setdefault(name, Series()).fill(values)
        self._at = count

    def _all(self) -> list[Series]:
        return [
            self.epochs,
            self.updates,
            self.loss,
            self.test_loss,
            *self.metrics.values(),
            *self.test_metrics.values(),
        ]
