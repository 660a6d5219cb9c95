"""The present network's predictions for a person's own rows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.components.metrics import predicted_classes
from core.data.samples import Column, Task
from core.errors import DataError
from core.training.trainer import Trainer
from core.words import say


@dataclass(frozen=True, eq=False)
class Predictions:
    """Predictions for rows of inputs.

    `outputs` (m, outputs) are in original units; `names` are those of the outputs. For classes,
    `chosen` holds the number of the class of every row, (m,), or of every output, (m, outputs),
    and `classes` their names; both are None and empty for a regression. A row that lacks a cell for
    which there is no fill value has nan outputs and the class -1. `surplus` are columns of a table
    that were not needed, `notes` what is to be said about its cells so far.
    """

    names: tuple[str, ...]
    outputs: Any
    classes: tuple[str, ...]
    chosen: Any
    surplus: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def predictions_of(
    trainer: Trainer, raw: Any, threshold: float | None = None, surplus: tuple[str, ...] = ()
) -> Predictions:
    """Return a network's predictions for raw inputs, (m, r). Raises DataError for another width.

    `threshold` replaces the network's own if the targets are two classes.
    """
    dataset = trainer.dataset
    whole = ~np.isnan(raw).any(axis=1) if np.ndim(raw) == 2 else np.ones(len(raw), dtype=bool)
    if whole.all():
        outputs = trainer.predict(raw)
    else:
        outputs = np.full((len(raw), len(dataset.target_names)), np.nan)
        if whole.any():
            outputs[whole] = trainer.predict(raw[whole])
    names = tuple(dataset.target_names)
    if dataset.task is Task.REGRESSION:
        return Predictions(names, outputs, (), None, surplus)
    limit = trainer.figures.threshold if threshold is None else threshold
    chosen = predicted_classes(np.nan_to_num(outputs), dataset.task, limit)
    chosen[~whole] = -1
    return Predictions(names, outputs, tuple(dataset.classes), chosen, surplus)


class TablePredicting:
    """Predicts the rows of a table piece by piece; `tell` takes the Predictions of each."""

    def __init__(
        self,
        trainer: Trainer,
        path: Path,
        threshold: float | None,
        tell: Callable[[Predictions], object],
    ) -> None:
        if threshold is not None and trainer.dataset.task is not Task.TWO_CLASSES:
            raise DataError(
                say("Table", "a threshold is for targets of two classes"),
                say("Table", "leave --threshold out"),
            )
        dataset = trainer.dataset
        columns = dataset.columns or tuple(Column(name) for name in dataset.raw_names)
        self._trainer, self._threshold, self._tell = trainer, threshold, tell
        from core.data.reading.new_rows import open_rows

        self._rows = open_rows(path, columns)
        targets = {*dataset.target_names, *trainer.project.data.source.target_columns}
        self._surplus = tuple(name for name in self._rows.surplus if name not in targets)

    def work(self, seconds: float) -> bool:
        """Predict one piece; return whether there are no more."""
        raw = next(self._rows.pieces, None)
        if raw is None:
            return True
        found = predictions_of(self._trainer, raw, self._threshold, self._surplus)
        self._tell(replace(found, notes=tuple(self._rows.notes)))
        return False
