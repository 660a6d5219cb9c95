"""What the numbers of a network are called in undo, dialogs and messages."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Protocol

from core.words import numbered
from core.words import translate as _translate

_NOUNS = MappingProxyType(
    {
        "weight": "weight",
        "bias": "bias",
        "scale": "scale",
        "shift": "shift",
        "running_mean": "running mean",
        "running_variance": "running variance",
    }
)
_PLURALS = MappingProxyType(
    {
        "weight": "weights",
        "bias": "biases",
        "scale": "scales",
        "shift": "shifts",
        "running_mean": "running means",
        "running_variance": "running variances",
    }
)


class Picture(Protocol):
    """The part of a layer's picture that names are made of."""

    @property
    def kind(self) -> str:
        """Which kind of layer it is."""


class Names(Protocol):
    """The part of the window's facts that names are made of."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the network's inputs."""


def noun(name: str) -> str:
    """Return what one number of an array is called."""
    return _translate("Numbers", _NOUNS.get(name, name))


def plural(name: str) -> str:
    """Return what the numbers of an array are called together."""
    return _translate("Numbers", _PLURALS.get(name, name))


def layer_words(layers: Sequence[Picture], layer: int) -> str:
    """Return which layer it is: hidden layer 2, batch normalization 3, the output layer."""
    if layer == len(layers) - 1:
        return _translate("Numbers", "the output layer")
    if 0 <= layer < len(layers) and layers[layer].kind != "dense":
        return _translate("Numbers", "layer %1").replace("%1", str(layer + 1))
    number = 1 + sum(item.kind == "dense" for item in layers[:layer])
    return _translate("Numbers", "hidden layer %1").replace("%1", str(number))


def array_words(layers: Sequence[Picture], layer: int, name: str, unit: int | None = None) -> str:
    """Return a layer, one neuron of it, or the array `name` in words."""
    where = layer_words(layers, layer)
    if unit is not None:
        return numbered(_translate("Numbers", "neuron %1 of %2"), str(unit + 1), where)
    if not name:
        return where
    text = _translate("Numbers", "all %1 of %2")
    return numbered(text, plural(name), where)


def number_words(
    layers: Sequence[Picture],
    names: Names | None,
    layer: int,
    name: str,
    index: tuple[int, ...],
) -> str:
    """Return one number in words: `weight x1 → 2 of hidden layer 1`."""
    where = layer_words(layers, layer)
    if len(index) < 2:
        text = _translate("Numbers", "%1 of neuron %2, %3")
        return numbered(text, noun(name), "".join(str(i + 1) for i in index), where)
    source = str(index[0] + 1)
    if layer == 0 and names is not None and index[0] < len(names.input_names):
        source = names.input_names[index[0]]
    text = _translate("Numbers", "%1 %2 → %3, %4")
    return numbered(text, noun(name), source, str(index[1] + 1), where)
