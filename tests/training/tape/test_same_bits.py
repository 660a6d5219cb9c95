"""The contract of the tape: whatever is trained, the results are the phases' bits."""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS
from core.components.layers import LAYERS, BatchNorm, Dense, Dropout
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS, Sgd
from core.components.regularizers import REGULARIZERS
from core.components.schedules import SCHEDULES
from core.data.dataset import load_dataset
from core.pictures.snapshot import Outcome
from core.project import StopRules
from core.testing.runs import project_with
from core.training import changes
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from tests.amount import few

UPDATES = 50
KINDS = (ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES, REGULARIZERS, LAYERS)


def made(kind):
    return kind(units=3) if kind is Dense else kind()


PROJECTS = [
    pytest.param(project_with(made(kind)), id=f"{registry.kind}-{kind.name}")
    for registry in KINDS
    for kind in registry
]
PLAIN = project_with(Sgd(learning_rate=0.05))
MIXED = replace(
    PLAIN,
    layers=(PLAIN.layers[0], Dropout(), BatchNorm(), PLAIN.layers[1]),
    optimizer=OPTIMIZERS.named("adam")(),
)
PROJECTS += [
    pytest.param(
        replace(PLAIN, optimizer=Sgd(learning_rate=0.01, momentum=0.9, nesterov=True)),
        id="nesterov",
    ),
    pytest.param(MIXED, id="mixed"),
    pytest.param(replace(PLAIN, loss=LOSSES.named("huber")(), optimizer=MIXED.optimizer), id="two"),
]


@contextmanager
def engine(name):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKSTEP_ENGINE", name)
        yield


def trainer(project, name):
    with engine(name):
        return Trainer(project, load_dataset(project.data, project.data_seed()))


def both(project):
    return trainer(project, "phases"), trainer(project, "tape")


def everything(one):
    """Return all that a run leaves behind, as bits or as text."""
    moment, history = one.moment(), one.history.since(0)
    figures, gradient = one.progress.last_figures, one.work.last_gradient()
    return {
        "state": moment.state.tobytes(),
        "record": moment.record,
        "permutation": None if moment.permutation is None else moment.permutation.tolist(),
        "best": None if moment.best is None else moment.best.tobytes(),
        "loss": history.loss.tobytes(),
        "metrics": {name: values.tobytes() for name, values in history.metrics.items()},
        "test loss": history.test_loss.tobytes(),
        "epochs": history.epochs.tolist(),
        "updates": history.updates.tolist(),
        "figures": repr(figures),
        "batch loss": repr(one.progress.batch_loss),
        "gradient": None if gradient is None else gradient.tobytes(),
        "outcome": (one.progress.outcome, one.progress.divergence),
    }


def assert_same(phases, tape):
    first, second = everything(phases), everything(tape)
    for name, value in first.items():
        assert value == second[name], name


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("project", few(PROJECTS, 16))
def test_every_component_is_played_to_the_same_bits(project, precision):
    """Eleven samples in batches of four: every third update is one on three samples."""
    project = replace(project, training=replace(project.training, precision=precision))
    phases, tape = both(project)
    for count in (1, 7, UPDATES - 8):
        assert phases.run(updates=count) == tape.run(updates=count) == count
        assert_same(phases, tape)
    assert tape.engine.plays is not project.optimizer.searches, tape.engine.refused
    assert not phases.engine.plays


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("project", [PLAIN, MIXED], ids=["plain", "mixed"])
def test_frozen_numbers_stay(project, precision):
    project = replace(project, training=replace(project.training, precision=precision))
    phases, tape = both(project)
    mask = np.arange(phases.state.parameters.size) % 3 == 0
    for one in (phases, tape):
        one.run(updates=5)
        changes.freeze(one, mask)
        one.run(updates=20)
    assert_same(phases, tape)
    assert tape.engine.plays
    for one in (phases, tape):
        changes.freeze(one, None)
        one.run(updates=20)
    assert_same(phases, tape)


def test_in_order_and_in_one_batch():
    for changed in ({"shuffle": False}, {"batch_size": None}, {"batch_size": 1}):
        project = replace(PLAIN, training=replace(PLAIN.training, **changed))
        phases, tape = both(project)
        assert phases.run(epochs=9) == tape.run(epochs=9)
        assert_same(phases, tape)
        assert tape.engine.plays


def test_live_changes_in_the_middle_of_an_epoch():
    phases, tape = both(PLAIN)
    for one in (phases, tape):
        one.run(updates=7)
        training = replace(one.project.training, batch_size=3)
        changes.apply(
            one, replace(one.project, training=training, optimizer=Sgd(learning_rate=0.02))
        )
        one.run(updates=40)
    assert_same(phases, tape)
    assert tape.engine.plays


@pytest.mark.parametrize(
    "rules",
    [StopRules(target_loss=0.4), StopRules(patience=3), StopRules(patience=2, min_change=0.01)],
    ids=["target", "patience", "change"],
)
def test_stop_rules_fire_at_the_same_epoch(rules):
    data = replace(MIXED.data, test_share=0.3)
    project = replace(MIXED, data=data, training=replace(MIXED.training, stop=rules))
    phases, tape = both(project)
    assert phases.run(updates=3000) == tape.run(updates=3000)
    assert phases.progress.outcome is not Outcome.NONE
    assert_same(phases, tape)
    assert tape.engine.plays


def test_the_limit_of_epochs():
    project = replace(PLAIN, training=replace(PLAIN.training, epochs=40))
    phases, tape = both(project)
    assert phases.run(updates=3000) == tape.run(updates=3000) == 120
    assert tape.progress.outcome is Outcome.EPOCHS
    assert_same(phases, tape)


def test_divergence_is_found_at_the_same_update():
    project = replace(PLAIN, optimizer=Sgd(learning_rate=0.8))
    layers = tuple(
        replace(layer, activation=ACTIVATIONS.named("linear")()) for layer in PLAIN.layers
    )
    phases, tape = both(replace(project, layers=layers))
    phases.run(updates=1000)
    tape.run(updates=1000)
    assert phases.progress.outcome is Outcome.DIVERGED
    assert phases.progress.divergence == tape.progress.divergence
    assert everything(phases)["state"] == everything(tape)["state"]
    assert everything(phases)["loss"] == everything(tape)["loss"]


def test_jumps_in_a_timeline():
    phases, tape = (Timeline(one) for one in both(MIXED))
    rng = np.random.default_rng(1)
    for one in (phases, tape):
        one.run(updates=300, seconds=60.0)
    for update in rng.integers(0, 300, size=12).tolist():
        for one in (phases, tape):
            one.go_to(update)
        assert_same(phases.trainer, tape.trainer)
    for one in (phases, tape):
        one.run(updates=30, seconds=60.0)
    assert_same(phases.trainer, tape.trainer)


def test_stepping_between_slices():
    phases, tape = both(MIXED)
    for one in (phases, tape):
        one.run(updates=4)
        for _ in range(5):
            one.step_phase()
        one.run(updates=10)
    assert_same(phases, tape)


def test_a_moment_of_one_engine_goes_on_in_the_other():
    phases, tape = both(MIXED)
    phases.run(updates=25)
    tape.run(updates=25)
    one, other = both(MIXED)
    one.restore(tape.moment())
    other.restore(phases.moment())
    for each in (one, other, phases):
        each.run(updates=25)
    assert one.state.vector.tobytes() == other.state.vector.tobytes()
    assert one.state.vector.tobytes() == phases.state.vector.tobytes()
    assert one.moment().record == other.moment().record == phases.moment().record


def test_long_histories_in_bulk():
    """Many epochs in one part of the tape: the book is the same as entry by entry."""
    phases, tape = both(PLAIN)
    for one in (phases, tape):
        one.run(epochs=1500)
    assert_same(phases, tape)
    tape.restore(trainer(PLAIN, "phases").moment())
    tape.run(epochs=700)
    assert len(tape.history) == 1501
    phases.restore(trainer(PLAIN, "phases").moment())
    phases.run(epochs=700)
    assert_same(phases, tape)
