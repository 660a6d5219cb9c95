"""The columns that a network needs, left to right, and the names of their units."""

from core.lesson.names.layers import output_layer
from core.lesson.names.network import captions
from core.lesson.names.units import names_of_all, unit_names
from core.lesson.parts import INPUTS, Part, is_frozen
from core.pictures.snapshot import Facts, LayerPicture
from gui.network.layout import Role, Slot

Names = list[tuple[str, ...]]


def slots_of(
    layers: tuple[LayerPicture, ...], facts: Facts | None, extras: int
) -> tuple[list[Slot], Names]:
    """Return the columns of a network, and the names of their units; `extras` as in Slot."""
    last = output_layer(layers)
    slots: list[Slot] = []
    all_names: Names = []
    if layers:
        inputs = layers[0].inputs
        slots.append(Slot(INPUTS, Role.INPUT, inputs, captions(layers, -1), extras))
        all_names.append(unit_names(facts, layers, INPUTS))
    for index, (layer, names) in enumerate(zip(layers, names_of_all(facts, layers), strict=True)):
        role = Role.OUTPUT if index == last else Role.HIDDEN
        if not layer.has_neurons:
            role = Role.PASS
        forms = captions(layers, index, is_frozen(layers, Part(index)), last)
        slots.append(Slot(index, role, layer.units, forms))
        all_names.append(names)
    return slots, all_names
