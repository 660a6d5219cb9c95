"""Losses for how far outputs are from their targets."""

import numpy as np

from core.components.figures import figure
from core.components.losses.base import LOSSES, Array, Loss, SlopeCase, total
from core.components.losses.reduction import (
    divisor,
    each_reduced,
    latex_share,
    per_value,
    reduced,
    reduction,
    torch_reduced,
)
from core.components.notation import (
    latex_number,
    number,
)
from core.components.working import Shown
from core.data.samples import Task
from core.records import record
from core.registry import parameter

#: compared with a dtype, the class itself would be made one every time
_DOUBLE = np.dtype(np.float64)
_HALF_HELP = "multiply by ½, so that the slope has no factor 2"


def _sum_of_squares(array: Array) -> float:
    if array.dtype != _DOUBLE:
        array = array.astype(_DOUBLE)
    return figure(np.vdot(array, array))


def _square_term(half: bool) -> tuple[str, str]:
    text = "½({a} − {y})²" if half else "({a} − {y})²"
    return text, text


@LOSSES.register
@record
class MeanSquaredError(Loss):
    """Σ(a − y)²/n, or half of it."""

    name = "mean_squared_error"
    label = "mean squared error"
    formula = "L = Σ(a − y)² / n"
    usual_for = Task.REGRESSION

    half: bool = parameter(False, _HALF_HELP)
    reduction: str = reduction()

    @property
    def halved(self) -> bool:
        """Return whether it is half of the squares."""
        return self.half

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean of the squares; leave a − y in `work`."""
        np.subtract(a, y, work)
        by = divisor(self.reduction, y)
        return _sum_of_squares(work) / (2 * by if self.half else by)

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return (a − y)² of every sample, reduced over its outputs, or half of that."""
        return each_reduced(self.reduction, np.square(a - y)) * (0.5 if self.half else 1.0)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write 2(a − y)/n, or (a − y)/n."""
        np.multiply(work, (1.0 if self.half else 2.0) / divisor(self.reduction, y), out)

    def curvature(self, y: Array) -> float:
        """Return 2/n, or 1/n."""
        return (1.0 if self.half else 2.0) / divisor(self.reduction, y)

    def numpy(self) -> str:
        """Return the squares reduced, or half of that."""
        return ("0.5 * " if self.half else "") + reduced(self.reduction, "(a - y)**2")

    def numpy_gradient(self) -> str:
        """Return 2(a − y)/n, or (a − y)/n."""
        by = per_value(self.reduction)
        slope = "(a - y)" if by or not self.half else "a - y"
        return slope + by if self.half else f"2 * {slope}{by}"

    def latex(self) -> str:
        """Return the formula."""
        return latex_share(self.reduction, self.half) + r"\sum (a - y)^2"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return (a − y)², or half of it."""
        return _square_term(self.half)

    def torch(self) -> str:
        """Return the squares reduced, or half of that."""
        loss = torch_reduced(self.reduction, "functional.mse_loss(a, y")
        return f"{'0.5 * ' if self.half else ''}{loss}"

    def keras(self) -> str:
        """Return Keras's own, which has no half and no other reduction."""
        plain = self.reduction == "mean" and not self.half
        return "keras.losses.MeanSquaredError()" if plain else ""


@LOSSES.register
@record
class SumSquaredError(Loss):
    """Σ(a − y)², or half of it."""

    name = "sum_squared_error"
    label = "sum of squared errors"
    formula = "L = Σ(a − y)²"

    half: bool = parameter(False, _HALF_HELP)

    @property
    def halved(self) -> bool:
        """Return whether it is half of the squares."""
        return self.half

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the sum of the squares; leave a − y in `work`."""
        np.subtract(a, y, work)
        return _sum_of_squares(work) * (0.5 if self.half else 1.0)

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return Σ(a − y)² of every sample, or half of it."""
        return each_reduced("sum", np.square(a - y)) * (0.5 if self.half else 1.0)

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write 2(a − y), or a − y."""
        np.multiply(work, 1.0 if self.half else 2.0, out)

    def curvature(self, y: Array) -> float:
        """Return 2, or 1."""
        return 1.0 if self.half else 2.0

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
@record
class MeanAbsoluteError(Loss):
    """Σ|a − y|/n, whose slope at 0 is 0."""

    name = "mean_absolute_error"
    label = "mean absolute error"
    formula = "L = Σ|a − y| / n"

    reduction: str = reduction()

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean distance; leave a − y in `work`."""
        np.subtract(a, y, work)
        return total(np.abs(work)) / divisor(self.reduction, y)

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return |a − y| of every sample, reduced over its outputs."""
        return each_reduced(self.reduction, np.abs(a - y))

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write sign(a − y)/n."""
        np.sign(work, out)
        np.multiply(out, 1.0 / divisor(self.reduction, y), out)

    def numpy(self) -> str:
        """Return the mean distance."""
        return reduced(self.reduction, "np.abs(a - y)")

    def numpy_gradient(self) -> str:
        """Return sign(a − y)/n."""
        return "np.sign(a - y)" + per_value(self.reduction)

    def latex(self) -> str:
        """Return the formula."""
        return latex_share(self.reduction) + r"\sum |a - y|"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return |a − y|."""
        return "|{a} − {y}|", "|{a} − {y}|"

    def slope_case(self, a: float, y: float) -> SlopeCase:
        """Return 1/n above the target, −1/n below it, 0 on it."""
        if a == y:
            return SlopeCase("0", "{a} = {y}")
        return SlopeCase("1/{n}", "{a} > {y}") if a > y else SlopeCase("−1/{n}", "{a} < {y}")

    def torch(self) -> str:
        """Return the mean distance."""
        return torch_reduced(self.reduction, "functional.l1_loss(a, y")

    def keras(self) -> str:
        """Return Keras's own, which has no other reduction."""
        return "keras.losses.MeanAbsoluteError()" if self.reduction == "mean" else ""


@LOSSES.register
@record
class Huber(Loss):
    """½d² where |d| ≤ δ, else δ(|d| − ½δ), with d = a − y; the mean over n (Huber, 1964)."""

    name = "huber"
    label = "Huber"
    formula = "L = Σ(½(a − y)² where |a − y| ≤ δ, else δ(|a − y| − ½δ)) / n"

    letters = {"delta": "δ"}  # noqa: RUF012

    delta: float = parameter(
        1.0, "the distance beyond which it grows linearly", low=0.0, low_open=True, high=1e6
    )
    reduction: str = reduction()

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean; with c = min(|d|, δ) each value is c(|d| − ½c). Leave d in `work`."""
        np.subtract(a, y, work)
        distance = np.abs(work)
        near = np.minimum(distance, self.delta)
        return total(near * (distance - 0.5 * near)) / divisor(self.reduction, y)

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return the branch of every sample, reduced over its outputs."""
        distance = np.abs(a - y)
        near = np.minimum(distance, self.delta)
        return each_reduced(self.reduction, near * (distance - 0.5 * near))

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write d, held within ±δ, over n."""
        np.clip(work, -self.delta, self.delta, out)
        np.multiply(out, 1.0 / divisor(self.reduction, y), out)

    def numpy(self) -> str:
        """Return the mean of the two branches."""
        delta = number(self.delta)
        near, far = "0.5 * (a - y)**2", f"{delta} * (np.abs(a - y) - 0.5 * {delta})"
        return reduced(self.reduction, f"np.where(np.abs(a - y) <= {delta}, {near}, {far})")

    def numpy_gradient(self) -> str:
        """Return d, held within ±δ, over n."""
        delta = number(self.delta)
        return f"np.clip(a - y, -{delta}, {delta})" + per_value(self.reduction)

    def latex(self) -> str:
        """Return the formula."""
        delta = latex_number(self.delta)
        near = rf"\frac{{1}}{{2}} (a - y)^2 & |a - y| \le {delta}"
        far = rf"{delta} \, (|a - y| - \frac{{1}}{{2}} \cdot {delta}) & |a - y| > {delta}"
        share = latex_share(self.reduction)
        return rf"{share}\sum \begin{{cases}} {near} \\ {far} \end{{cases}}"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return the branch that the distance is in."""
        if abs(a - y) <= self.delta:
            return _square_term(True)
        delta = shown(self.delta)
        return "δ·(|{a} − {y}| − ½·δ)", f"{delta}·(|{{a}} − {{y}}| − ½·{delta})"

    def slope_case(self, a: float, y: float) -> SlopeCase:
        """Return d/n near the target, ±δ/n beyond it."""
        if abs(a - y) <= self.delta:
            return SlopeCase("({a} − {y})/{n}", "|{a} − {y}| ≤ {δ}")
        if a > y:
            return SlopeCase("{δ}/{n}", "{a} − {y} > {δ}")
        return SlopeCase("−{δ}/{n}", "{a} − {y} < −{δ}")

    def torch(self) -> str:
        """Return the mean of the two branches."""
        call = f"functional.huber_loss(a, y, delta={number(self.delta)}"
        return torch_reduced(self.reduction, call)

    def keras(self) -> str:
        """Return Keras's own, which has no other reduction."""
        return f"keras.losses.Huber({number(self.delta)})" if self.reduction == "mean" else ""
