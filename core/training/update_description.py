"""What an update did, layer by layer: every array before and after, and the optimizer's state."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.moment import State
from core.training.network import Network
from core.training.phases import Description

Array = NDArray[np.floating[Any]]


def describe_update(
    network: Network, state: State, before: Array, counters: dict[str, float], rate: float
) -> Iterator[tuple[int, Description]]:
    """Yield the number and the description of every layer with parameters, as copies.

    `before` are the parameters before the update, `state` is what it left, `rate` its learning
    rate. The keys are weight_before, weight_after, …, optimizer_state and learning_rate.
    """
    before_all = network.learned(before)
    slots = {name: network.learned(vector) for name, vector in state.slots.items()}
    for i, after in enumerate(network.learned(state.parameters)):
        if not after:
            continue
        values: Description = {}
        for name, array in after.items():
            values[f"{name}_before"] = before_all[i][name].copy()
            values[f"{name}_after"] = array.copy()
        kept: Description = {
            slot: {name: array.copy() for name, array in layers[i].items()}
            for slot, layers in slots.items()
        }
        values["optimizer_state"] = {**kept, **counters}
        values["learning_rate"] = rate
        yield i, values
