"""A recorded run: its keyframes, and the log of what the person changed and when."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.moments.moment import Moment
from core.project import Project
from core.records import Record

Array = NDArray[np.floating[Any]]

#: the size of a moment without its arrays
_RECORD_BYTES = 3000


class ProjectChange(Record):
    """A live change of options."""

    project: Project


class ValueChange(Record):
    """Numbers set by hand: one whole array of one layer."""

    layer: int
    name: str
    values: Array


class FreezeChange(Record):
    """The parameters frozen from now on, (parameters,) or None."""

    mask: NDArray[np.bool_] | None


class BugChange(Record):
    """The bug planted from now on, by its name; "" for none."""

    name: str


class GoOn(Record):
    """Training continued after a stop rule had fired."""


Change = ProjectChange | ValueChange | FreezeChange | BugChange | GoOn


class Event(Record):
    """A change, and the update after which it was made."""

    update: int
    change: Change


class Keyframe(Record):
    """A moment, how many events of the log were applied, and where its epochs would end."""

    events: int
    moment: Moment
    epoch_limit: int | None = None

    @property
    def update(self) -> int:
        """The update after which it was taken."""
        return self.moment.record.update

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return _size(self.moment)


class Recording(Record):
    """A recorded run: what a timeline needs to go back in it, in order of time."""

    keyframes: tuple[Keyframe, ...]
    log: tuple[Event, ...]
    end: int

    @property
    def size(self) -> int:
        """The size of the keyframes, in bytes."""
        return sum(keyframe.size for keyframe in self.keyframes)

    def thinned(self, budget: int) -> "Recording":
        """Return it with keyframes left out until they fit; the first and the last stay."""
        kept = thinned(list(self.keyframes), self.end, budget)
        return Recording(tuple(kept), self.log, self.end)


def _size(moment: Moment) -> int:
    arrays = (moment.state, moment.permutation, moment.best, moment.frozen, moment.aside)
    return _RECORD_BYTES + sum(array.nbytes for array in arrays if array is not None)


def thinned(keyframes: list[Keyframe], end: int, budget: int) -> list[Keyframe]:
    """Return the keyframes that fit; those that will be missed least are removed first.

    A keyframe is missed least if the gap it would leave is short compared with its age. Of two
    neighbours only one is removed in a pass, as the other's gap is then longer.
    """
    size = sum(keyframe.size for keyframe in keyframes)
    while size > budget and len(keyframes) > 2:
        updates = np.array([keyframe.update for keyframe in keyframes], dtype=np.float64)
        missed = (updates[2:] - updates[:-2]) / (end - updates[1:-1] + 1.0)
        gone = np.zeros(len(keyframes), dtype=bool)
        for place in np.argsort(missed, kind="stable") + 1:
            if size <= budget:
                break
            if not gone[place - 1] and not gone[place + 1]:
                gone[place] = True
                size -= keyframes[place].size
        keyframes = [keyframe for i, keyframe in enumerate(keyframes) if not gone[i]]
    return keyframes
