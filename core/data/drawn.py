"""Points drawn by hand: places in a plane, each of a class or with a number, as plain arrays.

What is drawn becomes points like any others (`Drawn.source`), and points that are there already can
be touched up (`drawn_from`). A drawing never changes: every change makes the next one. Distances
are shares of the plane, from its middle (0) to its edge (1), so that a circle is round on the
screen whatever the units of the inputs.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.data.points import About, Points, numbered
from core.data.samples import Samples, Task
from core.errors import DataError
from core.records import Record
from core.values import Values
from core.words import say, translate

Places = NDArray[np.float64]
Mask = NDArray[np.bool_]
Ranges = tuple[tuple[float, float], tuple[float, float]]

#: the plane that is drawn in reaches so far to every side, as that of the generated data does
REACH = 6.0
#: classes that can be drawn: so many colours and shapes can be told apart
MOST_CLASSES = 10
#: points that can be drawn
MOST_POINTS = 20_000
#: distances between numbers larger than this cannot be computed
_FURTHEST = 1e150
#: how far a jitter moves points, as a share of the plane
_JITTER = 0.02


class Setting(Record):
    """What a drawing is on: the ranges of its plane, what is drawn, and what all of it is called.

    `numbers`: the points have numbers, not classes. `origin` is what generated them at first.
    """

    ranges: Ranges = ((-REACH, REACH), (-REACH, REACH))
    numbers: bool = False
    inputs: tuple[str, ...] = ("x1", "x2")
    target: str = "y"
    classes: tuple[str, ...] = ()
    origin: str = ""

    @property
    def middle(self) -> Places:
        """The middle (2,) of the plane."""
        found: Places = np.array(self.ranges).mean(axis=1)
        return found

    @property
    def half(self) -> Places:
        """Half of the plane's width and height (2,)."""
        ranges = np.array(self.ranges)
        found: Places = (ranges[:, 1] - ranges[:, 0]) / 2.0
        return found

    def shares(self, places: Places) -> Places:
        """Return places (…, 2) as shares of the plane: −1 to 1 from edge to edge."""
        found: Places = (places - self.middle) / self.half
        return found

    def places(self, shares: Places) -> Places:
        """Return the places (…, 2) at shares of the plane."""
        found: Places = self.middle + shares * self.half
        return found

    def inside(self, places: Places) -> Places:
        """Return places (…, 2) with those outside of the plane put on its edge."""
        ranges = np.array(self.ranges)
        found: Places = np.clip(places, ranges[:, 0], ranges[:, 1])
        return found


@dataclass(frozen=True, eq=False)
class Drawn:
    """Places (m, 2) and their values (m,): numbers, or classes counted from 0.

    `parts` (m,) says which points are learned from (0), validated with (1) and tested with (2).
    """

    places: Places
    values: Places
    parts: NDArray[np.int8]
    setting: Setting = field(default_factory=Setting)

    @classmethod
    def empty(cls, setting: Setting | None = None) -> "Drawn":
        """Return a drawing without a point."""
        nothing = np.empty(0)
        return cls(np.empty((0, 2)), nothing, nothing.astype(np.int8), setting or Setting())

    def __len__(self) -> int:
        return len(self.values)

    def is_same(self, other: "Drawn") -> bool:
        """Return whether it has the same points in the same order."""
        return (
            self.setting == other.setting
            and np.array_equal(self.places, other.places)
            and np.array_equal(self.values, other.values)
            and np.array_equal(self.parts, other.parts)
        )

    @property
    def classes(self) -> NDArray[np.intp]:
        """The class of each point (m,)."""
        return self.values.astype(np.intp)

    # ------------------------------------------------------------------ changed

    def added(self, places: Places, value: float) -> "Drawn":
        """Return it with places (k, 2) of one value more, as many as there is room for.

        They are learned from. What lies outside of the plane is put on its edge.
        """
        new = self.setting.inside(places)[: MOST_POINTS - len(self)]
        return Drawn(
            np.concatenate([self.places, new]),
            np.concatenate([self.values, np.full(len(new), float(value))]),
            np.concatenate([self.parts, np.zeros(len(new), dtype=np.int8)]),
            self.setting,
        )

    def only(self, kept: Mask) -> "Drawn":
        """Return it with some of its points (m,) only."""
        return Drawn(self.places[kept], self.values[kept], self.parts[kept], self.setting)

    def joined(self, other: "Drawn") -> "Drawn":
        """Return it with the points of another drawing after its own."""
        return Drawn(
            np.concatenate([self.places, other.places]),
            np.concatenate([self.values, other.values]),
            np.concatenate([self.parts, other.parts]),
            self.setting,
        )

    def moved(self, points: Mask, way: Places) -> "Drawn":
        """Return it with some points (m,) moved by a way (2,), as far as all stay in the plane."""
        if not points.any():
            return self
        ranges, there = np.array(self.setting.ranges), self.places[points]
        low, high = ranges[:, 0] - there.min(axis=0), ranges[:, 1] - there.max(axis=0)
        # points that lie outside already are not pulled in
        way = np.clip(way, np.minimum(low, 0.0), np.maximum(high, 0.0))
        places = self.places.copy()
        places[points] += way
        return replace(self, places=places)

    def valued(self, points: Mask, value: float) -> "Drawn":
        """Return it with another class or number for some points (m,)."""
        return replace(self, values=np.where(points, float(value), self.values))

    def jittered(self, rng: Generator, points: Mask | None = None) -> "Drawn":
        """Return it with every point, or some (m,), moved a little."""
        way = rng.normal(0.0, _JITTER, self.places.shape) * self.setting.half
        if points is not None:
            way[~points] = 0.0
        return replace(
            self, places=np.where(way, self.setting.inside(self.places + way), self.places)
        )

    def as_numbers(self, numbers: bool) -> "Drawn":
        """Return it with numbers instead of classes, or with two classes instead of numbers.

        A class becomes its number, as it is called; numbers above 0 become the second class.
        """
        setting = self.setting
        if numbers == setting.numbers:
            return self
        made = replace(setting, numbers=numbers, classes=())
        if not numbers:
            return replace(self, values=np.where(self.values > 0.0, 1.0, 0.0), setting=made)
        first = 0.0 if self.values.max(initial=0.0) <= 1.0 else 1.0
        return replace(self, values=self.values + first, setting=made)

    # ------------------------------------------------------------------ looked at

    def distances(self, place: Places) -> Places:
        """Return how far every point (m,) is from a place (2,), as shares of the plane."""
        offsets = (self.places - place) / self.setting.half
        found: Places = np.hypot(offsets[:, 0], offsets[:, 1])
        return found

    def nearest(self, place: Places, within: float) -> int | None:
        """Return the point that is nearest to a place (2,), or None where none is so near."""
        if not len(self):
            return None
        distances = self.distances(place)
        found = int(np.argmin(distances))
        return found if distances[found] <= within else None

    def between(self, corner: Places, other: Places) -> Mask:
        """Return which points (m,) lie in the rectangle with two corners (2,)."""
        low, high = np.minimum(corner, other), np.maximum(corner, other)
        found: Mask = np.all((low <= self.places) & (self.places <= high), axis=1)
        return found

    def counts(self, classes: int) -> list[int]:
        """Return how many points the first so many classes have."""
        found: list[int] = np.bincount(self.classes, minlength=classes)[:classes].tolist()
        return found

    def names(self, classes: int) -> tuple[str, ...]:
        """Return what so many classes are called in the data that they become."""
        known = self.setting.classes
        if classes <= len(known):
            return known[:classes]
        usual = ("0", "1") if classes <= 2 else numbered("", classes)
        return known + usual[len(known) :]

    # ------------------------------------------------------------------ as data

    def source(self, classes: int | None = None) -> Points:
        """Return the points as data, with so many classes; None leaves out those without a point.

        Raises DataError where none is learned from, or fewer than two classes have points.
        """
        if not np.any(self.parts == 0):
            raise DataError(
                translate("Drawn", "there is no point to learn from"),
                translate("Drawn", "draw at least one"),
            )
        numbers = self.setting.numbers
        names: tuple[str, ...] = ()
        if numbers:
            targets = self.values[:, None]
        elif classes is None:
            targets, names = self._of_used_classes()
        else:
            count = max(classes, int(self.values.max(initial=0.0)) + 1)
            names = self.names(count)
            targets = self.values[:, None] if count <= 2 else np.eye(count)[self.classes]
        return Points(Values(self.places), Values(targets), self._about(names))

    def _of_used_classes(self) -> tuple[Places, tuple[str, ...]]:
        used = np.unique(self.classes)
        if len(used) < 2:
            raise DataError(
                translate("Drawn", "fewer than two classes have points"),
                translate("Drawn", "draw points of another class too, to be told apart"),
            )
        found = np.searchsorted(used, self.classes)
        known = self.setting.classes
        names = tuple(self.names(int(used[-1]) + 1)[k] for k in used) if known else ()
        return (
            found[:, None].astype(np.float64) if len(used) == 2 else np.eye(len(used))[found]
        ), names

    def _about(self, classes: tuple[str, ...]) -> About:
        setting, usual = self.setting, Setting()
        return About(
            inputs=() if setting.inputs == usual.inputs else setting.inputs,
            target="" if setting.target == usual.target else setting.target,
            classes=classes if setting.classes and not setting.numbers else (),
            numbers=setting.numbers,
            parts=tuple(self.parts.tolist()) if np.any(self.parts) else (),
            plane=Values(setting.ranges),
            origin=setting.origin,
        )


def drawn_from(
    samples: Samples,
    parts: NDArray[np.int8] | None = None,
    ranges: Ranges | None = None,
    origin: str = "",
) -> Drawn:
    """Return examples as points that can be touched up, in a plane that holds all of them.

    `parts` (m,) says what they are for, if the samples do not; `ranges` is the plane if all lie in
    it. Raises DataError where they have another number of inputs than two, more targets than one,
    too many classes or points, or numbers that are missing or too large.
    """
    inputs, targets = samples.inputs, samples.targets
    if inputs.shape[1] != 2:
        raise _refused(translate("Drawn", "the data do not have two inputs"))
    if samples.task is not Task.CLASSES and targets.shape[1] > 1:
        raise _refused(translate("Drawn", "the data have several targets"))
    if samples.task is Task.CLASSES and targets.shape[1] > MOST_CLASSES:
        raise DataError(
            translate("Drawn", "the data have more classes than can be drawn"),
            say("Drawn", "at most {count} classes can be drawn", count=MOST_CLASSES),
        )
    if len(inputs) > MOST_POINTS:
        raise DataError(
            translate("Drawn", "the data have more points than can be drawn"),
            say("Drawn", "at most {count} points can be drawn", count=f"{MOST_POINTS:,}"),
        )
    largest = max(float(np.max(np.abs(one), initial=0.0)) for one in (inputs, targets))
    if not largest <= _FURTHEST:
        raise _refused(
            translate("Drawn", "the data have missing numbers, or ones too large to be drawn")
        )
    several = samples.task is Task.CLASSES
    setting = Setting(
        ranges or ((-REACH, REACH), (-REACH, REACH)),
        samples.task is Task.REGRESSION,
        samples.input_names,
        "y" if several else samples.target_names[0],
        () if _are_usual(samples.classes) else samples.classes,
        origin,
    )
    values = np.argmax(targets, axis=1) if several else targets[:, 0]
    if parts is None:
        parts = samples.parts
    if parts is None:
        parts = np.zeros(len(inputs), dtype=np.int8)
    drawn = Drawn(inputs.astype(np.float64), values.astype(np.float64), parts, setting)
    if np.array_equal(setting.inside(drawn.places), drawn.places):
        return drawn
    return replace(drawn, setting=replace(setting, ranges=_around(drawn.places)))


def _refused(why: str) -> DataError:
    return DataError(
        why,
        translate("Drawn", "start with an empty plane, or choose other data first"),
    )


def _are_usual(classes: tuple[str, ...]) -> bool:
    """Return whether classes are called as points without names are."""
    return classes == (("0", "1") if len(classes) <= 2 else numbered("", len(classes)))


def _around(places: Places) -> Ranges:
    """Return the ranges of a plane round places (m, 2), with some margin."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.where(high > low, 0.12 * (high - low), np.maximum(1.0, np.abs(low)))
    (a, b), (c, d) = np.column_stack([low - room, high + room]).tolist()
    return (a, b), (c, d)


def sprayed(rng: Generator, place: Places, radius: float, count: int, setting: Setting) -> Places:
    """Return places (count, 2), spread evenly over a disc round a place (2,)."""
    angles = rng.uniform(0.0, 2.0 * np.pi, count)
    distances = radius * np.sqrt(rng.uniform(0.0, 1.0, count))
    ring: Places = np.column_stack([np.cos(angles), np.sin(angles)])
    return place + distances[:, None] * ring * setting.half
