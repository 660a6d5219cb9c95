"""Optimizers: how a gradient becomes a step.

An optimizer sees one flat parameter vector and one flat gradient and knows nothing of layers. It is
bound once to these and to its own state (vectors as long as the parameters, and a few counters),
and then called with the numbers of each update: its rate, and whatever else depends on the count of
updates. The rules and defaults are those of torch.optim, except for the learning rate.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol

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
from core.components.optimizers.line_search import Trial
from core.components.optimizers.theirs import Theirs
from core.components.schedules import SCHEDULES, ConstantSchedule, Schedule
from core.components.working import Line, Shown, significant
from core.records import record
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]
#: called with the numbers of an update
Update = Callable[..., None]


class Measure(Protocol):
    """What an optimizer that searches for its step can ask for, at the present parameters."""

    def __call__(self) -> float:
        """Write the gradient of the objective into the gradient's vector; return the objective."""

    def bends(self) -> Array:
        """Return c·SᵀS (parameters, parameters), float64.

        S has the slope of every output of every sample by every parameter, c is the loss's second
        derivative by an output.
        """

    def going_on(self) -> None:
        """Ask whether the update is to go on; to be called within half a second of work.

        Raises core.training.interrupting.Interrupted if it is to be given up.
        """


#: called with the objective and the numbers of an update; returns what it tried, and last where
#: it stayed
Search = Callable[..., tuple[Trial, ...]]


@record
class Optimizer(Component):
    """A rule that turns gradients into steps."""

    #: offered at the top of menus; the others are under "More…"
    common: ClassVar[bool] = False
    #: whether an update must take the whole training part, as its rule compares one with the next
    whole_part: ClassVar[bool] = False
    #: whether an update measures objective and gradient at other places before it takes its step
    searches: ClassVar[bool] = False
    #: whether a parameter's step depends on no other parameter, so that they can be taken in blocks
    each_alone: ClassVar[bool] = False
    #: whether its rule holds for squared errors only, and the most parameters it can take
    of_squared_errors: ClassVar[bool] = False
    most_parameters: ClassVar[int | None] = None
    #: whether its search asks for the slopes of every output (`Measure.bends`)
    bends: ClassVar[bool] = False
    #: the symbol of what differs from trial to trial in its search
    tries: ClassVar[str] = "α"
    #: the state vectors, each as long as the parameters; they start at 0
    slots: ClassVar[tuple[str, ...]] = ()
    #: the single numbers of the state, with their starting values
    counters: ClassVar[dict[str, float]] = {}
    #: the textbook's symbol for every slot and counter; any left out keep their names
    symbols: ClassVar[dict[str, str]] = {}
    #: the letters of its rule for other numbers, which constants of other components then avoid
    rule_letters: ClassVar[tuple[str, ...]] = ()
    #: what these letters mean, in one sentence, where the step panel shows no numbers for them
    rule_words: ClassVar[str] = ""
    #: the state vectors that sum up squares, and so have no number under 0
    of_squares: ClassVar[tuple[str, ...]] = ()
    #: the optimizers of other programs that follow the same rule
    elsewhere: ClassVar[tuple[Theirs, ...]] = ()

    learning_rate: float = parameter(0.03, "the size of a step", low=0.0, low_open=True)
    schedule: Schedule = parameter(
        ConstantSchedule(), "how the rate changes over the run", registry=SCHEDULES
    )

    def __init_subclass__(cls) -> None:
        lines = ("numpy_lines", "numpy_state", "numpy_counters", "numpy_counting")
        told = (*lines, "code_body", "torch", "keras", "elsewhere", "each_alone")
        take_back_told(cls, "bind", Optimizer, told)

    @classmethod
    def takes_over(cls, field: str, old: Component) -> bool:
        """Return whether a rate means the same: a step by the gradient, or the first one tried."""
        return field not in ("learning_rate", "schedule") or (
            isinstance(old, Optimizer) and old.searches == cls.searches
        )

    def state_slots(self) -> tuple[str, ...]:
        """Return the names of the state vectors that these hyper-parameters need."""
        return self.slots

    def rate(self, t: int) -> float:
        """Return the learning rate of the update after t updates."""
        return self.learning_rate * self.schedule.at(t)

    def numbers(self, rate: float, counters: dict[str, float]) -> tuple[float, ...]:
        """Return the numbers that the next update is called with, and count it in `counters`.

        Everything but arrays that changes from one update to the next is computed here, so the
        update itself is always the same.
        """
        return (rate,)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update: a function of `numbers` that changes `parameters` and the state."""
        raise NotImplementedError

    def bind_search(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
        measure: Measure,
    ) -> Search:
        """Return the update of an optimizer that `searches`.

        It is called with the objective and `numbers`, and may change the gradient, too: `measure`
        writes the one of the present parameters into it.
        """
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
        """Return one parameter's update worked by hand; the last result is its new value.

        `state` (slot → this parameter's number) and `counters` are those before the update.
        Empty if the rule is not written out.
        """
        return ()

    @property
    def is_written(self) -> bool:
        """Whether `working` writes the rule out."""
        return overrides(self, Optimizer, "working")

    def constants(self) -> dict[str, float]:
        """Return the numbers in the rule other than the rate: β₁ = 0.9, ε = 10⁻⁸."""
        rate = self.letters.get("learning_rate", "learning_rate")
        return {letter: v for letter, v in super().constants().items() if letter != rate}

    def symbol_of(self, name: str) -> str:
        """Return the textbook's symbol for a slot or counter, or its name if there is none."""
        return self.symbols.get(name, name)

    def latex(self) -> str:
        """Return the rule in LaTeX, one formula per line; if none is given, its name."""
        told = [r"w", "g", r"\eta", *(rf"\mathrm{{{latex_text(s)}}}" for s in self.state_slots())]
        return rf"w \leftarrow {latex_name(self.name)}({', '.join(told)})"

    @property
    def formula(self) -> str:
        """The rule in plain text, for these hyper-parameters: `v ← μ·v + g, w ← w − η·v`.

        If it is not written out, the first line of the class's docstring.
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

        It changes the arrays of `parameters`, and of the slots (lists parallel to it), in place,
        and the counters as globals. Empty if it is not written out.
        """
        return ""

    def torch(self) -> str:
        """Return the PyTorch optimizer for `network`; empty if not given."""
        return ""

    def _torch(self, kind: str, more: str) -> str:
        return f"{kind}(network.parameters(), {number(self.learning_rate)}{more})"

    def keras(self) -> str:
        """Return the Keras optimizer, the same but for where ε is added; empty if there is none."""
        return ""

    def _keras(self, kind: str, more: str) -> str:
        return f"{kind}({number(self.learning_rate)}{more})"


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")
