"""What the units of layers are called: x₁, h₂ of hidden layer 1, ŷ, names of classes."""

from core.data.samples import Task
from core.lesson.names.layers import Layers, layer_numbers, output_layer, the_layer
from core.lesson.names.symbols import hidden_symbol, input_symbol, output_symbol, pretty_name
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say


def input_names(facts: Facts | None, units: int) -> tuple[str, ...]:
    """Return what stands beside the inputs."""
    if facts is not None and len(facts.input_names) == units:
        return tuple(pretty_name(name) for name in facts.input_names)
    return tuple(input_symbol(unit) for unit in range(units))


def output_names(facts: Facts | None, units: int) -> tuple[str, ...]:
    """Return what stands beside the outputs: ŷ, or the names of classes or targets."""
    named: tuple[str, ...] = ()
    if facts is not None and units > 1:
        named = facts.classes if facts.task is Task.CLASSES else facts.target_names
    if len(named) == units:
        return tuple(pretty_name(name) for name in named)
    return tuple(output_symbol(unit, units) for unit in range(units))


def unit_names(
    facts: Facts | None, layers: tuple[LayerPicture, ...], index: int
) -> tuple[str, ...]:
    """Return what the units of a layer are called; layer −1 is the inputs."""
    if index >= 0 and index == output_layer(layers):
        return output_names(facts, layers[index].units)
    return unit_symbols(facts, layers, index)


def unit_symbols(
    facts: Facts | None, layers: tuple[LayerPicture, ...], index: int
) -> tuple[str, ...]:
    """Return the symbols of a layer's units: x₁, h₁, ŷ; never the names of classes."""
    if index < 0:
        return input_names(facts, layers[0].inputs if layers else 0)
    units = layers[index].units
    if index == output_layer(layers):
        return tuple(output_symbol(unit, units) for unit in range(units))
    return tuple(hidden_symbol(unit) for unit in range(units))


def feeding(layers: tuple[LayerPicture, ...], index: int) -> int:
    """Return the layer whose units a layer takes in; −1 for the inputs."""
    before = [
        i for i in range(index) if layers[i].has_neurons or layers[i].units != layers[i].inputs
    ]
    return before[-1] if before else -1


def unit_in_layer(name: str, layers: Layers, index: int) -> str:
    """Return a unit's name with its layer: h₁ of hidden layer 2."""
    return say("Layers", "{name} of {layer}", name=name, layer=the_layer(layers, index))


def unit_where_needed(name: str, layers: Layers, index: int) -> str:
    """Return a unit's name, with its layer where several hidden layers have such a name."""
    numbers = layer_numbers(layers)
    if index in numbers and len(numbers) > 1:
        return unit_in_layer(name, layers, index)
    return name


def neuron_words(layers: Layers, index: int, unit: int) -> str:
    """Return a unit by its number: neuron 1 of hidden layer 1."""
    return say(
        "Layers", "neuron {number} of {layer}", number=unit + 1, layer=the_layer(layers, index)
    )
