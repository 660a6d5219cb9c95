"""Names in the network diagram: x₁, h₂, ŷ, captions of layers, the network in words."""

import re

from core.data.samples import Task
from core.lesson.numbers import count, subscript
from core.pictures.snapshot import Facts, LayerPicture
from core.words import translate

_TEXTBOOK = re.compile(r"[xy]\d+(\^2|\*x\d+)?|sin\(x\d+\)", re.ASCII)
_NUMBERED = re.compile(r"([xy])([0-9]+)")


def pretty_name(name: str) -> str:
    """Return a name as textbooks print it: x1 → x₁, x1^2 → x₁², x1*x2 → x₁x₂; others as is."""
    if not _TEXTBOOK.fullmatch(name):
        return name
    shown = name.replace("^2", "²").replace("*", "").replace("sin(", "sin ").replace(")", "")
    return _NUMBERED.sub(lambda found: found[1] + subscript(int(found[2])), shown)


def layer_numbers(layers: tuple[LayerPicture, ...]) -> dict[int, int]:
    """Return which hidden layer each one is, counted from 1; the output layer has none."""
    dense = [i for i, layer in enumerate(layers) if layer.kind == "dense"]
    return {index: number for number, index in enumerate(dense[:-1], 1)}


def output_layer(layers: tuple[LayerPicture, ...]) -> int:
    """Return the index of the layer whose units are the outputs: the last dense one, or −1."""
    dense = [i for i, layer in enumerate(layers) if layer.kind == "dense"]
    return dense[-1] if dense else -1


def output_names(facts: Facts | None, units: int) -> tuple[str, ...]:
    """Return what stands beside the outputs: ŷ, or the names of classes or targets."""
    if units == 1:
        return ("ŷ",)
    named: tuple[str, ...] = ()
    if facts is not None:
        named = facts.classes if facts.task is Task.CLASSES else facts.target_names
    if len(named) == units:
        return tuple(pretty_name(name) for name in named)
    return tuple("ŷ" + subscript(i + 1) for i in range(units))


def input_names(facts: Facts | None, units: int) -> tuple[str, ...]:
    """Return what stands beside the inputs."""
    if facts is not None and len(facts.input_names) == units:
        return tuple(pretty_name(name) for name in facts.input_names)
    return tuple("x" + subscript(i + 1) for i in range(units))


def captions(
    layers: tuple[LayerPicture, ...], index: int, is_frozen: bool = False
) -> tuple[tuple[str, ...], ...]:
    """Return the caption of a layer in ever shorter forms, each a tuple of lines.

    Index −1 is the inputs.
    """
    if is_frozen:
        word = translate("NetworkDiagram", "frozen")
        return tuple((*(line for line in form if line), word) for form in captions(layers, index))
    if index < 0:
        units = count(layers[0].inputs) if layers else ""
        return ((translate("NetworkDiagram", "inputs"),), (units,))
    layer = layers[index]
    units = count(layer.units)
    if index == output_layer(layers):
        one = layer.units == 1
        word = (
            translate("NetworkDiagram", "output") if one else translate("NetworkDiagram", "outputs")
        )
        if not layer.activation:
            return ((word,), (units,))
        head = word if one else f"{units} {word}"
        return ((f"{head} · {layer.activation}",), (head, layer.activation), (units,))
    if layer.kind == "dense":
        if not layer.activation:
            return ((layer.label,), (units,))
        return ((layer.label,), (units, layer.activation), (units,))
    first, _, rest = layer.label.partition(" ")
    return ((layer.label,), (first, rest), ("",))


def in_words(facts: Facts | None, layers: tuple[LayerPicture, ...]) -> str:
    """Return the network as one sentence, for those who do not see it."""
    if not layers:
        return translate("NetworkDiagram", "No network yet.")
    inputs = layers[0].inputs
    text = translate("NetworkDiagram", "{count} inputs: {names}")
    if inputs == 1:
        text = translate("NetworkDiagram", "1 input: {names}")
    parts = [text.format(count=inputs, names=_some(input_names(facts, inputs)))]
    numbers = layer_numbers(layers)
    last = output_layer(layers)
    for index, layer in enumerate(layers):
        if index in numbers:
            text = translate("NetworkDiagram", "hidden layer {number}: {label}").format(
                number=numbers[index], label=layer.label
            )
        elif index == last:
            text = translate("NetworkDiagram", "{count} outputs, {activation}: {names}")
            if layer.units == 1:
                text = translate("NetworkDiagram", "1 output, {activation}: {names}")
            text = text.format(
                count=layer.units,
                activation=layer.activation or layer.label,
                names=_some(output_names(facts, layer.units)),
            )
        else:
            text = layer.label
        parts.append(text)
    return "; ".join(parts) + "."


def _some(names: tuple[str, ...], most: int = 8) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
