"""Points: samples given one by one, in a project file or drawn by hand."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from core.counts import counted
from core.data.reading.options import PARTS
from core.data.samples import SOURCES, Matrix, Samples, Source, Task
from core.errors import DataError, ProjectError, SizeError
from core.records import record
from core.registry import Options, parameter
from core.values import Values, read_matrix

MAX_POINTS = 1_000_000
#: names are cut to so many letters
MAX_NAME = 200


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


def _read_names(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        raise ProjectError(f"{where} is not a list of names", 'write it as ["x1", "x2"]')
    return tuple(name[:MAX_NAME] for name in value)


def _read_parts(value: Any, where: str) -> tuple[int, ...]:
    known = range(len(PARTS))
    if not isinstance(value, (list, tuple)) or not all(
        type(part) is int and part in known for part in value
    ):
        told = ", ".join(f"{number} for {name}" for number, name in enumerate(PARTS))
        raise ProjectError(f"{where} is not a list of parts", f"give each point a number: {told}")
    return tuple(value)


def _read_plane(value: Any, where: str) -> Values:
    plane = read_matrix(value, where)
    if plane.array.shape[1] != 2 or not np.all(plane.array[:, 0] < plane.array[:, 1]):
        raise ProjectError(
            f"{where} is not a range for each input", "write it as [[-6, 6], [-6, 6]]"
        )
    return plane


@record
class About(Options):
    """What else is known of points: their names, parts and plane, and what they once were."""

    inputs: tuple[str, ...] = parameter((), "the names of the inputs", reader=_read_names)
    target: str = parameter("", "the name of the target, if there is one")
    classes: tuple[str, ...] = parameter((), "the names of the classes", reader=_read_names)
    numbers: bool = parameter(False, "whether targets are numbers, even if all are 0 or 1")
    parts: tuple[int, ...] = parameter(
        (), "the part of every point: 0 training, 1 validation, 2 test", reader=_read_parts
    )
    plane: Values | None = parameter(
        None, "the range of each input that is shown", reader=_read_plane, optional=True
    )
    origin: str = parameter("", "what generated the points before they were edited by hand")


def _read_about(value: Any, where: str) -> About:
    return value if isinstance(value, About) else About.read(value, where)


@SOURCES.register
@record
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

    about: About | None = parameter(
        None,
        "their names, parts and plane, if they were drawn or were other data before",
        reader=_read_about,
        optional=True,
    )

    @property
    def plane(self) -> Matrix | None:
        """The range (k, 2) of each input in which the points were drawn, if that is known."""
        about = self.about
        return None if about is None or about.plane is None else about.plane.array

    @property
    def origin(self) -> str:
        """What generated the points before they were edited by hand, "" if nothing did."""
        return "" if self.about is None else self.about.origin

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the points: inputs (m, k), targets (m, t). Nothing is drawn at random.

        Raises DataError if there are no points, some have no target, or what is said about them
        does not fit, SizeError above a million.
        """
        inputs, targets = self.inputs.array, self.targets.array
        for field_name, array in (("inputs", inputs), ("targets", targets)):
            if array.ndim != 2 or array.size == 0:
                raise DataError(f"points: there are no {field_name}", "add at least one point")
        if len(inputs) != len(targets):
            raise DataError(
                f"points: {counted(len(inputs), 'row')} of inputs but "
                f"{counted(len(targets), 'row')} of targets",
                "give every row of inputs one row of targets",
            )
        if len(inputs) > MAX_POINTS:
            raise SizeError(
                f"points: {len(inputs)} points are too many",
                f"give at most {MAX_POINTS:,}, or put them into a table file",
            )
        about = self.about or About()
        task = Task.REGRESSION if about.numbers else task_of(targets)
        count = targets.shape[1]
        classes: tuple[str, ...] = ()
        target_names = ("y",) if count == 1 else numbered("y", count)
        if about.target and count == 1:
            target_names = (about.target,)
        if task is Task.TWO_CLASSES:
            classes = about.classes or ("0", "1")
        elif task is Task.CLASSES:
            classes = about.classes or tuple(str(k + 1) for k in range(count))
            target_names = classes
        names = about.inputs or numbered("x", inputs.shape[1])
        wanted = 2 if task is Task.TWO_CLASSES else count
        for what, given, needed in (
            ("input names", len(names), inputs.shape[1]),
            ("class names", len(classes) or wanted, wanted),
            ("parts", len(about.parts) or len(inputs), len(inputs)),
            ("ranges", inputs.shape[1] if self.plane is None else len(self.plane), len(names)),
        ):
            if given != needed:
                raise DataError(
                    f"points: {given} {what} where {needed} are needed",
                    "correct them in the project file, or take `about` out of it",
                )
        parts = np.array(about.parts, dtype=np.int8) if about.parts else None
        return Samples(
            inputs.copy(), targets.copy(), names, target_names, task, classes, parts=parts
        )
