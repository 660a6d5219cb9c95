"""A separate rate for every parameter: Adagrad and RMSprop."""

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
from core.components.optimizers.theirs import ADAGRAD, RMSPROP
from core.components.working import Line, Sheet, Shown, significant
from core.records import record
from core.registry import parameter


@OPTIMIZERS.register
@record
class Adagrad(Optimizer):
    """G ← G + g², w ← w − η·g/(√G + ε) (Duchi, Hazan and Singer, 2011)."""

    name = "adagrad"
    label = "Adagrad"
    each_alone = True
    slots = ("squares",)
    of_squares = ("squares",)
    elsewhere = ADAGRAD
    symbols = {"squares": "G"}  # noqa: RUF012
    letters = {"epsilon": "ε"}  # noqa: RUF012

    epsilon: float = parameter(1e-10, EPSILON_HELP, low=0.0, high=1.0)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        squares, epsilon, work = slots["squares"], self.epsilon, like(parameters)

        def update(rate: float) -> None:
            np.multiply(gradient, gradient, work)
            np.add(squares, work, squares)
            divided_step(parameters, gradient, squares, rate, epsilon, work, bare=epsilon == 0.0)

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
        known = {"w": value, "g": gradient, "η": rate}
        sheet = Sheet(known, {"ε": self.epsilon}, shown)
        squares = sheet.know("G", state["squares"])
        squares = sheet.write("G", "{G} + {g}²", squares + gradient * gradient)
        write_step(sheet, value, rate, ("g", gradient), ("G", squares), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(r"G \leftarrow G + g^2", latex_step("g", "G"))

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return the sum of squares and the step."""
        slope, squares = f"d{name}", f"G{name}"
        return (
            f"{squares} = {squares} + {slope}**2",
            divided_line(name, slope, squares, "", self.epsilon),
        )

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return the sum of squares."""
        return {"squares": f"G{name}"}

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        return (
            "    for P, dP, G in zip(parameters, gradients, squares):\n"
            "        G += dP**2\n" + divided_code("dP", "G", self.epsilon)
        )

    def torch(self) -> str:
        """Return PyTorch's Adagrad."""
        return self._torch("Adagrad", f", eps={number(self.epsilon)}")

    def keras(self) -> str:
        """Return Keras's Adagrad, which adds its ε under the root: there it is ε²."""
        told = f"initial_accumulator_value=0.0, epsilon={number(self.epsilon**2)}"
        return self._keras("Adagrad", f", {told}")


@OPTIMIZERS.register
@record
class RmsProp(Optimizer):
    """G ← ρG + (1 − ρ)g², w ← w − η·g/(√G + ε) (Tieleman and Hinton, 2012)."""

    name = "rmsprop"
    label = "RMSprop"
    each_alone = True
    common = True
    slots = ("squares",)
    of_squares = ("squares",)
    elsewhere = RMSPROP
    symbols = {"squares": "G"}  # noqa: RUF012
    letters = {"decay": "ρ", "epsilon": "ε"}  # noqa: RUF012

    decay: float = parameter(0.99, "the share of past squares kept", low=0.0, high=1.0)
    epsilon: float = parameter(1e-8, EPSILON_HELP, low=0.0, high=1.0)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        squares, epsilon, work = slots["squares"], self.epsilon, like(parameters)
        decay = self.decay

        def update(rate: float) -> None:
            decay_squares(squares, gradient, decay, work)
            divided_step(parameters, gradient, squares, rate, epsilon, work, bare=epsilon == 0.0)

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
        known = {"w": value, "g": gradient, "η": rate}
        sheet = Sheet(known, {"ρ": self.decay, "ε": self.epsilon}, shown)
        old = sheet.know("G", state["squares"])
        squares = old * self.decay + gradient * gradient * (1.0 - self.decay)
        sheet.write("G", "{ρ}·{G} + (1 − {ρ})·{g}²", squares)
        write_step(sheet, value, rate, ("g", gradient), ("G", squares), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(r"G \leftarrow \rho\, G + (1 - \rho)\, g^2", latex_step("g", "G"))

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return the mean of squares and the step."""
        slope, squares, decay = f"d{name}", f"G{name}", number(self.decay)
        return (
            f"{squares} = {decay} * {squares} + (1 - {decay}) * {slope}**2",
            divided_line(name, slope, squares, "", self.epsilon),
        )

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return the mean of squares."""
        return {"squares": f"G{name}"}

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        return (
            "    for P, dP, G in zip(parameters, gradients, squares):\n"
            f"        G *= {number(self.decay)}\n"
            f"        G += (1 - {number(self.decay)}) * dP**2\n"
            + divided_code("dP", "G", self.epsilon)
        )

    def torch(self) -> str:
        """Return PyTorch's RMSprop."""
        return self._torch("RMSprop", f", alpha={number(self.decay)}, eps={number(self.epsilon)}")

    def keras(self) -> str:
        """Return Keras's RMSprop, which adds its ε under the root: there it is ε²."""
        told = f"rho={number(self.decay)}, epsilon={number(self.epsilon**2)}"
        return self._keras("RMSprop", f", {told}")
