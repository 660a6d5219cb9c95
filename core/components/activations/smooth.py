"""Rectifiers with the corner rounded off."""

import math
from typing import ClassVar

import numpy as np

from core.components.activations.base import ACTIVATIONS, Activation, Array, sigmoid_of
from core.components.elementwise import elementwise
from core.components.graph import Graph
from core.records import record


@ACTIVATIONS.register
@record
class Gelu(Activation):
    """The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, 2016).

    a = ½z(1 + tanh(√(2/π)(z + 0.044715z³)))
    """

    name = "gelu"
    label = "GELU"
    formula = "a = ½z(1 + tanh(√(2/π)(z + 0.044715z³)))"
    derivative = (
        "f′(z) = ½(1 + t) + ½z(1 − t²)·√(2/π)(1 + 0.134145z²),  t = tanh(√(2/π)(z + 0.044715z³))"
    )
    code = "0.5 * z * (1 + np.tanh((2 / np.pi)**0.5 * (z + 0.044715 * z**3)))"
    code_gradient = (
        "g * (0.5 + 0.5 * np.tanh((2 / np.pi)**0.5 * (z + 0.044715 * z**3))"
        " + 0.5 * z * (1 - np.tanh((2 / np.pi)**0.5 * (z + 0.044715 * z**3))**2)"
        " * (2 / np.pi)**0.5 * (1 + 3 * 0.044715 * z**2))"
    )
    tex = r"\tfrac{1}{2} z \left(1 + \tanh\left(\sqrt{2/\pi} \, (z + 0.044715 z^3)\right)\right)"
    torch = 'nn.GELU(approximate="tanh")'
    threshold = 0.0

    INNER: ClassVar[float] = float(np.sqrt(2.0 / np.pi))
    CUBIC: ClassVar[float] = 0.044715

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write the formula."""
        np.multiply(0.5 * z, 1.0 + np.tanh(self.INNER * (z + self.CUBIC * z**3)), out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·a'; beyond ±50 the slope of the tanh is 0, and its inner slope would overflow."""
        near = np.clip(z, -50.0, 50.0)
        t = np.tanh(self.INNER * (near + self.CUBIC * near**3))
        inner_slope = self.INNER * (1.0 + 3.0 * self.CUBIC * near**2)
        slope = 0.5 * (1.0 + t) + 0.5 * near * (1.0 - t * t) * inner_slope
        np.multiply(gradient, slope, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose the formula."""
        cube = graph.op("Mul", graph.op("Mul", graph.op("Mul", z, z), z), graph.number(self.CUBIC))
        inner = graph.op("Mul", graph.op("Add", z, cube), graph.number(self.INNER))
        t = graph.op("Tanh", inner)
        half = graph.op("Mul", z, graph.number(0.5))
        return graph.op("Mul", half, graph.op("Add", t, graph.number(1.0)))


@ACTIVATIONS.register
@record
class GeluExact(Activation):
    """The Gaussian error linear unit itself: a = z·Φ(z) (Hendrycks and Gimpel, 2016).

    Φ(z) is the probability of a normal value below z; its derivative is φ(z) = e^(−z²/2)/√(2π).
    """

    name = "gelu_exact"
    label = "GELU (exact)"
    formula = "a = z·Φ(z)"
    derivative = "f′(z) = Φ(z) + z·φ(z),  φ(z) = e^(−z²/2)/√(2π)"
    # NumPy has no Φ: the tail beyond |z| is integrated by Gauss-Legendre over the next 8.5
    _BEYOND: ClassVar[str] = (
        "4.25 / (2 * np.pi)**0.5"
        " * (np.exp(-(np.abs(z)[..., None]"
        " + 4.25 * (np.polynomial.legendre.leggauss(32)[0] + 1).astype(z.dtype))**2 / 2)"
        " @ np.polynomial.legendre.leggauss(32)[1].astype(z.dtype))"
    )
    code = f"np.maximum(z, 0) - np.abs(z) * {_BEYOND}"
    code_gradient = f"g * (np.abs((z > 0) - {_BEYOND}) + z * np.exp(-z**2 / 2) / (2 * np.pi)**0.5)"
    tex = r"z \, \Phi(z)"
    tex_slope = r"\Phi(z) + z \, \varphi(z), \quad \varphi(z) = \frac{e^{-z^2/2}}{\sqrt{2\pi}}"
    tex_in_line = r"z \, \Phi(z)"
    torch = "nn.GELU()"
    # with TensorFlow, Keras's own has its √2 in float32
    keras = "0.5 * z * (1 + ops.erf(z / 2**0.5))"
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z·Φ(z)."""
        np.multiply(z, _normal_share(z), out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·(Φ(z) + z·φ(z))."""
        density = np.exp(-0.5 * np.square(z)) / math.sqrt(2.0 * math.pi)
        np.multiply(gradient, _normal_share(z) + z * density, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose max(z, 0) − |z|·Φ(−|z|); runtimes offer ONNX's own Erf in float32 only."""
        nodes, weights = np.polynomial.legendre.leggauss(32)
        size = graph.op("Abs", z)
        scaled = graph.op("Mul", size, graph.number(math.sqrt(0.5)))
        total = ""
        for node, weight in zip(nodes.tolist(), weights.tolist(), strict=True):
            moved = graph.op("Add", scaled, graph.number(4.25 * math.sqrt(0.5) * (node + 1.0)))
            density = graph.op("Exp", graph.op("Neg", graph.op("Mul", moved, moved)))
            share = weight * 4.25 / math.sqrt(2.0 * math.pi)
            term = graph.op("Mul", density, graph.number(share))
            total = graph.op("Add", total, term) if total else term
        return graph.op("Sub", graph.op("Relu", z), graph.op("Mul", size, total))


def _normal_share(z: Array) -> Array:
    """Return Φ(z) = ½·erfc(−z/√2), of z's shape and type, as exact as the standard library."""
    tail = 0.5 * elementwise(math.erfc, z * -math.sqrt(0.5))
    return tail.astype(z.dtype, copy=False)


@ACTIVATIONS.register
@record
class Swish(Activation):
    """The sum times its sigmoid: a = z·σ(z) (Ramachandran, Zoph and Le, 2017)."""

    name = "swish"
    label = "swish"
    formula = "a = z·σ(z)"
    derivative = "f′(z) = σ(z) + a·(1 − σ(z))"
    code = "z / (1 + np.exp(-z))"
    code_gradient = "g * (a + (1 - a) / (1 + np.exp(-z)))"
    tex = r"\frac{z}{1 + e^{-z}}"
    torch = "nn.SiLU()"
    keras = "activations.silu(z)"
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z·σ(z)."""
        np.multiply(z, sigmoid_of(z), out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·(σ + a·(1 − σ))."""
        s = sigmoid_of(z)
        np.multiply(gradient, s + a * (1.0 - s), out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose z·σ(z)."""
        return graph.op("Mul", z, graph.op("Sigmoid", z))


@ACTIVATIONS.register
@record
class Mish(Activation):
    """A smooth unit: a = z·tanh(ln(1 + eᶻ)) (Misra, 2019)."""

    name = "mish"
    label = "mish"
    formula = "a = z·tanh(ln(1 + eᶻ))"
    derivative = "f′(z) = u + z·(1 − u²)·σ(z),  u = tanh(ln(1 + eᶻ))"
    code = "z * np.tanh(np.logaddexp(0, z))"
    code_gradient = (
        "g * (np.tanh(np.logaddexp(0, z))"
        " + z * (1 - np.tanh(np.logaddexp(0, z))**2) / (1 + np.exp(-z)))"
    )
    tex = r"z \tanh(\ln(1 + e^z))"
    torch = "nn.Mish()"
    keras = "activations.mish(z)"
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z·tanh(softplus z)."""
        np.multiply(z, np.tanh(np.logaddexp(0.0, z)), out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·(t + z·(1 − t²)·σ(z)) with t = tanh(softplus z)."""
        t = np.tanh(np.logaddexp(0.0, z))
        np.multiply(gradient, t + z * (1.0 - t * t) * sigmoid_of(z), out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose z·tanh(softplus z)."""
        return graph.op("Mul", z, graph.op("Tanh", _onnx_softplus(graph, z)))


@ACTIVATIONS.register
@record
class Softplus(Activation):
    """A smooth rectifier: a = ln(1 + eᶻ), a' = σ(z) (Dugas et al., 2000)."""

    name = "softplus"
    label = "softplus"
    formula = "a = ln(1 + eᶻ)"
    derivative = "f′(z) = σ(z) = 1/(1 + e⁻ᶻ)"
    code = "np.logaddexp(0, z)"
    code_gradient = "g / (1 + np.exp(-z))"
    tex = r"\ln(1 + e^z)"
    # beyond the threshold PyTorch uses z itself; its default of 20 costs digits
    torch = "nn.Softplus(threshold=50)"
    tex_in_line = r"\ln(1 + e^{z})"

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write ln(e⁰ + eᶻ), which does not overflow."""
        np.logaddexp(0.0, z, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·σ(z)."""
        np.multiply(gradient, sigmoid_of(z), out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose it of operations that do not overflow."""
        return _onnx_softplus(graph, z)


def _onnx_softplus(graph: Graph, z: str) -> str:
    """Compose max(z, 0) + ln(1 + e^−|z|), in which nothing overflows."""
    small = graph.op("Exp", graph.op("Neg", graph.op("Abs", z)))
    right = graph.op("Relu", z)
    left = graph.op("Log", graph.op("Add", small, graph.number(1.0)))
    return graph.op("Add", right, left)
