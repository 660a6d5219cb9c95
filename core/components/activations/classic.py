"""The identity, and the two activations that everything began with."""

import numpy as np

from core.components.activations.base import ACTIVATIONS, Activation, Array
from core.components.graph import Graph
from core.records import record


@ACTIVATIONS.register
@record
class Linear(Activation):
    """The sum itself: a = z."""

    name = "linear"
    label = "linear"
    formula = "a = z"
    derivative = "f′(z) = 1"
    code = "z"
    code_gradient = "g"
    tex = "z"
    torch = "nn.Identity()"
    keras = "activations.linear(z)"
    tex_in_line = "z"
    is_identity = True
    aliases = ("identity",)
    common = True
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write a = z."""
        np.copyto(out, z)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write ∂L/∂z = ∂L/∂a."""
        np.copyto(out, gradient)

    def onnx(self, graph: Graph, z: str) -> str:
        """Return z itself."""
        return z


@ACTIVATIONS.register
@record
class Sigmoid(Activation):
    """The logistic function, from 0 to 1: a = 1/(1 + e⁻ᶻ), a' = a·(1 − a)."""

    name = "sigmoid"
    bounds = (0.0, 1.0)
    label = "sigmoid"
    formula = "a = 1 / (1 + e⁻ᶻ)"
    derivative = "f′(z) = a·(1 − a)"
    code = "1 / (1 + np.exp(-z))"
    code_gradient = "g * a * (1 - a)"
    tex = r"\frac{1}{1 + e^{-z}}"
    torch = "nn.Sigmoid()"
    keras = "activations.sigmoid(z)"
    tex_in_line = r"\sigma(z)"
    symbol = "σ"
    aliases = ("logistic",)
    common = True

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write 1/(1 + e⁻ᶻ); e⁻ᶻ = ∞ gives the right 0."""
        np.negative(z, work)
        np.exp(work, work)
        np.add(work, 1.0, work)
        np.reciprocal(work, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·a·(1 − a), multiplied out: array times array costs least."""
        np.multiply(gradient, a, work)
        np.multiply(work, a, out)
        np.subtract(work, out, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Add the operation of that name."""
        return graph.op("Sigmoid", z)


@ACTIVATIONS.register
@record
class Tanh(Activation):
    """The hyperbolic tangent, from −1 to 1: a' = 1 − a²."""

    name = "tanh"
    bounds = (-1.0, 1.0)
    label = "tanh"
    formula = "a = tanh z"
    derivative = "f′(z) = 1 − a²"
    code = "np.tanh(z)"
    code_gradient = "g * (1 - a**2)"
    tex = r"\tanh(z)"
    torch = "nn.Tanh()"
    keras = "activations.tanh(z)"
    tex_in_line = r"\tanh(z)"
    common = True
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write tanh z."""
        np.tanh(z, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·(1 − a²), multiplied out: array times array costs least."""
        np.multiply(a, a, work)
        np.multiply(work, gradient, out)
        np.subtract(gradient, out, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Add the operation of that name."""
        return graph.op("Tanh", z)
