"""Optimizers: how a gradient becomes a step.

An optimizer sees one flat parameter vector and one flat gradient and knows no layer. It is bound
once to these and to its own state (vectors as long as the parameters, and a few counters), and
then called with the numbers of each update: its rate, and what else hangs on how many there were.
The rules and defaults are those of torch.optim, but for the learning rate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.components.notation import (
    first_line,
    latex_name,
    latex_text,
    number,
    overrides,
    take_back_told,
)
from core.components.schedules import SCHEDULES, ConstantSchedule, Schedule
from core.components.working import Line, Shown, significant
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]
#: called with the numbers of an update
Update = Callable[..., None]


@dataclass(frozen=True)
class Optimizer(Component):
    """A rule that turns gradients into steps."""

    #: offered at the top of menus; the others stand under "More…"
    common: ClassVar[bool] = False
    #: the state vectors, each as long as the parameters; they start at 0
    slots: ClassVar[tuple[str, ...]] = ()
    #: the single numbers of the state, with their starting values
    counters: ClassVar[dict[str, float]] = {}
    #: the textbook's symbol of every slot and counter; those that are left out keep their names
    symbols: ClassVar[dict[str, str]] = {}

    learning_rate: float = parameter(0.03, "the size of a step", low=0.0, low_open=True)
    schedule: Schedule = parameter(
        ConstantSchedule(), "how the rate changes over the run", registry=SCHEDULES
    )

    def __init_subclass__(cls) -> None:
        lines = ("numpy_lines", "numpy_state", "numpy_counters", "numpy_counting")
        told = (*lines, "code_body", "torch")
        take_back_told(cls, "bind", Optimizer, told)

    def state_slots(self) -> tuple[str, ...]:
        """Return the names of the state vectors that these hyper-parameters need."""
        return self.slots

    def rate(self, t: int) -> float:
        """Return the learning rate of the update after t updates."""
        return self.learning_rate * self.schedule.at(t)

    def numbers(self, rate: float, counters: dict[str, float]) -> tuple[float, ...]:
        """Return what the next update is called with, and count it in `counters`.

        All that changes from one update to the next and is no array is worked out here, so that
        the update itself is always the same.
        """
        return (rate,)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update: a call with `numbers` that changes `parameters` and the state."""
        raise NotImplementedError

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
        """Return one parameter's update as it is done by hand; the last result is its new value.

        `state` (slot → this parameter's number) and `counters` are those before the update.
        Empty where the rule is not written down.
        """
        return ()

    @property
    def is_written(self) -> bool:
        """Whether `working` goes through the rule."""
        return overrides(self, Optimizer, "working")

    def constants(self) -> dict[str, float]:
        """Return the numbers that the rule names beside the rate: β₁ = 0.9, ε = 10⁻⁸."""
        rate = self.letters.get("learning_rate", "learning_rate")
        return {letter: v for letter, v in super().constants().items() if letter != rate}

    def symbol_of(self, name: str) -> str:
        """Return the textbook's symbol of a slot or counter, its name where there is none."""
        return self.symbols.get(name, name)

    def latex(self) -> str:
        """Return the rule in LaTeX, one formula a line; where none is given, its name."""
        told = [r"w", "g", r"\eta", *(rf"\mathrm{{{latex_text(s)}}}" for s in self.state_slots())]
        return rf"w \leftarrow {latex_name(self.name)}({', '.join(told)})"

    @property
    def formula(self) -> str:
        """The rule in plain text, for these hyper-parameters: `v ← μ·v + g, w ← w − η·v`.

        Where it is not written down, the first line of the class's own words.
        """
        state = dict.fromkeys(self.state_slots(), 1.0)
        lines = self.working(1.0, 1.0, self.learning_rate, state, self.counters)
        written = ", ".join(f"{line.symbol} ← {line.formula}" for line in lines)
        return written or first_line(type(self)) or self.label

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return NumPy statements that move the array `name` along its slope d<name>.

        They use the rate `eta`, the arrays of `numpy_state`, and the numbers of `numpy_counters`.
        Empty where the rule is not given as statements.
        """
        return ()

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return the slots that `numpy_lines` reads and writes, with their names there."""
        return {}

    def numpy_counters(self) -> dict[str, str]:
        """Return the counters that `numpy_counting` reads and writes, with their names there."""
        return {}

    def numpy_counting(self) -> tuple[str, ...]:
        """Return NumPy statements that are done once per update, before any array is moved."""
        return ()

    def code_body(self) -> str:
        """Return the body of a Python function of the lists `gradients` and `rate`.

        It changes the arrays of `parameters` and of the slots, lists beside them, in place, and
        the counters as globals. Empty where that is not written down.
        """
        return ""

    def torch(self) -> str:
        """Return how PyTorch makes it for `network`; empty where that is not told."""
        return ""

    def _torch(self, kind: str, more: str) -> str:
        return f"{kind}(network.parameters(), {number(self.learning_rate)}{more})"


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")
