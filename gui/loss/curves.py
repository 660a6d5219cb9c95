"""The figures of a run as they arrive, epoch by epoch, and what is kept of earlier runs."""

from types import MappingProxyType

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
    series_of,
)
from core.history.parts import Packed
from core.history.peaks import peaks
from core.pictures.snapshot import RunSummary
from core.records import Record

Floats = NDArray[np.float64]

#: more points than this are drawn as peaks
DRAWN = 1200
#: how many earlier runs are kept, and how many points of each
EARLIER_RUNS, EARLIER_POINTS = 50, 400
#: how many entries away from a place a measured one is looked for
_FAR = 2000


class EarlierRun(Record):
    """The training loss of a finished run, or of a future that a run has abandoned."""

    epochs: Floats
    loss: Floats
    run_id: int | None = None

    def at(self, epoch: float) -> float:
        """Return the loss at an epoch, between two points; NaN outside the run."""
        return float(np.interp(epoch, self.epochs, self.loss, left=np.nan, right=np.nan))


class Reading(Record):
    """The epochs that an entry stands for: a single one where nothing is thinned."""

    first: float
    last: float

    @property
    def is_exact(self) -> bool:
        """Whether it stands for one epoch."""
        return self.first == self.last


class LossCurves:
    """Everything kept for the loss plot: a book of figures, thinned just as the trainer's is."""

    def __init__(self) -> None:
        self._book = FigureBook()
        self.run_id: int | None = None
        #: whether figures are not measured every epoch: lines go across the others
        self.across = False
        self.version = 0  # goes up when the earlier runs, or their names, change
        self._kept: list[EarlierRun] = []
        self._summaries: dict[int, RunSummary] | None = None

    def __len__(self) -> int:
        return len(self._book)

    @property
    def earlier(self) -> list[EarlierRun]:
        """The earlier runs of the same data and loss that are not hidden, the oldest first."""
        listed = self._summaries
        if listed is None:
            return list(self._kept)
        return [run for run in self._kept if run.run_id is None or not self._hidden(run.run_id)]

    def _hidden(self, run_id: int) -> bool:
        """Return whether a run is hidden or measures something else; the current run never is."""
        listed = self._summaries or {}
        found = listed.get(run_id)
        if found is None or run_id == self.run_id:
            return False
        now = None if self.run_id is None else listed.get(self.run_id)
        return found.hidden or (now is not None and now.measures != found.measures)

    @property
    def of_other_data(self) -> int:
        """How many listed runs are not drawn because they measure something else."""
        listed = self._summaries or {}
        now = None if self.run_id is None else listed.get(self.run_id)
        if now is None:
            return 0
        return sum(
            run.measures != now.measures and not run.hidden and run.run_id != self.run_id
            for run in listed.values()
        )

    def list_runs(self, runs: tuple[RunSummary, ...]) -> None:
        """Take the list of runs; keep nothing of any other run but the current one."""
        self._summaries = {run.run_id: run for run in runs}
        known = self._summaries.keys() | {self.run_id, None}
        self._kept = [run for run in self._kept if run.run_id in known]
        self.version += 1

    def name(self, run_id: int | None) -> str:
        """Return the name of a run, or "" if it is not known."""
        found = (self._summaries or {}).get(run_id) if run_id is not None else None
        return "" if found is None else found.name

    def take(self, history: History | Packed) -> None:
        """Add entries; a packed history replaces everything.

        Entries that are already here (a replay) change nothing; different ones in their place are
        another future, and the old future becomes an earlier run.
        """
        if isinstance(history, Packed):
            self._book.restore(history)
            return
        count = len(history.epochs)
        if not count:
            return
        series, book = series_of(history), self._book
        start = book.epochs.below(float(history.epochs[0]))
        skip = max(0, min(len(book) - start, count))
        if skip:
            if not self._is_known(history, start, skip):
                self.archive()
                book.cut(start)
                skip = 0
            elif skip == count:
                return
        updates = history.updates if len(history.updates) == count else np.zeros(count)
        rest = {name: values[skip:] for name, values in series.items()}
        book.extend(history.epochs[skip:], updates[skip:], rest)

    def _is_known(self, history: History, start: int, count: int) -> bool:
        """Return whether entries match those already here; thinned ones by their epochs only."""
        book = self._book
        here = book.epochs.between(start, start + count)
        if not np.array_equal(here, history.epochs[:count]):
            return False
        exact = max(start, book.thinned)
        if exact >= start + count:
            return True
        known, said = book.values(LOSS, exact, start + count), history.loss[exact - start : count]
        return np.array_equal(known, said, equal_nan=True)

    def archive(self) -> None:
        """Keep the training loss as an earlier run."""
        if len(self) > 1:
            x, y = peaks(self._book, LOSS, EARLIER_POINTS, self.across)
            self._kept.append(EarlierRun(x, y, self.run_id))
            del self._kept[:-EARLIER_RUNS]
            self.version += 1

    def begin(self, run_id: int) -> None:
        """Begin a run; the current one becomes an earlier one."""
        if self.run_id is not None:
            self.archive()
        self._book = FigureBook()
        self.run_id = run_id
        self.version += 1

    def clear(self) -> None:
        """Forget everything."""
        self._book = FigureBook()
        self._kept, self._summaries, self.run_id = [], None, None
        self.version += 1

    # ------------------------------------------------------------------ reading

    @property
    def names(self) -> tuple[str, ...]:
        """The curves there are: loss, test loss, accuracy, test accuracy, …"""
        return tuple(_shown(name) for name in self._book.names)

    @property
    def last_epoch(self) -> float:
        """The epoch of the newest entry, or 0."""
        return self._book.epochs.at(len(self) - 1) if len(self) else 0.0

    @property
    def thinned_to(self) -> float | None:
        """The last epoch that has no entry of its own; None if every epoch has one."""
        thinned = self._book.thinned
        return self.epoch(thinned - 1) if thinned else None

    def known(self) -> tuple[Floats, Floats]:
        """Return epochs and their updates; between two of them both increase evenly."""
        epochs, updates = self._book.epochs, self._book.updates
        places = np.union1d(epochs.knots(), updates.knots())
        return epochs.take(places), updates.take(places)

    def epoch(self, index: int) -> float:
        """Return the epoch of an entry."""
        return self._book.epochs.at(index)

    def at(self, epoch: float) -> int | None:
        """Return the index of the entry nearest to an epoch, of those that were measured."""
        if not len(self):
            return None
        right = min(self._book.epochs.below(epoch), len(self) - 1)
        left = max(right - 1, 0)
        near = left if epoch - self.epoch(left) < self.epoch(right) - epoch else right
        return self._measured_near(near) if self.across else near

    def _measured_near(self, index: int) -> int:
        """Return the entry nearest to one at which something was measured; itself if none is."""
        first = max(self._book.thinned, index - _FAR)
        losses = self._book.values(LOSS, first, index + _FAR) if index >= first else np.empty(0)
        places = first + np.flatnonzero(~np.isnan(losses))
        if not places.size:
            return index
        return int(places[np.argmin(np.abs(places - index))])

    def drawn(self, name: str) -> tuple[Floats, Floats]:
        """Return the points of a curve to draw; none if the curve is not kept."""
        return peaks(self._book, _kept(name), DRAWN, self.across)

    def reading(self, index: int) -> Reading:
        """Return which epochs the figures at an entry stand for."""
        first, last = self._book.span_at(index)
        return Reading(self.epoch(first), self.epoch(last))

    def value(self, name: str, index: int) -> float | None:
        """Return one value, the mean if it is thinned, or None if there is none."""
        found = self.range(name, index)
        return None if found is None else found[2]

    def range(self, name: str, index: int) -> tuple[float, float, float] | None:
        """Return the lowest, the highest and the mean at an entry, or None where there is none."""
        kept = _kept(name)
        if kept not in self._book.names:
            return None
        found = self._book.figures_at(kept, index)
        return found if np.isfinite(found).all() else None


def _kept(name: str) -> str:
    """Return the name under which a curve is kept."""
    for part, (loss, metrics) in _PARTS.items():
        if name == f"{part}loss":
            return loss
        if part and name.startswith(part):
            return metrics + name.removeprefix(part)
    return METRICS + name


def _shown(name: str) -> str:
    """Return the name of the curve that is kept under a name."""
    for part, (loss, metrics) in _PARTS.items():
        if name == loss:
            return f"{part}loss"
        if name.startswith(metrics):
            return part + name.removeprefix(metrics)
    return name


_PARTS = MappingProxyType(
    {
        "": (LOSS, METRICS),
        "test ": (TEST_LOSS, TEST_METRICS),
        "validation ": (VALIDATION_LOSS, VALIDATION_METRICS),
    }
)
