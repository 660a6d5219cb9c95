"""Optimizers against the published rules, written one parameter at a time in plain Python."""

import math

import numpy as np
import pytest

from core.components.optimizers import OPTIMIZERS
from core.components.schedules import SCHEDULES
from core.testing.parts import SIZE, UPDATES, drive, figures
from tests.nets import gradients, points, trainer


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


def rprop(w, o):
    kept = step = 0.0
    first = True
    while True:
        g, rate = yield w
        if first:
            step, first = rate, False
        sign = np.sign(g * kept)
        factor = o.increase if sign > 0 else o.decrease if sign < 0 else 1.0
        step = min(max(step * factor, o.smallest_step), o.largest_step)
        kept = 0.0 if sign < 0 else g
        w -= step * np.sign(kept)


RULES = {
    "sgd": sgd,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
    "nadam": nadam,
    "rprop": rprop,
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
    ("rprop", {}),
    ("rprop", {"increase": 1.5, "decrease": 0.3, "smallest_step": 0.01, "largest_step": 0.1}),
    (
        "rprop",
        {"smallest_step": 0.3, "largest_step": 0.2},
    ),  # np.clip and torch end with the largest
]


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
        rate = 1.0 if kind.searches else 0.03
        assert optimizer.learning_rate == rate
        assert optimizer.rate(0) == optimizer.rate(10**6) == rate


def test_adam_takes_a_first_step_of_the_rate():
    """m/(1 − β₁) = g and √(v/(1 − β₂)) = |g|: without the exponent t the second would not be."""
    found, _, _ = drive(made("adam", learning_rate=0.1), np.zeros(SIZE), [np.full(SIZE, 5.0)] * 3)
    np.testing.assert_allclose(found[:, 0], [-0.1, -0.2, -0.3], rtol=1e-7)


def test_adamw_decays_biases_too():
    """With no gradient every parameter of a network shrinks by 1 − 0.1·0.5."""
    one = trainer(optimizer={"name": "adamw", "learning_rate": 0.1, "weight_decay": 0.5})
    one.state.parameters[...] = 2.0
    one.work.gradient[...] = 0.0
    one.work._bound_update()()
    np.testing.assert_allclose(one.state.parameters, 1.9, rtol=1e-15)


@pytest.mark.parametrize("fields", [{"increase": 1.0}, {"decrease": 1.0}])
def test_pytorch_is_given_no_rprop_that_it_refuses(fields):
    assert made("rprop").torch() and not made("rprop", **fields).torch()


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


@pytest.mark.parametrize("name", sorted(RULES))
def test_in_a_trainer(name):
    """The first update of a network is the rule on its own gradient."""
    one = trainer(data=points(6, kind="binary"), optimizer=name)
    start = one.state.parameters.copy()
    gradients(one)
    slope = one.work.gradient.copy()
    one.step_phase()
    for i, g in enumerate(slope):
        rule = RULES[name](float(start[i]), one.project.optimizer)
        next(rule)
        assert one.state.parameters[i] == pytest.approx(rule.send((float(g), 0.03)), rel=1e-9)
