"""Pictures of what each neuron answers over the plane of the surface.

Neurons are centred on zero, sigmoid-like ones on their middle; the inputs show their own value,
as far as it can be read off the plane. Outputs of several classes go from canvas to class colour.
"""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.data.samples import Task
from core.training.snapshot import Facts, LayerPicture, Surface
from gui.plots.colours import Table, centre_and_reach, class_table, levels, signed_table
from gui.plots.diagram_layout import Layout, Role
from gui.theme import Theme

Floats = NDArray[np.floating[Any]]
Images = dict[tuple[int, int], QImage]

_INPUT_GRID = 24


def _packed(table: Table) -> NDArray[np.uint32]:
    """Return a table as 0xffRRGGBB words."""
    wide = table.astype(np.uint32)
    return 0xFF000000 | (wide[:, 0] << 16) | (wide[:, 1] << 8) | wide[:, 2]


def _image(rows: NDArray[np.uint8], words: NDArray[np.uint32]) -> QImage:
    """Return a picture of table rows (height, width), the first at the bottom."""
    picture = np.ascontiguousarray(words[rows[::-1]])
    height, width = picture.shape
    made = QImage(picture.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return made.copy()  # owns its pixels


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
        if column.slot.role is Role.PASS:
            continue
        if column.slot.role is Role.INPUT:
            if facts is not None:
                for unit, rows in enumerate(_input_rows(facts, surface, len(column.ys))):
                    if rows is not None:
                        images[index, unit] = _image(rows, signed)
            continue
        if column.slot.layer >= len(surface.maps):
            continue
        maps = np.asarray(surface.maps[column.slot.layer])
        if maps.ndim != 3 or 0 in maps.shape:
            continue
        activation = layers[column.slot.layer].activation
        for unit in range(min(len(column.ys), maps.shape[2])):
            values = maps[:, :, unit]
            if classes and column.slot.role is Role.OUTPUT and maps.shape[2] > 1:
                images[index, unit] = _image(
                    levels(values, 0.5, 0.5), _packed(class_table(theme, unit))
                )
                continue
            centre, reach = centre_and_reach(values, activation)
            images[index, unit] = _image(levels(values, centre, reach), signed)
    return images


def _input_rows(facts: Facts, surface: Surface, shown: int) -> list[NDArray[np.uint8] | None]:
    """Return table rows for the inputs; None where the value is not known over the plane."""
    view = surface.view
    across = np.linspace(*view.x_range, _INPUT_GRID)
    up = np.linspace(*view.y_range, _INPUT_GRID) if view.y_axis is not None else np.zeros(1)
    x, y = np.meshgrid(across, up)
    raw: dict[str, Floats] = {}
    for number, name in enumerate(facts.raw_names):
        if number == view.x_axis:
            raw[name] = x
        elif number == view.y_axis:
            raw[name] = y
        else:
            raw[name] = np.full_like(x, facts.raw_means[number])
    found: list[NDArray[np.uint8] | None] = []
    for name in facts.input_names[:shown]:
        values = _feature(name, raw)
        if values is None:
            found.append(None)
            continue
        centre = 0.0
        if name in raw:  # a column that never comes near zero is centred on its mean
            number = facts.raw_names.index(name)
            low, high = facts.raw_ranges[number]
            if low > 0.0 or high < 0.0:
                centre = float(facts.raw_means[number])
        reach = float(np.max(np.abs(values - centre)))
        if name in raw:  # also where it stays at its mean: nothing then looks extreme
            reach = max(reach, abs(low - centre), abs(high - centre))
        found.append(levels(values, centre, reach))
    return found


def _feature(name: str, raw: dict[str, Floats]) -> Floats | None:
    """Return the values of an input by its name: a raw one, a square, a product, a sine."""
    if name in raw:
        return raw[name]
    if (found := re.fullmatch(r"sin\((.+)\)", name)) and found[1] in raw:
        return np.asarray(np.sin(raw[found[1]]))
    if (found := re.fullmatch(r"(.+)\^2", name)) and found[1] in raw:
        return np.asarray(raw[found[1]] ** 2)
    if found := re.fullmatch(r"(.+)\*(.+)", name):
        first, second = found[1], found[2]
        if first in raw and second in raw:
            return raw[first] * raw[second]
    return None
