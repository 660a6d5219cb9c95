"""What an update did, layer by layer: every array before and after, and the optimizer's state."""

from collections.abc import Iterator

import numpy as np

from core.components.optimizers import Trial
from core.moments.moment import State
from core.training.network import Network
from core.training.phases import Description


def describe_update(
    network: Network,
    before: State,
    after: State,
    counters: tuple[dict[str, float], dict[str, float]],
    rate: float,
    trials: tuple[Trial, ...] | None = None,
) -> Iterator[tuple[int, Description]]:
    """Yield the number and the description of every layer with parameters, as copies.

    `before` and `after` are the state around the update, `counters` those of the optimizer before
    and after, `rate` its learning rate. The keys are weight_before, weight_after, …,
    optimizer_state, optimizer_state_before and learning_rate; with an optimizer that searches for
    its step also trials: what was tried, the objective there and its slope along the way.
    """
    numbers = (network.learned(before.parameters), network.learned(after.parameters))
    states = [
        {name: network.learned(vector) for name, vector in state.slots.items()}
        for state in (before, after)
    ]
    for i, arrays in enumerate(numbers[1]):
        if not arrays:
            continue
        values: Description = {}
        for name, array in arrays.items():
            values[f"{name}_before"] = numbers[0][i][name].copy()
            values[f"{name}_after"] = array.copy()
        kept: list[Description] = [
            {
                slot: {name: array.copy() for name, array in layers[i].items()}
                for slot, layers in slots.items()
            }
            for slots in states
        ]
        values["optimizer_state"] = {**kept[1], **counters[1]}
        values["optimizer_state_before"] = {**kept[0], **counters[0]}
        values["learning_rate"] = rate
        if trials is not None:
            tried = np.array([(t.step, t.value, t.slope) for t in trials]).reshape(-1, 3)
            values["trials"] = dict(zip(("tried", "objective", "slope"), tried.T, strict=True))
        yield i, values
