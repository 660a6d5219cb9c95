"""The network in the diagram: captions of its columns, and all of it as one sentence."""

from core.counts import counted
from core.lesson.names.layers import layer_name, layer_settings, output_layer
from core.lesson.names.units import input_names, output_names
from core.lesson.numbers import count
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say, translate


def captions(
    layers: tuple[LayerPicture, ...],
    index: int,
    is_frozen: bool = False,
    last: int | None = None,
) -> tuple[tuple[str, ...], ...]:
    """Return the caption of a layer in ever shorter forms, each a tuple of lines.

    Index −1 means the inputs. `last` is the output layer, if the caller knows it.
    """
    last = output_layer(layers) if last is None else last
    if is_frozen:
        word = translate("NetworkDiagram", "frozen")
        forms = captions(layers, index, last=last)
        return tuple((*(line for line in form if line), word) for form in forms)
    if index < 0:
        units = count(layers[0].inputs) if layers else ""
        return ((translate("NetworkDiagram", "inputs"),), (units,))
    layer = layers[index]
    units = count(layer.units)
    if index == last:
        one = layer.units == 1
        word = (
            translate("NetworkDiagram", "output") if one else translate("NetworkDiagram", "outputs")
        )
        if not layer.activation:
            return ((word,), (units,))
        head = word if one else f"{units} {word}"
        return ((f"{head} · {layer.activation}",), (head, layer.activation), (units,))
    if layer.has_neurons:
        if not layer.activation:
            return ((layer.label,), (units,))
        return ((layer.label,), (units, layer.activation), (units,))
    first, _, rest = layer.label.partition(" ")
    return ((layer.label,), (first, rest), ("",))


def in_words(facts: Facts | None, layers: tuple[LayerPicture, ...]) -> str:
    """Return the network as one sentence, for those who cannot see it."""
    if not layers:
        return translate("NetworkDiagram", "No network yet.")
    inputs = layers[0].inputs
    text = translate("NetworkDiagram", "{inputs}: {names}")
    parts = [text.format(inputs=counted(inputs, "input"), names=_some(input_names(facts, inputs)))]
    last = output_layer(layers)
    for index, layer in enumerate(layers):
        text, settings = layer_name(layers, index), layer_settings(layer)
        if index == last:
            units = _some(output_names(facts, layer.units))
            settings = say("NetworkDiagram", "{settings} ({names})", settings=settings, names=units)
        parts.append(f"{text}: {settings}" if settings else text)
    return "; ".join(parts) + "."


def _some(names: tuple[str, ...], most: int = 8) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
