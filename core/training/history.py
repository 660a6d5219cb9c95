"""Histories: loss and metrics kept at every epoch boundary.

Up to a million entries, every one is kept exactly; beyond that, as many of the newest as fit into
the size in `core.history.parts.Limits`, and older ones become spans with their lowest, highest and
mean.

Going back in time forgets nothing: the book is rewound, and retrained entries are overwritten with
the same figures. A span that is retrained does not change. Only `cut_after` removes entries.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.history.book import FigureBook
from core.history.figures import (
    LOSS,
    METRICS,
    TEST_LOSS,
    TEST_METRICS,
    VALIDATION_LOSS,
    VALIDATION_METRICS,
    History,
)
from core.history.parts import Limits, Packed
from core.moments.evaluation import Evaluation

Array = NDArray[np.floating[Any]]


_SERIES = MappingProxyType(
    {
        "train": (LOSS, METRICS),
        "test": (TEST_LOSS, TEST_METRICS),
        "validation": (VALIDATION_LOSS, VALIDATION_METRICS),
    }
)


def history_name(part: str, metric: str) -> str:
    """Return the name of the series for a metric of a part (train, test, validation).

    Without a metric it is the loss.
    """
    loss, metrics = _SERIES[part]
    return metrics + metric if metric else loss


class Series:
    """One series of a book."""

    def __init__(self, book: FigureBook, name: str) -> None:
        self._book, self._name = book, name

    def __len__(self) -> int:
        return len(self._book) if self._name in self._book.names else 0

    def last(self) -> float:
        """Return the newest value. Raises IndexError if there is none."""
        if not len(self):
            raise IndexError("the series is empty")
        return float(self.since(len(self) - 1)[0])

    def since(self, start: int) -> NDArray[np.float64]:
        """Return a copy of the values from `start` on, or of those that are not thinned."""
        if not len(self):
            return np.empty(0)
        return self._book.values(self._name, max(start, self._book.thinned))


class HistoryBook:
    """Loss and metrics of the parts, one entry before every epoch and one at the end."""

    def __init__(self, limits: Limits | None = None) -> None:
        #: where the next entry is written: at the end, except after going back
        self._at = 0
        self._book = FigureBook(limits)
        self.loss = Series(self._book, LOSS)
        self.test_loss = Series(self._book, TEST_LOSS)

    def __len__(self) -> int:
        return len(self._book)

    @property
    def thinned(self) -> int:
        """How many entries are not kept individually: those at the beginning."""
        return self._book.thinned

    def add(self, epoch: int, update: int, figures: Evaluation) -> None:
        """Write the figures at the start of an epoch (from 0), after `update` updates."""
        found = {LOSS: figures.loss}
        if figures.test_loss is not None:
            found[TEST_LOSS] = figures.test_loss
        for name, value in figures.metrics.items():
            found[METRICS + name] = value
        for name, value in figures.test_metrics.items():
            found[TEST_METRICS + name] = value
        if figures.validation_loss is not None:
            found[VALIDATION_LOSS] = figures.validation_loss
        for name, value in figures.validation_metrics.items():
            found[VALIDATION_METRICS + name] = value
        book, at = self._book, self._at
        self._at = at + 1
        if at == book.count:
            book.append(float(epoch), float(update), found)
        else:
            book.put(at, float(epoch), float(update), found)

    def add_many(
        self,
        epochs: NDArray[np.float64],
        updates: NDArray[np.float64],
        series: Mapping[str, NDArray[np.float64]],
    ) -> None:
        """Write the figures at the starts of many epochs, by the names of their series.

        The result is the same as adding them one by one.
        """
        book = self._book
        if self._at == book.count:
            book.extend(epochs, updates, series)
        else:
            for i in range(epochs.size):
                found = {name: float(values[i]) for name, values in series.items()}
                book.put(self._at + i, float(epochs[i]), float(updates[i]), found)
        self._at += epochs.size

    def since(self, start: int) -> History:
        """Return the entries from number `start` on; thinned ones as their spans."""
        return self._book.history(start)

    def kept(self) -> History | Packed:
        """Return all of it in the form for storing: packed if it is long."""
        return self._book.kept() if self._book.is_packed else self._book.history()

    def update_before(self, update: int) -> int | None:
        """Return the last update before another at which an epoch began, or None."""
        entry = self._book.updates.below(float(update))
        return int(self._book.updates.at(entry - 1)) if entry else None

    def update_of(self, epoch: int) -> int | None:
        """Return after how many updates an epoch began, or None if it has no entry."""
        entry = self._book.epochs.below(float(epoch))
        if entry == len(self) or self._book.epochs.at(entry) != epoch:
            return None
        return int(self._book.updates.at(entry))

    def epochs_between(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the first and the last epoch that began after updates within two, or None."""
        updates = self._book.updates
        start, stop = updates.below(float(first)), updates.up_to(float(last))
        if start >= stop:
            return None
        return int(self._book.epochs.at(start)), int(self._book.epochs.at(stop - 1))

    def rewind(self, epoch: int) -> None:
        """Go back to an epoch: the entries of later ones stay, until they are written over."""
        self._at = self._book.epochs.up_to(float(epoch))

    def cut_after(self, epoch: int) -> None:
        """Forget the entries of later epochs than `epoch`."""
        kept = self._book.epochs.up_to(float(epoch))
        self._book.cut(kept)
        self._at = min(self._at, kept)

    def restore(self, history: History | Packed) -> None:
        """Replace the entries by saved ones."""
        self._book.restore(history)
        self._at = len(self._book)
