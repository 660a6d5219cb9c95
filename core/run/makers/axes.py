"""The two raw inputs with which the surface begins: those that tell most about the targets."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Task

Array = NDArray[np.floating[Any]]
Matrix = NDArray[np.float64]

#: the most samples that are looked at, and of how many inputs every pair is tried
_SAMPLES, _TRIED = 2000, 12
#: a pair has to tell this much more than the first two inputs to be taken instead
_BETTER = 1.05


def telling_axes(inputs: Array, targets: Array, task: Task) -> tuple[int, int]:
    """Return the pair of inputs (m, r) that separates the classes best, or predicts the number.

    Measured is trace(W⁻¹B), with the scatter W within the classes and B between them (Lawley 1938,
    Hotelling 1951); for a regression, R² of a linear fit takes its place. Of equals it is the
    first. `targets` (m, t) are classes, shares or numbers. Two inputs or fewer are taken as they
    are.
    """
    if inputs.shape[1] <= 2 or len(inputs) < 3:
        return 0, 1
    chosen = np.linspace(0, len(inputs) - 1, min(len(inputs), _SAMPLES)).astype(np.intp)
    x = _standard(np.asarray(inputs, dtype=np.float64)[chosen])
    between = _explained(x, np.asarray(targets, dtype=np.float64)[chosen], task)
    alone = [_told(x, between, (k,)) for k in range(x.shape[1])]
    order = sorted(range(x.shape[1]), key=lambda k: -alone[k])[:_TRIED]
    best, pair = _told(x, between, (0, 1)) * _BETTER, (0, 1)
    for at, first in enumerate(order):
        for second in order[at + 1 :]:
            both = (min(first, second), max(first, second))
            told = _told(x, between, both)
            if told > best:
                best, pair = told, both
    return pair


def _standard(x: Matrix) -> Matrix:
    """Return columns with mean 0 and deviation 1; constant ones are 0."""
    with np.errstate(all="ignore"):
        x = x - x.mean(axis=0)
        deviation = x.std(axis=0)
        found = np.where(deviation > 0.0, x / deviation, 0.0)
    return np.nan_to_num(found, posinf=0.0, neginf=0.0)


def _explained(x: Matrix, targets: Matrix, task: Task) -> Matrix:
    """Return what the targets explain of the inputs (m, r): class means, or a line's values."""
    targets = targets.reshape(len(x), -1)
    if task is Task.REGRESSION:
        y = np.column_stack([np.ones(len(x)), np.nan_to_num(_standard(targets))])
        found: Matrix = y @ np.linalg.lstsq(y, x, rcond=None)[0]
        return found
    asked = targets >= 0.5 if task is Task.TWO_CLASSES else targets.argmax(axis=1)[:, np.newaxis]
    _, of = np.unique(asked, axis=0, return_inverse=True)
    of = of.reshape(-1)
    sums = np.zeros((int(of.max()) + 1, x.shape[1]))
    np.add.at(sums, of, x)
    means: Matrix = (sums / np.bincount(of)[:, np.newaxis])[of]
    return means


def _told(x: Matrix, explained: Matrix, axes: tuple[int, ...]) -> float:
    """Return trace(W⁻¹B) of some inputs."""
    columns = list(axes)
    rest = x[:, columns] - explained[:, columns]
    within = rest.T @ rest + 1e-9 * len(x) * np.eye(len(columns))
    between = explained[:, columns].T @ explained[:, columns]
    return float(np.trace(np.linalg.solve(within, between)))
