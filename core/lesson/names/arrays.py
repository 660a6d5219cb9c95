"""The names of arrays, and of one of their numbers: weights, a running mean."""

import re
from types import MappingProxyType

from core.lesson.names.layers import Layers, the_layer
from core.lesson.names.symbols import letter
from core.lesson.names.units import neuron_words
from core.words import say, translate

_PATH = re.compile(r"layers\.(\d+)\.(\w+)")

_ONE = MappingProxyType(
    {
        "weight": "weight",
        "bias": "bias",
        "scale": "scale",
        "shift": "shift",
        "running_mean": "running mean",
        "running_variance": "running variance",
    }
)
_ALL = MappingProxyType(
    {
        "weight": "weights",
        "bias": "biases",
        "scale": "scales",
        "shift": "shifts",
        "running_mean": "running means",
        "running_variance": "running variances",
    }
)


def noun(name: str) -> str:
    """Return the noun for one number of an array."""
    return translate("Numbers", _ONE.get(name, name.replace("_", " ")))


def plural(name: str) -> str:
    """Return the noun for all numbers of an array."""
    return translate("Numbers", _ALL.get(name, name.replace("_", " ")))


def array_words(layers: Layers, layer: int, name: str, unit: int | None = None) -> str:
    """Return a layer, one neuron of it, or all of the array `name` in words."""
    if unit is not None:
        return neuron_words(layers, layer, unit)
    where = the_layer(layers, layer)
    if not name:
        return where
    return say("Numbers", "all {numbers} of {layer}", numbers=plural(name), layer=where)


def of_layer(layers: Layers, layer: int, name: str) -> str:
    """Return an array of a layer in words: z of hidden layer 1, ∂L/∂w of …, weights of …"""
    where = the_layer(layers, layer)
    kind = name.removeprefix("gradient_")
    words = f"∂L/∂{letter(kind)}" if kind != name else plural(name)
    return say("Numbers", "{array} of {layer}", array=words, layer=where)


def said_words(layers: Layers, path: str) -> str:
    """Return an engine's name like layers.0.weight in words: weights of hidden layer 1."""
    found = _PATH.fullmatch(path)
    return of_layer(layers, int(found[1]), found[2]) if found else plural(path)
