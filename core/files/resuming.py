"""Resuming: a trainer that stands where a file left off."""

import math

import numpy as np

from core.data.dataset import Dataset
from core.errors import FileError
from core.files.project_file import Opened
from core.training.moment import Moment
from core.training.trainer import Trainer


def resume(opened: Opened, dataset: Dataset) -> Trainer:
    """Return a trainer of an opened project, at its saved moment if it has one.

    Raises ProjectError or SizeError where the project cannot be trained, FileError where the
    saved moment does not belong to it.
    """
    trainer = Trainer(opened.project, dataset)
    if opened.start is not None:
        network = trainer.network
        if opened.start.shape != (network.parameter_count + network.statistics_count,):
            raise _misplaced("its start is of another network")
        trainer.start_values = opened.start.astype(trainer.state.vector.dtype)
    if opened.moment is None:
        return trainer
    _check(opened.moment, trainer)
    try:
        trainer.restore(opened.moment)
    except (ValueError, LookupError, TypeError, OverflowError):
        raise _misplaced("it does not fit the network") from None
    if not np.isfinite(trainer.state.parameters).all():
        raise _misplaced("its weights are not all finite")
    if opened.history is not None:
        trainer.history.cut_after(-1)
        trainer.history.restore(opened.history)
    trainer.last_figures = trainer.evaluate()
    return trainer


def _misplaced(why: str) -> FileError:
    return FileError(
        f"the saved moment does not belong to the saved project: {why}",
        "open another copy of the file",
    )


def _check(moment: Moment, trainer: Trainer) -> None:
    """Raise FileError where a moment cannot be one of this trainer."""
    count = len(trainer.dataset.train)
    order, cursor = moment.permutation, moment.record.cursor
    if order is not None and not np.array_equal(np.sort(order), np.arange(count)):
        raise _misplaced("its order of samples is not one of these data")
    if cursor >= count or (order is None) != (cursor == 0):
        raise _misplaced("its place in the epoch is not one of these data")
    counters = trainer.project.optimizer.counters
    given = moment.record.counters
    if set(given) != set(counters) or not all(
        math.isfinite(value) and value >= 0 for value in given.values()
    ):
        raise _misplaced("its optimizer counts something else")
    network = trainer.network
    kept = network.parameter_count + network.statistics_count
    if moment.best is not None and moment.best.shape != (kept,):
        raise _misplaced("its best weights are of another network")
    if moment.frozen is not None and moment.frozen.shape != (network.parameter_count,):
        raise _misplaced("what is frozen is of another network")
