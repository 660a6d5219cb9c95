"""Bugs: each fails the gradient check wherever it can act, and belongs to its moment."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli.program import run
from core.components.optimizers import OPTIMIZERS
from core.documents.kept import Opened
from core.documents.moment_file import Wrong, read_record, record_as_json
from core.documents.project_file import open_file
from core.errors import UserError
from core.moments.recording import BugChange
from core.resources import resource_path
from core.run.alone import Alone
from core.run.commands import Export, GoTo, Load, PlantBug, Reset, Save, StepUpdate
from core.run.gradient_check import check_trainer
from core.run.learning.planted import acting
from core.run.resuming import resume
from core.training import changes
from core.training.bugs import BUGS, Spoiled
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.twin import twin_at
from tests.amount import few
from tests.nets import bits, dense, points, project, trainer_of

#: gradients of 0 are right with any bug, so no activation that can die is drawn
BENDS = ("sigmoid", "tanh", "leaky_relu", "elu", "softsign", "swish")
ENDS = (
    (1, "sigmoid", "binary_cross_entropy", "binary"),
    (2, "linear", "mean_squared_error", "numbers"),
    (3, "softmax", "categorical_cross_entropy", "one_hot"),
    (2, "tanh", "sum_squared_error", "numbers"),
)


def random_network(seed):
    rng = np.random.default_rng(seed)
    hidden = [dense(2, BENDS[int(rng.integers(6))]) for _ in range(int(rng.integers(1, 3)))]
    outputs, end, loss, targets = ENDS[seed % len(ENDS)]
    return project(
        [*hidden, dense(outputs, end, bias=bool(rng.integers(4)))],
        data=points(5, 2, outputs, targets, seed),
        seed=seed,
        loss=loss,
        optimizer=("sgd", "adam")[seed % 2],
        regularizer=("none", "l2")[seed // 4 % 2],
        training={"batch_size": (3, None)[seed // 8 % 2]},
    )


def spoiled(trainer):
    return [phase for phase in trainer.plan_at_hand().phases if isinstance(phase.run, Spoiled)]


def check_many(bug, seeds):
    """Return, for each network in which a bug can act, whether the check fails."""
    found = []
    for seed in seeds:
        trainer = trainer_of(random_network(seed))
        trainer.run(updates=1)  # the last, smaller batch, if there are batches
        changes.plant(trainer, bug)
        if spoiled(trainer):
            found.append(check_trainer(trainer).failures > 0)
    return found


@pytest.mark.parametrize("bug", few(BUGS.names(), 4))
def test_a_bug_fails_the_check_on_the_networks_in_which_it_can_act(bug):
    found = check_many(bug, range(8))
    assert len(found) >= 2 and np.mean(found) >= 0.9


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("bug", BUGS.names())
def test_it_does_so_on_nine_of_ten_of_many(bug):
    found = check_many(bug, range(100))
    assert len(found) >= 20 and np.mean(found) >= 0.9


def test_no_bug_passes_on_all_of_them():
    for seed in range(8):
        trainer = trainer_of(random_network(seed))
        changes.plant(trainer, "sign")
        changes.plant(trainer, "")
        assert not spoiled(trainer) and not check_trainer(trainer).failures


def xor():
    return open_file(resource_path("examples") / "xor.json").project


def failures(bug, made=None):
    trainer = trainer_of(made or xor())
    changes.plant(trainer, bug)
    return {
        f"{each.name}{each.layer + 1}": each.failures
        for each in check_trainer(trainer).arrays
        if each.failures
    }


def ratios(bug, made):
    trainer = trainer_of(made)
    changes.plant(trainer, bug)
    found = check_trainer(trainer)
    for slopes, numeric in zip(found.layer_slopes, found.layer_numeric, strict=True):
        for name in slopes:
            yield from (slopes[name] / numeric[name]).reshape(-1)


def test_where_a_bug_is_found():
    assert failures("no_slope") == {"weight1": 4, "bias1": 2}
    assert failures("first_sample") == {"bias1": 2, "bias2": 1}
    assert failures("last_sample") == {"weight1": 4, "weight2": 2}
    assert failures("new_weights") == {"weight1": 4, "bias1": 2}
    assert failures("transposed") == {}  # two hidden units and one output: not square
    assert failures("wrong_count") == {} and failures("half") == {}


def test_no_layer_is_updated_too_early_where_the_step_is_searched_for():
    made = replace(xor(), optimizer=OPTIMIZERS.named("lbfgs")())
    trainer = trainer_of(made)
    assert "updated_too_early" not in acting(trainer) and "new_weights" in acting(trainer)
    changes.plant(trainer, "updated_too_early")
    assert not spoiled(trainer)


def test_the_ratio_says_which_factor_it_is():
    assert np.allclose(list(ratios("sign", xor())), -1, rtol=1e-4)
    assert np.allclose(list(ratios("no_mean", xor())), 4, rtol=1e-4)
    square = project([dense(2, "tanh"), dense(1, "linear")], loss="mean_squared_error")
    assert np.allclose(list(ratios("half", square)), 0.5, rtol=1e-4)
    batches = project(
        [dense(2, "tanh"), dense(1, "sigmoid")],
        loss="binary_cross_entropy",
        training={"batch_size": 3},
    )
    trainer = trainer_of(batches)
    changes.plant(trainer, "wrong_count")
    assert not check_trainer(trainer).failures  # a whole batch
    trainer.run(updates=1)
    worst = check_trainer(trainer).worst
    assert worst.slope / worst.numeric == pytest.approx(1 / 3, rel=1e-4)


def copied():
    """The best-known example: 2-2-2, inputs 0.05 and 0.10, targets 0.01 and 0.99, rate 0.5."""
    made = open_file(resource_path("examples") / "two-by-two-by-hand.json").project
    return trainer_of(made)


@pytest.mark.thorough
def test_updated_too_early_gives_the_published_digits():
    right, early = copied(), copied()
    changes.plant(early, "updated_too_early")
    for trainer in (right, early):
        trainer.progress.epoch_limit = None
        trainer.run(updates=1)
    assert round(early.evaluate().loss, 9) == 0.291027924
    assert round(right.evaluate().loss, 10) == 0.2910277737
    first = [early.weights()[0]["weight"][0, 0], right.weights()[0]["weight"][0, 0]]
    assert np.allclose(first, [0.14981764, 0.149780716], rtol=0, atol=1e-8)
    assert np.array_equal(early.weights()[1]["weight"], right.weights()[1]["weight"])
    # the error published for the 10,000th update is the error before it
    early.run(updates=9998)
    assert early.evaluate().loss == pytest.approx(0.00003509145, abs=6e-12)
    early.run(updates=1)
    assert np.allclose(early.figures.outputs(), [[0.0159122, 0.98406573]], rtol=0, atol=1e-8)


@pytest.mark.parametrize("bug", BUGS.names())
def test_stepped_run_and_replayed_have_the_same_bits(bug):
    made = random_network(0)
    one, other = trainer_of(made), trainer_of(made)
    for trainer in (one, other):
        changes.plant(trainer, bug)
        trainer.run(updates=2)
    twin = twin_at(one.dataset, one.moment())
    assert twin.bug == bug
    one.run(updates=1)
    list(other.trace(1))
    twin.run(updates=1)
    assert bits(one)[0] == 3
    assert np.array_equal(one.state.vector, other.state.vector)
    assert np.array_equal(one.state.vector, twin.state.vector)


def test_a_run_goes_back_and_forth_past_a_bug():
    trainer = trainer_of(xor())
    timeline = Timeline(trainer)
    trainer.run(updates=3)
    for name in ("sign", ""):
        changes.plant(trainer, name)
        timeline.record(BugChange(name))
        timeline.run(updates=4, seconds=10)
    end = trainer.state.vector.copy()
    timeline.go_to(1)
    assert trainer.bug == ""
    timeline.go_to(5)
    assert trainer.bug == "sign"
    timeline.go_to(11)
    assert trainer.bug == "" and np.array_equal(trainer.state.vector, end)


def test_nothing_is_taken_along_while_a_bug_is_planted(tmp_path):
    alone = Alone()
    alone.do(Load(xor()))
    assert alone.ask(PlantBug("no_slope"), "planted") == "no_slope"
    alone.do(StepUpdate())
    for command in (Save(tmp_path / "a.backstep", xor()), Export(tmp_path / "a.npz")):
        with pytest.raises(UserError, match="a bug is planted in the backward pass"):
            alone.do(command)
    assert not list(tmp_path.iterdir())
    alone.do(GoTo(0))
    alone.do(Reset())
    assert alone.run.trainer.bug == ""
    alone.do(Save(tmp_path / "a.backstep", xor()))
    with pytest.raises(UserError, match="there is no bug"):
        alone.do(PlantBug("nosuch"))


def test_a_bug_that_was_mended_is_in_the_recorded_run_of_a_file(tmp_path):
    alone = Alone()
    alone.do(Load(xor()))
    for bug in ("sign", ""):
        alone.do(PlantBug(bug))
        for _ in range(3):
            alone.do(StepUpdate())
    after = alone.run.trainer.state.vector.copy()
    alone.do(Save(tmp_path / "a.backstep", xor()))
    opened = open_file(tmp_path / "a.backstep")
    log = [event.change.name for event in opened.recording.log]
    assert log == ["sign", ""]
    trainer = Trainer(opened.project, alone.run.trainer.dataset)
    trainer.restore(opened.moment)
    timeline = Timeline(trainer, recorded=opened.recording)
    timeline.go_to(0)
    timeline.go_to(2)
    assert trainer.bug == "sign"
    timeline.go_to(6)
    assert np.array_equal(trainer.state.vector, after)


def test_a_file_with_an_unknown_bug_is_refused():
    trainer = trainer_of(xor())
    changes.plant(trainer, "sign")
    record = record_as_json(trainer.moment().record)
    assert read_record(json.loads(json.dumps(record))).bug == "sign"
    with pytest.raises(Wrong):
        read_record({**record, "bug": 3})
    moment = trainer.moment()
    unknown = replace(moment, record=replace(moment.record, bug="nosuch"))
    opened = Opened(trainer.project, Path(), moment=unknown)
    with pytest.raises(UserError, match="bug planted"):
        resume(opened, trainer.dataset)


def test_the_commands_plant_one(capsys, tmp_path):
    path = str(resource_path("examples") / "xor.json")
    assert run(["check", path, "--bug", "sign"]) == 1
    assert "ratio -1" in capsys.readouterr().out
    assert run(["check", path, "--bug", "none"]) == 0
    assert run(["train", path, "--epochs", "5", "--bug", "sign"]) == 0
    assert run(["walk", path, "--bug", "no_slope"]) == 0
    capsys.readouterr()
    assert run(["trace", path, "--bug", "no_mean"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[4]["gradient_z"][2][0] == pytest.approx(-0.1128 * 4, abs=1e-3)
    for option in ("--save=a.backstep", "--export=a.npz"):
        with pytest.raises(UserError, match="neither saved nor exported"):
            run(["train", path, "--epochs", "1", "--bug", "sign", option])
    with pytest.raises(UserError, match="there is no bug"):
        run(["check", path, "--bug", "nosuch"])
