"""What the network at hand says to rows of one's own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.components.metrics import predicted_classes
from core.data.reading.new_rows import read_inputs
from core.data.samples import Column, Task
from core.training.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Predictions:
    """Answers to rows of inputs.

    `outputs` (m, outputs) are in original units; `names` are those of the outputs. For classes,
    `chosen` holds the number of the class of every row, (m,), or of every output, (m, outputs),
    and `classes` their names; both are None and empty for a regression.
    """

    names: tuple[str, ...]
    outputs: Any
    classes: tuple[str, ...]
    chosen: Any


def predictions_of(trainer: Trainer, raw: Any) -> Predictions:
    """Return what a network says to raw inputs, (m, r). Raises DataError for another width."""
    dataset = trainer.dataset
    outputs = trainer.predict(raw)
    if dataset.task is Task.REGRESSION:
        return Predictions(tuple(dataset.target_names), outputs, (), None)
    chosen = predicted_classes(outputs, dataset.task, trainer.threshold)
    return Predictions(tuple(dataset.target_names), outputs, tuple(dataset.classes), chosen)


def table_predictions(trainer: Trainer, path: Path) -> Predictions:
    """Return what a network says to a table with the columns that it was trained on.

    Raises FileError or DataError for a table that does not have them.
    """
    dataset = trainer.dataset
    columns = dataset.columns or tuple(Column(name) for name in dataset.raw_names)
    return predictions_of(trainer, read_inputs(path, columns))
