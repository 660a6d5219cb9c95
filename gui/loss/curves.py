"""The figures of a run as they come in, epoch by epoch, and what is left of earlier runs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pictures.snapshot import History, RunSummary
from gui.loss.buffer import Curve, Growing

Floats = NDArray[np.float64]

#: so many earlier runs are kept, with so many points each
EARLIER_RUNS, EARLIER_POINTS = 50, 400


@dataclass(frozen=True)
class EarlierRun:
    """The training loss of a run that is over, or of a course that a run did not take."""

    epochs: Floats
    loss: Floats
    run_id: int | None = None

    def at(self, epoch: float) -> float:
        """Return the loss at an epoch, between two points; NaN outside the run."""
        return float(np.interp(epoch, self.epochs, self.loss, left=np.nan, right=np.nan))


class LossCurves:
    """Everything kept for the loss plot; all curves have one entry an epoch entry."""

    def __init__(self) -> None:
        self.epochs = Growing()
        self.updates = Growing()  # NaN where a history does not say
        self.curves: dict[str, Curve] = {}
        self.run_id: int | None = None
        self.version = 0  # of the earlier runs and of what is said of them
        self._kept: list[EarlierRun] = []
        self._summaries: dict[int, RunSummary] | None = None

    def __len__(self) -> int:
        return len(self.epochs)

    @property
    def earlier(self) -> list[EarlierRun]:
        """The earlier runs that are not hidden, the oldest first."""
        listed = self._summaries
        if listed is None:
            return list(self._kept)
        return [run for run in self._kept if run.run_id is None or not self._hidden(run.run_id)]

    def _hidden(self, run_id: int) -> bool:
        """Return whether a run is hidden; the one that goes on never is."""
        found = (self._summaries or {}).get(run_id)
        return found is not None and found.hidden and run_id != self.run_id

    def list_runs(self, runs: tuple[RunSummary, ...]) -> None:
        """Take the runs there are; of others than these and the current one nothing is kept."""
        self._summaries = {run.run_id: run for run in runs}
        known = self._summaries.keys() | {self.run_id, None}
        self._kept = [run for run in self._kept if run.run_id in known]
        self.version += 1

    def name(self, run_id: int | None) -> str:
        """Return the name of a run, or nothing where it is not known."""
        found = (self._summaries or {}).get(run_id) if run_id is not None else None
        return "" if found is None else found.name

    def take(self, history: History) -> None:
        """Add entries.

        Entries that are here already (a replay) change nothing; others in their place are another
        future: what was there becomes an earlier run.
        """
        count = len(history.epochs)
        if not count:
            return
        named = _by_name(history)
        start = int(np.searchsorted(self.epochs.values, history.epochs[0]))
        here = len(self.epochs) - start
        skip = 0
        if here > 0:
            skip = min(here, count)
            known = self.curves["loss"].values[start : start + skip]
            same_place = np.array_equal(
                self.epochs.values[start : start + skip], history.epochs[:skip]
            )
            if not (same_place and np.array_equal(known, history.loss[:skip], equal_nan=True)):
                self.archive()
                self._cut(start)
                skip = 0
            elif skip == count:
                return
        before = len(self.epochs)
        self.epochs.append(history.epochs[skip:])
        updates = history.updates if len(history.updates) == count else np.full(count, np.nan)
        self.updates.append(updates[skip:])
        for name in named.keys() | self.curves.keys():
            curve = self.curves.get(name)
            if curve is None:
                curve = self.curves[name] = Curve()
                curve.append(np.full(before, np.nan))
            values = named.get(name)
            curve.append(np.full(count - skip, np.nan) if values is None else values[skip:])

    def archive(self) -> None:
        """Keep the training loss as an earlier run."""
        if len(self.epochs) > 1:
            x, y = self.curves["loss"].peaks(self.epochs.values, EARLIER_POINTS)
            self._kept.append(EarlierRun(x.copy(), y.copy(), self.run_id))
            del self._kept[:-EARLIER_RUNS]
            self.version += 1

    def begin(self, run_id: int) -> None:
        """Begin a run; the one so far becomes an earlier one."""
        if self.run_id is not None:
            self.archive()
        self.epochs, self.updates, self.curves = Growing(), Growing(), {}
        self.run_id = run_id
        self.version += 1

    def clear(self) -> None:
        """Forget everything."""
        self.epochs, self.updates, self.curves = Growing(), Growing(), {}
        self._kept, self._summaries, self.run_id = [], None, None
        self.version += 1

    def joined(self) -> tuple[Floats, Floats]:
        """Return the points of all earlier runs as one curve with gaps."""
        gap = np.array([np.nan])
        runs = self.earlier
        if not runs:
            return np.empty(0), np.empty(0)
        xs = [part for run in runs for part in (run.epochs, run.epochs[-1:])]
        ys = [part for run in runs for part in (run.loss, gap)]
        return np.concatenate(xs), np.concatenate(ys)

    def _cut(self, size: int) -> None:
        self.epochs.cut(size)
        self.updates.cut(size)
        for curve in self.curves.values():
            curve.cut(size)

    def at(self, epoch: float) -> int | None:
        """Return the index of the entry nearest to an epoch."""
        values = self.epochs.values
        if not len(values):
            return None
        right = min(int(np.searchsorted(values, epoch)), len(values) - 1)
        left = max(right - 1, 0)
        return left if epoch - values[left] < values[right] - epoch else right

    def drawn(self, name: str) -> tuple[Floats, Floats]:
        """Return the points to draw of a curve; none where it is not kept."""
        curve = self.curves.get(name)
        if curve is None:
            return np.empty(0), np.empty(0)
        return curve.peaks(self.epochs.values)

    def value(self, name: str, index: int) -> float | None:
        """Return one value, or None where there is none."""
        curve = self.curves.get(name)
        if curve is None:
            return None
        value = float(curve.values[index])
        return value if np.isfinite(value) else None


def _by_name(history: History) -> dict[str, Floats]:
    """Return the series of a history: loss, test loss, accuracy, test accuracy, …"""
    named = {"loss": history.loss, "test loss": history.test_loss}
    named |= history.metrics
    named |= {f"test {name}": values for name, values in history.test_metrics.items()}
    count = len(history.epochs)
    fits: Callable[[Floats], bool] = lambda values: len(values) == count  # noqa: E731
    return {name: values for name, values in named.items() if fits(values)}
