"""The names of the stops of an update: on the rail, as titles, and their positions."""

from core.components.layers import Equation
from core.lesson.names.layers import layer_line, layer_title, short_names, tiny_names
from core.lesson.names.numbers import symbol
from core.lesson.names.numbers import title as part_title
from core.lesson.numbers import count
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, LayerPicture, StepPicture, Stop
from core.words import say
from core.words import translate as _translate


def stop_names(
    stops: tuple[Stop, ...], layers: tuple[LayerPicture, ...], short: bool = False
) -> tuple[str, ...]:
    """Return the names on the rail: Batch, Hidden →, Loss, ← Hidden, Update."""
    names = tiny_names(layers) if short else short_names(layers)
    return tuple(_stop_name(stop, names) for stop in stops)


def stop_name(stop: Stop, layers: tuple[LayerPicture, ...]) -> str:
    """Return the name of one stop on the rail."""
    return _stop_name(stop, short_names(layers))


def _stop_name(stop: Stop, layer_names: tuple[str, ...]) -> str:
    if stop.layer is not None and stop.kind in ("forward", "backward"):
        name = layer_names[stop.layer]
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
        return say("StepPanel", "Before update {number}", number=count(update))
    if stop.kind == "batch":
        return _translate("StepPanel", "The batch")
    if stop.kind == "loss":
        return _translate("StepPanel", "The loss")
    if stop.kind == "update" or stop.layer is None:
        return _translate("StepPanel", "The update")
    words = _translate("StepPanel", "{layer}, backward")
    if stop.kind == "forward":
        words = _translate("StepPanel", "{layer}, forward")
    return words.format(layer=layer_title(layers, stop.layer))


def is_known(layer: LayerPicture) -> bool:
    """Return whether a layer's kind has its equations written out."""
    return layer.told.equation is not Equation.OWN


def number_title(part: Part, layers: tuple[LayerPicture, ...], facts: Facts) -> str:
    """Return a number's name for the title of a question; for unknown kinds, with its layer.

    So is a number after a kind whose units differ from its inputs: those have no names.
    """
    if _is_placed(part, layers):
        return part_title(part, layers, facts)
    return f"{symbol(part, layers)} · {layer_line(layers, part.layer)}"


def _is_placed(part: Part, layers: tuple[LayerPicture, ...]) -> bool:
    before = layers[: part.layer]
    known = all(is_known(one) or one.units == one.inputs for one in before)
    return known and is_known(layers[part.layer])


def place(step: StepPicture) -> str:
    """Return where a stop is: Update 1 · 3 of 7 · batch 2 of 5."""
    words = say(
        "StepPanel",
        "Update {update} · {done} of {phases}",
        update=count(step.update),
        done=step.done,
        phases=len(step.rail),
    )
    if step.batches > 1:
        batch = say(
            "StepPanel",
            "epoch {epoch}, batch {batch} of {batches}",
            epoch=count(step.epoch),
            batch=count(step.batch),
            batches=count(step.batches),
        )
        words = f"{words} · {batch}"
    return words
