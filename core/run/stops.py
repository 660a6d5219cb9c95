"""Stops that a person sets: at an update, an epoch, a loss, or when a sample changes class."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import predicted_classes
from core.data.samples import Task
from core.records import Record
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


class Stops(Record):
    """Where training pauses; None means never. `sample` is a number among the facts' points."""

    update: int | None = None
    epoch: int | None = None
    loss: float | None = None
    sample: int | None = None

    def any(self) -> bool:
        """Return whether one is set."""
        return any(value is not None for value in (self.update, self.epoch, self.loss, self.sample))


class StopWatch:
    """Watches a trainer for the stops; each fires once on the way, not where it starts."""

    def __init__(self, trainer: Trainer, stops: Stops, watched: Array | None) -> None:
        """Watch from now on; `watched` (r,) are the raw inputs of the chosen sample."""
        self._trainer = trainer
        self._stops = stops
        self._watched = watched if trainer.dataset.task is not Task.REGRESSION else None
        self._class = self._class_now()
        self._loss = trainer.progress.last_figures.loss

    def updates_allowed(self) -> int | None:
        """Return how many updates may be done before the next look; None for any number."""
        if self._watched is not None:
            return 1
        ahead = self._stops.update
        if ahead is None or ahead <= self._trainer.update:
            return None
        return ahead - self._trainer.update

    def epochs_allowed(self) -> int | None:
        """Return how many epochs may be done before the next look; None for any number."""
        found = [1] if self._stops.loss is not None else []
        if self._stops.epoch is not None and self._stops.epoch > self._trainer.epoch:
            found.append(self._stops.epoch - self._trainer.epoch)
        return min(found) if found else None

    def fired(self) -> tuple[str, float] | None:
        """Return which stop is reached and its figure (update, epoch, loss, sample), or None."""
        trainer, stops = self._trainer, self._stops
        if stops.update is not None and trainer.update == stops.update:
            return "update", stops.update
        if stops.epoch == trainer.epoch and trainer.epoch_share()[0] == 0 and not trainer.position:
            return "epoch", trainer.epoch
        before, self._loss = self._loss, trainer.progress.last_figures.loss
        if stops.loss is not None and self._loss <= stops.loss < before:
            return "loss", self._loss
        now, then = self._class_now(), self._class
        self._class = now
        if now != then and stops.sample is not None:
            return "sample", stops.sample
        return None

    def _class_now(self) -> tuple[int, ...] | None:
        if self._watched is None:
            return None
        trainer = self._trainer
        outputs = trainer.predict(self._watched.reshape(1, -1))
        classes = predicted_classes(outputs, trainer.dataset.task, trainer.figures.threshold)
        return tuple(int(k) for k in np.atleast_1d(classes).reshape(-1))
