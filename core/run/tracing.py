"""Tracing: every phase of the next updates, reported one by one; nothing is changed by it."""

import time
from collections.abc import Callable

from core.pictures.records import PhaseRecord
from core.training.trainer import Trainer
from core.training.twin import twin_at


class Tracing:
    """A job that runs updates on a twin, and reports the record of every phase.

    It continues if training diverges: numbers that are not finite are reported too.
    """

    def __init__(
        self, trainer: Trainer, updates: int, tell: Callable[[PhaseRecord], object]
    ) -> None:
        start = trainer.stepping.start or trainer.moment()
        self._records = twin_at(trainer.dataset, start).trace(updates)
        self._tell = tell

    def work(self, seconds: float) -> bool:
        """Report the next phases; return whether all have been reported."""
        end = time.perf_counter() + seconds
        for record in self._records:
            self._tell(record)
            if time.perf_counter() >= end:
                return False
        return True
