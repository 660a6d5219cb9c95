"""Schedules: how the learning rate changes over a run.

The rate of an update is learning_rate × schedule.at(t), with t the updates done before it.
"""

import math
from dataclasses import dataclass

from core.registry import Component, Registry, parameter


class Schedule(Component):
    """A factor on the learning rate."""

    def at(self, t: int) -> float:
        """Return the factor after t updates."""
        raise NotImplementedError


SCHEDULES: Registry[Schedule] = Registry("schedule")


@SCHEDULES.register
@dataclass(frozen=True)
class ConstantSchedule(Schedule):
    """The same rate throughout: 1."""

    name = "constant"
    label = "constant"

    def at(self, t: int) -> float:
        """Return 1."""
        return 1.0


@SCHEDULES.register
@dataclass(frozen=True)
class StepSchedule(Schedule):
    """factor^⌊t/every⌋: the rate falls in steps."""

    name = "step"
    label = "in steps"

    every: int = parameter(1000, "updates between two steps", low=1, high=10**9)
    factor: float = parameter(0.5, "what each step multiplies by", low=0.0, low_open=True, high=10)

    def at(self, t: int) -> float:
        """Return factor^⌊t/every⌋."""
        try:
            return float(self.factor ** (t // self.every))
        except OverflowError:
            return math.inf


@SCHEDULES.register
@dataclass(frozen=True)
class ExponentialSchedule(Schedule):
    """decay^t: the rate falls by the same share every update."""

    name = "exponential"
    label = "exponential"

    decay: float = parameter(
        0.999, "what each update multiplies by", low=0.0, low_open=True, high=1
    )

    def at(self, t: int) -> float:
        """Return decay^t."""
        return float(self.decay**t)


def _cosine(position: float, final: float) -> float:
    return final + (1.0 - final) * 0.5 * (1.0 + math.cos(math.pi * min(position, 1.0)))


@SCHEDULES.register
@dataclass(frozen=True)
class CosineSchedule(Schedule):
    """f + (1 − f)·½(1 + cos(π·min(t/length, 1))) (Loshchilov and Hutter, 2016)."""

    name = "cosine"
    label = "cosine"

    length: int = parameter(10000, "updates until the end of the wave", low=1, high=10**9)
    final: float = parameter(0.0, "the factor at the end", low=0.0, high=1.0)

    def at(self, t: int) -> float:
        """Return the cosine from 1 down to `final`."""
        return _cosine(t / self.length, self.final)


@SCHEDULES.register
@dataclass(frozen=True)
class WarmupCosineSchedule(Schedule):
    """(t + 1)/warmup while t < warmup, then the cosine over (t − warmup)/(length − warmup)."""

    name = "warmup_cosine"
    label = "warm-up, then cosine"

    warmup: int = parameter(500, "updates of rising rate", low=0, high=10**9)
    length: int = parameter(10000, "updates until the end of the wave", low=1, high=10**9)
    final: float = parameter(0.0, "the factor at the end", low=0.0, high=1.0)

    def at(self, t: int) -> float:
        """Return the rising line, then the cosine; a wave without length is at its end."""
        if t < self.warmup:
            return (t + 1) / self.warmup
        length = self.length - self.warmup
        return _cosine((t - self.warmup) / length if length > 0 else 1.0, self.final)
