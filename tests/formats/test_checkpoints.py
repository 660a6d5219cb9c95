"""Checkpoints with the state of their optimizer: the next ten updates are the other program's.

What PyTorch and Keras did is recorded: their checkpoint, and the weights ten updates later.
"""

import json
import random
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli.program import run
from core.data.dataset import load_dataset
from core.documents.project_file import open_file, save_json
from core.errors import FileError, ProjectError
from core.formats.importers import read_weights
from core.project import Change, Project, change_between
from core.run.weights import reading_of
from core.training.trainer import Trainer
from tests.amount import some
from tests.formats.test_import_damage import DAMAGES, survives
from tests.nets import dense, described, trainer_of

CASES = Path(__file__).parent / "cases" / "checkpoints"
TORCH, KERAS = (json.loads((CASES / f"{n}.json").read_text()) for n in ("torch", "keras"))
LAYERS = [dense(3, "tanh"), dense(1, "linear")]


def project(**fields):
    data = {"name": "points", "inputs": TORCH["inputs"], "targets": TORCH["targets"]}
    return Project.from_json(described(LAYERS, data, loss="mean_squared_error", **fields))


def saved(folder, recorded, suffix=".npz", **changes):
    """Write a recorded checkpoint as the recipes do."""
    arrays = {name: np.array(values) for name, values in recorded["arrays"].items()}
    arrays |= changes.pop("arrays", {})
    arrays = {name: array for name, array in arrays.items() if array is not None}
    told = json.loads(recorded["optimizer"])
    settings = told["groups"][0] if "groups" in told else told["config"]
    settings.update(changes)
    path = folder / f"run{suffix}"
    if suffix == ".npz":
        np.savez(path, optimizer=json.dumps(told), **arrays)
    else:
        from safetensors.numpy import save_file

        save_file(arrays, path, {"optimizer": json.dumps(told)})
    return path


def read(path, into=None, **answers):
    into = project() if into is None else into
    dataset = load_dataset(into.data, into.data_seed(), None)
    return reading_of(path, read_weights(path), dataset, into, answers), dataset


def ten_more(made, dataset):
    one = Trainer(made, dataset)
    one.run(updates=10)
    return [a for entry in one.weights() for a in entry.values()]


def after(recorded):
    turned = "groups" in recorded["optimizer"]
    arrays = [np.array(values) for values in recorded["after"].values()]
    return [a.T if turned and a.ndim == 2 else a for a in arrays]


def named(runs):
    return [
        pytest.param(one, id=f"{json.loads(one['optimizer'])['name']}-{i}")
        for i, one in enumerate(runs["runs"])
    ]


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
@pytest.mark.parametrize("recorded", named(TORCH))
def test_ten_updates_are_those_of_pytorch(tmp_path, recorded, suffix):
    reading, dataset = read(saved(tmp_path, recorded, suffix))
    assert not reading.open_questions
    for ours, theirs in zip(ten_more(reading.applied, dataset), after(recorded), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    # without the state they would not be
    bare = replace(reading.applied, optimizer_state=None)
    pairs = zip(ten_more(bare, dataset), after(recorded), strict=True)
    assert max(np.abs(ours - theirs).max() for ours, theirs in pairs) > 1e-4


@pytest.mark.parametrize("recorded", named(TORCH)[:4])
def test_in_float32_they_are_too(tmp_path, recorded):
    into = project(training={"precision": "float32"})
    reading, dataset = read(saved(tmp_path, recorded), into)
    for ours, theirs in zip(ten_more(reading.applied, dataset), after(recorded), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


@pytest.mark.parametrize("recorded", named(KERAS)[:2])
def test_ten_updates_of_descent_are_those_of_keras(tmp_path, recorded):
    reading, dataset = read(saved(tmp_path, recorded))
    assert not reading.open_questions
    for ours, theirs in zip(ten_more(reading.applied, dataset), after(recorded), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-7)


@pytest.mark.parametrize("recorded", named(KERAS)[2:])
def test_where_keras_has_epsilon_elsewhere_it_is_asked(tmp_path, recorded):
    path = saved(tmp_path, recorded)
    (question,) = read(path)[0].open_questions
    assert question.name == "optimizer" and "1 − β₂" in question.words
    reading, dataset = read(path, optimizer="file")
    for ours, theirs in zip(ten_more(reading.applied, dataset), after(recorded), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


SGD, SLOPE, _, ADAM, ADAMW, RMSPROP, *_ = TORCH["runs"]


@pytest.mark.parametrize(
    "recorded, changes, words",
    [
        (SGD, {"dampening": 0.1}, "dampening = 0.1"),
        (SGD, {"maximize": True}, "maximize"),
        (SGD, {"weight_decay": 0.1}, "weight_decay"),
        (SGD, {"a_new_setting": 1}, "a_new_setting"),
        (ADAM, {"amsgrad": True}, "amsgrad"),
        (ADAM, {"decoupled_weight_decay": True}, "decoupled"),
        (ADAMW, {"decoupled_weight_decay": False}, "decoupled"),
        (RMSPROP, {"centered": True}, "centered"),
        (RMSPROP, {"momentum": 0.5}, "momentum = 0.5"),
        (ADAM, {"betas": [0.9]}, "betas"),
        (ADAM, {"betas": [0.9, 2]}, "beta2"),
        (ADAM, {"eps": "small"}, "epsilon"),
        (KERAS["runs"][0], {"clipnorm": 1.0}, "clipnorm = 1.0"),
        (KERAS["runs"][2], {"use_ema": True}, "use_ema"),
        (ADAM, {"arrays": {"optimizer/0.weight/exp_avg": None}}, "not whole"),
        (ADAM, {"arrays": {"optimizer/0.weight/step": np.array(3.0)}}, "not whole"),
        (ADAM, {"arrays": {"optimizer/0.weight/exp_avg_sq": -np.ones((3, 2))}}, "under 0"),
        (ADAM, {"arrays": {"optimizer/0.weight/exp_avg": np.ones((3, 3))}}, "another shape"),
        (ADAM, {"arrays": {"optimizer/0.weight/more": np.ones((3, 2))}}, "more of 0.weight"),
        (ADAM, {"arrays": {"optimizer/7.weight/exp_avg": np.ones((3, 2))}}, "7.weight"),
    ],
)
def test_what_has_no_equal_here_is_said_and_asked(tmp_path, recorded, changes, words):
    path = saved(tmp_path, recorded, **changes)
    reading, _ = read(path)
    (question,) = reading.open_questions
    assert words in question.words and [a.value for a in question.answers] == ["project"]
    alone, _ = read(path, optimizer="project")
    assert not alone.open_questions and alone.applied.optimizer_state is None
    assert alone.applied.optimizer == project().optimizer


def test_an_unknown_optimizer_is_said(tmp_path):
    told = {**ADAM, "optimizer": ADAM["optimizer"].replace('"Adam"', '"Adadelta"')}
    (question,) = read(saved(tmp_path, told))[0].open_questions
    assert "PyTorch's Adadelta has no equal here" in question.words


def test_weights_that_are_scaled_on_their_way_in_leave_the_state_behind(tmp_path):
    data = {"source": project().data.source.write(), "scaling": "standard"}
    into = Project.from_json({**project().to_json(), "data": data})
    path = saved(tmp_path, ADAM)
    assert read(path, into, scaling="project")[0].applied.optimizer_state is not None
    # without scaling they stay as they are
    assert read(path, into, scaling="file")[0].applied.optimizer_state is not None
    arrays = {"mean": np.ones(2), "std": np.full(2, 2.0)}
    scaled = read(saved(tmp_path, ADAM, arrays=arrays), into, scaling="file")[0]
    (question,) = scaled.open_questions
    assert "change on their way in" in question.words


def test_every_matrix_turned_turns_its_state(tmp_path):
    reading, _ = read(saved(tmp_path, ADAM))
    state = dict(reading.applied.optimizer_state.slots)["mean"]
    file = np.array(ADAM["arrays"]["optimizer/0.weight/exp_avg"])
    np.testing.assert_array_equal(dict(state[0])["weight"].array, file.T)


def test_a_penalty_of_single_parameters_is_not_taken_for_one_of_all(tmp_path):
    reading, _ = read(saved(tmp_path, TORCH["runs"][2]))
    assert reading.applied.regularizer.strength == 0.05
    into = project(regularizer="l1")
    (question,) = read(saved(tmp_path, TORCH["runs"][2]), into)[0].open_questions
    assert "a penalty of its own" in question.words


@pytest.mark.parametrize(
    "told",
    ["", "[]", "{}", '{"name": 3, "groups": []}', '{"name": "Adam", "groups": []}',
     '{"name": "Adam", "groups": [1]}', '{"name": "Adam", "groups": {}, "config": {}}',
     '{"name": "Adam", "config": 7}'],
)  # fmt: skip
def test_a_checkpoint_that_does_not_say_its_optimizer_is_refused(tmp_path, told):
    path = tmp_path / "run.npz"
    arrays = {name: np.array(values) for name, values in ADAM["arrays"].items()}
    np.savez(path, optimizer=told, **arrays)
    with pytest.raises(FileError):
        read(path)
    np.savez(path, **arrays)
    with pytest.raises(FileError, match="does not say which optimizer"):
        read(path)


def test_a_state_that_diverged_is_refused(tmp_path):
    path = saved(tmp_path, ADAM, arrays={"optimizer/0.weight/exp_avg": np.full((3, 2), np.nan)})
    with pytest.raises(FileError, match="not finite"):
        read(path)


def test_by_the_command_line_a_run_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    saved(tmp_path, SGD, ".safetensors")
    save_json(Path("project.json"), project())
    to = ["import", "run.safetensors", "--into", "project.json", "--save", "out.backstep"]
    assert run(to) == 0
    assert "starts anew" in capsys.readouterr().out
    assert run(["train", "out.backstep", "--epochs", "10", "--save", "end.backstep"]) == 0
    opened = open_file(Path("end.backstep"))
    one = trainer_of(opened.project)
    one.restore(opened.moment)
    found = [a for entry in one.weights() for a in entry.values()]
    for ours, theirs in zip(found, after(SGD), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    assert run([*to, "--optimizer", "project"]) == 0
    assert open_file(Path("out.backstep")).project.optimizer_state is None


def test_the_state_is_part_of_the_start(tmp_path):
    reading, dataset = read(saved(tmp_path, ADAM))
    made = reading.applied
    again = Project.from_json(json.loads(json.dumps(made.to_json())))
    assert again == made
    other = replace(made, optimizer_state=None)
    assert change_between(made, other) is Change.RESTART
    assert made.with_new_weights(3).optimizer_state is None
    one = Trainer(made, dataset)
    start = one.state.vector.copy()
    one.run(updates=3)
    one.begin(made, one.network)
    np.testing.assert_array_equal(one.state.vector, start)
    assert one.work.counters == {"steps": 7.0}
    # another optimizer starts from zeros
    changed = replace(made, optimizer=project().optimizer)
    assert not Trainer(changed, dataset).state.slots


@pytest.mark.parametrize(
    "path, value, words",
    [
        (["optimizer"], "nothing", "nothing"),
        (["slots"], [], "objects"),
        (["counters"], {}, "counters"),
        (["counters", "steps"], -1, "counters"),
        (["slots", "mean"], 3, "not a list"),
        (["slots", "mean", 0], {"running_mean": [1]}, "arrays"),
        (["slots", "mean", 0, "bias"], ["x"], "mean.0.bias"),
        (["slots", "squares", 0, "bias"], [1, -1, 1], "under 0"),
    ],
)
def test_a_state_in_a_project_is_checked(tmp_path, path, value, words):
    found = read(saved(tmp_path, ADAM))[0].applied.to_json()
    place = found["optimizer_state"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ProjectError, match=words):
        Project.from_json(found)


@pytest.mark.parametrize("path", [["mean"], ["mean", 0], ["mean", 0, "bias"]])
def test_a_state_of_another_network_is_refused(tmp_path, path):
    reading, dataset = read(saved(tmp_path, ADAM))
    found = reading.applied.to_json()
    place = found["optimizer_state"]["slots"]
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    with pytest.raises(ProjectError, match=r"optimizer_state\.slots"):
        Trainer(Project.from_json(found), dataset)


def damaged(folder, count, seed):
    """Damage checkpoints, read them and go on where that can be; return how many went on."""
    rng = random.Random(seed)
    whole = {
        suffix: [saved(folder, one, suffix).read_bytes() for one in (ADAM, KERAS["runs"][2])]
        for suffix in (".npz", ".safetensors")
    }
    went_on = 0
    tracemalloc.start()
    try:
        for i in range(count):
            suffix = (".npz", ".safetensors")[i % 2]
            damage = DAMAGES[i // 2 % len(DAMAGES)]
            path = folder / f"damaged{suffix}"
            if not survives(path, damage(rng, rng.choice(whole[suffix])) or b"\x00"):
                continue
            with suppress(ProjectError):
                reading, _ = read(path, optimizer="file")
                state = reading.applied and reading.applied.optimizer_state
                went_on += state is not None
    finally:
        tracemalloc.stop()
    return went_on


def test_damaged_checkpoints(tmp_path):
    assert damaged(tmp_path, some(28), seed=5) < 25


@pytest.mark.long
@pytest.mark.timeout(900)
def test_two_thousand_damaged_checkpoints_a_kind(tmp_path):
    for seed in range(20):
        assert damaged(tmp_path, 200, seed) < 150
