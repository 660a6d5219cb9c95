"""Batch normalization: inputs at mean 0 and variance 1, then scaled and shifted."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from core.components.graph import Graph
from core.components.layers.base import (
    LAYERS,
    Array,
    BoundLayer,
    Description,
    Equation,
    Layer,
    Place,
    nothing,
    rows_of,
)
from core.components.notation import LayerNames, number
from core.components.regularizers import Regularizer
from core.records import record
from core.registry import parameter


@LAYERS.register
@record
class BatchNorm(Layer):
    """Gives every input mean 0 and variance 1 over the batch, then scales and shifts it.

    x̂ = (x − mean)/√(variance + ε), a = scale·x̂ + shift (Ioffe and Szegedy, 2015). In prediction
    the running mean and variance of training replace those of the batch: running ← (1 −
    momentum)·running + momentum·batch, with the unbiased variance (over m − 1).
    """

    name = "batch_norm"
    live = frozenset({"momentum", "epsilon"})
    label = "batch normalization"
    array_names = ("scale", "shift", "running_mean", "running_variance")
    equation = Equation.NORMALIZED
    title = "Batch norm"
    short_title = "Norm"
    torch_names = MappingProxyType(
        {
            "scale": "weight",
            "shift": "bias",
            "running_mean": "running_mean",
            "running_variance": "running_var",
        }
    )

    momentum: float = parameter(
        0.1, "the weight of a new batch in the running mean and variance", low=0.0, high=1.0
    )
    letters = {"epsilon": "ε"}  # noqa: RUF012

    epsilon: float = parameter(
        1e-5, "added to the variance, so that it is never 0", low=0.0, low_open=True, high=1.0
    )

    @property
    def norm_epsilon(self) -> float:
        """The epsilon."""
        return self.epsilon

    @property
    def norm_momentum(self) -> float:
        """The momentum."""
        return self.momentum

    def parameter_size(self, inputs: int) -> int:
        """Return a scale and a shift for every input."""
        return 2 * inputs

    def statistics_size(self, inputs: int) -> int:
        """Return a running mean and a running variance for every input."""
        return 2 * inputs

    def arrays(self, inputs: int, parameters: Array, statistics: Array) -> Description:
        """Return the four vectors, (inputs,) each."""
        return {
            "scale": parameters[:inputs],
            "shift": parameters[inputs:],
            "running_mean": statistics[:inputs],
            "running_variance": statistics[inputs:],
        }

    def start(self, inputs: int, rng: Generator, parameters: Array, statistics: Array) -> None:
        """Start as the identity: scale 1, shift 0, running mean 0 and variance 1."""
        arrays = self.arrays(inputs, parameters, statistics)
        arrays["scale"][...] = 1.0
        arrays["shift"][...] = 0.0
        arrays["running_mean"][...] = 0.0
        arrays["running_variance"][...] = 1.0

    def bind(self, place: Place) -> BoundLayer:
        """Return the layer bound to its arrays."""
        x, a = place.x[:-1], place.a[:-1]
        inputs, m = x.shape
        arrays = self.arrays(inputs, place.parameters, place.statistics)
        scale, shift = arrays["scale"][:, None], arrays["shift"][:, None]
        running_mean, running_variance = arrays["running_mean"], arrays["running_variance"]
        normalized, deviation = np.empty_like(a), np.empty_like(a, shape=(inputs, 1))
        mean, variance = np.empty_like(a, shape=inputs), np.empty_like(a, shape=inputs)
        epsilon, momentum, training = self.epsilon, self.momentum, place.training

        def normalize() -> None:
            np.sqrt(variance[:, None] + epsilon, deviation)
            np.subtract(x, mean[:, None], normalized)
            np.divide(normalized, deviation, normalized)
            np.multiply(normalized, scale, a)
            np.add(a, shift, a)

        def forward_predict() -> None:
            np.copyto(mean, running_mean)
            np.copyto(variance, running_variance)
            normalize()

        def forward() -> None:
            np.mean(x, axis=1, out=mean)
            np.mean(np.square(x - mean[:, None]), axis=1, out=variance)
            normalize()
            if m > 1:  # one sample has no variance to learn from
                np.multiply(running_mean, 1.0 - momentum, running_mean)
                np.add(running_mean, momentum * mean, running_mean)
                np.multiply(running_variance, 1.0 - momentum, running_variance)
                np.add(running_variance, (momentum * m / (m - 1)) * variance, running_variance)

        def describe_forward() -> Description:
            return {
                "x": rows_of(x),
                "z": rows_of(a),
                "a": rows_of(a),
                "mean": mean.copy(),
                "variance": variance.copy(),
                "normalized": rows_of(normalized),
            }

        gradient_a, gradient_x = place.gradient_a, place.gradient_x
        if not training or place.gradient is None or gradient_a is None:
            return BoundLayer(forward_predict, nothing, describe_forward, dict, a, None)

        gradient_scale, gradient_shift = place.gradient[:inputs], place.gradient[inputs:]

        def slope_of_inputs() -> Array:
            """Return ∂L/∂x = scale/√(variance + ε)·(g − mean(g) − x̂·mean(g·x̂))."""
            centred = gradient_a - (gradient_shift / m)[:, None]
            centred -= normalized * (gradient_scale / m)[:, None]
            return np.asanyarray(centred * (scale / deviation))

        def backward() -> None:
            np.sum(gradient_a * normalized, axis=1, out=gradient_scale)
            np.sum(gradient_a, axis=1, out=gradient_shift)
            if gradient_x is not None:
                np.copyto(gradient_x, slope_of_inputs())

        def describe_backward() -> Description:
            return {
                "gradient_z": rows_of(gradient_a),
                "gradient_scale": gradient_scale.copy(),
                "gradient_shift": gradient_shift.copy(),
                "gradient_x": rows_of(slope_of_inputs()),
            }

        return BoundLayer(forward, backward, describe_forward, describe_backward, a, gradient_a)

    def numpy_forward(self, names: LayerNames) -> tuple[str, ...]:
        """Return mean and variance of the batch, the outputs, and the running figures."""
        x, mean, variance = names.input, names.of("mean"), names.of("variance")
        normalized, kept = names.of("normalized"), f"(1 - {number(self.momentum)})"
        running_mean, running_variance = names.of("running_mean"), names.of("running_variance")
        share = number(self.momentum)
        unbiased = f"{variance} * len({x}) / (len({x}) - 1)"
        return (
            f"{mean} = np.mean({x}, axis=0)",
            f"{variance} = np.var({x}, axis=0)",
            f"{normalized} = ({x} - {mean}) / np.sqrt({variance} + {number(self.epsilon)})",
            f"{names.output} = {names.of('scale')} * {normalized} + {names.of('shift')}",
            f"if len({x}) > 1:\n"
            f"    {running_mean} = {kept} * {running_mean} + {share} * {mean}\n"
            f"    {running_variance} = {kept} * {running_variance} + {share} * {unbiased}",
        )

    def numpy_backward(
        self, names: LayerNames, regularizer: Regularizer, fused: bool
    ) -> tuple[str, ...]:
        """Return the slopes of scale and shift, and dX, which runs through mean and variance."""
        normalized, slope = names.of("normalized"), f"d{names.output}"
        lines = [
            f"d{names.of('scale')} = np.sum({slope} * {normalized}, axis=0)",
            f"d{names.of('shift')} = np.sum({slope}, axis=0)",
        ]
        if not names.first:
            factor = f"np.sqrt({names.of('variance')} + {number(self.epsilon)})"
            through = f"{normalized} * np.mean({slope} * {normalized}, axis=0)"
            lines.append(
                f"{names.of('gradient_x')} = {names.of('scale')} / {factor}"
                f" * ({slope} - np.mean({slope}, axis=0) - {through})"
            )
        return tuple(lines)

    def numpy_prediction(self, names: LayerNames) -> tuple[str, ...]:
        """Return the outputs, with the running mean and variance."""
        root = f"np.sqrt({names.of('running_variance')} + {number(self.epsilon)})"
        normalized = names.of("normalized")
        return (
            "# batch normalization, with the running figures of training",
            f"{normalized} = ({names.input} - {names.of('running_mean')}) / {root}",
            f"{names.output} = {names.of('scale')} * {normalized} + {names.of('shift')}",
        )

    def torch(self, inputs: int, with_bias: bool) -> str:
        """Return PyTorch's batch normalization."""
        told = f"eps={number(self.epsilon)}, momentum={number(self.momentum)}"
        return f"nn.BatchNorm1d({inputs}, {told})"

    def keras(self, told: str) -> str:
        """Return Keras's batch normalization, whose momentum is the share that is kept."""
        kept = f"momentum={number(1 - self.momentum)}, epsilon={number(self.epsilon)}"
        return f"keras.layers.BatchNormalization({kept})"

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add (x − mean)·factor + shift: ONNX's own multiplies first, which loses digits."""
        deviation = np.sqrt(arrays["running_variance"].astype(np.float64) + self.epsilon)
        moved = graph.op("Sub", x, graph.constant(f"{name}.mean", arrays["running_mean"]))
        factor = graph.constant(f"{name}.factor", arrays["scale"] / deviation)
        shift = graph.constant(f"{name}.shift", arrays["shift"])
        return graph.op("Add", graph.op("Mul", moved, factor), shift)
