"""What the network diagram shows at one moment: layout, weights, pictures and names together.

It is computed from facts, a snapshot and a size, and used by everything that paints, points or
explains; it knows no widget and no cursor. Call `lay_out` after a new structure, name or size, and
`take` after new values.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from core.lesson.cards.light import Light
from core.lesson.check import Findings
from core.lesson.formulas.rows import Row
from core.lesson.names.network import in_words
from core.lesson.names.symbols import objective
from core.lesson.numbers import more_digits
from core.lesson.parts import Part, Sort, is_frozen, leads_away, number_of
from core.pictures.images import image_shape
from core.pictures.snapshot import Facts, LayerPicture, Probe, Snapshot, Surface
from gui.network.camera import Frame
from gui.network.edges import MOST_NUMBERS, Chosen, Edges, Places, largest_at_strips
from gui.network.layout import Layout, Role, Slot
from gui.network.light import Shine, as_weights, on_edges
from gui.network.maps import Images, neuron_images
from gui.network.painting import Palette
from gui.network.placing import place
from gui.network.slots import Names, slots_of
from gui.network.strips import Means, Remembered, strip_images
from gui.network.words import Words

Indexes = NDArray[np.intp]
Floats = NDArray[np.floating[Any]]
_NO_INDEXES: Indexes = np.empty(0, dtype=np.intp)


class Scene:
    """Everything to be shown, as values; layers are counted from 0, columns from the inputs."""

    def __init__(self) -> None:
        self.facts: Facts | None = None
        self.layers: tuple[LayerPicture, ...] = ()
        self.surface: Surface | None = None
        self.probe: Probe | None = None
        self._known_probe: Probe | None = None
        self.is_covered = False
        self.objective = "L"  # what slopes of weights are slopes of
        self.used: tuple[str, ...] = ()
        self.unused: tuple[str, ...] = ()
        self.light: Light | None = None
        self.findings: Findings | None = None
        self._largest: Remembered[int, Places] = Remembered()
        self._mean_sizes: Means = Remembered()
        self._columns: tuple[tuple[object, ...], tuple[list[Slot], Names]] | None = None
        self._sides: tuple[Names, Palette, tuple[float, float]] | None = None
        self.forget()

    def forget(self) -> None:
        """Drop what was laid out."""
        self._largest.forget()
        self._mean_sizes.forget()
        self.layout = Layout(())
        self.edges = Edges(self.layout)
        self.weights: NDArray[np.floating[Any]] = np.empty(0)
        #: (edges,) the values that edges show, and the weights that they are drawn with
        self.shown: NDArray[np.floating[Any]] = np.empty(0)
        self.drawn: NDArray[np.floating[Any]] = np.empty(0)
        self.order = _NO_INDEXES
        self.shine: Shine | None = None
        self.images: Images = {}
        self.biases: dict[tuple[int, int], float] = {}
        self.values: dict[int, NDArray[np.floating[Any]]] = {}
        self.names: dict[int, tuple[str, ...]] = {}
        self.number_places: dict[int, QRectF] = {}
        self.frozen_edges: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self.frozen_neurons: set[tuple[int, int]] = set()
        self.off_edges: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self.off_neurons: set[tuple[int, int]] = set()
        self.words = Words(self.layout, self.edges, (), {})

    def show(self, snapshot: Snapshot) -> bool:
        """Take a snapshot; return True if its network has another shape than the last one."""
        old = self._shape()
        self.layers, self.surface = snapshot.layers, snapshot.surface
        self._known_probe = snapshot.probe
        self.probe = None if self.is_covered else snapshot.probe
        project = snapshot.project
        self.objective = objective(project is not None and project.regularizer.penalizes)
        return old != self._shape()

    def cover(self, covered: bool) -> None:
        """Leave out the numbers of the followed sample, or show them again."""
        self.is_covered = covered
        self.probe = None if covered else self._known_probe

    def _shape(self) -> list[tuple[Any, ...]]:
        return [
            (p.kind, p.label, p.inputs, p.units, p.activation, is_frozen(self.layers, Part(i)))
            for i, p in enumerate(self.layers)
        ]

    # layout and values

    def units(self) -> tuple[int, ...]:
        """Return how many units every column has."""
        return (self.layers[0].inputs, *(p.units for p in self.layers)) if self.layers else ()

    def _slots(self) -> tuple[list[Slot], Names]:
        """Return the columns and the names of their units; both are asked for in each layout."""
        known = self._columns
        of = self.layers, self.facts, self.unused
        if known is None or any(a is not b for a, b in zip(known[0], of, strict=True)):
            found = slots_of(self.layers, self.facts, len(self.unused))
            known = self._columns = of, found
        return known[1]

    def sides(self, palette: Palette) -> tuple[float, float]:
        """Return the room for names left of inputs and right of outputs, at text scale 1."""
        slots, all_names = self._slots()
        known = self._sides
        if known is not None and known[0] is all_names and known[1] is palette:
            return known[2]
        body = palette.body_metrics.horizontalAdvance
        left = right = 16.0
        for slot, names in zip(slots, all_names, strict=True):
            if slot.role is Role.INPUT:
                left = max((body(name) for name in names), default=16.0)
            elif slot.role is Role.OUTPUT:
                right = max(body(name) for name in names)
        found = min(left / palette.scale, 120.0), min(right / palette.scale, 120.0)
        self._sides = all_names, palette, found
        return found

    def lay_out(self, frame: Frame, palette: Palette) -> None:
        """Place everything again after a new structure, name, size or text size."""
        scale = frame.scale
        slots, all_names = self._slots()
        metrics = palette.caption_metrics
        left, right = self.sides(palette)
        placed = place(
            tuple(slots),
            frame.room.width(),
            frame.room.height(),
            lambda text: metrics.horizontalAdvance(text) / scale,
            line=metrics.height() / scale,
            left=left * palette.scale / scale + 14.0,
            right=right * palette.scale / scale + 14.0,
        )
        self.layout = placed.seen(scale, frame.offset)
        self.names = dict(enumerate(all_names)) if self.layout.fits else {}
        self.edges = Edges(self.layout, self._largest_in(self.layers))
        self.words = Words(self.layout, self.edges, self.layers, self.names)
        self.number_places = {}
        if 0 < len(self.edges) <= MOST_NUMBERS:
            found = self._numbers_on(np.arange(len(self.edges)), palette)
            # one number where others have no room would be taken for that of another edge
            self.number_places = found if 2 * len(found) >= len(self.edges) else {}
        self.take(palette)

    def take(self, palette: Palette) -> None:
        """Read weights, biases, maps and the followed sample out of the last snapshot."""
        self._take_edges()
        self.biases, self.values, self.frozen_neurons = {}, {}, set()
        self.off_neurons = set()
        for index, column in enumerate(self.layout.columns):
            self._take_column(index, column.slot, 0 if column.is_strip else len(column.ys))
        self.images = neuron_images(
            self.layout, self.layers, self.surface, self.facts, palette.theme
        )
        self.images |= strip_images(self.layout, self.layers, palette.theme, self._mean_sizes)

    def show_over(self, light: Light | None, findings: Findings | None, laid_out: bool) -> None:
        """Show what a phase highlights, or what a gradient check found; None ends it."""
        lights = (light, self.light)
        others = findings is not self.findings or any(it and it.edges for it in lights)
        self.light, self.findings = light, findings
        if laid_out and others:
            self._take_edges()
        elif laid_out:
            self._take_light()

    def _largest_in(self, layers: tuple[LayerPicture, ...]) -> Chosen:
        return largest_at_strips(self.layout, layers, self._largest)

    def _take_edges(self) -> None:
        """Choose the edges that are drawn, and read what they say."""
        instead: dict[int, NDArray[np.floating[Any]]] = {}
        if self.findings is not None:
            instead = self.findings.of_weights(self.layers)
        elif self.light is not None:
            instead = self.light.edges
        layers = on_edges(instead, self.layers)
        if any(column.is_strip for column in self.layout.columns):
            self.edges = Edges(self.layout, self._largest_in(layers), self.edges.drawn)
        self.weights = self.edges.weights(self.layers)
        self.shown = self.weights if layers is self.layers else self.edges.weights(layers)
        self.drawn = self.shown
        if self.findings is not None:
            self.drawn = np.nan_to_num(self.shown)
        elif self.light is not None and self.light.edges:
            self.drawn = as_weights(self.light, self.edges, self.shown)
        self.order = self.edges.strongest(self.drawn)
        self.frozen_edges = self.edges.frozen(self.layers)
        self.off_edges = self.edges.off(self.layers)
        self._take_light()

    def _take_light(self) -> None:
        light = self.light
        self.shine = None if light is None else Shine(light, self.layout, self.edges, self.layers)
        values = None if self.shine is None else self.shine.values
        self.words.take(self.layers, self.edges, self.probe, values, light)

    def shows_weight(self, edge: int) -> bool:
        """Return whether the number on an edge is its weight, and not a value shown instead."""
        if self.findings is not None:
            return False
        return self.light is None or int(self.edges.layers[edge]) not in self.light.edges

    def place_of_layer(self, layer: int) -> QRectF | None:
        """Return where a layer's column is, from head to foot, or None if it is not seen."""
        for column in self.layout.columns if self.layout.fits else ():
            if column.slot.layer == layer and column.slot.role is not Role.INPUT:
                half, ys = column.size / 2.0, column.ys
                left, top = column.x - max(half, 28.0), column.caption_rect.top()
                return QRectF(left, top, 2.0 * (column.x - left), ys[-1] + half - top)
        return None

    def in_words(self) -> str:
        """Return the network and what is lit in it, in words for screen readers."""
        said = in_words(self.facts, self.layers)
        more = "" if self.shine is None else self.shine.in_words(self.layers)
        if self.findings is not None:
            more = self.findings.in_words()
        return f"{said} {more}" if more else said

    def _take_column(self, index: int, slot: Slot, shown: int) -> None:
        probe = self.probe
        if probe is not None and slot.role is not Role.PASS:
            values = probe.inputs if slot.role is Role.INPUT else None
            if 0 <= slot.layer < len(probe.outputs):
                values = probe.outputs[slot.layer]
            if values is not None:
                self.values[index] = np.asarray(values).reshape(-1)[:shown]
        if slot.role not in (Role.HIDDEN, Role.OUTPUT):
            return
        layer = self.layers[slot.layer]
        bias = layer.arrays.get("bias")
        if bias is not None:
            found = np.asarray(bias).reshape(-1)[:shown]
            self.biases.update({(index, u): float(b) for u, b in enumerate(found)})
        if layer.frozen:
            for unit in range(shown):
                if is_frozen(self.layers, Part(slot.layer, None, unit)):
                    self.frozen_neurons.add((index, unit))
        after = leads_away(self.layers, slot.layer)
        off = None if after is None else self.layers[after].is_off("weight")
        if off is not None:
            whole = np.flatnonzero(np.all(off, axis=1)).tolist()
            self.off_neurons |= {(index, unit) for unit in whole if unit < shown}

    def explain(self, part: Part | None) -> list[Row]:
        """Return what a part is, in rows; none if it is not shown."""
        if part is None or not self.has(part):
            return []
        rows = self._explain(part)
        if self.findings is not None and part.layer >= 0:
            return rows[:1] + self.findings.rows(part)
        if self.shine is not None:
            rows = rows + self.shine.rows(part, number_of(self.layers, part))
        return rows

    def _explain(self, part: Part) -> list[Row]:
        if part.sort is Sort.WEIGHT:
            return self.words.edge(part)
        if part.sort is Sort.BIAS:
            return self.words.bias(part)
        if part.sort is Sort.LAYER:
            return self.words.layer(part)
        return self.words.neuron(part.layer + 1, part.unit)

    def template(self, part: Part | None) -> Floats | None:
        """Return the weights into a neuron as the picture (rows, columns) that it responds to.

        None if its inputs are not the pixels of a picture.
        """
        facts = self.facts
        if part is None or facts is None or not self.has(part):
            return None
        if part.sort is not Sort.NEURON or part.layer != 0 or not self.layers[0].has_neurons:
            return None
        weight = self.layers[0].arrays["weight"]
        shape = image_shape(facts.raw_names, facts.raw_ranges)
        if shape is None or len(weight) != shape.inputs.size:
            return None
        found: Floats = weight[:, part.unit][shape.inputs]
        return found

    # numbers on edges

    def numbers_for(self, part: Part, palette: Palette) -> dict[int, QRectF]:
        """Return places for the numbers of the edges of a part, the largest first."""
        mine = self.edges_of(part)
        mine = mine[np.isfinite(self.drawn[mine])]
        strongest_first = mine[np.argsort(-np.abs(self.drawn[mine]), kind="stable")]
        return self.numbers_beside(strongest_first[:64], palette)

    def numbers_beside(self, among: Indexes, palette: Palette) -> dict[int, QRectF]:
        """Return places for the numbers of some edges; those already shown stay where they are."""
        there = {i: self.number_places[i] for i in among.tolist() if i in self.number_places}
        others = np.array([i for i in among.tolist() if i not in there], dtype=np.intp)
        return there | self._numbers_on(others, palette, list(there.values()))

    def _numbers_on(
        self, among: Indexes, palette: Palette, taken: Sequence[QRectF] = ()
    ) -> dict[int, QRectF]:
        metrics = palette.number_metrics
        width = metrics.horizontalAdvance("−88.88" + "8" * more_digits()) + 6.0
        columns = self.layout.columns
        squares = [c.rect(u) for c in columns if not c.is_strip for u in range(len(c.ys))]
        squares += [c.bar for c in columns if c.is_strip]
        return self.edges.number_places(among, width, metrics.height(), [*squares, *taken])

    # parts

    def has(self, part: Part) -> bool:
        """Return whether a part is in the picture."""
        columns = self.layout.columns
        if not 0 <= part.layer + 1 < len(columns):
            return False
        if part.sort is Sort.WEIGHT:
            weight = self.layers[part.layer].arrays.get("weight")
            return weight is not None and all(
                i < n for i, n in zip(part.index, weight.shape, strict=True)
            )
        return part.unit < len(columns[part.layer + 1].ys)

    def edge_of(self, part: Part) -> int | None:
        """Return the edge of a weight, if it is drawn."""
        if part.sort is not Sort.WEIGHT:
            return None
        return self.edges.find(part.layer, part.index[0], part.unit)

    def edges_of(self, part: Part) -> Indexes:
        """Return the edges into a neuron, or for an input, the edges out of it."""
        if part.sort is Sort.WEIGHT:
            edge = self.edge_of(part)
            return _NO_INDEXES if edge is None else np.array([edge], dtype=np.intp)
        if part.sort not in (Sort.NEURON, Sort.INPUT, Sort.BIAS):
            return _NO_INDEXES
        column = part.layer + 1
        into = self.edges.into(column, part.unit)
        return into if len(into) else self.edges.out_of(column, part.unit)

    def rect(self, part: Part, numbers: dict[int, QRectF] | None = None) -> QRectF:
        """Return where a part is: its square, its number or its dot."""
        column = self.layout.columns[part.layer + 1]
        if part.sort is Sort.LAYER:
            return column.caption_rect
        if part.sort is Sort.BIAS:
            radius = column.bias_radius + 1.0
            centre = column.bias_centre(part.unit)
            return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        if part.sort is Sort.WEIGHT:
            edge = self.edge_of(part)
            if edge is None:
                return column.rect(part.unit)
            x, y = self.edges.points[edge][len(self.edges.points[edge]) // 2]
            at = QRectF(x - 4.0, y - 4.0, 8.0, 8.0)
            return (numbers or self.number_places).get(edge, at)
        if column.slot.role is Role.PASS:
            return QRectF(column.x - 4.0, column.ys[part.unit] - 6.0, 8.0, 12.0)
        return column.rect(part.unit)
