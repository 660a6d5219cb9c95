"""All rules of the doctor in slices, while the examined trainer is left alone."""

import time
from collections.abc import Generator

import numpy as np

from core.pictures.findings import Finding
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


class Examining:
    """An examination of a moment in slices, on a twin.

    `done` of `whole` rules are finished; `result` is complete when `work` has returned True. To
    cancel it, drop it.
    """

    def __init__(self, trainer: Trainer, recorded_from: int = 0) -> None:
        """Take over the trainer's moment. Raises SizeError if that is too large.

        `recorded_from` is the first update to which the run can go back.
        """
        self._looking = Looking(trainer, recorded_from)
        self._looks = self._each()
        self.done, self.whole = 0, len(RULES)
        self.result: tuple[Finding, ...] = ()

    def _each(self) -> Generator[None, None, None]:
        for rule in RULES:
            found = yield from rule.look(self._looking)
            if found is not None:
                self.result = (*self.result, found)
            self.done += 1
            yield

    def work(self, seconds: float) -> bool:
        """Continue for about this long; return whether every rule is finished."""
        return _ended(self._looks, seconds)


def _ended(looks: Generator[None, None, None], seconds: float) -> bool:
    """Continue work done in slices for this long; return whether it has ended."""
    end = time.perf_counter() + seconds
    with np.errstate(all="ignore"):
        for _ in looks:
            if time.perf_counter() >= end:
                return False
    return True
