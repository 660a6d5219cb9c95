"""The loss along one parameter, with the engine's slope and hop; nothing else is disturbed."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.project import Project
from core.run.makers.loss_along import POINTS, loss_along
from core.training import changes
from core.training.plan import penalty_of
from tests.amount import some
from tests.nets import bits, dense, gradients, points, trainer, trainer_of
from tests.strategies import trainable


def restless(**fields):
    """A trainer with everything that the next update depends on, in the middle of an epoch."""
    fields = {"optimizer": "adam", "regularizer": "l2", **fields}
    one = trainer(
        [dense(3, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)],
        data={"source": points(9), "test_share": 0.2},
        training={"batch_size": 3, "shuffle": True},
        **fields,
    )
    one.run(updates=4)
    return one


def whole(one):
    """Everything a moment holds, comparable, and the trainer's place within the update."""
    moment = one.moment()
    arrays = (moment.state, moment.permutation, moment.best, moment.frozen)
    return (
        bits(one),
        repr(moment.record),
        [None if array is None else array.tobytes() for array in arrays],
        one.position,
        one.progress.outcome,
        one.progress.batch_loss,
        one.work.gradient.tobytes(),
    )


def stepped(one):
    """Do one update by phases; return loss with penalty, named gradients, and values after it."""
    records, slopes = gradients(one)
    loss = next(item.values for item in records if item.phase == "loss")
    one.step_phase()
    after = [
        {name: array.copy() for name, array in arrays.items()}
        for arrays in one.network.learned(one.state.parameters)
    ]
    return loss["value"] + loss["penalty"], slopes, after


@settings(max_examples=some(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable(), st.integers(0, 3), st.data())
def test_it_is_the_engines_update(description, updates, data):
    """Value, loss, slope and the place reached agree with every next update, in any project."""
    one = trainer_of(Project.from_json(description))
    one.run(updates=updates)
    start, before = one.moment(), whole(one)
    arrays = one.network.learned(one.state.parameters)
    layer = data.draw(st.sampled_from([i for i, found in enumerate(arrays) if found]))
    name = data.draw(st.sampled_from(list(arrays[layer])))
    index = data.draw(st.sampled_from(list(np.ndindex(arrays[layer][name].shape))))
    value = float(arrays[layer][name][index])
    curve = loss_along(one, start, layer, name, index)
    assert whole(one) == before
    assert curve.rate == one.project.optimizer.rate(one.update)
    loss, slopes, after = stepped(one)
    assert (curve.value, curve.loss) == (value, loss)
    assert curve.slope == slopes[layer][name][index]
    assert curve.reached == after[layer][name][index]
    assert curve.values.shape == curve.losses.shape == (POINTS,)
    assert np.all(np.diff(curve.values) >= 0)
    middle = POINTS // 2
    assert curve.values[middle] == value and curve.losses[middle] == loss
    # afterwards, given where it has gone: the same curve of the same update
    again = loss_along(one, start, layer, name, index, after[layer][name][index])
    np.testing.assert_array_equal(again.values, curve.values)
    np.testing.assert_array_equal(again.losses, curve.losses)
    assert again.slope == curve.slope and again.reached == curve.reached


def test_the_trainer_goes_on_as_if_nothing_had_been_asked():
    one, other = restless(), restless()
    for _ in range(5):
        loss_along(one, one.moment(), 0, "weight", (1, 2))
        one.run(updates=1)
    other.run(updates=5)
    assert whole(one) == whole(other)


def test_in_the_middle_of_an_update():
    one, other = restless(), restless()
    expected = loss_along(one, one.moment(), 3, "weight", (0, 0))
    for each in (one, other):
        for _ in range(4):
            each.step_phase()
    found = loss_along(one, one.moment(), 3, "weight", (0, 0))
    np.testing.assert_array_equal(found.losses, expected.losses)
    assert one.position == 4 and whole(one) == whole(other)
    assert stepped(one)[0] == stepped(other)[0] == expected.loss


def test_the_slope_is_the_curves():
    one = restless()
    for layer, name, index in [
        (0, "weight", (0, 1)),
        (0, "bias", (2,)),
        (2, "scale", (1,)),
        (2, "shift", (0,)),
        (3, "weight", (2, 0)),
    ]:
        curve = loss_along(one, one.moment(), layer, name, index, width=1e-4)
        k = POINTS // 2
        numeric = (curve.losses[k + 1] - curve.losses[k - 1]) / (
            curve.values[k + 1] - curve.values[k - 1]
        )
        # a small width still includes the hop, so the steps are not all of one length
        assert curve.slope == pytest.approx(numeric, rel=1e-2, abs=1e-6)


def test_a_parabola_by_hand():
    """One linear neuron without bias: L(w) = ((w − 1)² + (3w)²)/2 + ½·0.5·w², a slope of 10.5w − 1.

    At w = 2 that is 20, and a rate of 0.05 takes it to 1.
    """
    source = {"name": "points", "inputs": [[1], [3]], "targets": [[1], [0]]}
    one = trainer(
        [dense(1, bias=False)],
        data=source,
        weights=[{"weight": [[2]]}],
        loss="mean_squared_error",
        regularizer={"name": "l2", "strength": 0.5},
        optimizer={"name": "sgd", "learning_rate": 0.05},
    )
    curve = loss_along(one, one.moment(), 0, "weight", (0, 0))
    w = curve.values
    np.testing.assert_allclose(curve.losses, ((w - 1) ** 2 + 9 * w**2) / 2 + 0.25 * w**2)
    assert curve.slope == pytest.approx(20.0) and curve.rate == 0.05
    assert curve.reached == pytest.approx(1.0)
    assert w[0] == pytest.approx(-2.0) and w[-1] == pytest.approx(6.0)  # four hops either way
    assert np.any(w == curve.reached)


@pytest.mark.parametrize("hop", [0.0, 1e-9, -1e-9, 1e-5, 0.3, -0.3, 40.0, -1e6])
@pytest.mark.parametrize("width", [None, 1e-7, 0.5, 100.0])
def test_value_and_place_reached_are_on_the_curve(hop, width):
    one = trainer()
    value = float(one.network.learned(one.state.parameters)[0]["weight"][0, 0])
    curve = loss_along(one, one.moment(), 0, "weight", (0, 0), value + hop, width=width)
    assert curve.values[POINTS // 2] == value == curve.value
    assert curve.reached == value + hop and curve.reached in curve.values
    assert np.all(np.diff(curve.values) > 0)
    assert np.all(np.isfinite(curve.losses))
    if width is not None:
        assert curve.values[-1] - value >= 0.99 * width


def test_a_frozen_number_goes_nowhere():
    one = trainer()
    mask = np.zeros(one.network.parameter_count, dtype=bool)
    one.network.learned(mask)[0]["weight"][0, 0] = True
    changes.freeze(one, mask)
    curve = loss_along(one, one.moment(), 0, "weight", (0, 0))
    assert curve.reached == curve.value and curve.slope != 0.0
    assert curve.values[0] < curve.value < curve.values[-1]


def test_what_is_out_of_the_numbers():
    one = trainer([dense(2), dense(1)], data=points(4), loss="mean_squared_error")
    curve = loss_along(one, one.moment(), 0, "weight", (0, 0), float("inf"))
    assert curve.reached == curve.value
    curve = loss_along(one, one.moment(), 0, "weight", (0, 0), width=1e200)
    assert np.isnan(curve.losses[0]) and np.isfinite(curve.losses[POINTS // 2])


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("loss", ["mean_squared_error", "sum_squared_error"])
@pytest.mark.parametrize("share", [1e-150, 1e-100, 1e-20, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("sign", [1, -1])
def test_an_infinite_loss(precision, loss, share, sign):
    """Weights at the edge of the number range: no exception, and the values are still numbers."""
    size = sign * float(np.finfo(precision).max) * share
    weights = [{"weight": [[size], [size]], "bias": [0.0]}]
    training = {"precision": precision}
    one = trainer([dense(1)], data=points(4), loss=loss, weights=weights, training=training)
    for width in (None, 1e300, 1.0):
        curve = loss_along(one, one.moment(), 0, "weight", (0, 0), width=width)
        assert np.all(np.isfinite(curve.values)) and np.all(np.diff(curve.values) >= 0)
        assert curve.value == curve.values[POINTS // 2]
        assert curve.reached in curve.values
        assert not np.any(np.isinf(curve.losses))


def test_an_update_of_a_project_that_was_changed_since():
    one = restless()
    start = one.moment()
    expected = loss_along(one, start, 0, "bias", (1,))
    optimizer = dataclasses.replace(one.project.optimizer, learning_rate=5.0)
    changes.apply(one, dataclasses.replace(one.project, optimizer=optimizer))
    one.run(updates=3)
    found = loss_along(one, start, 0, "bias", (1,))
    np.testing.assert_array_equal(found.losses, expected.losses)
    assert found.rate == expected.rate == 0.03


def test_the_penalty_is_in_it():
    one = restless(regularizer={"name": "l1", "strength": 10.0})
    curve = loss_along(one, one.moment(), 0, "weight", (0, 0))
    penalty = penalty_of(one.network, one.state.parameters, one.project.regularizer)
    assert curve.loss > penalty > 0.0


@pytest.mark.parametrize(
    ("layer", "name", "index"),
    [
        (0, "scale", (0,)),
        (1, "weight", (0, 0)),
        (2, "running_mean", (0,)),
        (9, "weight", (0, 0)),
        (-1, "weight", (0, 0)),
        (0, "weight", (0, 3)),
        (0, "weight", (-1, 0)),
        (0, "weight", (0,)),
    ],
)
def test_no_such_number(layer, name, index):
    one = restless()
    with pytest.raises(ValueError, match=f"layers.{layer}"):
        loss_along(one, one.moment(), layer, name, index)
