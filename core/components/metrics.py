"""Metrics: figures of the quality of predictions, besides the loss.

Arrays have samples as rows, (samples, outputs). Each metric says which tasks it is for; those that
give one number are kept for every epoch.
"""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.components.figures import figure
from core.data.samples import Task
from core.registry import Component, Registry

Array = NDArray[np.floating[Any]]
Value = float | list[float | None] | list[list[int]]

_CLASSES = frozenset({Task.TWO_CLASSES, Task.CLASSES})
_ALL = frozenset(Task)


def predicted_classes(outputs: Array, task: Task, threshold: float) -> NDArray[np.intp]:
    """Return the class numbers that outputs stand for.

    Several classes: the largest output, (samples,). Two classes: 1 where the output is over the
    threshold, (samples,) for one output and (samples, outputs) for more.
    """
    if task is Task.CLASSES:
        largest: NDArray[np.intp] = np.argmax(outputs, axis=1)
        return largest
    over: NDArray[np.intp] = (outputs > threshold).astype(np.intp)
    return over.reshape(-1) if over.shape[1] == 1 else over


def true_classes(targets: Array, task: Task) -> NDArray[np.intp]:
    """Return the class numbers that targets stand for, in the shape of `predicted_classes`."""
    return predicted_classes(targets, task, 0.5)


class Metric(Component):
    """A figure of merit of outputs against targets."""

    tasks: ClassVar[frozenset[Task]] = _ALL
    #: one number, kept for every epoch
    scalar: ClassVar[bool] = True
    #: whether larger is better
    rises: ClassVar[bool] = False
    #: whether it is the one figure shown for its tasks
    is_score: ClassVar[bool] = False
    #: whether it is a share, written as a percentage
    is_share: ClassVar[bool] = False
    #: how to read it, in a few words
    reading: ClassVar[str] = ""

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return the figure; outputs and targets are in original units, (samples, outputs)."""
        raise NotImplementedError


METRICS: Registry[Metric] = Registry("metric")


@METRICS.register
class Accuracy(Metric):
    """The share of correct predictions."""

    name = "accuracy"
    label = "accuracy"
    tasks = _CLASSES
    is_score = True
    is_share = True
    rises = True

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return the share of correct predictions."""
        right = predicted_classes(outputs, task, threshold) == true_classes(targets, task)
        return figure(np.count_nonzero(right) / right.size)


@METRICS.register
class MeanSquaredErrorMetric(Metric):
    """The mean of (a − y)²."""

    name = "mean_squared_error"
    label = "mean squared error"

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return the mean square."""
        return figure(np.mean(np.square(outputs - targets), dtype=np.float64))


@METRICS.register
class RootMeanSquaredError(Metric):
    """The root of the mean square, in the units of the target."""

    name = "root_mean_squared_error"
    label = "root mean squared error"
    tasks = frozenset({Task.REGRESSION})

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return the root of the mean square."""
        return figure(np.sqrt(np.mean(np.square(outputs - targets), dtype=np.float64)))


@METRICS.register
class MeanAbsoluteErrorMetric(Metric):
    """The mean of |a − y|."""

    name = "mean_absolute_error"
    label = "mean absolute error"
    tasks = frozenset({Task.REGRESSION})

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return the mean distance."""
        return figure(np.mean(np.abs(outputs - targets), dtype=np.float64))


@METRICS.register
class RSquared(Metric):
    """R² = 1 − Σ(a − y)²/Σ(y − ȳ)², the mean over outputs: 1 is perfect, 0 is no better than ȳ."""

    name = "r2"
    label = "R²"
    is_score = True
    reading = "1 is perfect, 0 is as good as the mean"
    tasks = frozenset({Task.REGRESSION})
    rises = True

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return R²; an output with constant targets counts 1 if it equals them, else 0."""
        left = np.sum(np.square(outputs - targets), axis=0, dtype=np.float64)
        spread = np.sum(np.square(targets - targets.mean(axis=0)), axis=0, dtype=np.float64)
        varied = spread > 0.0
        per_output = np.where(varied, 1.0 - left / np.where(varied, spread, 1.0), left == 0.0)
        return figure(np.mean(per_output))


@METRICS.register
class ClassAccuracy(Metric):
    """The share of the samples of each class that is recognised."""

    name = "class_accuracy"
    label = "accuracy per class"
    tasks = _CLASSES
    scalar = False
    rises = True

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return a share per class; None for a class without samples."""
        matrix = confusion(outputs, targets, task, threshold)
        shares: list[float | None] = []
        for i, row in enumerate(matrix):
            count = int(row.sum())
            shares.append(float(row[i]) / count if count else None)
        return shares


@METRICS.register
class ConfusionMatrix(Metric):
    """How many samples of each class (rows) were taken for each class (columns)."""

    name = "confusion_matrix"
    label = "confusion matrix"
    tasks = _CLASSES
    scalar = False

    def value(self, outputs: Array, targets: Array, task: Task, threshold: float) -> Value:
        """Return the counts, (classes, classes)."""
        return [[int(n) for n in row] for row in confusion(outputs, targets, task, threshold)]


def confusion(outputs: Array, targets: Array, task: Task, threshold: float) -> NDArray[np.intp]:
    """Return counts (classes, classes): rows the true classes, columns the predicted ones."""
    classes = outputs.shape[1] if task is Task.CLASSES else 2
    true = true_classes(targets, task).reshape(-1)
    predicted = predicted_classes(outputs, task, threshold).reshape(-1)
    counts = np.bincount(true * classes + predicted, minlength=classes * classes)
    return counts.reshape(classes, classes)


def metrics_for(task: Task) -> tuple[Metric, ...]:
    """Return one of each metric for a task, in menu order."""
    return tuple(metric() for metric in METRICS if task in metric.tasks)


def scores() -> tuple[type[Metric], ...]:
    """Return the metrics that are shown, one for every task, in menu order."""
    return tuple(metric for metric in METRICS if metric.is_score)


def score_of(task: Task) -> type[Metric]:
    """Return the metric that is shown for a task."""
    return next(metric for metric in scores() if task in metric.tasks)
