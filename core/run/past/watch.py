"""Whether a condition holds at a course's present moment, moment after moment."""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.lesson.addresses.address import CODE_NAMES
from core.lesson.past.condition import (
    ChangesSign,
    Clause,
    Compares,
    Condition,
    Flips,
    UnitBecomes,
)
from core.lesson.past.quantity import Quantity
from core.run.doctor.criteria import OF_SAMPLES, OUT
from core.run.past.again import Course
from core.run.past.reader import Reader
from core.words import say

Array = NDArray[np.floating[Any]]

_OPERATORS: MappingProxyType[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "=": operator.eq,
        "!=": operator.ne,
    }
)


@dataclass(frozen=True)
class Hit:
    """Where a clause holds: the address (or the figure) in it, and its value."""

    address: str
    value: float


class _Watcher(Protocol):
    """Looks at every moment in turn."""

    #: what it refers to before it holds
    address: str

    def look(self) -> Hit | None:
        """Return where the clause holds at this moment, or None."""


class Watch:
    """Looks at every moment of a course, from its start on."""

    def __init__(self, condition: Condition, course: Course) -> None:
        """Bind a condition. Raises UserError for what this network or task does not have."""
        self._reader = Reader(course, ())
        self._groups = [
            [_watcher(clause, self._reader) for clause in group] for group in condition.groups
        ]
        self.address = self._groups[0][0].address

    def look(self) -> Hit | None:
        """Return where the condition holds at this moment, for the first clause of a group."""
        self._reader.begin()
        held = [[watcher.look() for watcher in group] for group in self._groups]
        for group in held:
            if all(hit is not None for hit in group):
                return group[0]
        return None


def needs_steps(condition: Condition) -> bool:
    """Return whether it needs updates to be stepped through."""
    found: list[Quantity] = []
    for clause in condition.clauses:
        if isinstance(clause, Compares):
            found += clause.quantities
        elif isinstance(clause, ChangesSign) and clause.quantity is not None:
            found.append(clause.quantity)
    return any(quantity.is_of_update for quantity in found)


def _watcher(clause: Clause, reader: Reader) -> _Watcher:
    if isinstance(clause, Compares):
        return _Comparing(clause, reader)
    if isinstance(clause, Flips):
        return _Flipping(clause, reader)
    if isinstance(clause, UnitBecomes):
        return _UnitWatcher(clause, reader)
    if clause.quantity is None:
        return _AnySign(clause.array, reader)
    return _OneSign(clause.quantity, reader)


class _Comparing:
    def __init__(self, clause: Compares, reader: Reader) -> None:
        self._holds = _OPERATORS[clause.operator]
        self._sides = [
            reader.reading(side) if isinstance(side, Quantity) else _constant(side)
            for side in (clause.left, clause.right)
        ]
        self._told = 0 if isinstance(clause.left, Quantity) else 1
        self.address = str(clause.quantities[0])

    def look(self) -> Hit | None:
        values = [read() for read in self._sides]
        if any(map(math.isnan, values)) or not self._holds(*values):
            return None
        return Hit(self.address, values[self._told])


def _constant(value: float) -> Callable[[], float]:
    return lambda: value


class _OneSign:
    """One number that goes over to the other side of 0."""

    def __init__(self, quantity: Quantity, reader: Reader) -> None:
        self._read = reader.reading(quantity)
        self.address = str(quantity)
        self._before = 0.0

    def look(self) -> Hit | None:
        value = self._read()
        before = self._before
        if value > 0.0 or value < 0.0:
            self._before = math.copysign(1.0, value)
        return Hit(self.address, value) if before * value < 0.0 else None


class _AnySign:
    """Any number of the arrays of a name that goes over to the other side of 0."""

    def __init__(self, name: str, reader: Reader) -> None:
        self._reader, self._name = reader, name
        arrays = reader.trainer.network.learned(reader.trainer.state.parameters)
        self._layers = [i for i, found in enumerate(arrays) if name in found]
        if not self._layers:
            raise UserError(
                say("Past", "no layer has a {name}", name=name),
                say("Past", "write weight changes sign"),
            )
        self._before: list[Array] = [np.sign(arrays[i][name]) * 0.0 for i in self._layers]
        self.address = f"{CODE_NAMES[name]}{self._layers[0] + 1}"

    def look(self) -> Hit | None:
        trainer, hit = self._reader.trainer, None
        arrays = trainer.network.learned(trainer.state.parameters)
        for k, layer in enumerate(self._layers):
            array = arrays[layer][self._name]
            signs = np.sign(array)
            turned = np.argwhere(signs * self._before[k] < 0.0)
            if hit is None and len(turned):
                place = tuple(int(i) for i in turned[0])
                inside = ",".join(str(i + 1) for i in place)
                name = f"{CODE_NAMES[self._name]}{layer + 1}[{inside}]"
                hit = Hit(name, float(array[place]))
            self._before[k] = np.where(signs == 0.0, self._before[k], signs)
        return hit


class _Flipping:
    """The predicted class of a sample differs from the previous moment."""

    def __init__(self, clause: Flips, reader: Reader) -> None:
        if not reader.has_classes():
            raise UserError(
                say("Past", "no sample flips: the targets are numbers, not classes"),
                say("Past", "compare an output, as in A2[3,1] > 0.5"),
            )
        if clause.sample is not None:
            reader.check_sample(clause.sample, say("Past", "sample {n} flips", n=clause.sample))
        self._reader, self._sample = reader, clause.sample
        self._before: NDArray[np.intp] | None = None
        self._layer = len(reader.trainer.network.spans)
        self.address = f"A{self._layer}[{clause.sample or 1},1]"

    def look(self) -> Hit | None:
        found = self._reader.classes(self._sample)
        before, self._before = self._before, found
        if before is None or np.array_equal(found, before):
            return None
        row, unit = (int(k) for k in np.argwhere(found != before)[0])
        sample = row + 1 if self._sample is None else self._sample
        outputs = self._reader.pass_through(sample)[2][0]
        if found.shape[1] == 1 and outputs.size > 1:
            unit = int(found[row, 0])  # the output that is the largest now
        return Hit(f"A{self._layer}[{sample},{unit + 1}]", float(outputs[unit]))


class _UnitWatcher:
    """A unit that is dead or saturated on the training part, or becomes so."""

    def __init__(self, clause: UnitBecomes, reader: Reader) -> None:
        self._clause, self._reader = clause, reader
        spans = reader.trainer.network.spans
        chosen = range(len(spans)) if clause.layer is None else (clause.layer - 1,)
        if clause.layer is not None and clause.layer > len(spans):
            raise UserError(
                say("Past", "there is no layer {layer}", layer=clause.layer),
                say("Past", "layers are counted from 1 to {last}", last=len(spans)),
            )
        self._layers = [i for i in chosen if self._is_possible(i)]
        if not self._layers:
            raise UserError(*_impossible(clause.state))
        fits = [i for i in self._layers if clause.unit is None or clause.unit <= spans[i].units]
        if not fits:
            most = max(spans[i].units for i in self._layers)
            raise UserError(
                say("Past", "there is no neuron {unit}", unit=clause.unit),
                say("Past", "neurons are counted from 1 to {last}", last=most),
            )
        self._layers = fits
        self._before: list[NDArray[np.bool_]] = []
        self.address = f"A{fits[0] + 1}[:,{clause.unit or 1}]"

    def _is_possible(self, layer: int) -> bool:
        """Return whether a hidden layer's units can reach such a state."""
        spans = self._reader.trainer.network.spans
        neurons = spans[layer].layer.neurons
        if neurons is None or layer == len(spans) - 1:
            return False
        bounded = neurons.activation.bounds is not None and not neurons.activation.gives_shares
        return bounded or self._clause.state == "dead"

    def look(self) -> Hit | None:
        found = self._states()
        before, self._before = self._before, [holds for holds, _ in found]
        for k, (layer, (holds, values)) in enumerate(zip(self._layers, found, strict=True)):
            new = holds
            if self._clause.is_event:
                new = holds & ~before[k] if before else np.zeros_like(holds)
            units = np.flatnonzero(new)
            if self._clause.unit is not None:
                units = units[units == self._clause.unit - 1]
            if units.size:
                return Hit(f"A{layer + 1}[:,{units[0] + 1}]", float(values[units[0]]))
        return None

    def _states(self) -> list[tuple[NDArray[np.bool_], Array]]:
        """Return, for every layer, which units are in the state, and the value that shows it.

        Dead: the largest |a| of all training samples, which is 0. Saturated: the share of samples
        whose a is farther from the middle of its range than 99 % of the half of it.
        """
        trainer, dead = self._reader.trainer, self._clause.state == "dead"
        inputs, spans = trainer.dataset.train.inputs, trainer.network.spans
        values = [np.zeros(spans[i].units) for i in self._layers]
        chunk = trainer.figures.predictor.chunk
        for start in range(0, len(inputs), chunk):
            rows = inputs[start : start + chunk]
            plan = trainer.figures.predictor.plan(len(rows))
            with np.errstate(all="ignore"):
                plan.x[:-1] = rows.T
                plan.run()
            for k, layer in enumerate(self._layers):
                a = plan.layer_outputs[layer]
                if dead:
                    np.maximum(values[k], np.abs(a).max(axis=1), out=values[k])
                    continue
                neurons = spans[layer].layer.neurons
                assert neurons is not None and neurons.activation.bounds is not None
                low, high = neurons.activation.bounds
                far = np.abs(a - (low + high) / 2.0) > OUT * (high - low) / 2.0
                values[k] += far.sum(axis=1) / len(inputs)
        if dead:
            return [(value == 0.0, value) for value in values]
        return [(value >= OF_SAMPLES - 1e-12, value) for value in values]


def _impossible(state: str) -> tuple[str, str]:
    if state == "dead":
        return (
            say("Past", "there is no hidden layer of neurons that could die"),
            say("Past", "compare an output, as in A1[3,1] > 0.5"),
        )
    return (
        say("Past", "no hidden layer has an activation with two limits"),
        say("Past", "ask whether a neuron dies, or compare a sum, as in Z1[3,1] > 5"),
    )
