"""What a phase highlights in the laid-out diagram: edges, bundles of edges, neurons, and values.

A light names layers and units; they are translated here, once, to edges, columns and numbers of a
layout, so that painting only has to look them up.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.lesson.cards.light import Light, Lit
from core.lesson.formulas.rows import Row, Run
from core.lesson.names.layers import the_layer
from core.lesson.names.units import neuron_words
from core.lesson.numbers import figure, full
from core.lesson.parts import INPUTS, Part
from core.pictures.colours import symmetric_limit
from core.pictures.snapshot import LayerPicture
from core.records import Record
from gui.network.edges import Edges
from gui.network.layout import Layout, Role

Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

#: more edges than this, or all edges at a strip, are highlighted as one bundle
MOST_SINGLE = 400
#: the largest of the values shown instead of the weights is drawn like a weight of this size
LARGEST = 3.0


class Bundle(Record):
    """All edges into a column, or into one unit of it, lit as one."""

    column: int
    unit: int | None
    written: bool


class Shine:
    """A light on one layout: the edges, neurons and biases it highlights, and its values."""

    def __init__(
        self, light: Light, layout: Layout, edges: Edges, layers: tuple[LayerPicture, ...]
    ) -> None:
        self.light = light
        self._layout = layout
        self._edges = edges
        #: (edges,) which edges are read and which are written
        self.read, self.written = np.zeros((2, len(edges)), dtype=bool)
        self.bundles: list[Bundle] = []
        #: neurons by (column, unit): whether they are written; strips as (column, None)
        self.neurons: dict[tuple[int, int | None], bool] = {}
        #: biases by (column, unit): whether they are written
        self.biases: dict[tuple[int, int], bool] = {}
        #: numbers under neurons, by column
        self.values: dict[int, Floats] = {
            layer + 1: np.asarray(values, dtype=np.float64).reshape(-1)
            for layer, values in light.values.items()
            if 0 <= layer + 1 < len(layout.columns) and not layout.columns[layer + 1].is_strip
        }
        #: the numbers shown there instead in the backward pass, by column: ∂L/∂z
        self.slopes: dict[int, Floats] = {
            layer + 1: np.asarray(slopes, dtype=np.float64).reshape(-1)
            for layer, slopes in light.slopes.items()
            if layer + 1 in self.values
        }
        for written, lits in ((False, light.read_edges), (True, light.written_edges)):
            for lit in lits:
                self._light_edges(lit, written)
        for written, lits in ((False, light.read_neurons), (True, light.written_neurons)):
            for lit in lits:
                self._light_neurons(lit, written)
        #: (edges,) the weights before the update; NaN where there are none
        self.ghosts: Floats = np.full(len(edges), np.nan)
        if light.ghosts:
            pairs = zip(layers, light.ghosts, strict=False)
            self.ghosts = edges.weights(tuple(replace(p, arrays=g) for p, g in pairs))

    @property
    def lit(self) -> Mask:
        """Return which edges (edges,) are lit at all."""
        return np.asarray(self.read | self.written)

    @property
    def is_dark(self) -> bool:
        """Return whether nothing is lit: then nothing is faded either."""
        return not (self.neurons or self.bundles or np.any(self.lit))

    def _units(self, lit: Lit) -> range:
        """Return the units that a Lit covers; none if its layer is not in this layout."""
        if not 0 <= lit.layer + 1 < len(self._layout.columns):
            return range(0)
        count = len(self._layout.columns[lit.layer + 1].ys)
        if lit.unit is None:
            return range(count)
        return range(lit.unit, min(lit.unit + 1, count))

    def _light_edges(self, lit: Lit, written: bool) -> None:
        units = self._units(lit)
        if not units or lit.layer == INPUTS:
            return
        index = lit.layer + 1
        left, right = self._layout.columns[index - 1], self._layout.columns[index]
        mine = self._edges.columns == index
        if lit.unit is not None:
            mine &= self._edges.targets == lit.unit
        (self.written if written else self.read)[mine] = True
        whole_strip = lit.unit is None and (left.is_strip or right.is_strip)
        many = whole_strip or np.count_nonzero(mine) > MOST_SINGLE
        if right.slot.role is not Role.PASS and many:
            self.bundles.append(Bundle(index, lit.unit, written))
        if right.slot.role is not Role.PASS:
            self.biases |= {(index, unit): written for unit in units}

    def _light_neurons(self, lit: Lit, written: bool) -> None:
        index = lit.layer + 1
        units = self._units(lit)
        if units and lit.unit is None and self._layout.columns[index].is_strip:
            self.neurons[index, None] = written
        else:
            self.neurons |= {(index, unit): written for unit in units}

    def passes_into(self, index: int) -> bool:
        """Return whether the level lines into a slim column are lit."""
        lits = (*self.light.read_edges, *self.light.written_edges)
        return any(lit.layer == index - 1 for lit in lits)

    def trend(self, edge: int, weight: float) -> int:
        """Return whether the update has raised (1) or lowered (−1) a weight; else 0."""
        before = float(self.ghosts[edge])
        return (weight > before) - (weight < before)

    def rows(self, part: Part, now: float | None) -> list[Row]:
        """Return the light's rows about a number: before and after, or what is shown instead."""
        light, rows = self.light, list[Row]()
        before = None
        if part.name is not None and 0 <= part.layer < len(light.ghosts):
            before = _at(light.ghosts[part.layer].get(part.name), part.index)
        if before is not None and now is not None and before != now:
            arrow = " ▲" if now > before else " ▼"
            old, new = Run(full(before), before), Run(full(now) + arrow, now)
            rows.append((old, Run(" → "), new))
        shown = None
        if part.name == "weight":
            shown = _at(light.edges.get(part.layer), part.index)
            gradients = (light.gradients or {}).get(part.layer, {})
            unknown = light.gradients is not None and shown is not None and np.isnan(shown)
            if unknown or light.edges.get(part.layer) is gradients.get("weight"):
                shown = None  # the card already has it
        if shown is not None:
            number = figure(None) if np.isnan(shown) else figure(shown, 4)
            rows.append((Run(light.edges_label + " "), Run(number, shown)))
        return rows

    def in_words(self, layers: tuple[LayerPicture, ...]) -> str:
        """Return what is read and written, in words for screen readers."""
        translate = QCoreApplication.translate
        light = self.light
        sentences = []
        for text, neurons, edges in (
            (
                translate("NetworkDiagram", "Now reads {things}."),
                light.read_neurons,
                light.read_edges,
            ),
            (
                translate("NetworkDiagram", "Now writes {things}."),
                light.written_neurons,
                light.written_edges,
            ),
        ):
            things = [_called(lit, layers) for lit in neurons if self._units(lit)]
            into = translate("NetworkDiagram", "the weights into {name}")
            things += [into.format(name=_called(lit, layers)) for lit in edges if self._units(lit)]
            if things:
                sentences.append(text.format(things=", ".join(things)))
        return " ".join(sentences)


def on_edges(
    instead: dict[int, Floats], layers: tuple[LayerPicture, ...]
) -> tuple[LayerPicture, ...]:
    """Return the layers with what edges show instead of the weights, if the shape fits."""
    if not instead:
        return layers
    found = []
    for index, layer in enumerate(layers):
        array = instead.get(index)
        if array is not None and array.shape == (layer.inputs, layer.units):
            layer = replace(layer, arrays=layer.arrays | {"weight": array})
        found.append(layer)
    return tuple(found)


def limit(light: Light) -> float:
    """Return the round number at the end of the scale of what the edges show."""
    arrays = [np.asarray(array, dtype=np.float64).reshape(-1) for array in light.edges.values()]
    return symmetric_limit(np.concatenate([np.empty(0), *arrays]))


def as_weights(light: Light, edges: Edges, shown: Floats) -> Floats:
    """Return the weights to draw edges with: values shown instead are scaled to be visible."""
    instead = np.isin(edges.layers, list(light.edges))
    return np.where(instead, np.nan_to_num(shown) * (LARGEST / limit(light)), shown)


def _at(array: Any, index: Any) -> float | None:
    if array is None or len(index) != np.ndim(array):
        return None
    inside = all(0 <= i < n for i, n in zip(index, array.shape, strict=True))
    return float(array[tuple(index)]) if inside else None


def _called(lit: Lit, layers: tuple[LayerPicture, ...]) -> str:
    """Return the name of a layer, or of one of its neurons, for use in a sentence."""
    if lit.unit is None:
        return the_layer(layers, lit.layer)
    return neuron_words(layers, lit.layer, lit.unit)
