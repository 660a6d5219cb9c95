"""Activations: what a neuron does with its weighted sum.

Arrays here have the neurons of a layer as rows and the samples of the batch as columns, shape
(units, samples). An activation gives its value and, for backpropagation, a vector-Jacobian
product: `backward` turns ∂L/∂a into ∂L/∂z, so that softmax, which mixes the units of a sample,
is no special case. Both write into `out`, which is none of their inputs; `work` is scratch of
the same shape. At a kink the derivative is the one from the left.

Exponentials may run over on the way to the right limit (1/∞ = 0): callers keep NumPy's overflow
warnings silent.
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

    def case_of(self, z: float, a: float) -> Case | None:
        """Return the case of `formula` that holds at a sum, None where it has no cases."""
        return holding(self.formula.partition(" = ")[2], self._known(z, a))

    def slope_case_of(self, z: float, a: float) -> Case | None:
        """Return the case of `derivative` that holds at a sum, None where it has no cases."""
        return holding(self.derivative.partition(" = ")[2], self._known(z, a))

    def _known(self, z: float, a: float) -> dict[str, float]:
        return {**self.constants(), "z": z, "a": a}

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


def sigmoid_of(z: Array) -> Array:
    """Return 1/(1 + e⁻ᶻ)."""
    return np.asanyarray(1.0 / (1.0 + np.exp(-z)))
