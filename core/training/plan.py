"""Plans: the arrays of one network for one batch size, and the phases over them.

A training plan draws a batch, goes forward through the layers, computes the loss, goes backward and
updates. A prediction plan only goes forward. The arrays are allocated once; the phases are bound to
them, so running a plan means calling a list of functions without arguments.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.components.layers import BoundLayer, Equation, Place
from core.components.losses import Loss
from core.components.regularizers import Regularizer
from core.data.batches import Batches
from core.training.bugs import Ends, planted
from core.training.bugs.planting import Planting
from core.training.network import Network
from core.training.phases import Description, Phase

Array = NDArray[np.floating[Any]]


def _with_ones(units: int, samples: int, like: Array) -> Array:
    """Return an array of the class and type of another, whose last row is ones."""
    array = np.empty_like(like, shape=(units + 1, samples))
    array[-1] = 1.0
    return array


class PredictionPlan:
    """The forward pass in prediction mode over `x` (inputs + 1, m), whose last row is ones.

    `z` and `a` (outputs, m) are the last layer's sums and outputs, `layer_sums` and
    `layer_outputs` those of all.
    """

    def __init__(self, network: Network, parameters: Array, statistics: Array, x: Array) -> None:
        samples = x.shape[1]
        self.x = x
        self._calls: list[Callable[[], None]] = []
        self.layer_sums: list[Array] = []
        self.layer_outputs: list[Array] = []
        bound: BoundLayer | None = None
        for span in network.spans:
            a = _with_ones(span.units, samples, parameters)
            place = Place(
                x=x,
                a=a,
                parameters=parameters[span.parameters],
                statistics=statistics[span.statistics],
                training=False,
            )
            bound = span.layer.bind(place)
            self._calls.append(bound.forward)
            self.layer_sums.append(bound.z)
            self.layer_outputs.append(a[:-1])
            x = a
        assert bound is not None
        self.z = bound.z
        self.a = self.layer_outputs[-1]

    def run(self) -> None:
        """Go forward."""
        for call in self._calls:
            call()


def _bound_loss(
    loss: Loss, a: Array, y: Array, z: Array, gradient_a: Array, work: Array, fused: bool
) -> Callable[[], float]:
    """Return the loss bound to its arrays: it computes its gradient, and returns its value.

    The value is exactly what the loss function returns.
    """
    forward, backward, backward_fused = loss.forward, loss.backward, loss.backward_fused

    def take_loss() -> float:
        found = forward(a, y, z, work)
        if fused:
            backward_fused(a, y, gradient_a)
        else:
            backward(a, y, gradient_a, work)
        return found

    return take_loss


class TrainingPlan:
    """One update of a network on a batch of `size` samples.

    The batch is stored as rows in one matrix: the inputs, a one for the bias, the targets. Drawing
    it is a single copy, and its transpose is the first layer's input.
    """

    def __init__(
        self,
        network: Network,
        parameters: Array,
        statistics: Array,
        gradient: Array,
        batches: Batches,
        size: int,
        loss: Loss,
        regularizer: Regularizer,
        dropout: Generator,
        fused: bool,
        bind_update: Callable[["TrainingPlan"], Callable[[], None]],
        describe_update: Callable[[], Description],
        planting: Planting | None = None,
        measures_again: bool = False,
    ) -> None:
        self.size = size
        self.loss_value = 0.0
        self._batches = batches
        columns = network.inputs + 1 + network.outputs
        self.samples = np.empty_like(parameters, shape=(size, columns))
        x = self.samples[:, : network.inputs + 1].T
        self._y = self.samples[:, network.inputs + 1 :].T
        self._loss, self._regularizer, self._fused = loss, regularizer, fused
        self._network, self._parameters, self._gradient = network, parameters, gradient
        self._dropout, self._masks_from = dropout, dict[str, Any]()
        self._measures_again = measures_again

        self.layers: list[BoundLayer] = []
        self._inputs: list[Array] = []
        places: list[Place] = []
        gradient_x: Array | None = None
        for i, span in enumerate(network.spans):
            last = i == len(network.spans) - 1
            a = _with_ones(span.units, size, parameters)
            gradient_a = np.empty_like(parameters, shape=(span.units, size))
            place = Place(
                x=x,
                a=a,
                parameters=parameters[span.parameters],
                statistics=statistics[span.statistics],
                training=True,
                gradient_a=gradient_a,
                gradient_x=gradient_x,
                gradient=gradient[span.parameters],
                regularizer=regularizer,
                rng=dropout,
                fused=fused and last,
            )
            self.layers.append(span.layer.bind(place))
            self._inputs.append(x[:-1])
            places.append(place)
            x, gradient_x = a, gradient_a
        assert gradient_x is not None
        self._a, self._gradient_a = x[:-1], gradient_x
        self._z = self.layers[-1].z
        self._work = np.empty_like(self._a)
        self.take_loss = _bound_loss(
            loss, self._a, self._y, self._z, self._gradient_a, self._work, fused
        )

        indexes = range(len(self.layers))
        self.phases: tuple[Phase, ...] = (
            Phase("batch", self._draw, self._describe_batch),
            *(self._forward_phase(i) for i in indexes),
            Phase("loss", self._take_loss, self._describe_loss),
            *(self._backward_phase(i) for i in reversed(indexes)),
            Phase("update", bind_update(self), describe_update),
        )
        if planting is not None:
            ends = Ends(loss, self._a, self._z, self._y, self._gradient_a, planting.full)
            spots = planting.spots(network, parameters, gradient, places, self.layers)
            self.phases = planted(planting.bug, self.phases, spots, ends)
        self.calls: tuple[Callable[[], None], ...] = tuple(phase.run for phase in self.phases)

    def _forward_phase(self, i: int) -> Phase:
        return Phase("forward", self.layers[i].forward, self.layers[i].describe_forward, i)

    def _backward_phase(self, i: int) -> Phase:
        return Phase("backward", self.layers[i].backward, self.layers[i].describe_backward, i)

    def _draw(self) -> None:
        self._batches.draw_into(self.samples)
        if self._measures_again:
            self._masks_from = dict(self._dropout.bit_generator.state)

    def _take_loss(self) -> None:
        self.loss_value = float(self.take_loss())

    def loss_again(self) -> float:
        """Return the loss of the current batch with the present parameters.

        The sums and outputs are overwritten; `loss_value` stays that of the update.
        """
        for layer in self.layers:
            layer.forward()
        return float(self._loss.forward(self._a, self._y, self._z, self._work))

    def objective(self) -> float:
        """Return the loss of the current batch as the loss phase found it, with the penalty."""
        return self.loss_value + penalty_of(self._network, self._parameters, self._regularizer)

    def measure(self) -> float:
        """Go forward and backward over the batch again, with the present parameters and its masks.

        Only for a plan that `measures_again`. Returns the objective, and leaves its gradient where
        the backward phases leave it; `loss_value` stays that of the update.
        """
        kept = self.loss_value
        if self._masks_from:
            self._dropout.bit_generator.state = self._masks_from
        for call in self.calls[1:-1]:
            call()
        found, self.loss_value = self.objective(), kept
        return found

    @property
    def is_divided(self) -> bool:
        """Whether two threads share its products, which is faster than a tape."""
        return any(layer.divided for layer in self.layers)

    @property
    def outputs(self) -> int:
        """How many outputs the network has."""
        return len(self._a)

    def curvature(self) -> float:
        """Return the loss's second derivative by an output. Only for a loss that has one."""
        found = self._loss.curvature(self._y)
        assert found is not None
        return found

    def output_slopes(self, going_on: Callable[[], None] = lambda: None) -> NDArray[np.float64]:
        """Return every output's slope, for every sample, by every parameter, after a forward pass.

        (outputs·samples, parameters), one output after the other. What the backward phases have
        written is overwritten. `going_on` is called before each way back, and may raise.
        """
        apart = (Equation.WEIGHTED_SUM, Equation.MASK)
        if all(span.layer.equation in apart for span in self._network.spans):
            return self._slopes_of_samples_apart(going_on)
        return self._slopes_one_by_one(going_on)

    def _slopes_of_samples_apart(self, going_on: Callable[[], None]) -> NDArray[np.float64]:
        """Go backward once for every output: in weighted sums each sample's share is x·∂a/∂z."""
        total = self._network.parameter_count
        places = self._network.learned(np.arange(total, dtype=np.float64))
        slopes = np.zeros((self.outputs, self.size, total))
        for k in range(self.outputs):
            going_on()
            self._gradient_a[...] = 0.0
            self._gradient_a[k] = 1.0
            for i in reversed(range(len(places))):
                self.layers[i].backward()
                gradient_z = self.layers[i].gradient_z
                if not places[i] or gradient_z is None:
                    continue
                products = np.einsum("is,us->siu", self._inputs[i], gradient_z)
                columns = places[i]["weight"].astype(np.intp)
                slopes[k][:, columns.ravel()] = products.reshape(self.size, -1)
                if "bias" in places[i]:
                    slopes[k][:, places[i]["bias"].astype(np.intp)] = gradient_z.T
        return slopes.reshape(-1, total)

    def _slopes_one_by_one(self, going_on: Callable[[], None]) -> NDArray[np.float64]:
        """Go backward for every output of every sample: for layers in which samples meet."""
        slopes = np.zeros((self.outputs, self.size, self._gradient.size))
        self._gradient_a[...] = 0.0
        self._go_backward()
        penalty = self._gradient.astype(np.float64)  # the backward phases add its slope
        for k, i in np.ndindex(self.outputs, self.size):
            going_on()
            self._gradient_a[...] = 0.0
            self._gradient_a[k, i] = 1.0
            self._go_backward()
            slopes[k, i] = self._gradient - penalty
        return slopes.reshape(-1, self._gradient.size)

    def _go_backward(self) -> None:
        for layer in reversed(self.layers):
            layer.backward()

    def _describe_batch(self) -> Description:
        inputs = self._network.inputs
        return {
            "x": self.samples[:, :inputs].copy(),
            "y": self.samples[:, inputs + 1 :].copy(),
            "indexes": self._batches.indexes.copy(),
        }

    def _describe_loss(self) -> Description:
        gradient: Array | None = self._gradient_a.T.copy()
        if self._fused:
            # the update takes the short form ∂L/∂z; ∂L/∂a is computed for display
            unfused, work = np.empty_like(self._a), np.empty_like(self._a)
            with np.errstate(all="ignore"):
                self._loss.forward(self._a, self._y, self._z, work)
                self._loss.backward(self._a, self._y, unfused, work)
            gradient = unfused.T.copy() if bool(np.all(np.isfinite(unfused))) else None
        return {
            "value": self.loss_value,
            "penalty": penalty_of(self._network, self._parameters, self._regularizer),
            "gradient": gradient,
            "fused": self._fused,
        }


def penalty_of(network: Network, parameters: Array, regularizer: Regularizer) -> float:
    """Return the penalty on all dense weights; it is never part of the loss."""
    if not regularizer.penalizes:
        return 0.0
    return sum(regularizer.penalty(weight) for weight in network.weights_only(parameters))
