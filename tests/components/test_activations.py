"""Activations against formulas written independently, and their derivatives."""

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, jacobian

from core.components.activations import ACTIVATIONS
from core.testing.functions import backward, forward

ELEMENTWISE = [name for name in ACTIVATIONS.names() if name != "softmax"]

LAMBDA, ALPHA = 1.0507009873554805, 1.6732632423543772


def _exp(x):
    return math.exp(x) if x < 709 else math.inf


def _sigmoid(z):
    return 1 / (1 + _exp(-z)) if z > -700 else _exp(z)


def _softplus(z):
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


#: one number at a time, in plain Python
FORMULAS = {
    "linear": lambda z: z,
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "selu": lambda z: LAMBDA * z if z > 0 else LAMBDA * ALPHA * math.expm1(z),
    "gelu": lambda z: 0.5 * z * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "swish": lambda z: z * _sigmoid(z),
    "mish": lambda z: z * math.tanh(_softplus(z)),
    "softplus": _softplus,
    "softsign": lambda z: z / (1 + abs(z)),
    "sine": math.sin,
    "gaussian": lambda z: math.exp(-z * z),
    "hard_sigmoid": lambda z: min(max(z + 3, 0), 6) / 6,
}
#: the same for autograd, on arrays
SMOOTH = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0 * z),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(z) - 1),
    "selu": lambda z: LAMBDA * anp.where(z > 0, z, ALPHA * (anp.exp(z) - 1)),
    "gelu": lambda z: 0.5 * z * (1 + anp.tanh(anp.sqrt(2 / anp.pi) * (z + 0.044715 * z**3))),
    "swish": lambda z: z / (1 + anp.exp(-z)),
    "mish": lambda z: z * anp.tanh(anp.log(1 + anp.exp(z))),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "softsign": lambda z: z / (1 + anp.abs(z)),
    "sine": anp.sin,
    "gaussian": lambda z: anp.exp(-(z**2)),
    "hard_sigmoid": lambda z: anp.minimum(anp.maximum(z + 3, 0), 6) / 6,
}

VALUES = [0.0, -0.0, 1e-300, -1e-300, 1e-8, -1e-8, 0.3, -0.3, 1.0, -1.0, 2.5, -2.5, 3.0, -3.0]
VALUES += [17.0, -17.0, 36.7, -36.7, 100.0, -100.0, 700.0, -700.0, 1e4, -1e4]
#: between the kinks of every activation known
GRID = np.array([-7.3, -3.4, -2.6, -1.2, -0.35, -1e-3, 1e-3, 0.35, 1.2, 2.6, 3.4, 7.3])


def made(name, **fields):
    return ACTIVATIONS.read({"name": name, **fields}, "")


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_values(name):
    found = forward(made(name), np.array([VALUES]))[0]
    expected = [FORMULAS[name](z) for z in VALUES]
    np.testing.assert_allclose(found, expected, rtol=2e-15, atol=0)


@pytest.mark.parametrize("name", sorted(SMOOTH))
def test_derivative_against_autograd(name):
    expected = elementwise_grad(SMOOTH[name])(GRID)
    np.testing.assert_allclose(
        backward(made(name), GRID[np.newaxis])[0], expected, rtol=1e-10, atol=1e-15
    )


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("kink", [-6.0, -3.0, -1.0, 0.0, 1.0, 3.0, 6.0])
def test_derivative_at_a_kink_is_the_one_from_the_left(name, kink):
    h = 1e-7
    activation = made(name)
    left = forward(activation, np.array([[kink]])) - forward(activation, np.array([[kink - h]]))
    np.testing.assert_allclose(
        backward(activation, np.array([[kink]]))[0, 0], left[0, 0] / h, atol=1e-6
    )


@pytest.mark.parametrize(
    ("description", "at", "slope"),
    [
        ({"name": "relu"}, 0.0, 0.0),
        ({"name": "leaky_relu"}, 0.0, 0.01),
        ({"name": "leaky_relu"}, -5.0, 0.01),
        ({"name": "leaky_relu", "slope": 0.3}, -5.0, 0.3),
        ({"name": "leaky_relu", "slope": 0.0}, -5.0, 0.0),
        ({"name": "elu", "alpha": 2.0}, 0.0, 2.0),
        ({"name": "elu", "alpha": 2.0}, -1.0, 2 * math.exp(-1)),
        ({"name": "selu"}, 0.0, LAMBDA * ALPHA),
        ({"name": "hard_sigmoid"}, -3.0, 0.0),
        ({"name": "hard_sigmoid"}, 3.0, 1 / 6),
    ],
)
def test_slopes_by_hand(description, at, slope):
    activation = ACTIVATIONS.read(description, "")
    assert backward(activation, np.array([[at]]))[0, 0] == pytest.approx(slope, rel=1e-15)


def test_parameters_are_used():
    z = np.array([[-1.0, 2.0]])
    np.testing.assert_allclose(forward(made("leaky_relu", slope=0.3), z), [[-0.3, 2.0]])
    np.testing.assert_allclose(
        forward(made("elu", alpha=2.0), z), [[2 * math.expm1(-1), 2.0]], rtol=1e-15
    )


# softmax


def test_softmax_by_hand():
    """e⁰, e¹, e² over their sum 11.1073: 0.0900, 0.2447, 0.6652; each column on its own."""
    z = np.array([[0.0, 5.0], [1.0, 5.0], [2.0, 5.0]])
    found = forward(made("softmax"), z)
    np.testing.assert_allclose(found[:, 0], [0.0900305732, 0.2447284711, 0.6652409558], atol=1e-10)
    np.testing.assert_allclose(found[:, 1], 1 / 3)


@pytest.mark.parametrize("size", [1e4, 1e300, 1.7e308])
def test_softmax_of_large_sums(size):
    z = np.array([[size, -size, size], [-size, -size, size], [0.0, -size, -size]])
    found = forward(made("softmax"), z)
    np.testing.assert_allclose(found, [[1, 1 / 3, 0.5], [0, 1 / 3, 0.5], [0, 1 / 3, 0]])


def test_softmax_backward_is_the_whole_jacobian():
    rng = np.random.default_rng(2)
    z, gradient = rng.normal(size=(2, 4, 3))

    def shares(column):
        e = anp.exp(column)
        return e / anp.sum(e)

    found = backward(made("softmax"), z, gradient)
    for k in range(3):
        whole = jacobian(shares)(z[:, k])
        a = shares(z[:, k])
        np.testing.assert_allclose(whole, np.diag(a) - np.outer(a, a), atol=1e-15)
        np.testing.assert_allclose(found[:, k], whole.T @ gradient[:, k], rtol=1e-10, atol=1e-15)
        assert not np.allclose(found[:, k], np.diag(whole) * gradient[:, k], atol=1e-3)


def test_thresholds():
    """Where two classes divide: ½ for outputs from 0 to 1, 0 for those around 0."""
    assert made("sigmoid").threshold == 0.5
    assert made("tanh").threshold == made("linear").threshold == 0.0
