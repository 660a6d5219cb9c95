"""Losses: how wrong the outputs are, as one number, and its gradient.

Arrays have the outputs as rows and the samples as columns. `forward` returns the loss of outputs
a against targets y and may leave in `work` what `backward` then turns into ∂L/∂a. A loss that
matches an activation (binary cross-entropy and sigmoid, categorical and softmax) is fused with it:
the value comes from the weighted sums z, which lose no digits when a is rounded to 0 or 1, and the
gradient is the textbook's short form ∂L/∂z = (a − y)/n.

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
    """The case of ∂L/∂a that applies: δ/n, as a − y > δ; texts with {a}, {y}, {n}, {constant}.

    `condition` says why it applies.
    """

    formula: str
    condition: str


class Loss(Component):
    """A measure of wrongness with its derivative."""

    formula: ClassVar[str] = ""
    #: the output activations it fits; if empty, any
    fits: ClassVar[tuple[str, ...]] = ()
    #: the targets it can be used with: "any", "unit" (0 to 1), "binary" (0 or 1), "shares"
    targets: ClassVar[str] = "any"
    #: whether the value needs z, and the gradient is a − y, up to a factor
    fused: ClassVar[bool] = False
    #: the task for which it is the default, with the first output activation it fits
    usual_for: ClassVar[Task | None] = None
    #: the loss per value if the output is always ½; None if that depends on the targets
    of_a_guess: ClassVar[float | None] = None

    def fitted(self, targets: Array) -> "Loss":
        """Return it with what it takes from the training targets (m, outputs): class weights.

        Until then a loss that balances classes counts them all equally.
        """
        return self

    @property
    def unweighted(self) -> "Loss":
        """The same without class weights."""
        return self

    @property
    def halved(self) -> bool | None:
        """Whether squared errors are multiplied by ½; None for what is no squared error."""
        return None

    def class_weight(self, y: Array, output: int) -> float | None:
        """Return the weight of a sample's output for targets y (outputs,); None if all are 1."""
        return None

    def weights_by_class(self, outputs: int) -> tuple[tuple[float, ...], ...]:
        """Return the class weights, a row for each output of two classes, if there are any."""
        return ()

    def weights_code(self) -> str:
        """Return the weights of classes as a NumPy expression of y (m, outputs), "" if none.

        It is the factor of every value in `numpy` and in the gradients.
        """
        return ""

    def problem_with(self, outputs: int) -> str:
        """Return why its class weights do not fit this many outputs, "" if they do."""
        return ""

    def __init_subclass__(cls) -> None:
        told = ("usual_for", "adds_outputs", "of_a_guess", "term", "slope_case", "of_each")
        take_back_told(cls, "forward", Loss, (*told, "halved", "torch", "keras"))

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the loss L of outputs `a`, whose weighted sums are `z`, against targets `y`.

        It ends with `total` or `figure`, so that it can be played from the tape.
        """
        raise NotImplementedError

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return the loss of every sample by itself, (m,): that of a batch which holds only it.

        Their mean is the loss of the batch, or their sum if the loss is a sum. If a loss does not
        say how, every sample is computed in turn, which takes some microseconds for each.
        """
        columns = (slice(k, k + 1) for k in range(a.shape[1]))
        one = [
            float(self.forward(a[:, k], y[:, k], z[:, k], np.empty_like(a[:, k]))) for k in columns
        ]
        return np.array(one, dtype=np.float64)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write ∂L/∂a into `out`, right after `forward` with the same `work`."""
        raise NotImplementedError

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write ∂L/∂z into `out`; only if `fused`."""
        raise NotImplementedError

    def curvature(self, y: Array) -> float | None:
        """Return ∂²L/∂a², for targets (outputs, m), if it is the same for every output.

        That is so for squared errors alone; None for the others.
        """
        return None

    @property
    def adds_outputs(self) -> bool:
        """Whether it adds up a sample's outputs and averages over samples; else over all values."""
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

        Besides these it uses only `np`, `len` and numbers. If none is given: `name(a, y)`, and
        likewise for the others.
        """
        return f"{code_name(self.name)}(a, y)"

    def numpy_gradient(self) -> str:
        """Return ∂L/∂a as a NumPy expression of `a` and `y`, both (m, outputs)."""
        return f"{code_name(self.name)}_gradient(a, y)"

    def numpy_fused(self) -> str:
        """Return ∂L/∂z as a NumPy expression of `a` and `y`; only if `fused`."""
        return f"{code_name(self.name)}_fused(a, y)"

    def numpy_from_sums(self) -> str:
        """Return L as a NumPy expression of `z` and `y`; only if `fused`.

        It stays right when a is rounded to 0 or 1 and `numpy` would take the logarithm of 0.
        """
        return f"{code_name(self.name)}_from_sums(z, y)"

    def latex(self) -> str:
        """Return the right side of L = … in LaTeX; if none is given, the loss's name."""
        return rf"{latex_name(self.name)}(a, y)"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return what one output adds to its sample's loss, in symbols and in numbers.

        Both are texts with {a} and {y} for the output and its target, such as `({a} − {y})²`;
        other numbers are written with `shown`. They are empty if an output adds nothing; None if
        the formula is not given.
        """
        return None

    def slope_case(self, a: float, y: float) -> SlopeCase | None:
        """Return the case of ∂L/∂a that applies to one output, None if there are no cases."""
        return None

    def torch(self) -> str:
        """Return L for PyTorch, from `a`, `z` and `y` (m, outputs); "" if not given."""
        return ""

    def keras(self) -> str:
        """Return Keras's own loss where it is the same; if "", `numpy` is written for it."""
        return ""


LOSSES: Registry[Loss] = Registry("loss")
