"""What fits what, and that every repair works."""

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS
from core.components.layers import Dense
from core.components.losses import LOSSES
from core.data.samples import Task
from core.errors import ProjectError
from core.fit import adapted, find_problem, fitting_losses, loss_problem, with_output
from core.training.trainer import Trainer
from tests.nets import dense, points, project, trainer_of

#: as in the table of components; a loss that is not listed here takes any output
NEEDS = {
    "binary_cross_entropy": {"sigmoid"},
    "categorical_cross_entropy": {"softmax"},
    "hinge": {"linear", "tanh"},
}
TARGETS = {
    Task.TWO_CLASSES: np.array([[0.0], [1.0], [1.0]]),
    Task.CLASSES: np.eye(3),
    Task.REGRESSION: np.array([[0.5, -2.0], [1.5, 3.0]]),
}
PAIRS = [(a.name, loss.name) for a in ACTIVATIONS for loss in LOSSES]


def network(activation, loss, units=1):
    return project([dense(3, "tanh"), dense(units, activation)], loss=loss)


@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_every_activation_with_every_loss(activation, loss):
    problem = loss_problem(network(activation, loss))
    fits = activation in NEEDS.get(loss, {activation})
    assert (problem is None) == fits
    assert fits == (loss in {kind.name for kind in fitting_losses(activation)})
    if problem is not None:
        assert problem.repairs
        assert all(name in problem.hint for name in NEEDS[loss])
        assert LOSSES.named(loss).label in problem.message and activation in problem.message


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_every_repair_repairs(activation, loss, task):
    targets = TARGETS[task]
    for units in (1, targets.shape[1], 4):
        made = network(activation, loss, units)
        problem = find_problem(made, targets, task)
        if problem is None:
            continue
        assert problem.message and problem.hint and problem.repairs
        for label, repaired in problem.repairs:
            assert label
            left = find_problem(repaired, targets, task)
            # repairing the loss may leave targets that it cannot take, but not what was just
            # repaired, and the next repair solves it
            if left is not None:
                assert left.message != problem.message
                assert any(find_problem(p, targets, task) is None for _, p in left.repairs)


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize(
    "last", [dense(7, "softsign"), {"name": "dropout"}, {"name": "batch_norm"}]
)
def test_adapted_fits(task, last):
    targets = TARGETS[task]
    made = project([dense(3, "relu"), last], regularizer="l2", name="kept")
    result = adapted(made, targets.shape[1], task)
    assert find_problem(result, targets, task) is None
    assert result.layers[0] == made.layers[0]
    assert (result.name, result.regularizer) == (made.name, made.regularizer)
    expected = {
        Task.TWO_CLASSES: ("sigmoid", "binary_cross_entropy"),
        Task.CLASSES: ("softmax", "categorical_cross_entropy"),
        Task.REGRESSION: ("linear", "mean_squared_error"),
    }[task]
    assert (result.layers[-1].activation.name, result.loss.name) == expected


def test_a_last_layer_that_is_not_dense():
    made = project([dense(3), {"name": "dropout"}])
    problem = find_problem(made, TARGETS[Task.TWO_CLASSES], Task.TWO_CLASSES)
    assert "layers.1: the last layer is dropout, not dense" in problem.message
    assert len(problem.repairs[0][1].layers) == 3


def test_the_number_of_outputs():
    problem = find_problem(network("linear", "huber", 2), TARGETS[Task.CLASSES], Task.CLASSES)
    assert problem.message == (
        "layers.1.units: the network has 2 outputs, the data have 3 target columns"
    )
    assert all(p.layers[-1].units == 3 for _, p in problem.repairs)


@pytest.mark.parametrize(
    ("loss", "activation", "targets"),
    [
        ("binary_cross_entropy", "sigmoid", [[0.5], [1.1]]),
        ("binary_cross_entropy", "sigmoid", [[-0.1], [1.0]]),
        ("hinge", "linear", [[0.5], [1.0]]),
        ("categorical_cross_entropy", "softmax", [[0.5, 0.6]]),
        ("categorical_cross_entropy", "softmax", [[1.5, -0.5]]),
    ],
)
def test_targets_that_the_loss_cannot_take(loss, activation, targets):
    targets = np.array(targets)
    made = network(activation, loss, targets.shape[1])
    problem = find_problem(made, targets, Task.REGRESSION)
    assert problem is not None and loss in problem.message
    assert find_problem(problem.repairs[0][1], targets, Task.REGRESSION) is None


@pytest.mark.parametrize(
    ("loss", "activation", "targets"),
    [
        ("binary_cross_entropy", "sigmoid", [[0.25], [1.0]]),
        ("categorical_cross_entropy", "softmax", [[0.25, 0.75]]),
        ("categorical_cross_entropy", "softmax", [[0.1] * 10]),
    ],
)
def test_shares_between_0_and_1_are_fine(loss, activation, targets):
    targets = np.array(targets)
    made = network(activation, loss, targets.shape[1])
    assert find_problem(made, targets, Task.REGRESSION) is None


def test_a_trainer_refuses_what_does_not_fit():
    made = project([dense(1)], data=points(kind="binary"), loss="binary_cross_entropy")
    with pytest.raises(ProjectError, match="needs sigmoid outputs"):
        trainer_of(made)
    dataset = trainer_of(project([dense(1)], data=points(kind="binary"))).dataset
    with pytest.raises(ProjectError, match="2 outputs"):
        Trainer(project([dense(2)]), dataset)


def test_given_weights_are_kept_where_the_shape_stays():
    weights = [{"weight": [[1], [1]], "bias": [0]}]
    made = project([dense(1)], weights=weights)
    assert with_output(made, 1, ACTIVATIONS.named("sigmoid")()).weights == made.weights
    assert with_output(made, 2).weights is None
    added = with_output(project([{"name": "dropout"}]), 2)
    assert isinstance(added.layers[-1], Dense) and len(added.layers) == 2
