"""The step along a direction: a line search with the strong Wolfe conditions.

Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6: a step is accepted where
the objective has fallen enough for its length (Armijo), and its slope along the direction is
small beside the one at the start (curvature).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

#: what the objective must fall by, as a share of slope times step, and what share of the slope may
#: be left
SUFFICIENT, LEFT = 1e-4, 0.9
#: the most trials of one search, and the factor by which a step grows at most from one to the next
MOST_TRIALS, GROWTH = 25, 10.0
#: how near to the ends of an interval the next trial may be, as a share of it
_MARGIN = 0.1


@dataclass(frozen=True)
class Trial:
    """A point along the direction: the step to it, the objective there, its slope along it."""

    step: float
    value: float
    slope: float

    @property
    def finite(self) -> bool:
        """Whether objective and slope are numbers."""
        return math.isfinite(self.value) and math.isfinite(self.slope)


Trying = Callable[[float], Trial]


class LineSearch:
    """One search from `start` (at step 0); `trials` are the points tried, in their order."""

    def __init__(self, start: Trial, trying: Trying) -> None:
        self.start = start
        self.trials: list[Trial] = []
        self._trying = trying

    def run(self, first: float) -> Trial | None:
        """Return the accepted trial, trying the step `first` first; None if none is better."""
        previous, step = self.start, first
        while len(self.trials) < MOST_TRIALS:
            here = self._try(step)
            if not self._falls(here) or (previous.step > 0.0 and here.value >= previous.value):
                return self._between(previous, here)
            if self._is_flat(here):
                return here
            if here.slope >= 0.0:
                return self._between(here, previous)
            step = min(GROWTH * here.step, max(2.0 * here.step, minimum_of(previous, here)))
            previous = here
        return self._best()

    def _between(self, low: Trial, high: Trial) -> Trial | None:
        """Narrow the interval between two trials, of which `low` is the better one."""
        while len(self.trials) < MOST_TRIALS:
            step = 0.5 * (low.step + high.step)
            if high.finite:
                margin = _MARGIN * abs(high.step - low.step)
                ends = sorted((low.step, high.step))
                step = min(max(minimum_of(low, high), ends[0] + margin), ends[1] - margin)
            if step in (low.step, high.step):  # no number lies between
                break
            here = self._try(step)
            if not self._falls(here) or here.value >= low.value:
                high = here
                continue
            if self._is_flat(here):
                return here
            if here.slope * (high.step - low.step) >= 0.0:
                high = low
            low = here
        return self._best()

    def _try(self, step: float) -> Trial:
        self.trials.append(self._trying(step))
        return self.trials[-1]

    def _falls(self, here: Trial) -> bool:
        most = self.start.value + SUFFICIENT * here.step * self.start.slope
        return here.finite and here.value <= most

    def _is_flat(self, here: Trial) -> bool:
        return abs(here.slope) <= -LEFT * self.start.slope

    def _best(self) -> Trial | None:
        """Return the trial with the lowest objective, if that is below the start's."""
        better = [trial for trial in self.trials if self._falls(trial)]
        best = min(better, key=lambda trial: trial.value, default=None)
        return best if best is not None and best.value < self.start.value else None


def minimum_of(one: Trial, other: Trial) -> float:
    """Return the step at the minimum of the cubic through two trials and their slopes.

    Nocedal and Wright, equation 3.59; the middle where the cubic has no minimum.
    """
    middle = 0.5 * (one.step + other.step)
    if one.step == other.step:
        return middle
    d1 = one.slope + other.slope - 3.0 * (one.value - other.value) / (one.step - other.step)
    square = d1 * d1 - one.slope * other.slope
    if not square >= 0.0:
        return middle
    d2 = math.copysign(math.sqrt(square), other.step - one.step)
    divisor = other.slope - one.slope + 2.0 * d2
    if divisor == 0.0:
        return middle
    step = other.step - (other.step - one.step) * (other.slope + d2 - d1) / divisor
    return step if math.isfinite(step) else middle
