"""Filling in: values for missing cells, computed from the training part only."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Column, Matrix

Indexes = NDArray[np.intp]


@np.errstate(all="ignore")  # sums of very large numbers overflow
def fitted(columns: Sequence[Column], inputs: Matrix, train: Indexes) -> tuple[Column, ...]:
    """Return the columns with the fill values of their missing cells, from the rows of `train`.

    `inputs` (m, r) hold nan where a cell is missing; the other rows are not looked at.
    """
    made = []
    start = 0
    for column in columns:
        stop = start + len(column.input_names())
        if column.missing in ("mean", "median", "most frequent"):
            rows = inputs[train, start:stop]
            column = replace(column, fill=_fill(column, rows[~np.isnan(rows).any(axis=1)]))
        made.append(column)
        start = stop
    return tuple(made)


def _fill(column: Column, rows: Matrix) -> float:
    """Return the value for a missing cell; for a one-hot column, the number of the category."""
    if not len(rows):
        return 0.0
    if column.is_one_hot:
        return float(np.argmax(rows.sum(axis=0)))
    if column.missing == "mean":
        return float(rows.mean())
    if column.missing == "median":
        return float(np.median(rows))
    values, counts = np.unique(rows, return_counts=True)
    return float(values[np.argmax(counts)])


def filled(columns: Sequence[Column], inputs: Matrix) -> Matrix:
    """Return inputs (m, r) with every nan filled in whose column has a fill value."""
    if not np.isnan(inputs).any():
        return inputs
    made: Matrix = inputs.copy()
    start = 0
    for column in columns:
        stop = start + len(column.input_names())
        gone = np.isnan(made[:, start])
        if column.fill is not None and gone.any():
            if column.is_one_hot:
                made[gone, start:stop] = 0.0
                made[gone, start + int(column.fill)] = 1.0
            else:
                made[gone, start] = column.fill
        start = stop
    return made
