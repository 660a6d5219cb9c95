"""Pictures of each neuron's output over the plane of the surface.

Neurons are centred on zero, sigmoid-like ones on their middle; inputs show their own value, if it
is determined by the plane. Outputs of several classes go from the canvas to the class colour.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.components.activations import bounds_of
from core.data.samples import Task
from core.pictures.snapshot import Facts, LayerPicture, Surface
from gui.kit.colours import Table, centre_and_reach, class_table, levels, signed_table
from gui.kit.theme import Theme
from gui.network.layout import Layout, Role

Floats = NDArray[np.floating[Any]]
Images = dict[tuple[int, int], QImage]


def _packed(table: Table) -> NDArray[np.uint32]:
    """Return a table as 0xffRRGGBB words."""
    wide = table.astype(np.uint32)
    opaque, red, green = np.uint32(0xFF000000), np.uint32(16), np.uint32(8)
    return opaque | (wide[:, 0] << red) | (wide[:, 1] << green) | wide[:, 2]


def _image(rows: NDArray[np.uint8], words: NDArray[np.uint32]) -> QImage:
    """Return a picture of table rows (height, width), the first at the bottom."""
    picture = np.ascontiguousarray(words[rows[::-1]])
    height, width = picture.shape
    made = QImage(picture.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return made.copy()  # the copy owns its pixels


def _layer_images(
    maps: Floats, shown: int, activation: str, words: NDArray[np.uint32]
) -> list[QImage]:
    """Return the pictures of a layer's first neurons, all at once if their limits are fixed."""
    if bounds_of(activation) is None:
        return [
            _image(levels(maps[:, :, unit], *centre_and_reach(maps[:, :, unit], activation)), words)
            for unit in range(shown)
        ]
    if not shown:
        return []
    centre, reach = centre_and_reach(maps, activation)
    rows = levels(maps[::-1, :, :shown].transpose(2, 0, 1), centre, reach)
    pictures = np.ascontiguousarray(words[rows])
    height, width = pictures.shape[1:]
    kind = QImage.Format.Format_RGB32
    return [QImage(p.data, width, height, 4 * width, kind).copy() for p in pictures]


def neuron_images(
    layout: Layout,
    layers: tuple[LayerPicture, ...],
    surface: Surface | None,
    facts: Facts | None,
    theme: Theme,
) -> Images:
    """Return the pictures by (column, unit), for the neurons that a layout shows."""
    images: Images = {}
    if surface is None or not surface.maps:
        return images
    signed = _packed(signed_table(theme))
    classes = facts is not None and facts.task is Task.CLASSES
    for index, column in enumerate(layout.columns):
        if column.slot.role is Role.PASS or column.is_strip:
            continue
        if column.slot.role is Role.INPUT:
            for unit, rows in enumerate(_input_rows(surface.input_maps, len(column.ys))):
                images[index, unit] = _image(rows, signed)
            continue
        if column.slot.layer >= len(surface.maps):
            continue
        maps = np.asarray(surface.maps[column.slot.layer])
        if maps.ndim != 3 or 0 in maps.shape:
            continue
        shown = min(len(column.ys), maps.shape[2])
        if classes and column.slot.role is Role.OUTPUT and maps.shape[2] > 1:
            for unit in range(shown):
                rows = levels(maps[:, :, unit], 0.5, 0.5)
                images[index, unit] = _image(rows, _packed(class_table(theme, unit)))
            continue
        activation = layers[column.slot.layer].activation
        made = _layer_images(maps, shown, activation, signed)
        images.update({(index, unit): image for unit, image in enumerate(made)})
    return images


def _input_rows(maps: Floats | None, shown: int) -> list[NDArray[np.uint8]]:
    """Return table rows for the inputs: centred on zero, or on their middle if far from zero."""
    if maps is None:
        return []
    found = []
    for unit in range(min(shown, maps.shape[2])):
        values = maps[:, :, unit]
        low, high = float(values.min()), float(values.max())
        far = min(abs(low), abs(high)) > 0.5 * max(abs(low), abs(high)) and low * high > 0.0
        centre = (low + high) / 2.0 if far else 0.0
        found.append(levels(values, centre, max(high - centre, centre - low)))
    return found
