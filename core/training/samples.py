"""The data as the arrays that training reads, in the precision of the run."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import ProjectError
from core.records import Record

Array = NDArray[np.floating[Any]]


class Samples(Record):
    """`rows` (m, inputs + 1 + targets) of the training part: the inputs, a one, the targets.

    `held` (n, inputs + 1) are the inputs of the other existing parts, by name, and a one;
    `targets` (m, targets) those of training as the source gave them.
    """

    rows: Array
    held: dict[str, Array]
    targets: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many samples the training part has."""
        return len(self.rows)


def samples_of(dataset: Dataset, dtype: Any) -> Samples:
    """Return the samples of a dataset. Raises ProjectError for values too large for float32."""
    train = dataset.train
    with np.errstate(over="ignore"):  # numbers too large for float32 are refused below
        rows = _with_ones_column(train.inputs, dtype, train.targets)
        held = {
            name: _with_ones_column(part.inputs, dtype)
            for name, part in dataset.parts.items()
            if part is not train
        }
        # figures are in original units, so these have to fit as well
        originals = [part.original_targets.astype(dtype) for part in dataset.parts.values()]
    if not all(np.all(np.isfinite(each)) for each in (rows, *held.values(), *originals)):
        raise ProjectError(
            "the data hold values too large for float32", "use the precision float64"
        )
    return Samples(rows, held, train.original_targets)


def _with_ones_column(inputs: Array, dtype: Any, targets: Array | None = None) -> Array:
    """Return inputs (m, k) as (m, k + 1) with a column of ones, for the bias, and the targets."""
    count, width = inputs.shape
    rows = np.empty((count, width + 1 + (0 if targets is None else targets.shape[1])), dtype=dtype)
    rows[:, :width] = inputs
    rows[:, width] = 1.0
    if targets is not None:
        rows[:, width + 1 :] = targets
    return rows
