"""Baselines: how well something far simpler than the network does on the same samples."""

from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Record

#: names of the baselines: always the same answer, and a network without hidden layers
MOST_FREQUENT, MEAN, LOGISTIC, LINEAR = "most_frequent", "mean", "logistic", "linear"


class Baseline(Record):
    """One baseline: what the score of the task (accuracy, R²) would be, for each part by name.

    `outputs` are its answers for each part, (m, t) in original units like those of the network.
    """

    name: str
    scores: dict[str, float]
    outputs: dict[str, NDArray[np.floating[Any]]] = field(default_factory=dict)


class Baselines(Record):
    """The baselines of a data set, the simplest first, and the metric in which they are given.

    `fitted_on` is the number of training samples that the last one was fitted on, if not all;
    `too_large` says that it was left out, as fitting it would take too long.
    """

    metric: str
    entries: tuple[Baseline, ...]
    fitted_on: int | None = None
    too_large: bool = False
