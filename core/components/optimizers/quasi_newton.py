"""A quasi-Newton method: L-BFGS, with a line search."""

import numpy as np

from core.components.optimizers.base import (
    OPTIMIZERS,
    Array,
    Measure,
    Optimizer,
    Search,
)
from core.components.optimizers.dividing import latex_lines
from core.components.optimizers.line_search import LineSearch, Trial
from core.components.schedules import SCHEDULES, ConstantSchedule, Schedule
from core.records import record
from core.registry import parameter

#: the most pairs that can be kept
MOST_PAIRS = 50
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _named(letter: str) -> dict[str, str]:
    word = {"s": "step", "q": "change"}[letter]
    return {f"{word}_{i}": letter + str(i).translate(_SUBSCRIPTS) for i in range(1, MOST_PAIRS + 1)}


@OPTIMIZERS.register
@record
class Lbfgs(Optimizer):
    """w ← w + α·d, with d = −H·g from the last steps and slopes, and α from a line search.

    Limited-memory BFGS: Nocedal (1980); Nocedal and Wright, Numerical Optimization (2006),
    algorithm 7.4. H approximates the inverse of the second derivatives by pairs of s, an update's
    step, and q (y in the books), by how much the gradient changed over it. The step of the first
    update is −g, scaled to a length of at most 1.
    """

    name = "lbfgs"
    label = "L-BFGS"
    whole_part = True
    searches = True
    counters = {"pairs": 0.0}  # noqa: RUF012
    letters = {"memory": "K"}  # noqa: RUF012
    rule_letters = ("α", "H", "d", "s", "q")
    rule_words = (
        "d: the direction of all parameters together. H: roughly the inverse of the second "
        "derivatives, from the last steps s and the changes q of the gradient. α: how far along d."
    )
    symbols = {"pairs": "k", **_named("s"), **_named("q")}  # noqa: RUF012

    learning_rate: float = parameter(
        1.0, "the step of a line search that is tried first", low=0.0, low_open=True
    )
    schedule: Schedule = parameter(
        ConstantSchedule(), "how the first trial changes over the run", registry=SCHEDULES
    )
    memory: int = parameter(
        10, "how many steps, with the change of the gradient, are kept", low=1, high=MOST_PAIRS
    )

    def state_slots(self) -> tuple[str, ...]:
        """Return the kept steps and changes: as many of each as the memory holds."""
        numbers = range(1, self.memory + 1)
        return (*(f"step_{i}" for i in numbers), *(f"change_{i}" for i in numbers))

    def bind_search(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
        measure: Measure,
    ) -> Search:
        """Return the update."""
        steps = [slots[f"step_{i}"] for i in range(1, self.memory + 1)]
        changes = [slots[f"change_{i}"] for i in range(1, self.memory + 1)]

        def update(value: float, rate: float) -> tuple[Trial, ...]:
            count = int(counters["pairs"])
            recent = [(count - 1 - i) % self.memory for i in range(min(count, self.memory))]
            pairs = [(steps[i], changes[i]) for i in recent]  # the newest first
            start, slope = parameters.copy(), gradient.copy()
            direction = direction_of(slope, pairs)
            falls = float(slope @ direction)
            if pairs and not falls < 0.0:  # rounding, or numbers that were edited
                pairs, counters["pairs"] = [], 0.0
                direction = direction_of(slope, pairs)
                falls = float(slope @ direction)
            if not falls < 0.0:  # there is no slope
                return ()

            def trying(step: float) -> Trial:
                np.multiply(direction, step, parameters)
                np.add(start, parameters, parameters)
                objective = measure()
                return Trial(step, objective, float(gradient @ direction))

            start_here = Trial(0.0, value, falls)
            steepest = int(np.argmax(np.abs(slope)))
            if not pairs and _was_in_vain(steps[0], changes[0], slope, rate, steepest):
                return (start_here,)
            search = LineSearch(start_here, trying)
            found = search.run(rate)
            if found is None:
                parameters[...] = start
                counters["pairs"] = 0.0
                if not pairs:  # at rest: the slots hold no pair, and can say where that was
                    steps[0][...], changes[0][...] = rate, slope
                return (*search.trials, search.start)
            trials = search.trials
            if trials[-1] != found:
                trials.append(trying(found.step))
            moved, changed = parameters - start, gradient - slope
            if float(moved @ changed) > 0.0 and float(changed @ changed) > 0.0:
                count = int(counters["pairs"])
                steps[count % self.memory][...] = moved
                changes[count % self.memory][...] = changed
                counters["pairs"] = count + 1.0
            return tuple(trials)

        return update

    @property
    def formula(self) -> str:
        """The rule in plain text."""
        return "d ← −H·g; H from the last K pairs of s, q; w ← w + α·d; α from a line search"

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return latex_lines(
            r"d \leftarrow -H g",
            r"w \leftarrow w + \alpha d",
            r"s_k \leftarrow \alpha d,\ q_k \leftarrow g(w) - g",
        )


def _was_in_vain(step: Array, change: Array, slope: Array, rate: float, at: int) -> bool:
    """Return whether a search down the slope, from here and with this first step, found nothing.

    Then every search would find the same nothing again. The first slots say it, where no pair is
    known: `step` has the rate, `change` the slope. Where a parameter has no slope, it may be
    frozen, and what is in its slots older: the rate is read `at` one that has.
    """
    return bool(step[at] == slope.dtype.type(rate) and np.array_equal(change, slope))


def direction_of(slope: Array, pairs: list[tuple[Array, Array]]) -> Array:
    """Return −H·g by the two loops of algorithm 7.4; `pairs` of s and q, the newest first.

    Without pairs it is −g, scaled to a length of at most 1 in the sum of its sizes. Pairs without
    curvature do not count: numbers that were edited, or so small that their squares are 0.
    """
    direction: Array = -slope
    known = [(step, change, float(step @ change)) for step, change in pairs]
    known = [each for each in known if each[2] > 0.0]
    size = float(known[0][1] @ known[0][1]) if known else 0.0
    if not size > 0.0:
        length = float(np.sum(np.abs(slope)))
        return direction / length if length > 1.0 else direction
    weights = []
    for step, change, curved in known:
        weight = float(step @ direction) / curved
        direction -= weight * change
        weights.append(weight)
    direction *= known[0][2] / size
    for (step, change, curved), weight in zip(reversed(known), reversed(weights), strict=True):
        other = float(change @ direction) / curved
        direction += (weight - other) * step
    return direction
