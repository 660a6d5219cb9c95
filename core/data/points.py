"""Points: samples given one by one, in a project file or drawn by hand."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from core.data.samples import SOURCES, Matrix, Samples, Source, Task
from core.errors import DataError, SizeError
from core.registry import parameter
from core.values import Values, read_matrix

MAX_POINTS = 1_000_000


def task_of(targets: Matrix) -> Task:
    """Return the task that targets (m, t) suggest.

    One-hot rows over two or more columns are classes; columns of only 0 and 1 are yes-or-no
    questions; everything else is regression.
    """
    if not np.all((targets == 0.0) | (targets == 1.0)):
        return Task.REGRESSION
    if targets.shape[1] > 1 and np.all(targets.sum(axis=1) == 1.0):
        return Task.CLASSES
    return Task.TWO_CLASSES


def numbered(letter: str, count: int) -> tuple[str, ...]:
    """Return `letter`1, `letter`2, …: names for unnamed inputs."""
    return tuple(f"{letter}{i + 1}" for i in range(count))


@SOURCES.register
@dataclass(frozen=True)
class Points(Source):
    """Inputs and targets as given, row by row."""

    name = "points"
    label = "own points"
    group = "own"
    default_test_share = 0.0

    inputs: Values = parameter(help="one row of inputs per sample", reader=read_matrix)
    targets: Values = parameter(
        help="one row of targets per sample: 0 or 1 for two classes, one-hot for several, or "
        "numbers",
        reader=read_matrix,
    )

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the points: inputs (m, k), targets (m, t). Nothing is drawn at random.

        Raises DataError if there are no points or some have no target, SizeError above a million.
        """
        inputs, targets = self.inputs.array, self.targets.array
        for field_name, array in (("inputs", inputs), ("targets", targets)):
            if array.ndim != 2 or array.size == 0:
                raise DataError(f"points: there are no {field_name}", "add at least one point")
        if len(inputs) != len(targets):
            raise DataError(
                f"points: {len(inputs)} rows of inputs but {len(targets)} rows of targets",
                "give every row of inputs one row of targets",
            )
        if len(inputs) > MAX_POINTS:
            raise SizeError(
                f"points: {len(inputs)} points are too many",
                f"give at most {MAX_POINTS:,}, or put them into a table file",
            )
        task = task_of(targets)
        count = targets.shape[1]
        classes: tuple[str, ...] = ()
        target_names = ("y",) if count == 1 else numbered("y", count)
        if task is Task.TWO_CLASSES:
            classes = ("0", "1")
        elif task is Task.CLASSES:
            classes = target_names = tuple(str(k + 1) for k in range(count))
        names = numbered("x", inputs.shape[1])
        return Samples(inputs.copy(), targets.copy(), names, target_names, task, classes)
