"""What a bug is: its description, and the calls that it adds to a plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.components.layers import BoundLayer, Place
from core.components.losses import Loss
from core.components.regularizers import Regularizer
from core.errors import UserError, one_of
from core.records import Record
from core.registry import Component, Registry
from core.training.phases import Phase
from core.words import say

Array = NDArray[np.floating[Any]]
Call = Callable[[], None]


@dataclass(frozen=True, eq=False)
class Ends:
    """Where the loss is computed: outputs `a`, sums `z` and targets `y`, all (outputs, m).

    `gradient_a` is the start of the backward pass: ∂L/∂a, or ∂L/∂z if the loss is fused. `full` is
    the size of every batch but the last of an epoch.
    """

    loss: Loss
    a: Array
    z: Array
    y: Array
    gradient_a: Array
    full: int

    @property
    def size(self) -> int:
        """How many samples the batch has."""
        return int(self.y.shape[1])


class Spot(Record, eq=False):
    """One layer with a matrix of weights, from its inputs to its units, where a bug can sit.

    `weight` (inputs, units) and `bias` (units,) are views of the parameters, `weight_slopes` and
    `bias_slopes` of their gradient. `updated` returns the parameters that the update would give
    with the present gradient, None if that takes the gradient of all layers; `plain_step` those
    that plain gradient descent would give. Each is a view in the shape of `weight`.
    """

    index: int
    activation: Activation
    place: Place
    bound: BoundLayer
    weight: Array
    bias: Array | None
    weight_slopes: Array
    bias_slopes: Array | None
    regularizer: Regularizer
    updated: Callable[[], Array] | None
    plain_step: Callable[[], Array]

    @property
    def x(self) -> Array:
        """Its inputs, (inputs, m)."""
        return self.place.x[:-1]

    @property
    def a(self) -> Array:
        """Its outputs, (units, m)."""
        return self.place.a[:-1]

    @property
    def has_own_slope(self) -> bool:
        """Whether its backward phase uses the slope of its activation."""
        return self.bound.gradient_z is not self.place.gradient_a

    def hand_on(self, gradient_z: Array) -> None:
        """Write what follows from ∂L/∂z (units, m): slopes of weights, biases and inputs."""
        self.weight_slopes[...] = self.x @ gradient_z.T
        if self.regularizer.penalizes:
            work = np.empty_like(self.weight_slopes)
            self.regularizer.add_gradient(self.weight, self.weight_slopes, work)
        if self.bias_slopes is not None:
            self.bias_slopes[...] = gradient_z.sum(axis=1)
        if self.place.gradient_x is not None:
            self.place.gradient_x[...] = self.weight @ gradient_z


class Bug(Component):
    """One slip; a call that is None does nothing there.

    `right` and `wrong` are the correct NumPy line and the one with the bug, with {k} for the
    layer's number and {x} for its input. `says` explains the slip, once it is found.
    """

    right: ClassVar[str] = ""
    wrong: ClassVar[str] = ""
    says: ClassVar[str] = ""

    def after_loss(self, ends: Ends) -> Call | None:
        """Return the call after the loss is computed."""
        return None

    def after_backward(self, spot: Spot) -> Call | None:
        """Return the call after a layer's backward phase."""
        return None


BUGS: Registry[Bug] = Registry("bug")


def bug_named(name: str) -> Bug:
    """Return the bug with a name. Raises UserError that lists the known ones."""
    if name not in BUGS:
        raise UserError(
            say("Bugs", "there is no bug “{name}”", name=name[:40]),
            say("Bugs", "known are {names}", names=one_of(BUGS.names())),
        )
    return BUGS.named(name)()


def planted(
    bug: Bug, phases: tuple[Phase, ...], spots: Sequence[Spot], ends: Ends
) -> tuple[Phase, ...]:
    """Return the phases of a plan, with the calls of a bug after those where it acts."""
    at = {spot.index: spot for spot in spots}
    found = []
    for phase in phases:
        call = None
        if phase.kind == "loss":
            call = bug.after_loss(ends)
        elif phase.kind == "backward" and phase.layer in at:
            call = bug.after_backward(at[phase.layer])
        found.append(phase if call is None else replace(phase, run=Spoiled(phase.run, call)))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Spoiled:
    """A phase's run, and the call of a bug after it."""

    run: Call
    spoil: Call

    def __call__(self) -> None:
        """Run the phase, then spoil what it has written."""
        self.run()
        self.spoil()
