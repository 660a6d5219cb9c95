"""Calibration: whether what is called 80 % likely comes true in 80 % of the cases.

Samples are sorted into bins by the probability that the network gives; each bin compares the mean
of these with the share that came true (Niculescu-Mizil and Caruana, "Predicting good probabilities
with supervised learning", 2005). The expected calibration error is Σ (m_b/m)·|share − mean| over
the bins (Guo and others, "On calibration of modern neural networks", 2017, equation 3).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

BINS = 10


@dataclass(frozen=True, eq=False)
class Calibration:
    """Bins of equal width from 0 to 1: bin b holds what is above edges[b], up to edges[b + 1].

    `edges` (b + 1,), `counts` (b,); `mean` (b,) of the probabilities and `share` (b,) that came
    true are nan in an empty bin. `error` is the expected calibration error, None without samples.
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.intp]
    mean: NDArray[np.float64]
    share: NDArray[np.float64]
    error: float | None

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return int(self.counts.sum())


def calibration(probabilities: Array, came_true: Mask, bins: int = BINS) -> Calibration:
    """Return the calibration of probabilities (m,), leaving out those that are not finite."""
    finite = np.isfinite(probabilities)
    p, y = np.asarray(probabilities[finite], dtype=np.float64), came_true[finite]
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.searchsorted(edges[1:-1], p)
    counts = np.bincount(place, minlength=bins)
    sums, hits = (np.bincount(place, weights=each, minlength=bins) for each in (p, y))
    with np.errstate(invalid="ignore"):
        mean, share = sums / counts, hits / counts
    error = None
    if len(p):
        # sums in another order differ in the last digits: what is left of them is no error
        error = round(float(np.abs(hits - sums).sum() / len(p)), 14)
    return Calibration(edges, counts.astype(np.intp), mean, share, error)


def most_likely(outputs: Array, true: NDArray[np.intp]) -> tuple[Array, Mask]:
    """Return the probability of the most likely class (m,), and whether it is the true one (m,)."""
    said = np.argmax(outputs, axis=1)
    return outputs[np.arange(len(outputs)), said], np.asarray(said == true)
