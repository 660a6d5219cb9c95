"""ROC and precision/recall: how well a score ranks the samples of a class above the others.

A sample is taken for the class if its score is above a threshold. Moving the threshold over all
scores gives the curves (Fawcett, "An introduction to ROC analysis", 2006). The area under the ROC
curve is the probability that a sample of the class has a higher score than another one, where
equal scores count half (Hanley and McNeil, 1982). Average precision is Σ (Rₙ − Rₙ₋₁)·Pₙ over the
falling thresholds, without interpolation.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

#: the most points of a curve that is drawn
DRAWN = 1_000
#: the first points of a curve are all drawn: there few samples move it far
_FIRST = 200


@dataclass(frozen=True)
class Counts:
    """How many samples are taken for the class rightly and wrongly, and left out so."""

    true_positives: int
    false_positives: int
    true_negatives: int
    false_negatives: int

    @property
    def samples(self) -> int:
        """How many samples there are."""
        positive = self.true_positives + self.false_positives
        return positive + self.true_negatives + self.false_negatives

    @property
    def precision(self) -> float | None:
        """TP/(TP + FP); None if nothing is taken for the class."""
        return _share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float | None:
        """TP/(TP + FN), the true positive rate; None without samples of the class."""
        return _share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def false_positive_rate(self) -> float | None:
        """FP/(FP + TN); None without samples of other classes."""
        return _share(self.false_positives, self.false_positives + self.true_negatives)

    @property
    def f1(self) -> float | None:
        """2·TP/(2·TP + FP + FN), the harmonic mean of precision and recall; None if it is 0/0."""
        wrong = self.false_positives + self.false_negatives
        return _share(2 * self.true_positives, 2 * self.true_positives + wrong)

    @property
    def accuracy(self) -> float | None:
        """(TP + TN)/m; None without samples."""
        return _share(self.true_positives + self.true_negatives, self.samples)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, eq=False)
class Ranking:
    """Samples by their score, highest first, with equal scores together.

    `thresholds` (k,) are the distinct scores, falling; `true_positives` and `false_positives` (k,)
    count the samples with that score or a higher one. `positives` and `negatives` are how many
    there are of each. `left_out` counts samples whose score is not a finite number.
    """

    thresholds: NDArray[np.float64]
    true_positives: NDArray[np.intp]
    false_positives: NDArray[np.intp]
    positives: int
    negatives: int
    left_out: int = 0

    @property
    def has_both(self) -> bool:
        """Whether there are samples of the class and others; otherwise there is no ROC curve."""
        return self.positives > 0 and self.negatives > 0

    @property
    def prevalence(self) -> float | None:
        """The share of the class: the average precision of a score that says nothing."""
        return _share(self.positives, self.positives + self.negatives)

    @cached_property
    def auc(self) -> float | None:
        """The area under the ROC curve; None if there is only one class."""
        if not self.has_both:
            return None
        x, y = self.roc()
        return float(np.sum(np.diff(x) * (y[1:] + y[:-1])) / 2.0)

    @cached_property
    def average_precision(self) -> float | None:
        """Σ (Rₙ − Rₙ₋₁)·Pₙ; None without samples of the class."""
        if not self.positives:
            return None
        steps = np.diff(self.true_positives, prepend=0) / self.positives
        return float(np.sum(steps * self._precision()))

    def _precision(self) -> NDArray[np.float64]:
        taken = self.true_positives + self.false_positives
        return np.asarray(self.true_positives / np.maximum(taken, 1), dtype=np.float64)

    def roc(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the false and the true positive rate (k + 1,) of falling thresholds, from 0, 0."""
        x = np.concatenate([[0.0], self.false_positives / max(1, self.negatives)])
        return x, np.concatenate([[0.0], self.true_positives / max(1, self.positives)])

    def precision_recall(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return recall and precision (k,) of falling thresholds."""
        recall = self.true_positives / max(1, self.positives)
        return np.asarray(recall, dtype=np.float64), self._precision()

    def taken(self, threshold: float) -> int:
        """Return how many of the thresholds are above this one: its place on the curves."""
        return int(np.searchsorted(-self.thresholds, -threshold, side="left"))

    def at(self, threshold: float) -> Counts:
        """Return the counts if samples with a score above the threshold are taken for the class."""
        place = self.taken(threshold)
        true = int(self.true_positives[place - 1]) if place else 0
        false = int(self.false_positives[place - 1]) if place else 0
        return Counts(true, false, self.negatives - false, self.positives - true)

    def between(self, place: int) -> float:
        """Return a threshold that takes exactly the first `place` distinct scores.

        It is halfway to the next score, so that it also reads well; beyond the ends, the end.
        """
        k = len(self.thresholds)
        if not k:
            return 0.5
        if place <= 0:
            return float(self.thresholds[0])
        low = self.thresholds[min(place, k - 1)]
        high = self.thresholds[min(place, k) - 1]
        if place >= k:
            return float(np.nextafter(low, -np.inf))
        middle = float(0.5 * (low + high))
        return middle if low <= middle < high else float(low)

    def drawn(self) -> NDArray[np.intp]:
        """Return the places (n,) on the curves that are enough to draw them, at most `DRAWN`."""
        k = len(self.thresholds)
        if k <= DRAWN:
            return np.arange(k)
        way = self.true_positives / max(1, self.positives)
        way = way + self.false_positives / max(1, self.negatives)
        evenly = np.searchsorted(way, np.linspace(0.0, way[-1], DRAWN - _FIRST - 1))
        chosen = np.concatenate([np.arange(_FIRST), np.minimum(evenly, k - 1), [k - 1]])
        return np.unique(chosen)


def ranking(scores: Array, positive: Mask) -> Ranking:
    """Return the ranking of scores (m,), of which `positive` (m,) belong to the class."""
    finite = np.isfinite(scores)
    left_out = int(len(scores) - np.count_nonzero(finite))
    kept, positive = np.asarray(scores[finite], dtype=np.float64), positive[finite]
    order = np.argsort(-kept, kind="stable")
    kept, positive = kept[order], positive[order]
    last = np.append(np.flatnonzero(np.diff(kept)), len(kept) - 1) if len(kept) else order
    true = np.cumsum(positive, dtype=np.intp)
    positives = int(true[-1]) if len(true) else 0
    return Ranking(
        kept[last],
        true[last],
        np.asarray(last + 1 - true[last], dtype=np.intp),
        positives,
        len(kept) - positives,
        left_out,
    )
