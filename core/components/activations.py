"""Activations: what a neuron does with its weighted sum.

Arrays here have the neurons of a layer as rows and the samples of the batch as columns, shape
(units, samples). An activation gives its value and, for backpropagation, a vector-Jacobian
product: `backward` turns ∂L/∂a into ∂L/∂z, so that softmax, which mixes the units of a sample,
is no special case. Both write into `out`, which is none of their inputs; `work` is scratch of
the same shape. At a kink the derivative is the one from the left.

Exponentials may run over on the way to the right limit (1/∞ = 0): callers keep NumPy's overflow
warnings silent.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from core.components.graph import Graph
from core.components.notation import code_name, filled, latex_name, overrides, take_back_told
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]


class Activation(Component):
    """A function from the weighted sums z of a layer to its outputs a."""

    #: the formula, for menus and tooltips
    formula: ClassVar[str] = ""
    #: its slope in a line, for the step panel; where units are mixed, the whole ∂L/∂z
    derivative: ClassVar[str] = ""
    #: what `numpy`, `numpy_gradient` and `latex` return, with `$field` for hyper-parameters
    code: ClassVar[str] = ""
    code_gradient: ClassVar[str] = ""
    tex: ClassVar[str] = ""
    #: offered at the top of menus; the others stand under "More…"
    common: ClassVar[bool] = False
    #: two classes are told apart at this output
    threshold: ClassVar[float] = 0.5
    #: the limits of its outputs (low, high), where it has both
    bounds: ClassVar[tuple[float, float] | None] = None
    #: it hands on the sum as it is: nothing is computed and no slope is needed
    is_identity: ClassVar[bool] = False
    #: its outputs are e^zᵢ / Σⱼ e^zⱼ, shares of one over the layer's units
    gives_shares: ClassVar[bool] = False
    #: what stands for it before "(z)" in a line of plain text; where none is given, its name
    symbol: ClassVar[str] = ""
    #: a = … in LaTeX for a line, where that is shorter than a call by name
    tex_in_line: ClassVar[str] = ""
    #: how PyTorch makes it, with `$field` for hyper-parameters; where nothing does, its function
    #: of z alone; where neither is told, scripts for PyTorch are refused
    torch: ClassVar[str] = ""
    torch_function: ClassVar[str] = ""
    #: what other programs call it
    aliases: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        told = ("torch", "torch_function", "onnx", "passing", "symbol", "tex_in_line", "aliases")
        take_back_told(cls, "forward", Activation, (*told, "is_identity", "gives_shares"))

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write a = f(z) into `out`."""
        raise NotImplementedError

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write ∂L/∂z into `out`, given `gradient` = ∂L/∂a and the z and a of the forward pass."""
        raise NotImplementedError

    @property
    def is_written(self) -> bool:
        """Whether `numpy` is an expression, and not a call by name."""
        return bool(self.code) or overrides(self, Activation, "numpy")

    @property
    def is_gradient_written(self) -> bool:
        """Whether `numpy_gradient` is an expression, and not a call by name."""
        return bool(self.code_gradient) or overrides(self, Activation, "numpy_gradient")

    def numpy(self) -> str:
        """Return f(z) as a NumPy expression of `z`, (m, units): samples are rows there.

        Besides z it uses nothing but `np` and numbers. Where none is given: `name(z)`.
        """
        return filled(self.code, self) or f"{code_name(self.name)}(z)"

    def numpy_gradient(self) -> str:
        """Return ∂L/∂z as a NumPy expression of `g` = ∂L/∂a, `z` and `a`, all (m, units).

        Where none is given: `name_gradient(g, z, a)`.
        """
        return filled(self.code_gradient, self) or f"{code_name(self.name)}_gradient(g, z, a)"

    def latex(self) -> str:
        """Return the right side of a = f(z) in LaTeX; where none is given, the name of f."""
        return filled(self.tex, self, latex=True) or rf"{latex_name(self.name)}(z)"

    def torch_module(self) -> str:
        """Return how PyTorch makes it, nothing where that is not told."""
        own = f"{type(self).__name__}()" if self.torch_function else ""
        return filled(self.torch, self) or own

    def onnx(self, graph: Graph, z: str) -> str:
        """Add f(z) to a graph, `z` (m, units); return the name of a, nothing where not told."""
        return ""

    @classmethod
    def passing(cls, left: float, plain: Callable[[float], float]) -> Self | None:
        """Return the one of its kind that may be a function with f(−1) = `left`, or None.

        `plain` takes the digits off a hyper-parameter that only come from rounding.
        """
        return None if any(item.required for item in cls.parameters()) else cls()


ACTIVATIONS: Registry[Activation] = Registry("activation")


def activation_called(name: str) -> Activation:
    """Return the activation that this program or another calls so. Raises ProjectError."""
    known = [kind for kind in ACTIVATIONS if name in kind.aliases]
    return (known[0] if known and name not in ACTIVATIONS else ACTIVATIONS.named(name))()


def bounds_of(name: str) -> tuple[float, float] | None:
    """Return the limits of an activation's outputs, or None where one is open or it is unknown."""
    return ACTIVATIONS.named(name).bounds if name in ACTIVATIONS else None


@ACTIVATIONS.register
@dataclass(frozen=True)
class Linear(Activation):
    """The sum as it is: a = z."""

    name = "linear"
    label = "linear"
    formula = "a = z"
    derivative = "f′(z) = 1"
    code = "z"
    code_gradient = "g"
    tex = "z"
    torch = "nn.Identity()"
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
@dataclass(frozen=True)
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
@dataclass(frozen=True)
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


@ACTIVATIONS.register
@dataclass(frozen=True)
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
@dataclass(frozen=True)
class LeakyRelu(Activation):
    """The rectifier that leaks: a = z where z > 0, else slope·z (Maas, Hannun and Ng, 2013)."""

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
@dataclass(frozen=True)
class Elu(Activation):
    """The exponential linear unit: z where z > 0, else α(eᶻ − 1) (Clevert et al., 2015)."""

    name = "elu"
    label = "ELU"
    formula = "a = z where z > 0, else α(eᶻ − 1)"
    derivative = "f′(z) = 1 where z > 0, else a + α"
    code = "np.where(z > 0, z, $alpha * np.expm1(np.minimum(z, 0)))"
    code_gradient = "np.where(z > 0, g, g * (a + $alpha))"
    tex = r"\begin{cases} z & z > 0 \\ $alpha \, (e^z - 1) & z \le 0 \end{cases}"
    torch = "nn.ELU($alpha)"
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
@dataclass(frozen=True)
class Selu(Activation):
    """The self-normalizing unit: λz where z > 0, else λα(eᶻ − 1) (Klambauer et al., 2017)."""

    name = "selu"
    label = "SELU"
    formula = "a = λz where z > 0, else λα(eᶻ − 1)"
    derivative = "f′(z) = λ where z > 0, else a + λα"
    code = "$SCALE * np.where(z > 0, z, $ALPHA * np.expm1(np.minimum(z, 0)))"
    code_gradient = "g * np.where(z > 0, $SCALE, a + $SCALE * $ALPHA)"
    tex = r"$SCALE \begin{cases} z & z > 0 \\ $ALPHA \, (e^z - 1) & z \le 0 \end{cases}"
    torch = "nn.SELU()"
    threshold = 0.0

    SCALE: ClassVar[float] = 1.0507009873554805
    ALPHA: ClassVar[float] = 1.6732632423543772

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write λz or λα(eᶻ − 1)."""
        np.minimum(z, 0.0, out=work)
        np.expm1(work, work)
        np.multiply(work, self.SCALE * self.ALPHA, out)
        np.multiply(z, self.SCALE, work)
        np.copyto(out, work, where=z > 0)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·λ where z > 0, else g·(a + λα), which is g·λαeᶻ."""
        np.add(a, self.SCALE * self.ALPHA, work)
        np.copyto(work, self.SCALE, where=z > 0)
        np.multiply(gradient, work, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose λ·(max(z, 0) + α(e^min(z, 0) − 1))."""
        return _onnx_elu(graph, z, self.SCALE, self.ALPHA)


@ACTIVATIONS.register
@dataclass(frozen=True)
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
        """Write g·a'; beyond ±50 the slope of the tanh is 0, and its inner slope would run over."""
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


def _onnx_elu(graph: Graph, z: str, scale: float, alpha: float) -> str:
    """Compose scale·(max(z, 0) + α(e^min(z, 0) − 1))."""
    number = graph.number
    left = graph.op("Sub", graph.op("Exp", graph.op("Min", z, number(0.0))), number(1.0))
    right = graph.op("Mul", graph.op("Relu", z), number(scale))
    return graph.op("Add", right, graph.op("Mul", left, number(scale * alpha)))


def _onnx_softplus(graph: Graph, z: str) -> str:
    """Compose max(z, 0) + ln(1 + e^−|z|), in which nothing runs over."""
    small = graph.op("Exp", graph.op("Neg", graph.op("Abs", z)))
    right = graph.op("Relu", z)
    left = graph.op("Log", graph.op("Add", small, graph.number(1.0)))
    return graph.op("Add", right, left)


def _sigmoid(z: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))


@ACTIVATIONS.register
@dataclass(frozen=True)
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
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z·σ(z)."""
        np.multiply(z, _sigmoid(z), out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·(σ + a·(1 − σ))."""
        s = _sigmoid(z)
        np.multiply(gradient, s + a * (1.0 - s), out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose z·σ(z)."""
        return graph.op("Mul", z, graph.op("Sigmoid", z))


@ACTIVATIONS.register
@dataclass(frozen=True)
class Mish(Activation):
    """A smooth unit: a = z·tanh(ln(1 + eᶻ)) (Misra, 2019)."""

    name = "mish"
    label = "mish"
    formula = "a = z·tanh(ln(1 + eᶻ))"
    derivative = "f′(z) = t + z·(1 − t²)·σ(z),  t = tanh(ln(1 + eᶻ))"
    code = "z * np.tanh(np.logaddexp(0, z))"
    code_gradient = (
        "g * (np.tanh(np.logaddexp(0, z))"
        " + z * (1 - np.tanh(np.logaddexp(0, z))**2) / (1 + np.exp(-z)))"
    )
    tex = r"z \tanh(\ln(1 + e^z))"
    torch = "nn.Mish()"
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z·tanh(softplus z)."""
        np.multiply(z, np.tanh(np.logaddexp(0.0, z)), out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·(t + z·(1 − t²)·σ(z)) with t = tanh(softplus z)."""
        t = np.tanh(np.logaddexp(0.0, z))
        np.multiply(gradient, t + z * (1.0 - t * t) * _sigmoid(z), out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose z·tanh(softplus z)."""
        return graph.op("Mul", z, graph.op("Tanh", _onnx_softplus(graph, z)))


@ACTIVATIONS.register
@dataclass(frozen=True)
class Softplus(Activation):
    """A smooth rectifier: a = ln(1 + eᶻ), a' = σ(z) (Dugas et al., 2000)."""

    name = "softplus"
    label = "softplus"
    formula = "a = ln(1 + eᶻ)"
    derivative = "f′(z) = σ(z) = 1/(1 + e⁻ᶻ)"
    code = "np.logaddexp(0, z)"
    code_gradient = "g / (1 + np.exp(-z))"
    tex = r"\ln(1 + e^z)"
    # beyond the threshold PyTorch takes z itself; its own 20 costs digits
    torch = "nn.Softplus(threshold=50)"
    tex_in_line = r"\ln(1 + e^{z})"

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write ln(e⁰ + eᶻ), which does not run over."""
        np.logaddexp(0.0, z, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g·σ(z)."""
        np.multiply(gradient, _sigmoid(z), out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose it of what does not run over."""
        return _onnx_softplus(graph, z)


@ACTIVATIONS.register
@dataclass(frozen=True)
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
    threshold = 0.0

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write z/(1 + |z|)."""
        np.abs(z, work)
        np.add(work, 1.0, work)
        np.divide(z, work, out)

    def backward(self, gradient: Array, z: Array, a: Array, out: Array, work: Array) -> None:
        """Write g/(1 + |z|)², dividing twice so that the square does not run over."""
        np.abs(z, work)
        np.add(work, 1.0, work)
        np.divide(gradient, work, out)
        np.divide(out, work, out)

    def onnx(self, graph: Graph, z: str) -> str:
        """Compose z/(1 + |z|)."""
        return graph.op("Div", z, graph.op("Add", graph.op("Abs", z), graph.number(1.0)))


@ACTIVATIONS.register
@dataclass(frozen=True)
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
@dataclass(frozen=True)
class Gaussian(Activation):
    """A bump: a = e^(−z²), a' = −2z·a."""

    name = "gaussian"
    bounds = (-1.0, 1.0)
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
@dataclass(frozen=True)
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
@dataclass(frozen=True)
class Softmax(Activation):
    """Shares of one over the layer's units: aᵢ = e^zᵢ / Σⱼ e^zⱼ (Bridle, 1990)."""

    name = "softmax"
    bounds = (0.0, 1.0)
    label = "softmax"
    formula = "aᵢ = e^zᵢ / Σⱼ e^zⱼ"
    derivative = "∂L/∂zᵢ = aᵢ·(gᵢ − Σⱼ gⱼ·aⱼ)"
    code = (
        "np.exp(z - np.max(z, axis=1, keepdims=True))"
        " / np.sum(np.exp(z - np.max(z, axis=1, keepdims=True)), axis=1, keepdims=True)"
    )
    code_gradient = "a * (g - np.sum(g * a, axis=1, keepdims=True))"
    tex = r"\frac{e^{z_i}}{\sum_j e^{z_j}}"
    torch = "nn.Softmax(dim=1)"
    gives_shares = True
    common = True

    def forward(self, z: Array, out: Array, work: Array) -> None:
        """Write the shares; the largest zⱼ of a sample is taken off first, so nothing runs over."""
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
        """Return None: it is no function of one number."""
        return None
