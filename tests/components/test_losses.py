"""Losses against formulas written independently, and their slopes against autograd."""

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from core.components.activations import ACTIVATIONS
from core.components.losses import LOSSES
from core.testing.functions import fused_slope, sums_and_targets
from core.testing.functions import loss_slope as slope
from core.testing.functions import loss_value as value

#: outputs a and targets y as (outputs, samples); m is the number of samples
FORMULAS = {
    "mean_squared_error": lambda a, y: anp.sum((a - y) ** 2) / y.size,
    "sum_squared_error": lambda a, y: anp.sum((a - y) ** 2),
    "mean_absolute_error": lambda a, y: anp.sum(anp.abs(a - y)) / y.size,
    "huber": lambda a, y: (
        anp.sum(
            anp.where(anp.abs(a - y) <= 1, 0.5 * (a - y) ** 2, 1.0 * (anp.abs(a - y) - 0.5 * 1.0))
        )
        / y.size
    ),
    "hinge": lambda a, y: anp.sum(anp.maximum(0, 1 - (2 * y - 1) * a)) / y.size,
    "binary_cross_entropy": lambda a, y: (
        -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a)) / y.size
    ),
    "categorical_cross_entropy": lambda a, y: -anp.sum(y * anp.log(a)) / y.shape[1],
}
VARIANTS = [
    ({"name": "mean_squared_error", "half": True}, "mean_squared_error", lambda y: 0.5),
    ({"name": "sum_squared_error", "half": True}, "sum_squared_error", lambda y: 0.5),
    *(
        variant
        for name in (
            "mean_squared_error",
            "mean_absolute_error",
            "huber",
            "hinge",
            "binary_cross_entropy",
        )
        for variant in (
            ({"name": name, "reduction": "sum"}, name, lambda y: y.size),
            # outputs are rows: the sum over them, the mean over samples
            ({"name": name, "reduction": "mean_samples"}, name, lambda y: y.shape[0]),
        )
    ),
    (
        {"name": "mean_squared_error", "half": True, "reduction": "sum"},
        "mean_squared_error",
        lambda y: 0.5 * y.size,
    ),
    (
        {"name": "mean_squared_error", "half": True, "reduction": "mean_samples"},
        "mean_squared_error",
        lambda y: 0.5 * y.shape[0],
    ),
    (
        {"name": "categorical_cross_entropy", "reduction": "sum"},
        "categorical_cross_entropy",
        lambda y: y.shape[1],
    ),
]


def made(name, **fields):
    return LOSSES.read({"name": name, **fields}, "")


EVERY = pytest.mark.parametrize("name", LOSSES.names())
FUSED = [name for name in LOSSES.names() if LOSSES.named(name).fused]


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_values(name):
    loss = made(name)
    _, z, a, y = sums_and_targets(loss)
    assert value(loss, a, y, z) == pytest.approx(float(FORMULAS[name](a, y)), rel=1e-13)


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_slopes_against_autograd(name):
    loss = made(name)
    _, z, a, y = sums_and_targets(loss)
    expected = grad(lambda a: FORMULAS[name](a, y))(a)
    np.testing.assert_allclose(slope(loss, a, y, z), expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize(
    ("description", "name", "factor"), VARIANTS, ids=lambda v: "" if callable(v) else str(v)[:40]
)
def test_halves_and_sums(description, name, factor):
    loss, plain = LOSSES.read(description, ""), made(name)
    _, z, a, y = sums_and_targets(loss)
    assert value(loss, a, y, z) == pytest.approx(factor(y) * value(plain, a, y, z), rel=1e-14)
    np.testing.assert_allclose(
        slope(loss, a, y, z), factor(y) * slope(plain, a, y, z), rtol=1e-13, atol=1e-16
    )
    if loss.fused:
        np.testing.assert_allclose(
            fused_slope(loss, a, y), factor(y) * fused_slope(plain, a, y), rtol=1e-13, atol=1e-16
        )


@EVERY
def test_a_perfect_prediction_costs_nothing(name):
    loss = made(name)
    if loss.targets == "any":
        y = np.array([[1.0, -2.0]])
        assert value(loss, y, y, y) == 0.0
        np.testing.assert_array_equal(slope(loss, y, y, y), 0.0)
    else:
        z = np.array([[1e4, -1e4], [-1e4, 1e4]])
        y = np.array([[1.0, 0.0], [0.0, 1.0]])
        a = y if loss.fused else z
        assert value(loss, a, y, z) == 0.0


def one_large_and_many_small(loss, large=2.0**30, small=64.0):
    """Return z and y for one large value and 127 small ones, all exact in float32.

    Small numbers added to 2³⁰ are rounded away: its neighbours in float32 are 64 and 128 apart.
    """
    z, y = np.full((1, 128), small), np.zeros((1, 128))
    z[0, 0] = large
    if loss.targets == "binary":  # hinge: 1 + a with y = 0
        return z - 1.0, y
    if loss.targets == "unit":  # ln(1 + eᶻ) is z here
        return z, y
    if loss.targets == "shares":
        return np.vstack([z, np.zeros_like(z)]), np.vstack([y, np.ones_like(y)])
    if "squared" in loss.name or loss.name == "huber":
        z = np.sqrt(z)
    return z, y


@EVERY
def test_float32_sums_are_taken_in_float64(name):
    loss = made(name, delta=1e6) if name == "huber" else made(name)
    z, y = one_large_and_many_small(loss)
    activation = ACTIVATIONS.named((loss.fits or ("linear",))[0])()
    values = []
    for dtype in (np.float32, np.float64):
        zs, ys = z.astype(dtype), y.astype(dtype)
        a = np.empty_like(zs)
        with np.errstate(all="ignore"):
            activation.forward(zs, a, np.empty_like(zs))
            values.append(value(loss, a, ys, zs))
            assert slope(loss, a, ys, zs).dtype == dtype
        assert type(values[-1]) is float
    assert values[0] == pytest.approx(values[1], rel=1e-12)


# by hand


def test_mean_squared_error_by_hand():
    """a − y = 1, −2, 0, 3: squares 1 + 4 + 0 + 9 = 14, over 4 values 3.5; slope 2(a − y)/4."""
    a, y = np.array([[2.0, 0.0], [1.0, 4.0]]), np.array([[1.0, 2.0], [1.0, 1.0]])
    loss = made("mean_squared_error")
    assert value(loss, a, y, a) == 3.5
    np.testing.assert_array_equal(slope(loss, a, y, a), [[0.5, -1.0], [0.0, 1.5]])
    assert value(made("sum_squared_error"), a, y, a) == 14.0
    assert value(made("mean_absolute_error"), a, y, a) == 1.5
    np.testing.assert_array_equal(
        slope(made("mean_absolute_error"), a, y, a), [[0.25, -0.25], [0.0, 0.25]]
    )


def test_huber_by_hand():
    """δ = 2, d = 1, −3, 2, −2: ½·1 = 0.5, 2(3 − 1) = 4, ½·4 = 2, 2; sum 8.5 over 4."""
    d = np.array([[1.0, -3.0, 2.0, -2.0]])
    loss = made("huber", delta=2.0)
    assert value(loss, d, np.zeros_like(d), d) == 8.5 / 4
    np.testing.assert_array_equal(
        slope(loss, d, np.zeros_like(d), d), np.array([[1.0, -2.0, 2.0, -2.0]]) / 4
    )


def test_hinge_by_hand():
    """t·a = 0.5, 2, −1, 1: 1 − t·a = 0.5, −1, 2, 0; Σmax = 2.5; at 0 the slope is 0."""
    a, y = np.array([[0.5, -2.0, -1.0, 1.0]]), np.array([[1.0, 0.0, 1.0, 1.0]])
    loss = made("hinge")
    assert value(loss, a, y, a) == 2.5 / 4
    np.testing.assert_array_equal(slope(loss, a, y, a), np.array([[-1.0, 0.0, -1.0, 0.0]]) / 4)


# the cross-entropies at the ends of the range


@pytest.mark.parametrize(
    ("z", "y", "expected"),
    [
        (1e4, 1.0, 0.0),
        (1e4, 0.0, 1e4),
        (-1e4, 1.0, 1e4),
        (-1e4, 0.0, 0.0),
        (1e4, 0.25, 7500.0),
        (-1e4, 0.25, 2500.0),
        (0.0, 0.5, math.log(2)),
        (1e300, 1.0, 0.0),
        (-1e300, 1.0, 1e300),
        (700.0, 0.0, 700.0),
        # ln(1 + e⁻³⁰) and ln(1 + e⁻⁴⁰): a is rounded to 1, the loss is not rounded to 0
        (30.0, 1.0, math.log1p(math.exp(-30))),
        (-30.0, 0.0, math.log1p(math.exp(-30))),
        (40.0, 1.0, math.log1p(math.exp(-40))),
    ],
)
def test_binary_cross_entropy_from_the_sums(z, y, expected):
    """a is exactly 0 or 1 here, so that only z knows the value."""
    sums, targets = np.array([[z]]), np.array([[y]])
    a = np.empty_like(sums)
    with np.errstate(all="ignore"):
        ACTIVATIONS.named("sigmoid")().forward(sums, a, np.empty_like(a))
    loss = made("binary_cross_entropy")
    assert value(loss, a, targets, sums) == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(fused_slope(loss, a, targets), a - targets)


@pytest.mark.parametrize(
    ("z", "y", "expected"),
    [
        ([1e4, -1e4], [1.0, 0.0], 0.0),
        ([1e4, -1e4], [0.0, 1.0], 2e4),
        ([1e4, 1e4], [1.0, 0.0], math.log(2)),
        ([-1e4, -1e4], [0.5, 0.5], math.log(2)),
        ([1e4, -1e4], [0.5, 0.5], 1e4),
        ([0.0, 0.0], [0.0, 1.0], math.log(2)),
        ([1e300, -1e300], [1.0, 0.0], 0.0),
        ([700.0, 0.0], [0.0, 1.0], 700.0),
        ([30.0, 0.0], [1.0, 0.0], math.log1p(math.exp(-30))),
    ],
)
def test_categorical_cross_entropy_from_the_sums(z, y, expected):
    sums, targets = np.array([z]).T, np.array([y]).T
    a = np.empty_like(sums)
    with np.errstate(all="ignore"):
        ACTIVATIONS.named("softmax")().forward(sums, a, np.empty_like(a))
    loss = made("categorical_cross_entropy")
    assert value(loss, a, targets, sums) == pytest.approx(expected, rel=1e-12, abs=3e-16)
    np.testing.assert_array_equal(fused_slope(loss, a, targets), a - targets)


@pytest.mark.parametrize("name", FUSED)
def test_the_unfused_chain_runs_over_where_a_is_exactly_0_or_1(name):
    """That is why it is left out of the display, and never used for an update."""
    a = np.array([[1.0, 0.0], [0.0, 1.0]])
    y = 1.0 - a
    with np.errstate(all="ignore"):
        assert not np.isfinite(slope(made(name), a, y, a * 1e4)).all()
