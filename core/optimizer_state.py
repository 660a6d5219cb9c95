"""The state of an optimizer to start from, as a project says it beside its starting weights.

One vector a slot, cut into the arrays of the layers, and the counters:
{"optimizer": "adam", "slots": {"mean": [{"weight": …, "bias": …}, …], …}, "counters": {"steps": 9}}
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.optimizers import OPTIMIZERS, Optimizer
from core.errors import ProjectError, one_of
from core.frozen import ARRAYS
from core.records import Record
from core.values import Values, read_matrix, read_vector

Array = NDArray[np.floating[Any]]
#: the arrays of every layer that has some, by their names
Entries = tuple[tuple[tuple[str, Values], ...], ...]

_FIELDS = ("optimizer", "slots", "counters")


class OptimizerState(Record):
    """What the optimizer of that name has kept when training starts here.

    `slots` are its vectors by name, each as arrays like those of `weights` that are learned;
    `counters` its numbers. It counts for a project whose optimizer is of that kind and which
    starts from given weights; every other run starts from zeros.
    """

    optimizer: str
    slots: tuple[tuple[str, Entries], ...]
    counters: tuple[tuple[str, float], ...]

    def write(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "optimizer": self.optimizer,
            "slots": {
                slot: [{name: values.write() for name, values in entry} for entry in entries]
                for slot, entries in self.slots
            },
            "counters": dict(self.counters),
        }


def read_optimizer_state(value: Any, where: str) -> OptimizerState:
    """Read the state of an optimizer. Raises ProjectError naming what is none.

    Whether the shapes fit is known only beside the layers: `put` checks them.
    """
    if isinstance(value, OptimizerState):
        return value
    if not isinstance(value, Mapping) or set(value) != set(_FIELDS):
        raise ProjectError(
            f"{where} is not the state of an optimizer", f"write an object with {one_of(_FIELDS)}"
        )
    kind = OPTIMIZERS.named(value["optimizer"], f"{where}.optimizer")
    slots, counters = value["slots"], value["counters"]
    if not isinstance(slots, Mapping) or not isinstance(counters, Mapping):
        raise ProjectError(
            f"{where}: slots and counters are not objects",
            'write them as {"mean": [{"weight": …}]} and {"steps": 1}',
        )
    if set(counters) != set(kind.counters) or not all(map(_is_count, counters.values())):
        raise ProjectError(
            f"{where}.counters are not those of {kind.name}, as numbers of 0 or more",
            f"it counts {one_of(kind.counters)}" if kind.counters else "it counts nothing",
        )
    read = tuple(
        (str(slot), _read_entries(entries, f"{where}.slots.{str(slot)[:40]}"))
        for slot, entries in sorted(slots.items())
    )
    for slot, entries in read:
        if slot in kind.of_squares and any((v.array < 0).any() for e in entries for _, v in e):
            raise ProjectError(
                f"{where}.slots.{slot} has a number under 0", "it sums up squares: 0 or more"
            )
    return OptimizerState(
        kind.name, read, tuple((name, float(counters[name])) for name in kind.counters)
    )


def _is_count(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return 0 <= value < 1e15 and math.isfinite(value)


def _read_entries(value: Any, where: str) -> Entries:
    if not isinstance(value, (list, tuple)):
        raise ProjectError(f"{where} is not a list", "give one entry per layer with weights")
    found = []
    for i, entry in enumerate(value):
        given = dict(entry) if isinstance(entry, tuple) else entry
        if not isinstance(given, Mapping) or not set(given) <= set(ARRAYS):
            raise ProjectError(
                f"{where}.{i} is not an object of arrays", f"it may have {one_of(ARRAYS)}"
            )
        found.append(
            tuple(
                (
                    name,
                    (read_matrix if name == "weight" else read_vector)(
                        given[name], f"{where}.{i}.{name}"
                    ),
                )
                for name in ARRAYS
                if name in given
            )
        )
    return tuple(found)


def put(
    state: OptimizerState | None,
    optimizer: Optimizer,
    slots: Mapping[str, list[dict[str, Array]]],
    counters: dict[str, float],
) -> None:
    """Write the state where an optimizer keeps its own, if it is of that kind.

    `slots` are its vectors, each as the arrays of every layer. Raises ProjectError where the
    state has other slots, layers or shapes.
    """
    if state is None or state.optimizer != optimizer.name or not slots:
        return
    if {slot for slot, _ in state.slots} != set(slots):
        raise ProjectError(
            f"optimizer_state.slots are not those of {optimizer.name}",
            f"it keeps {one_of(slots)}",
        )
    for slot, entries in state.slots:
        holders = [found for found in slots[slot] if found]
        if [[name for name, _ in entry] for entry in entries] != [
            [name for name in ARRAYS if name in found] for found in holders
        ]:
            raise ProjectError(
                f"optimizer_state.slots.{slot} has other arrays than the layers",
                "give one entry per layer that learns, with its arrays",
            )
        for i, (entry, found) in enumerate(zip(entries, holders, strict=True)):
            for name, values in entry:
                if values.array.shape != found[name].shape:
                    raise ProjectError(
                        f"optimizer_state.slots.{slot}.{i}.{name} has the shape "
                        f"{values.array.shape}, the layer needs {found[name].shape}",
                        "every number that is learned has one there",
                    )
                with np.errstate(over="ignore"):
                    found[name][...] = values.array
    counters.update(state.counters)
