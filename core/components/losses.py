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

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return L of outputs `a`, whose weighted sums are `z`, against targets `y`."""
        raise NotImplementedError

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write ∂L/∂a into `out`, right after `forward` with the same `work`."""
        raise NotImplementedError

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write ∂L/∂z into `out`; only where `fused`."""
        raise NotImplementedError


LOSSES: Registry[Loss] = Registry("loss")


@LOSSES.register
@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """Σ(a − y)²/n, or half of it."""

    name = "mean_squared_error"
    label = "mean squared error"
    formula = "L = Σ(a − y)² / n"

    half: bool = parameter(False, _HALF_HELP)

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean of the squares; leave a − y in `work`."""
        np.subtract(a, y, work)
        return _sum_of_squares(work) / (2 * work.size if self.half else work.size)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write 2(a − y)/n, or (a − y)/n."""
        np.multiply(work, (1.0 if self.half else 2.0) / work.size, out)


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


@LOSSES.register
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """−Σ(y·ln a + (1 − y)·ln(1 − a))/n for sigmoid outputs; from z: Σ(ln(1 + eᶻ) − y·z)/n."""

    name = "binary_cross_entropy"
    label = "binary cross-entropy"
    formula = "L = −Σ(y·ln a + (1 − y)·ln(1 − a)) / n"
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


@LOSSES.register
@dataclass(frozen=True)
class CategoricalCrossEntropy(Loss):
    """−Σ y·ln a/m for softmax outputs; from z: Σ y·(ln Σⱼe^zⱼ − z)/m."""

    name = "categorical_cross_entropy"
    label = "categorical cross-entropy"
    formula = "L = −Σ y·ln a / m"
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
