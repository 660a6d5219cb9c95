"""Points drawn by hand: places in a plane, each of a class, and the strokes that made them.

What is drawn becomes points like any others (`Drawn.source`), and points that are there already can
be touched up (`drawn_from`). A drawing never changes: a stroke makes the next one.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.data.points import Points, numbered
from core.data.samples import Samples, Task
from core.errors import DataError
from core.values import Values
from core.words import say, translate

Places = NDArray[np.float64]
Classes = NDArray[np.intp]

#: the plane that is drawn in reaches so far to every side, as that of the generated data does
REACH = 6.0
#: classes and points that can be drawn
MOST_CLASSES, MOST_POINTS = 8, 20_000
#: distances between numbers larger than this cannot be computed
_FURTHEST = 1e150
#: how far a jitter moves points, as a share of the plane's reach
_JITTER = 0.02
#: strokes that can be taken back
_MOST_STROKES = 200


@dataclass(frozen=True, eq=False)
class Drawn:
    """Places (m, 2) and their classes (m,), counted from 0; `reach` is that of the plane."""

    places: Places
    classes: Classes
    reach: float = REACH

    @classmethod
    def empty(cls, reach: float = REACH) -> Self:
        """Return a drawing without a point."""
        return cls(np.empty((0, 2)), np.empty(0, dtype=np.intp), reach)

    def __len__(self) -> int:
        return len(self.classes)

    def is_same(self, other: "Drawn") -> bool:
        """Return whether it has the same points in the same order."""
        return np.array_equal(self.places, other.places) and np.array_equal(
            self.classes, other.classes
        )

    def added(self, places: Places, number: int) -> "Drawn":
        """Return it with places (k, 2) of one class more, as many as there is room for.

        What lies outside of the plane is put on its edge.
        """
        new = np.clip(places, -self.reach, self.reach)[: MOST_POINTS - len(self)]
        classes = np.full(len(new), number, dtype=np.intp)
        return Drawn(
            np.concatenate([self.places, new]), np.concatenate([self.classes, classes]), self.reach
        )

    def erased(self, place: Places, radius: float) -> "Drawn":
        """Return it without the points that lie within a radius of a place (2,)."""
        return self._only(self._distances(place) > radius)

    def moved(self, point: int, place: Places) -> "Drawn":
        """Return it with one of its points at another place (2,)."""
        places = self.places.copy()
        places[point] = np.clip(place, -self.reach, self.reach)
        return Drawn(places, self.classes, self.reach)

    def jittered(self, rng: Generator) -> "Drawn":
        """Return it with every point moved a little."""
        moved = self.places + rng.normal(0.0, _JITTER * self.reach, self.places.shape)
        return Drawn(np.clip(moved, -self.reach, self.reach), self.classes, self.reach)

    def nearest(self, place: Places, within: float) -> int | None:
        """Return the point that is nearest to a place (2,), or None where none is so near."""
        if not len(self):
            return None
        distances = self._distances(place)
        found = int(np.argmin(distances))
        return found if distances[found] <= within else None

    def counts(self, classes: int) -> list[int]:
        """Return how many points the first so many classes have."""
        return [int(np.sum(self.classes == k)) for k in range(classes)]

    def names(self, classes: int) -> tuple[str, ...]:
        """Return what so many classes are called in the data that they become."""
        return ("0", "1") if classes <= 2 else numbered("", classes)

    def source(self) -> Points:
        """Return the points as data; a class without a point is left out.

        Raises DataError where fewer than two classes have points.
        """
        used = np.unique(self.classes)
        if len(used) < 2:
            raise DataError(
                translate("Drawn", "fewer than two classes have points"),
                translate("Drawn", "draw points of another class too, to be told apart"),
            )
        numbers = np.searchsorted(used, self.classes)
        if len(used) == 2:
            targets = numbers[:, None].astype(np.float64)
        else:
            targets = np.eye(len(used))[numbers]
        return Points(inputs=Values(self.places), targets=Values(targets))

    def _only(self, kept: NDArray[np.bool_]) -> "Drawn":
        return Drawn(self.places[kept], self.classes[kept], self.reach)

    def _distances(self, place: Places) -> Places:
        offsets = self.places - place
        found: Places = np.hypot(offsets[:, 0], offsets[:, 1])
        return found


def drawn_from(samples: Samples) -> Drawn:
    """Return examples as points that can be touched up, in a plane that holds all of them.

    Raises DataError where they have another number of inputs than two, are no classes, have too
    many classes or points, or numbers that are missing or too large.
    """
    if samples.inputs.shape[1] != 2 or samples.task is Task.REGRESSION:
        raise DataError(
            translate("Drawn", "the data are not classes over two inputs"),
            translate("Drawn", "start with an empty plane, or choose other data first"),
        )
    two = samples.task is Task.TWO_CLASSES
    if (two and samples.targets.shape[1] > 1) or samples.targets.shape[1] > MOST_CLASSES:
        raise DataError(
            translate("Drawn", "the data have more classes than can be drawn"),
            say("Drawn", "at most {count} classes can be drawn", count=MOST_CLASSES),
        )
    if len(samples.inputs) > MOST_POINTS:
        raise DataError(
            translate("Drawn", "the data have more points than can be drawn"),
            say("Drawn", "at most {count} points can be drawn", count=f"{MOST_POINTS:,}"),
        )
    targets = samples.targets
    classes = (targets[:, 0] > 0.5) if two else np.argmax(targets, axis=1)
    furthest = float(np.max(np.abs(samples.inputs), initial=0.0))
    if not furthest <= _FURTHEST:
        raise DataError(
            translate("Drawn", "the data have missing numbers, or ones too large to be drawn"),
            translate("Drawn", "start with an empty plane, or choose other data first"),
        )
    reach = REACH if furthest <= REACH else 1.05 * furthest
    return Drawn(samples.inputs.astype(np.float64), classes.astype(np.intp), reach)


def sprayed(rng: Generator, place: Places, radius: float, count: int) -> Places:
    """Return places (count, 2), spread evenly over a disc round a place (2,)."""
    angles = rng.uniform(0.0, 2.0 * np.pi, count)
    distances = radius * np.sqrt(rng.uniform(0.0, 1.0, count))
    ring: Places = np.column_stack([np.cos(angles), np.sin(angles)])
    return place + distances[:, None] * ring


class Strokes:
    """A drawing with what it was before each stroke; a stroke is one step of undo."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self._before: list[Drawn] = []
        self._after: list[Drawn] = []
        self._start: Drawn | None = None

    def begin(self) -> None:
        """Begin a stroke: all that comes until `end` is taken back together."""
        self._start = self.drawn

    def end(self) -> None:
        """End the stroke; one that has changed nothing is none."""
        start, self._start = self._start, None
        if start is not None and not start.is_same(self.drawn):
            self._before = [*self._before[1 - _MOST_STROKES :], start]
            self._after = []

    def do(self, drawn: Drawn) -> None:
        """Go over to another drawing: a stroke of its own, or a part of the one that is begun."""
        alone = self._start is None
        if alone:
            self.begin()
        self.drawn = drawn
        if alone:
            self.end()

    def can_undo(self) -> bool:
        """Return whether there is a stroke to take back."""
        return bool(self._before)

    def can_redo(self) -> bool:
        """Return whether there is a stroke to do again."""
        return bool(self._after)

    def undo(self) -> None:
        """Take the last stroke back, where there is one."""
        self.end()
        if self._before:
            self._after.append(self.drawn)
            self.drawn = self._before.pop()

    def redo(self) -> None:
        """Do a stroke again that was taken back, where there is one."""
        self.end()
        if self._after:
            self._before.append(self.drawn)
            self.drawn = self._after.pop()
