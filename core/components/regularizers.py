"""Regularizers: a penalty on large weights, added to the loss once per batch.

They act on the weights of dense layers, not on biases, and are not divided by the batch size.
"""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.components.notation import (
    code_name,
    latex_name,
    latex_number,
    number,
    overrides,
    take_back_told,
)
from core.records import record
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]

_HELP = "how much large weights cost"
#: sums over the matrices `weights`, in PyTorch
_TORCH_ABSOLUTE = "sum(weight.abs().sum() for weight in weights)"
_TORCH_SQUARED = "sum((weight**2).sum() for weight in weights)"


class Regularizer(Component):
    """A penalty and its gradient."""

    #: whether there is anything to add, to the loss and to gradients
    penalizes: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        take_back_told(cls, "penalty", Regularizer, ("penalizes", "torch", "keras"))

    def penalty(self, weight: Array) -> float:
        """Return the penalty of one weight matrix."""
        raise NotImplementedError

    def add_gradient(self, weight: Array, gradient: Array, work: Array) -> None:
        """Add the penalty's gradient to `gradient`; `work` is scratch of the weight's shape."""
        raise NotImplementedError

    @property
    def is_written(self) -> bool:
        """Whether both its expressions are its own, and none of them a call by name."""
        return all(overrides(self, Regularizer, name) for name in ("numpy", "numpy_gradient"))

    def numpy(self, weight: str) -> str:
        """Return the penalty as a NumPy expression of a matrix of that name, np and numbers.

        If none is given: `name(W1)`, and `name_gradient(W1)` for its gradient.
        """
        return f"{code_name(self.name)}({weight})"

    def numpy_gradient(self, weight: str) -> str:
        """Return the penalty's gradient as a NumPy expression of a matrix of that name."""
        return f"{code_name(self.name)}_gradient({weight})"

    def latex(self) -> str:
        """Return the penalty of all weights w in LaTeX; if none is given, its name."""
        return rf"{latex_name(self.name)}(w)"

    def torch(self) -> str:
        """Return the penalty of the list `weights` in PyTorch; "" if not given."""
        return ""

    def keras(self) -> str:
        """Return Keras's own regularizer; if "", `numpy` is written for it."""
        return ""


REGULARIZERS: Registry[Regularizer] = Registry("regularizer")


@REGULARIZERS.register
@record
class NoRegularizer(Regularizer):
    """No penalty."""

    name = "none"
    label = "none"
    penalizes = False

    def penalty(self, weight: Array) -> float:
        """Return 0."""
        return 0.0

    def add_gradient(self, weight: Array, gradient: Array, work: Array) -> None:
        """Add nothing."""

    def numpy(self, weight: str) -> str:
        """Return the penalty."""
        return "0.0"

    def numpy_gradient(self, weight: str) -> str:
        """Return the penalty's gradient."""
        return f"np.zeros_like({weight})"

    def latex(self) -> str:
        """Return the penalty."""
        return "0"

    def torch(self) -> str:
        """Return the penalty."""
        return "0"

    def keras(self) -> str:
        """Return that there is none."""
        return "None"


@REGULARIZERS.register
@record
class L1(Regularizer):
    """λΣ|w|, which drives weights to exactly 0; its slope is λ·sign(w), 0 at 0."""

    name = "l1"
    label = "L1"

    strength: float = parameter(0.001, _HELP, low=0.0, high=1e6)

    def penalty(self, weight: Array) -> float:
        """Return λΣ|w|."""
        return self.strength * float(np.sum(np.abs(weight), dtype=np.float64))

    def add_gradient(self, weight: Array, gradient: Array, work: Array) -> None:
        """Add λ·sign(w)."""
        np.sign(weight, work)
        np.multiply(work, self.strength, work)
        np.add(gradient, work, gradient)

    def numpy(self, weight: str) -> str:
        """Return the penalty."""
        return f"{number(self.strength)} * np.sum(np.abs({weight}))"

    def numpy_gradient(self, weight: str) -> str:
        """Return the penalty's gradient."""
        return f"{number(self.strength)} * np.sign({weight})"

    def latex(self) -> str:
        """Return the penalty."""
        return rf"{latex_number(self.strength)} \sum |w|"

    def torch(self) -> str:
        """Return the penalty."""
        return f"{number(self.strength)} * {_TORCH_ABSOLUTE}"

    def keras(self) -> str:
        """Return Keras's own."""
        return f"keras.regularizers.L1({number(self.strength)})"


@REGULARIZERS.register
@record
class L2(Regularizer):
    """½λΣw², which keeps weights small; its slope is λw."""

    name = "l2"
    label = "L2"

    strength: float = parameter(0.001, _HELP, low=0.0, high=1e6)

    def penalty(self, weight: Array) -> float:
        """Return ½λΣw²."""
        return 0.5 * self.strength * float(np.sum(np.square(weight), dtype=np.float64))

    def add_gradient(self, weight: Array, gradient: Array, work: Array) -> None:
        """Add λw."""
        np.multiply(weight, self.strength, work)
        np.add(gradient, work, gradient)

    def numpy(self, weight: str) -> str:
        """Return the penalty."""
        return f"0.5 * {number(self.strength)} * np.sum({weight}**2)"

    def numpy_gradient(self, weight: str) -> str:
        """Return the penalty's gradient."""
        return f"{number(self.strength)} * {weight}"

    def latex(self) -> str:
        """Return the penalty."""
        return rf"\frac{{1}}{{2}} \cdot {latex_number(self.strength)} \sum w^2"

    def torch(self) -> str:
        """Return the penalty."""
        return f"0.5 * {number(self.strength)} * {_TORCH_SQUARED}"

    def keras(self) -> str:
        """Return Keras's own, which has no ½."""
        return f"keras.regularizers.L2({number(0.5 * self.strength)})"


@REGULARIZERS.register
@record
class ElasticNet(Regularizer):
    """λ(s·Σ|w| + (1 − s)·½Σw²), with s the share of L1 (Zou and Hastie, 2005)."""

    name = "elastic_net"
    label = "elastic net (L1 and L2)"

    strength: float = parameter(0.001, _HELP, low=0.0, high=1e6)
    l1_share: float = parameter(0.5, "the share of L1 in the penalty", low=0.0, high=1.0)

    def penalty(self, weight: Array) -> float:
        """Return λ(s·Σ|w| + (1 − s)·½Σw²)."""
        absolute = float(np.sum(np.abs(weight), dtype=np.float64))
        squared = float(np.sum(np.square(weight), dtype=np.float64))
        return self.strength * (self.l1_share * absolute + (1.0 - self.l1_share) * 0.5 * squared)

    def add_gradient(self, weight: Array, gradient: Array, work: Array) -> None:
        """Add λ(s·sign(w) + (1 − s)·w)."""
        np.sign(weight, work)
        np.multiply(work, self.strength * self.l1_share, work)
        np.add(gradient, work, gradient)
        np.multiply(weight, self.strength * (1.0 - self.l1_share), work)
        np.add(gradient, work, gradient)

    def numpy(self, weight: str) -> str:
        """Return the penalty."""
        strength, share = number(self.strength), number(self.l1_share)
        absolute, squared = f"{share} * np.sum(np.abs({weight}))", f"0.5 * np.sum({weight}**2)"
        return f"{strength} * ({absolute} + (1 - {share}) * {squared})"

    def numpy_gradient(self, weight: str) -> str:
        """Return the penalty's gradient."""
        strength, share = number(self.strength), number(self.l1_share)
        return f"{strength} * ({share} * np.sign({weight}) + (1 - {share}) * {weight})"

    def latex(self) -> str:
        """Return the penalty."""
        strength, share = latex_number(self.strength), latex_number(self.l1_share)
        squared = rf"(1 - {share}) \frac{{1}}{{2}} \sum w^2"
        return rf"{strength} \left({share} \sum |w| + {squared}\right)"

    def torch(self) -> str:
        """Return the penalty."""
        absolute, squared = self.strength * self.l1_share, self.strength * (1 - self.l1_share)
        return (
            f"{number(absolute)} * {_TORCH_ABSOLUTE} + {number(0.5 * squared)} * {_TORCH_SQUARED}"
        )

    def keras(self) -> str:
        """Return Keras's own."""
        absolute, squared = self.strength * self.l1_share, self.strength * (1 - self.l1_share)
        return f"keras.regularizers.L1L2({number(absolute)}, {number(0.5 * squared)})"


def weight_decay(share: float) -> Regularizer:
    """Return the penalty whose slope is that share of every weight: ½·share·Σw²."""
    return L2(strength=share)
