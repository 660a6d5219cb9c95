"""What is switched off: held at 0 while training goes on, and given back as it was."""

from dataclasses import replace

import numpy as np
import pytest

from core.documents.moment_file import light_json, project_beside, project_difference
from core.documents.project_file import open_file, save_json
from core.documents.settings_path import with_settings
from core.documents.shared_text import read_shared
from core.errors import DataError, FileError, ProjectError
from core.fit import with_output
from core.formats.numpy.script import numpy_script
from core.lesson.cards.card import card_of
from core.lesson.cards.context import Cursor
from core.lesson.parts import weight
from core.moments.recording import ProjectChange
from core.off import leads_to, switched, with_off
from core.pictures.snapshot import LayerPicture
from core.project import Change, Project, change_between
from core.project_edits import loosened
from core.run.alone import Alone
from core.run.commands import AskText, Load, Play, SetEnd
from core.run.kept_weights import keep_weights
from core.run.makers.snapshots import layer_pictures
from core.run.resuming import kept_of, resume, resumed_timeline
from core.run.trained import trained_of
from core.training import changes
from core.training.edits import set_values
from core.training.timeline import Timeline
from core.training.twin import twin_at
from tests.nets import bits, dense, described, points, project, trainer_of

SHAPES = ((2, 3), (3, 1))
NORMED = [
    dense(3, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1, "sigmoid")
]  # fmt: skip


def of(made, layer, index, to_off=True):
    """Return a project with a weight or a unit of one hidden layer switched."""
    return replace(made, off=switched(made.off, SHAPES, layer, index, to_off))


def weights(one):
    return [found["weight"] for found in one.weights() if "weight" in found]


def test_a_unit_off_is_all_weights_that_lead_away_from_it():
    off = switched(None, SHAPES, 0, 1, True)
    assert off == (False, (("weight", ((False,), (True,), (False,))),))
    assert switched(off, SHAPES, 1, (1, 0), False) is None
    assert leads_to([(2, 3), None, (3, 1)], 0) == 2
    with pytest.raises(DataError, match="leads away from an output"):
        switched(None, SHAPES, 1, 0, True)
    with pytest.raises(DataError, match="no"):
        switched(None, SHAPES, 0, (2, 0), True)
    mask = np.array([[True, False, False], [False, False, True]])
    assert with_off(off, SHAPES, [mask, None])[0] == (("weight", tuple(map(tuple, mask))),)


def test_it_stays_at_0_while_training_goes_on_and_comes_back_as_it_was():
    made = project(optimizer={"name": "adam", "learning_rate": 0.1})
    one = trainer_of(made)
    one.run(updates=7)
    before = weights(one)
    changes.apply(one, of(made, 0, 1))
    expected = before[1].copy()
    expected[1] = 0.0
    np.testing.assert_array_equal(weights(one)[1], expected)
    one.run(updates=9)
    assert weights(one)[1][1, 0] == 0.0
    assert weights(one)[1][0, 0] != before[1][0, 0]
    changes.apply(one, made)
    assert weights(one)[1][1, 0] == before[1][1, 0]
    one.run(updates=1)
    assert weights(one)[1][1, 0] != before[1][1, 0]


def test_without_a_unit_the_network_computes_what_numpy_does():
    made = of(project(), 0, 2)
    one = trainer_of(made)
    (w1, b1), (w2, b2) = ((f["weight"], f["bias"]) for f in one.whole_weights())
    x = np.array([[0.0, 1.0], [1.0, 1.0]])
    hidden = np.tanh(x @ w1 + b1)[:, :2]
    expected = 1 / (1 + np.exp(-(hidden @ w2[:2] + b2)))
    np.testing.assert_allclose(one.predict(x), expected, rtol=1e-13)


def test_a_lesion_is_a_live_change_and_written_as_it_is_read(tmp_path):
    made, lesioned = project(), of(project(), 0, 1)
    assert change_between(made, lesioned) is Change.LIVE
    assert Project.from_json(lesioned.to_json()) == lesioned
    assert "off" not in made.to_json()
    assert with_settings(made, ["off.1.weight=[[false],[true],[false]]"]) == lesioned
    assert with_settings(made, ["layers.1.off=true"]).off == (False, True)
    save_json(tmp_path / "off.json", lesioned)
    assert open_file(tmp_path / "off.json").project == lesioned


@pytest.mark.parametrize(
    ("off", "said"),
    [
        ([{"bias": True}], "bias cannot be switched off"),
        ([{"weight": 1}], "not true or false"),
        ("no", "is not a list"),
    ],
)
def test_what_is_no_mask_of_weights_is_refused(off, said):
    with pytest.raises(ProjectError, match=said):
        Project.from_json(described(off=off))


def test_a_mask_of_another_shape_is_refused_and_named():
    with pytest.raises(ProjectError, match=r"off\.0\.weight does not have the shape"):
        trainer_of(project(off=[{"weight": [[True]]}]))
    with pytest.raises(ProjectError, match="off: 3 entries for 2 layers"):
        trainer_of(project(off=[True, True, True]))


def test_true_switches_the_weights_of_a_layer_off_and_not_its_biases():
    one = trainer_of(project(off=[True], seed=4))
    one.run(updates=3)
    assert not weights(one)[0].any()
    assert one.work.off.sum() == one.work.held.sum() == 6


def test_reset_and_new_weights_leave_it_off():
    made = of(project(), 0, 1)
    one = trainer_of(made)
    start = one.whole_weights()[1]["weight"]
    one.run(updates=4)
    changes.reset(one)
    assert weights(one)[1][1, 0] == 0.0
    np.testing.assert_array_equal(one.whole_weights()[1]["weight"], start)
    assert weights(trainer_of(made.with_new_weights(8)))[1][1, 0] == 0.0


def test_a_number_set_while_it_is_off_is_what_it_gets_back():
    made = of(project(), 0, 1)
    one = trainer_of(made)
    one.run(updates=2)
    before = one.whole_weights()[1]["weight"]
    edit = set_values(one, 1, "weight", (1, 0), 4.5)
    assert weights(one)[1][1, 0] == 0.0
    assert edit.after[1, 0] == 4.5 and edit.before[1, 0] == before[1, 0] != 0.0
    with pytest.raises(DataError):
        set_values(one, 1, "weight", (7, 0), 1.0)
    assert weights(one)[1][1, 0] == 0.0
    changes.apply(one, replace(made, off=None))
    assert weights(one)[1][1, 0] == 4.5


def test_frozen_and_off_go_together():
    made = of(project(frozen=[False, True]), 0, 1)
    one = trainer_of(made)
    start = one.whole_weights()[1]["weight"]
    one.run(updates=3)
    changes.apply(one, replace(made, off=None))
    one.run(updates=3)
    np.testing.assert_array_equal(weights(one)[1], start)
    changes.apply(one, of(made, 0, 1))
    changes.freeze(one, None)
    one.run(updates=3)
    assert weights(one)[1][1, 0] == 0.0


@pytest.mark.parametrize("engine", ["phases", "tape"])
@pytest.mark.parametrize("layers", [None, NORMED], ids=["plain", "normed"])
def test_the_timeline_crosses_a_lesion_to_the_same_bits(engine, layers, monkeypatch):
    monkeypatch.setenv("BACKSTEP_ENGINE", engine)
    fields = {"optimizer": {"name": "adam"}, "training": {"batch_size": 2, "shuffle": True}}
    made = project(layers, **fields)
    last = len(made.layers) - 1
    off = (*[False] * last, (("weight", ((False,), (True,), (False,))),))
    one = trainer_of(made)
    timeline = Timeline(one)
    seen = {}

    def go(updates):
        for _ in range(updates):
            timeline.run(updates=1, seconds=60.0)
            seen[one.update] = bits(one)[2], one.weights()[-1]["weight"].tobytes()

    def change(changed):
        changes.apply(one, changed)
        timeline.record(ProjectChange(changed))
        seen[one.update] = bits(one)[2], one.weights()[-1]["weight"].tobytes()

    go(6)
    change(replace(made, off=off))
    go(5)
    change(made)
    go(4)
    for update in (3, 13, 8, 6, 15, 11, 1, 7):
        timeline.go_to(update)
        assert (bits(one)[2], one.weights()[-1]["weight"].tobytes()) == seen[update], update
        assert one.work.off is None or 6 <= update < 11


def test_phases_and_tape_play_a_lesion_to_the_same_bits(monkeypatch):
    found = []
    for engine in ("phases", "tape"):
        monkeypatch.setenv("BACKSTEP_ENGINE", engine)
        one = trainer_of(of(project(optimizer={"name": "adam"}), 0, 0))
        one.run(updates=40)
        assert one.engine.plays is (engine == "tape")
        found.append(bits(one))
    assert found[0] == found[1]


def test_it_is_kept_with_a_moment_and_its_way(tmp_path):
    from core.documents.backstep_file import open_backstep, save_backstep

    made = project()
    one = trainer_of(made)
    timeline = Timeline(one)
    timeline.run(updates=3, seconds=60.0)
    lesioned = of(made, 0, 1)
    changes.apply(one, lesioned)
    timeline.record(ProjectChange(lesioned))
    timeline.run(updates=3, seconds=60.0)
    path = tmp_path / "off.backstep"
    save_backstep(path, kept_of(lesioned, one, timeline), None)
    opened = open_backstep(path)
    other = resume(opened, one.dataset)
    again = resumed_timeline(other, opened.recording)
    assert bits(other)[2] == bits(one)[2]
    again.go_to(1)
    timeline.go_to(1)
    assert other.project.off is None and bits(other)[2] == bits(one)[2]
    again.go_to(6)
    changes.apply(other, made)
    timeline.go_to(6)
    changes.apply(one, made)
    np.testing.assert_array_equal(weights(other)[1], weights(one)[1])
    wrong = replace(opened.moment, aside=np.full(13, np.nan))
    with pytest.raises(FileError, match="other weights are switched off"):
        resume(replace(opened, moment=wrong), one.dataset)
    with pytest.raises(FileError, match="other weights are switched off"):
        resume(replace(opened, moment=replace(wrong, aside=None)), one.dataset)


@pytest.mark.parametrize("field", ["off", "frozen"])
def test_a_project_without_it_differs_from_one_with_it(field):
    made = project()
    base = replace(made, **{field: (False, True)})
    difference = project_difference(made, base)
    assert project_beside(difference, base, light_json(base)) == made


def test_a_twin_of_another_precision_has_it_off_too():
    one = trainer_of(of(project(training={"precision": "float32"}), 0, 1))
    one.run(updates=2)
    twin = twin_at(one.dataset, one.moment(), "float64")
    twin.run(updates=2)
    assert weights(twin)[1][1, 0] == 0.0
    assert twin.work.aside.dtype == np.float64


def test_one_unit_more_keeps_the_weights_as_if_all_were_on():
    one = trainer_of(of(project(), 0, 1))
    one.run(updates=3)
    more = trainer_of(project([dense(4, "tanh"), dense(1, "sigmoid")]))
    keep_weights(one, more)
    np.testing.assert_array_equal(weights(more)[1][:3], one.whole_weights()[1]["weight"])
    same = trainer_of(of(project(seed=9), 0, 2))
    keep_weights(one, same)
    assert weights(same)[1][2, 0] == 0.0
    np.testing.assert_array_equal(
        same.whole_weights()[1]["weight"], one.whole_weights()[1]["weight"]
    )


def test_an_optimizer_that_searches_leaves_it_off():
    one = trainer_of(of(project(optimizer={"name": "lbfgs"}), 0, 1))
    one.run(updates=5)
    assert weights(one)[1][1, 0] == 0.0


def test_the_picture_says_what_is_off_and_what_it_gets_back():
    one = trainer_of(of(project(frozen=[{"bias": True}]), 0, 1))
    first, last = layer_pictures(one)
    whole = one.whole_weights()[1]["weight"]
    assert isinstance(last, LayerPicture) and last.arrays["weight"][1, 0] == 0.0
    assert last.is_off("weight").tolist() == [[False], [True], [False]]
    np.testing.assert_array_equal(last.whole("weight"), whole)
    assert last.off["weight"][1, 0] == whole[1, 0]
    assert first.is_off("weight") is None and first.held["bias"].all()
    assert last.held["weight"].sum() == 1


def test_other_inputs_or_outputs_free_single_numbers_and_no_whole_arrays():
    first = (("weight", ((True, False, False),) * 2), ("bias", True))
    made = project(frozen=[dict(first), True], off=[False, {"weight": [[True], [False], [False]]}])
    assert loosened(made) == made
    other = loosened(made, inputs=True)
    assert other.frozen == ((("bias", True),), True) and other.off == made.off
    assert loosened(made, outputs=True).off is None
    assert with_output(made, 1) == replace(made, layers=with_output(made, 1).layers)
    assert with_output(made, 3).off is None
    trainer_of(replace(with_output(made, 3), data=three_classes()))  # it can be built


def three_classes():
    return project([dense(3)], points(9, 2, 3, "one_hot")).data


def test_a_line_of_text_carries_the_weights_of_what_is_off():
    alone = Alone()
    made = of(project(), 0, 1)
    alone.do(Load(made))
    alone.do(SetEnd(3))
    alone.do(Play())
    whole = alone.run.trainer.whole_weights()
    found = read_shared(alone.ask(AskText(made), "text_made").text).project
    assert found.off == made.off
    np.testing.assert_array_equal(dict(found.weights[1])["weight"].array, whole[1]["weight"])


def test_scripts_that_train_are_refused_while_something_is_off():
    one = trainer_of(of(project(), 0, 1))
    assert "some of its weights are switched off" in numpy_script(trained_of(one))


def test_a_step_says_that_the_weight_is_held_at_0():
    alone = Alone()
    alone.do(Load(of(project(loss={"name": "binary_cross_entropy"}), 0, 1)))
    steps = list(alone.steps(1))
    card = card_of(steps[-1], alone.snapshot.layers, alone.facts, Cursor(0, 0, weight(1, 1, 0)))
    assert "off: it is held at 0" in str(card)
