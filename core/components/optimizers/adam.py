"""Adam and its variants."""

from collections.abc import Mapping

import numpy as np

from core.components.notation import (
    number,
)
from core.components.optimizers.base import OPTIMIZERS, Array, Optimizer, Update
from core.components.optimizers.dividing import (
    EPSILON_HELP,
    decay_squares,
    divided_code,
    divided_line,
    divided_step,
    latex_lines,
    latex_step,
    write_step,
)
from core.components.optimizers.scratch import like
from core.components.optimizers.theirs import ADAM, ADAMW
from core.components.working import Line, Sheet, Shown, significant
from core.records import record
from core.registry import parameter


def blend(average: Array, gradient: Array, share: float, work: Array) -> None:
    """Set m ← m + (1 − β)(g − m)."""
    np.subtract(gradient, average, work)
    np.multiply(work, 1.0 - share, work)
    np.add(average, work, average)


@OPTIMIZERS.register
@record
class Adam(Optimizer):
    """Step by the corrected mean of gradients over the root of the corrected mean of squares.

    m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
    w ← w − η·(m/(1 − β₁ᵗ))/(√(v/(1 − β₂ᵗ)) + ε), t counted from 1 (Kingma and Ba, 2014).
    """

    name = "adam"
    label = "Adam"
    each_alone = True
    common = True
    slots = ("mean", "squares")
    counters = {"steps": 0.0}  # noqa: RUF012  (a class variable of the base, never written)
    symbols = {"mean": "m", "squares": "v", "steps": "t"}  # noqa: RUF012
    letters = {"beta1": "β₁", "beta2": "β₂", "epsilon": "ε"}  # noqa: RUF012
    of_squares = ("squares",)
    elsewhere = ADAM

    beta1: float = parameter(
        0.9, "the share of past gradients kept", low=0.0, high=1.0, high_open=True
    )
    beta2: float = parameter(
        0.999, "the share of past squares kept", low=0.0, high=1.0, high_open=True
    )
    epsilon: float = parameter(1e-8, EPSILON_HELP, low=0.0, high=1.0)

    def numbers(self, rate: float, counters: dict[str, float]) -> tuple[float, ...]:
        """Return the size of the step and ε, both with their corrections for the start."""
        counters["steps"] += 1.0
        t = counters["steps"]
        # √(v/c) + ε = (√v + ε√c)/√c: one division of arrays fewer
        correction = (1.0 - self.beta2**t) ** 0.5
        return rate * correction / (1.0 - self.beta1**t), self.epsilon * correction

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        mean, squares, work = slots["mean"], slots["squares"], like(parameters)
        beta1, beta2, bare = self.beta1, self.beta2, self.epsilon == 0.0

        def update(step: float, epsilon: float) -> None:
            blend(mean, gradient, beta1, work)
            decay_squares(squares, gradient, beta2, work)
            divided_step(parameters, mean, squares, step, epsilon, work, bare=bare)

        return update

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        t = counters["steps"] + 1.0
        sheet = self._sheet(value, gradient, rate, t, shown)
        m, v = self._write_averages(sheet, gradient, state)
        m = sheet.write("m̂", "{m}/(1 − {β₁}ᵗ)", m / (1.0 - self.beta1**t))
        v = sheet.write("v̂", "{v}/(1 − {β₂}ᵗ)", v / (1.0 - self.beta2**t))
        write_step(sheet, value, rate, ("m̂", m), ("v̂", v), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(
            r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g",
            r"v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2",
            r"\hat{m} = \frac{m}{1 - \beta_1^t}",
            r"\hat{v} = \frac{v}{1 - \beta_2^t}",
            latex_step(r"\hat{m}", r"\hat{v}"),
        )

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return the two means and the step."""
        slope, mean, squares = f"d{name}", f"m{name}", f"v{name}"
        beta1, beta2 = number(self.beta1), number(self.beta2)
        step = self._numpy_direction(slope, mean)
        return (
            f"{mean} = {beta1} * {mean} + (1 - {beta1}) * {slope}",
            f"{squares} = {beta2} * {squares} + (1 - {beta2}) * {slope}**2",
            divided_line(name, step, squares, f" / (1 - {beta2}**t)", self.epsilon),
        )

    def _numpy_direction(self, slope: str, mean: str) -> str:
        """Return where the step goes, in parentheses."""
        return f"({mean} / (1 - {number(self.beta1)}**t))"

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return both means."""
        return {"mean": f"m{name}", "squares": f"v{name}"}

    def numpy_counters(self) -> dict[str, str]:
        """Return t, by which both means are corrected for their start."""
        return {"steps": "t"}

    def numpy_counting(self) -> tuple[str, ...]:
        """Return the statement that counts."""
        return ("t = t + 1",)

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        return (
            "    global steps\n    steps += 1\n"
            + self._code_averages()
            + f"        corrected = M / (1 - {number(self.beta1)} ** steps)\n"
            + divided_code("corrected", f"V / (1 - {number(self.beta2)} ** steps)", self.epsilon)
        )

    def _code_averages(self) -> str:
        return (
            "    for P, dP, M, V in zip(parameters, gradients, mean, squares):\n"
            f"        M += (1 - {number(self.beta1)}) * (dP - M)\n"
            f"        V *= {number(self.beta2)}\n"
            f"        V += (1 - {number(self.beta2)}) * dP**2\n"
        )

    def torch(self) -> str:
        """Return PyTorch's Adam."""
        return self._torch_adam("Adam")

    def keras(self) -> str:
        """Return Keras's Adam."""
        return self._keras_adam("Adam")

    def _keras_adam(self, kind: str, more: str = "") -> str:
        betas = f"beta_1={number(self.beta1)}, beta_2={number(self.beta2)}"
        return self._keras(kind, f", {betas}, epsilon={number(self.epsilon)}{more}")

    def _torch_adam(self, kind: str, more: str = "") -> str:
        betas = f"betas=({number(self.beta1)}, {number(self.beta2)})"
        return self._torch(kind, f", {betas}, eps={number(self.epsilon)}{more}")

    def _sheet(
        self, value: float, gradient: float, rate: float, t: float, shown: Shown, **given: float
    ) -> Sheet:
        known = {"w": value, "g": gradient, "η": rate, "t": t}
        given |= {"β₁": self.beta1, "β₂": self.beta2, "ε": self.epsilon}
        return Sheet(known, given, shown)

    def _write_averages(
        self, sheet: Sheet, gradient: float, state: Mapping[str, float]
    ) -> tuple[float, float]:
        """Write the lines of m and v; return both."""
        m, v = sheet.know("m", state["mean"]), sheet.know("v", state["squares"])
        m += (gradient - m) * (1.0 - self.beta1)
        v = v * self.beta2 + gradient * gradient * (1.0 - self.beta2)
        sheet.write("m", "{β₁}·{m} + (1 − {β₁})·{g}", m)
        sheet.write("v", "{β₂}·{v} + (1 − {β₂})·{g}²", v)
        return m, v


@OPTIMIZERS.register
@record
class AdamW(Adam):
    """Adam with weight decay beside it: first w ← w·(1 − η·decay) (Loshchilov, Hutter, 2017)."""

    name = "adamw"
    label = "AdamW"
    each_alone = True
    common = False

    letters = {**Adam.letters, "weight_decay": "decay"}  # noqa: RUF012
    elsewhere = ADAMW

    weight_decay: float = parameter(
        0.01, "the share of every parameter removed per update, times the rate", low=0.0, high=1e6
    )

    def numbers(self, rate: float, counters: dict[str, float]) -> tuple[float, ...]:
        """Return the share of every parameter that is kept, and Adam's numbers."""
        return 1.0 - rate * self.weight_decay, *super().numbers(rate, counters)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        adam = super().bind(parameters, gradient, slots, counters)

        def update(kept: float, step: float, epsilon: float) -> None:
            np.multiply(parameters, kept, parameters)
            adam(step, epsilon)

        return update

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        sheet = Sheet({"w": value, "η": rate}, {"decay": self.weight_decay}, shown)
        smaller = value * (1.0 - rate * self.weight_decay)
        sheet.write("w", "{w}·(1 − {η}·{decay})", smaller)
        adam = super().working(smaller, gradient, rate, state, counters, shown=shown)
        return (*sheet.lines(), *adam)

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(r"w \leftarrow w\,(1 - \eta\,\mathrm{decay})", super().latex())

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return the decay before Adam's statements."""
        decay = f"{name} = {name} * (1 - eta * {number(self.weight_decay)})"
        return (decay, *super().numpy_lines(name))

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return Adam's."""
        return super().numpy_state(name)

    def numpy_counters(self) -> dict[str, str]:
        """Return Adam's."""
        return super().numpy_counters()

    def numpy_counting(self) -> tuple[str, ...]:
        """Return Adam's."""
        return super().numpy_counting()

    def code_body(self) -> str:
        """Return Adam's loop, with the decay before its step."""
        before = f"        P *= 1 - rate * {number(self.weight_decay)}\n"
        head, loop = super().code_body().split("dP - M)\n", 1)
        return f"{head}dP - M)\n{before}{loop}"

    def torch(self) -> str:
        """Return PyTorch's AdamW."""
        return self._torch_adam("AdamW", f", weight_decay={number(self.weight_decay)}")

    def keras(self) -> str:
        """Return Keras's AdamW."""
        return self._keras_adam("AdamW", f", weight_decay={number(self.weight_decay)}")
