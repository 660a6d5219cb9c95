"""Schedules: the factor on the learning rate, by the formulas of the table of components."""

import math

import pytest

from core.components.optimizers import OPTIMIZERS
from core.components.schedules import SCHEDULES
from tests.nets import trainer


def at(t, name, **fields):
    return SCHEDULES.read({"name": name, **fields}, "").at(t)


def test_constant():
    assert at(0, "constant") == at(10**9, "constant") == 1.0


@pytest.mark.parametrize(
    ("t", "factor"), [(0, 1), (999, 1), (1000, 0.5), (1999, 0.5), (2000, 0.25)]
)
def test_step(t, factor):
    assert at(t, "step") == factor
    assert at(t // 100, "step", every=10, factor=0.1) == pytest.approx(0.1 ** (t // 1000))


def test_step_upwards_for_ever_is_no_overflow():
    assert at(10**9, "step", every=1, factor=10.0) == math.inf


def test_exponential():
    assert at(0, "exponential") == 1.0
    assert at(3, "exponential") == pytest.approx(0.999**3, rel=1e-15)
    assert at(5, "exponential", decay=0.5) == 1 / 32
    assert at(10**9, "exponential", decay=0.5) == 0.0


@pytest.mark.parametrize(
    ("t", "factor"),
    [
        (0, 1.0),
        (2500, 0.5 * (1 + math.sqrt(0.5))),
        (5000, 0.5),
        (10_000, 0.0),
        (99_999, 0.0),
    ],
)
def test_cosine(t, factor):
    assert at(t, "cosine") == pytest.approx(factor, abs=1e-15)
    # f + (1 − f)·factor
    assert at(t, "cosine", final=0.2) == pytest.approx(0.2 + 0.8 * factor, abs=1e-15)


@pytest.mark.parametrize(
    ("t", "factor"),
    [
        (0, 1 / 500),
        (249, 0.5),
        (499, 1.0),
        (500, 1.0),
        (5250, 0.5),  # half way from 500 to 10,000
        (10_000, 0.0),
        (20_000, 0.0),
    ],
)
def test_warmup_cosine(t, factor):
    assert at(t, "warmup_cosine") == pytest.approx(factor, abs=1e-15)


def test_a_warmup_as_long_as_the_wave_ends_in_its_end():
    fields = {"warmup": 10, "length": 10, "final": 0.25}
    assert at(9, "warmup_cosine", **fields) == 1.0
    assert at(10, "warmup_cosine", **fields) == 0.25
    assert at(0, "warmup_cosine", warmup=0, length=10) == 1.0


@pytest.mark.parametrize("name", SCHEDULES.names())
def test_the_rate_of_an_update_counts_the_updates_done(name):
    """Samples one by one: the rate of update t is learning_rate × factor(t), not per epoch."""
    one = trainer(
        optimizer={"name": "sgd", "learning_rate": 0.5, "schedule": name},
        training={"batch_size": 1},
    )
    rates = [r.values["learning_rate"] for r in one.trace(9) if (r.phase, r.layer) == ("update", 0)]
    assert rates == [0.5 * at(t, name) for t in range(9)]
    optimizer = OPTIMIZERS.read({"name": "adam", "learning_rate": 2.0, "schedule": name}, "")
    assert optimizer.rate(123) == 2.0 * at(123, name)
