"""What a project has frozen from the start: read, written, kept through training, refused."""

import numpy as np
import pytest

from core.errors import ProjectError
from core.project import Change, Project, change_between
from core.training import changes
from tests.nets import dense, described, project, trainer_of


def test_frozen_numbers_stay_and_the_others_move():
    made = project(frozen=[{"weight": [[True, False, False], [False, False, False]]}, True])
    one = trainer_of(made)
    before = [{k: v.copy() for k, v in layer.items()} for layer in one.weights()]
    for _ in range(5):
        one.run_update()
    after = one.weights()
    moved = before[0]["weight"] != after[0]["weight"]
    assert not moved[0, 0] and moved.sum() == 5
    for name in ("weight", "bias"):
        np.testing.assert_array_equal(before[1][name], after[1][name])


def test_it_is_written_as_it_is_read():
    made = project(frozen=[{"bias": True, "weight": [[True, False, True], [False] * 3]}, False])
    assert Project.from_json(made.to_json()) == made
    assert made.to_json()["frozen"][1] is False
    assert "frozen" not in project().to_json()


def test_a_reset_leaves_what_is_frozen():
    one = trainer_of(project(frozen=[True]))
    changes.reset(one)
    assert one.frozen is not None and one.frozen.sum() == 9
    changes.freeze(one, None)
    changes.reset(one)
    assert one.frozen is None  # a person has freed it


def test_another_start_is_another_run():
    assert change_between(project(), project(frozen=[True])) is Change.RESTART


@pytest.mark.parametrize(
    ("frozen", "words"),
    [
        (7, "frozen is not a list"),
        (["yes"], "frozen.0 is not true or an object"),
        ([{"wait": True}], "unknown array 'wait'"),
        ([{"bias": [1, 0, 1]}], "'1' is not true or false"),
        ([{"bias": [[[True]]]}], "is not true or false"),
        ([{"bias": [True]}], "frozen.0.bias does not have the shape"),
        ([{"weight": [[True], [True, False]]}], "frozen.0.weight does not have the shape"),
        ([{"scale": True}], "the layer has no scale"),
        ([True] * 3, "3 entries for 2 layers"),
    ],
)
def test_what_does_not_fit_is_said(frozen, words):
    with pytest.raises(ProjectError) as caught:
        trainer_of(Project.from_json(described(frozen=frozen)))
    assert words in caught.value.message and caught.value.hint


def test_batch_norm_can_be_frozen_too():
    layers = [dense(2, "tanh"), {"name": "batch_norm"}, dense(1)]
    one = trainer_of(project(layers, frozen=[False, {"scale": [True, False]}]))
    assert one.frozen.sum() == 1
