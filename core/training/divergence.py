"""Divergence: finding the update, and the first array, whose numbers stopped being finite.

A parameter counts as diverged when its square is infinite: such a network may seem to be at rest,
with all its neurons saturated, but no penalty, distance or second step can be computed with it.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.moments.moment import Moment
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import Divergence, Outcome
from core.training.progress import Progress

#: the shortest time between kept moments; keeping them takes at most a fiftieth of the time
_SECONDS = 0.25
_SHARE = 50.0


class LastSound:
    """The last moment whose numbers were checked and are sound: a divergence comes after it."""

    def __init__(self, take: Callable[[], Moment]) -> None:
        """Keep the moment that `take` returns now, without counting what that costs."""
        self._take = take
        self._cost = 0.0
        self.stand_at(take())

    def stand_at(self, moment: Moment) -> None:
        """Continue from another moment."""
        self.moment = moment
        self._at = time.perf_counter()

    def keep(self) -> None:
        """Keep the present moment."""
        begin = time.perf_counter()
        self.stand_at(self._take())
        self._cost = self._at - begin

    def is_old(self) -> bool:
        """Return whether it is time to keep another one."""
        return time.perf_counter() - self._at > max(_SECONDS, _SHARE * self._cost)


class Replayable(Protocol):
    """Anything that can run from a moment, update by update: a trainer."""

    @property
    def progress(self) -> Progress:
        """Its progress."""

    @property
    def update(self) -> int:
        """How many updates are done."""

    @property
    def sound(self) -> LastSound:
        """The last sound moment."""

    def moment(self) -> Moment:
        """Return a copy of everything that determines what comes next."""

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
    """Run a trainer until an update goes wrong; leave it at the moment before that update.

    Returns None, with the trainer at update `reached`, if nothing goes wrong.
    """
    while trainer.update < reached:
        before = trainer.moment()
        if trainer.run_update() and trainer.is_finite():
            trainer.progress.outcome = Outcome.NONE
            continue
        trainer.restore(before)
        update = trainer.update + 1
        bad = first_bad_array(trainer.trace(1))
        trainer.restore(before)
        return Divergence(update, bad or "statistics")
    return None


def led_astray(trainer: Replayable) -> UserError:
    """Go back to before the next update that goes wrong in a replay; return what there is to say.

    Replayed on the machine that recorded it, none does.
    """
    reached = trainer.update + 1
    trainer.restore(trainer.sound.moment)
    find_divergence(trainer, reached)
    return UserError(
        f"the recorded run cannot be computed again here: update {trainer.update + 1:,} gives no "
        "finite numbers",
        "it was recorded on another machine; go to a moment before that, or to one that is kept",
    )


def first_bad_array(records: Iterable[PhaseRecord]) -> str | None:
    """Return the name of the first array that is not finite: `layers.0.weight`, `loss`."""
    for record in records:
        place = "" if record.layer is None else f"layers.{record.layer}."
        for name, value in record.values.items():
            if name == "penalty" or (name == "gradient_x" and record.layer == 0):
                continue  # computed for display only
            if not isinstance(value, (float, np.ndarray)):
                continue
            if isinstance(value, np.ndarray) and name.endswith("_after"):
                sound = is_sound(value, largest_sound(value.dtype))
            else:
                sound = bool(np.all(np.isfinite(value)))
            if not sound:
                return place + ("loss" if name == "value" else name.removesuffix("_after"))
    return None
