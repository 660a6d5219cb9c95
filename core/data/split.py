"""The split: which samples are for training, for validation and for testing.

Training learns from the first. The validation part is watched during training, to stop in time and
to choose between settings; whatever is chosen by it looks better on it than it is. So the test part
is looked at only at the end, and nothing is chosen by it.
"""

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.data.options import DataOptions
from core.data.reading.options import PARTS
from core.data.samples import Samples, Task
from core.data.streams import Stream, stream
from core.errors import DataError, ProjectError
from core.records import Record
from core.words import say

Indexes = NDArray[np.intp]
Matrix = NDArray[np.float64]


class Rows(Record, eq=False):
    """The rows of each part, in the order of the samples; empty if there is no such part."""

    train: Indexes
    validation: Indexes
    test: Indexes
    notices: tuple[str, ...] = ()


def rows_of(samples: Samples, options: DataOptions, seed: int) -> Rows:
    """Return the rows of the parts: as a column says, or by the shares in the options.

    Raises ProjectError for shares that leave nothing to train on, DataError for a column that does.
    """
    if samples.parts is not None:
        return _said(samples.parts, options)
    test = options.test_share
    if test is None:
        test = options.source.default_test_share
    validation = options.validation_share
    if validation > 0.0 and test + validation >= 1.0:
        raise ProjectError(
            say(
                "Split",
                "data: {test} for testing and {validation} for validation leave nothing to train "
                "on",
                test=f"{test:g}",
                validation=f"{validation:g}",
            ),
            say("Split", "give data.test_share and data.validation_share less than 1 together"),
        )
    rng = stream(seed, Stream.SPLIT)
    rows = np.arange(len(samples.inputs))
    rows, for_testing = _apart(samples, rows, test, test * len(rows), rng)
    wanted = validation * len(samples.inputs)
    rows, validating = _apart(samples, rows, wanted / max(1, len(rows)), wanted, rng)
    notices = []
    if test > 0.0 and not len(for_testing):
        notices.append(say("Split", "There are too few samples to keep any for testing."))
    if validation > 0.0 and not len(validating):
        notices.append(say("Split", "There are too few samples to keep any for validation."))
    return Rows(rows, validating, for_testing, tuple(notices))


def _said(parts: NDArray[np.int8], options: DataOptions) -> Rows:
    train, validation, test = (np.flatnonzero(parts == number) for number in range(len(PARTS)))
    if not len(train):
        raise DataError(
            say("Split", "no row is for training"),
            say("Split", "mark some as train in the column that gives the parts"),
        )
    notices: tuple[str, ...] = ()
    if options.test_share is not None or options.validation_share:
        says = say(
            "Split",
            "The data say which rows are for testing and validation: the shares are not used.",
        )
        notices = (says,)
    return Rows(train, validation, test, notices)


def _apart(
    samples: Samples, rows: Indexes, share: float, wanted: float, rng: Generator
) -> tuple[Indexes, Indexes]:
    """Return the rows that stay and the rows that are taken, about `wanted` of them, in order.

    Classes keep their shares in both, and each keeps at least one sample; if the share is above 0,
    at least one is taken, provided enough are left. The rows of a regression are drawn at random.
    """
    if share <= 0.0:
        return rows, rows[:0]
    groups = [rows]
    if samples.task is not Task.REGRESSION:
        group = _kinds(samples.targets[rows])
        order = np.argsort(group, kind="stable")
        groups = [rows[each] for each in np.split(order, np.cumsum(np.bincount(group))[:-1])]
    quotas = _quotas([len(members) for members in groups], share, wanted)
    taken = np.zeros(len(samples.inputs), dtype=bool)
    for members, quota in zip(groups, quotas, strict=True):
        taken[rng.permutation(members)[:quota]] = True
    return rows[~taken[rows]], rows[taken[rows]]


def _kinds(targets: Matrix) -> Indexes:
    """Return the number of each row's kind (m,): which of the different rows it is, in order.

    NumPy sorts whole rows without letting any other thread work, for a third of a second where
    there are many; single numbers it sorts beside them.
    """
    if targets.shape[1] == 1:
        kinds = targets[:, 0]
    elif np.all((targets == 0.0) | (targets == 1.0)) and np.all(targets.sum(axis=1) == 1.0):
        kinds = -targets.argmax(axis=1)  # the first in order has its 1 in the last place
    else:
        return np.unique(targets, axis=0, return_inverse=True)[1].reshape(-1)
    return np.unique(kinds, return_inverse=True)[1].reshape(-1)


def _quotas(sizes: list[int], share: float, wanted: float) -> list[int]:
    """Return how many to take from each group: the share, its largest remainders rounded up.

    No group loses all its members.
    """
    total = max(1, math.floor(wanted + 0.5))
    quotas = [min(math.floor(share * size), size - 1) for size in sizes]
    rests = [share * size - quota for size, quota in zip(sizes, quotas, strict=True)]
    for i in sorted(range(len(sizes)), key=lambda i: -rests[i]):
        if sum(quotas) < total and quotas[i] < sizes[i] - 1:
            quotas[i] += 1
    return quotas
