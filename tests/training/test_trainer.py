"""The trainer: the same project gives the same bits, however it is run."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.components.optimizers import OPTIMIZERS
from core.pictures.snapshot import Outcome
from core.project import Project
from core.training import changes
from tests.amount import some
from tests.nets import (
    assert_same_bits,
    bits,
    dense,
    described,
    points,
    project,
    trainer,
    trainer_of,
)
from tests.strategies import trainable

ROOT = Path(__file__).resolve().parent.parent.parent
RANDOM = settings(
    max_examples=some(40), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
MIXED = [dense(4, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)]


# one implementation


@RANDOM
@given(trainable(), st.integers(1, 12))
def test_a_traced_run_equals_a_fast_run(description, updates):
    made = Project.from_json(description)
    fast, traced = trainer_of(made), trainer_of(made)
    done = 0
    while done < updates and fast.progress.outcome is Outcome.NONE:
        done += fast.run(updates=updates - done)
    if fast.progress.outcome is not Outcome.NONE:
        return
    for _ in traced.trace(updates):
        pass
    assert_same_bits(fast, traced)
    assert fast.work.dropout_state() == traced.work.dropout_state()


@RANDOM
@given(trainable(), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_slices_do_not_matter(description, parts):
    made = Project.from_json(description)
    straight, sliced = trainer_of(made), trainer_of(made)
    straight.run(updates=sum(parts))
    for part in parts:
        sliced.run(updates=part)
    assert_same_bits(straight, sliced)


@RANDOM
@given(trainable())
def test_looking_changes_nothing(description):
    made = Project.from_json(description)
    seen, blind = trainer_of(made), trainer_of(made)
    for _ in range(4):
        seen.run(updates=2)
        blind.run(updates=2)
        (
            seen.evaluate(),
            seen.figures.all_metrics(),
            seen.figures.outputs(),
            seen.weights(),
            seen.figures.penalty(),
        )
        seen.predict(seen.dataset.train.raw_inputs), seen.moment(), seen.history.since(0)
        with np.errstate(all="ignore"):  # arrays of what has not run yet hold arbitrary numbers
            for phase in seen.plan_at_hand().phases:
                phase.describe()
    assert_same_bits(seen, blind)


def test_a_step_in_the_middle_then_a_run():
    for stop in range(9):
        stepped, fast = trainer(MIXED, data=points(5)), trainer(MIXED, data=points(5))
        for _ in range(stop):
            stepped.step_phase()
        stepped.run(updates=2)
        fast.run(updates=stepped.update)
        assert_same_bits(stepped, fast)


def test_records_of_a_trace_are_copies():
    one = trainer(training={"batch_size": 2})
    records = list(one.trace(1))
    kept = [
        {k: v.copy() for k, v in r.values.items() if isinstance(v, np.ndarray)} for r in records
    ]
    one.run(updates=20)
    for record, values in zip(records, kept, strict=True):
        for name, value in values.items():
            np.testing.assert_array_equal(record.values[name], value)


_PROCESS = """
import sys, json
sys.path.insert(0, {root!r})
from core.project import Project
from tests.nets import bits, trainer_of
for description in json.loads(sys.stdin.read()):
    one = trainer_of(Project.from_json(description))
    one.run(updates=40)
    print(repr(bits(one)))
"""


@pytest.mark.thorough
def test_the_same_project_in_two_processes_gives_the_same_bits():
    projects = [
        described(
            MIXED,
            data={"source": points(23), "scaling": "standard", "test_share": 0.3},
            optimizer=name,
            training={"batch_size": 4, "shuffle": True, "precision": precision},
            seed=11,
        )
        for name in OPTIMIZERS.names()
        for precision in ("float64", "float32")
    ]
    projects.append(
        described(
            [dense(70, "relu"), dense(10, "softmax")],
            data={"name": "table", "path": "resource:digits.csv"},
            loss="categorical_cross_entropy",
            training={"batch_size": 32, "shuffle": True},
        )
    )

    def run(seed):
        result = subprocess.run(
            [sys.executable, "-c", _PROCESS.format(root=str(ROOT))],
            input=json.dumps(projects),
            capture_output=True,
            text=True,
            check=True,
            env={"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": seed},
        )
        return result.stdout.splitlines()

    first, second = run("1"), run("2")
    assert first == second and len(first) == len(projects)
    assert len(set(first)) == len(first)


# batches


def test_the_last_partial_batch_is_trained_on_with_its_own_mean():
    """Seven samples by three: 3, 3 and 1, each with the mean over its own; then from the start."""
    one = trainer(
        [dense(1)],
        data=points(7),
        training={"batch_size": 3},
        optimizer={"name": "sgd", "learning_rate": 0.1},
    )
    train = one.dataset.train
    w, b = (array.copy() for array in one.weights()[0].values())
    for _ in range(2):
        for start in (0, 3, 6):
            x, y = train.inputs[start : start + 3], train.targets[start : start + 3]
            error = x @ w + b - y
            w = w - 0.1 * 2 * x.T @ error / len(x)
            b = b - 0.1 * 2 * error.mean(axis=0)
    one.run(epochs=2)
    assert (one.update, one.epoch) == (6, 2)
    np.testing.assert_allclose(one.weights()[0]["weight"], w, rtol=1e-12)
    np.testing.assert_allclose(one.weights()[0]["bias"], b, rtol=1e-12)


@pytest.mark.parametrize(
    ("batch_size", "sizes"),
    [(None, [7]), (1, [1] * 7), (3, [3, 3, 1]), (4, [4, 3]), (7, [7]), (10**9, [7])],
)
def test_sizes_of_batches(batch_size, sizes):
    one = trainer([dense(1)], data=points(7), training={"batch_size": batch_size})
    found = [len(r.values["x"]) for r in one.trace(2 * len(sizes)) if r.phase == "batch"]
    assert found == sizes * 2
    assert one.epoch == 2


def test_every_epoch_goes_through_all_samples_in_a_new_order():
    one = trainer([dense(1)], data=points(7), training={"batch_size": 3, "shuffle": True})
    orders = []
    for _ in range(4):
        records = [r.values for r in one.trace(3) if r.phase == "batch"]
        orders.append(np.concatenate([values["indexes"] for values in records]).tolist())
        rows = one.dataset.train.inputs[orders[-1]]
        np.testing.assert_array_equal(np.vstack([values["x"] for values in records]), rows)
    assert all(sorted(order) == list(range(7)) for order in orders)
    assert len({tuple(order) for order in orders}) == 4


def test_without_shuffling_the_order_is_that_of_the_data():
    one = trainer([dense(1)], data=points(7), training={"batch_size": 3})
    found = [r.values["indexes"].tolist() for r in one.trace(6) if r.phase == "batch"]
    assert found == [[0, 1, 2], [3, 4, 5], [6]] * 2


def test_a_new_batch_size_applies_at_the_next_draw():
    """Ten samples: 4 drawn by fours, then the six left by twos, then ones."""
    one = trainer([dense(1)], data=points(10), training={"batch_size": 4})
    sizes = []

    def draw(batch_size, updates):
        training = one.project.to_json()["training"] | {"batch_size": batch_size}
        changes.apply(one, Project.from_json(one.project.to_json() | {"training": training}))
        sizes.extend(len(r.values["x"]) for r in one.trace(updates) if r.phase == "batch")

    draw(4, 1)
    draw(2, 2)
    draw(None, 1)
    draw(9, 2)
    assert sizes == [4, 2, 2, 2, 9, 1]
    assert one.epoch == 2


def test_streams_do_not_disturb_each_other():
    """Shuffling does not change the starting weights, nor dropout the order of the samples."""
    plain = trainer([dense(3, "tanh"), dense(1)], data=points(9), seed=5)
    shuffled = trainer(
        [dense(3, "tanh"), dense(1)],
        data=points(9),
        seed=5,
        training={"shuffle": True, "batch_size": 2},
    )
    dropping = trainer(
        [dense(3, "tanh"), {"name": "dropout"}, dense(1)],
        data=points(9),
        seed=5,
        training={"shuffle": True, "batch_size": 2},
    )
    for other in (shuffled, dropping):
        np.testing.assert_array_equal(plain.state.parameters, other.state.parameters)
    orders = [
        [r.values["indexes"].tolist() for r in one.trace(10) if r.phase == "batch"]
        for one in (shuffled, dropping)
    ]
    assert orders[0] == orders[1]


# epochs and histories


@pytest.mark.parametrize("epochs", [0, 1, 5])
def test_epochs_and_the_lengths_of_histories(epochs):
    one = trainer(
        data={"source": points(10), "test_share": 0.3},
        layers=[dense(2, "tanh"), dense(1)],
        training={"epochs": epochs, "batch_size": 3},
    )
    while one.run(seconds=0.05):
        pass
    assert (one.epoch, one.update) == (epochs, epochs * 3)
    assert one.progress.outcome is Outcome.EPOCHS
    history = one.history.since(0)
    assert history.epochs.tolist() == list(range(epochs + 1))
    for values in (
        history.loss,
        history.test_loss,
        *history.metrics.values(),
        *history.test_metrics.values(),
    ):
        assert len(values) == epochs + 1
    now = one.evaluate()
    assert (history.loss[-1], history.test_loss[-1]) == (now.loss, now.test_loss)
    assert one.run(updates=5) == 0


def test_run_stops_where_it_is_told():
    one = trainer([dense(1)], data=points(7), training={"batch_size": 2})
    assert one.run(updates=3) == 3
    assert one.run(epochs=1) == 1 and one.epoch == 1
    assert one.run(epochs=2) == 8 and one.epoch == 3
    assert one.run(seconds=0.0) == 1
    assert (one.update, one.progress.outcome) == (13, Outcome.NONE)


@pytest.mark.parametrize("limit", [{"updates": 0}, {"epochs": 0}])
def test_running_for_nothing_comes_back(limit):
    one = trainer([dense(1)], data=points(7), training={"batch_size": 2})
    assert (one.run(**limit), one.update) == (0, 0)


def test_going_on_after_the_last_epoch():
    one = trainer(training={"epochs": 3})
    one.run(epochs=10)
    assert (one.epoch, one.progress.outcome) == (3, Outcome.EPOCHS)
    changes.go_on(one)
    one.run(epochs=10)
    assert (one.epoch, one.progress.outcome) == (6, Outcome.EPOCHS)


def test_reset_starts_anew_with_the_same_bits():
    one, fresh = trainer(MIXED, data=points(9)), trainer(MIXED, data=points(9))
    one.run(updates=7)
    changes.reset(one)
    assert_same_bits(one, fresh)
    one.run(updates=5)
    fresh.run(updates=5)
    assert_same_bits(one, fresh)


# evaluation


def test_parts_are_evaluated_in_prediction_mode():
    """No dropout, and running figures: recomputed from the arrays."""
    one = trainer(MIXED, data={"source": points(20), "test_share": 0.4}, training={"batch_size": 5})
    one.run(epochs=3)
    first, norm, last = one.weights()

    def predict(x):
        a = np.tanh(x @ first["weight"] + first["bias"])
        a = (a - norm["running_mean"]) / np.sqrt(norm["running_variance"] + 1e-5)
        a = a * norm["scale"] + norm["shift"]
        return a @ last["weight"] + last["bias"]

    now = one.evaluate()
    for part, loss in ((one.dataset.train, now.loss), (one.dataset.test, now.test_loss)):
        expected = np.mean((predict(part.inputs) - part.targets) ** 2)
        assert loss == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(one.figures.outputs(), predict(one.dataset.train.inputs), rtol=1e-12)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("loss", ["mean_squared_error", "huber", "mean_absolute_error"])
def test_losses_of_a_regression_are_in_original_units(loss, precision):
    source = points(20)
    source["targets"] = [[1000 + 50 * y] for (y,) in source["targets"]]
    one = trainer(
        [dense(3, "tanh"), dense(1)],
        data={"source": source, "scaling": "standard", "test_share": 0.25},
        loss=loss,
        training={"precision": precision, "epochs": 30},
        optimizer={"name": "sgd", "learning_rate": 0.1},
    )
    dataset = one.dataset
    one.run(epochs=30)
    spread = dataset.train.original_targets.std()
    assert spread > 10
    first, last = one.weights()
    figures = one.evaluate()
    rough = {"rel": 1e-10} if precision == "float64" else {"rel": 1e-3}
    for part, found in ((dataset.train, figures.loss), (dataset.test, figures.test_loss)):
        scaled = np.tanh(part.inputs @ first["weight"] + first["bias"]) @ last["weight"]
        outputs = (scaled + last["bias"]) * spread + dataset.train.original_targets.mean()
        d = outputs - part.original_targets
        expected = {
            "mean_squared_error": np.mean(d**2),
            "mean_absolute_error": np.mean(np.abs(d)),
            "huber": np.mean(np.where(np.abs(d) <= 1, d**2 / 2, np.abs(d) - 0.5)),
        }[loss]
        assert found == pytest.approx(expected, **rough)
        np.testing.assert_allclose(one.predict(part.raw_inputs), outputs, rtol=1e-4)
    metrics = figures.metrics
    assert metrics["root_mean_squared_error"] ** 2 == pytest.approx(metrics["mean_squared_error"])
    assert one.history.loss.since(0)[-1] == figures.loss
    np.testing.assert_allclose(
        one.figures.outputs(), one.predict(dataset.train.raw_inputs), rtol=1e-6
    )


def test_targets_are_scaled_for_training():
    """The batch that the network sees has mean 0 and deviation 1."""
    source = points(20)
    source["targets"] = [[1000 + 50 * y] for (y,) in source["targets"]]
    one = trainer([dense(1)], data={"source": source, "scaling": "standard"})
    batch = next(one.trace(1)).values
    np.testing.assert_allclose([batch["y"].mean(), batch["y"].std()], [0, 1], atol=1e-12)
    np.testing.assert_allclose(batch["x"].std(axis=0), 1, atol=1e-12)


def test_float32_is_float32_throughout():
    one = trainer(
        MIXED, data=points(9), training={"precision": "float32", "batch_size": 4}, optimizer="adam"
    )
    one.run(updates=5)
    assert {one.state.vector.dtype, one.work.gradient.dtype, one.figures.outputs().dtype} == {
        np.dtype(np.float32)
    }
    for record in one.trace(1):
        for name, value in record.values.items():
            if isinstance(value, np.ndarray) and name != "indexes":
                assert value.dtype == np.float32, (record.phase, name)
    wide = trainer(MIXED, data=points(9), training={"batch_size": 4}, optimizer="adam")
    wide.run(updates=6)
    np.testing.assert_allclose(one.state.parameters, wide.state.parameters, atol=1e-3)


def test_a_large_part_is_predicted_in_chunks(monkeypatch):
    made = project(
        [dense(3, "tanh"), dense(1, "sigmoid")],
        data={"source": {"name": "circle", "samples": 101}},
        loss="binary_cross_entropy",
    )
    whole = trainer_of(made)
    monkeypatch.setattr("core.training.evaluation._CHUNK_SAMPLES", 7)
    chunked = trainer_of(made)
    assert chunked.figures.predictor.chunk == 7
    np.testing.assert_allclose(chunked.figures.outputs(), whole.figures.outputs(), rtol=1e-12)
    assert chunked.evaluate().loss == pytest.approx(whole.evaluate().loss, rel=1e-12)
    assert chunked.evaluate().test_loss == pytest.approx(whole.evaluate().test_loss, rel=1e-12)


# what a trace says


def test_the_phases_of_an_update_in_their_order():
    one = trainer(MIXED, data=points(5))
    records = list(one.trace(2))
    kinds = [(r.phase, r.layer) for r in records[: len(records) // 2]]
    assert kinds == [
        ("batch", None),
        *[("forward", i) for i in range(4)],
        ("loss", None),
        *[("backward", i) for i in (3, 2, 1, 0)],
        *[("update", i) for i in (0, 2, 3)],
    ]
    assert [r.update for r in records] == [1] * 13 + [2] * 13
    assert [r.epoch for r in records] == [1] * 13 + [2] * 13


def test_the_unfused_slope_is_shown_where_it_is_finite():
    one = trainer([dense(1, "sigmoid")], loss="binary_cross_entropy")
    record = {r.phase: r.values for r in one.trace(1)}
    a, y = record["forward"]["a"], record["batch"]["y"]
    np.testing.assert_allclose(record["loss"]["gradient"], (a - y) / (a * (1 - a)) / 4, rtol=1e-12)
    np.testing.assert_allclose(record["backward"]["gradient_z"], (a - y) / 4, rtol=1e-14)
    far = trainer(
        [dense(1, "sigmoid")],
        loss="binary_cross_entropy",
        weights=[{"weight": [[1e4], [1e4]], "bias": [1e4]}],
    )
    record = {r.phase: r.values for r in far.trace(1)}
    assert record["loss"]["gradient"] is None
    assert record["loss"]["value"] == 1e4 * (1 + 3) / 4  # −ln(1 − a) = z where y = 0


def test_bits_tell_runs_apart():
    """The comparison that these tests rely on can fail."""
    one, other = trainer(), trainer(seed=1)
    assert bits(one) != bits(other)
    again = trainer()
    assert bits(one) == bits(again)
    again.run(updates=1)
    assert bits(one) != bits(again)
