"""The parts of a network that a person can point at; `names` gives their names.

A number is given by a layer, the name of an array and an index; a neuron by a layer and a unit; a
layer by itself. The same three describe what is selected, edited, frozen or switched off.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from core.lesson.addresses.address import Address
from core.pictures.snapshot import LayerPicture, StepPicture

#: the layer of the inputs
INPUTS = -1
#: the arrays of a layer that are learned
_LEARNED = ("weight", "bias", "scale", "shift")


class Sort(Enum):
    """What a part is."""

    LAYER = "layer"
    NEURON = "neuron"
    INPUT = "input"
    WEIGHT = "weight"
    BIAS = "bias"


@dataclass(frozen=True)
class Part:
    """One part: `name` and `index` as in the layer's arrays; a unit, or None for all of it."""

    layer: int
    name: str | None = None
    index: Any = None

    @property
    def sort(self) -> Sort:
        """Return what it is."""
        if self.name is not None:
            return Sort(self.name)
        if self.index is None:
            return Sort.LAYER
        return Sort.INPUT if self.layer == INPUTS else Sort.NEURON

    @property
    def unit(self) -> int:
        """Return the unit it belongs to: for a weight, the one it leads into; for a layer, 0."""
        if self.index is None:
            return 0
        return int(self.index) if self.name is None else int(self.index[-1])


def weight(layer: int, source: int, unit: int) -> Part:
    """Return one weight."""
    return Part(layer, Sort.WEIGHT.value, (source, unit))


def bias(layer: int, unit: int) -> Part:
    """Return one bias."""
    return Part(layer, Sort.BIAS.value, (unit,))


def neuron(layer: int, unit: int) -> Part:
    """Return a neuron; in layer −1, an input."""
    return Part(layer, None, unit)


def address_of(part: Part, is_slope: bool = False, is_after: bool = False) -> Address:
    """Return the address of a weight or bias, of its slope, or of what an update makes of it."""
    index = tuple(int(place) + 1 for place in part.index)
    return Address(str(part.name), part.layer + 1, index, is_slope, is_after)


def number_of(layers: tuple[LayerPicture, ...], part: Part, where: str = "arrays") -> float | None:
    """Return the value of a weight or bias, or None if there is none.

    `where` names the arrays that are read: arrays, gradients or changes.
    """
    if part.name is None or not 0 <= part.layer < len(layers):
        return None
    array = getattr(layers[part.layer], where).get(part.name)
    if array is None or len(part.index) != array.ndim:
        return None
    inside = all(0 <= i < n for i, n in zip(part.index, array.shape, strict=True))
    return float(array[part.index]) if inside else None


def exists(part: Part | None, layers: tuple[LayerPicture, ...]) -> bool:
    """Return whether a part is one number that such a network learns."""
    if part is None or part.name not in _LEARNED or not 0 <= part.layer < len(layers):
        return False
    return number_of(layers, part) is not None


def value_before(step: StepPicture, part: Part, layers: tuple[LayerPicture, ...]) -> float:
    """Return a number's value before the current update; `layers` are those of the snapshot."""
    record = step.record("update", part.layer)
    array = layers[part.layer].arrays[part.name or ""]
    if record is not None:
        array = record.values[f"{part.name}_before"]
    return float(array[part.index])


def is_frozen(layers: tuple[LayerPicture, ...], part: Part) -> bool:
    """Return whether all numbers of a part are frozen."""
    if not 0 <= part.layer < len(layers):
        return False
    layer = layers[part.layer]
    if not layer.frozen or not layer.arrays:
        return False
    if part.name is not None:
        masks = [layer.frozen.get(part.name)]
    else:
        masks = [layer.frozen.get(name) for name in _LEARNED if name in layer.arrays]
    chosen = part.index if part.name is not None else ... if part.index is None else part.index
    for mask in masks:
        if mask is None:
            return False
        picked = mask[chosen] if part.name is not None or chosen is ... else mask[..., chosen]
        if not np.all(picked):
            return False
    return bool(masks)


def leads_away(layers: tuple[LayerPicture, ...], layer: int) -> int | None:
    """Return the layer with the weights that lead away from a layer's units; None at the end."""
    later = range(layer + 1, len(layers))
    return next((i for i in later if "weight" in layers[i].arrays), None)


def can_switch(layers: tuple[LayerPicture, ...], part: Part) -> bool:
    """Return whether a part can be switched off: a weight, or a neuron that others listen to."""
    if not 0 <= part.layer < len(layers):
        return False
    if part.sort is Sort.WEIGHT:
        return number_of(layers, part) is not None
    hidden = part.sort is Sort.NEURON and layers[part.layer].has_neurons
    return hidden and leads_away(layers, part.layer) is not None


def is_off(layers: tuple[LayerPicture, ...], part: Part) -> bool:
    """Return whether a weight, or all weights that lead away from a neuron, are switched off."""
    if not can_switch(layers, part):
        return False
    holder = part.layer if part.sort is Sort.WEIGHT else leads_away(layers, part.layer)
    mask = None if holder is None else layers[holder].is_off("weight")
    return mask is not None and bool(np.all(mask[part.index]))


def pointable(part: Part) -> Part:
    """Return the part in the diagram for a part: for numbers it does not draw, their neuron."""
    drawn = (None, *(sort.value for sort in Sort))
    return part if part.name in drawn else neuron(part.layer, int(part.index[-1]))
