"""The figures of a run as they come in, epoch by epoch, and what is left of earlier runs."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.training.snapshot import History
from gui.plots.curve_buffer import Curve, Growing

Floats = NDArray[np.float64]

#: so many earlier runs are kept, with so many points each
EARLIER_RUNS, EARLIER_POINTS = 5, 1000


@dataclass(frozen=True)
class EarlierRun:
    """The training loss of a run that is over."""

    epochs: Floats
    loss: Floats


class LossCurves:
    """Everything kept for the loss plot; all curves have one entry an epoch entry."""

    def __init__(self) -> None:
        self.epochs = Growing()
        self.curves: dict[str, Curve] = {}
        self.earlier: deque[EarlierRun] = deque(maxlen=EARLIER_RUNS)

    def __len__(self) -> int:
        return len(self.epochs)

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
            self.earlier.append(EarlierRun(x.copy(), y.copy()))

    def restart(self) -> None:
        """Begin a new run; the one so far becomes an earlier one."""
        self.archive()
        self.epochs, self.curves = Growing(), {}

    def clear(self) -> None:
        """Forget everything."""
        self.epochs, self.curves = Growing(), {}
        self.earlier.clear()

    def _cut(self, size: int) -> None:
        self.epochs.cut(size)
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
