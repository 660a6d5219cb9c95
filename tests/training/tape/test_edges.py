"""At the edges of the tape: signs of zeros, numbers that are none, weights, and what is freed."""

import gc
import weakref

import numpy as np
import pytest

from core.components.losses import LOSSES
from core.project import Project
from core.training import changes
from core.training.tape.checking import bits
from core.training.timeline import Timeline
from tests.nets import dense, described, points
from tests.training.tape.test_same_bits import MIXED, PLAIN, assert_same, both, trainer

WEIGHTS = {
    "hinge": ([0.5, 3.0], [[1, 2], [0.5, 4], [1, 1]]),
    "binary_cross_entropy": ([0.5, 3.0], [[1, 2], [0.5, 4], [1, 1]]),
    "categorical_cross_entropy": ([0.5, 3.0, 1.0], "balanced"),
}


def of_classes(loss, weights, **training):
    kind = LOSSES.named(loss)
    targets = "one_hot" if kind.targets == "shares" else "binary"
    return Project.from_json(
        described(
            [dense(3, "tanh"), dense(3, kind.fits[0])],
            data=points(11, 2, 3, targets),
            loss={"name": loss, "class_weights": weights},
            training={"batch_size": 4, **training},
        )
    )


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("way", [0, 1])
@pytest.mark.parametrize("loss", WEIGHTS)
def test_class_weights_are_played(loss, way, precision):
    phases, tape = both(of_classes(loss, WEIGHTS[loss][way], precision=precision))
    for one in (phases, tape):
        one.run(epochs=7)
    assert_same(phases, tape)
    assert tape.engine.plays, tape.engine.refused
    assert tape.engine.figure_names


@pytest.mark.parametrize("name", ["half", "sign", "no_slope"])
def test_a_bug_is_planted_where_each_output_has_its_own_weights(name):
    one = trainer(of_classes("hinge", WEIGHTS["hinge"][1]), "phases")
    changes.plant(one, name)
    one.run(updates=3)
    assert one.update == 3


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_product_of_two_numbers_keeps_the_sign_of_a_zero(precision):
    """np.dot multiplies them; a sum that begins with 0 makes 0 of −0."""
    source = {"name": "points", "inputs": [[0.5], [-0.0], [0.0], [-2.0]], "targets": [[1]] * 4}
    project = Project.from_json(
        described(
            [dense(1, "linear", bias=False)],
            data=source,
            weights=[{"weight": [[0.25]]}],
            training={"batch_size": 1, "precision": precision},
        )
    )
    phases, tape = both(project)
    seen = set()
    for _ in range(8):
        for one in (phases, tape):
            one.run(updates=1)
        assert_same(phases, tape)
        seen.add(phases.work.last_gradient().tobytes())
    zeros = {np.array([sign * 0.0], dtype=project.training.dtype).tobytes() for sign in (1, -1)}
    assert zeros < seen
    assert tape.engine.plays, tape.engine.refused


def test_numbers_that_are_none_are_all_the_same_and_zeros_are_not():
    numbers = np.array([np.nan, 1.0])
    assert bits(numbers) == bits(np.copysign(numbers, [-1.0, 1.0]))
    assert bits(0.0) != bits(-0.0)
    assert np.isnan(numbers[0])


@pytest.mark.parametrize("project", [PLAIN, MIXED], ids=["plain", "mixed"])
def test_a_recording_is_freed_with_its_engine(project):
    """A live change of the rate makes a recording each time, with copies of the data."""
    one = trainer(project, "tape")
    one.run(epochs=2)
    assert one.engine.plays
    freed = weakref.ref(one.engine), weakref.ref(one.engine._recorder)
    one.renew_engine()
    gc.collect(0)
    assert [each() for each in freed] == [None, None]


@pytest.mark.parametrize("engine", ["phases", "tape"])
def test_no_loss_of_a_batch_is_told_that_is_of_another_moment(engine):
    time = Timeline(trainer(PLAIN, engine))
    time.run(updates=5, seconds=60.0)
    time.take_keyframe()
    here = time.trainer.progress.batch_loss
    time.run(updates=9, seconds=60.0)
    time.go_to(5)  # a moment that is kept, so that nothing is replayed
    assert time.trainer.progress.batch_loss in (None, here)
