"""An ONNX graph under construction, and the features composed of its operators.

Only operators that every runtime has in double and single precision are used; functions that ONNX
lacks, or has only in single precision, are composed of them. Layers and activations do this
themselves.
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
        """Add a node; return the name of its output."""
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
