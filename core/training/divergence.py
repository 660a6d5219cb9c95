"""Divergence: finding the update, and the first array, that left the finite numbers.

A parameter has left them when its square is infinite: such a network may seem to rest, all its
neurons saturated, but no penalty, distance or second step can be taken with it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.moments.moment import Moment
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import Divergence, Outcome


class Replayable(Protocol):
    """What can be run on from a moment, update by update: a trainer."""

    update: int
    outcome: Outcome

    def moment(self) -> Moment:
        """Return a copy of everything that decides what comes next."""

    def restore(self, moment: Moment) -> None:
        """Go to a moment."""

    def run_update(self) -> bool:
        """Do one update; return whether its loss is finite."""

    def is_finite(self) -> bool:
        """Return whether the parameters are sound."""

    def trace(self, updates: int) -> Iterator[PhaseRecord]:
        """Run updates and yield every phase."""


def largest_sound(dtype: Any) -> float:
    """Return the largest number of a type whose square is finite: 1.3e154 for float64."""
    return float(np.sqrt(np.finfo(dtype).max))


def is_sound(array: NDArray[np.floating[Any]], most: float) -> bool:
    """Return whether all numbers are finite and not larger than `most`."""
    return bool(np.all(np.abs(array) <= most))


def find_divergence(trainer: Replayable, reached: int) -> Divergence | None:
    """Run a trainer on until an update goes wrong; leave it at the moment before that update.

    Returns None, with the trainer at update `reached`, where nothing goes wrong on the way.
    """
    while trainer.update < reached:
        before = trainer.moment()
        if trainer.run_update() and trainer.is_finite():
            trainer.outcome = Outcome.NONE
            continue
        trainer.restore(before)
        update = trainer.update + 1
        bad = first_bad_array(trainer.trace(1))
        trainer.restore(before)
        return Divergence(update, bad or "statistics")
    return None


def first_bad_array(records: Iterable[PhaseRecord]) -> str | None:
    """Return the name of the first array that is not finite: `layers.0.weight`, `loss`."""
    for record in records:
        place = "" if record.layer is None else f"layers.{record.layer}."
        for name, value in record.values.items():
            if name == "penalty" or (name == "gradient_x" and record.layer == 0):
                continue  # worked out for display only
            if not isinstance(value, (float, np.ndarray)):
                continue
            if isinstance(value, np.ndarray) and name.endswith("_after"):
                sound = is_sound(value, largest_sound(value.dtype))
            else:
                sound = bool(np.all(np.isfinite(value)))
            if not sound:
                return place + ("loss" if name == "value" else name.removesuffix("_after"))
    return None
