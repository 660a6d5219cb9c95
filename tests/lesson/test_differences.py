"""What differs between two projects, said in words."""

from dataclasses import replace

import pytest

from core.lesson.differences import MOST_TOLD, differences, edits_in_words, in_short
from core.moments.recording import Event, ProjectChange, ValueChange
from core.project import Project
from tests.nets import dense, described, points, project, trainer


def read(**fields):
    return Project.from_json(described(**fields))


def told(old, new):
    return in_short(differences(old, new))


TWO = [dense(4, "tanh"), dense(4, "tanh"), dense(1, "sigmoid")]
SGD = {"name": "sgd", "learning_rate": 0.5}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({"optimizer": SGD}, {"optimizer": {**SGD, "learning_rate": 0.3}}, "η 0.5 → 0.3"),
        (
            {"layers": [dense(64, "tanh"), dense(1, "sigmoid")]},
            {"layers": [dense(32, "tanh"), dense(1, "sigmoid")]},
            "64 → 32 neurons",
        ),
        ({"seed": 1}, {"seed": 2}, "seed 1 → 2"),
        ({}, {"layers": [dense(3, "tanh"), *TWO[1:]]}, "+ hidden layer 2 (4 · tanh)"),
        (
            {"layers": [dense(2, "relu"), *TWO[1:]]},
            {"layers": TWO[1:]},
            "− hidden layer 1 (2 · ReLU)",
        ),
        (
            {"layers": TWO},
            {"layers": [dense(4, "relu"), dense(4, "relu"), TWO[2]]},
            "tanh → ReLU",
        ),
        (
            {"layers": TWO},
            {"layers": [TWO[0], dense(8, "tanh"), TWO[2]]},
            "hidden layer 2: 4 → 8 neurons",
        ),
        (
            {"layers": TWO},
            {"layers": [TWO[0], {"name": "dropout", "rate": 0.2}, *TWO[1:]]},
            "+ dropout (20 %)",
        ),
        (
            {"training": {"batch_size": None}},
            {"training": {"batch_size": 2}},
            "batch size all → 2",
        ),
        (
            {"optimizer": SGD},
            {"optimizer": {"name": "adam", "learning_rate": 0.01}},
            "gradient descent (SGD) → Adam, η 0.5 → 0.01",
        ),
        (
            {"optimizer": SGD},
            {"optimizer": {**SGD, "momentum": 0.9}},
            "μ 0 → 0.9",
        ),
        (
            {},
            {"loss": {"name": "binary_cross_entropy"}},
            "mean squared error → binary cross-entropy",
        ),
        ({}, {"regularizer": {"name": "l2"}}, "regularizer none → L2"),
        ({}, {"data": {"name": "circle"}}, "own points → circle"),
        (
            {"data": {"name": "circle", "noise": 0.1}},
            {"data": {"name": "circle", "noise": 0.2}},
            "noise 0.1 → 0.2",
        ),
        (
            {"data": points(samples=5, kind="binary")},
            {"data": points(samples=6, kind="binary")},
            "5 → 6 points",
        ),
        (
            {"data": points(samples=5, kind="binary")},
            {"data": points(samples=5, kind="binary", seed=1)},
            "points moved",
        ),
        (
            {"layers": TWO[1:]},
            {"layers": TWO[1:], "off": [{"weight": [[True, False, False, True]] * 2}]},
            "switched off none → 4 weights",
        ),
        ({"off": [False, True]}, {}, "switched off some → none"),
        ({"name": "a"}, {"name": "b"}, ""),
    ],
)
def test_what_changed_in_words(old, new, words):
    assert told(read(**old), read(**new)) == words


def test_every_field_of_a_project_that_differs_is_said():
    """No two different projects are said to be the same."""
    base = project()
    others = [
        replace(base, seed=5),
        replace(base, data=replace(base.data, scaling="standard")),
        replace(base, data=replace(base.data, seed=9)),
        replace(base, training=replace(base.training, precision="float32")),
        replace(
            base, training=replace(base.training, stop=replace(base.training.stop, patience=3))
        ),
        base.with_layer(0, replace(base.layers[0], bias=False)),
        replace(base, weights=Project.from_json({**base.to_json(), "weights": WEIGHTS}).weights),
    ]
    for other in others:
        found = differences(base, other)
        assert len(found) == 1 and found[0].words and found[0].before != found[0].after
        assert differences(other, other) == ()


WEIGHTS = [
    {"weight": [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], "bias": [0.0, 0.0, 0.0]},
    {"weight": [[1.0], [1.0], [1.0]], "bias": [0.0]},
]


def test_a_long_list_is_counted():
    old = read(layers=TWO, optimizer=SGD, seed=1)
    new = read(
        layers=[dense(3, "tanh"), dense(5, "tanh"), TWO[2]],
        optimizer={**SGD, "learning_rate": 0.1},
        seed=2,
        training={"batch_size": 1},
    )
    found = differences(old, new)
    assert len(found) == 5
    assert told(old, new).endswith(f"and {5 - MOST_TOLD} more")


def test_the_edits_of_a_run_say_when():
    one = trainer(optimizer=SGD)
    faster = replace(one.project, optimizer=replace(one.project.optimizer, learning_rate=0.3))
    weight = one.weights()[0]["weight"]
    log = (Event(12, ProjectChange(faster)), Event(13, ValueChange(0, "weight", weight)))
    assert edits_in_words(one.project, log) == (
        "η 0.5 → 0.3 at 12",
        "weight of hidden layer 1 set by hand at 13",
    )
    # what a run has from the one that it was continued from is not its own change
    assert edits_in_words(one.project, log, log[:1]) == (
        "weight of hidden layer 1 set by hand at 13",
    )
    assert edits_in_words(one.project, ()) == ()


def test_what_is_dragged_is_said_once():
    one = trainer(optimizer=SGD)
    rates = [replace(one.project.optimizer, learning_rate=rate / 100) for rate in range(49, 29, -1)]
    weight = one.weights()[0]["weight"]
    log = [Event(12, ProjectChange(replace(one.project, optimizer=rate))) for rate in rates]
    log += [Event(12, ValueChange(0, "weight", weight + k)) for k in range(500)]
    assert edits_in_words(one.project, log) == (
        "η 0.5 → 0.3 at 12",
        "weight of hidden layer 1 set by hand at 12",
    )
    # a copy of the same log, as a file gives it, is recognised
    copied = [Event(e.update, ValueChange(0, "weight", weight + k)) for k, e in enumerate(log[20:])]
    assert edits_in_words(one.project, log, (*log[:20], *copied)) == ()
    many = [Event(k, ValueChange(0, "weight", weight)) for k in range(1, 21)]
    told = edits_in_words(one.project, many)
    assert len(told) == 6 and told[-1] == "and 15 more"
