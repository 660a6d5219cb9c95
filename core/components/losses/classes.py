"""Losses of classes: on which side an output is, and how sure."""

import math
from dataclasses import dataclass

import numpy as np

from core.components.losses.base import LOSSES, Array, Loss, SlopeCase, total
from core.components.losses.reduction import (
    divisor,
    latex_share,
    per_value,
    reduced,
    reduction,
    torch_reduced,
)
from core.components.working import Shown
from core.data.samples import Task
from core.registry import parameter

_REDUCTION_HELP = "the mean over the batch, or the sum"


@LOSSES.register
@dataclass(frozen=True)
class Hinge(Loss):
    """Σmax(0, 1 − t·a)/n with t = 2y − 1, the support vector machine's loss."""

    name = "hinge"
    label = "hinge"
    formula = "L = Σ max(0, 1 − t·a) / n,  t = 2y − 1"
    fits = ("linear", "tanh")
    targets = "binary"

    reduction: str = reduction()

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean; leave 1 − t·a in `work`."""
        np.multiply(2.0 * y - 1.0, a, work)
        np.subtract(1.0, work, work)
        return total(np.maximum(work, 0.0)) / divisor(self.reduction, y)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write −t/n where 1 − t·a > 0, else 0."""
        np.multiply(1.0 - 2.0 * y, (work > 0.0) / divisor(self.reduction, y), out)

    def numpy(self) -> str:
        """Return the mean."""
        return reduced(self.reduction, "np.maximum(0, 1 - (2 * y - 1) * a)")

    def numpy_gradient(self) -> str:
        """Return −t/n where 1 − t·a > 0, else 0."""
        return "(1 - 2 * y) * ((2 * y - 1) * a < 1)" + per_value(self.reduction)

    def latex(self) -> str:
        """Return the formula."""
        return latex_share(self.reduction) + r"\sum \max(0, 1 - (2y - 1) a)"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return max(0, 1 − t·a), with t = 2y − 1 written out."""
        text = "max(0, 1 − (2·{y} − 1)·{a})"
        return text, text

    def slope_case(self, a: float, y: float) -> SlopeCase:
        """Return −t/n within the margin, 0 beyond it."""
        if (2.0 * y - 1.0) * a < 1.0:
            return SlopeCase("(1 − 2·{y})/{n}", "(2·{y} − 1)·{a} < 1")
        return SlopeCase("0", "(2·{y} − 1)·{a} ≥ 1")

    def torch(self) -> str:
        """Return the mean."""
        values = "torch.relu(1 - (2 * y - 1) * a)"
        return reduced(self.reduction, values).replace("np.", "torch.")


@LOSSES.register
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """−Σ(y·ln a + (1 − y)·ln(1 − a))/n for sigmoid outputs; from z: Σ(ln(1 + eᶻ) − y·z)/n."""

    name = "binary_cross_entropy"
    label = "binary cross-entropy"
    formula = "L = −Σ(y·ln a + (1 − y)·ln(1 − a)) / n"
    usual_for = Task.TWO_CLASSES
    of_a_guess = math.log(2.0)
    fits = ("sigmoid",)
    targets = "unit"
    fused = True

    reduction: str = reduction()

    def _share(self, y: Array) -> float:
        return 1.0 / divisor(self.reduction, y)

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the loss from z: ln(1 + eᶻ) − y·z, which is right where a is rounded to 0 or 1.

        It is taken as ln(e^(−y·z) + e^(z − y·z)), in which nothing large is subtracted.
        """
        np.multiply(y, z, work)
        against = z - work
        np.negative(work, work)
        return total(np.logaddexp(work, against, work)) * self._share(y)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write (a − y)/(a(1 − a))/n: the unfused chain, which runs over at a = 0 and 1."""
        np.divide((a - y) * self._share(y), a * (1.0 - a), out)

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write (a − y)/n."""
        np.subtract(a, y, out)
        if self.reduction != "sum":
            np.multiply(out, self._share(y), out)

    def numpy(self) -> str:
        """Return the mean or the sum over all values."""
        return "-" + reduced(self.reduction, "y * np.log(a) + (1 - y) * np.log(1 - a)")

    def numpy_gradient(self) -> str:
        """Return (a − y)/(a(1 − a))/n."""
        return "(a - y) / (a * (1 - a))" + per_value(self.reduction)

    def numpy_fused(self) -> str:
        """Return (a − y)/n."""
        by = per_value(self.reduction)
        return f"(a - y){by}" if by else "a - y"

    def numpy_from_sums(self) -> str:
        """Return ln(e^(−y·z) + e^(z − y·z)), reduced."""
        return reduced(self.reduction, "np.logaddexp(-y * z, z - y * z)")

    def latex(self) -> str:
        """Return the formula."""
        share = latex_share(self.reduction)
        return rf"-{share}\sum \left(y \ln a + (1 - y) \ln(1 - a)\right)"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return −ln a or −ln(1 − a), for a target in between both."""
        if y in (0.0, 1.0):
            text = "−ln {a}" if y else "−ln(1 − {a})"
            return text, text
        numbers = f"−({{y}}·ln {{a}} + {shown(1 - y)}·ln(1 − {{a}}))"
        return "−({y}·ln {a} + (1 − {y})·ln(1 − {a}))", numbers

    def torch(self) -> str:
        """Return the loss from z."""
        call = "functional.binary_cross_entropy_with_logits(z, y"
        return torch_reduced(self.reduction, call)


@LOSSES.register
@dataclass(frozen=True)
class CategoricalCrossEntropy(Loss):
    """−Σ y·ln a/m for softmax outputs; from z: Σ y·(ln Σⱼe^zⱼ − z)/m."""

    name = "categorical_cross_entropy"
    label = "categorical cross-entropy"
    formula = "L = −Σ y·ln a / m"
    usual_for = Task.CLASSES
    fits = ("softmax",)
    targets = "shares"
    fused = True

    reduction: str = parameter("mean", _REDUCTION_HELP, choices=("mean", "sum"))

    @property
    def adds_outputs(self) -> bool:
        """Return True."""
        return True

    def _share(self, y: Array) -> float:
        return 1.0 if self.reduction == "sum" else 1.0 / y.shape[1]

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the loss from z, the largest of each sample taken off first."""
        np.subtract(z, np.maximum.reduce(z, axis=0), work)
        log_sum = np.log(np.add.reduce(np.exp(work), axis=0))
        return total(y * (log_sum - work)) * self._share(y)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write −y/a/m: the unfused chain, which runs over at a = 0."""
        np.divide(y * -self._share(y), a, out)

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write (a − y)/m, as the targets of a sample add up to 1."""
        np.subtract(a, y, out)
        if self.reduction == "mean":
            np.multiply(out, 1.0 / y.shape[1], out)

    @property
    def _per_sample(self) -> str:
        return " / len(y)" if self.reduction == "mean" else ""

    def numpy(self) -> str:
        """Return the mean over the samples, or the sum."""
        return f"-np.sum(y * np.log(a)){self._per_sample}"

    def numpy_gradient(self) -> str:
        """Return −y/a/m."""
        return f"-y / a{self._per_sample}"

    def numpy_fused(self) -> str:
        """Return (a − y)/m."""
        return f"(a - y){self._per_sample}" if self._per_sample else "a - y"

    def numpy_from_sums(self) -> str:
        """Return Σ y·(ln Σⱼe^zⱼ − z), reduced; the largest zⱼ is taken off first."""
        shifted = "(z - np.max(z, axis=1, keepdims=True))"
        log_sum = f"np.log(np.sum(np.exp({shifted}), axis=1, keepdims=True))"
        return f"np.sum(y * ({log_sum} - {shifted})){self._per_sample}"

    def latex(self) -> str:
        """Return the formula."""
        share = r"\frac{1}{m} " if self.reduction == "mean" else ""
        return rf"-{share}\sum y \ln a"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return −y·ln a; a class that the sample has no share in adds nothing."""
        share = "" if y == 1.0 else f"{shown(y)}·"
        text = f"−{share}ln {{a}}" if y else ""
        return text, text

    def torch(self) -> str:
        """Return the loss from z."""
        return f'functional.cross_entropy(z, y, reduction="{self.reduction}")'
