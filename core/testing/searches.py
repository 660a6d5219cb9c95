"""Checks of optimizers that measure at other places before they take their step."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.optimizers import Optimizer
from core.testing.expecting import expect, expect_same

Array = NDArray[Any]

#: the bends of the valley ½·Σ c·w², from mild to steep
BENDS = np.array([1.0, 2.0, 5.0, 10.0, 30.0, 50.0, 100.0])
UPDATES = 60


class _Valley:
    """½·Σ c·w² of the present w: as of outputs √c·w, whose targets are 0."""

    def __init__(self, w: Array, gradient: Array) -> None:
        self._w, self._gradient, self._bends = w, gradient, BENDS.astype(w.dtype)

    def __call__(self) -> float:
        np.multiply(self._bends, self._w, self._gradient)
        return float(0.5 * np.sum(self._bends * self._w * self._w))

    def bends(self) -> Array:
        return np.diag(BENDS)

    def going_on(self) -> None:
        pass


def searched(
    optimizer: Optimizer,
    w: Array,
    updates: int,
    slots: dict[str, Array] | None = None,
    counters: dict[str, float] | None = None,
) -> tuple[list[float], dict[str, Array], dict[str, float]]:
    """Update w in the valley; return the objective before each update, and the state."""
    gradient = np.zeros_like(w)
    slots = slots or {name: np.zeros_like(w) for name in optimizer.state_slots()}
    counters = dict(optimizer.counters) if counters is None else counters

    measure = _Valley(w, gradient)
    update = optimizer.bind_search(w, gradient, slots, counters, measure)
    found = []
    for t in range(updates):
        found.append(measure())
        update(found[-1], *optimizer.numbers(optimizer.rate(t), counters))
    return found, slots, counters


def searches_a_valley(optimizer: Optimizer) -> None:
    """It comes to the bottom of a valley a hundred times steeper one way, and never goes up."""
    for dtype in (np.float64, np.float32):
        w = np.ones(BENDS.size, dtype)
        found, slots, _ = searched(optimizer, w, UPDATES)
        expect(w.dtype == dtype, "the parameters become another type")
        kept = all(vector.dtype == dtype for vector in slots.values())
        expect(kept, "the state leaves its precision")
        expect(all(np.diff(found) <= 0.0), "an update makes the objective larger")
        expect(found[-1] < 1e-3, f"the valley is not minimised: {found[-1]:.3g} is left of 99")


def search_keeps_its_state(optimizer: Optimizer) -> None:
    """Bound again to copies of its state after half the updates, it continues to the same bits."""
    before = dict(type(optimizer).counters)
    straight, w = np.ones(BENDS.size), np.ones(BENDS.size)
    searched(optimizer, straight, 6)
    _, slots, counters = searched(optimizer, w, 3)
    copies = {name: vector.copy() for name, vector in slots.items()}
    searched(optimizer, w, 3, copies, dict(counters))
    expect_same(w, straight, "some of its state is in neither a slot nor a counter")
    expect(type(optimizer).counters == before, "the starting counters were written to")
