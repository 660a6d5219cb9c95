"""Diagnostics over the updates: those of the run itself at every moment, and the verdict."""

import numpy as np
import pytest

from core.pictures.snapshot import LayerDiagnostics, Wanted
from core.run.alone import Alone
from core.run.commands import Diagnose, GoTo, Load, SetValues, SetWanted, StepUpdate
from core.run.makers.verdict import verdict
from core.run.past.health import Diagnosing, chosen
from core.training.timeline import Timeline
from tests.nets import dense, points, project


def made(hidden=("tanh",), **data):
    layers = [dense(3, name) for name in hidden] + [dense(1, "sigmoid")]
    return project(
        layers,
        points(5, 2, 1, "binary", seed=3),
        {"batch_size": 2, "shuffle": True, "epochs": None},
        loss={"name": "binary_cross_entropy"},
        optimizer={"name": "sgd", "learning_rate": 1.0},
        **data,
    )


def stepped(updates, of=None):
    alone = Alone()
    alone.do(Load(of or made()))
    alone.do(SetWanted(Wanted.DIAGNOSTICS))
    seen = {}
    for _ in range(updates):
        alone.do(StepUpdate())
        seen[alone.snapshot.update] = alone.snapshot
    return alone, seen


def test_every_moment_is_the_run_s_own():
    alone, seen = stepped(9)
    health, done = alone.ask(Diagnose(), "diagnosed")
    assert done and [one.update for one in health.moments] == list(range(1, 10))
    for one in health.moments:
        there = seen[one.update]
        assert one.verdict == there.verdict
        for mine, its in zip(one.layers, there.diagnostics, strict=True):
            assert mine.gradient_norm == its.gradient_norm
            assert mine.update_ratio == its.update_ratio
            np.testing.assert_array_equal(mine.weights.counts, its.weights.counts)
            np.testing.assert_array_equal(mine.activations.edges, its.activations.edges)
    assert alone.run.trainer.update == 9


def test_from_a_moment_in_the_past_all_that_is_recorded_is_seen():
    alone, _ = stepped(6)
    alone.do(GoTo(2))
    health, _ = alone.ask(Diagnose(), "diagnosed")
    assert [one.update for one in health.moments] == [1, 2, 3, 4, 5, 6]
    assert alone.run.trainer.update == 2


def test_nothing_is_there_before_the_first_update():
    alone, _ = stepped(0)
    health, done = alone.ask(Diagnose(), "diagnosed")
    assert done and health.moments == ()


def test_a_change_by_hand_is_not_taken_for_a_step():
    alone, _ = stepped(3)
    alone.do(SetValues(0, "weight", None, np.full((2, 3), 50.0)))
    alone.do(StepUpdate())
    health, _ = alone.ask(Diagnose(), "diagnosed")
    assert [one.update for one in health.moments] == [1, 2, 4]
    assert max(one.layers[0].update_ratio for one in health.moments) < 5.0


def test_of_a_long_run_moments_behind_recorded_ones_are_chosen():
    timeline = Timeline(stepped(0)[0].run.trainer)
    for _ in range(8):
        timeline.run(updates=250, seconds=60.0)
        timeline.take_keyframe()
    found = chosen(timeline, 10)
    assert found == sorted(set(found)) and found[-1] <= 2000 and len(found) >= 8
    behind = [update - max(k for k in timeline.keyframes if k < update) for update in found]
    assert sum(distance <= 20 for distance in behind) >= len(found) - 2 and found[-1] == 2000
    job = Diagnosing(timeline, 1)
    while not job.work(0.5):
        pass
    assert job.progress[0] == job.progress[1] <= 120


# ---------------------------------------------------------------------- the verdict


def told(hidden, updates=1):
    _, seen = stepped(updates, made(hidden))
    return seen[updates]


def test_the_textbook_picture_is_told():
    shown = told(("sigmoid",) * 5)
    assert shown.verdict.startswith("The gradient vanishes on its way back: at hidden layer 1")
    sizes = [one.gradient_size for one in shown.diagnostics]
    assert sizes[0] < 0.01 * sizes[-1]


def test_a_healthy_network_is_told_so_with_numbers():
    text = told(("tanh",), 20).verdict
    assert text.startswith("Nothing stands out") and "of the weights." in text


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"gradient_size": 1000.0}, "The gradient explodes"),
        ({"gradient_size": 0.0}, "No gradient at all reaches hidden layer 1"),
        ({"update_ratio": 0.9}, "The steps are as large as the weights"),
        ({"dead": 3}, "3 of 9 hidden neurons are dead"),
        ({"saturated": 5}, "5 of 9 hidden neurons are saturated"),
        (
            {},
            "Nothing stands out: the layers' gradients lie within a factor of 2",
        ),  # they are equal
    ],
)
def test_each_criterion_has_its_sentence(changes, begins):
    alone, seen = stepped(1, made(("tanh", "tanh", "tanh")))
    shown = seen[1]
    base = {"gradient_norm": 1.0, "update_ratio": 0.01, "gradient_size": 1.0}
    found = [
        LayerDiagnostics(0, None, None, None, **base | {"units": 3, "saturated": 0} | changes),
        LayerDiagnostics(1, None, None, None, **base | {"units": 3, "saturated": 0}),
        LayerDiagnostics(2, None, None, None, **base | {"units": 3, "saturated": 0}),
        LayerDiagnostics(3, None, None, None, **base),
    ]
    trainer = alone.run.trainer
    figures = trainer.evaluate()
    figures.metrics["accuracy"] = 0.5
    assert verdict(shown.layers, found, trainer.dataset.task, figures).startswith(begins)
    figures.metrics["accuracy"] = 1.0  # solved: nothing is wrong, as with the doctor
    assert not verdict(shown.layers, found, trainer.dataset.task, figures).startswith(begins) or (
        begins.startswith("Nothing stands out")
    )
