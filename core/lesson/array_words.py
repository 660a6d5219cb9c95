"""What layers, arrays and their places are called: layer 1, weights, x₁ → h₂."""

from core.lesson.names import input_names, layer_numbers, output_layer, output_names
from core.lesson.numbers import subscript
from core.pictures.snapshot import Facts, LayerPicture
from core.words import translate


def layer_name(layers: tuple[LayerPicture, ...], index: int) -> str:
    """Return what a layer is called: layer 1, output layer, dropout 0.2."""
    if index == output_layer(layers):
        return translate("Layers", "output layer")
    number = layer_numbers(layers).get(index)
    if number is not None:
        return translate("Layers", "layer {number}").format(number=number)
    return layers[index].label


def unit_names(
    facts: Facts | None, layers: tuple[LayerPicture, ...], index: int
) -> tuple[str, ...]:
    """Return what the units of a layer are called; layer −1 is the inputs."""
    if index < 0:
        return input_names(facts, layers[0].inputs if layers else 0)
    if index == output_layer(layers):
        return output_names(facts, layers[index].units)
    return tuple("h" + subscript(unit + 1) for unit in range(layers[index].units))


def feeding(layers: tuple[LayerPicture, ...], index: int) -> int:
    """Return the layer whose units a layer takes in; −1 for the inputs."""
    before = [
        i for i in range(index) if layers[i].kind == "dense" or layers[i].units != layers[i].inputs
    ]
    return before[-1] if before else -1


def array_label(name: str) -> str:
    """Return what an array is called: weights, biases, …"""
    known = {
        "weight": translate("Arrays", "weights"),
        "bias": translate("Arrays", "biases"),
        "scale": translate("Arrays", "scales"),
        "shift": translate("Arrays", "shifts"),
        "running_mean": translate("Arrays", "running means"),
        "running_variance": translate("Arrays", "running variances"),
    }
    return known.get(name, name.replace("_", " "))
