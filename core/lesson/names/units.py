"""The names of units: x₁, h₂ of hidden layer 1, ŷ, names of classes."""

import re

from core.data.samples import Task
from core.lesson.names.layers import Layers, output_layer, the_layer
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import input_symbol, output_symbol, pretty_name, target_symbol
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say

#: names of columns that could be mistaken for another number of the network: y, b, h₂, z1
_LIKE_A_SYMBOL = re.compile(r"[abdhnmwyzŷgLRJγβησμε][₀-₉0-9,]*")


def input_names(facts: Facts | None, units: int) -> tuple[str, ...]:
    """Return the labels of the inputs."""
    if facts is not None and len(facts.input_names) == units:
        names = tuple(pretty_name(name) for name in facts.input_names)
        return tuple(
            input_symbol(unit) if _LIKE_A_SYMBOL.fullmatch(name) else name
            for unit, name in enumerate(names)
        )
    return tuple(input_symbol(unit) for unit in range(units))


def output_names(facts: Facts | None, units: int) -> tuple[str, ...]:
    """Return the labels of the outputs: ŷ, with the names of classes or targets."""
    symbols = tuple(output_symbol(unit, units) for unit in range(units))
    named = output_titles(facts, units)
    return tuple(" ".join(pair).strip() for pair in zip(symbols, named, strict=True))


def output_titles(facts: Facts | None, units: int) -> tuple[str, ...]:
    """Return the names of the classes or targets that outputs stand for; empty if none."""
    named: tuple[str, ...] = ()
    if facts is not None and units > 1:
        named = facts.classes if facts.task is Task.CLASSES else facts.target_names
    if len(named) != units:
        return ("",) * units
    titles = tuple(pretty_name(name) for name in named)
    symbols = {output_symbol(unit, units) for unit in range(units)}
    symbols |= {target_symbol(unit, units) for unit in range(units)}
    return tuple("" if title in symbols else title for title in titles)


def unit_names(
    facts: Facts | None, layers: tuple[LayerPicture, ...], index: int
) -> tuple[str, ...]:
    """Return the labels of the units of a layer; layer −1 means the inputs."""
    if index >= 0 and index == output_layer(layers):
        return output_names(facts, layers[index].units)
    return unit_symbols(facts, layers, index)


def names_of_all(
    facts: Facts | None, layers: tuple[LayerPicture, ...]
) -> tuple[tuple[str, ...], ...]:
    """Return the labels of the units of every layer: `unit_names` of each, all at once."""
    last, notation = output_layer(layers), Notation.of(layers)
    return tuple(
        output_names(facts, layer.units)
        if index == last
        else tuple(notation.output(index, unit) for unit in range(layer.units))
        for index, layer in enumerate(layers)
    )


def unit_symbols(
    facts: Facts | None, layers: tuple[LayerPicture, ...], index: int
) -> tuple[str, ...]:
    """Return the symbols of a layer's outputs: x₁, h₁, a⁽²⁾₁, ŷ; never the names of classes."""
    if index < 0:
        return input_names(facts, layers[0].inputs if layers else 0)
    notation = Notation.of(layers)
    return tuple(notation.output(index, unit) for unit in range(layers[index].units))


def unit_in_layer(name: str, layers: Layers, index: int) -> str:
    """Return a unit's name with its layer: h₁ of hidden layer 2."""
    return say("Layers", "{name} of {layer}", name=name, layer=the_layer(layers, index))


def neuron_words(layers: Layers, index: int, unit: int) -> str:
    """Return a unit by its number: neuron 1 of hidden layer 1."""
    return say(
        "Layers", "neuron {number} of {layer}", number=unit + 1, layer=the_layer(layers, index)
    )
