"""Optimizers against the published rules, written one parameter at a time in plain Python."""

import math

import numpy as np
import pytest

from core.components.optimizers import OPTIMIZERS
from core.components.schedules import SCHEDULES
from tests.nets import gradients, points, trainer

UPDATES = 50
SIZE = 7

EVERY = pytest.mark.parametrize("name", OPTIMIZERS.names())


def made(name, **fields):
    return OPTIMIZERS.read({"name": name, **fields}, "")


# torch.optim's published algorithms. Each is a generator: it is sent gradients and learning rates
# and yields the parameter w.


def sgd(w, o):
    v = None
    while True:
        g, rate = yield w
        if o.momentum:
            v = g if v is None else o.momentum * v + g
            g = g + o.momentum * v if o.nesterov else v
        w = w - rate * g


def adagrad(w, o):
    total = 0.0
    while True:
        g, rate = yield w
        total += g * g
        w -= rate * g / (math.sqrt(total) + o.epsilon)


def rmsprop(w, o):
    mean = 0.0
    while True:
        g, rate = yield w
        mean = o.decay * mean + (1 - o.decay) * g * g
        w -= rate * g / (math.sqrt(mean) + o.epsilon)


def adam(w, o):
    m = v = 0.0
    t = 0
    while True:
        g, rate = yield w
        t += 1
        w *= 1 - rate * getattr(o, "weight_decay", 0.0)
        m = o.beta1 * m + (1 - o.beta1) * g
        v = o.beta2 * v + (1 - o.beta2) * g * g
        corrected_m = m / (1 - o.beta1**t)
        corrected_v = v / (1 - o.beta2**t)
        w -= rate * corrected_m / (math.sqrt(corrected_v) + o.epsilon)


def nadam(w, o):
    m = v = 0.0
    product, t = 1.0, 0
    while True:
        g, rate = yield w
        t += 1
        mu = o.beta1 * (1 - 0.5 * 0.96 ** (t * o.momentum_decay))
        following = o.beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * o.momentum_decay))
        product *= mu
        m = o.beta1 * m + (1 - o.beta1) * g
        v = o.beta2 * v + (1 - o.beta2) * g * g
        root = math.sqrt(v / (1 - o.beta2**t)) + o.epsilon
        w -= rate * (1 - mu) / (1 - product) * g / root
        w -= rate * following / (1 - product * following) * m / root


RULES = {
    "sgd": sgd,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
    "nadam": nadam,
}
SETTINGS = [
    ("sgd", {}),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("sgd", {"nesterov": True}),
    ("adagrad", {}),
    ("adagrad", {"epsilon": 0.1}),
    ("rmsprop", {}),
    ("rmsprop", {"decay": 0.5, "epsilon": 0.01}),
    ("adam", {}),
    ("adam", {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01}),
    ("adam", {"beta1": 0.0, "beta2": 0.0}),
    ("adamw", {}),
    ("adamw", {"weight_decay": 0.5}),
    ("nadam", {}),
    ("nadam", {"momentum_decay": 0.5, "epsilon": 0.01}),
]


def drive(optimizer, start, series, dtype=np.float64):
    """Run updates on a flat vector; return it after each, and the state."""
    w, gradient = start.astype(dtype), np.zeros(SIZE, dtype)
    slots = {name: np.zeros(SIZE, dtype) for name in optimizer.state_slots()}
    counters = dict(optimizer.counters)
    update = optimizer.bind(w, gradient, slots, counters)
    found = []
    with np.errstate(all="ignore"):
        for t, g in enumerate(series):
            gradient[...] = g
            update(optimizer.rate(t))
            found.append(w.copy())
    return np.array(found), slots, counters


def figures(seed=0):
    rng = np.random.default_rng(seed)
    series = rng.normal(size=(UPDATES, SIZE)) * 10.0 ** rng.integers(-3, 2, size=SIZE)
    series[:, 0] = 1e-5  # a small slope
    series[10:20, 1] = 0.0  # none for a while
    return rng.normal(size=SIZE), series


@pytest.mark.parametrize("schedule", SCHEDULES.names())
@pytest.mark.parametrize(("name", "fields"), SETTINGS, ids=str)
def test_fifty_updates_by_the_published_rule(name, fields, schedule):
    short = {"step": {"every": 7}, "cosine": {"length": 30}, "exponential": {"decay": 0.9}}
    short["warmup_cosine"] = {"warmup": 5, "length": 40}
    optimizer = made(
        name,
        learning_rate=0.1,
        schedule={"name": schedule, **short.get(schedule, {})},
        **fields,
    )
    start, series = figures()
    found, _, _ = drive(optimizer, start, series)
    for i in range(SIZE):
        rule = RULES[name](float(start[i]), optimizer)
        next(rule)
        for t in range(UPDATES):
            expected = rule.send((float(series[t, i]), 0.1 * optimizer.schedule.at(t)))
            assert found[t, i] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_defaults_but_for_the_rate():
    for kind in OPTIMIZERS:
        optimizer = kind()
        assert optimizer.learning_rate == 0.03
        assert optimizer.rate(0) == optimizer.rate(10**6) == 0.03


def test_adam_takes_a_first_step_of_the_rate():
    """m/(1 − β₁) = g and √(v/(1 − β₂)) = |g|: without the exponent t the second would not be."""
    found, _, _ = drive(made("adam", learning_rate=0.1), np.zeros(SIZE), [np.full(SIZE, 5.0)] * 3)
    np.testing.assert_allclose(found[:, 0], [-0.1, -0.2, -0.3], rtol=1e-7)


def test_adamw_decays_biases_too():
    """With no gradient every parameter of a network shrinks by 1 − 0.1·0.5."""
    one = trainer(optimizer={"name": "adamw", "learning_rate": 0.1, "weight_decay": 0.5})
    one.state.parameters[...] = 2.0
    one.gradient[...] = 0.0
    one._step(0.1)
    np.testing.assert_allclose(one.state.parameters, 1.9, rtol=1e-15)


def test_momentum_by_hand():
    """g = 1, 1, 1 and μ = ½: v = 1, 1.5, 1.75; steps of 0.1·v."""
    found, slots, _ = drive(
        made("sgd", learning_rate=0.1, momentum=0.5), np.zeros(SIZE), [np.ones(SIZE)] * 3
    )
    np.testing.assert_allclose(found[:, 0], [-0.1, -0.25, -0.425], rtol=1e-14)
    np.testing.assert_allclose(slots["velocity"], 1.75)


def test_nesterov_by_hand():
    """Steps by g + μv = 1.5, 1.75, 1.875."""
    found, _, _ = drive(
        made("sgd", learning_rate=0.1, momentum=0.5, nesterov=True),
        np.zeros(SIZE),
        [np.ones(SIZE)] * 3,
    )
    np.testing.assert_allclose(found[:, 0], [-0.15, -0.325, -0.5125], rtol=1e-14)


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam", "adamw", "nadam"])
def test_nothing_over_nothing_is_no_step(name):
    found, _, _ = drive(
        made(name, epsilon=0.0, **({"weight_decay": 0.0} if name == "adamw" else {})),
        np.ones(SIZE),
        [np.zeros(SIZE)] * 3,
    )
    np.testing.assert_array_equal(found, 1.0)


@EVERY
def test_a_valley_is_descended(name):
    """½w² from 1, in three hundred updates."""
    optimizer = made(name, learning_rate=0.1)
    w, gradient = np.ones(SIZE), np.zeros(SIZE)
    slots = {slot: np.zeros(SIZE) for slot in optimizer.state_slots()}
    update = optimizer.bind(w, gradient, slots, dict(optimizer.counters))
    for t in range(300):
        gradient[...] = w
        update(optimizer.rate(t))
    assert np.abs(w).max() < 0.1


@EVERY
def test_the_gradient_is_left_alone_and_float32_stays(name):
    start, series = figures(3)
    wide, _, _ = drive(made(name), start, series)
    narrow, slots, _ = drive(made(name), start, series, np.float32)
    assert narrow.dtype == np.float32
    assert all(vector.dtype == np.float32 for vector in slots.values())
    np.testing.assert_allclose(narrow, wide, rtol=1e-3, atol=1e-3)
    optimizer = made(name)
    gradient = series[0].copy()
    slots = {slot: np.zeros(SIZE) for slot in optimizer.state_slots()}
    optimizer.bind(start.copy(), gradient, slots, dict(optimizer.counters))(0.1)
    np.testing.assert_array_equal(gradient, series[0])


@EVERY
def test_the_state_is_all_in_slots_and_counters(name):
    """Bound anew to copies of them after half the updates, it goes on to the same bits."""
    optimizer = made(name)
    start, series = figures(5)
    straight, _, _ = drive(optimizer, start, series)
    half = UPDATES // 2
    before, slots, counters = drive(optimizer, start, series[:half])
    w, gradient = before[-1].copy(), np.zeros(SIZE)
    slots = {name: vector.copy() for name, vector in slots.items()}
    update = optimizer.bind(w, gradient, slots, dict(counters))
    for t in range(half, UPDATES):
        gradient[...] = series[t]
        update(optimizer.rate(t))
    np.testing.assert_array_equal(w, straight[-1])


@EVERY
def test_the_starting_counters_are_never_written(name):
    kind = OPTIMIZERS.named(name)
    before = dict(kind.counters)
    drive(kind(), *figures())
    assert kind.counters == before


@pytest.mark.parametrize("name", sorted(RULES))
def test_in_a_trainer(name):
    """The first update of a network is the rule on its own gradient."""
    one = trainer(data=points(6, kind="binary"), optimizer=name)
    start = one.state.parameters.copy()
    gradients(one)
    slope = one.gradient.copy()
    one.step_phase()
    for i, g in enumerate(slope):
        rule = RULES[name](float(start[i]), one.project.optimizer)
        next(rule)
        assert one.state.parameters[i] == pytest.approx(rule.send((float(g), 0.03)), rel=1e-9)
