"""Divergence: finding the update, and the first array, that left the finite numbers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from core.training.phases import PhaseRecord
from core.training.snapshot import Divergence, Outcome

if TYPE_CHECKING:
    from core.training.trainer import Trainer


def find_divergence(trainer: "Trainer", reached: int) -> Divergence | None:
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
            if name == "penalty":  # worked out for display; training only takes its slope
                continue
            if isinstance(value, (float, np.ndarray)) and not np.all(np.isfinite(value)):
                return place + ("loss" if name == "value" else name.removesuffix("_after"))
    return None
