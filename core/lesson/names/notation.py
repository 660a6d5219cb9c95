"""The notation of one network: the symbol of every number, the same in every view.

A full symbol includes its layer: z⁽²⁾₁ is the first sum of layer 2, w⁽²⁾₃₁ the weight from unit 3
into unit 1, a⁽²⁾₁ the output. Layers are counted from 1 in the order of the project, of any kind,
as in the NumPy names. The output of the last layer is ŷ.

Where no other number of the network could then be meant, the layer is left out: the sums of a
network with one hidden layer at most, nothing but neurons and one output are z₁, z₂ and z, what its
hidden neurons give is h₁, and a single neuron's weights are w₁, w₂ and b. Weights of more than one
neuron always carry their layer. So a number has one symbol, on every card and in every view.
"""

from collections.abc import Sequence
from types import MappingProxyType

from core.components.layers import Equation, Layer
from core.lesson.names.layers import Layers
from core.lesson.names.symbols import (
    hidden_symbol,
    indexed,
    letter,
    output_symbol,
)
from core.lesson.numbers import subscript
from core.pictures.snapshot import LayerPicture
from core.records import Record

_LETTERS = MappingProxyType(
    {"z": "z", "a": "a", "mask": "d", "normalized": "x̂", "mean": "μ", "variance": "σ²"}
)


class Notation(Record):
    """The symbols of one network; layers are counted from 0, units too.

    `units` says how many units each layer has, −1 if unknown.
    """

    units: tuple[int, ...]
    is_short: bool  # no symbol of a unit carries its layer
    has_h: bool  # the only hidden layer gives h₁, h₂

    @classmethod
    def of(cls, layers: Layers) -> "Notation":
        """Return the notation of a network."""
        units = tuple(_units(layer) for layer in layers)
        kinds = {_kind(layer): layer for layer in layers}  # each is looked up once
        dense = all(_equation(layer) is Equation.WEIGHTED_SUM for layer in kinds.values())
        one_layer = len(layers) == 1
        two_layers = len(layers) == 2 and units[-1] == 1 and units[0] != 1
        return cls(units, dense and (one_layer or two_layers), dense and len(layers) == 2)

    @property
    def last(self) -> int:
        """The layer whose outputs are ŷ."""
        return len(self.units) - 1

    def output(self, layer: int, unit: int) -> str:
        """Return the symbol of a unit's output: ŷ, h₁, a⁽²⁾₁."""
        if layer == self.last:
            return output_symbol(unit, self.units[layer])
        if self.has_h:
            return hidden_symbol(unit)
        return indexed("a", layer + 1, unit + 1)

    def of_unit(self, name: str, layer: int, unit: int) -> str:
        """Return the symbol of a unit's number: z₁ or z⁽²⁾₁; x̂, the mask d, mean μ, variance σ²."""
        if name == "a":
            return self.output(layer, unit)
        sign = _LETTERS.get(name, letter(name))
        if not self.is_short:
            return indexed(sign, layer + 1, unit + 1)
        return sign + (subscript(unit + 1) if self.units[layer] != 1 else "")

    def learned(self, layer: int, name: str, index: Sequence[int]) -> str:
        """Return the symbol of a number that is learned: w⁽¹⁾₁₂, γ⁽²⁾₁; of one neuron w₁, b."""
        if self.is_short and self.units == (1,):
            return letter(name) + "".join(subscript(place + 1) for place in index[:-1])
        return indexed(letter(name), layer + 1, *(place + 1 for place in index))


def _units(layer: LayerPicture | Layer) -> int:
    if isinstance(layer, LayerPicture):
        return layer.units
    return layer.neurons.units if layer.neurons is not None else -1


def _kind(layer: LayerPicture | Layer) -> str:
    return layer.kind if isinstance(layer, LayerPicture) else layer.name


def _equation(layer: LayerPicture | Layer) -> Equation:
    return layer.told.equation if isinstance(layer, LayerPicture) else layer.equation
