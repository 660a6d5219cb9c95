"""Losses: how wrong the outputs are, as one number, and its slope.

Arrays have the outputs as rows and the samples as columns. `forward` returns the loss of outputs
a against targets y and may leave in `work` what `backward` then turns into ∂L/∂a. A loss that
fits an activation exactly (binary cross-entropy and sigmoid, categorical and softmax) is fused
with it: the value comes from the weighted sums z, which do not lose digits where a is within
rounding of 0 or 1, and the slope is the textbook's short form ∂L/∂z = (a − y)/n.

n is the number of values in the batch (samples × outputs), m the number of samples. Sums are
accumulated in float64 whatever the arrays hold.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.components.figures import figure
from core.components.notation import (
    code_name,
    latex_name,
    overrides,
    take_back_told,
)
from core.components.working import Shown
from core.data.samples import Task
from core.registry import Component, Registry

Array = NDArray[np.floating[Any]]


def total(array: Array) -> float:
    """Return the sum of all values, accumulated in float64."""
    return figure(np.add.reduce(array, axis=None, dtype=np.float64))


@dataclass(frozen=True)
class SlopeCase:
    """The case of ∂L/∂a that holds: δ/n, as a − y > δ; texts with {a}, {y}, {n}, {constant}.

    `condition` is what makes it so.
    """

    formula: str
    condition: str


class Loss(Component):
    """A measure of wrongness with its derivative."""

    formula: ClassVar[str] = ""
    #: output activations it fits; empty: any
    fits: ClassVar[tuple[str, ...]] = ()
    #: what targets it can be used with: "any", "unit" (0 to 1), "binary" (0 or 1), "shares"
    targets: ClassVar[str] = "any"
    #: whether z is needed for the value, and (a − y) is the slope, up to a factor
    fused: ClassVar[bool] = False
    #: the task that it is taken for where nothing is chosen, with the first output it fits
    usual_for: ClassVar[Task | None] = None
    #: what a network loses a value that always says ½; None where that hangs on the targets
    of_a_guess: ClassVar[float | None] = None

    def fitted(self, targets: Array) -> "Loss":
        """Return it with all that it takes from the training targets (m, outputs): class weights.

        Until then a loss that balances classes counts all of them alike.
        """
        return self

    @property
    def unweighted(self) -> "Loss":
        """The same without class weights."""
        return self

    def class_weight(self, y: Array, output: int) -> float | None:
        """Return what counts for an output of a sample with targets y (outputs,); None for all."""
        return None

    def weights_by_class(self, outputs: int) -> tuple[tuple[float, ...], ...]:
        """Return the weights of the classes, a row for each output of two classes; none of none."""
        return ()

    def problem_with(self, outputs: int) -> str:
        """Return what of its class weights does not fit so many outputs; "" for nothing."""
        return ""

    def __init_subclass__(cls) -> None:
        told = ("usual_for", "adds_outputs", "of_a_guess", "term", "slope_case", "torch")
        take_back_told(cls, "forward", Loss, told)

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return L of outputs `a`, whose weighted sums are `z`, against targets `y`.

        A sum ends with `total` or `figure`, so that it can be played from the tape.
        """
        raise NotImplementedError

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write ∂L/∂a into `out`, right after `forward` with the same `work`."""
        raise NotImplementedError

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write ∂L/∂z into `out`; only where `fused`."""
        raise NotImplementedError

    @property
    def adds_outputs(self) -> bool:
        """Whether its mean is one over samples, whose outputs are added up; else over all."""
        return getattr(self, "reduction", "") == "mean_samples"

    @property
    def is_written(self) -> bool:
        """Whether all its expressions are its own, and none of them a call by name."""
        wanted = ["numpy", "numpy_gradient"]
        if self.fused:
            wanted += ["numpy_fused", "numpy_from_sums"]
        return all(overrides(self, Loss, name) for name in wanted)

    def numpy(self) -> str:
        """Return L as a NumPy expression of `a` and `y`, (m, outputs): samples are rows there.

        Besides these it uses nothing but `np`, `len` and numbers. Where none is given:
        `name(a, y)`, and so on for the others.
        """
        return f"{code_name(self.name)}(a, y)"

    def numpy_gradient(self) -> str:
        """Return ∂L/∂a as a NumPy expression of `a` and `y`, both (m, outputs)."""
        return f"{code_name(self.name)}_gradient(a, y)"

    def numpy_fused(self) -> str:
        """Return ∂L/∂z as a NumPy expression of `a` and `y`; only where `fused`."""
        return f"{code_name(self.name)}_fused(a, y)"

    def numpy_from_sums(self) -> str:
        """Return L as a NumPy expression of `z` and `y`; only where `fused`.

        It stays right where a is rounded to 0 or 1, and `numpy` would take the logarithm of 0.
        """
        return f"{code_name(self.name)}_from_sums(z, y)"

    def latex(self) -> str:
        """Return the right side of L = … in LaTeX; where none is given, the loss's name."""
        return rf"{latex_name(self.name)}(a, y)"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return what one output adds to its sample's loss, in symbols and in numbers.

        Both are texts with {a} and {y} for the output and its target, such as `({a} − {y})²`;
        other numbers are written with `shown`. They are empty where an output adds nothing, None
        where that is not written down.
        """
        return None

    def slope_case(self, a: float, y: float) -> SlopeCase | None:
        """Return the case of ∂L/∂a that holds for one output, None where there are no cases."""
        return None

    def torch(self) -> str:
        """Return L as PyTorch has it, of `a`, `z` and `y`, (m, outputs); nothing if not told."""
        return ""


LOSSES: Registry[Loss] = Registry("loss")
