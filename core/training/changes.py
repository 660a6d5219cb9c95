"""What a person changes while it trains, as the log of a timeline keeps it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.project import Project

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class ProjectChange:
    """A live change of options."""

    project: Project


@dataclass(frozen=True)
class ValueChange:
    """Numbers set by hand: one array of one layer, whole."""

    layer: int
    name: str
    values: Array


@dataclass(frozen=True)
class FreezeChange:
    """What is frozen from now on, (parameters,) or None."""

    mask: NDArray[np.bool_] | None


@dataclass(frozen=True)
class BugChange:
    """The bug that is planted from now on, by its name; "" for none."""

    name: str


@dataclass(frozen=True)
class GoOn:
    """Training went on after a stop rule had fired."""


Change = ProjectChange | ValueChange | FreezeChange | BugChange | GoOn


@dataclass(frozen=True)
class Event:
    """A change, and the update after which it was made."""

    update: int
    change: Change
