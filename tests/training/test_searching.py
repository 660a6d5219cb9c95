"""An optimizer that searches for its step, in a trainer."""

from itertools import pairwise

import numpy as np
import pytest

from core.errors import SizeError, UserError
from core.training import network
from tests.nets import bits, dense, points, trainer


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


def test_a_search_keeps_the_masks_of_its_update():
    """The last trial is what the same masks give; the next update draws its own."""
    layers = [dense(6, "tanh"), {"name": "dropout", "rate": 0.5}, dense(1, "sigmoid")]
    one, plain = started(layers=layers), started(layers=layers, optimizer="sgd")
    list(one.trace(1))
    plain.run(updates=1)
    assert one.work.dropout_state() == plain.work.dropout_state()
    one.return_to_update_start()
    plan = one.plan_at_hand()
    assert plan.measure() == pytest.approx(one.work.trials[-1].value, rel=1e-13)


# ---------------------------------------------------------------------- Levenberg–Marquardt


def squares(**fields):
    given = {"loss": "mean_squared_error", "optimizer": "levenberg_marquardt"}
    layers = [dense(3, "tanh"), dense(2, "relu"), dense(2, "sigmoid")]
    data = points(7, outputs=2, kind="binary")
    return trainer(**{"data": data, "layers": layers, **given, **fields})


@pytest.mark.parametrize("between", [[], [{"name": "batch_norm"}]], ids=["apart", "together"])
def test_every_outputs_slope_by_every_number(between):
    """S against central differences of the outputs; c·Sᵀ(a − y) is the gradient."""
    one = squares(layers=[dense(3, "tanh"), *between, dense(2, "softplus"), dense(2, "sigmoid")])
    for _ in range(3 + len(one.project.layers) - 1):
        one.step_phase()  # a batch, forward, and the loss
    plan = one.plan_at_hand()
    w, slopes = one.state.parameters, plan.output_slopes()

    def outputs():
        for layer in plan.layers:
            layer.forward()
        return plan._a.ravel().copy()

    errors = outputs() - plan._y.ravel()
    for i in range(w.size):
        kept = w[i]
        w[i] = kept + 1e-6
        above = outputs()
        w[i] = kept - 1e-6
        below = outputs()
        w[i] = kept
        np.testing.assert_allclose(slopes[:, i], (above - below) / 2e-6, atol=1e-8)
    plan.measure()
    expected = plan.curvature() * slopes.T @ errors
    np.testing.assert_allclose(one.work.gradient, expected, rtol=1e-10, atol=1e-14)


def test_a_step_solves_the_damped_system():
    """(c·SᵀS + ν·I)·δ = −g, with NumPy alone."""
    one = squares(layers=[dense(2, "linear")])  # linear: one undamped step would end it
    start = one.state.parameters.copy()
    records = list(one.trace(1))
    x, y = records[0].values["x"], records[0].values["y"]
    ones = np.hstack([x, np.ones((len(x), 1))])
    first, count = 2.0 / y.size * ones.T @ ones, y.shape[1]
    weight, bias = start[: x.shape[1] * count], start[x.shape[1] * count :]
    places = one.network.learned(start)[0]
    assert weight.size and bias.size
    w = np.vstack([places["weight"], places["bias"]])
    gradient = 2.0 / y.size * ones.T @ (ones @ w - y)
    step = np.linalg.solve(first + 1e-3 * np.eye(len(first)), -gradient)
    update = records[-1].values
    np.testing.assert_allclose(update["weight_after"], (w + step)[:-1], rtol=1e-9)
    np.testing.assert_allclose(update["bias_after"], (w + step)[-1], rtol=1e-9)


def test_damping_grows_until_a_step_helps_and_shrinks_after():
    one = squares()
    damping = 1e-3
    for record in one.trace(12):
        if record.phase == "update" and record.layer == 0:
            tried = record.values["trials"]["tried"]
            np.testing.assert_allclose(tried, damping * 10.0 ** np.arange(len(tried)), rtol=1e-9)
            damping = max(1e-12, tried[-1] / 10.0)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"loss": "binary_cross_entropy"}, "is for squared errors"),
        ({"layers": [dense(2000, "tanh"), dense(2, "sigmoid")]}, "up to 5,000 parameters"),
    ],
)
def test_what_it_cannot_do_is_said_beforehand(fields, words):
    with pytest.raises(UserError, match=words):
        squares(**fields)


# ---------------------------------------------------------------------- how far they go


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(3))
def test_iris_takes_a_tenth_of_adams_epochs(seed):
    """8-8 tanh on Iris to a loss of 0.02, the whole part in each update."""
    source = {"name": "table", "path": "resource:iris.csv"}
    layers = [dense(8, "tanh"), dense(8, "tanh"), dense(3, "softmax")]
    epochs = {}
    for optimizer in ({"name": "adam", "learning_rate": 0.01}, {"name": "lbfgs"}):
        one = trainer(
            data={"source": source, "scaling": "standard"},
            layers=layers,
            loss="categorical_cross_entropy",
            optimizer=optimizer,
            seed=seed,
            training={"batch_size": None, "stop": {"target_loss": 0.02}},
        )
        one.run(epochs=3000)
        epochs[optimizer["name"]] = one.progress.epoch
    assert epochs["lbfgs"] < 0.15 * epochs["adam"] < 0.15 * 3000


def beside_batch_norm(**fields):
    """A network whose update goes backward once for every output of every sample."""
    return started(
        data=points(9, outputs=2),
        layers=[dense(3, "tanh"), {"name": "batch_norm"}, dense(2)],
        loss="mean_squared_error",
        optimizer="levenberg_marquardt",
        **fields,
    )


@pytest.mark.parametrize("waits", [0, 1, 7, 17])
def test_an_update_that_is_given_up_is_undone_and_done_again_to_the_same_bits(waits):
    one, straight = beside_batch_norm(), beside_batch_norm()
    for each in (one, straight):
        each.run(updates=2)
    before, asked = bits(one), []

    def is_asked():
        asked.append(True)
        return len(asked) > waits

    one.interrupting.is_asked = is_asked
    assert one.run(updates=3) == 0
    assert len(asked) == waits + 1
    assert bits(one) == before
    one.interrupting.is_asked = lambda: False
    assert one.run(updates=3) == straight.run(updates=3) == 3
    assert bits(one) == bits(straight)


def test_only_a_run_is_given_up_and_not_a_step():
    one = beside_batch_norm()
    one.interrupting.is_asked = lambda: True
    list(one.trace(1))
    assert one.update == 1


def test_an_update_that_fails_is_undone(monkeypatch):
    one = started(optimizer="levenberg_marquardt", loss="mean_squared_error")
    one.run(updates=2)
    before, cursor = bits(one), one.work.batches.cursor
    monkeypatch.setattr(network, "MAX_SLOPES", 10)
    with pytest.raises(SizeError):
        one.run(updates=1)
    assert (bits(one), one.work.batches.cursor, one.update) == (before, cursor, 2)
    monkeypatch.undo()
    straight = started(optimizer="levenberg_marquardt", loss="mean_squared_error")
    straight.run(updates=5)
    one.run(updates=3)
    assert bits(one) == bits(straight)
