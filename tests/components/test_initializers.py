"""Initializers: the moments and ranges of what they draw."""

import numpy as np
import pytest

from core.components.initializers import INITIALIZERS

INPUTS, UNITS = 300, 500
SHAPE = (INPUTS, UNITS)

#: the variance for these numbers of inputs and units, and the largest value if there is one
VARIANCES = {
    "glorot_uniform": (2 / 800, np.sqrt(6 / 800)),
    "glorot_normal": (2 / 800, None),
    "he_uniform": (2 / 300, np.sqrt(6 / 300)),
    "he_normal": (2 / 300, None),
    "lecun_normal": (1 / 300, None),
    "uniform": (1 / 3, 1.0),
    "normal": (1.0, None),
}
EVERY = pytest.mark.parametrize("name", INITIALIZERS.names())


def draw(name, shape=SHAPE, inputs=INPUTS, units=UNITS, seed=0, **fields):
    initializer = INITIALIZERS.read({"name": name, **fields}, "")
    return initializer.draw(np.random.default_rng(seed), shape, inputs, units)


@EVERY
def test_shape_type_and_seed(name):
    for shape, inputs, units in ((SHAPE, INPUTS, UNITS), ((1, 1), 1, 1), ((7,), 3, 7)):
        first = draw(name, shape, inputs, units)
        assert first.shape == shape and first.dtype == np.float64
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, draw(name, shape, inputs, units))


@EVERY
def test_only_the_given_stream_is_drawn_from(name):
    initializer = INITIALIZERS.named(name)()
    np.random.seed(1)  # noqa: NPY002  (the global state, which must not matter)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first = initializer.draw(np.random.default_rng(5), (3, 4), 3, 4)
    second = initializer.draw(np.random.default_rng(6), (3, 4), 3, 4)
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002
    if name in (*VARIANCES, "orthogonal"):
        assert not np.array_equal(first, second)


@pytest.mark.parametrize("name", sorted(VARIANCES))
def test_mean_variance_and_range(name):
    """150,000 draws: mean and variance within five of their standard deviations."""
    variance, limit = VARIANCES[name]
    values = draw(name)
    n = values.size
    assert abs(values.mean()) < 5 * np.sqrt(variance / n)
    assert values.var() == pytest.approx(variance, rel=5 * np.sqrt(2 / n))
    if limit is None:
        # normal: 4.55 % lie beyond two deviations
        beyond = np.mean(np.abs(values) > 2 * np.sqrt(variance))
        assert beyond == pytest.approx(0.0455, abs=0.003)
    else:
        assert 0.999 * limit < np.abs(values).max() <= limit
        # uniform: a quarter lies in the outer quarter
        assert np.mean(np.abs(values) > 0.75 * limit) == pytest.approx(0.25, abs=0.01)


def test_uniform_between_two_ends_in_either_order():
    values = draw("uniform", low=2.0, high=5.0)
    assert values.min() >= 2 and values.max() <= 5 and values.mean() == pytest.approx(3.5, abs=0.01)
    np.testing.assert_array_equal(values, draw("uniform", low=5.0, high=2.0))
    np.testing.assert_array_equal(draw("uniform", low=3.0, high=3.0), 3.0)


def test_normal_with_mean_and_deviation():
    values = draw("normal", mean=3.0, deviation=0.5)
    assert values.mean() == pytest.approx(3.0, abs=0.01)
    assert values.std() == pytest.approx(0.5, abs=0.01)
    np.testing.assert_array_equal(draw("normal", mean=3.0, deviation=0.0), 3.0)


@pytest.mark.parametrize("shape", [(5, 5), (8, 3), (3, 8), (1, 4), (4, 1)])
@pytest.mark.parametrize("gain", [1.0, -2.0])
def test_orthogonal(shape, gain):
    """QᵀQ = gain²·1 for tall matrices, QQᵀ for wide ones."""
    q = draw("orthogonal", shape, *shape, gain=gain)
    small = q.T @ q if shape[0] >= shape[1] else q @ q.T
    np.testing.assert_allclose(small, gain**2 * np.eye(min(shape)), atol=1e-12)


def test_orthogonal_matrices_have_no_preferred_sign():
    """Without the sign of R's diagonal, Q of a QR by reflections has a biased diagonal."""
    diagonal = [draw("orthogonal", (3, 3), 3, 3, seed=seed)[0, 0] for seed in range(400)]
    assert abs(np.mean(diagonal)) < 5 * np.sqrt(1 / 3 / 400)


def test_constants():
    np.testing.assert_array_equal(draw("zeros"), 0.0)
    np.testing.assert_array_equal(draw("constant"), 0.1)
    np.testing.assert_array_equal(draw("constant", value=-2.5), -2.5)


@EVERY
def test_a_zero_may_be_written_as_minus_zero(name):
    """For example in a bias that starts at the mean: −0 is at the lower bound, and in range."""
    fields = [item.name for item in INITIALIZERS.named(name).parameters()]
    for field in fields:
        plain = draw(name, (3, 2), 3, 2, **{field: 0.0})
        np.testing.assert_array_equal(draw(name, (3, 2), 3, 2, **{field: -0.0}), plain)
