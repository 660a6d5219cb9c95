"""The damped least-squares method of Levenberg and Marquardt."""

import math

import numpy as np

from core.components.optimizers.base import (
    OPTIMIZERS,
    Array,
    Measure,
    Optimizer,
    Search,
)
from core.components.optimizers.dividing import latex_lines
from core.components.optimizers.line_search import Trial
from core.components.optimizers.solving import solved
from core.components.schedules import SCHEDULES, ConstantSchedule, Schedule
from core.records import record
from core.registry import parameter

#: how often the damping is raised in one update before it is given up
MOST_TRIALS = 30
#: what the damping stays between
LEAST, MOST = 1e-12, 1e12


@OPTIMIZERS.register
@record
class LevenbergMarquardt(Optimizer):
    """(c·SᵀS + ν·I)·δ = −g, w ← w + δ: S has every output's slope by every parameter.

    Levenberg (1944), Marquardt (1963); Hagan and Menhaj, Training feedforward networks with the
    Marquardt algorithm (1994). c is the loss's second derivative by an output. A step that does
    not lower the objective is not taken: the damping ν grows until one does, and shrinks after.
    """

    name = "levenberg_marquardt"
    label = "Levenberg–Marquardt"
    whole_part = True
    searches = True
    of_squared_errors = True
    most_parameters = 5_000
    bends = True
    tries = "ν"
    counters = {"damping": 0.0}  # noqa: RUF012
    symbols = {"damping": "ν"}  # noqa: RUF012
    rule_letters = ("c", "S", "I", "δ")
    rule_words = (
        "S: the slope of every output by every parameter. c: the second derivative of the loss by "
        "an output. I: the identity. ν: the damping. δ: the step of all parameters together."
    )
    letters = {"damping": "ν₀", "raise_by": "ν⁺", "lower_by": "ν⁻"}  # noqa: RUF012

    learning_rate: float = parameter(
        1.0, "the share of the step δ that is taken", low=0.0, low_open=True
    )
    schedule: Schedule = parameter(
        ConstantSchedule(), "how that share changes over the run", registry=SCHEDULES
    )
    damping: float = parameter(1e-3, "the damping of the first update", low=LEAST, high=MOST)
    raise_by: float = parameter(
        10.0, "what the damping is multiplied by when a step is refused", low=1.0, high=1e6,
        low_open=True,
    )  # fmt: skip
    lower_by: float = parameter(
        10.0, "what the damping is divided by when a step is taken", low=1.0, high=1e6
    )

    def bind_search(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
        measure: Measure,
    ) -> Search:
        """Return the update."""

        def update(value: float, rate: float) -> tuple[Trial, ...]:
            damping = counters["damping"] or self.damping
            start, slope = parameters.copy(), gradient.astype(np.float64)
            bends = measure.bends()
            diagonal = np.diagonal(bends).copy()
            trials: list[Trial] = []
            while len(trials) < MOST_TRIALS:
                np.fill_diagonal(bends, diagonal + damping)
                step = solved(bends, -slope, measure.going_on)
                np.add(start, (rate * step).astype(start.dtype), parameters)
                found = measure()
                trials.append(Trial(damping, found, math.nan))
                if found < value:
                    counters["damping"] = max(LEAST, damping / self.lower_by)
                    return tuple(trials)
                if damping >= MOST:
                    break
                damping = min(MOST, damping * self.raise_by)
            parameters[...] = start
            counters["damping"] = damping
            return (*trials, Trial(0.0, value, math.nan))

        return update

    @property
    def formula(self) -> str:
        """The rule in plain text."""
        return (
            "(c·SᵀS + ν·I)·δ = −g; w ← w + η·δ; ν starts as ν₀; ν ← ν·ν⁺ while it would not "
            "lower the objective; ν ← ν/ν⁻ once it has"
        )

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(
            r"\left(c S^\top S + \nu I\right) \delta = -g",
            r"w \leftarrow w + \eta\, \delta",
        )
