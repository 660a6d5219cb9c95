"""One layer of a network at a moment: its arrays, what is held, and what the last update did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS
from core.components.layers import Equation, Layer, layer_kind

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class LayerPicture:
    """One layer at this moment. `arrays` are as in the file format: weight (inputs, units), bias, …

    Under the same names and in the same shapes: `frozen` marks what does not change (if anything),
    `gradients` and `changes` are those of the last update, if they are wanted and there was one.
    `off` are the weights that are switched off, if any: what each gets back when it is switched on,
    nan for all others.
    """

    kind: str  # the name of its kind
    label: str  # "4 · tanh", "dropout 0.2"
    inputs: int
    units: int
    activation: str  # its name, "" where there is none
    arrays: dict[str, Array] = field(default_factory=dict)
    frozen: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    gradients: dict[str, Array] = field(default_factory=dict)
    changes: dict[str, Array] = field(default_factory=dict)
    off: dict[str, Array] = field(default_factory=dict)

    def whole(self, name: str) -> Array:
        """Return an array as if nothing were switched off."""
        found, off = self.arrays[name], self.off.get(name)
        return found if off is None else np.where(np.isnan(off), found, off)

    def is_off(self, name: str) -> NDArray[np.bool_] | None:
        """Return which numbers of an array are switched off; None if none is."""
        off = self.off.get(name)
        return None if off is None else ~np.isnan(off)

    @property
    def held(self) -> dict[str, NDArray[np.bool_]]:
        """What training leaves unchanged: what is frozen or switched off."""
        found = dict(self.frozen)
        for name, off in self.off.items():
            found[name] = found.get(name, False) | ~np.isnan(off)
        return found

    @property
    def told(self) -> type[Layer]:
        """Its kind, which has the equation and titles."""
        return layer_kind(self.kind)

    @property
    def has_neurons(self) -> bool:
        """Whether its units are neurons, each with its own weighted sum."""
        return self.told.equation is Equation.WEIGHTED_SUM

    @property
    def is_identity(self) -> bool:
        """Whether its outputs are its sums, or it has no activation."""
        kind = self.activation
        return not kind or (kind in ACTIVATIONS and ACTIVATIONS.named(kind).is_identity)

    @property
    def gives_shares(self) -> bool:
        """Whether its outputs are a softmax of its sums."""
        return self.activation in ACTIVATIONS and ACTIVATIONS.named(self.activation).gives_shares


def same_numbers(before: Sequence[LayerPicture], now: Sequence[LayerPicture]) -> bool:
    """Return whether all arrays of a network are what they were: weights, biases, statistics."""
    return len(before) == len(now) and all(
        one.arrays.keys() == other.arrays.keys()
        and all(
            array is other.arrays[name] or np.array_equal(array, other.arrays[name])
            for name, array in one.arrays.items()
        )
        for one, other in zip(before, now, strict=True)
    )
