"""An ONNX graph in the making, and the activations and features composed of its operators.

Only operators that every runtime has in double and in single precision are used; an activation
that ONNX lacks, or has in single precision only, is composed of them.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class OnnxGraph:
    """Nodes and constants in order; every call of `op` adds a node and names its output."""

    def __init__(self, dtype: type[np.floating[Any]]) -> None:
        self.dtype = dtype
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._numbers: dict[float, str] = {}

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add a node; return the name of what it gives."""
        from onnx import helper

        output = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], output, **attributes))
        return output

    def constant(self, name: str, array: Array) -> str:
        """Add an array, floats in the graph's precision; return its name."""
        from onnx import numpy_helper

        if array.dtype.kind == "f":
            array = array.astype(self.dtype)
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def number(self, value: float) -> str:
        """Return the name of a number, added once."""
        if value not in self._numbers:
            self._numbers[value] = self.constant(f"number_{value!r}", np.array(float(value)))
        return self._numbers[value]


def _elu(g: OnnxGraph, z: str, scale: float, alpha: float) -> str:
    """Compose scale·(max(z, 0) + α(e^min(z, 0) − 1))."""
    left = g.op("Sub", g.op("Exp", g.op("Min", z, g.number(0.0))), g.number(1.0))
    right = g.op("Mul", g.op("Relu", z), g.number(scale))
    return g.op("Add", right, g.op("Mul", left, g.number(scale * alpha)))


def _softplus(g: OnnxGraph, z: str) -> str:
    """Compose max(z, 0) + ln(1 + e^−|z|), in which nothing runs over."""
    small = g.op("Exp", g.op("Neg", g.op("Abs", z)))
    return g.op("Add", g.op("Relu", z), g.op("Log", g.op("Add", small, g.number(1.0))))


def _softsign(g: OnnxGraph, z: str) -> str:
    return g.op("Div", z, g.op("Add", g.op("Abs", z), g.number(1.0)))


def _gelu(g: OnnxGraph, z: str, inner: float, cubic: float) -> str:
    cube = g.op("Mul", g.op("Mul", g.op("Mul", z, z), z), g.number(cubic))
    t = g.op("Tanh", g.op("Mul", g.op("Add", z, cube), g.number(inner)))
    return g.op("Mul", g.op("Mul", z, g.number(0.5)), g.op("Add", t, g.number(1.0)))


def _hard_sigmoid(g: OnnxGraph, z: str) -> str:
    moved = g.op("Relu", g.op("Add", z, g.number(3.0)))
    return g.op("Div", g.op("Min", moved, g.number(6.0)), g.number(6.0))


Composed = Callable[[OnnxGraph, str, Any], str]

#: how each activation is composed: (graph, name of z, activation) → name of a
ACTIVATION_OPS: Mapping[str, Composed] = MappingProxyType(
    {
        "linear": lambda g, z, f: z,
        "sigmoid": lambda g, z, f: g.op("Sigmoid", z),
        "tanh": lambda g, z, f: g.op("Tanh", z),
        "relu": lambda g, z, f: g.op("Relu", z),
        "leaky_relu": lambda g, z, f: g.op("Max", z, g.op("Mul", z, g.number(f.slope))),
        "elu": lambda g, z, f: _elu(g, z, 1.0, f.alpha),
        "selu": lambda g, z, f: _elu(g, z, f.SCALE, f.ALPHA),
        "gelu": lambda g, z, f: _gelu(g, z, f.INNER, f.CUBIC),
        "swish": lambda g, z, f: g.op("Mul", z, g.op("Sigmoid", z)),
        "mish": lambda g, z, f: g.op("Mul", z, g.op("Tanh", _softplus(g, z))),
        "softplus": lambda g, z, f: _softplus(g, z),
        "softsign": lambda g, z, f: _softsign(g, z),
        "sine": lambda g, z, f: g.op("Sin", z),
        "gaussian": lambda g, z, f: g.op("Exp", g.op("Neg", g.op("Mul", z, z))),
        "hard_sigmoid": lambda g, z, f: _hard_sigmoid(g, z),
        "softmax": lambda g, z, f: g.op("Softmax", z, axis=1),
    }
)

#: how each feature is composed of the two inputs: (graph, x1, x2) → name of a column
FEATURE_OPS: Mapping[str, Callable[[OnnxGraph, str, str], str]] = MappingProxyType(
    {
        "x1": lambda g, x1, x2: x1,
        "x2": lambda g, x1, x2: x2,
        "x1^2": lambda g, x1, x2: g.op("Mul", x1, x1),
        "x2^2": lambda g, x1, x2: g.op("Mul", x2, x2),
        "x1*x2": lambda g, x1, x2: g.op("Mul", x1, x2),
        "sin(x1)": lambda g, x1, x2: g.op("Sin", x1),
        "sin(x2)": lambda g, x1, x2: g.op("Sin", x2),
    }
)
