"""What a slip examines: one address, and the numbers of its update."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.components.layers import Layer
from core.lesson.addresses.address import Address
from core.lesson.marking.worked import Numbers, Update, array_of, place_of
from core.project import Project
from core.words import say

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """The number that a slip would give, and a sentence about the slip without giving numbers.

    One that `gives_way` is left out where another slip gives the very same number.
    """

    value: float
    says: str
    gives_way: bool = False


@dataclass(frozen=True)
class Looking:
    """One address of an update; `numbers` are the engine's, or follow from what was given."""

    address: Address
    update: Update
    numbers: Numbers

    @property
    def project(self) -> Project:
        """The project in force."""
        return self.update.project

    @property
    def place(self) -> tuple[int, ...]:
        """The position of the number in its array, from 0."""
        return place_of(self.address)

    @cached_property
    def array(self) -> Array:
        """The array that contains the number."""
        return np.asarray(self.numbers[array_of(self.address)])

    @cached_property
    def right(self) -> float:
        """The number itself."""
        return float(self.array[self.place])

    @property
    def number(self) -> int:
        """The number of its layer, from 1; 0 where it belongs to none."""
        return self.address.layer

    @property
    def layer(self) -> Layer | None:
        """Its layer."""
        inside = 1 <= self.number <= len(self.project.layers)
        return self.project.layers[self.number - 1] if inside else None

    @property
    def activation(self) -> Activation | None:
        """The activation of its layer, if that has neurons."""
        neurons = None if self.layer is None else self.layer.neurons
        return None if neurons is None else neurons.activation

    @property
    def is_last(self) -> bool:
        """Whether its layer gives ŷ."""
        return self.number == len(self.project.layers)

    @property
    def before(self) -> str:
        """The name of its layer's input."""
        return "X" if self.number <= 1 else f"A{self.number - 1}"

    @cached_property
    def counts(self) -> dict[float, str]:
        """The counts that a slope may be divided by, and what each is; every number once."""
        n, m = self.get("n"), self.get("m")
        if n is None or m is None or not m:
            return {}
        values, samples, outputs = float(n), float(m), float(n) / float(m)
        named = [
            (values, say("Slips", "n = {n:g}, the number of values", n=values)),
            (samples, say("Slips", "m = {m:g}, the number of samples", m=samples)),
            (outputs, say("Slips", "{n:g}, the number of outputs", n=outputs)),
        ]
        if values == samples:
            named[0] = (values, say("Slips", "n = {n:g}, the number of samples", n=values))
        found: dict[float, str] = {}
        for count, words in named:
            if count != 1.0:
                found.setdefault(count, words)
        return found

    def is_at(self, kind: str, slope: bool = False, after: bool = False) -> bool:
        """Return whether the address is of that kind, with or without d and prime."""
        of = (self.address.kind, self.address.is_slope, self.address.is_after)
        return of == (kind, slope, after)

    def get(self, name: str) -> Array | None:
        """Return an array by its name, or None if there is none."""
        found = self.numbers.get(name)
        return None if found is None else np.asarray(found)

    def have(self, *names: str) -> list[Array] | None:
        """Return arrays by their names, or None if one is missing."""
        found = [self.get(name) for name in names]
        there = [each for each in found if each is not None]
        return there if len(there) == len(found) else None

    def same_place(self, name: str) -> float | None:
        """Return the number at the same place of another array, or None if there is none."""
        other = self.get(name)
        if other is None or len(other.shape) != len(self.place):
            return None
        if any(at >= size for at, size in zip(self.place, other.shape, strict=True)):
            return None
        return float(other[self.place])


Slip = Callable[[Looking], Iterator[Candidate]]


def at(array: Any, place: tuple[int, ...]) -> float:
    """Return one number of an array, NaN where it has no such place."""
    found = np.asarray(array)
    inside = found.ndim == len(place) and all(
        k < size for k, size in zip(place, found.shape, strict=True)
    )
    return float(found[place]) if inside else float("nan")
