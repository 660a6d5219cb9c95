"""Losses for classes: whether an output is on the right side, and how sure it is."""

import math
from dataclasses import replace
from typing import Any, Self, cast

import numpy as np

from core.components.losses.base import LOSSES, Array, Loss, SlopeCase, total
from core.components.losses.class_weights import (
    BALANCED,
    HELP,
    NONE,
    Weights,
    Wish,
    given,
    of_many,
    of_two,
    read_class_weights,
    sample_weights,
    sample_weights_code,
    value_weights,
    value_weights_code,
    weight_of,
    weights_problem,
)
from core.components.losses.reduction import (
    divisor,
    each_reduced,
    latex_share,
    per_value,
    reduced,
    reduction,
    torch_reduced,
)
from core.components.working import Shown
from core.data.samples import Task
from core.records import record
from core.registry import parameter

_REDUCTION_HELP = "the mean over the batch, or the sum"


class ClassLoss(Loss):
    """A loss for classes, some of which may count more than others."""

    class_weights: Wish

    def fitted(self, targets: Array) -> Self:
        """Return it with the weights that balance the classes of targets (m, outputs)."""
        balance = of_many if self.adds_classes else of_two
        return self if self.class_weights != BALANCED else self._with(balance(BALANCED, targets))

    @property
    def unweighted(self) -> Self:
        """The same without class weights."""
        return self if self.class_weights == NONE else self._with(NONE)

    def _with(self, weights: Wish) -> Self:
        made: Self = cast(Any, replace)(self, class_weights=weights)
        return made

    @property
    def adds_classes(self) -> bool:
        """Whether its outputs are the classes, not questions of two classes each."""
        return False

    @property
    def weights(self) -> Weights | None:
        """The weights as numbers, or None."""
        return given(self.class_weights)

    def class_weight(self, y: Array, output: int) -> float | None:
        """Return the weight of an output of a sample with targets y (outputs,)."""
        if self.weights is None:
            return None
        return weight_of(self.weights, y.tolist(), output, self.adds_classes)

    def weights_by_class(self, outputs: int) -> tuple[tuple[float, ...], ...]:
        """Return the class weights, a row for each output of two classes."""
        if self.weights is None:
            return ()
        rows = self.weights if isinstance(self.weights[0], tuple) else (self.weights,)
        return tuple(rows) * (1 if len(rows) > 1 or self.adds_classes else outputs)

    def problem_with(self, outputs: int) -> str:
        """Return why its class weights do not fit this many outputs, "" if they do."""
        return weights_problem(self.class_weights, outputs, outputs if self.adds_classes else 2)

    def _weighted(self, array: Array, y: Array) -> Array:
        """Return values (outputs, m), each multiplied by the weight of its class."""
        if self.weights is None:
            return array
        weigh = sample_weights if self.adds_classes else value_weights
        made: Array = array * weigh(self.weights, y)
        return made

    def _code(self, expression: str) -> str:
        """Return an expression for values (m, outputs), multiplied by the weights."""
        weights = self.weights_code()
        return f"{weights} * {expression}" if weights else expression

    def weights_code(self) -> str:
        """Return the weights as a NumPy expression of y (m, outputs), "" if there are none."""
        if self.weights is None:
            return ""
        code = sample_weights_code if self.adds_classes else value_weights_code
        return code(self.weights)

    def _torch_weights(self) -> str:
        """Return the weights as a PyTorch expression of y (m, outputs)."""
        assert self.weights is not None
        if self.adds_classes:
            return f"(y @ y.new_tensor({list(self.weights)}))"
        return value_weights_code(self.weights).replace("np.array(", "y.new_tensor(")

    @property
    def _omega(self) -> str:
        return "" if self.class_weights == NONE else r"\omega "


@LOSSES.register
@record
class Hinge(ClassLoss):
    """Σmax(0, 1 − t·a)/n with t = 2y − 1, the support vector machine's loss."""

    name = "hinge"
    label = "hinge"
    formula = "L = Σ max(0, 1 − (2y − 1)·a) / n"
    fits = ("linear", "tanh")
    targets = "binary"

    reduction: str = reduction()
    class_weights: Wish = parameter(
        NONE, HELP, kind="choice", choices=(NONE, BALANCED), reader=read_class_weights
    )

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the mean; leave 1 − t·a in `work`."""
        np.multiply(2.0 * y - 1.0, a, work)
        np.subtract(1.0, work, work)
        return total(self._weighted(np.maximum(work, 0.0), y)) / divisor(self.reduction, y)

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return max(0, 1 − t·a) of every sample, reduced over its outputs."""
        margins = np.maximum(1.0 - (2.0 * y - 1.0) * a, 0.0)
        return each_reduced(self.reduction, self._weighted(margins, y))

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write −t/n where 1 − t·a > 0, else 0."""
        slope = self._weighted(1.0 - 2.0 * y, y)
        np.multiply(slope, (work > 0.0) / divisor(self.reduction, y), out)

    def numpy(self) -> str:
        """Return the mean."""
        return reduced(self.reduction, self._code("np.maximum(0, 1 - (2 * y - 1) * a)"))

    def numpy_gradient(self) -> str:
        """Return −t/n where 1 − t·a > 0, else 0."""
        return self._code("(1 - 2 * y) * ((2 * y - 1) * a < 1)" + per_value(self.reduction))

    def latex(self) -> str:
        """Return the formula."""
        return latex_share(self.reduction) + rf"\sum {self._omega}\max(0, 1 - (2y - 1) a)"

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
        if self.weights is not None:
            values = f"{self._torch_weights()} * {values}"
        return reduced(self.reduction, values).replace("np.", "torch.")

    def keras(self) -> str:
        """Return Keras's own, which has no other reduction and no class weights."""
        return "keras.losses.Hinge()" if self.reduction == "mean" and self.weights is None else ""


@LOSSES.register
@record
class BinaryCrossEntropy(ClassLoss):
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
    class_weights: Wish = parameter(
        NONE, HELP, kind="choice", choices=(NONE, BALANCED), reader=read_class_weights
    )

    def _share(self, y: Array) -> float:
        return 1.0 / divisor(self.reduction, y)

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the loss from z: ln(1 + eᶻ) − y·z, which stays right when a is rounded to 0 or 1.

        It is computed as ln(e^(−y·z) + e^(z − y·z)), in which nothing large is subtracted.
        """
        np.multiply(y, z, work)
        against = z - work
        np.negative(work, work)
        return total(self._weighted(np.logaddexp(work, against, work), y)) * self._share(y)

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return ln(1 + eᶻ) − y·z of every sample, reduced over its outputs."""
        values = np.logaddexp(-y * z, z - y * z)
        return each_reduced(self.reduction, self._weighted(values, y))

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write (a − y)/(a(1 − a))/n: the unfused chain, which overflows at a = 0 and 1."""
        np.divide(self._weighted(a - y, y) * self._share(y), a * (1.0 - a), out)

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write (a − y)/n."""
        np.subtract(a, y, out)
        if self.weights is not None:
            np.multiply(out, value_weights(self.weights, y), out)
        if self.reduction != "sum":
            np.multiply(out, self._share(y), out)

    def numpy(self) -> str:
        """Return the mean or the sum over all values."""
        values = "y * np.log(a) + (1 - y) * np.log(1 - a)"
        if self.weights is not None:
            values = self._code(f"({values})")
        return "-" + reduced(self.reduction, values)

    def numpy_gradient(self) -> str:
        """Return (a − y)/(a(1 − a))/n."""
        return self._code("(a - y) / (a * (1 - a))" + per_value(self.reduction))

    def numpy_fused(self) -> str:
        """Return (a − y)/n."""
        by = per_value(self.reduction)
        return self._code(f"(a - y){by}") if by or self.weights is not None else "a - y"

    def numpy_from_sums(self) -> str:
        """Return ln(e^(−y·z) + e^(z − y·z)), reduced."""
        return reduced(self.reduction, self._code("np.logaddexp(-y * z, z - y * z)"))

    def latex(self) -> str:
        """Return the formula."""
        share = latex_share(self.reduction)
        return rf"-{share}\sum {self._omega}\left(y \ln a + (1 - y) \ln(1 - a)\right)"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return −ln a or −ln(1 − a), or both for a target in between."""
        if y in (0.0, 1.0):
            text = "−ln {a}" if y else "−ln(1 − {a})"
            return text, text
        numbers = f"−({{y}}·ln {{a}} + {shown(1 - y)}·ln(1 − {{a}}))"
        return "−({y}·ln {a} + (1 − {y})·ln(1 − {a}))", numbers

    def torch(self) -> str:
        """Return the loss from z."""
        call = "functional.binary_cross_entropy_with_logits(z, y"
        if self.weights is not None:
            call += f", weight={self._torch_weights()}"
        return torch_reduced(self.reduction, call)

    def keras(self) -> str:
        """Return Keras's own, which has no other reduction and no class weights."""
        return (
            "keras.losses.BinaryCrossentropy()"
            if self.reduction == "mean" and self.weights is None
            else ""
        )


@LOSSES.register
@record
class CategoricalCrossEntropy(ClassLoss):
    """−Σ y·ln a/m for softmax outputs; from z: Σ y·(ln Σⱼe^zⱼ − z)/m."""

    name = "categorical_cross_entropy"
    label = "categorical cross-entropy"
    formula = "L = −Σ y·ln a / m"
    usual_for = Task.CLASSES
    fits = ("softmax",)
    targets = "shares"
    fused = True

    reduction: str = parameter("mean", _REDUCTION_HELP, choices=("mean", "sum"))
    class_weights: Wish = parameter(
        NONE, HELP, kind="choice", choices=(NONE, BALANCED), reader=read_class_weights
    )

    @property
    def adds_classes(self) -> bool:
        """Whether its outputs are the classes."""
        return True

    @property
    def adds_outputs(self) -> bool:
        """Return True."""
        return True

    def _share(self, y: Array) -> float:
        return 1.0 if self.reduction == "sum" else 1.0 / y.shape[1]

    def forward(self, a: Array, y: Array, z: Array, work: Array) -> float:
        """Return the loss from z, with the largest of each sample subtracted first."""
        np.subtract(z, np.maximum.reduce(z, axis=0), work)
        log_sum = np.log(np.add.reduce(np.exp(work), axis=0))
        return total(self._weighted(y * (log_sum - work), y)) * self._share(y)

    def of_each(self, a: Array, y: Array, z: Array) -> Array:
        """Return Σ y·(ln Σⱼe^zⱼ − z) of every sample."""
        moved = z - np.maximum.reduce(z, axis=0)
        log_sum = np.log(np.add.reduce(np.exp(moved), axis=0))
        return each_reduced("sum", self._weighted(y * (log_sum - moved), y))

    def backward(self, a: Array, y: Array, out: Array, work: Array) -> None:
        """Write −y/a/m: the unfused chain, which overflows at a = 0."""
        np.divide(self._weighted(y * -self._share(y), y), a, out)

    def backward_fused(self, a: Array, y: Array, out: Array) -> None:
        """Write (a − y)/m, as the targets of a sample add up to 1."""
        np.subtract(a, y, out)
        if self.weights is not None:
            np.multiply(out, sample_weights(self.weights, y), out)
        if self.reduction == "mean":
            np.multiply(out, 1.0 / y.shape[1], out)

    @property
    def _per_sample(self) -> str:
        return " / len(y)" if self.reduction == "mean" else ""

    def numpy(self) -> str:
        """Return the mean over the samples, or the sum."""
        return f"-np.sum({self._code('y * np.log(a)')}){self._per_sample}"

    def numpy_gradient(self) -> str:
        """Return −y/a/m."""
        if self.weights is not None:
            return f"-{self._code(f'y / a{self._per_sample}')}"
        return f"-y / a{self._per_sample}"

    def numpy_fused(self) -> str:
        """Return (a − y)/m."""
        if self.weights is None and not self._per_sample:
            return "a - y"
        return self._code(f"(a - y){self._per_sample}")

    def numpy_from_sums(self) -> str:
        """Return Σ y·(ln Σⱼe^zⱼ − z), reduced; the largest zⱼ is subtracted first."""
        shifted = "(z - np.max(z, axis=1, keepdims=True))"
        log_sum = f"np.log(np.sum(np.exp({shifted}), axis=1, keepdims=True))"
        value = self._code(f"y * ({log_sum} - {shifted})")
        return f"np.sum({value}){self._per_sample}"

    def latex(self) -> str:
        """Return the formula."""
        share = r"\frac{1}{m} " if self.reduction == "mean" else ""
        return rf"-{share}\sum {self._omega}y \ln a"

    def term(self, a: float, y: float, shown: Shown) -> tuple[str, str] | None:
        """Return −y·ln a; a class that is not the sample's adds nothing."""
        share = "" if y == 1.0 else f"{shown(y)}·"
        text = f"−{share}ln {{a}}" if y else ""
        return text, text

    def torch(self) -> str:
        """Return the loss from z."""
        if self.weights is None:
            return f'functional.cross_entropy(z, y, reduction="{self.reduction}")'
        # PyTorch's own class weights would divide by their sum over the batch
        value = 'functional.cross_entropy(z, y, reduction="none")'
        return f"({self._torch_weights()} * {value}).{self.reduction}()"

    def keras(self) -> str:
        """Return Keras's own, which has no class weights."""
        way = "" if self.reduction == "mean" else 'reduction="sum"'
        return f"keras.losses.CategoricalCrossentropy({way})" if self.weights is None else ""
