"""Activations in a graph of operations, recognised by what they compute.

Programs write the same activation in many ways: GELU as nine operations, or as one. So a piece of a
graph that works on every number by itself is evaluated for some numbers and compared with the
activations here.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS, Activation
from core.formats.onnx.wire import Node

Array = NDArray[np.float64]
Function = Callable[[Array], Array]

#: how exactly a function must match an activation: as exactly as float32 constants allow
_TOLERANCE = 1e-6
#: the same with constants in half precision, where GELU's √½ is 0.70703
_TOLERANCE_OF_HALF = 3e-4


def _attribute(node: Node, name: str, default: float) -> float:
    value = node.attributes.get(name, default)
    return float(value) if isinstance(value, (int, float)) else default


def _sigmoid(z: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))


def _erf(z: Array) -> Array:
    return np.asarray(np.vectorize(math.erf, otypes=[np.float64])(z))


def _elu(z: Array, alpha: float) -> Array:
    return np.where(z > 0.0, z, alpha * np.expm1(z))


def _celu(z: Array, alpha: float) -> Array:
    return np.maximum(z, 0.0) + np.minimum(alpha * np.expm1(z / alpha), 0.0)


def _selu(n: Node, z: Array) -> Array:
    gamma = _attribute(n, "gamma", 1.0507009873554805)
    return gamma * _elu(z, _attribute(n, "alpha", 1.6732632423543772))


def _gelu(n: Node, z: Array) -> Array:
    if n.attributes.get("approximate") == b"tanh":
        return 0.5 * z * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (z + 0.044715 * z**3)))
    return 0.5 * z * (1.0 + _erf(z / math.sqrt(2.0)))


def _hard_sigmoid(n: Node, z: Array) -> Array:
    return np.clip(_attribute(n, "alpha", 0.2) * z + _attribute(n, "beta", 0.5), 0.0, 1.0)


def _clip(n: Node, z: Array, *ends: Array) -> Array:
    low = ends[0] if ends else np.float64(_attribute(n, "min", -np.inf))
    high = ends[1] if len(ends) > 1 else np.float64(_attribute(n, "max", np.inf))
    return np.minimum(np.maximum(z, low), high)


#: operations on every number by itself: (node, inputs) → output, as specified by ONNX
OPERATIONS: Mapping[str, Callable[..., Array]] = MappingProxyType(
    {
        "Identity": lambda n, z: z,
        "Cast": lambda n, z: z,
        "CastLike": lambda n, z, like: z,
        "Dropout": lambda n, z, *rest: z,
        "Relu": lambda n, z: np.maximum(z, 0.0),
        "LeakyRelu": lambda n, z: np.where(z > 0.0, z, _attribute(n, "alpha", 0.01) * z),
        "PRelu": lambda n, z, slope: np.where(z > 0.0, z, slope * z),
        "ThresholdedRelu": lambda n, z: np.where(z > _attribute(n, "alpha", 1.0), z, 0.0),
        "Elu": lambda n, z: _elu(z, _attribute(n, "alpha", 1.0)),
        "Selu": _selu,
        "Celu": lambda n, z: _celu(z, _attribute(n, "alpha", 1.0)),
        "Sigmoid": lambda n, z: _sigmoid(z),
        "HardSigmoid": _hard_sigmoid,
        "HardSwish": lambda n, z: z * np.clip(z / 6.0 + 0.5, 0.0, 1.0),
        "Swish": lambda n, z: z * _sigmoid(_attribute(n, "alpha", 1.0) * z),
        "Tanh": lambda n, z: np.tanh(z),
        "Softplus": lambda n, z: np.logaddexp(0.0, z),
        "Softsign": lambda n, z: z / (1.0 + np.abs(z)),
        "Mish": lambda n, z: z * np.tanh(np.logaddexp(0.0, z)),
        "Gelu": _gelu,
        "Erf": lambda n, z: _erf(z),
        "Sin": lambda n, z: np.sin(z),
        "Cos": lambda n, z: np.cos(z),
        "Exp": lambda n, z: np.exp(z),
        "Log": lambda n, z: np.log(z),
        "Neg": lambda n, z: -z,
        "Abs": lambda n, z: np.abs(z),
        "Sqrt": lambda n, z: np.sqrt(z),
        "Reciprocal": lambda n, z: 1.0 / z,
        "Clip": _clip,
        "Min": lambda n, *z: np.minimum.reduce(np.broadcast_arrays(*z)),
        "Max": lambda n, *z: np.maximum.reduce(np.broadcast_arrays(*z)),
        "Add": lambda n, a, b: a + b,
        "Sub": lambda n, a, b: a - b,
        "Mul": lambda n, a, b: a * b,
        "Div": lambda n, a, b: a / b,
        "Pow": lambda n, a, b: a**b,
        "Greater": lambda n, a, b: a > b,
        "GreaterOrEqual": lambda n, a, b: a >= b,
        "Less": lambda n, a, b: a < b,
        "LessOrEqual": lambda n, a, b: a <= b,
        "Where": lambda n, condition, a, b: np.asarray(np.where(condition, a, b)),
    }
)


def recognised(functions: tuple[Function, ...], *, half: bool = False) -> Activation | None:
    """Return the activation that consecutive functions make up, or None.

    `half`: with constants in half precision, so that the closest one is taken.
    """
    z = np.concatenate([np.linspace(-8.0, 8.0, 65), [-0.01, 0.01, -0.3, 0.3, 1.0, -1.0]])
    with np.errstate(all="ignore"):
        a = z
        for function in functions:
            try:
                a = np.asarray(function(a), dtype=np.float64)
            except (TypeError, ValueError):  # an operation with too few inputs
                return None
        if a.shape != z.shape or not np.isfinite(a).all():
            return None
        left = float(a[-1])
        best, least = None, _TOLERANCE_OF_HALF if half else _TOLERANCE
        for candidate in _candidates(left):
            out = np.empty((1, len(z)))
            candidate.forward(z[None, :], out, np.empty_like(out))
            deviation = float(np.abs(out[0] - a).max())
            if deviation <= least and (best is None or deviation < least):
                best, least = candidate, deviation
    return best


def _candidates(left: float) -> list[Activation]:
    """Return the activations it may be; `left` is f(−1), which determines slopes."""
    found = [kind.passing(left, _plain) for kind in ACTIVATIONS]
    return [activation for activation in found if activation is not None]


def _plain(value: float) -> float:
    """Return a float32 number with the digits as typed: 0.01, not 0.009999999776."""
    if math.isclose(float(np.float32(value)), value, rel_tol=1e-12):
        return float(f"{value:.7g}")
    return value
