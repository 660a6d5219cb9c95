"""One neuron's map, shown large instead of the surface: its values, limits, name and key."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.data.samples import Task
from core.lesson.names.layers import output_layer
from core.lesson.names.units import unit_in_layer, unit_names
from core.lesson.numbers import figure
from core.pictures.snapshot import Facts, LayerPicture, Surface
from core.records import Record
from gui.kit.colours import centre_and_reach, class_table, signed_table
from gui.kit.key import Bar
from gui.kit.theme import Theme

Floats = NDArray[np.floating[Any]]


class NeuronMap(Record):
    """The map (rows, columns) of a neuron, centred and scaled; `single` is its class, if any."""

    title: str
    name: str
    values: Floats
    centre: float
    reach: float
    single: int | None = None
    #: whether it is as fine as the surface, and then drawn as smoothly
    is_fine: bool = False

    def key(self, theme: Theme) -> Bar:
        """Return the colour bar."""
        table = signed_table(theme)
        if self.single is not None:
            table = class_table(theme, self.single)
        low, middle, high = (
            figure(self.centre + k * self.reach).removesuffix(".00") for k in (-1.0, 0.0, 1.0)
        )
        return Bar(table.tobytes(), low, middle, high)

    def value_at(self, share_x: float, share_y: float) -> float:
        """Return the value of the cell at fractions, 0 to 1, of the plane's width and height."""
        rows, columns = self.values.shape
        row = min(rows - 1, max(0, int(share_y * rows)))
        return float(self.values[row, min(columns - 1, max(0, int(share_x * columns)))])


def map_title(
    facts: Facts, layers: tuple[LayerPicture, ...], layer: int, unit: int
) -> tuple[str, str]:
    """Return a neuron's name, and the title above its map: h₂ of hidden layer 1 (tanh)."""
    translate = QCoreApplication.translate
    name = unit_names(facts, layers, layer)[unit]
    if layer < 0:
        return name, translate("SurfacePlot", "Input {name}").format(name=name)
    where = unit_in_layer(name, layers, layer)
    activation = layers[layer].activation
    return name, f"{where} ({activation})" if activation else where


def neuron_map(
    facts: Facts,
    layers: tuple[LayerPicture, ...],
    surface: Surface,
    layer: int,
    unit: int,
) -> NeuronMap | None:
    """Return the map of a unit of a layer (−1: the inputs), or None if there is none."""
    if not -1 <= layer < len(layers) or not layers:
        return None
    if unit >= (layers[layer].units if layer >= 0 else layers[0].inputs):
        return None
    maps = surface.input_maps if layer < 0 else None
    if 0 <= layer < len(surface.maps):
        maps = surface.maps[layer]
    if maps is None or maps.ndim != 3 or not 0 <= unit < maps.shape[2] or not maps.size:
        return None
    is_fine = surface.focus == (layer, unit) and surface.fine is not None
    values = np.asarray(surface.fine if is_fine else maps[:, :, unit])
    name, title = map_title(facts, layers, layer, unit)
    several = facts.task is Task.CLASSES and maps.shape[2] > 1
    if several and layer == output_layer(layers):
        return NeuronMap(title, name, values, 0.5, 0.5, unit, is_fine)
    activation = layers[layer].activation if layer >= 0 else ""
    centre, reach = centre_and_reach(values, activation)
    if layer < 0:
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        if low * high > 0.0 and min(abs(low), abs(high)) > 0.5 * max(abs(low), abs(high)):
            centre, reach = (low + high) / 2.0, (high - low) / 2.0 or 1.0
    return NeuronMap(title, name, values, centre, reach, None, is_fine)
