"""The texts of the network diagram: what is under the cursor, and what is not drawn."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication

from core.components.activations import ACTIVATIONS
from core.counts import counted
from core.lesson.cards.light import Light
from core.lesson.formulas.rows import Row, Run, formula_rows
from core.lesson.formulas.sums import NeuronFormula, neuron_formula
from core.lesson.names.arrays import noun
from core.lesson.names.layers import layer_line
from core.lesson.names.notation import Notation
from core.lesson.names.numbers import of_unit, symbol
from core.lesson.names.symbols import between, slope
from core.lesson.names.units import unit_symbols
from core.lesson.numbers import count, figure, full
from core.lesson.parts import Part, is_frozen, is_off, neuron, number_of
from core.pictures.snapshot import LayerPicture, Probe
from gui.network.edges import MOST, Edges, Floats
from gui.network.layout import Column, Layout, Role


class Words:
    """The texts for one layout of one network; `names` are the units' names, by column."""

    def __init__(
        self,
        layout: Layout,
        edges: Edges,
        layers: tuple[LayerPicture, ...],
        names: dict[int, tuple[str, ...]],
    ) -> None:
        self._layout = layout
        self._edges = edges
        self._names = names
        self._layers = layers
        self._probe: Probe | None = None
        self._lit: dict[int, Floats] | None = None
        self._light: Light | None = None

    def take(
        self,
        layers: tuple[LayerPicture, ...],
        edges: Edges,
        probe: Probe | None = None,
        lit: dict[int, Floats] | None = None,
        light: Light | None = None,
    ) -> None:
        """Take the values of another moment of the same network.

        In the middle of an update, `lit` are the numbers under the neurons, by column. The probe,
        which would give away what is not computed yet, is then left out, and so is whatever the
        `light` does not know yet in the current update.
        """
        self._light = light
        self._layers, self._edges, self._lit = layers, edges, lit
        self._probe = probe if lit is None else None

    def strip(self, column: Column, measure: Callable[[str], float]) -> str:
        """Return the text under a strip."""
        is_input = column.slot.role is Role.INPUT
        text = counted(column.slot.units, "input" if is_input else "neuron")
        assert column.words is not None
        room = column.words.width() - 4.0
        activation = ""
        if column.slot.layer >= 0:
            activation = _label(self._layers[column.slot.layer].activation)
        long = f"{text} · {activation}" if activation else text
        short = count(column.slot.units)
        return next((form for form in (long, text) if measure(form) <= room), short)

    def unit_name(self, column: int, unit: int) -> str:
        """Return the name of a unit: its symbol, and the class or target it stands for."""
        return self._names[column][unit]

    def edge(self, part: Part) -> list[Row]:
        """Return what an edge is, its weight in full, its gradient and its last change."""
        source = self._symbols(part.layer - 1)[part.index[0]]
        target = self._symbols(part.layer)[part.unit]
        title = f"{noun(str(part.name))} {between(source, target)}"
        return [(Run(title + self._frozen(part)),), *self._number_rows(part)]

    def bias(self, part: Part) -> list[Row]:
        """Return what a bias is, its value in full, its gradient and its last change."""
        title = of_unit(str(part.name), self.unit_name(part.layer + 1, part.unit))
        return [(Run(title + self._frozen(part)),), *self._number_rows(part)]

    def _number_rows(self, part: Part) -> list[Row]:
        translate = QCoreApplication.translate
        value = number_of(self._layers, part)
        called = symbol(part, self._layers)
        rows: list[Row] = [] if value is None else [(Run(f"{called} = "), Run(full(value), value))]
        if value is not None and is_off(self._layers, part):
            kept = number_of(self._layers, part, "off")
            words = translate("NetworkDiagram", "held at 0; switched on it is")
            rows.append((Run(words + " "), Run(full(kept or 0.0), kept)))
        if self._light is not None and self._light.gradients is not None:
            return [*rows, self._of_this_update(part, self._light)]
        gradient = number_of(self._layers, part, "gradients")
        change = number_of(self._layers, part, "changes")
        for name, number in (
            (translate("NetworkDiagram", "gradient"), gradient),
            (translate("NetworkDiagram", "last change"), change),
        ):
            if number is not None:
                rows.append((Run(name + " "), Run(figure(number, 4), number)))
        if gradient is None and change is None:
            rows.append((Run(translate("NetworkDiagram", "no update yet: no gradient")),))
        return rows

    def _of_this_update(self, part: Part, light: Light) -> Row:
        """Return a number's gradient in the current update, or "·" while it is not computed."""
        found = (light.gradients or {}).get(part.layer, {}).get(part.name or "")
        value = None if found is None else float(found[part.index])
        called = slope(symbol(part, self._layers), light.objective)
        return (Run(f"{called} = "), Run(figure(value, 4), value))

    def _frozen(self, part: Part) -> str:
        words = ""
        if is_frozen(self._layers, part):
            words += " · " + QCoreApplication.translate("NetworkDiagram", "frozen")
        if is_off(self._layers, part):
            words += " · " + QCoreApplication.translate("NetworkDiagram", "off")
        return words

    def neuron(self, column: int, unit: int) -> list[Row]:
        """Return what a neuron is and what it computes, for the followed sample if there is one."""
        translate = QCoreApplication.translate
        slot = self._layout.columns[column].slot
        if slot.role is Role.INPUT:
            text = translate("NetworkDiagram", "input {name}")
            named = (Run(text.format(name=self._names[column][unit])),)
            if self._lit is not None:
                return [named, *self._lit_rows(column, unit)]
            if self._probe is not None and unit < len(self._probe.inputs):
                value = float(self._probe.inputs[unit])
                return [named, (Run(full(value), value),)]
            return [named]
        layer = self._layers[slot.layer]
        if slot.role is Role.PASS:
            name = self.unit_name(column, unit)
            rows: list[Row] = [(Run(f"{layer_line(self._layers, slot.layer)} · {name}"),)]
            for key, array in layer.arrays.items():
                if array.ndim == 1 and unit < len(array):
                    value = float(array[unit])
                    called = symbol(Part(slot.layer, key, (unit,)), self._layers)
                    rows.append((Run(f"{called} = "), Run(full(value), value)))
            return [*rows, *self._lit_rows(column, unit)]
        word = translate("NetworkDiagram", "output") if slot.role is Role.OUTPUT else ""
        title = " ".join(part for part in (word, self.unit_name(column, unit)) if part)
        if layer.activation:
            title += f" · {_label(layer.activation)}"
        title += self._frozen(neuron(slot.layer, unit))
        formula = self.formula(slot.layer, unit)
        if formula is None:
            return [(Run(title),)]
        rows = [(Run(title),), *formula_rows(formula)]
        if is_off(self._layers, neuron(slot.layer, unit)):
            words = translate("NetworkDiagram", "the weights that lead away from it are held at 0")
            rows.insert(1, (Run(words),))
        if formula.bias is None:
            rows.append((Run(translate("NetworkDiagram", "no bias")),))
        if self._lit is not None:
            rows += self._lit_rows(column, unit)
        elif formula.z is None:
            rows.append(
                (Run(translate("NetworkDiagram", "click a point on the surface to follow it")),)
            )
        return rows

    def _lit_rows(self, column: int, unit: int) -> list[Row]:
        """Return the number under a neuron in full, once it is computed."""
        values = None if self._lit is None else self._lit.get(column)
        if values is None or unit >= len(values) or values[unit] != values[unit]:
            return []
        value = float(values[unit])
        text = QCoreApplication.translate("NetworkDiagram", "followed sample")
        if self._light is not None and self._light.faded and column:
            text = QCoreApplication.translate("NetworkDiagram", "before the update")
        called = self._symbols(self._layout.columns[column].slot.layer)[unit]
        row = (Run(f"{called} = "), Run(full(value), value), Run(f" · {text}"))
        return [row, *self._slope_rows(column - 1, unit)]

    def _slope_rows(self, layer: int, unit: int) -> list[Row]:
        """In the backward pass, return ∂L/∂z of a neuron, or ∂L/∂a of a unit without z."""
        light = self._light
        slopes = None if light is None else light.slopes.get(layer)
        if slopes is None or unit >= len(slopes):
            return []
        kind = "z" if self._layers[layer].has_neurons else "a"
        called = slope(Notation.of(self._layers).of_unit(kind, layer, unit))
        value = None if np.isnan(slopes[unit]) else float(slopes[unit])
        return [(Run(f"{called} = "), Run(figure(value, 4), value))]

    def layer(self, part: Part) -> list[Row]:
        """Return what a layer is and how many numbers it has."""
        translate = QCoreApplication.translate
        layer = self._layers[part.layer]
        numbers = sum(int(array.size) for array in layer.arrays.values())
        title = layer_line(self._layers, part.layer) + self._frozen(part)
        hint = translate("NetworkDiagram", "click to set it up; right-click for more")
        return [(Run(title),), (Run(counted(numbers, "number")),), (Run(hint),)]

    def formula(self, layer: int, unit: int) -> NeuronFormula | None:
        """Return what a dense neuron computes, or None if that is not known."""
        weight = self._layers[layer].arrays.get("weight")
        if weight is None or weight.ndim != 2 or unit >= weight.shape[1]:
            return None
        sources = self._symbols(layer - 1)
        return neuron_formula(self._layers, layer, unit, sources, self._probe)

    def _symbols(self, layer: int) -> tuple[str, ...]:
        """Return the symbols of a layer's outputs; for the inputs, these are their names."""
        if layer < 0:
            return self._names[0]
        return unit_symbols(None, self._layers, layer)

    def note(self) -> str:
        """Return what is left out of the picture, in words; empty if nothing is."""
        if not self._layout.fits:
            return ""
        drawn = min(len(self._edges), MOST)
        translate = QCoreApplication.translate
        total = sum(p.inputs * p.units for p in self._layers if p.has_neurons)
        if drawn >= total:
            return ""
        text = translate("NetworkDiagram", "the {drawn} largest of {total} weights are drawn")
        if any(column.is_strip for column in self._layout.columns):
            text = translate(
                "NetworkDiagram", "{drawn} of {total} weights are drawn: the largest of each layer"
            )
        return text.format(drawn=count(drawn), total=count(total))


def _label(activation: str) -> str:
    """Return the label of an activation, given its name in files."""
    if activation in ACTIVATIONS:
        return ACTIVATIONS.named(activation).label
    return activation.replace("_", " ")
