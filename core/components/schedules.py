"""Schedules: how the learning rate changes over a run.

The rate of an update is learning_rate × schedule.at(t), where t is the number of updates before it.
"""

import math
from typing import ClassVar

from core.components.notation import number, take_back_told
from core.records import record
from core.registry import Component, Registry, parameter


class Schedule(Component):
    """A factor on the learning rate."""

    #: whether the factor ever differs from 1
    varies: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        take_back_told(cls, "at", Schedule, ("varies", "code_body"))

    def at(self, t: int) -> float:
        """Return the factor after t updates."""
        raise NotImplementedError

    def code_body(self, rate: str) -> str:
        """Return the body of a Python function of `t`, which returns `rate` × factor.

        Besides t it uses `math`. Empty if it is not written out.
        """
        return ""


SCHEDULES: Registry[Schedule] = Registry("schedule")


@SCHEDULES.register
@record
class ConstantSchedule(Schedule):
    """The same rate throughout: 1."""

    name = "constant"
    label = "constant"
    varies = False

    def at(self, t: int) -> float:
        """Return 1."""
        return 1.0

    def code_body(self, rate: str) -> str:
        """Return the rate."""
        return f"    return {rate}"


@SCHEDULES.register
@record
class StepSchedule(Schedule):
    """factor^⌊t/every⌋: the rate falls in steps."""

    name = "step"
    label = "in steps"

    every: int = parameter(1000, "updates between two steps", low=1, high=10**9)
    factor: float = parameter(0.5, "the factor of each step", low=0.0, low_open=True, high=10)

    def at(self, t: int) -> float:
        """Return factor^⌊t/every⌋."""
        try:
            return float(self.factor ** (t // self.every))
        except OverflowError:
            return math.inf

    def code_body(self, rate: str) -> str:
        """Return the power."""
        return f"    return {rate} * {number(self.factor)} ** (t // {self.every})"


@SCHEDULES.register
@record
class ExponentialSchedule(Schedule):
    """decay^t: the rate falls by the same share every update."""

    name = "exponential"
    label = "exponential"

    decay: float = parameter(0.999, "the factor of each update", low=0.0, low_open=True, high=1)

    def at(self, t: int) -> float:
        """Return decay^t."""
        return float(self.decay**t)

    def code_body(self, rate: str) -> str:
        """Return the power."""
        return f"    return {rate} * {number(self.decay)} ** t"


def _cosine(position: float, final: float) -> float:
    return final + (1.0 - final) * 0.5 * (1.0 + math.cos(math.pi * min(position, 1.0)))


def _cosine_code(rate: str, share: str, final: float) -> str:
    f = number(final)
    wave = "0.5 * (1 + math.cos(math.pi * share))"
    total = wave if final == 0.0 else f"({f} + (1 - {f}) * {wave})"
    return f"    share = min({share}, 1)\n    return {rate} * {total}"


@SCHEDULES.register
@record
class CosineSchedule(Schedule):
    """f + (1 − f)·½(1 + cos(π·min(t/length, 1))) (Loshchilov and Hutter, 2016)."""

    name = "cosine"
    label = "cosine"

    length: int = parameter(10000, "updates until the end of the wave", low=1, high=10**9)
    final: float = parameter(0.0, "the factor at the end", low=0.0, high=1.0)

    def at(self, t: int) -> float:
        """Return the cosine from 1 down to `final`."""
        return _cosine(t / self.length, self.final)

    def code_body(self, rate: str) -> str:
        """Return the cosine."""
        return _cosine_code(rate, f"t / {self.length}", self.final)


@SCHEDULES.register
@record
class WarmupCosineSchedule(Schedule):
    """(t + 1)/warmup while t < warmup, then the cosine over (t − warmup)/(length − warmup)."""

    name = "warmup_cosine"
    label = "warm-up, then cosine"

    warmup: int = parameter(500, "updates during which the rate rises", low=0, high=10**9)
    length: int = parameter(10000, "updates until the end of the wave", low=1, high=10**9)
    final: float = parameter(0.0, "the factor at the end", low=0.0, high=1.0)

    def at(self, t: int) -> float:
        """Return the rising line, then the cosine; a wave of length 0 is at its end."""
        if t < self.warmup:
            return (t + 1) / self.warmup
        length = self.length - self.warmup
        return _cosine((t - self.warmup) / length if length > 0 else 1.0, self.final)

    def code_body(self, rate: str) -> str:
        """Return the rising line, then the cosine."""
        length = self.length - self.warmup
        share = f"(t - {self.warmup}) / {length}" if length > 0 else "1"
        rise = f"    if t < {self.warmup}:\n        return {rate} * (t + 1) / {self.warmup}\n"
        return (rise if self.warmup else "") + _cosine_code(rate, share, self.final)
