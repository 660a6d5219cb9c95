"""What one number of a network is called: w⁽¹⁾₁₁ and x₁ → h₁, b⁽²⁾₂ and bias of a⁽²⁾₂."""

from core.lesson.names.arrays import noun
from core.lesson.names.layers import layer_name, layer_numbers, the_layer
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import between
from core.lesson.names.units import unit_symbols
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say


def symbol(part: Part, layers: tuple[LayerPicture, ...]) -> str:
    """Return the symbol of a number: w⁽¹⁾₂₁, b⁽²⁾₁; in a network of one neuron w₁, b."""
    return Notation.of(layers).learned(part.layer, part.name or "", part.index or ())


def of_unit(name: str, unit: str) -> str:
    """Return a number of a unit: bias of h₁."""
    return say("Numbers", "{number} of {unit}", number=noun(name), unit=unit)


def place(part: Part, layers: tuple[LayerPicture, ...], facts: Facts | None) -> str:
    """Return where a number is: x₁ → h₁ for a weight, h₁ for any other."""
    unit = _unit(layers, facts, part.layer, part.index[-1])
    if part.name != "weight":
        return unit
    return between(_unit(layers, facts, part.layer - 1, part.index[0]), unit)


def _unit(layers: tuple[LayerPicture, ...], facts: Facts | None, layer: int, number: int) -> str:
    names = unit_symbols(facts, layers, layer)
    return names[number] if number < len(names) else str(number + 1)


def title(part: Part, layers: tuple[LayerPicture, ...], facts: Facts) -> str:
    """Return a number's symbol and place, and its layer where that is not clear."""
    text = place(part, layers, facts)
    numbers = layer_numbers(layers)
    if not layers[part.layer].has_neurons or (part.layer in numbers and len(numbers) > 1):
        text += f" · {layer_name(layers, part.layer)}"
    return f"{symbol(part, layers)}, {text}"


def number_words(
    layers: tuple[LayerPicture, ...],
    facts: Facts | None,
    layer: int,
    name: str,
    index: tuple[int, ...],
) -> str:
    """Return one number in words: weight x₁ → h₂, hidden layer 1."""
    where = the_layer(layers, layer)
    if layer >= len(layers):  # nothing has been shown yet
        return f"{symbol(Part(layer, name, index), layers)}, {where}"
    at = place(Part(layer, name, index), layers, facts)
    what = say("Numbers", "{number} {place}", number=noun(name), place=at)
    if len(index) < 2:
        what = of_unit(name, at)
    return say("Numbers", "{number}, {layer}", number=what, layer=where)
