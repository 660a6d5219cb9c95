"""Every sample with the network's answer, and which of them a person wants to see, in which order.

Plain arrays, so that a table of a hundred thousand rows is filtered and sorted instantly.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Record

Array = NDArray[np.floating[Any]]
Numbers = NDArray[np.intp]

#: what a column of the table holds
NUMBER, PART, TARGET, ANSWER, ERROR, LOSS, INPUT = (
    "number",
    "part",
    "target",
    "answer",
    "error",
    "loss",
    "input",
)


class Samples(Record, eq=False):
    """All m samples: the training part, then the test and the validation part.

    `part` (m,) are indexes into `parts`. `inputs` (m, r) are raw inputs, `targets` and `outputs`
    (m, t) in original units. `true` and `said` (m, n) are class numbers, one for every question; n
    is 0 for a regression. `error` (m,) is the largest |output − target|. `points` (m,) are their
    numbers among the facts' points, −1 if a sample is not drawn. `loss` (m,) is the loss of each
    sample by itself, as the run's loss measures it, class weights included.
    """

    parts: tuple[str, ...]
    part: Numbers
    inputs: Array
    targets: Array
    outputs: Array
    true: Numbers
    said: Numbers
    error: Array
    points: Numbers
    loss: Array

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def has_classes(self) -> bool:
        """Whether the targets are classes."""
        return bool(self.true.shape[1])

    def right(self) -> NDArray[np.bool_]:
        """Return which samples (m,) are right in every class; all of them for a regression."""
        found: NDArray[np.bool_] = (self.true == self.said).all(axis=1)
        return found


class Shown(Record):
    """Which samples are shown; None is all of them.

    `cell` is a cell of the confusion matrix: (true class, predicted class).
    """

    part: str | None = None
    right: bool | None = None
    cell: tuple[int, int] | None = None


class Column(Record):
    """A column of the table: what it holds, and of which target or input."""

    kind: str
    index: int = 0


def columns_of(inputs: int, questions: int) -> tuple[Column, ...]:
    """Return the columns of a table: each question's target and answer side by side."""
    pairs = [Column(kind, k) for k in range(questions) for kind in (TARGET, ANSWER)]
    return (
        Column(NUMBER),
        Column(ERROR),
        Column(LOSS),
        *pairs,
        Column(PART),
        *(Column(INPUT, k) for k in range(inputs)),
    )


def values(samples: Samples, column: Column) -> NDArray[Any]:
    """Return what a column holds (m,), as numbers; also for classes and parts."""
    k = column.index
    if column.kind == TARGET:
        return samples.true[:, k] if samples.has_classes else samples.targets[:, k]
    if column.kind == ANSWER:
        return samples.said[:, k] if samples.has_classes else samples.outputs[:, k]
    if column.kind == INPUT:
        return samples.inputs[:, k]
    if column.kind == NUMBER:
        return np.arange(len(samples))
    if column.kind == LOSS:
        return samples.loss
    return samples.part if column.kind == PART else samples.error


def chosen(samples: Samples, shown: Shown) -> Numbers:
    """Return the numbers of the samples that are shown, in ascending order."""
    mask = np.ones(len(samples), dtype=np.bool_)
    if shown.part is not None:
        if shown.part not in samples.parts:
            return np.zeros(0, dtype=np.intp)
        mask &= samples.part == samples.parts.index(shown.part)
    if samples.has_classes and shown.right is not None:
        mask &= samples.right() == shown.right
    if samples.has_classes and shown.cell is not None:
        true, said = shown.cell
        mask &= ((samples.true == true) & (samples.said == said)).any(axis=1)
    return np.flatnonzero(mask)


def in_order(samples: Samples, numbers: Numbers, column: Column, falling: bool) -> Numbers:
    """Return sample numbers sorted by a column; equal values keep their order, NaN comes last."""
    keys = np.asarray(values(samples, column)[numbers], dtype=np.float64)
    return numbers[np.argsort(-keys if falling else keys, kind="stable")]
