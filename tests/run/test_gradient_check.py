"""The gradient check: it passes what is right, fails what is wrong, and recognises a kink."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.cli.program import run
from core.lesson.check import Findings
from core.lesson.parts import Part
from core.pictures.findings import TOLERANCE
from core.project import Project
from core.run import gradient_check
from core.run.alone import Alone
from core.run.commands import CheckGradients, Load
from core.run.gradient_check import GradientChecking, check_trainer, float64_twin
from tests.amount import some
from tests.nets import bits, dense, points, project, trainer, trainer_of
from tests.strategies import trainable


@settings(max_examples=some(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_any_project_passes(description):
    assert check_trainer(float64_twin(trainer_of(Project.from_json(description)))).failures == 0


def test_it_leaves_the_trainer_as_it_was():
    layers = [dense(3, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)]
    fields = {"data": points(9), "training": {"batch_size": 4, "shuffle": True}}
    one, other = trainer(layers, **fields), trainer(layers, **fields)
    for each in (one, other):
        each.run(updates=4)
    check_trainer(one)
    for each in (one, other):
        each.run(updates=20)
    assert bits(one) == bits(other)


@pytest.mark.parametrize("index", [0, 5, 12])
@pytest.mark.parametrize("spoil", [lambda g: -g, lambda g: g * 1.00001, lambda g: g + 0.1])
def test_one_spoiled_slope_fails(index, spoil):
    one = trainer([dense(3, "tanh"), dense(1, "sigmoid")], seed=4)

    def tampered(gradient):
        gradient[index] = spoil(gradient[index])

    result = check_trainer(one, tampered=tampered)
    assert result.failures == 1
    failed = [item for item in result.arrays if item.failures]
    assert len(failed) == 1 and failed[0].worst > 1e-6
    worst = np.zeros(one.network.parameter_count)
    learned = one.network.learned(worst)[failed[0].layer][failed[0].name]
    learned[failed[0].worst_index] = 1.0
    assert worst[index] == 1.0


def test_a_gradient_of_nothing_fails():
    result = check_trainer(trainer(seed=1), tampered=lambda g: g.fill(0.0))
    assert result.failures > 10


def test_a_kink_is_recognised():
    """Rectifiers have different slopes to the left and the right of 0."""
    one = trainer(
        [dense(3, "relu", initializer="zeros"), dense(1, initializer="constant")], data=points(5)
    )
    result = check_trainer(one)
    assert result.failures == 0
    assert sum(item.kinks for item in result.arrays) > 0
    # a gradient that is neither of the two is still wrong
    spoiled = check_trainer(one, tampered=lambda g: g.__iadd__(0.01))
    assert spoiled.failures > 0


def test_float32_is_checked_by_its_twin():
    one = trainer(
        [dense(3, "tanh"), {"name": "batch_norm"}, dense(1)],
        data=points(6),
        training={"precision": "float32"},
    )
    one.run(updates=5)
    twin = float64_twin(one)
    assert twin.state.parameters.dtype == np.float64
    np.testing.assert_array_equal(twin.state.parameters, one.state.parameters)
    np.testing.assert_array_equal(twin.state.statistics, one.state.statistics)
    assert check_trainer(twin).failures == 0


def test_a_large_network_is_sampled(monkeypatch):
    monkeypatch.setattr(gradient_check, "MAX_CHECKED", 10)
    calls = []
    result = check_trainer(
        trainer([dense(20, "tanh"), dense(1)]),
        progress=lambda done, whole: calls.append((done, whole)),
    )
    assert calls == [(i + 1, 10) for i in range(10)]
    assert sum(item.checked for item in result.arrays) == 10
    assert sum(item.size for item in result.arrays) == 3 * 20 + 21


def test_the_penalty_is_part_of_it():
    one = trainer(regularizer={"name": "l2", "strength": 100.0})
    assert check_trainer(one).failures == 0


# for painting


@settings(max_examples=some(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_errors_by_layer_are_the_errors(description):
    one = float64_twin(trainer_of(Project.from_json(description)))
    result = check_trainer(one)
    assert result.errors.shape == (one.network.parameter_count,)
    assert not np.isnan(result.errors).any()
    assert np.all(result.errors < 1e-3)  # the precision of differences for a slope of nearly 0
    for layer, arrays in enumerate(one.network.learned(result.errors)):
        assert result.layer_errors[layer].keys() == arrays.keys()
        for name, array in arrays.items():
            np.testing.assert_array_equal(result.layer_errors[layer][name], array)
            assert result.layer_kinks[layer][name].shape == array.shape
            assert result.layer_kinks[layer][name].dtype == bool
            slopes, numeric = result.layer_slopes[layer][name], result.layer_numeric[layer][name]
            at_kink = result.layer_kinks[layer][name]
            scale = np.abs(slopes).max(initial=0.0) + 1e-6
            np.testing.assert_allclose(slopes[~at_kink], numeric[~at_kink], atol=1e-3 * scale)


@pytest.mark.parametrize(
    ("layer", "name", "index"), [(0, "weight", (1, 2)), (0, "bias", (0,)), (1, "weight", (2, 0))]
)
def test_the_worst_is_the_spoiled_one(layer, name, index):
    one = trainer([dense(3, "tanh"), dense(1, "sigmoid")], seed=4)

    def tampered(gradient):
        one.network.learned(gradient)[layer][name][index] *= 1.5

    result = check_trainer(one, tampered=tampered)
    worst = result.worst
    assert (worst.layer, worst.name, worst.index) == (layer, name, index)
    assert worst.slope == pytest.approx(1.5 * worst.numeric, rel=1e-6)
    assert worst.error == pytest.approx(1 / 3, rel=1e-6) and not worst.kink
    assert result.layer_errors[layer][name][index] == worst.error
    assert result.layer_slopes[layer][name][index] == worst.slope
    assert result.layer_numeric[layer][name][index] == worst.numeric
    assert np.count_nonzero(result.errors > 1e-6) == 1


def test_slopes_that_are_no_numbers_fail():
    result = check_trainer(trainer(seed=1), tampered=lambda g: g.fill(np.nan))
    assert result.failures == result.errors.size
    assert np.all(np.isinf(result.errors)) and np.isnan(result.worst.slope)


def test_kinks_are_marked():
    one = trainer(
        [dense(3, "relu", initializer="zeros"), dense(1, initializer="constant")], data=points(5)
    )
    result = check_trainer(one)
    marked = sum(int(array.sum()) for arrays in result.layer_kinks for array in arrays.values())
    assert marked == sum(item.kinks for item in result.arrays) > 0
    assert result.layer_kinks[0]["weight"].any() and not result.layer_kinks[1]["bias"].any()


def test_what_is_not_sampled_is_not_a_number(monkeypatch):
    monkeypatch.setattr(gradient_check, "MAX_CHECKED", 10)
    result = check_trainer(trainer([dense(20, "tanh"), dense(1)]))
    assert np.count_nonzero(~np.isnan(result.errors)) == 10
    assert sum(int((~np.isnan(a)).sum()) for d in result.layer_errors for a in d.values()) == 10
    assert sum(int((~np.isnan(a)).sum()) for d in result.layer_numeric for a in d.values()) == 10


# in slices


def restless(**fields):
    """A trainer with everything that the next update depends on, in the middle of an epoch."""
    one = trainer(
        [dense(3, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)],
        data=points(9),
        optimizer="adam",
        training={"batch_size": 4, "shuffle": True, **fields},
    )
    one.run(updates=4)
    return one


def finished(checking, between=None):
    counts = []
    while not checking.work(0.0):
        counts.append((checking.done, checking.whole))
        if between is not None:
            between()
    return counts


def test_slices_give_what_the_whole_gives():
    one = restless()
    whole = check_trainer(one)
    checking = GradientChecking(one)
    assert (checking.done, checking.whole) == (0, one.network.parameter_count)
    assert checking.result is None
    counts = finished(checking)
    assert counts == [(i + 1, checking.whole) for i in range(checking.whole)]
    assert checking.work(0.0) and checking.work(1.0)
    np.testing.assert_array_equal(checking.result.errors, whole.errors)
    assert checking.result.arrays == whole.arrays and checking.result.worst == whole.worst


def test_a_long_slice_is_the_whole():
    checking = GradientChecking(trainer())
    assert checking.work(60.0)
    assert checking.result.failures == 0 and checking.done == checking.whole


def test_the_trainer_goes_on_meanwhile():
    """The check is of the moment at which it began, and does not affect the trainer."""
    one, other = restless(), restless()
    expected = check_trainer(one)
    checking = GradientChecking(one)
    finished(checking, between=lambda: one.run(updates=1))
    other.run(updates=one.update - other.update)
    assert bits(one) == bits(other)
    np.testing.assert_array_equal(checking.result.errors, expected.errors)


def test_the_check_of_a_network_that_is_replaced_is_given_up():
    alone, told = Alone(), []
    alone.do(Load(project()))
    alone.run.answered.connect(lambda answer: told.append(answer.news))
    alone.run.do(CheckGradients())  # its first slice is still to come
    alone.run.do(Load(project([dense(5, "tanh"), dense(1, "sigmoid")])))
    while alone.run.wait() is not None:
        alone.run.work()
    assert "facts_ready" in told and "gradients_checked" not in told
    assert alone.ask(CheckGradients(), "gradients_checked").failures == 0


def test_kinks_and_errors_in_slices():
    one = trainer(
        [dense(3, "relu", initializer="zeros"), dense(1, initializer="constant")], data=points(5)
    )
    checking = GradientChecking(one)
    counts = finished(checking)
    suspects = sum(item.kinks for item in checking.result.arrays)
    assert suspects > 0 and checking.result.failures == 0
    assert counts[-1] == (checking.whole, one.network.parameter_count + suspects)
    spoiled = GradientChecking(one, tampered=lambda g: g.__iadd__(0.01))
    finished(spoiled)
    assert (
        spoiled.result.failures == check_trainer(one, tampered=lambda g: g.__iadd__(0.01)).failures
    )


def test_an_errstate_does_not_leak_out_of_a_slice():
    checking = GradientChecking(trainer())
    before = np.geterr()
    checking.work(0.0)
    assert np.geterr() == before


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_twin_draws_the_same_batch_and_masks(precision):
    one = restless(precision=precision)
    twin = float64_twin(one)
    assert twin.update == one.update and twin.state.slots.keys() == one.state.slots.keys()
    for _ in range(6):  # into the next epoch, which is shuffled anew
        for mine, theirs in zip(one.trace(1), twin.trace(1), strict=True):
            assert mine.phase == theirs.phase
            if mine.phase == "batch":
                np.testing.assert_array_equal(mine.values["indexes"], theirs.values["indexes"])
            if "mask" in mine.values:
                np.testing.assert_array_equal(mine.values["mask"], theirs.values["mask"])
    np.testing.assert_allclose(twin.state.parameters, one.state.parameters, rtol=1e-3, atol=1e-4)


def test_what_passes_over_the_tolerance_says_why(capsys):
    """A slope so small relative to the loss that no difference of losses has six of its digits."""
    path = Path(__file__).parent / "cases" / "check-over-tolerance.json"
    assert run(["check", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    found = [float(line.partition("largest relative error ")[2].split()[0]) for line in lines[1:-1]]
    assert max(found) > TOLERANCE
    for line, error in zip(lines[1:-1], found, strict=True):
        assert ("as exact as the difference itself" in line) == (error > TOLERANCE)
    trainer = float64_twin(trainer_of(Project.from_json(json.loads(path.read_text()))))
    check = check_trainer(trainer)
    assert check.is_by_rounding
    (item,) = [item for item in check.arrays if item.is_by_rounding]
    rows = Findings(check).rows(Part(item.layer, item.name, item.worst_index))
    said = ["".join(run.text for run in row) for row in rows]
    assert said[-2:] == ["✓ the slopes agree", "as exact as the difference itself"]
