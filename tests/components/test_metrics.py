"""Metrics, worked by hand."""

import numpy as np
import pytest

from core.components.metrics import METRICS, confusion, metrics_for, predicted_classes
from core.data.samples import Task

TWO, SEVERAL, NUMBERS = Task.TWO_CLASSES, Task.CLASSES, Task.REGRESSION


def value(name, outputs, targets, task, threshold=0.5):
    metric = METRICS.named(name)()
    return metric.value(np.array(outputs, float), np.array(targets, float), task, threshold)


def test_accuracy_of_two_classes_by_the_threshold():
    """Over the threshold is 1; on it is 0."""
    outputs, targets = [[0.4], [0.6], [0.5], [0.9]], [[0], [1], [1], [0]]
    assert value("accuracy", outputs, targets, TWO) == 0.5
    assert value("accuracy", [[-0.1], [0.1]], [[0], [1]], TWO, 0.0) == 1.0
    assert value("accuracy", [[-0.1], [0.1]], [[0], [1]], TWO, 0.5) == 0.5


def test_accuracy_of_several_classes_by_the_largest():
    outputs = [[0.2, 0.5, 0.3], [0.4, 0.3, 0.3], [0.1, 0.1, 0.8]]
    targets = [[0, 1, 0], [0, 0, 1], [0, 0, 1]]
    assert value("accuracy", outputs, targets, SEVERAL) == pytest.approx(2 / 3)


def test_accuracy_of_several_questions():
    assert value("accuracy", [[0.9, 0.1], [0.9, 0.9]], [[1, 1], [0, 1]], TWO) == 0.5


def test_predicted_classes_have_the_shape_of_the_question():
    outputs = np.array([[0.9, 0.1], [0.2, 0.8]])
    assert predicted_classes(outputs, SEVERAL, 0.5).tolist() == [0, 1]
    assert predicted_classes(outputs, TWO, 0.5).tolist() == [[1, 0], [0, 1]]
    assert predicted_classes(outputs[:, :1], TWO, 0.5).tolist() == [1, 0]


def test_squares_distances_and_r2_by_hand():
    """d = 1, −1, 2: squares 6/3 = 2; distances 4/3; y = 1, 3, 5: Σ(y − 3)² = 8, R² = 1 − 6/8."""
    outputs, targets = [[2], [2], [7]], [[1], [3], [5]]
    assert value("mean_squared_error", outputs, targets, NUMBERS) == 2.0
    assert value("root_mean_squared_error", outputs, targets, NUMBERS) == pytest.approx(2**0.5)
    assert value("mean_absolute_error", outputs, targets, NUMBERS) == pytest.approx(4 / 3)
    assert value("r2", outputs, targets, NUMBERS) == 0.25


def test_r2_is_the_mean_over_outputs():
    targets = [[1, 10], [3, 30]]
    assert value("r2", targets, targets, NUMBERS) == 1.0
    assert value("r2", [[2, 10], [2, 30]], targets, NUMBERS) == 0.5
    assert value("r2", [[3, 10], [1, 30]], targets, NUMBERS) == pytest.approx((-3 + 1) / 2)


def test_r2_of_targets_that_do_not_vary():
    assert value("r2", [[5], [5]], [[5], [5]], NUMBERS) == 1.0
    assert value("r2", [[5], [6]], [[5], [5]], NUMBERS) == 0.0


def test_confusion_and_accuracy_per_class():
    """Rows are the true classes, columns the predicted ones."""
    outputs = np.eye(3)[[0, 1, 1, 2, 0]]
    targets = np.eye(3)[[0, 0, 1, 1, 0]]
    assert value("confusion_matrix", outputs, targets, SEVERAL) == [[2, 1, 0], [0, 1, 1], [0, 0, 0]]
    assert value("class_accuracy", outputs, targets, SEVERAL) == [2 / 3, 0.5, None]
    two = value("confusion_matrix", [[0.9], [0.9], [0.1]], [[1], [0], [0]], TWO)
    assert two == [[1, 1], [0, 1]]
    assert confusion(outputs, targets, SEVERAL, 0.5).sum() == 5


@pytest.mark.parametrize("task", list(Task))
def test_metrics_fit_their_task_and_are_plain_numbers(task):
    targets = {TWO: [[0], [1]], SEVERAL: [[0, 1], [1, 0]], NUMBERS: [[0.5], [2]]}[task]
    found = metrics_for(task)
    assert {"mean_squared_error"} <= {metric.name for metric in found}
    for metric in found:
        assert task in metric.tasks
        given = metric.value(np.array(targets, np.float32), np.array(targets, float), task, 0.5)
        assert (type(given) is float) == metric.scalar
        if metric.scalar:
            assert given == (1.0 if metric.rises else 0.0)


def test_which_metrics_for_which_task():
    names = {task: {metric.name for metric in metrics_for(task)} for task in Task}
    assert names[NUMBERS] == {
        "mean_squared_error",
        "root_mean_squared_error",
        "mean_absolute_error",
        "r2",
    }
    assert (
        names[TWO]
        == names[SEVERAL]
        == {
            "accuracy",
            "class_accuracy",
            "confusion_matrix",
            "mean_squared_error",
        }
    )
