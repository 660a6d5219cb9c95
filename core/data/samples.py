"""Samples: what a source gives, before features, scaling and split."""

from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.disk.apart import Watch, unwatched
from core.records import Record
from core.registry import Component, Registry

if TYPE_CHECKING:
    from core.data.reading.describing import Described

Matrix = NDArray[np.float64]


class Task(Enum):
    """What the targets are."""

    TWO_CLASSES = "two_classes"  # columns of 0 and 1, each a separate question
    CLASSES = "classes"  # one-hot rows
    REGRESSION = "regression"  # numbers


class Column(Record):
    """One column of a table as the network reads it: numbers, or one input for each category.

    `categories` is empty for a column of numbers. `kind` is number, category, yes/no (one input,
    0 for the first category and 1 for the second) or date (days since `origin`, itself in days
    since 1970). `missing` says what happens to missing cells, and is empty if they are refused;
    `fill` is their value, computed from the training part.
    """

    name: str
    categories: tuple[str, ...] = ()
    kind: str = ""
    missing: str = ""
    fill: float | None = None
    origin: float = 0.0
    #: the marks that mean no value, if set
    marks: tuple[str, ...] | None = None
    #: the form of dates or percentages, and the decimal sign, as they were found in the whole table
    form: str = ""
    decimal: str = ""
    #: what stood beside its numbers in training: a unit, a currency or %
    unit: str = ""
    #: "any case" if words that differ in capitals and blanks only are one category; "yes or no" if
    #: 1 and 0 stand for yes and no besides
    spelling: str = ""

    @property
    def is_one_hot(self) -> bool:
        """Whether each category is a separate input."""
        return bool(self.categories) and self.kind != "yes/no"

    def input_names(self) -> tuple[str, ...]:
        """Return the names of the inputs it gives: `width`, or `colour=blue`, `colour=red`."""
        if not self.is_one_hot:
            return (self.name,)
        return tuple(f"{self.name}={category}" for category in self.categories)


@dataclass(frozen=True, eq=False)
class Samples:
    """Samples as a source gives them: `inputs` (m, k) and `targets` (m, t), one row per sample.

    `classes` are the names of the classes, in the order of their numbers (two for TWO_CLASSES,
    one per column for CLASSES, none for REGRESSION). `columns` says which columns of a table the
    inputs come from; it is empty if each input is a column. Cells to be filled in are nan in
    `inputs`: only the training part may decide their value. `parts` (m,) are indexes into
    `reading.options.PARTS`, if the source itself says which samples are for what.
    """

    inputs: Matrix
    targets: Matrix
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    task: Task
    classes: tuple[str, ...] = ()
    notices: tuple[str, ...] = field(default=())
    columns: tuple[Column, ...] = ()
    parts: NDArray[np.int8] | None = None


class Source(Component):
    """Where samples come from."""

    #: the share of the samples kept for testing if the project does not say
    default_test_share: ClassVar[float] = 0.5
    #: its group in menus: gates, classes, several, regression, own
    group: ClassVar[str] = "classes"

    @property
    def file(self) -> str | None:
        """The table that it reads, relative to the project's folder; None if it reads none."""
        return None

    @property
    def plane(self) -> Matrix | None:
        """The range (k, 2) of each input that is shown; None if it follows from the samples."""
        return None

    @property
    def origin(self) -> str:
        """What its samples were before they were edited by hand, "" if nothing else."""
        return ""

    def with_file(self, path: str) -> Self:
        """Return it with another path for its table."""
        return self

    @property
    def scatter(self) -> float | None:
        """How far it moves its points at random, its `noise`; None if it has no such field."""
        noise: float | None = getattr(self, "noise", None)
        return noise

    def scattered(self, noise: float) -> Self:
        """Return it with this noise; unchanged if it has no noise."""
        changed: Any = {"noise": noise}
        return self if self.scatter is None else replace(self, **changed)

    @property
    def target_columns(self) -> tuple[str, ...]:
        """The columns of its table that are set to be predicted."""
        return ()

    def describe(self, folder: Path | None, watch: Watch = unwatched) -> "Described | None":
        """Return how its table is read, with all guesses; None if nothing is guessed.

        Raises FileError or DataError if it is not a table.
        """
        return None

    def with_guesses(self, table: "Described") -> Self:
        """Return it with all guesses about its table written out as settings."""
        return self

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the samples; `rng` is the data stream, relative paths start at `folder`.

        Raises DataError or FileError if they cannot be obtained.
        """
        raise NotImplementedError

    def draw_watched(self, rng: Generator, folder: Path | None, watch: Watch) -> Samples:
        """Return the samples of `draw`; a slow source tells `watch` its progress.

        `watch` may raise to end it.
        """
        return self.draw(rng, folder)


SOURCES: Registry[Source] = Registry("data source")
