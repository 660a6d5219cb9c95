"""Adam that looks ahead."""

from collections.abc import Mapping

import numpy as np

from core.components.notation import number
from core.components.optimizers.adam import Adam, blend
from core.components.optimizers.base import OPTIMIZERS, Array, Update
from core.components.optimizers.dividing import (
    decay_squares,
    divided_code,
    divided_step,
    latex_lines,
    latex_step,
    write_step,
)
from core.components.optimizers.scratch import like
from core.components.optimizers.theirs import NADAM
from core.components.working import Line, Shown, significant
from core.records import record
from core.registry import parameter


@OPTIMIZERS.register
@record
class Nadam(Adam):
    """Adam with Nesterov's look ahead (Dozat, 2016), as in torch.optim.NAdam.

    μₜ = β₁(1 − ½·0.96^(t·ψ)), M = μ₁·…·μₜ,
    w ← w − η·(μₜ₊₁·m/(1 − M·μₜ₊₁) + (1 − μₜ)·g/(1 − M))/(√(v/(1 − β₂ᵗ)) + ε).
    """

    name = "nadam"
    label = "Nadam"
    each_alone = True
    common = False
    counters = {"steps": 0.0, "momentum_product": 1.0}  # noqa: RUF012
    symbols = {"mean": "m", "squares": "v", "steps": "t", "momentum_product": "M"}  # noqa: RUF012

    letters = {**Adam.letters, "momentum_decay": "ψ"}  # noqa: RUF012
    elsewhere = NADAM

    momentum_decay: float = parameter(
        0.004, "how fast the momentum rises to its full share", low=0.0, high=1.0
    )

    def numbers(self, rate: float, counters: dict[str, float]) -> tuple[float, ...]:
        """Return the shares of the mean and of the gradient, the size of the step, and ε."""
        counters["steps"] += 1.0
        t = counters["steps"]
        now, ahead = self._momentum(t), self._momentum(t + 1.0)
        counters["momentum_product"] *= now
        product = counters["momentum_product"]
        correction = (1.0 - self.beta2**t) ** 0.5
        return (
            ahead / (1.0 - product * ahead),
            (1.0 - now) / (1.0 - product),
            rate * correction,
            self.epsilon * correction,
        )

    def _momentum(self, t: float) -> float:
        return self.beta1 * (1.0 - 0.5 * float(0.96 ** (t * self.momentum_decay)))

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
        direction = like(parameters)

        def update(of_mean: float, of_gradient: float, step: float, epsilon: float) -> None:
            blend(mean, gradient, beta1, work)
            decay_squares(squares, gradient, beta2, work)
            np.multiply(mean, of_mean, direction)
            np.multiply(gradient, of_gradient, work)
            np.add(direction, work, direction)
            divided_step(parameters, direction, squares, step, epsilon, work, bare=bare)

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
        sheet = self._sheet(value, gradient, rate, t, shown, ψ=self.momentum_decay)
        product = sheet.know("M", counters["momentum_product"])
        now, ahead = self._momentum(t), self._momentum(t + 1.0)
        sheet.write("μₜ", "{β₁}·(1 − ½·0.96^({t}·{ψ}))", now)
        sheet.write("μₜ₊₁", "{β₁}·(1 − ½·0.96^(({t} + 1)·{ψ}))", ahead)
        product = sheet.write("M", "{M}·{μₜ}", product * now)
        m, v = self._write_averages(sheet, gradient, state)
        v = sheet.write("v̂", "{v}/(1 − {β₂}ᵗ)", v / (1.0 - self.beta2**t))
        direction = m * (ahead / (1.0 - product * ahead))
        direction += gradient * ((1.0 - now) / (1.0 - product))
        sheet.write("d", "{μₜ₊₁}·{m}/(1 − {M}·{μₜ₊₁}) + (1 − {μₜ})·{g}/(1 − {M})", direction)
        write_step(sheet, value, rate, ("d", direction), ("v̂", v), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(
            r"\mu_t = \beta_1 \left(1 - \tfrac{1}{2} \cdot 0.96^{t \psi}\right)",
            r"\mu_{t+1} = \beta_1 \left(1 - \tfrac{1}{2} \cdot 0.96^{(t+1) \psi}\right)",
            r"M \leftarrow M\, \mu_t",
            r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g",
            r"v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2",
            r"\hat{v} = \frac{v}{1 - \beta_2^t}",
            r"d = \frac{\mu_{t+1}\, m}{1 - M \mu_{t+1}} + \frac{(1 - \mu_t)\, g}{1 - M}",
            latex_step("d", r"\hat{v}"),
        )

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return Adam's statements with a step that looks ahead."""
        return super().numpy_lines(name)

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return Adam's."""
        return super().numpy_state(name)

    def _numpy_direction(self, slope: str, mean: str) -> str:
        return f"(mu_next * {mean} / (1 - M * mu_next) + (1 - mu) * {slope} / (1 - M))"

    def numpy_counters(self) -> dict[str, str]:
        """Return t and M."""
        return {"steps": "t", "momentum_product": "M"}

    def numpy_counting(self) -> tuple[str, ...]:
        """Return μₜ, μₜ₊₁ and M, after the statement that counts."""
        beta, decay = number(self.beta1), number(self.momentum_decay)
        return (
            "t = t + 1",
            f"mu = {beta} * (1 - 0.5 * 0.96**(t * {decay}))",
            f"mu_next = {beta} * (1 - 0.5 * 0.96**((t + 1) * {decay}))",
            "M = M * mu",
        )

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        beta, decay = number(self.beta1), number(self.momentum_decay)
        return (
            "    global steps, momentum_product\n    steps += 1\n"
            f"    now = {beta} * (1 - 0.5 * 0.96 ** (steps * {decay}))\n"
            f"    ahead = {beta} * (1 - 0.5 * 0.96 ** ((steps + 1) * {decay}))\n"
            "    momentum_product *= now\n"
            + self._code_averages()
            + "        direction = M * (ahead / (1 - momentum_product * ahead))\n"
            "        direction += dP * ((1 - now) / (1 - momentum_product))\n"
            + divided_code("direction", f"V / (1 - {number(self.beta2)} ** steps)", self.epsilon)
        )

    def torch(self) -> str:
        """Return PyTorch's NAdam."""
        return self._torch_adam("NAdam", f", momentum_decay={number(self.momentum_decay)}")

    def keras(self) -> str:
        """Return Keras's Nadam, whose momentum decay is always 1."""
        return self._keras_adam("Nadam") if self.momentum_decay == 1.0 else ""
