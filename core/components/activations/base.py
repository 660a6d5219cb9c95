"""Activations: what a neuron does with its weighted sum.

Arrays here have the neurons of a layer as rows and the samples of the batch as columns, shape
(units, samples). An activation gives its value and, for backpropagation, a vector-Jacobian
product: `backward` turns ∂L/∂a into ∂L/∂z, so that softmax, which mixes the units of a sample,
needs no special case. Both write into `out`, which is never one of their inputs; `work` is scratch
space of the same shape. At a kink the derivative is the one from the left.

Exponentials may overflow and still give the right limit (1/∞ = 0): callers silence NumPy's overflow
warnings.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from core.components.cases import Case, holding
from core.components.graph import Graph
from core.components.notation import code_name, filled, latex_name, overrides, take_back_told
from core.registry import Component, Registry

Array = NDArray[np.floating[Any]]


class Activation(Component):
    """A function from the weighted sums z of a layer to its outputs a."""

    #: the formula, for menus and tooltips
    formula: ClassVar[str] = ""
    #: its derivative in one line, for the step panel; if it mixes units, the whole ∂L/∂z
    derivative: ClassVar[str] = ""
    #: what `numpy`, `numpy_gradient` and `latex` return, with `$field` for hyper-parameters
    code: ClassVar[str] = ""
    code_gradient: ClassVar[str] = ""
    tex: ClassVar[str] = ""
    #: f′(z) in LaTeX, where `code_gradient` is no formula but a way to compute it
    tex_slope: ClassVar[str] = ""
    #: offered at the top of menus; the others are under "More…"
    common: ClassVar[bool] = False
    #: the output at which two classes are told apart
    threshold: ClassVar[float] = 0.5
    #: the limits of its outputs (low, high), where it has both
    bounds: ClassVar[tuple[float, float] | None] = None
    #: it passes the sum on unchanged: nothing is computed and no derivative is needed
    is_identity: ClassVar[bool] = False
    #: its outputs are e^zᵢ / Σⱼ e^zⱼ, which add up to 1 over the layer's units
    gives_shares: ClassVar[bool] = False
    #: the function written before "(z)" in plain text; if none is given, its name
    symbol: ClassVar[str] = ""
    #: a = … in LaTeX for a line, if that is shorter than a call by name
    tex_in_line: ClassVar[str] = ""
    #: the PyTorch module for it, with `$field` for hyper-parameters; if there is none, the function
    #: of z alone; if neither is given, scripts for PyTorch are refused
    torch: ClassVar[str] = ""
    torch_function: ClassVar[str] = ""
    #: what Keras has for it, an expression of z with `$field`; if none, `numpy` is written for it
    keras: ClassVar[str] = ""
    #: its names in other programs
    aliases: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        told = ("torch", "torch_function", "keras", "onnx", "passing", "symbol", "tex_in_line")
        more = ("tex_slope", "aliases", "is_identity", "gives_shares")
        take_back_told(cls, "forward", Activation, (*told, *more))

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

        Besides z it uses only `np` and numbers. If none is given: `name(z)`.
        """
        return filled(self.code, self) or f"{code_name(self.name)}(z)"

    def numpy_gradient(self) -> str:
        """Return ∂L/∂z as a NumPy expression of `g` = ∂L/∂a, `z` and `a`, all (m, units).

        If none is given: `name_gradient(g, z, a)`.
        """
        return filled(self.code_gradient, self) or f"{code_name(self.name)}_gradient(g, z, a)"

    def case_of(self, z: float, a: float) -> Case | None:
        """Return the case of `formula` that applies to a sum, None if it has no cases."""
        return holding(self.formula.partition(" = ")[2], self._known(z, a))

    def slope_case_of(self, z: float, a: float) -> Case | None:
        """Return the case of `derivative` that applies to a sum, None if it has no cases."""
        return holding(self.derivative.partition(" = ")[2], self._known(z, a))

    def _known(self, z: float, a: float) -> dict[str, float]:
        return {**self.constants(), "z": z, "a": a}

    def latex(self) -> str:
        """Return the right side of a = f(z) in LaTeX; if none is given, the name of f."""
        return filled(self.tex, self, latex=True) or rf"{latex_name(self.name)}(z)"

    def torch_module(self) -> str:
        """Return the PyTorch module for it, "" if none is given."""
        own = f"{type(self).__name__}()" if self.torch_function else ""
        return filled(self.torch, self) or own

    def keras_function(self) -> str:
        """Return Keras's own f(z) as an expression of `z`, "" if none is given."""
        return filled(self.keras, self)

    def onnx(self, graph: Graph, z: str) -> str:
        """Add f(z) to a graph, `z` (m, units); return the name of a, "" if not given."""
        return ""

    @classmethod
    def passing(cls, left: float, plain: Callable[[float], float]) -> Self | None:
        """Return the activation of this kind that has f(−1) = `left`, or None.

        `plain` removes the digits of a hyper-parameter that come only from rounding.
        """
        return None if any(item.required for item in cls.parameters()) else cls()


ACTIVATIONS: Registry[Activation] = Registry("activation")


def activation_called(name: str) -> Activation:
    """Return the activation with this name, here or in other programs. Raises ProjectError."""
    known = [kind for kind in ACTIVATIONS if name in kind.aliases]
    return (known[0] if known and name not in ACTIVATIONS else ACTIVATIONS.named(name))()


def bounds_of(name: str) -> tuple[float, float] | None:
    """Return the limits of an activation's outputs; None if it is unbounded or unknown."""
    return ACTIVATIONS.named(name).bounds if name in ACTIVATIONS else None


def sigmoid_of(z: Array) -> Array:
    """Return 1/(1 + e⁻ᶻ)."""
    return np.asanyarray(1.0 / (1.0 + np.exp(-z)))
