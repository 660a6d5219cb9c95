"""What one number of a network is called: w₁₁ and x₁ → h₁, b₂ and bias of h₂."""

from core.lesson.names.arrays import noun
from core.lesson.names.layers import layer_name, layer_numbers, the_layer
from core.lesson.names.symbols import between, number_symbol
from core.lesson.names.units import feeding, unit_names
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say


def symbol(part: Part) -> str:
    """Return a number's symbol, its place in the array counted from 1: w₁₁, b₂, w₁₂,₃."""
    return number_symbol(part.name or "", part.index or ())


def of_unit(name: str, unit: str) -> str:
    """Return a number of a unit: bias of h₁."""
    return say("Numbers", "{number} of {unit}", number=noun(name), unit=unit)


def place(part: Part, layers: tuple[LayerPicture, ...], facts: Facts | None) -> str:
    """Return where a number is: x₁ → h₁ of a weight, h₁ of any other."""
    target = part.layer if layers[part.layer].has_neurons else feeding(layers, part.layer)
    unit = _unit(layers, facts, target, part.index[-1])
    if part.name != "weight":
        return unit
    return between(_unit(layers, facts, feeding(layers, part.layer), part.index[0]), unit)


def _unit(layers: tuple[LayerPicture, ...], facts: Facts | None, layer: int, number: int) -> str:
    names = unit_names(facts, layers, layer)
    return names[number] if number < len(names) else str(number + 1)


def title(part: Part, layers: tuple[LayerPicture, ...], facts: Facts) -> str:
    """Return a number's symbol and place, and its layer where that is not clear."""
    text = f"{symbol(part)}, {place(part, layers, facts)}"
    numbers = layer_numbers(layers)
    if not layers[part.layer].has_neurons or (part.layer in numbers and len(numbers) > 1):
        text += f" · {layer_name(layers, part.layer)}"
    return text


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
        return f"{number_symbol(name, index)}, {where}"
    at = place(Part(layer, name, index), layers, facts)
    what = say("Numbers", "{number} {place}", number=noun(name), place=at)
    if len(index) < 2:
        what = of_unit(name, at)
    return say("Numbers", "{number}, {layer}", number=what, layer=where)
