"""Samples have two numbers: one in the training part, one among the points that are drawn."""

import numpy as np
from numpy.typing import NDArray

from core.pictures.snapshot import Facts


def same_data(one: Facts, other: Facts) -> bool:
    """Return whether a sample followed in the one can still be followed in the other."""
    return _data(one) == _data(other)


def _data(facts: Facts) -> tuple[object, ...]:
    return facts.input_names, facts.target_names, facts.train_samples


def _drawn(facts: Facts) -> NDArray[np.intp]:
    """Return which samples the points are: all, or an even selection if there are very many."""
    samples, drawn = facts.samples, len(facts.points.inputs)
    return np.linspace(0, samples - 1, drawn).astype(np.intp)


def samples_of(facts: Facts, points: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the training sample of each of these points that belongs to the training part."""
    return _drawn(facts)[points]


def point_of(facts: Facts | None, sample: int | None) -> int | None:
    """Return which point a sample of the training part is, or None if it is not drawn."""
    if facts is None or sample is None:
        return None
    found = np.flatnonzero(_drawn(facts) == sample)
    return int(found[0]) if found.size else None


def number_of_point(facts: Facts | None, point: int | None) -> int:
    """Return the number of a point among all samples, from 1; 1 if there is no point."""
    if facts is None or point is None or not 0 <= point < len(facts.points.inputs):
        return 1
    return int(_drawn(facts)[point]) + 1


def sample_of(facts: Facts | None, point: int) -> int | None:
    """Return which sample of the training part a point is; None for one kept for testing."""
    if facts is None or not 0 <= point < len(facts.points.inputs) or facts.points.test[point]:
        return None
    return int(_drawn(facts)[point])
