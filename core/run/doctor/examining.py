"""All rules of the doctor in slices, while the examined trainer is left alone."""

import time
from collections.abc import Generator

import numpy as np

from core.pictures.findings import Finding, RateTried
from core.run.doctor.course import COURSE_RULES, PENALTY_RULES
from core.run.doctor.data import DATA_RULES
from core.run.doctor.looking import Looking
from core.run.doctor.rules import Rule
from core.run.doctor.steps import LONG_STEP_RULES, STEP_RULES
from core.run.doctor.units import ALIKE_RULES, UNIT_RULES
from core.training.trainer import Trainer

#: every rule; causes come before effects, so the first finding should be fixed first
RULES: tuple[Rule, ...] = (
    *DATA_RULES,
    *ALIKE_RULES,
    *PENALTY_RULES,
    *LONG_STEP_RULES,
    *UNIT_RULES,
    *STEP_RULES,
    *COURSE_RULES,
)

#: multiples of the learning rate that the rate finder tries
_POWERS = np.arange(-3.0, 3.01, 0.5)


class Examining:
    """An examination of a moment in slices, on a twin.

    `done` of `whole` rules are finished; `found` is complete when `work` has returned True. To
    cancel it, drop it.
    """

    of_rates = False

    def __init__(self, trainer: Trainer) -> None:
        """Take over the trainer's moment. Raises SizeError if that is too large."""
        self._looking = Looking(trainer)
        self._looks = self._each()
        self.done, self.whole = 0, len(RULES)
        self.found: tuple[Finding, ...] = ()

    def _each(self) -> Generator[None, None, None]:
        for rule in RULES:
            found = yield from rule.look(self._looking)
            if found is not None:
                self.found = (*self.found, found)
            self.done += 1
            yield

    def work(self, seconds: float) -> bool:
        """Continue for about this long; return whether every rule is finished."""
        return _ended(self._looks, seconds)


class RateFinding:
    """The rate finder: the loss after equally many updates at rates around the present one."""

    of_rates = True

    def __init__(self, trainer: Trainer) -> None:
        """Take over the trainer's moment. Raises SizeError if that is too large."""
        self._looking = Looking(trainer)
        self._looks = self._each()
        self.done, self.whole = 0, len(_POWERS)
        self.found: tuple[RateTried, ...] = ()

    def _each(self) -> Generator[None, None, None]:
        look = self._looking
        for power in _POWERS:
            factor = float(10.0**power)
            after = yield from look.loss_at(factor)
            rate = float(f"{look.rate * factor:.2g}")
            self.found = (*self.found, RateTried(rate, look.loss, after))
            self.done += 1
            yield

    def work(self, seconds: float) -> bool:
        """Continue for about this long; return whether every rate is tried."""
        return _ended(self._looks, seconds)


def _ended(looks: Generator[None, None, None], seconds: float) -> bool:
    """Continue work done in slices for this long; return whether it has ended."""
    end = time.perf_counter() + seconds
    with np.errstate(all="ignore"):
        for _ in looks:
            if time.perf_counter() >= end:
                return False
    return True
