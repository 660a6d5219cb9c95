"""Steps by the signs of the gradient alone: resilient propagation."""

from collections.abc import Mapping

import numpy as np

from core.components.notation import (
    number,
)
from core.components.optimizers.base import OPTIMIZERS, Array, Optimizer, Update
from core.components.optimizers.dividing import (
    latex_lines,
)
from core.components.optimizers.scratch import like
from core.components.optimizers.theirs import RPROP
from core.components.schedules import SCHEDULES, ConstantSchedule, Schedule
from core.components.working import Line, Sheet, Shown, significant
from core.records import record
from core.registry import parameter


@OPTIMIZERS.register
@record
class Rprop(Optimizer):
    """Resilient propagation, w ← w − Δ·sign(g): Δ grows while the sign of g stays, else shrinks.

    Riedmiller and Braun (1993), in the form without backtracking of Igel and Hüsken (2003): where
    the slope has changed its sign, the step is shortened and the parameter waits for one update.
    """

    name = "rprop"
    label = "Rprop"
    each_alone = True
    whole_part = True
    slots = ("slope", "step")
    of_squares = ("step",)  # like a sum of squares, a step has no number under 0
    elsewhere = RPROP
    symbols = {"slope": "g′", "step": "Δ"}  # noqa: RUF012
    letters = {  # noqa: RUF012
        "increase": "η⁺",
        "decrease": "η⁻",
        "smallest_step": "Δₘᵢₙ",
        "largest_step": "Δₘₐₓ",
    }

    learning_rate: float = parameter(
        0.03, "the first step of every parameter; later each has its own", low=0.0, low_open=True
    )
    schedule: Schedule = parameter(
        ConstantSchedule(), "how the rate of first steps changes over the run", registry=SCHEDULES
    )
    increase: float = parameter(
        1.2, "what a step is multiplied by while its slope keeps its sign", low=1.0, high=10.0
    )
    decrease: float = parameter(
        0.5,
        "what a step is multiplied by when its slope has changed its sign",
        low=0.0,
        high=1.0,
        low_open=True,
    )
    smallest_step: float = parameter(1e-6, "no step gets smaller than this", low=0.0, low_open=True)
    largest_step: float = parameter(50.0, "no step gets larger than this", low=0.0, low_open=True)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        slope, step = slots["slope"], slots["step"]
        increase, decrease = self.increase, self.decrease
        smallest, largest = self.smallest_step, self.largest_step
        agreement, work = like(parameters), like(parameters)

        def update(rate: float) -> None:
            np.sign(gradient, agreement)
            np.sign(slope, work)
            np.multiply(agreement, work, agreement)  # 1, 0 or −1, and never an underflow
            np.add(step, rate, work)
            np.copyto(step, work, where=step == 0.0)
            np.multiply(step, increase, work)
            np.copyto(step, work, where=agreement > 0.0)
            np.multiply(step, decrease, work)
            np.copyto(step, work, where=agreement < 0.0)
            np.maximum(step, smallest, out=step)
            np.minimum(step, largest, out=step)
            np.copyto(slope, gradient)
            np.multiply(slope, 0.0, work)
            np.copyto(slope, work, where=agreement < 0.0)
            np.sign(slope, work)
            np.multiply(work, step, work)
            np.subtract(parameters, work, parameters)

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
        """Return one parameter's update as it is done by hand: the case that holds."""
        given = {letter: getattr(self, name) for name, letter in self.letters.items()}
        known = {"w": value, "g": gradient, "η": rate}
        sheet = Sheet(known, given, shown)
        before, old = sheet.know("g′", state["slope"]), sheet.know("Δ", state["step"])
        step, template = old, "{Δ}"
        if old == 0.0:
            step, template = rate, "{η}"
        agreement = float(np.sign(gradient) * np.sign(before))
        if agreement > 0.0:
            step, template = step * self.increase, "{η⁺}·" + template
        elif agreement < 0.0:
            step, template = step * self.decrease, "{η⁻}·" + template
        if step < self.smallest_step:
            step, template = self.smallest_step, "max(" + template + ", {Δₘᵢₙ})"
        if step > self.largest_step:
            step, template = self.largest_step, "min(" + template + ", {Δₘₐₓ})"
        step = sheet.write("Δ", template, step)
        way = 0.0 if agreement < 0.0 else float(np.sign(gradient))
        if way == 0.0:
            sheet.write("w", "{w}", value)
        else:
            sheet.write("w", f"{{w}} {'−' if way > 0.0 else '+'} {{Δ}}", value - way * step)
        return sheet.lines()

    @property
    def formula(self) -> str:
        """The rule in plain text, in all its cases."""
        return (
            "Δ ← η where Δ = 0, Δ ← min(η⁺·Δ, Δₘₐₓ) where g·g′ > 0, max(η⁻·Δ, Δₘᵢₙ) and g ← 0 "
            "where g·g′ < 0, w ← w − Δ·sign(g), g′ ← g"
        )

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(
            r"\Delta \leftarrow \eta \ \mathrm{if}\ \Delta = 0",
            r"\Delta \leftarrow \begin{cases} \min(\eta^+ \Delta, \Delta_{\max}) & g\, g' > 0 \\ "
            r"\max(\eta^- \Delta, \Delta_{\min}),\ g \leftarrow 0 & g\, g' < 0 \\ "
            r"\Delta & g\, g' = 0 \end{cases}",
            r"w \leftarrow w - \Delta \operatorname{sign}(g)",
            r"g' \leftarrow g",
        )

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return the new steps, the move, and the slopes that are kept."""
        slope, kept, step, same = f"d{name}", f"g{name}", f"D{name}", f"s{name}"
        factor = f"np.where({same} > 0, {number(self.increase)}, "
        factor += f"np.where({same} < 0, {number(self.decrease)}, 1))"
        bounds = f"{number(self.smallest_step)}, {number(self.largest_step)}"
        return (
            f"{same} = np.sign({slope}) * np.sign({kept})",
            f"{step} = np.clip(np.where({step} > 0, {step}, eta) * {factor}, {bounds})",
            f"{kept} = np.where({same} < 0, 0, {slope})",
            f"{name} = {name} - {step} * np.sign({kept})",
        )

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return the slopes of the last update and the steps."""
        return {"slope": f"g{name}", "step": f"D{name}"}

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        bounds = f"{number(self.smallest_step)}, {number(self.largest_step)}"
        return (
            "    for P, dP, kept, D in zip(parameters, gradients, slope, step):\n"
            "        same = np.sign(dP) * np.sign(kept)\n"
            "        D[...] = np.where(D > 0, D, rate)  # at first the rate\n"
            f"        D *= np.where(same > 0, {number(self.increase)}, 1)\n"
            f"        D *= np.where(same < 0, {number(self.decrease)}, 1)\n"
            f"        D[...] = np.clip(D, {bounds})\n"
            "        kept[...] = np.where(same < 0, 0, dP)\n"
            "        P -= D * np.sign(kept)"
        )

    def torch(self) -> str:
        """Return PyTorch's Rprop, which takes no factor of 1."""
        if not self.decrease < 1.0 < self.increase:
            return ""
        factors = f"({number(self.decrease)}, {number(self.increase)})"
        sizes = f"({number(self.smallest_step)}, {number(self.largest_step)})"
        return self._torch("Rprop", f", etas={factors}, step_sizes={sizes}")
