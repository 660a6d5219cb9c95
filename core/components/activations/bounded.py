"""Bounded activations: waves, bumps, and softmax."""

from collections.abc import Callable
from typing import Self

import numpy as np

from core.components.activations.base import ACTIVATIONS, Activation, Array
from core.components.graph import Graph
from core.records import record


@ACTIVATIONS.register
@record
class Softsign(Activation):
    """A slower tanh: a = z/(1 + |z|), a' = 1/(1 + |z|)² (Bergstra et al., 2009)."""

    name = "softsign"
    bounds = (-1.0, 1.0)
    label = "softsign"
    formula = "a = z / (1 + |z|)"
    derivative = "f′(z) = 1/(1 + |z|)²"
    code = "z / (1 + np.abs(z))"
    code_gradient = "g / (1 + np.abs(z))**2"
    tex = r"\frac{z}{1 + |z|}"
    torch = "nn.Softsign()"
    keras = "activations.softsign(z)"
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z/(1 + |z|)."""
        np.abs(z, work)
        np.add(work, 1.0, work)
        np.divide(z, work, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g/(1 + |z|)², dividing twice so that the square does not overflow."""
        np.abs(z, work)
        np.add(work, 1.0, work)
        np.divide(gradient, work, out)
        np.divide(out, work, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose z/(1 + |z|)."""
        return graph.op("Div", z, graph.op("Add", graph.op("Abs", z), graph.number(1.0)))


@ACTIVATIONS.register
@record
class Sine(Activation):
    """A wave: a = sin z (Sitzmann et al., 2020)."""

    name = "sine"
    bounds = (-1.0, 1.0)
    label = "sine"
    formula = "a = sin z"
    derivative = "f′(z) = cos z"
    code = "np.sin(z)"
    code_gradient = "g * np.cos(z)"
    tex = r"\sin(z)"
    tex_in_line = r"\sin(z)"
    torch_function = "torch.sin(z)"
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write sin z."""
        np.sin(z, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·cos z."""
        np.cos(z, work)
        np.multiply(gradient, work, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Add the operation Sin."""
        return graph.op("Sin", z)


@ACTIVATIONS.register
@record
class Gaussian(Activation):
    """A bump: a = e^(−z²), a' = −2z·a."""

    name = "gaussian"
    bounds = (0.0, 1.0)
    label = "Gaussian"
    formula = "a = e^(−z²)"
    derivative = "f′(z) = −2z·a"
    code = "np.exp(-(z**2))"
    code_gradient = "-2 * z * a * g"
    tex = "e^{-z^2}"
    tex_in_line = "e^{-z^{2}}"
    torch_function = "torch.exp(-z * z)"

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write e^(−z²)."""
        np.multiply(z, z, work)
        np.negative(work, work)
        np.exp(work, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write −2·z·a·g."""
        np.multiply(z, a, work)
        np.multiply(work, -2.0, work)
        np.multiply(work, gradient, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose e^(−z·z)."""
        return graph.op("Exp", graph.op("Neg", graph.op("Mul", z, z)))


@ACTIVATIONS.register
@record
class HardSigmoid(Activation):
    """A sigmoid of straight lines: a = min(max(z + 3, 0), 6)/6 (Howard et al., 2019)."""

    name = "hard_sigmoid"
    bounds = (0.0, 1.0)
    label = "hard sigmoid"
    formula = "a = min(max(z + 3, 0), 6) / 6"
    derivative = "f′(z) = 1/6 where −3 < z ≤ 3, else 0"
    code = "np.clip(z + 3, 0, 6) / 6"
    code_gradient = "g * ((z > -3) & (z <= 3)) / 6"
    tex = r"\frac{\min(\max(z + 3, 0), 6)}{6}"
    torch = "nn.Hardsigmoid()"
    keras = "activations.hard_sigmoid(z)"

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write the formula."""
        np.add(z, 3.0, work)
        np.clip(work, 0.0, 6.0, work)
        np.divide(work, 6.0, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g/6 where −3 < z ≤ 3, else 0."""
        np.divide(gradient, 6.0, out)
        np.copyto(out, 0.0, where=(z <= -3.0) | (z > 3.0))

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose min(max(z + 3, 0), 6)/6."""
        moved = graph.op("Relu", graph.op("Add", z, graph.number(3.0)))
        return graph.op("Div", graph.op("Min", moved, graph.number(6.0)), graph.number(6.0))


@ACTIVATIONS.register
@record
class Softmax(Activation):
    """Outputs that add up to 1 over the layer's units: aᵢ = e^zᵢ / Σⱼ e^zⱼ (Bridle, 1990)."""

    name = "softmax"
    bounds = (0.0, 1.0)
    label = "softmax"
    formula = "aᵢ = e^zᵢ / Σⱼ e^zⱼ"
    derivative = "∂L/∂zᵢ = aᵢ·(∂L/∂aᵢ − Σⱼ ∂L/∂aⱼ·aⱼ)"
    code = (
        "np.exp(z - np.max(z, axis=1, keepdims=True))"
        " / np.sum(np.exp(z - np.max(z, axis=1, keepdims=True)), axis=1, keepdims=True)"
    )
    code_gradient = "a * (g - np.sum(g * a, axis=1, keepdims=True))"
    tex = r"\frac{e^{z_i}}{\sum_j e^{z_j}}"
    torch = "nn.Softmax(dim=1)"
    keras = "activations.softmax(z)"
    gives_shares = True
    common = True

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write a; the largest zⱼ of a sample is subtracted first, so nothing overflows."""
        np.subtract(z, np.maximum.reduce(z, axis=0), work)
        np.exp(work, work)
        np.divide(work, np.add.reduce(work, axis=0), out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write aᵢ·(gᵢ − Σⱼ gⱼaⱼ): the whole Jacobian, not its diagonal."""
        np.multiply(gradient, a, work)
        np.subtract(gradient, np.add.reduce(work, axis=0), out)
        np.multiply(out, a, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Add the operation of that name, over the units."""
        return graph.op("Softmax", z, axis=1)

    @classmethod
    def passing(cls, left: float, plain: Callable[[float], float]) -> Self | None:
        """Return None: it is not a function of one number."""
        return None
