"""Losses: how wrong the outputs are, as one number, and its slope.

Arrays have the outputs as rows and the samples as columns. `forward` returns the loss of outputs
a against targets y and may leave in `work` what `backward` then turns into ∂L/∂a. A loss that
fits an activation exactly (binary cross-entropy and sigmoid, categorical and softmax) is fused
with it: the value comes from the weighted sums z, which do not lose digits where a is within
rounding of 0 or 1, and the slope is the textbook's short form ∂L/∂z = (a − y)/n.

n is the number of values in the batch (samples × outputs), m the number of samples. Sums are
accumulated in float64 whatever the arrays hold.
"""

import math
from dataclasses import dataclass
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
from core.components.working import Shown
from core.data.samples import Task
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]

_REDUCTION_HELP = "the mean over the batch, or the sum"
_HALF_HELP = "multiply by ½, so that the slope has no factor 2"


def total(array: Array) -> float:
    """Return the sum of all values, accumulated in float64."""
    return float(np.add.reduce(array, axis=None, dtype=np.float64))


def _sum_of_squares(array: Array) -> float:
    if array.dtype != np.float64:
        array = array.astype(np.float64)
    return float(np.vdot(array, array))


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
    #: its mean is one over samples, whose outputs are added up; else over all values
    adds_outputs: ClassVar[bool] = False
    #: what a network loses a value that always says ½; None where that hangs on the targets
    of_a_guess: ClassVar[float | None] = None

    def __init_subclass__(cls) -> None:
        told = ("usual_for", "adds_outputs", "of_a_guess", "term", "torch")
        take_back_told(cls, "forward", Loss, told)

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return L of outputs `a`, whose weighted sums are `z`, against targets `y`."""
        raise NotImplementedError

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write ∂L/∂a into `out`, right after `forward` with the same `work`."""
        raise NotImplementedError

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write ∂L/∂z into `out`; only where `fused`."""
        raise NotImplementedError

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

    def torch(self) -> str:
        """Return L as PyTorch has it, of `a`, `z` and `y`, (m, outputs); nothing if not told."""
        return ""


LOSSES: Registry[Loss] = Registry("loss")


def _square_term(half: bool) -> tuple[str, str]:
    text = "½({a} − {y})²" if half else "({a} − {y})²"
    return text, text


@LOSSES.register
@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """Σ(a − y)²/n, or half of it."""

    name = "mean_squared_error"
    label = "mean squared error"
    formula = "L = Σ(a − y)² / n"
    usual_for = Task.REGRESSION

    half: bool = parameter(False, _HALF_HELP)

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean of the squares; leave a − y in `work`."""
        np.subtract(a, y, work)
        return _sum_of_squares(work) / (2 * work.size if self.half else work.size)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write 2(a − y)/n, or (a − y)/n."""
        np.multiply(work, (1.0 if self.half else 2.0) / work.size, out)

    def numpy(self) -> str:
        """Return the mean of the squares, or half of it."""
        return "0.5 * np.mean((a - y)**2)" if self.half else "np.mean((a - y)**2)"

    def numpy_gradient(self) -> str:
        """Return 2(a − y)/n, or (a − y)/n."""
        return "(a - y) / y.size" if self.half else "2 * (a - y) / y.size"

    def latex(self) -> str:
        """Return the formula."""
        return rf"\frac{{1}}{{{2 if self.half else ''}n}} \sum (a - y)^2"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return (a − y)², or half of it."""
        return _square_term(self.half)

    def torch(self) -> str:
        """Return the mean of the squares, or half of it."""
        return f"{'0.5 * ' if self.half else ''}functional.mse_loss(a, y)"


@LOSSES.register
@dataclass(frozen=True)
class SumSquaredError(Loss):
    """Σ(a − y)², or half of it."""

    name = "sum_squared_error"
    label = "sum of squared errors"
    formula = "L = Σ(a − y)²"

    half: bool = parameter(False, _HALF_HELP)

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the sum of the squares; leave a − y in `work`."""
        np.subtract(a, y, work)
        return _sum_of_squares(work) * (0.5 if self.half else 1.0)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write 2(a − y), or a − y."""
        np.multiply(work, 1.0 if self.half else 2.0, out)

    def numpy(self) -> str:
        """Return the sum of the squares, or half of it."""
        return "0.5 * np.sum((a - y)**2)" if self.half else "np.sum((a - y)**2)"

    def numpy_gradient(self) -> str:
        """Return 2(a − y), or a − y."""
        return "a - y" if self.half else "2 * (a - y)"

    def latex(self) -> str:
        """Return the formula."""
        return (r"\frac{1}{2} " if self.half else "") + r"\sum (a - y)^2"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return (a − y)², or half of it."""
        return _square_term(self.half)

    def torch(self) -> str:
        """Return the sum of the squares, or half of it."""
        half = "0.5 * " if self.half else ""
        return f'{half}functional.mse_loss(a, y, reduction="sum")'


@LOSSES.register
@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """Σ|a − y|/n, whose slope at 0 is 0."""

    name = "mean_absolute_error"
    label = "mean absolute error"
    formula = "L = Σ|a − y| / n"

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean distance; leave a − y in `work`."""
        np.subtract(a, y, work)
        return total(np.abs(work)) / work.size

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write sign(a − y)/n."""
        np.sign(work, out)
        np.multiply(out, 1.0 / work.size, out)

    def numpy(self) -> str:
        """Return the mean distance."""
        return "np.mean(np.abs(a - y))"

    def numpy_gradient(self) -> str:
        """Return sign(a − y)/n."""
        return "np.sign(a - y) / y.size"

    def latex(self) -> str:
        """Return the formula."""
        return r"\frac{1}{n} \sum |a - y|"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return |a − y|."""
        return "|{a} − {y}|", "|{a} − {y}|"

    def torch(self) -> str:
        """Return the mean distance."""
        return "functional.l1_loss(a, y)"


@LOSSES.register
@dataclass(frozen=True)
class Huber(Loss):
    """½d² where |d| ≤ δ, else δ(|d| − ½δ), with d = a − y; the mean over n (Huber, 1964)."""

    name = "huber"
    label = "Huber"
    formula = "L = Σ(½d² where |d| ≤ δ, else δ(|d| − ½δ)) / n,  d = a − y"

    delta: float = parameter(
        1.0, "the distance from which on it grows linearly", low=0.0, low_open=True, high=1e6
    )

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean; with c = min(|d|, δ) each value is c(|d| − ½c). Leave d in `work`."""
        np.subtract(a, y, work)
        distance = np.abs(work)
        near = np.minimum(distance, self.delta)
        return total(near * (distance - 0.5 * near)) / work.size

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write d, held within ±δ, over n."""
        np.clip(work, -self.delta, self.delta, out)
        np.multiply(out, 1.0 / work.size, out)

    def numpy(self) -> str:
        """Return the mean of the two branches."""
        delta = number(self.delta)
        near, far = "0.5 * (a - y)**2", f"{delta} * (np.abs(a - y) - 0.5 * {delta})"
        return f"np.mean(np.where(np.abs(a - y) <= {delta}, {near}, {far}))"

    def numpy_gradient(self) -> str:
        """Return d, held within ±δ, over n."""
        return f"np.clip(a - y, -{number(self.delta)}, {number(self.delta)}) / y.size"

    def latex(self) -> str:
        """Return the formula."""
        delta = latex_number(self.delta)
        near = rf"\frac{{1}}{{2}} (a - y)^2 & |a - y| \le {delta}"
        far = rf"{delta} \, (|a - y| - \frac{{1}}{{2}} \cdot {delta}) & |a - y| > {delta}"
        return rf"\frac{{1}}{{n}} \sum \begin{{cases}} {near} \\ {far} \end{{cases}}"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return the branch that the distance is in."""
        if abs(a - y) <= self.delta:
            return _square_term(True)
        delta = shown(self.delta)
        return "δ·(|{a} − {y}| − ½δ)", f"{delta}·(|{{a}} − {{y}}| − ½·{delta})"

    def torch(self) -> str:
        """Return the mean of the two branches."""
        return f"functional.huber_loss(a, y, delta={number(self.delta)})"


@LOSSES.register
@dataclass(frozen=True)
class Hinge(Loss):
    """Σmax(0, 1 − t·a)/n with t = 2y − 1, the support vector machine's loss."""

    name = "hinge"
    label = "hinge"
    formula = "L = Σ max(0, 1 − t·a) / n,  t = 2y − 1"
    fits = ("linear", "tanh")
    targets = "binary"

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean; leave 1 − t·a in `work`."""
        np.multiply(2.0 * y - 1.0, a, work)
        np.subtract(1.0, work, work)
        return total(np.maximum(work, 0.0)) / work.size

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write −t/n where 1 − t·a > 0, else 0."""
        np.multiply(1.0 - 2.0 * y, (work > 0.0) / work.size, out)

    def numpy(self) -> str:
        """Return the mean."""
        return "np.mean(np.maximum(0, 1 - (2 * y - 1) * a))"

    def numpy_gradient(self) -> str:
        """Return −t/n where 1 − t·a > 0, else 0."""
        return "(1 - 2 * y) * ((2 * y - 1) * a < 1) / y.size"

    def latex(self) -> str:
        """Return the formula."""
        return r"\frac{1}{n} \sum \max(0, 1 - (2y - 1) a)"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return max(0, 1 − t·a)."""
        return "max(0, 1 − t·{a})", f"max(0, 1 − {shown(2.0 * y - 1.0)}·{{a}})"

    def torch(self) -> str:
        """Return the mean."""
        return "torch.relu(1 - (2 * y - 1) * a).mean()"


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

    reduction: str = parameter("mean", _REDUCTION_HELP, choices=("mean", "sum"))

    def _share(self, y: Array) -> float:
        return 1.0 if self.reduction == "sum" else 1.0 / y.size

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
        if self.reduction == "mean":
            np.multiply(out, 1.0 / y.size, out)

    @property
    def _reduce(self) -> str:
        return "np.mean" if self.reduction == "mean" else "np.sum"

    @property
    def _per_value(self) -> str:
        return " / y.size" if self.reduction == "mean" else ""

    def numpy(self) -> str:
        """Return the mean or the sum over all values."""
        return f"-{self._reduce}(y * np.log(a) + (1 - y) * np.log(1 - a))"

    def numpy_gradient(self) -> str:
        """Return (a − y)/(a(1 − a))/n."""
        return f"(a - y) / (a * (1 - a)){self._per_value}"

    def numpy_fused(self) -> str:
        """Return (a − y)/n."""
        return f"(a - y){self._per_value}" if self._per_value else "a - y"

    def numpy_from_sums(self) -> str:
        """Return ln(e^(−y·z) + e^(z − y·z)), reduced."""
        return f"{self._reduce}(np.logaddexp(-y * z, z - y * z))"

    def latex(self) -> str:
        """Return the formula."""
        share = r"\frac{1}{n} " if self.reduction == "mean" else ""
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
        reduction = f'reduction="{self.reduction}"'
        return f"functional.binary_cross_entropy_with_logits(z, y, {reduction})"


@LOSSES.register
@dataclass(frozen=True)
class CategoricalCrossEntropy(Loss):
    """−Σ y·ln a/m for softmax outputs; from z: Σ y·(ln Σⱼe^zⱼ − z)/m."""

    name = "categorical_cross_entropy"
    label = "categorical cross-entropy"
    formula = "L = −Σ y·ln a / m"
    usual_for = Task.CLASSES
    adds_outputs = True
    fits = ("softmax",)
    targets = "shares"
    fused = True

    reduction: str = parameter("mean", _REDUCTION_HELP, choices=("mean", "sum"))

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
