"""The benchmark compares like with like: three ways of doing the same training."""

import numpy as np
import pytest

from core.benchmarks.engine import (
    RATE,
    REFERENCES,
    Reference,
    hand_unrolled,
    measure,
    plain_loop,
    reference_dataset,
)
from core.benchmarks.large import measure_large
from core.training.trainer import Trainer

SMALL = [Reference((2, 4, 2, 1), 10), Reference((3, 5, 2), 4), Reference((6, 3), 7)]
SIZES = [(r.name, r.batch) for r in REFERENCES]


def closure(run):
    """The named variables that a loop holds."""
    return dict(
        zip(run.__code__.co_freevars, (c.cell_contents for c in run.__closure__), strict=True)
    )


def flat_of(run):
    """The parameters of the hand-unrolled loop, one of its arguments with defaults."""
    names = run.__code__.co_varnames[1 : run.__code__.co_argcount]
    return dict(zip(names, run.__defaults__, strict=True))["flat"]


def expected_after(trainer, reference, updates):
    """The training written a second time: the same permutations, samples as rows."""
    train = trainer.dataset.train
    arrays = trainer.weights()
    weights, biases = [a["weight"] for a in arrays], [a["bias"] for a in arrays]
    rng = np.random.default_rng(0)
    order, cursor = None, len(train)
    for _ in range(updates):
        if cursor >= len(train):
            order, cursor = rng.permutation(len(train)), 0
        chosen = order[cursor : cursor + reference.batch]
        cursor += reference.batch
        a = [train.inputs[chosen]]
        for w, b in zip(weights, biases, strict=True):
            a.append(np.tanh(a[-1] @ w + b))
        delta = 2 * (a[-1] - train.targets[chosen]) / a[-1].size * (1 - a[-1] ** 2)
        for i in reversed(range(len(weights))):
            step_w, step_b = a[i].T @ delta, delta.sum(axis=0)
            delta = (delta @ weights[i].T) * (1 - a[i] ** 2)
            weights[i] = weights[i] - RATE * step_w
            biases[i] = biases[i] - RATE * step_b
    return weights, biases


@pytest.mark.parametrize("reference", SMALL, ids=lambda r: r.name)
@pytest.mark.parametrize("updates", [1, 7, 250])
def test_plain_and_unrolled_are_the_same_training(reference, updates):
    """Across the end of an epoch as well: an epoch is 200 batches."""
    project, dataset = reference_dataset(reference)
    trainer = Trainer(project, dataset)
    weights, biases = expected_after(trainer, reference, updates)
    plain, unrolled = plain_loop(trainer, reference), hand_unrolled(trainer, reference)
    plain(updates)
    unrolled(updates)
    held = closure(plain)
    for i in range(len(weights)):
        np.testing.assert_allclose(held["weights"][i], weights[i], rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(held["biases"][i], biases[i], rtol=1e-9, atol=1e-13)
    learned = trainer.network.learned(flat_of(unrolled))
    for i, arrays in enumerate(learned):
        np.testing.assert_allclose(arrays["weight"], weights[i], rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(arrays["bias"], biases[i], rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("reference", SMALL, ids=lambda r: r.name)
def test_one_update_of_backstep_is_the_same_step(reference):
    """The batches are drawn from another stream; on Backstep's batch the step is the formula's."""
    project, dataset = reference_dataset(reference)
    trainer = Trainer(project, dataset)
    before = trainer.weights()
    records = list(trainer.trace(1))
    x, y = records[0].values["x"], records[0].values["y"]
    assert len(x) == reference.batch
    a = [x]
    for arrays in before:
        a.append(np.tanh(a[-1] @ arrays["weight"] + arrays["bias"]))
    delta = 2 * (a[-1] - y) / y.size * (1 - a[-1] ** 2)
    for i in reversed(range(len(before))):
        np.testing.assert_allclose(
            trainer.weights()[i]["weight"], before[i]["weight"] - RATE * a[i].T @ delta, rtol=1e-12
        )
        delta = (delta @ before[i]["weight"].T) * (1 - a[i] ** 2)


@pytest.mark.thorough
def test_all_three_learn():
    reference = REFERENCES[0]
    project, dataset = reference_dataset(reference)
    trainer = Trainer(project, dataset)
    start = trainer.evaluate().loss
    plain, unrolled = plain_loop(trainer, reference), hand_unrolled(trainer, reference)
    plain(20_000)
    unrolled(20_000)
    # neither has changed the trainer
    assert trainer.evaluate().loss == start
    held, flat = closure(plain), flat_of(unrolled)
    trainer.run(updates=20_000)
    losses = [trainer.evaluate().loss]
    trainer.state.parameters[...] = flat
    losses.append(trainer.evaluate().loss)
    for arrays, w, b in zip(
        trainer.network.arrays(trainer.state.parameters, trainer.state.statistics),
        held["weights"],
        held["biases"],
        strict=True,
    ):
        arrays["weight"][...], arrays["bias"][...] = w, b
    losses.append(trainer.evaluate().loss)
    assert max(losses) < 0.98 * start
    assert max(losses) - min(losses) < 0.02 * start


def test_the_reference_networks():
    assert SIZES == [
        ("2-4-2-1", 10),
        ("2-8-8-8-8-8-8-1", 10),
        ("2-64-64-1", 32),
        ("64-100-10", 32),
        ("784-128-10", 128),
        ("784-512-256-10", 128),
    ]


@pytest.mark.parametrize("reference", REFERENCES[:4], ids=lambda r: r.name)
def test_a_reference_project_is_what_it_says(reference):
    project, dataset = reference_dataset(reference)
    described = project.to_json()
    assert (dataset.inputs, dataset.outputs) == (reference.sizes[0], reference.sizes[-1])
    assert dataset.test is None and len(dataset.train) % reference.batch == 0
    assert {layer["activation"]["name"] for layer in described["layers"]} == {"tanh"}
    assert described["loss"] == {"name": "mean_squared_error", "half": False, "reduction": "mean"}
    assert described["optimizer"]["name"] == "sgd"
    assert described["training"]["shuffle"] is True


def test_a_measured_row():
    row = measure(Reference((2, 4, 2, 1), 10), seconds=0.01, turns=2)
    ways = ["tape", "backstep", "plain", "hand_unrolled"]
    assert list(row) == ["network", "batch", "precision", *ways, "epochs", "played"]
    assert (row["network"], row["batch"], row["precision"]) == ("2-4-2-1", 10, "float64")
    assert all(0 < row[name] < 1e5 for name in ways)
    assert row["played"]
    assert all(row["epochs"][name] > 0 for name in ("backstep", "tape"))


@pytest.mark.long
def test_backstep_is_twice_as_fast_as_the_plain_loop_on_small_networks():
    for reference in REFERENCES[:2]:
        row = measure(reference)
        assert row["plain"] > 2.0 * row["backstep"], row


def test_peers_that_are_not_installed_are_said_to_be_missing(monkeypatch):
    import sys

    from core.benchmarks.peers import PEERS, measure_peers

    for name in ("torch", "sklearn", "sklearn.neural_network", "jax"):
        monkeypatch.setitem(sys.modules, name, None)
    assert measure_peers(REFERENCES[0]) == dict.fromkeys(PEERS)


def test_large_networks_are_measured_by_one_thread_and_two_in_both_precisions():
    rows = list(measure_large((Reference((3, 5, 2), 4),), seconds=0.001, turns=1))
    assert [(row["precision"], row["threads"]) for row in rows] == [
        (precision, threads) for precision in ("float64", "float32") for threads in (1, 2)
    ]
    assert all(row["sgd"] is not None and row["adam"] is not None for row in rows)
