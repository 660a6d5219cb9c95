"""Where a bug is planted: the spots of a plan, and the weights after the update."""

from collections.abc import Callable, Mapping, Sequence

from core.components.layers import BoundLayer, Place
from core.components.optimizers import Optimizer
from core.records import Record
from core.training.bugs.base import Array, Bug, Spot
from core.training.network import Network


class Planting(Record, eq=False):
    """A bug, the full size of batches, and the parameters (parameters,) after the update.

    `updated` computes them from the present gradient, with the optimizer but without changing the
    state, None if that takes the whole gradient; `plain_step` with plain gradient descent.
    """

    bug: Bug
    full: int
    updated: Callable[[], Array] | None
    plain_step: Callable[[], Array]

    def spots(
        self,
        network: Network,
        parameters: Array,
        gradient: Array,
        places: Sequence[Place],
        bound: Sequence[BoundLayer],
    ) -> list[Spot]:
        """Return the layers of a plan where a bug can sit: those with one matrix of weights."""
        numbers, slopes = network.learned(parameters), network.learned(gradient)
        found, updated = [], self.updated
        for i, span in enumerate(network.spans):
            neurons, weight = span.layer.neurons, numbers[i].get("weight")
            if neurons is None or weight is None or weight.shape != (span.inputs, span.units):
                continue
            found.append(
                Spot(
                    index=i,
                    activation=neurons.activation,
                    place=places[i],
                    bound=bound[i],
                    weight=weight,
                    bias=numbers[i].get("bias"),
                    weight_slopes=slopes[i]["weight"],
                    bias_slopes=slopes[i].get("bias"),
                    regularizer=places[i].regularizer,
                    updated=None if updated is None else _weight_of(network, updated, i),
                    plain_step=_weight_of(network, self.plain_step, i),
                )
            )
        return found


def _weight_of(network: Network, vector: Callable[[], Array], i: int) -> Callable[[], Array]:
    return lambda: network.learned(vector())[i]["weight"]


def updated_parameters(
    optimizer: Optimizer,
    parameters: Array,
    gradient: Array,
    slots: Mapping[str, Array],
    counters: Mapping[str, float],
    update: int,
) -> Array:
    """Return the parameters after the next update; nothing of it is kept."""
    moved, counted = parameters.copy(), dict(counters)
    kept = {name: slot.copy() for name, slot in slots.items()}
    step = optimizer.bind(moved, gradient.copy(), kept, counted)
    step(*optimizer.numbers(optimizer.rate(update), counted))
    return moved
