"""The moment: everything that determines what comes next, at an update boundary.

One state vector (parameters, optimizer state, batch-norm statistics) and one small record. A moment
restored into a fresh trainer continues to the same bits.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.moments.stop_memory import StopMemory
from core.project import Project

Array = NDArray[np.floating[Any]]


class State:
    """The state vector of a run: parameters, optimizer slots and statistics, one after another.

    All are views of `vector`, so that saving and restoring a moment is one copy.
    """

    def __init__(
        self, parameters: int, slots: tuple[str, ...], statistics: int, dtype: Any
    ) -> None:
        self.vector: Array = np.zeros(parameters * (1 + len(slots)) + statistics, dtype=dtype)
        self.parameters = self.vector[:parameters]
        self.slots = {
            name: self.vector[parameters * (i + 1) : parameters * (i + 2)]
            for i, name in enumerate(slots)
        }
        self.statistics = self.vector[parameters * (1 + len(slots)) :]

    def copy(self) -> "State":
        """Return an independent copy."""
        made = State(
            self.parameters.size, tuple(self.slots), self.statistics.size, self.vector.dtype
        )
        made.vector[...] = self.vector
        return made


@dataclass(frozen=True)
class Record:
    """The small part of a moment; all of it can be written as JSON.

    `update` and `epoch` count those done, `cursor` the samples drawn in this epoch. `bug` is the
    name of the planted bug, "" if there is none.
    """

    update: int
    epoch: int
    cursor: int
    counters: dict[str, float]
    shuffle_state: dict[str, Any]
    dropout_state: dict[str, Any]
    stop: StopMemory
    bug: str = ""


@dataclass(frozen=True)
class Moment:
    """A copy of everything at an update boundary; `best` is what patience would restore.

    `permutation` is the order of the current epoch, None before its first batch. `frozen` marks
    parameters that do not change, None if there are none. `aside` are the weights that are switched
    off: what each gets back when it is switched on, nan for all others, (parameters,); None if
    everything is on.
    """

    project: Project
    state: Array
    record: Record
    permutation: NDArray[np.intp] | None
    best: Array | None
    frozen: NDArray[np.bool_] | None
    aside: Array | None = None
