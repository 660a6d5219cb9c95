"""Divergence: what went wrong first, when, and the last finite weights kept."""

import numpy as np
import pytest

from core.pictures.snapshot import Divergence, Outcome
from core.project import Project
from core.training import changes
from tests.nets import assert_same_bits, dense, described, points, project, trainer, trainer_of

LINE = {"name": "points", "inputs": [[1]], "targets": [[0]]}


def line(rate, weight=1.0, **fields):
    """One weight w, loss w², slope 2w."""
    return trainer(
        [dense(1, bias=False)],
        data=LINE,
        weights=[{"weight": [[weight]]}],
        optimizer={"name": "sgd", "learning_rate": rate},
        **fields,
    )


def test_a_learning_rate_of_1e300():
    """w = 1 → −2e300, whose square is infinite: update 1 goes wrong, w = 1 is kept."""
    one = line(1e300)
    one.run(updates=10)
    assert one.progress.outcome is Outcome.DIVERGED
    assert one.progress.divergence == Divergence(1, "layers.0.weight")
    assert float(one.state.parameters[0]) == 1.0
    assert one.update == 0
    assert one.run(updates=5) == 0


def test_the_weights_themselves_are_first():
    """w = 1e100, slope 2e100, times 1e300 overflows: update 1, layers.0.weight."""
    one = line(1e300, 1e100)
    one.run(updates=10)
    assert one.progress.divergence == Divergence(1, "layers.0.weight")
    assert float(one.state.parameters[0]) == 1e100
    assert one.update == 0
    assert one.history.loss.since(0).tolist() == [1e200]


def test_big_weights():
    """0.5e200 squared overflows at the first loss."""
    one = line(0.1, 1e200)
    one.run(updates=1)
    assert one.progress.divergence == Divergence(1, "loss")
    assert float(one.state.parameters[0]) == 1e200


def test_the_array_is_named_where_it_starts():
    """Two layers of 1e200: the hidden sums are finite, the output's are not."""
    one = trainer(
        [dense(1, bias=False), dense(1, bias=False)],
        data=LINE,
        weights=[{"weight": [[1e200]]}, {"weight": [[1e200]]}],
    )
    one.run(updates=1)
    assert one.progress.divergence == Divergence(1, "layers.1.z")


def test_a_gradient_is_named():
    """The loss |w₂·w₁·x| is finite, its slope by w₁ is w₂·x = 1e200·1e200."""
    one = trainer(
        [dense(1, bias=False), dense(1, bias=False)],
        data={"name": "points", "inputs": [[1e200]], "targets": [[0]]},
        loss="mean_absolute_error",
        weights=[{"weight": [[1e-200]]}, {"weight": [[1e200]]}],
    )
    one.run(updates=1)
    assert one.progress.outcome is Outcome.DIVERGED
    assert one.progress.divergence == Divergence(1, "layers.0.gradient_weight")


@pytest.mark.thorough
@pytest.mark.parametrize("slices", [[100_000], [500] * 40, [3000, 1, 7000, 2000, 8000]])
def test_found_thousands_of_updates_after_the_start(slices):
    """w ← −1.05w: |w| = 1.05ᵗ, its square over 1.8e308 when t·2·ln 1.05 > 709.78: t = 7274.

    Update 7274 is the one that goes wrong; |w| = 1.05⁷²⁷³ is kept.
    """
    one = line(1.025)
    for updates in slices:
        one.run(updates=updates)
    assert one.progress.outcome is Outcome.DIVERGED
    assert one.progress.divergence == Divergence(7274, "layers.0.weight")
    assert one.update == 7273
    assert abs(float(one.state.parameters[0])) == pytest.approx(1.05**7273, rel=1e-9)


def test_the_last_finite_moment_is_that_of_a_run_that_stopped_there():
    description = described(
        [dense(3, "relu"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)],
        data={"source": points(9), "test_share": 0.3},
        optimizer={"name": "sgd", "learning_rate": 50.0, "momentum": 0.9},
        training={"batch_size": 2, "shuffle": True},
    )
    made = Project.from_json(description)
    one = trainer_of(made)
    while one.progress.outcome is Outcome.NONE and one.update < 200_000:
        one.run(updates=5000)
    assert one.progress.outcome is Outcome.DIVERGED and one.progress.divergence.update > 3
    assert one.progress.divergence.update == one.update + 1
    other = trainer_of(made)
    for _ in other.trace(one.update):
        pass
    assert_same_bits(one, other)
    assert np.isfinite(one.state.vector).all()
    worst = [
        np.abs(v).max()
        for r in other.trace(1)
        for v in r.values.values()
        if isinstance(v, np.ndarray | float)
    ]
    assert not max(worst) < 1.3e154  # whose square is infinite, or nan


def test_two_runs_diverge_at_the_same_place():
    first, second = line(1.3), line(1.3)
    first.run(updates=100_000)
    while second.progress.outcome is Outcome.NONE:
        second.run(updates=7)
    assert first.progress.divergence == second.progress.divergence
    assert_same_bits(first, second)


def test_float32_diverges_earlier():
    wide, narrow = line(1.3), line(1.3, training={"precision": "float32"})
    for one in (wide, narrow):
        one.run(updates=100_000)
        assert one.progress.outcome is Outcome.DIVERGED
        assert np.isfinite(one.state.vector).all()
    assert narrow.progress.divergence.update < wide.progress.divergence.update


def test_after_a_live_change():
    """Replay starts after the change, not before it."""
    one = line(0.25)
    one.run(updates=10)
    made = described(
        [dense(1, bias=False)],
        data=LINE,
        weights=[{"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": 1e300},
    )
    changes.apply(one, Project.from_json(made))
    one.run(updates=10)
    # w = 2⁻¹⁰ → −2e300·2⁻¹⁰ in update 11, whose square is infinite
    assert one.progress.divergence == Divergence(11, "layers.0.weight")
    assert float(one.state.parameters[0]) == 2.0**-10


def test_what_is_frozen_stays_frozen_in_the_replay():
    """Two weights, the first frozen: it must not move while the update is looked for."""
    one = trainer(
        [dense(1, bias=False), dense(1, bias=False)],
        data=LINE,
        weights=[{"weight": [[1]]}, {"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": 1.3},
    )
    changes.freeze(one, np.array([True, False]))
    while one.progress.outcome is Outcome.NONE:
        one.run(updates=50)
    assert float(one.state.parameters[0]) == 1.0
    same = line(1.3)
    same.run(updates=100_000)
    assert one.progress.divergence.update == same.progress.divergence.update
    assert one.frozen is not None


def test_going_on_after_patience_then_diverging():
    """The replay must not be stopped by the patience of the earlier run."""
    one = line(1.5, training={"epochs": None, "stop": {"patience": 3}})
    one.run(updates=50)
    assert one.progress.outcome is Outcome.PATIENCE
    made = project(
        [dense(1, bias=False)],
        data=LINE,
        weights=[{"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": 1.5},
        training={"epochs": None, "stop": {"patience": 100_000}},
    )
    changes.apply(one, made)
    changes.go_on(one)
    one.run(updates=100_000)
    assert one.progress.outcome is Outcome.DIVERGED
    assert np.isfinite(one.state.vector).all()
    # w = 1 again after update 3, then ±2ᵏ: (2ᵏ)² is infinite at k = 512
    assert one.progress.divergence == Divergence(3 + 512, "layers.0.weight")


def test_a_diverged_run_can_be_mended():
    one = line(1e300)
    one.run(updates=10)
    made = project(
        [dense(1, bias=False)],
        data=LINE,
        weights=[{"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": 0.25},
    )
    one.restore(line(1e300).moment())
    changes.apply(one, made)
    assert one.progress.outcome is Outcome.NONE and one.progress.divergence is None
    one.run(updates=10)
    assert float(one.state.parameters[0]) == 2.0**-10


def test_stepping_past_the_finite_numbers_does_not_raise():
    """No warning, no exception: what is not finite is shown as it is."""
    one = line(1e300)
    values = [r.values["value"] for r in one.trace(4) if r.phase == "loss"]
    assert values[0] == 1.0 and not np.isfinite(values[1:]).any()
    one.run(updates=1)
    assert one.progress.outcome is Outcome.DIVERGED
    assert np.isfinite(one.state.vector).all()


def test_large_optimizer_state_is_not_divergence():
    """Adam with slopes of 1e160: their squares are infinite, the weights stay finite."""
    one = trainer(
        [dense(1, bias=False)],
        data={"name": "points", "inputs": [[1e160]], "targets": [[0]]},
        loss="mean_absolute_error",
        optimizer="adam",
        weights=[{"weight": [[1]]}],
    )
    one.run(updates=5)
    assert one.progress.outcome is Outcome.NONE
    assert np.isfinite(one.state.parameters).all()


def test_after_numbers_set_by_hand():
    """Replay starts at the numbers set, not at those before them."""
    one = line(1.3)
    one.run(updates=10)
    one.state.parameters[...] = 1e150
    changes.take_edit(one)
    one.run(updates=1000)
    # |w| = 1e150·1.6ᵏ, over 1.34e154 at k = 21: ln(1.34e4)/ln 1.6 = 20.2
    assert one.progress.divergence == Divergence(10 + 21, "layers.0.weight")
    assert abs(float(one.state.parameters[0])) == pytest.approx(1e150 * 1.6**20, rel=1e-9)
