"""Where everything is in a drawing of a network, and the numbers it contains.

Columns of units from left to right, and an edge for every weight, with the width and colour that it
has in the window. Every number is included, so that a drawing can be read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Task
from core.errors import FileError
from core.formats.checking.plain_forward import ReadNetwork
from core.formats.exporters import Trained
from core.formats.scripts.text import number_text, plain_text
from core.lesson.addresses.address import Address
from core.lesson.addresses.writing import symbol
from core.lesson.names.notation import Notation
from core.pictures.colours import NEGATIVE, POSITIVE, SEPARATOR, edge_width

#: more edges than these blur into one another
MOST_EDGES = 5_000
MOST_UNITS = 200

#: distances in points: between columns, between units, the margin, and the largest unit
_COLUMN, _STEP, _MARGIN, _RADIUS = 150.0, 44.0, 40.0, 15.0
_HEIGHT = 600.0
#: space at the sides for names
_NAMES = 110.0
_LETTERS_OF_NAME = 16


@dataclass(frozen=True)
class Unit:
    """A unit: `layer` −1 means the inputs; `numbers` are its own, such as its bias."""

    layer: int
    index: int
    x: float
    y: float
    radius: float
    symbol: str
    latex: str
    name: str
    side: str
    numbers: Mapping[str, str]


@dataclass(frozen=True)
class Edge:
    """An edge into a unit; `weight` is "" if a layer passes its inputs on one by one."""

    source: Unit
    target: Unit
    weight: str
    width: float
    colour: str
    is_dashed: bool
    symbol: str


@dataclass(frozen=True)
class Drawing:
    """A drawing: its size, the columns' captions with their positions, units, and edges."""

    title: str
    width: float
    height: float
    captions: tuple[tuple[float, float, str], ...]
    units: tuple[Unit, ...]
    edges: tuple[Edge, ...]


#: the numbers of a drawing: weights by layer, input and unit, others by layer, unit and name
Weights = dict[tuple[int, int, int], float]
Others = dict[tuple[int, int, str], float]


def drawing_of(trained: Trained) -> Drawing:
    """Return the drawing of a network. Raises FileError if it would be illegible."""
    columns = _columns(trained)
    edges: list[Edge] = []
    notation = Notation.of(trained.project.layers)
    for layer, (before, after) in enumerate(pairwise(columns)):
        weight = trained.arrays_of(layer).get("weight")
        if weight is None:
            pairs = zip(before, after, strict=True)
            edges += [Edge(one, other, "", 0.75, SEPARATOR, False, "") for one, other in pairs]
            continue
        for (i, j), value in np.ndenumerate(weight):
            colour = POSITIVE if value > 0 else NEGATIVE if value < 0 else SEPARATOR
            at = Address("weight", layer + 1, (i + 1, j + 1))
            edges.append(
                Edge(
                    before[i],
                    after[j],
                    number_text(value),
                    edge_width(float(value)),
                    colour,
                    bool(value < 0),
                    symbol(at, "panel", notation),
                )
            )
    captions = tuple(
        (column[0].x, min(unit.y for unit in column) - column[0].radius - 12.0, text)
        for column, text in zip(columns, _captions(trained), strict=True)
    )
    height = _MARGIN + max(unit.y for column in columns for unit in column)
    width = columns[-1][0].x + _NAMES + _MARGIN
    title = plain_text(trained.project.name) or "A network"
    # draw the thin ones first, so that the wide ones stay visible
    edges.sort(key=lambda edge: edge.width)
    units = tuple(unit for column in columns for unit in column)
    return Drawing(title, width, height, captions, units, tuple(edges))


def _columns(trained: Trained) -> list[list[Unit]]:
    sizes = [trained.dataset.inputs]
    for layer in trained.project.layers:
        sizes.append(layer.units_out(sizes[-1]))
    edges = sum(array.size for layer in trained.layers for array in layer.arrays.values())
    if max(sizes) > MOST_UNITS or edges > MOST_EDGES:
        raise FileError(
            f"with more than {MOST_UNITS} neurons per layer or {MOST_EDGES:,} weights a drawing "
            f"would be illegible",
            "export it as NPZ or JSON",
        )
    middle = _MARGIN + max(min(_STEP * (size - 1), _HEIGHT) for size in sizes) / 2 + 30.0
    return [
        _column(trained, layer, sizes[layer + 1], middle) for layer in range(-1, len(sizes) - 1)
    ]


def _column(trained: Trained, layer: int, size: int, middle: float) -> list[Unit]:
    last = layer == len(trained.project.layers) - 1
    step = min(_STEP, _HEIGHT / max(1, size - 1))
    notation = Notation.of(trained.project.layers)
    own = {} if layer < 0 else trained.arrays_of(layer)
    found = []
    for index in range(size):
        kind = ("X", 0) if layer < 0 else ("a", layer + 1)
        at = Address(*kind, (1, index + 1))
        found.append(
            Unit(
                layer,
                index,
                _MARGIN + _NAMES + _COLUMN * (layer + 1),
                middle + step * (index - (size - 1) / 2),
                min(_RADIUS, step * 0.42),
                symbol(at, "panel", notation),
                symbol(at, "latex", notation),
                _name(trained, layer, index, last),
                "left" if layer < 0 else "right",
                {
                    key: number_text(_of_unit(trained, layer, key, index))
                    for key in own
                    if key != "weight"
                },
            )
        )
    return found


def _of_unit(trained: Trained, layer: int, name: str, index: int) -> Any:
    array = trained.arrays_of(layer)[name]
    if array.ndim != 1:
        label = trained.project.layers[layer].label
        raise FileError(f"a {label} layer cannot be drawn yet", "export it as NPZ or JSON")
    return array[index]


def _name(trained: Trained, layer: int, index: int, last: bool) -> str:
    dataset = trained.dataset
    if layer < 0:
        name = dataset.input_names[index]
    elif not last:
        return ""
    elif dataset.task is Task.CLASSES and index < len(dataset.classes):
        name = dataset.classes[index]
    else:
        name = dataset.target_names[index]
    name = plain_text(name)
    return name if len(name) <= _LETTERS_OF_NAME else name[: _LETTERS_OF_NAME - 1] + "…"


def _captions(trained: Trained) -> list[str]:
    found = ["inputs"]
    for layer in trained.project.layers:
        neurons = layer.neurons
        found.append(layer.label if neurons is None else neurons.activation.label)
    return found


def network_of(weights: Weights, others: Others, trained: Trained) -> ReadNetwork:
    """Return the network in a drawing: its numbers, with the project's layers.

    Raises FileError if some numbers are missing.
    """
    plain = trained.plain()
    layers = []
    try:
        for n, (described, arrays) in enumerate(plain.layers):
            made: dict[str, NDArray[np.floating[Any]]] = {}
            for name, array in arrays.items():
                filled = np.empty(array.shape)
                for place in np.ndindex(array.shape):
                    filled[place] = (
                        weights[n, place[0], place[1]]
                        if len(place) == 2
                        else others[n, place[0], name]
                    )
                made[name] = filled
            layers.append((described, made))
    except KeyError:
        raise FileError("the drawing does not hold every number", "export it again") from None
    return ReadNetwork(layers, plain.features, plain.inputs, plain.targets)
