"""What a network must beat: the same answer every time, and a linear model.

The linear model for numbers is least squares. That for classes is logistic regression, one for
every output, fitted by Newton's method (Hastie, Tibshirani & Friedman, The Elements of Statistical
Learning, 2009, section 4.4.1) with the penalty ½‖w‖² on inputs of unit variance. Both see what the
network sees, and learn from the training part only.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import score_of
from core.data.dataset import Dataset
from core.data.samples import Task
from core.pictures.baselines import LINEAR, LOGISTIC, MEAN, MOST_FREQUENT, Baseline, Baselines

Matrix = NDArray[np.float64]

#: with more training samples, an evenly spread selection is fitted
_MOST_SAMPLES = 5_000
#: rows whose outputs are computed at a time
_ROWS = 100_000
_STEPS = 12
#: the most multiplications in a fit, about a tenth of a second
_MOST_WORK = 2e9


def baselines_of(dataset: Dataset) -> Baselines:
    """Compute the baselines of a data set, with their scores on every part."""
    train, numbers = dataset.train, dataset.task is Task.REGRESSION
    samples = min(len(train), _MOST_SAMPLES)
    outputs = train.original_targets.shape[1]
    work = samples * (train.inputs.shape[1] + 1.0) ** 2
    too_large = work * (1 if numbers else _STEPS * outputs) > _MOST_WORK
    with np.errstate(all="ignore"):  # numbers too far apart for a model are nobody's fault
        entries = [simplest_of(dataset)]
        if not too_large:
            entries.append(_scored(dataset, LINEAR if numbers else LOGISTIC, _linear(dataset)))
    few = samples < len(train) and not too_large
    return Baselines(
        score_of(dataset.task).name, tuple(entries), samples if few else None, too_large
    )


def simplest_of(dataset: Dataset) -> Baseline:
    """Return the baseline that gives the same answer to every sample."""
    numbers = dataset.task is Task.REGRESSION
    level = dataset.train.original_targets.mean(axis=0)
    if dataset.task is Task.CLASSES:
        level = np.eye(len(level))[int(np.argmax(level))]
    constant = {
        name: np.broadcast_to(level, part.original_targets.shape)
        for name, part in dataset.parts.items()
    }
    with np.errstate(all="ignore"):
        return _scored(dataset, MEAN if numbers else MOST_FREQUENT, constant)


def _scored(dataset: Dataset, name: str, outputs: dict[str, Any]) -> Baseline:
    metric = score_of(dataset.task)()
    scores = {}
    for part, samples in dataset.parts.items():
        value = metric.value(outputs[part], samples.original_targets, dataset.task, 0.5)
        assert isinstance(value, float)  # a score is one number
        scores[part] = value
    return Baseline(name, scores, outputs)


def _linear(dataset: Dataset) -> dict[str, Matrix]:
    """Return the outputs of a linear model, (m, t), for every part."""
    train = dataset.train
    rows = np.arange(len(train))
    if len(rows) > _MOST_SAMPLES:
        rows = np.linspace(0, len(train) - 1, _MOST_SAMPLES).astype(np.intp)
    mean, spread = train.inputs[rows].mean(axis=0), train.inputs[rows].std(axis=0)
    factor = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0.0)

    def design(inputs: Matrix) -> Matrix:
        return np.column_stack([(inputs - mean) * factor, np.ones(len(inputs))])

    x, targets = design(train.inputs[rows]), train.original_targets[rows]
    if dataset.task is Task.REGRESSION:
        weights = least_squares(x, targets)
    else:
        weights = np.column_stack([logistic(x, target) for target in targets.T])
    sums: dict[str, Matrix] = {}
    for name, part in dataset.parts.items():
        starts = range(0, len(part), _ROWS)  # a design of all rows would be as large as the data
        sums[name] = np.concatenate(
            [design(part.inputs[start : start + _ROWS]) @ weights for start in starts]
        )
    if dataset.task is Task.REGRESSION:
        return sums
    return {name: _sigmoid(z) for name, z in sums.items()}


def least_squares(x: Matrix, y: Matrix) -> Matrix:
    """Return the weights (k, t) with the least Σ(x w − y)²; the last column of x is of ones.

    A penalty of one billionth prevents a division by zero if columns depend on one another.
    """
    gram = x.T @ x + 1e-9 * len(x) * np.eye(x.shape[1])
    return np.asarray(np.linalg.solve(gram, x.T @ y), dtype=np.float64)


def logistic(x: Matrix, y: Matrix) -> Matrix:
    """Return the weights (k,) of a logistic regression; the last column of x is of ones.

    They are those with the least Σ log(1 + exp(−t·x w)) + ½‖w‖², t = ±1, without the bias in ‖w‖.
    A step that makes it larger is halved.
    """
    penalty = np.ones(x.shape[1])
    penalty[-1] = 1e-9
    weights = np.zeros(x.shape[1])
    before = _logistic_loss(x, y, weights, penalty)
    for _ in range(_STEPS):
        share = _sigmoid(x @ weights)
        slope = x.T @ (share - y) + penalty * weights
        curvature = (x.T * np.maximum(share * (1.0 - share), 1e-12)) @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        size, now = 1.0, _logistic_loss(x, y, weights - step, penalty)
        while now > before and size > 1e-3:
            size /= 2.0
            now = _logistic_loss(x, y, weights - size * step, penalty)
        if now > before:
            break
        weights = weights - size * step
        if before - now <= 1e-7 * abs(before):
            break
        before = now
    return weights


def _logistic_loss(x: Matrix, y: Matrix, weights: Matrix, penalty: Matrix) -> float:
    z = x @ weights
    return float(np.sum(np.logaddexp(0.0, z) - y * z) + 0.5 * np.sum(penalty * weights**2))


def _sigmoid(z: Matrix) -> Matrix:
    made: Matrix = 0.5 * (1.0 + np.tanh(0.5 * z))
    return made
