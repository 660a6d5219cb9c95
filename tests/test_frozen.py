"""What a project freezes from the start: read, written, kept through training, refused."""

import numpy as np
import pytest

from core.documents.settings_path import with_settings
from core.errors import ProjectError
from core.frozen import with_part
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
    assert one.frozen is None  # a person has unfrozen it


def test_freezing_is_a_change_that_training_goes_on_after():
    made, changed = project(), project(frozen=[{"bias": [True, False, False]}])
    assert change_between(made, changed) is Change.LIVE
    one = trainer_of(made)
    one.run_update()
    before = one.weights()[0]["bias"].copy()
    changes.apply(one, changed)
    one.run_update()
    assert (one.weights()[0]["bias"] == before).tolist() == [True, False, False]
    changes.apply(one, made)
    assert one.frozen is None
    with pytest.raises(ProjectError, match="the layer has no scale"):
        changes.apply(one, project(frozen=[{"scale": True}]))
    assert one.project == made and one.frozen is None  # it changed nothing


def test_a_layer_may_say_itself_that_it_is_frozen():
    layers = [dense(3, "tanh", frozen={"bias": [True, False, False]}), dense(1, frozen=True)]
    made = project(layers)
    assert made == project([dense(3, "tanh"), dense(1)],
                           frozen=[{"bias": [True, False, False]}, True])  # fmt: skip
    with pytest.raises(ProjectError, match=r"layers\.0\.frozen: the project has a frozen list"):
        project(layers, frozen=[True])


@pytest.mark.parametrize(
    ("settings", "frozen"),
    [
        (["layers.0.frozen=true"], [True, False]),
        (["frozen.1=true"], [False, True]),
        (["layers.0.frozen.bias=true", "layers.1.frozen=true"], [{"bias": True}, True]),
        (["layers.0.frozen.bias=[true,false,true]"], [{"bias": [True, False, True]}, False]),
        (["frozen=[true]", "layers.0.frozen=false"], [False, False]),
    ],
)
def test_a_setting_freezes(settings, frozen):
    made = with_settings(project(), settings)
    assert made.to_json()["frozen"] == frozen
    trainer_of(made)


def test_a_setting_that_leads_nowhere_is_said():
    for setting, words in (
        ("layers.7.frozen=true", "there is no entry '7'"),
        ("layers.0.frozen.wait=true", "unknown array 'wait'"),
        ("layers.0.frozen=maybe", "is not true or an object"),
    ):
        with pytest.raises(ProjectError, match=words):
            with_settings(project(), [setting])


def test_parts_are_frozen_and_freed_in_the_shortest_form():
    shapes = [{"weight": (2, 3), "bias": (3,)}, {"scale": (3,), "shift": (3,)}]
    found = with_part(None, shapes, 0, "weight", (1, 2), True)
    assert found == ((("weight", ((False,) * 3, (False, False, True))),),)
    neuron = with_part(None, shapes, 0, None, 1, True)
    assert neuron == ((("weight", ((False, True, False),) * 2), ("bias", (False, True, False))),)
    both = with_part(found, shapes, 1, None, None, True)
    assert both == (found[0], True)
    assert with_part(both, shapes, 1, "shift", None, False) == (found[0], (("scale", True),))
    assert with_part(found, shapes, 0, None, None, False) is None


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
