"""The current update, for the cards: the records of its phases, and the names of everything.

Records have samples as rows. In the middle of an update the layers hold the numbers from before it;
once it is done, its own record has them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import Equation
from core.lesson.cards.content import MOST_ROWS, Cursor, shown, window
from core.lesson.names.constants import Constants
from core.lesson.names.layers import layer_numbers, output_layer
from core.lesson.names.notation import Notation
from core.lesson.names.units import output_titles, unit_symbols
from core.lesson.parts import Part, neuron
from core.pictures.snapshot import Facts, LayerPicture, StepPicture, Stop

Array = NDArray[np.floating[Any]]
Values = Mapping[str, Any]

NOTHING: Values = MappingProxyType({})


class Context:
    """One step picture, with the layers, the facts and the cursor."""

    def __init__(
        self,
        step: StepPicture,
        layers: tuple[LayerPicture, ...],
        facts: Facts | None,
        cursor: Cursor,
    ) -> None:
        self.step, self.layers, self.facts, self.cursor = step, layers, facts, cursor
        self.project = step.project
        self.output = output_layer(layers)
        self.hidden = layer_numbers(layers)
        self.notation = Notation.of(layers)
        self.constants = Constants.of(self.project)
        self.stop: Stop | None = step.rail[step.done - 1] if step.done else None

    # ------------------------------------------------------------------ what was said

    def said(self, kind: str, layer: int | None = None) -> Values:
        """Return the record of a phase, or nothing while it is not done."""
        record = self.step.record(kind, layer)
        if record is None:
            return NOTHING
        if layer is None or kind not in ("forward", "backward"):
            return record.values
        missing = self._around(kind, layer, record.values)
        return {**missing, **record.values} if missing else record.values

    def _around(self, kind: str, layer: int, said: Values) -> dict[str, Any]:
        """Return what a layer with few records read and wrote, taken from its neighbours.

        Numbers that are not known yet are NaN.
        """
        found: dict[str, Any] = {}
        if kind == "forward":
            if "x" not in said:
                before = self.said("forward", layer - 1) if layer else self.said("batch")
                found["x"] = before["a" if layer else "x"]
            if "a" not in said:
                found["a"] = self._unknown(self.layers[layer].units)
            return found
        if "gradient_z" not in said:
            gradient = self.gradient_of_outputs(layer)
            unknown = self._unknown(self.layers[layer].units)
            found["gradient_z"] = unknown if gradient is None else gradient
        if "gradient_x" not in said:
            found["gradient_x"] = self._unknown(self.layers[layer].inputs)
        return found

    def _unknown(self, units: int) -> Array:
        return np.full((self.size, units), np.nan)

    def learned(self, layer: int, name: str) -> Array:
        """Return an array of a layer from before the update: weight, bias, scale, shift."""
        done = self.said("update", layer)
        found = done.get(f"{name}_before", self.layers[layer].arrays.get(name))
        return np.empty(0) if found is None else np.asarray(found)

    def has_bias(self, layer: int) -> bool:
        """Return whether a layer is dense with biases."""
        return "bias" in self.layers[layer].arrays

    @property
    def row(self) -> int:
        """The followed row of the batch."""
        return min(self.cursor.sample or 0, max(0, self.size - 1))

    @property
    def size(self) -> int:
        """How many samples the batch has; 0 before it is drawn."""
        return len(self.said("batch").get("x", ()))

    @property
    def unit(self) -> int:
        """The followed neuron of the current layer."""
        layer = self.stop.layer if self.stop is not None else None
        most = self.layers[self.output if layer is None else layer].units
        return min(self.cursor.neuron, most - 1)

    def gradient_of_outputs(self, layer: int) -> Array | None:
        """Return ∂L/∂a (m, units) of a layer, as its backward phase reads it.

        None if the loss is fused with the activation and the slope overflowed.
        """
        if layer == len(self.layers) - 1:
            found = self.said("loss").get("gradient")
        else:
            found = self.said("backward", layer + 1).get("gradient_x")
        return None if found is None else np.asarray(found)

    def is_fused(self, layer: int) -> bool:
        """Return whether the loss wrote ∂L/∂z of this layer itself."""
        return layer == len(self.layers) - 1 and bool(self.said("loss").get("fused", False))

    def is_known(self, layer: int) -> bool:
        """Return whether a layer's kind has its equations written out here."""
        return self.equation(layer) is not Equation.OWN

    def is_dense(self, layer: int) -> bool:
        """Return whether a layer has neurons of its own."""
        return self.equation(layer) is Equation.WEIGHTED_SUM

    def equation(self, layer: int) -> Equation:
        """Return what a layer computes, if it is written out here."""
        return self.project.layers[layer].equation

    # ------------------------------------------------------------------ names

    def names(self, layer: int) -> tuple[str, ...]:
        """Return the symbols of a layer's outputs: x₁, h₁, a⁽²⁾₁, ŷ; ŷ₂ if there are several."""
        return unit_symbols(self.facts, self.layers, layer)

    def title(self, layer: int, unit: int) -> str:
        """Return a neuron's symbol, with the class or target it stands for: ŷ₂ · setosa."""
        symbol = self.names(layer)[unit]
        if layer != self.output:
            return symbol
        name = output_titles(self.facts, self.layers[layer].units)[unit]
        return f"{symbol} · {name}" if name else symbol

    def behind(self, layer: int) -> int:
        """Return the dense layer whose neurons a layer passes on, or −1 for the inputs."""
        while layer >= 0 and not self.is_dense(layer):
            if self.layers[layer].units != self.layers[layer].inputs:
                return layer  # its units are not those of an earlier layer
            layer -= 1
        return layer

    def neuron(self, layer: int, unit: int) -> Part:
        """Return the neuron in the diagram for a unit of a layer."""
        return neuron(self.behind(layer), unit)

    def pointed(self, part: Part) -> Part:
        """Return what the diagram can point at: weights and biases, else the neuron."""
        if self.is_dense(part.layer):
            return part
        units = self.layers[part.layer].units
        return self.neuron(part.layer, min(int(part.index[-1]), units - 1))

    # ------------------------------------------------------------------ samples

    def number(self, row: int) -> int:
        """Return a sample's number in the training part, from 1."""
        indexes = self.said("batch").get("indexes", ())
        return int(indexes[row]) + 1 if row < len(indexes) else row + 1

    def label(self, row: int) -> str:
        """Return the label of a row: its number, and its inputs if they are few."""
        x = self.said("batch").get("x")
        if x is None or x.shape[1] > 2:
            return str(self.number(row))
        return f"{self.number(row)} ({', '.join(shown(value) for value in x[row])})"

    def rows(self) -> range:
        """Return the rows of the batch that are shown."""
        return window(self.size, self.row, MOST_ROWS)
