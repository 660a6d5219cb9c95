"""What the stops of an update are called: on the rail, as titles, and where they are."""

from collections import Counter

from core.components.layers import Equation
from core.lesson.names import layer_numbers, output_layer
from core.lesson.numbers import count
from core.lesson.part_names import symbol
from core.lesson.part_names import title as part_title
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, LayerPicture, StepPicture, Stop
from core.words import translate as _translate


def layer_names(layers: tuple[LayerPicture, ...]) -> tuple[str, ...]:
    """Return how every layer is called on the rail: Hidden, Hidden 2, Dropout, Output."""
    hidden, last = layer_numbers(layers), output_layer(layers)
    kinds = Counter(layer.kind for layer in layers)
    seen: Counter[str] = Counter()
    names = []
    for index, layer in enumerate(layers):
        seen[layer.kind] += 1
        numbered = kinds[layer.kind] > 1
        number = seen[layer.kind]
        if index == last:
            name, numbered = _translate("StepPanel", "Output"), False
        elif layer.has_neurons:
            name, number = _translate("StepPanel", "Hidden"), hidden[index]
            numbered = number > 1  # the first is plainly "Hidden", as most networks have one
        else:
            title = layer.told.title
            name = _translate("StepPanel", title) if title else layer.label
        names.append(f"{name} {number}" if numbered else name)
    return tuple(names)


def short_name(layers: tuple[LayerPicture, ...], layer: int) -> str:
    """Return how a layer is called on a rail with many phases: H2, Drop, Norm, Out."""
    hidden = layer_numbers(layers)
    if layer in hidden:
        return _translate("StepPanel", "H{number}").format(number=hidden[layer])
    if layers[layer].has_neurons:
        return _translate("StepPanel", "Out")
    title = layers[layer].told.short_title
    return _translate("StepPanel", title) if title else layers[layer].label


def stop_name(stop: Stop, layers: tuple[LayerPicture, ...], short: bool = False) -> str:
    """Return what stands on the rail: Batch, Hidden →, Loss, ← Hidden, Update."""
    if stop.layer is not None and stop.kind in ("forward", "backward"):
        name = short_name(layers, stop.layer) if short else layer_names(layers)[stop.layer]
        return f"{name} →" if stop.kind == "forward" else f"← {name}"
    names = {
        "batch": _translate("StepPanel", "Batch"),
        "loss": _translate("StepPanel", "Loss"),
        "update": _translate("StepPanel", "Update"),
    }
    return names.get(stop.kind, stop.kind)


def title(stop: Stop | None, update: int, layers: tuple[LayerPicture, ...]) -> str:
    """Return the title of a stop: Output layer, forward."""
    if stop is None:
        return _translate("StepPanel", "Before update {number}").format(number=count(update))
    if stop.kind == "batch":
        return _translate("StepPanel", "The batch")
    if stop.kind == "loss":
        return _translate("StepPanel", "The loss")
    if stop.kind == "update" or stop.layer is None:
        return _translate("StepPanel", "The update")
    words = _translate("StepPanel", "{layer}, backward")
    if stop.kind == "forward":
        words = _translate("StepPanel", "{layer}, forward")
    name = layer_names(layers)[stop.layer]
    if layers[stop.layer].has_neurons:
        head, _, number = name.partition(" ")
        name = _translate("StepPanel", "{name} layer").format(name=head)
        name = f"{name} {number}" if number else name
    return words.format(layer=name)


def is_known(layer: LayerPicture) -> bool:
    """Return whether a layer is of a kind whose equations are written out."""
    return layer.told.equation is not Equation.OWN


def number_title(part: Part, layers: tuple[LayerPicture, ...], facts: Facts) -> str:
    """Return what a number is called over a question; of kinds not known, with its layer.

    So is one behind a kind that has other units than inputs: those have no names.
    """
    layer = layers[part.layer]
    before = layers[: part.layer]
    if is_known(layer) and all(is_known(one) or one.units == one.inputs for one in before):
        return part_title(part, layers, facts)
    return f"{symbol(part)} · {layer.label}"


def place(step: StepPicture) -> str:
    """Return where a stop is: Update 1 · 3 of 7 · batch 2 of 5."""
    words = _translate("StepPanel", "Update {update} · {done} of {phases}").format(
        update=count(step.update), done=step.done, phases=len(step.rail)
    )
    if step.batches > 1:
        batch = _translate("StepPanel", "epoch {epoch}, batch {batch} of {batches}").format(
            epoch=count(step.epoch), batch=count(step.batch), batches=count(step.batches)
        )
        words = f"{words} · {batch}"
    return words
