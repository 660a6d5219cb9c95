"""Baselines: how well something far simpler than the network does on the same samples."""

from dataclasses import dataclass

#: names of the baselines: always the same answer, and a network without hidden layers
MOST_FREQUENT, MEAN, LOGISTIC, LINEAR = "most_frequent", "mean", "logistic", "linear"


@dataclass(frozen=True)
class Baseline:
    """One baseline: what the score of the task (accuracy, R²) would be, by the part's name."""

    name: str
    scores: dict[str, float]


@dataclass(frozen=True)
class Baselines:
    """The baselines of a data set, the simplest first, and the metric that they are told in.

    `fitted_on` are the training samples that the last one was fitted on, where these are not all;
    `too_large` says that it was left out, as its fit would take too long.
    """

    metric: str
    entries: tuple[Baseline, ...]
    fitted_on: int | None = None
    too_large: bool = False
