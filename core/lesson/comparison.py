"""The comparison of two moments as rows of a table: numbers, and samples.

The largest changes come first. For a large network only some thousand are listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Task
from core.lesson.names.layers import layer_name
from core.lesson.names.numbers import of_unit, symbol
from core.lesson.names.symbols import between
from core.lesson.names.units import output_names, unit_symbols
from core.lesson.numbers import MINUS, figure, full, tidy
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, LayerPicture
from core.words import translate

Array = NDArray[np.floating[Any]]

#: the most changes that are listed
MOST = 1000
#: the most inputs of a sample that are shown, and in the tooltip
_INPUTS_SHOWN, _INPUTS_TOLD = 4, 16


class Change(Protocol):
    """One array at both moments."""

    @property
    def before(self) -> Array:
        """The array at the first moment."""

    @property
    def after(self) -> Array:
        """The array at the second moment."""

    @property
    def change(self) -> Array:
        """After − before."""


class Crossed(Protocol):
    """A sample whose predicted class has changed."""

    @property
    def sample(self) -> int:
        """Its number among the points."""

    @property
    def before(self) -> int:
        """The class at the first moment."""

    @property
    def after(self) -> int:
        """The class at the second moment."""

    @property
    def output(self) -> int:
        """Which output, of several with two classes each."""


class Moved(Protocol):
    """An output of a sample that has changed."""

    @property
    def sample(self) -> int:
        """Its number among the points."""

    @property
    def before(self) -> float:
        """The output at the first moment."""

    @property
    def after(self) -> float:
        """The output at the second moment."""

    @property
    def output(self) -> int:
        """Which output."""


@dataclass(frozen=True)
class Cell:
    """One cell: what it shows, a longer text for the tooltip, and its number if it is one."""

    text: str
    more: str = ""
    value: float | None = None

    @property
    def whole(self) -> str:
        """The text for the tooltip: every digit of a number."""
        return self.more or self.text if self.value is None else full(self.value)

    @property
    def copied(self) -> str:
        """The text for the clipboard: every digit, in a form that other programs read."""
        return self.text if self.value is None else repr(float(self.value))


Row = tuple[Cell, ...]


def number_cell(value: float) -> Cell:
    """Return the cell of a number."""
    return Cell(figure(value, 4), value=float(value))


def change_cell(value: float) -> Cell:
    """Return the cell of a change, which always has its sign."""
    plus = "+" if value > 0.0 else ""
    return Cell(plus + figure(value, 4), value=float(value))


@dataclass(frozen=True)
class Ranked:
    """The places of the largest changes, how many numbers there are, and how many changed."""

    places: tuple[tuple[int, str, tuple[int, ...]], ...]
    numbers: int
    changed: int


def ranked(layers: Sequence[Mapping[str, Change]], most: int = MOST) -> Ranked:
    """Return where the largest changes are, the largest first; NaN comes before them."""
    keys = [(index, name) for index, arrays in enumerate(layers) for name in arrays]
    sizes = [np.abs(layers[index][name].change).reshape(-1) for index, name in keys]
    if not sizes:
        return Ranked((), 0, 0)
    size = np.concatenate(sizes)
    size = np.where(np.isnan(size), np.inf, size)
    changed = int(np.count_nonzero(size))
    listed = min(most, changed)
    chosen = np.argpartition(-size, listed - 1)[:listed] if listed else np.empty(0, np.intp)
    chosen = chosen[np.lexsort((chosen, -size[chosen]))]
    ends = np.cumsum([part.size for part in sizes])
    places = []
    for at in chosen:
        key = int(np.searchsorted(ends, at, side="right"))
        index, name = keys[key]
        shape = layers[index][name].change.shape
        inside = int(at) - (int(ends[key - 1]) if key else 0)
        places.append((index, name, tuple(int(i) for i in np.unravel_index(inside, shape))))
    return Ranked(tuple(places), int(size.size), changed)


def change_rows(
    layers: Sequence[Mapping[str, Change]],
    found: Ranked,
    facts: Facts | None,
    pictures: tuple[LayerPicture, ...],
) -> list[Row]:
    """Return a row for each of the changes: its name, before, after, change."""
    names = NumberNames(facts, pictures)
    rows: list[Row] = []
    for layer, name, index in found.places:
        item = layers[layer][name]
        rows.append(
            (
                Cell(names.of(layer, name, index)),
                number_cell(float(item.before[index])),
                number_cell(float(item.after[index])),
                change_cell(float(item.change[index])),
            )
        )
    return rows


class NumberNames:
    """The names of single numbers: hidden layer 1 · w⁽¹⁾₁₂, x₁ → h₂; output layer · b⁽²⁾₁, …"""

    def __init__(self, facts: Facts | None, layers: tuple[LayerPicture, ...]) -> None:
        self._facts, self._layers = facts, layers
        self._units: dict[int, tuple[str, ...]] = {}

    def of(self, layer: int, name: str, index: tuple[int, ...]) -> str:
        """Return the name of one number."""
        where = layer_name(self._layers, layer)
        where = f"{where} · {symbol(Part(layer, name, index), self._layers)}"
        if layer >= len(self._layers):
            return where
        if name == "weight":
            source = self._unit(layer - 1, index[0])
            return f"{where}, {between(source, self._unit(layer, index[-1]))}"
        return f"{where}, {of_unit(name, self._unit(layer, index[-1]))}"

    def _unit(self, layer: int, unit: int) -> str:
        if layer not in self._units:
            self._units[layer] = unit_symbols(self._facts, self._layers, layer)
        names = self._units[layer]
        return names[unit] if unit < len(names) else str(unit + 1)


def crossing_rows(crossings: Sequence[Crossed], facts: Facts | None) -> list[Row]:
    """Return a row for each sample: which, its inputs, from → to, its true class."""
    rows: list[Row] = []
    for item in crossings:
        text = f"{_class(facts, item.before)} → {_class(facts, item.after)}"
        if facts is not None and len(facts.target_names) > 1 and facts.task is Task.TWO_CLASSES:
            text = f"{output_names(facts, len(facts.target_names))[item.output]}: {text}"
        true = true_class(facts, item.sample, item.output)
        words = "·" if true is None else _class(facts, true)
        if true is not None and true == item.after:
            words += " ✓"
        rows.append((*_sample_cells(facts, item.sample), Cell(text), Cell(words)))
    return rows


def output_rows(moved: Sequence[Moved], facts: Facts | None) -> list[Row]:
    """Return a row for each output: sample, its inputs, before, after, change."""
    rows: list[Row] = []
    for item in moved:
        which, inputs = _sample_cells(facts, item.sample)
        if facts is not None and len(facts.target_names) > 1:
            which = Cell(
                f"{which.text} · {output_names(facts, len(facts.target_names))[item.output]}"
            )
        numbers = number_cell(item.before), number_cell(item.after)
        rows.append((which, inputs, *numbers, change_cell(item.after - item.before)))
    return rows


def _sample_cells(facts: Facts | None, sample: int) -> tuple[Cell, Cell]:
    which = str(sample + 1)
    if facts is None or sample >= len(facts.points.inputs):
        return Cell(which), Cell("·")
    if facts.points.test[sample]:
        validates = facts.points.validation.size and facts.points.validation[sample]
        which += (
            translate("CompareDialog", " (validation)")
            if validates
            else translate("CompareDialog", " (test)")
        )
    inputs = [float(value) for value in facts.points.inputs[sample][:_INPUTS_TOLD]]
    left_out = len(facts.raw_names) > _INPUTS_TOLD
    shown = [tidy(value) for value in inputs[:_INPUTS_SHOWN]]
    told = [f"{name} = {full(x)}" for name, x in zip(facts.raw_names, inputs, strict=False)]
    if len(inputs) > _INPUTS_SHOWN:
        shown.append("…")
    more = ", ".join(told) + (", …" if left_out else "")
    return Cell(which), Cell(f"({', '.join(shown)})", more)


def _class(facts: Facts | None, number: int) -> str:
    if facts is not None and 0 <= number < len(facts.classes):
        return facts.classes[number]
    return str(number).replace("-", MINUS)


def true_class(facts: Facts | None, sample: int, output: int) -> int | None:
    """Return the class that a sample belongs to, or None if unknown."""
    if facts is None or sample >= len(facts.points.targets) or facts.task is Task.REGRESSION:
        return None
    targets = facts.points.targets[sample]
    if facts.task is Task.CLASSES:
        return int(np.argmax(targets))
    return int(targets[output] > facts.threshold)
