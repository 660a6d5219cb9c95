"""The gradient check: it passes what is right, fails what is wrong, and knows a kink."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.project import Project
from core.training import gradient_check
from core.training.gradient_check import check_trainer, float64_twin
from tests.nets import bits, dense, points, trainer, trainer_of
from tests.strategies import trainable


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
    """Rectifiers at exactly 0 have a slope on the left and another on the right."""
    one = trainer(
        [dense(3, "relu", initializer="zeros"), dense(1, initializer="constant")], data=points(5)
    )
    result = check_trainer(one)
    assert result.failures == 0
    assert sum(item.kinks for item in result.arrays) > 0
    # a slope that is neither of the two is still wrong
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
