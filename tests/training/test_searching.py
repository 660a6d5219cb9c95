"""An optimizer that searches for its step, in a trainer."""

from itertools import pairwise

import numpy as np
import pytest

from core.errors import UserError
from tests.nets import dense, points, trainer


def started(**fields):
    given = {
        "data": points(9, kind="binary"),
        "layers": [dense(4, "tanh"), dense(1, "sigmoid")],
        "loss": "binary_cross_entropy",
        "optimizer": "lbfgs",
        **fields,
    }
    return trainer(**given)


def test_each_trial_is_the_objective_there():
    """The last trial's objective, of loss and penalty, is the next update's at its start."""
    one = started(regularizer={"name": "l2", "strength": 0.01})
    records = list(one.trace(4))
    losses = [r.values for r in records if r.phase == "loss"]
    updates = [r.values for r in records if r.phase == "update" and r.layer == 0]
    for update, following in zip(updates, losses[1:], strict=False):
        there = following["value"] + following["penalty"]
        assert update["trials"]["objective"][-1] == pytest.approx(there, rel=1e-13)
        assert there < losses[0]["value"] + losses[0]["penalty"]


def test_the_loss_never_rises_and_goes_far():
    one = started()
    found = []
    for _ in range(40):
        one.run(updates=1)
        found.append(one.progress.batch_loss)
    assert all(b <= a for a, b in pairwise(found))
    assert found[-1] < 0.01 * found[0]


def test_what_is_frozen_stays_and_the_rest_goes_on():
    one = started()
    mask = np.zeros(one.network.parameter_count, dtype=bool)
    mask[[0, 3]] = True
    one.work.freeze(mask)
    before = one.state.parameters.copy()
    one.run(updates=5)
    np.testing.assert_array_equal(one.state.parameters[mask], before[mask])
    assert (one.state.parameters[~mask] != before[~mask]).all()


def test_statistics_count_one_pass_an_update():
    """The trials of a search leave the running means of batch norm as they were."""
    layers = [dense(3, "tanh"), {"name": "batch_norm"}, dense(1, "sigmoid")]
    one, plain = started(layers=layers), started(layers=layers, optimizer="sgd")
    one.run(updates=1)
    plain.run(updates=1)
    np.testing.assert_array_equal(one.state.statistics, plain.state.statistics)


def test_dropout_is_refused_with_a_way_out():
    with pytest.raises(UserError, match="L-BFGS compares the loss at several places"):
        started(layers=[dense(4, "tanh"), {"name": "dropout"}, dense(1, "sigmoid")])
