"""Gradient descent, with and without momentum."""

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
from core.components.optimizers.theirs import SGD
from core.components.working import Line, Sheet, Shown, significant
from core.records import record
from core.registry import parameter


@OPTIMIZERS.register
@record
class Sgd(Optimizer):
    """Gradient descent: w ← w − η·g; with momentum v ← μv + g, w ← w − η·v (Sutskever, 2013)."""

    name = "sgd"
    label = "gradient descent (SGD)"
    each_alone = True
    common = True
    symbols = {"velocity": "v"}  # noqa: RUF012
    letters = {"momentum": "μ"}  # noqa: RUF012
    elsewhere = SGD

    momentum: float = parameter(
        0.0, "the share of the last step kept in this one", low=0.0, high=1.0, high_open=True
    )
    nesterov: bool = parameter(False, "look ahead along the momentum: step by g + μv")

    def constants(self) -> dict[str, float]:
        """Return μ if there is momentum."""
        return super().constants() if self.momentum else {}

    def state_slots(self) -> tuple[str, ...]:
        """Return the velocity where there is momentum."""
        return ("velocity",) if self.momentum else ()

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        work = like(parameters)
        multiply, add, subtract = np.multiply, np.add, np.subtract
        if not self.momentum:

            def descend(rate: float) -> None:
                multiply(gradient, rate, work)
                subtract(parameters, work, parameters)

            return descend

        momentum, nesterov, velocity = self.momentum, self.nesterov, slots["velocity"]

        def descend_with_momentum(rate: float) -> None:
            multiply(velocity, momentum, velocity)
            add(velocity, gradient, velocity)
            if nesterov:
                multiply(velocity, momentum, work)
                add(work, gradient, work)
                multiply(work, rate, work)
            else:
                multiply(velocity, rate, work)
            subtract(parameters, work, parameters)

        return descend_with_momentum

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
        known = {"w": value, "g": gradient, "η": rate}
        sheet = Sheet(known, {"μ": self.momentum}, shown)
        if not self.momentum:
            sheet.write("w", "{w} − {η}·{g}", value - rate * gradient)
            return sheet.lines()
        old = sheet.know("v", state["velocity"])
        v = sheet.write("v", "{μ}·{v} + {g}", self.momentum * old + gradient)
        if self.nesterov:
            d = sheet.write("d", "{g} + {μ}·{v}", gradient + self.momentum * v)
            sheet.write("w", "{w} − {η}·{d}", value - rate * d)
        else:
            sheet.write("w", "{w} − {η}·{v}", value - rate * v)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        if not self.momentum:
            return r"w \leftarrow w - \eta\, g"
        step = r"(g + \mu\, v)" if self.nesterov else "v"
        return latex_lines(r"v \leftarrow \mu\, v + g", rf"w \leftarrow w - \eta\, {step}")

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return one statement, or two with momentum."""
        slope, velocity = f"d{name}", f"v{name}"
        if not self.momentum:
            return (f"{name} = {name} - eta * {slope}",)
        momentum = number(self.momentum)
        step = f"({slope} + {momentum} * {velocity})" if self.nesterov else velocity
        return (
            f"{velocity} = {momentum} * {velocity} + {slope}",
            f"{name} = {name} - eta * {step}",
        )

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return the velocity where there is momentum."""
        return {"velocity": f"v{name}"} if self.momentum else {}

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        if not self.momentum:
            return "    for P, dP in zip(parameters, gradients):\n        P -= rate * dP"
        step = f"(dP + {number(self.momentum)} * V)" if self.nesterov else "V"
        return (
            "    for P, dP, V in zip(parameters, gradients, velocity):\n"
            f"        V *= {number(self.momentum)}\n"
            "        V += dP\n"
            f"        P -= rate * {step}"
        )

    def torch(self) -> str:
        """Return PyTorch's SGD."""
        nesterov = ", nesterov=True" if self.nesterov else ""
        more = f", momentum={number(self.momentum)}{nesterov}" if self.momentum else ""
        return self._torch("SGD", more)

    def keras(self) -> str:
        """Return Keras's SGD, whose velocity has the rate of its own update in it."""
        if self.momentum and self.schedule.varies:
            return ""
        nesterov = ", nesterov=True" if self.nesterov else ""
        more = f", momentum={number(self.momentum)}{nesterov}" if self.momentum else ""
        return self._keras("SGD", more)
