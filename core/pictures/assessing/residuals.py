"""Residuals of a regression: target − prediction, by the prediction and how they are spread.

A network that has learned all there is leaves residuals around 0 without a pattern (Draper and
Smith, "Applied Regression Analysis", 1998, chapter 2).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Numbers = NDArray[np.intp]

BINS = 24
#: the most points that are drawn; with more samples an evenly spread selection
DRAWN = 2_000
#: of these so many have the largest residuals of all, so that none of those is missing
_LARGEST = 100


@dataclass(frozen=True, eq=False)
class Residuals:
    """Residuals e = y − a of m samples, in the target's units.

    `predicted` and `residual` (m,), `rows` (m,) the numbers of the samples. `counts` (b,) and
    `edges` (b + 1,) are their histogram. `mean` and `deviation` (dividing by m) are theirs; `rmse`
    is √(Σe²/m), `mae` Σ|e|/m, `r2` 1 − Σe²/Σ(y − ȳ)², None if all targets are the same. `left_out`
    counts samples without a finite prediction.
    """

    rows: Numbers
    predicted: NDArray[np.float64]
    residual: NDArray[np.float64]
    counts: Numbers
    edges: NDArray[np.float64]
    mean: float
    deviation: float
    rmse: float
    mae: float
    r2: float | None
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def drawn(self) -> Numbers:
        """Return the places (n,) of the residuals to draw, in ascending order."""
        if len(self) <= DRAWN:
            return np.arange(len(self))
        evenly = np.linspace(0, len(self) - 1, DRAWN - _LARGEST).astype(np.intp)
        largest = np.argpartition(-np.abs(self.residual), _LARGEST)[:_LARGEST]
        return np.union1d(evenly, largest)


def residuals(rows: Numbers, targets: Array, outputs: Array) -> Residuals:
    """Return the residuals of samples with these numbers, targets (m,) and outputs (m,)."""
    targets, outputs = (np.asarray(each, dtype=np.float64) for each in (targets, outputs))
    with np.errstate(all="ignore"):
        all_of_them = targets - outputs
        finite = np.isfinite(all_of_them) & (np.abs(all_of_them) < 1e150)  # squares are finite too
    e, y = all_of_them[finite], targets[finite]
    left_out = len(targets) - len(e)
    if not len(e):
        none = np.zeros(0)
        nan = float("nan")
        empty = np.zeros(0, dtype=np.intp)
        return Residuals(empty, none, none, empty, none, nan, nan, nan, nan, None, left_out)
    reach = float(np.abs(e).max()) or 1.0
    counts, edges = np.histogram(e, bins=BINS, range=(-reach, reach))
    squares, spread = float(np.sum(e**2)), float(np.sum((y - y.mean()) ** 2))
    return Residuals(
        rows[finite],
        outputs[finite],
        e,
        counts.astype(np.intp),
        edges,
        float(e.mean()),
        float(e.std()),
        float(np.sqrt(squares / len(e))),
        float(np.abs(e).mean()),
        1.0 - squares / spread if spread > 0.0 else None,
        left_out,
    )
