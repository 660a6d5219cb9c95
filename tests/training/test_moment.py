"""The moment: put into a fresh trainer, it goes on to the same bits."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.components.optimizers import OPTIMIZERS
from core.pictures.snapshot import Outcome
from core.project import Project
from core.training import changes
from tests.amount import few, some
from tests.nets import assert_same_bits, dense, points, project, trainer_of
from tests.strategies import trainable

RANDOM = settings(
    max_examples=some(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def assert_goes_on(made, stop, more):
    straight = trainer_of(made)
    straight.run(updates=stop)
    if straight.progress.outcome is not Outcome.NONE:
        return
    moment = straight.moment()
    # past epochs are in the histories, which a moment does not hold
    history = straight.history.since(0)
    straight.run(updates=more)
    fresh = trainer_of(made)
    fresh.history.cut_after(-1)
    fresh.history.restore(history)
    fresh.restore(moment)
    fresh.run(updates=more)
    assert_same_bits(straight, fresh)
    again = fresh.moment(), straight.moment()
    assert again[0].record == again[1].record
    for name in ("permutation", "best", "frozen"):
        first, second = (getattr(one, name) for one in again)
        assert (first is None) == (second is None)
        if first is not None:
            np.testing.assert_array_equal(first, second)


@RANDOM
@given(trainable(), st.integers(0, 12), st.integers(1, 12))
def test_any_project_stopped_at_any_update(description, stop, more):
    assert_goes_on(Project.from_json(description), stop, more)


def everything(optimizer, **training):
    fields = {"momentum": 0.9} if optimizer == "sgd" else {}
    return project(
        [
            dense(4, "tanh"),
            {"name": "batch_norm"},
            {"name": "dropout", "rate": 0.3},
            dense(3, "elu"),
            dense(1),
        ],
        data={"source": points(11), "test_share": 0.2},
        optimizer={"name": optimizer, "schedule": "exponential", **fields},
        regularizer="elastic_net",
        training={"batch_size": 4, "shuffle": True, **training},
        seed=3,
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
@pytest.mark.parametrize("stop", few(range(8), 3))
def test_every_optimizer_with_everything_at_every_place_of_an_epoch(optimizer, stop):
    """Nine training samples by four: 4, 4, 1; dropout, running figures, a schedule."""
    assert_goes_on(everything(optimizer), stop, 20)


def test_patience_is_part_of_it():
    for stop in (1, 7, 13):
        assert_goes_on(everything("adam", stop={"patience": 3, "min_change": 0.5}), stop, 30)


def test_the_moment_in_the_middle_of_an_update_is_the_one_at_its_start():
    one = trainer_of(everything("adam"))
    one.run(updates=4)
    start = one.moment()
    for _ in range(7):
        one.step_phase()
        now = one.moment()
        assert now.record == start.record
        np.testing.assert_array_equal(now.state, start.state)


def test_a_moment_is_a_copy():
    one = trainer_of(everything("nadam"))
    one.run(updates=4)
    moment = one.moment()
    state, record = moment.state.copy(), moment.record
    counters = dict(record.counters)
    permutation = moment.permutation.copy()
    one.run(updates=20)
    np.testing.assert_array_equal(moment.state, state)
    np.testing.assert_array_equal(moment.permutation, permutation)
    assert moment.record.counters == counters and moment.record.update == 4


def test_going_back_in_the_same_run():
    one = trainer_of(everything("adam"))
    one.run(updates=5)
    moment = one.moment()
    one.run(updates=10)
    there = one.moment()
    one.restore(moment)
    assert (one.update, one.epoch, one.position) == (5, 1, 0)
    figures = one.history.since(0)
    one.run(updates=10)
    np.testing.assert_array_equal(one.state.vector, there.state)
    assert one.moment().record == there.record
    again = one.history.since(0)
    np.testing.assert_array_equal(again.loss, figures.loss)
    np.testing.assert_array_equal(again.updates, figures.updates)


def test_going_back_past_a_live_change():
    """The project in force is part of the moment."""
    made = everything("adam")
    one = trainer_of(made)
    one.run(updates=5)
    moment = one.moment()
    one.run(updates=6)
    there = one.state.vector.copy()
    one.restore(moment)
    changed = made.to_json() | {"optimizer": {"name": "sgd"}, "loss": {"name": "huber"}}
    changes.apply(one, Project.from_json(changed))
    one.run(updates=6)
    assert one.state.vector.size != there.size
    one.restore(moment)
    assert one.project == made
    one.run(updates=6)
    np.testing.assert_array_equal(one.state.vector, there)


def test_frozen_parameters_are_part_of_it():
    one = trainer_of(everything("adam"))
    mask = np.zeros(one.network.parameter_count, dtype=bool)
    mask[::3] = True
    changes.freeze(one, mask)
    one.run(updates=5)
    moment = one.moment()
    one.run(updates=9)
    fresh = trainer_of(everything("adam"))
    fresh.restore(moment)
    fresh.run(updates=9)
    np.testing.assert_array_equal(fresh.state.vector, one.state.vector)
    start = trainer_of(everything("adam")).state.parameters
    np.testing.assert_array_equal(fresh.state.parameters[mask], start[mask])
    fresh.restore(trainer_of(everything("adam")).moment())
    fresh.run(updates=1)
    assert not np.array_equal(fresh.state.parameters[mask], start[mask])


def test_a_moment_of_another_network_is_refused():
    one = trainer_of(everything("adam"))
    other = trainer_of(project([dense(2), dense(1)]))
    before = one.state.vector.copy()
    with pytest.raises(ValueError, match="another network"):
        one.restore(other.moment())
    np.testing.assert_array_equal(one.state.vector, before)
