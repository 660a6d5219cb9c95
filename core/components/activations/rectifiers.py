"""Rectifiers: a straight line on the right, and zero or little on the left."""

import math
from collections.abc import Callable
from typing import ClassVar, Self

import numpy as np

from core.components.activations.base import ACTIVATIONS, Activation, Array
from core.components.graph import Graph
from core.records import record
from core.registry import parameter


@ACTIVATIONS.register
@record
class Relu(Activation):
    """The rectifier: a = max(0, z), a' = 1 where z > 0, else 0."""

    name = "relu"
    label = "ReLU"
    formula = "a = max(0, z)"
    derivative = "f′(z) = 1 where z > 0, else 0"
    code = "np.maximum(z, 0)"
    code_gradient = "g * (z > 0)"
    tex = r"\max(0, z)"
    torch = "nn.ReLU()"
    keras = "activations.relu(z)"
    tex_in_line = r"\max(0, z)"
    common = True

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write max(0, z)."""
        np.maximum(z, 0.0, out=out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g where z > 0, else 0; sign(a) is 1 or 0."""
        np.sign(a, work)
        np.multiply(gradient, work, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Add the operation of that name."""
        return graph.op("Relu", z)


@ACTIVATIONS.register
@record
class LeakyRelu(Activation):
    """The leaky rectifier: a = z where z > 0, else slope·z (Maas, Hannun and Ng, 2013)."""

    name = "leaky_relu"
    label = "leaky ReLU"
    formula = "a = z where z > 0, else slope·z"
    derivative = "f′(z) = 1 where z > 0, else slope"
    code = "np.where(z > 0, z, $slope * z)"
    code_gradient = "np.where(z > 0, g, $slope * g)"
    tex = r"\begin{cases} z & z > 0 \\ $slope \, z & z \le 0 \end{cases}"
    torch = "nn.LeakyReLU($slope)"
    threshold = 0.0

    slope: float = parameter(0.01, "the slope on the left", low=0.0, high=1.0)

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z or slope·z: the larger, as the slope is at most 1."""
        np.multiply(z, self.slope, work)
        np.maximum(z, work, out=out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g where z > 0, else slope·g."""
        np.multiply(gradient, self.slope, out)
        np.copyto(out, gradient, where=z > 0)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose max(z, slope·z)."""
        return graph.op("Max", z, graph.op("Mul", z, graph.number(self.slope)))

    @classmethod
    def passing(cls, left: float, plain: Callable[[float], float]) -> Self | None:
        """Return the one with f(−1) = −slope."""
        return cls(slope=plain(-left)) if 0.0 <= -left <= 1.0 else None


@ACTIVATIONS.register
@record
class PRelu(Activation):
    """The rectifier with a slope on the left learned elsewhere and now fixed (He et al., 2015)."""

    name = "prelu"
    label = "PReLU"
    formula = "a = z where z > 0, else slope·z"
    derivative = "f′(z) = 1 where z > 0, else slope"
    code = "np.where(z > 0, z, $slope * z)"
    code_gradient = "np.where(z > 0, g, $slope * g)"
    tex = r"\begin{cases} z & z > 0 \\ $slope \, z & z \le 0 \end{cases}"
    # PyTorch's own would go on learning its slope
    torch = "nn.LeakyReLU($slope)"
    threshold = 0.0

    slope: float = parameter(0.25, "the slope on the left", low=-100.0, high=100.0)

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z or slope·z."""
        np.multiply(z, self.slope, out)
        np.copyto(out, z, where=z > 0)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g where z > 0, else slope·g."""
        np.multiply(gradient, self.slope, out)
        np.copyto(out, gradient, where=z > 0)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose max(z, 0) + slope·min(z, 0)."""
        left = graph.op("Mul", graph.op("Min", z, graph.number(0.0)), graph.number(self.slope))
        return graph.op("Add", graph.op("Relu", z), left)

    @classmethod
    def passing(cls, left: float, plain: Callable[[float], float]) -> Self | None:
        """Return the one with f(−1) = −slope."""
        return cls(slope=plain(-left)) if abs(left) <= 100.0 else None


@ACTIVATIONS.register
@record
class Relu6(Activation):
    """The rectifier with a ceiling: a = min(max(z, 0), 6) (Krizhevsky, 2010)."""

    name = "relu6"
    bounds = (0.0, 6.0)
    label = "ReLU6"
    formula = "a = min(max(z, 0), 6)"
    derivative = "f′(z) = 1 where 0 < z ≤ 6, else 0"
    code = "np.clip(z, 0, 6)"
    code_gradient = "g * ((z > 0) & (z <= 6))"
    tex = r"\min(\max(z, 0), 6)"
    torch = "nn.ReLU6()"
    keras = "activations.relu6(z)"
    tex_in_line = r"\min(\max(z, 0), 6)"

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write min(max(z, 0), 6)."""
        np.clip(z, 0.0, 6.0, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g where 0 < z ≤ 6, else 0."""
        np.copyto(out, gradient)
        np.copyto(out, 0.0, where=(z <= 0.0) | (z > 6.0))

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose min(max(z, 0), 6)."""
        return graph.op("Min", graph.op("Relu", z), graph.number(6.0))


@ACTIVATIONS.register
@record
class HardSwish(Activation):
    """A swish built from straight lines: a = z·min(max(z + 3, 0), 6)/6 (Howard et al., 2019)."""

    name = "hard_swish"
    label = "hard swish"
    formula = "a = z·min(max(z + 3, 0), 6) / 6"
    derivative = "f′(z) = 0 where z ≤ −3, (2z + 3)/6 where −3 < z ≤ 3, else 1"
    code = "z * (np.clip(z + 3, 0, 6) / 6)"
    code_gradient = "g * np.where(z > 3, 1, np.where(z > -3, z / 3 + 0.5, 0))"
    tex = r"z \, \frac{\min(\max(z + 3, 0), 6)}{6}"
    torch = "nn.Hardswish()"
    keras = "activations.hard_silu(z)"
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write the formula."""
        np.add(z, 3.0, work)
        np.clip(work, 0.0, 6.0, work)
        np.divide(work, 6.0, work)
        np.multiply(z, work, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·(2z + 3)/6 between −3 and 3, 0 on the left, g on the right."""
        np.divide(z, 3.0, work)
        np.add(work, 0.5, work)
        np.copyto(work, 0.0, where=z <= -3.0)
        np.copyto(work, 1.0, where=z > 3.0)
        np.multiply(gradient, work, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose z·min(max(z + 3, 0), 6)/6."""
        moved = graph.op("Relu", graph.op("Add", z, graph.number(3.0)))
        short = graph.op("Min", moved, graph.number(6.0))
        return graph.op("Mul", z, graph.op("Div", short, graph.number(6.0)))


@ACTIVATIONS.register
@record
class Elu(Activation):
    """The exponential linear unit: z where z > 0, else α(eᶻ − 1) (Clevert et al., 2015)."""

    name = "elu"
    label = "ELU"
    formula = "a = z where z > 0, else α·(eᶻ − 1)"
    derivative = "f′(z) = 1 where z > 0, else a + α"
    letters = {"alpha": "α"}  # noqa: RUF012  (a class variable of the base, never written)
    code = "np.where(z > 0, z, $alpha * np.expm1(np.minimum(z, 0)))"
    code_gradient = "np.where(z > 0, g, g * (a + $alpha))"
    tex = r"\begin{cases} z & z > 0 \\ $alpha \, (e^z - 1) & z \le 0 \end{cases}"
    torch = "nn.ELU($alpha)"
    keras = "activations.elu(z, alpha=$alpha)"
    threshold = 0.0

    alpha: float = parameter(1.0, "minus the limit on the left", low=0.0, low_open=True, high=100.0)

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z or α(eᶻ − 1)."""
        np.minimum(z, 0.0, out=work)
        np.expm1(work, work)
        np.multiply(work, self.alpha, out)
        np.copyto(out, z, where=z > 0)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g where z > 0, else g·(a + α), which is g·αeᶻ."""
        np.add(a, self.alpha, work)
        np.multiply(gradient, work, out)
        np.copyto(out, gradient, where=z > 0)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose max(z, 0) + α(e^min(z, 0) − 1)."""
        return _onnx_elu(graph, z, 1.0, self.alpha)

    @classmethod
    def passing(cls, left: float, plain: Callable[[float], float]) -> Self | None:
        """Return the one with f(−1) = −α(1 − 1/e)."""
        alpha = -left / (1.0 - math.exp(-1.0))
        return cls(alpha=plain(alpha)) if 0.0 < alpha <= 100.0 else None


@ACTIVATIONS.register
@record
class Selu(Activation):
    """The self-normalizing unit: ELU times a scale above 1 (Klambauer et al., 2017).

    The article calls the scale λ, which is the strength of penalties here.
    """

    name = "selu"
    label = "SELU"
    formula = "a = scale·z where z > 0, else scale·α·(eᶻ − 1)"
    derivative = "f′(z) = scale where z > 0, else a + scale·α"
    code = "$SCALE * np.where(z > 0, z, $ALPHA * np.expm1(np.minimum(z, 0)))"
    code_gradient = "g * np.where(z > 0, $SCALE, a + $SCALE * $ALPHA)"
    tex = r"$SCALE \begin{cases} z & z > 0 \\ $ALPHA \, (e^z - 1) & z \le 0 \end{cases}"
    torch = "nn.SELU()"
    keras = "activations.selu(z)"
    threshold = 0.0

    SCALE: ClassVar[float] = 1.0507009873554805
    ALPHA: ClassVar[float] = 1.6732632423543772

    def constants(self) -> dict[str, float]:
        """Return scale and α, which are fixed: with them outputs tend to mean 0, variance 1."""
        return {"scale": self.SCALE, "α": self.ALPHA}

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write scale·z or scale·α(eᶻ − 1)."""
        np.minimum(z, 0.0, out=work)
        np.expm1(work, work)
        np.multiply(work, self.SCALE * self.ALPHA, out)
        np.multiply(z, self.SCALE, work)
        np.copyto(out, work, where=z > 0)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·scale where z > 0, else g·(a + scale·α), which is g·scale·αeᶻ."""
        np.add(a, self.SCALE * self.ALPHA, work)
        np.copyto(work, self.SCALE, where=z > 0)
        np.multiply(gradient, work, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose scale·(max(z, 0) + α(e^min(z, 0) − 1))."""
        return _onnx_elu(graph, z, self.SCALE, self.ALPHA)


def _onnx_elu(graph: Graph, z: str, scale: float, alpha: float) -> str:
    """Compose scale·(max(z, 0) + α(e^min(z, 0) − 1))."""
    number = graph.number
    left = graph.op("Sub", graph.op("Exp", graph.op("Min", z, number(0.0))), number(1.0))
    right = graph.op("Mul", graph.op("Relu", z), number(scale))
    return graph.op("Add", right, graph.op("Mul", left, number(scale * alpha)))
