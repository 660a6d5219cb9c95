"""What can change while a network trains, and what is kept then."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS
from core.components.layers import Layer
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.documents.opening import opening_project
from core.errors import ProjectError, SizeError
from core.pictures.snapshot import Outcome
from core.project import Change, Project, change_between
from core.registry import parameter
from core.training import changes, network
from tests.nets import dense, gradients, points, project, trainer_of

LAYERS = [dense(4, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)]


def started(updates=5, **fields):
    fields = {"data": points(9), "training": {"batch_size": 4, "shuffle": True}, **fields}
    one = trainer_of(project(LAYERS, **fields))
    one.run(updates=updates)
    return one


def optimizer(name, **fields):
    return OPTIMIZERS.read({"name": name, **fields}, "")


def test_a_learning_rate_applies_at_the_next_update():
    one = started(optimizer="sgd")
    changes.apply(one, replace(one.project, optimizer=optimizer("sgd", learning_rate=0.25)))
    before = one.state.parameters.copy()
    gradients(one)
    one.step_phase()
    np.testing.assert_array_equal(one.state.parameters, before - 0.25 * one.work.gradient)


@pytest.mark.parametrize("loss", ["mean_absolute_error", "huber", "sum_squared_error"])
def test_a_loss(loss):
    one = started()
    before = one.state.vector.copy()
    changes.apply(one, replace(one.project, loss=LOSSES.named(loss)()))
    np.testing.assert_array_equal(one.state.vector, before)
    fresh = trainer_of(one.project)
    fresh.restore(one.moment())
    assert one.evaluate().loss == fresh.evaluate().loss
    assert one.run(updates=3) == 3
    fresh.run(updates=3)
    np.testing.assert_array_equal(one.state.vector, fresh.state.vector)


@pytest.mark.parametrize("name", ACTIVATIONS.names())
def test_an_activation(name):
    one = started()
    weights = one.state.parameters.copy()
    changed = replace(one.project.layers[0], activation=ACTIVATIONS.named(name)())
    changes.apply(one, one.project.with_layer(0, changed))
    np.testing.assert_array_equal(one.state.parameters, weights)
    record = next(r for r in one.trace(1) if (r.phase, r.layer) == ("forward", 0))
    z, a = record.values["z"], record.values["a"]
    expected = np.empty_like(z.T)
    ACTIVATIONS.named(name)().forward(z.T.copy(), expected, np.empty_like(expected))
    np.testing.assert_allclose(a, expected.T, rtol=1e-14)


@pytest.mark.parametrize("name", REGULARIZERS.names())
def test_a_regularizer(name):
    one = started()
    changed = replace(one.project, regularizer=REGULARIZERS.named(name)())
    changes.apply(one, changed)
    fresh = trainer_of(changed)
    fresh.restore(one.moment())
    assert one.figures.penalty() == fresh.figures.penalty()
    one.run(updates=3)
    fresh.run(updates=3)
    np.testing.assert_array_equal(one.state.vector, fresh.state.vector)


def test_dropout_and_batch_norm_have_live_parameters():
    one = started(updates=6)  # the next batch has four samples, not the one that is left
    layers = project(
        [
            dense(4, "tanh"),
            {"name": "dropout", "rate": 0.0},
            {"name": "batch_norm", "momentum": 1.0},
            dense(1),
        ]
    ).layers
    changes.apply(one, replace(one.project, layers=layers))
    found = {(r.phase, r.layer): r.values for r in one.trace(1)}
    np.testing.assert_array_equal(found["forward", 1]["mask"], 1.0)
    np.testing.assert_allclose(
        one.weights()[1]["running_mean"], found["forward", 2]["mean"], rtol=1e-14
    )


@pytest.mark.parametrize("old", OPTIMIZERS.names())
@pytest.mark.parametrize("new", OPTIMIZERS.names())
def test_optimizer_state_is_kept_where_the_kind_is_the_same(old, new):
    one = started(optimizer={"name": old, **({"momentum": 0.9} if old == "sgd" else {})})
    parameters, statistics = one.state.parameters.copy(), one.state.statistics.copy()
    slots = {name: vector.copy() for name, vector in one.state.slots.items()}
    counters = dict(one.work.counters)
    fields = {"learning_rate": 0.5, **({"momentum": 0.5} if new == "sgd" else {})}
    changes.apply(one, replace(one.project, optimizer=optimizer(new, **fields)))
    np.testing.assert_array_equal(one.state.parameters, parameters)
    np.testing.assert_array_equal(one.state.statistics, statistics)
    if old == new:
        # an optimizer without state has nothing to lose
        assert one.work.counters == counters and set(slots) == set(one.state.slots)
        assert bool(slots) == bool(one.project.optimizer.state_slots())
        for name, vector in one.state.slots.items():
            np.testing.assert_array_equal(vector, slots[name])
            # a search keeps as many steps as there were updates
            assert np.abs(vector).max() > 0 or OPTIMIZERS.named(new).searches
    else:
        assert one.work.counters == OPTIMIZERS.named(new).counters
        assert all(not vector.any() for vector in one.state.slots.values())
    # the arrays it is bound to are those it shows
    one.run(updates=1)
    assert not np.array_equal(one.state.parameters, parameters)
    if "steps" in one.work.counters:
        assert one.work.counters["steps"] == (counters["steps"] if old == new else 0) + 1


def test_momentum_from_nothing_starts_at_nothing():
    one = started(optimizer="sgd")
    assert not one.state.slots
    changes.apply(one, replace(one.project, optimizer=optimizer("sgd", momentum=0.9)))
    np.testing.assert_array_equal(one.state.slots["velocity"], 0.0)
    one.run(updates=1)
    assert one.state.slots["velocity"].any()


def test_starting_counters_are_not_shared():
    one = started(optimizer="nadam")
    assert OPTIMIZERS.named("nadam").counters == {"steps": 0.0, "momentum_product": 1.0}
    assert one.work.counters["steps"] == 5.0


@pytest.mark.parametrize("steps", range(1, 11))
def test_a_change_inside_an_update_returns_to_its_start(steps):
    """After any number of phases, the update is repeated with the change."""
    stepped, straight = started(optimizer="adam"), started(optimizer="adam")
    for _ in range(steps):
        stepped.step_phase()
    assert stepped.position == steps
    changed = replace(stepped.project, optimizer=optimizer("adam", learning_rate=0.5))
    for one in (stepped, straight):
        changes.apply(one, changed)
        assert (one.position, one.update) == (0, 5)
    np.testing.assert_array_equal(stepped.state.vector, straight.state.vector)
    assert stepped.work.dropout_state() == straight.work.dropout_state()
    for one in (stepped, straight):
        one.run(updates=7)
    np.testing.assert_array_equal(stepped.state.vector, straight.state.vector)


def test_returning_to_the_start_of_an_update():
    one, other = started(), started()
    for _ in range(4):
        one.step_phase()
    one.return_to_update_start()
    assert one.position == 0
    for each in (one, other):
        each.run(updates=6)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


def test_the_number_of_epochs():
    one = started(updates=7, training={"batch_size": 4, "epochs": 3})
    one.run(epochs=10)
    assert (one.epoch, one.progress.outcome) == (3, Outcome.EPOCHS)
    training = replace(one.project.training, epochs=5)
    changes.apply(one, replace(one.project, training=training))
    one.run(epochs=10)
    assert (one.epoch, one.progress.outcome) == (5, Outcome.EPOCHS)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: replace(p, seed=9),
        lambda p: p.with_layer(0, replace(p.layers[0], units=5)),
        lambda p: replace(p, training=replace(p.training, precision="float32")),
        lambda p: p.with_new_weights(4),
        lambda p: replace(p, data=replace(p.data, scaling="standard")),
    ],
)
def test_what_needs_a_restart_is_refused(change):
    one = started()
    before, made = one.state.vector.copy(), one.project
    with pytest.raises(ValueError, match="new trainer"):
        changes.apply(one, change(made))
    assert one.project is made
    np.testing.assert_array_equal(one.state.vector, before)


def test_what_does_not_fit_is_refused_and_nothing_changes():
    one, other = started(), started()
    one.step_phase()
    other.step_phase()
    with pytest.raises(ProjectError, match="needs sigmoid"):
        changes.apply(one, replace(one.project, loss=LOSSES.named("binary_cross_entropy")()))
    assert one.position == 1
    for each in (one, other):
        each.run(updates=5)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


def test_a_name_alone_changes_nothing():
    one, other = started(), started()
    changes.apply(one, Project.from_json(one.project.to_json() | {"name": "Renamed"}))
    for each in (one, other):
        each.run(updates=5)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


# freezing


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_what_is_frozen_keeps_its_bits(name):
    """Parameters and optimizer state; L2 and weight decay do not touch them either."""
    momentum = {"momentum": 0.9} if name == "sgd" else {}
    one = started(optimizer={"name": name, **momentum}, regularizer="l2")
    mask = np.zeros(one.network.parameter_count, dtype=bool)
    mask[1::2] = True
    vectors = {"parameters": one.state.parameters, **one.state.slots}
    before = {key: vector.copy() for key, vector in vectors.items()}
    changes.freeze(one, mask)
    one.run(updates=10)
    for key, vector in vectors.items():
        assert vector[mask].tobytes() == before[key][mask].tobytes(), key
        assert not np.array_equal(vector[~mask], before[key][~mask]), key
    changes.freeze(one, None)
    one.run(updates=1)
    assert not np.array_equal(one.state.parameters[mask], before["parameters"][mask])


def test_freezing_nothing_is_not_freezing():
    one, other = started(), started()
    changes.freeze(one, np.zeros(one.network.parameter_count, dtype=bool))
    assert one.frozen is None
    for each in (one, other):
        each.run(updates=5)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


def test_freezing_everything_keeps_everything():
    one = started(optimizer="adamw")
    before = one.state.parameters.copy()
    changes.freeze(one, np.ones(one.network.parameter_count, dtype=bool))
    one.run(updates=9)
    np.testing.assert_array_equal(one.state.parameters, before)
    assert one.update == 14


def test_a_frozen_step_is_a_frozen_run():
    one, other = started(optimizer="adam"), started(optimizer="adam")
    mask = np.arange(one.network.parameter_count) % 3 == 0
    for each in (one, other):
        changes.freeze(each, mask)
    one.run(updates=6)
    for _ in other.trace(6):
        pass
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


def test_freezing_inside_an_update_returns_to_its_start():
    one, other = started(), started()
    mask = np.ones(one.network.parameter_count, dtype=bool)
    mask[0] = False
    one.step_phase()
    one.step_phase()
    for each in (one, other):
        changes.freeze(each, mask)
        assert each.position == 0
        each.run(updates=4)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


def test_a_live_change_keeps_what_is_frozen():
    one = started(optimizer="sgd")
    mask = np.arange(one.network.parameter_count) % 2 == 0
    before = one.state.parameters.copy()
    changes.freeze(one, mask)
    changes.apply(one, replace(one.project, optimizer=optimizer("adam")))
    one.run(updates=5)
    np.testing.assert_array_equal(one.state.parameters[mask], before[mask])
    assert not np.array_equal(one.state.parameters, before)


def test_a_size_of_a_layer_of_ones_own_needs_a_new_start():
    """A field that is not declared live is taken to decide the arrays: the safer assumption."""

    @dataclass(frozen=True)
    class Grouped(Layer):
        """Units in groups."""

        name = "grouped"
        live = frozenset({"share"})
        groups: int = parameter(2, "how many groups", kind="integer")
        share: float = parameter(0.5, "how much is shared", kind="number")

    def of(layer):
        return replace(opening_project(), layers=(layer, *opening_project().layers))

    assert change_between(of(Grouped()), of(Grouped(groups=3))) is Change.RESTART
    assert change_between(of(Grouped()), of(Grouped(share=0.25))) is Change.LIVE
    assert change_between(of(Grouped()), of(Grouped())) is Change.NOTHING


@pytest.mark.parametrize(
    ("limit", "change"),
    [
        ("MAX_BYTES", {"optimizer": optimizer("adam")}),
        ("MAX_SLOPES", {"optimizer": optimizer("levenberg_marquardt")}),
    ],
)
def test_what_is_too_large_to_begin_with_is_refused_later_too(monkeypatch, limit, change):
    one = started(optimizer="sgd", loss="mean_squared_error")
    made = replace(one.project, **change)
    needed = one.network.memory(9, 4, 0, 8)
    monkeypatch.setattr(network, limit, needed if limit == "MAX_BYTES" else 10)
    before = one.state.vector.copy()
    for refuse in (lambda: changes.apply(one, made), lambda: trainer_of(made)):
        with pytest.raises(SizeError):
            refuse()
    assert one.project.optimizer.name == "sgd"
    np.testing.assert_array_equal(one.state.vector, before)
