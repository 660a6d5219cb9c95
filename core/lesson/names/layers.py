"""The names of layers: hidden layer 1, output layer, dropout after hidden layer 2.

Hidden layers are the dense ones before the last, counted from 1. A layer of another kind has the
name of its kind and, if there are several of that kind, of the layer it comes after.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from core.components.layers import LAYERS, Equation, Layer, layer_kind
from core.lesson.numbers import count
from core.pictures.snapshot import LayerPicture
from core.words import say, translate

#: the layers in pictures, or in the project
Layers = Sequence[LayerPicture | Layer]


def _kind(layer: LayerPicture | Layer) -> str:
    return layer.kind if isinstance(layer, LayerPicture) else layer.name


def _kind_label(layer: LayerPicture | Layer) -> str:
    """Return the name of a layer's kind: batch normalization."""
    kind = _kind(layer)
    label = LAYERS.named(kind).label if kind in LAYERS else layer.label
    return translate("Components", label or kind)


def _has_neurons(layer: LayerPicture | Layer) -> bool:
    return layer.has_neurons if isinstance(layer, LayerPicture) else layer.neurons is not None


def _titles(layer: LayerPicture | Layer) -> tuple[str, str]:
    """Return the names of a layer's kind among others, and where space is tight."""
    kind = layer.told if isinstance(layer, LayerPicture) else type(layer)
    label = _kind_label(layer)
    title = translate("Components", kind.title) if kind.title else capital(label)
    return title, translate("Components", kind.short_title) if kind.short_title else label


def _with_neurons(layers: Layers) -> Sequence[int]:
    pictures = [layer for layer in layers if isinstance(layer, LayerPicture)]
    if len(pictures) == len(layers):
        return _neurons_among(tuple([layer.kind for layer in pictures]), len(LAYERS))
    return [i for i, layer in enumerate(layers) if _has_neurons(layer)]


@lru_cache(maxsize=64)
def _neurons_among(kinds: tuple[str, ...], _known: int) -> tuple[int, ...]:
    """Return which layers of these kinds have neurons; `_known` is the number of known kinds.

    Cached, as every layer of a deep network asks for it many times.
    """
    have = {kind for kind in kinds if layer_kind(kind).equation is Equation.WEIGHTED_SUM}
    return tuple(i for i, kind in enumerate(kinds) if kind in have)


def layer_numbers(layers: Layers) -> dict[int, int]:
    """Return which hidden layer each one is, counted from 1; the output layer has none."""
    return {index: number for number, index in enumerate(_with_neurons(layers)[:-1], 1)}


def output_layer(layers: Layers) -> int:
    """Return the index of the layer whose units are the outputs: the last dense one, or −1."""
    found = _with_neurons(layers)
    return found[-1] if found else -1


def layer_name(layers: Layers, index: int) -> str:
    """Return the name of a layer: hidden layer 1, output layer, batch normalization.

    A layer that does not exist is named by its number, from 1; −1 means the inputs.
    """
    if index < 0:
        return translate("Layers", "inputs")
    if index >= len(layers):
        return say("Layers", "layer {number}", number=index + 1)
    found = _with_neurons(layers)
    number = bisect_left(found, index)
    if number == len(found) or found[number] != index:
        return _other_name(layers, index)
    if number == len(found) - 1:
        return translate("Layers", "output layer")
    return say("Layers", "hidden layer {number}", number=number + 1)


def _other_name(layers: Layers, index: int) -> str:
    """Return the name of a layer that is not dense."""
    label = _kind_label(layers[index])
    fellows = [i for i, layer in enumerate(layers) if _kind_label(layer) == label]
    if len(fellows) == 1:
        return label
    before = _neurons_before(layers, index)
    same = [i for i in fellows if _neurons_before(layers, i) == before]
    if len(same) > 1:
        label = f"{label} {same.index(index) + 1}"
    return say("Layers", "{kind} after {layer}", kind=label, layer=the_layer(layers, before))


def _neurons_before(layers: Layers, index: int) -> int:
    return max((i for i in _with_neurons(layers) if i < index), default=-1)


def the_layer(layers: Layers, index: int) -> str:
    """Return a layer's name within a sentence: the output layer, hidden layer 1."""
    if index < 0:
        return translate("Layers", "the inputs")
    if index < len(layers) and index == output_layer(layers):
        return translate("Layers", "the output layer")
    return layer_name(layers, index)


def layer_title(layers: Layers, index: int) -> str:
    """Return a layer's name at the beginning of a line: Hidden layer 1."""
    return capital(layer_name(layers, index))


def capital(text: str) -> str:
    """Return a text with its first letter as a capital; the others stay."""
    return text[:1].upper() + text[1:]


def layer_settings(layer: LayerPicture | Layer) -> str:
    """Return a layer's settings without its kind: `4 · tanh`, `20 %`, or nothing."""
    if isinstance(layer, LayerPicture):
        told = layer.label
    elif (neurons := layer.neurons) is not None:
        told = f"{count(neurons.units)} · {translate('Components', layer.details)}"
    else:
        told = layer.details
    return told if _has_neurons(layer) else told.removeprefix(_kind_label(layer)).strip()


def layer_line(layers: Sequence[LayerPicture], index: int) -> str:
    """Return a layer's name with its settings: hidden layer 1 · 4 · tanh, dropout · 20 %."""
    return " · ".join(
        text for text in (layer_name(layers, index), layer_settings(layers[index])) if text
    )


# ---------------------------------------------------------------------- where there is little room


def short_names(layers: Layers) -> tuple[str, ...]:
    """Return the name of every layer on the rail: Hidden, or Hidden 2; Dropout, Output."""
    hidden, last = layer_numbers(layers), output_layer(layers)
    kinds = Counter(_kind(layer) for layer in layers)
    seen: Counter[str] = Counter()
    names = []
    for index, layer in enumerate(layers):
        kind = _kind(layer)
        seen[kind] += 1
        if index == last:
            names.append(translate("Layers", "Output"))
        elif index in hidden:
            name = translate("Layers", "Hidden")
            names.append(f"{name} {hidden[index]}" if len(hidden) > 1 else name)
        else:
            name, _ = _titles(layer)
            names.append(f"{name} {seen[kind]}" if kinds[kind] > 1 else name)
    return tuple(names)


def tiny_names(layers: Layers) -> tuple[str, ...]:
    """Return every layer's name on a rail with many phases: H2, Drop, Norm, Out."""
    numbers = layer_numbers(layers)
    names = []
    for index, layer in enumerate(layers):
        if index in numbers:
            names.append(say("Layers", "H{number}", number=numbers[index]))
        elif _has_neurons(layer):
            names.append(translate("Layers", "Out"))
        else:
            names.append(_titles(layer)[1])
    return tuple(names)
