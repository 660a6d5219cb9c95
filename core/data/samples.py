"""Samples: the examples that a source gives, as they are before features, scaling and split."""

from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.disk.apart import Watch, unwatched
from core.registry import Component, Registry

if TYPE_CHECKING:
    from core.data.reading.describing import Described

Matrix = NDArray[np.float64]


class Task(Enum):
    """What the targets are."""

    TWO_CLASSES = "two_classes"  # columns of 0 and 1, each a question of its own
    CLASSES = "classes"  # one-hot rows
    REGRESSION = "regression"  # numbers


@dataclass(frozen=True)
class Column:
    """One column of a table as the network reads it: numbers, or one input for each category.

    `categories` is empty for a column of numbers. `kind` is number, category, yes/no (one input,
    0 for the first category and 1 for the second) or date (days since `origin`, which counts from
    1970). `missing` says what becomes of missing cells, and is empty where they are refused;
    `fill` is what they become, in the training part's figures.
    """

    name: str
    categories: tuple[str, ...] = ()
    kind: str = ""
    missing: str = ""
    fill: float | None = None
    origin: float = 0.0
    #: what stands for no value, where that is set
    marks: tuple[str, ...] | None = None

    @property
    def is_one_hot(self) -> bool:
        """Whether each category is an input of its own."""
        return bool(self.categories) and self.kind != "yes/no"

    def input_names(self) -> tuple[str, ...]:
        """Return the names of the inputs it gives: `width`, or `colour=blue`, `colour=red`."""
        if not self.is_one_hot:
            return (self.name,)
        return tuple(f"{self.name}={category}" for category in self.categories)


@dataclass(frozen=True, eq=False)
class Samples:
    """Examples as a source gives them: `inputs` (m, k) and `targets` (m, t), one row a sample.

    `classes` are the names of the classes, in the order of their numbers (two for TWO_CLASSES,
    one a column for CLASSES, none for REGRESSION). `columns` says from which columns of a table
    the inputs come; it is empty where each input is a column of its own. Cells that are to be
    filled in are nan in `inputs`: what with, only the training part may decide. `parts` (m,) are
    numbers of `reading.options.PARTS`, where the source itself says which samples are for what.
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
    """Where examples come from."""

    #: the share of the samples kept for testing where the project does not say
    default_test_share: ClassVar[float] = 0.5
    #: group for menus: gates, classes, several, regression, own
    group: ClassVar[str] = "classes"

    @property
    def file(self) -> str | None:
        """The table that it reads, from the project's folder; None where it reads none."""
        return None

    def with_file(self, path: str) -> Self:
        """Return it with another path of its table."""
        return self

    @property
    def scatter(self) -> float | None:
        """How far it moves its points at random, its `noise`; None where it has no such field."""
        noise: float | None = getattr(self, "noise", None)
        return noise

    def scattered(self, noise: float) -> Self:
        """Return it with its points moved as far; as it is where it moves none."""
        changed: Any = {"noise": noise}
        return self if self.scatter is None else replace(self, **changed)

    @property
    def target_columns(self) -> tuple[str, ...]:
        """The columns of its table that are said to be predicted."""
        return ()

    def describe(self, folder: Path | None, watch: Watch = unwatched) -> "Described | None":
        """Return how its table is read, with all that was guessed; None where nothing is guessed.

        Raises FileError or DataError for what is no table.
        """
        return None

    def with_guesses(self, table: "Described") -> Self:
        """Return it with all that was guessed of its table said."""
        return self

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the examples; `rng` is the data stream, relative paths start at `folder`.

        Raises DataError or FileError where there are none to be had.
        """
        raise NotImplementedError

    def draw_watched(self, rng: Generator, folder: Path | None, watch: Watch) -> Samples:
        """Return the examples of `draw`; a source that takes long says in `watch` how far it is.

        What `watch` raises ends it.
        """
        return self.draw(rng, folder)


SOURCES: Registry[Source] = Registry("data source")
