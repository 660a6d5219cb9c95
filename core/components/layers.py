"""Layers: what a network is a list of.

A layer says how many arrays of numbers it needs, starts them, and binds itself to a place in a
plan: arrays that are allocated once, over which it then runs forward and backward.

Inside, features are rows and samples columns, and a dense layer keeps its bias as one more
column of its weights, against a row of ones below its inputs: then one product gives the sums
and one the whole gradient, which is what makes small networks fast. None of that is shown: what a
layer describes has samples as rows and the textbook's shapes, Z = A @ W + b.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, ClassVar, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS, Activation, Linear
from core.components.graph import Graph
from core.components.initializers import INITIALIZERS, GlorotUniform, Initializer, Zeros
from core.components.notation import LayerNames, code_name, number, overrides, take_back_told
from core.components.regularizers import NoRegularizer, Regularizer
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]
Description = dict[str, Array]

#: the largest layer that a description may ask for; the network bounds the whole
MAX_UNITS = 1_000_000


@dataclass
class Place:
    """The arrays of one layer in one plan; `m` samples, all views of what the plan allocated.

    `x` (inputs + 1, m) and `a` (units + 1, m) end in a row of ones. `gradient_a` (units, m) is
    ∂L/∂a, which the layer reads, `gradient_x` (inputs, m) is ∂L/∂x, which it writes; there is
    none for the first layer, and neither where nothing is learned.
    """

    x: Array
    a: Array
    parameters: Array
    statistics: Array
    training: bool
    gradient_a: Array | None = None
    gradient_x: Array | None = None
    gradient: Array | None = None
    regularizer: Regularizer = NoRegularizer()
    rng: Generator | None = None
    #: the loss writes ∂L/∂z itself
    fused: bool = False


@dataclass(frozen=True)
class BoundLayer:
    """A layer at its place: two calls without arguments, and two that describe what they did.

    `z` (units, m) are the sums before the activation, or the outputs where there is none;
    `gradient_z` is where ∂L/∂z is, or ∂L/∂a where there is no activation.
    """

    forward: Callable[[], None]
    backward: Callable[[], None]
    describe_forward: Callable[[], Description]
    describe_backward: Callable[[], Description]
    z: Array
    gradient_z: Array | None


class Equation(Enum):
    """What a kind of layer computes, as far as others write it out; OWN is its own affair.

    Kinds of the same equation have the same field and say the same arrays: `rate` and mask,
    `epsilon` and mean, variance, normalized.
    """

    WEIGHTED_SUM = "z = Σ x·w + b, a = f(z)"
    MASK = "a = x·mask while training, a = x in prediction"
    NORMALIZED = "x̂ = (x − mean)/√(variance + ε), a = scale·x̂ + shift"
    OWN = "a = layer(x)"


class Layer(Component):
    """A step from inputs to outputs, with or without numbers to learn."""

    #: what it computes
    equation: ClassVar[Equation] = Equation.OWN
    #: what it is called beside other layers, and where there is little room; else its label
    title: ClassVar[str] = ""
    short_title: ClassVar[str] = ""
    #: how PyTorch's module of its kind calls its arrays; none where it has no such module
    torch_names: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        take_back_told(cls, "bind", Layer, ("numpy_prediction", "torch", "onnx", "torch_names"))

    #: the names of its saved arrays, in order; the learned ones first
    array_names: ClassVar[tuple[str, ...]] = ()
    #: the fields that may change while it is trained; every other decides arrays or their start
    live: ClassVar[frozenset[str]] = frozenset()

    @property
    def neurons(self) -> "Neurons | None":
        """The layer itself where it has neurons of its own, with a weighted sum each."""
        return None

    @classmethod
    def added(cls, units: int, activation: Activation) -> Self:
        """Return one as it is added to a network: of so many neurons, where it has any."""
        return cls()

    @property
    def details(self) -> str:
        """What is said of it in a word or two beside its number of units: its label and more."""
        return self.label

    def built_from(self) -> tuple[Any, ...]:
        """Return what decides its arrays and their start: another one needs a new start."""
        names = [item.name for item in self.parameters() if item.name not in self.live]
        return (self.name, *(getattr(self, name) for name in names))

    def units_out(self, inputs: int) -> int:
        """Return the number of outputs for a number of inputs."""
        return inputs

    def parameter_size(self, inputs: int) -> int:
        """Return how many numbers are learned."""
        return 0

    def statistics_size(self, inputs: int) -> int:
        """Return how many numbers are kept beside the learned ones."""
        return 0

    def arrays(self, inputs: int, parameters: Array, statistics: Array) -> Description:
        """Return the arrays under their names and in the textbook's shapes, as views."""
        return {}

    def start(self, inputs: int, rng: Generator, parameters: Array, statistics: Array) -> None:
        """Write the starting values."""

    def bind(self, place: Place) -> BoundLayer:
        """Return the layer bound to its arrays."""
        raise NotImplementedError

    def learned_names(self, inputs: int) -> tuple[str, ...]:
        """Return the names of the arrays that are learned, in order, for a number of inputs."""
        arrays = self.arrays(inputs, np.empty(self.parameter_size(inputs)), np.empty(0))
        return tuple(name for name, array in arrays.items() if array.size)

    @property
    def is_written(self) -> bool:
        """Whether both its passes are statements of its own, and none of them a call by name."""
        return all(overrides(self, Layer, name) for name in ("numpy_forward", "numpy_backward"))

    def numpy_forward(self, names: LayerNames) -> tuple[str, ...]:
        """Return the forward pass while training as NumPy statements, samples as rows.

        Besides the layer's arrays, under their names, they use `np`, `len`, numbers, the
        activation's function and, where something is drawn, the generator `rng`. Where none are
        given it is a call by name, `A2 = name(A1, gain2)`.
        """
        return (f"{names.output} = {code_name(self.name)}({self._arguments(names)})",)

    def _arguments(self, names: LayerNames) -> str:
        """Return what a call by name is given: its inputs and what it learns."""
        return ", ".join([names.input, *map(names.of, self.learned_names(1))])

    def numpy_backward(
        self, names: LayerNames, regularizer: Regularizer, fused: bool
    ) -> tuple[str, ...]:
        """Return the backward pass as NumPy statements, from dA (fused: dZ) to dA of its inputs.

        What is learned gets its slope with the penalty's. The last statement is the slope of the
        inputs, which a first layer may leave out. Where none are given they are calls by name,
        `dA1 = name_backward(dA2, A1, gain2)`.
        """
        given = f"d{names.output}, {self._arguments(names)}"
        called = f"{code_name(self.name)}_backward"
        lines = [
            f"{names.of(f'gradient_{name}')} = {called}_{code_name(name)}({given})"
            for name in self.learned_names(1)
        ]
        if not names.first:
            lines.append(f"{names.of('gradient_x')} = {called}({given})")
        return tuple(lines)

    def numpy_prediction(self, names: LayerNames) -> tuple[str, ...]:
        """Return the forward pass in prediction as NumPy statements; empty where not told."""
        return ()

    def torch(self, inputs: int, with_bias: bool) -> str:
        """Return how PyTorch makes it, without the activation; nothing where that is not told."""
        return ""

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add its prediction to a graph; return the name of a, nothing where that is not told.

        `x` is the name of its inputs (m, inputs); constants are called `name.…`. What a layer
        with neurons adds are their sums: the activation follows.
        """
        return ""


LAYERS: Registry[Layer] = Registry("layer")


def _nothing() -> None:
    pass


def _rows(array: Array) -> Array:
    """Return a copy with samples as rows."""
    return array.T.copy()


@dataclass(frozen=True)
class Neurons(Layer):
    """A layer of neurons: each adds up its inputs, weighted, and bends the sum with f."""

    equation = Equation.WEIGHTED_SUM

    units: int = parameter(help="how many neurons it has", kind="integer", low=1, high=MAX_UNITS)
    activation: Activation = parameter(
        Linear(), "what a neuron does with its sum", registry=ACTIVATIONS
    )
    bias: bool = parameter(True, "whether every neuron adds a number of its own")
    initializer: Initializer = parameter(
        GlorotUniform(), "how the weights start", registry=INITIALIZERS
    )
    bias_initializer: Initializer = parameter(
        Zeros(), "how the biases start", registry=INITIALIZERS
    )

    @property
    def neurons(self) -> "Neurons":
        """The layer itself."""
        return self

    @property
    def details(self) -> str:
        """Its activation."""
        return self.activation.label

    def units_out(self, inputs: int) -> int:
        """Return the number of units."""
        return self.units

    @classmethod
    def added(cls, units: int, activation: Activation) -> Self:
        """Return one of so many neurons."""
        return cls(units=units, activation=activation)

    def drawn(
        self, name: str, inputs: int, shape: tuple[int, ...], rng: Generator
    ) -> NDArray[np.float64]:
        """Return weights or biases of a shape as they are drawn at its start."""
        units = shape[-1]
        initializer = self.initializer if name == "weight" else self.bias_initializer
        size = (inputs, units) if name == "weight" else (units,)
        drawn = np.asarray(initializer.draw(rng, size, inputs, units), dtype=np.float64)
        return drawn.reshape(shape)


@LAYERS.register
@dataclass(frozen=True)
class Dense(Neurons):
    """Every unit sees every input: Z = A @ W + b, A' = f(Z)."""

    name = "dense"
    live = frozenset({"activation"})
    label = "dense"
    array_names = ("weight", "bias")
    torch_names = MappingProxyType({"weight": "weight", "bias": "bias"})

    def _columns(self, inputs: int) -> int:
        return inputs + 1 if self.bias else inputs

    def parameter_size(self, inputs: int) -> int:
        """Return inputs × units, and units more for the biases."""
        return self.units * self._columns(inputs)

    def arrays(self, inputs: int, parameters: Array, statistics: Array) -> Description:
        """Return `weight` (inputs, units) and, if there is one, `bias` (units,)."""
        block = parameters.reshape(self.units, self._columns(inputs))
        found = {"weight": block[:, :inputs].T}
        if self.bias:
            found["bias"] = block[:, inputs]
        return found

    def start(self, inputs: int, rng: Generator, parameters: Array, statistics: Array) -> None:
        """Draw weights, then biases."""
        arrays = self.arrays(inputs, parameters, statistics)
        shape = (inputs, self.units)
        arrays["weight"][...] = self.initializer.draw(rng, shape, inputs, self.units)
        if self.bias:
            shape_of_bias = (self.units,)
            drawn = self.bias_initializer.draw(rng, shape_of_bias, inputs, self.units)
            arrays["bias"][...] = drawn

    def bind(self, place: Place) -> BoundLayer:
        """Return the layer bound to its arrays; a linear one keeps z and a in the same array."""
        inputs = place.x.shape[0] - 1
        columns = self._columns(inputs)
        block = place.parameters.reshape(self.units, columns)
        x = place.x[:columns]
        a = place.a[:-1]
        linear = self.activation.is_identity
        z = a if linear else np.empty_like(a)
        work = np.empty_like(a)
        dot, activate = np.dot, self.activation.forward

        def forward() -> None:
            dot(block, x, z)
            activate(z, a, work)

        def forward_linear() -> None:
            dot(block, x, z)

        def describe_forward() -> Description:
            return {"x": _rows(place.x[:inputs]), "z": _rows(z), "a": _rows(a)}

        gradient_a, gradient_x = place.gradient_a, place.gradient_x
        if not place.training or place.gradient is None or gradient_a is None:
            return BoundLayer(
                forward_linear if linear else forward, _nothing, describe_forward, dict, z, None
            )

        gradient_block = place.gradient.reshape(self.units, columns)
        short_cut = linear or place.fused
        gradient_z = gradient_a if short_cut else np.empty_like(a)
        x_rows, weight = x.T, block[:, :inputs]
        weight_columns, gradient_weight = weight.T, gradient_block[:, :inputs]
        slope = self.activation.backward
        regularizer = place.regularizer
        regularized = regularizer.penalizes
        penalty_work = np.empty_like(gradient_weight) if regularized else gradient_weight

        def backward() -> None:
            if not short_cut:
                slope(gradient_a, z, a, gradient_z, work)
            dot(gradient_z, x_rows, gradient_block)
            if regularized:
                regularizer.add_gradient(weight, gradient_weight, penalty_work)
            if gradient_x is not None:
                dot(weight_columns, gradient_z, gradient_x)

        def describe_backward() -> Description:
            # no update needs the slope of the inputs: it is worked out for display
            handed_on = weight_columns @ gradient_z if gradient_x is None else gradient_x
            found = {"gradient_z": _rows(gradient_z), "gradient_weight": gradient_weight.T.copy()}
            if self.bias:
                found["gradient_bias"] = gradient_block[:, inputs].copy()
            found["gradient_x"] = _rows(handed_on)
            return found

        return BoundLayer(
            forward_linear if linear else forward,
            backward,
            describe_forward,
            describe_backward,
            z,
            gradient_z,
        )

    def numpy_forward(self, names: LayerNames) -> tuple[str, ...]:
        """Return Z = X @ W + b, A = f(Z)."""
        bias = f" + {names.of('bias')}" if self.bias else ""
        linear = self.activation.is_identity
        outputs = names.sums if linear else f"{names.function}({names.sums})"
        sums = f"{names.sums} = {names.input} @ {names.of('weight')}{bias}"
        return sums, f"{names.output} = {outputs}"

    def numpy_backward(
        self, names: LayerNames, regularizer: Regularizer, fused: bool
    ) -> tuple[str, ...]:
        """Return dZ = dA·f′(Z), dW = X.T @ dZ, db = column sums of dZ, dX = dZ @ W.T."""
        z, weight, handed_on = names.sums, names.of("weight"), names.of("gradient_x")
        lines = []
        if not fused:
            slope = f"{names.function}_gradient(d{names.output}, {z}, {names.output})"
            linear = self.activation.is_identity
            lines.append(f"d{z} = " + (f"d{names.output}" if linear else slope))
        penalty = ""
        if regularizer.penalizes:
            penalty = f" + {regularizer.numpy_gradient(weight)}"
        lines.append(f"d{weight} = {names.input}.T @ d{z}{penalty}")
        if self.bias:
            lines.append(f"d{names.of('bias')} = np.sum(d{z}, axis=0)")
        if not names.first:
            lines.append(f"{handed_on} = d{z} @ {weight}.T")
        return tuple(lines)

    def numpy_prediction(self, names: LayerNames) -> tuple[str, ...]:
        """Return the same as while training."""
        return self.numpy_forward(names)

    def torch(self, inputs: int, with_bias: bool) -> str:
        """Return PyTorch's linear layer: the sums."""
        return f"nn.Linear({inputs}, {self.units}{'' if with_bias else ', bias=False'})"

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add the sums."""
        weight = graph.constant(f"{name}.weight", arrays["weight"])
        if "bias" in arrays:
            return graph.op("Gemm", x, weight, graph.constant(f"{name}.bias", arrays["bias"]))
        return graph.op("MatMul", x, weight)


@LAYERS.register
@dataclass(frozen=True)
class Dropout(Layer):
    """While training, sets a random share of its inputs to 0 and divides the rest by 1 − rate.

    In prediction it does nothing (Srivastava et al., 2014, in the inverted form).
    """

    name = "dropout"
    live = frozenset({"rate"})
    label = "dropout"
    equation = Equation.MASK
    title = "Dropout"
    short_title = "Drop"

    rate: float = parameter(0.2, "the share that is dropped", low=0.0, high=1.0, high_open=True)

    @property
    def details(self) -> str:
        """Its label with the rate."""
        return f"{self.label} {100 * self.rate:g} %"

    def bind(self, place: Place) -> BoundLayer:
        """Return the layer bound to its arrays; the mask is drawn anew by every forward pass."""
        x, a = place.x[:-1], place.a[:-1]
        copyto, multiply = np.copyto, np.multiply
        if not place.training or place.rng is None:

            def predict() -> None:
                copyto(a, x)

            def describe() -> Description:
                return {"x": _rows(x), "z": _rows(a), "a": _rows(a), "mask": np.ones_like(a.T)}

            return BoundLayer(predict, _nothing, describe, dict, a, None)

        mask, drawn, kept = np.ones_like(a), np.empty(a.shape), np.empty(a.shape, dtype=bool)
        rate, scale, draw = self.rate, 1.0 / (1.0 - self.rate), place.rng.random
        gradient_a, gradient_x = place.gradient_a, place.gradient_x

        def forward() -> None:
            draw(out=drawn)
            np.greater_equal(drawn, rate, kept)
            multiply(kept, scale, mask, casting="same_kind")
            multiply(x, mask, a)

        def backward() -> None:
            if gradient_x is not None and gradient_a is not None:
                multiply(gradient_a, mask, gradient_x)

        def describe_forward() -> Description:
            return {"x": _rows(x), "z": _rows(a), "a": _rows(a), "mask": _rows(mask)}

        def describe_backward() -> Description:
            assert gradient_a is not None
            return {"gradient_z": _rows(gradient_a), "gradient_x": _rows(gradient_a * mask)}

        return BoundLayer(forward, backward, describe_forward, describe_backward, a, gradient_a)

    def numpy_forward(self, names: LayerNames) -> tuple[str, ...]:
        """Return the mask, drawn in the engine's order (units before samples), and A = X·mask."""
        x, mask, rate = names.input, names.of("mask"), number(self.rate)
        drawn = f"{mask} = (rng.random({x}.T.shape).T >= {rate}) / (1 - {rate})"
        return drawn, f"{names.output} = {x} * {mask}"

    def numpy_backward(
        self, names: LayerNames, regularizer: Regularizer, fused: bool
    ) -> tuple[str, ...]:
        """Return dX = dA·mask."""
        return (f"{names.of('gradient_x')} = d{names.output} * {names.of('mask')}",)

    def numpy_prediction(self, names: LayerNames) -> tuple[str, ...]:
        """Return A = X."""
        return (f"{names.output} = {names.input}  # dropout does nothing in prediction",)

    def torch(self, inputs: int, with_bias: bool) -> str:
        """Return PyTorch's dropout."""
        return f"nn.Dropout({number(self.rate)})"

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add nothing: in prediction nothing is dropped."""
        return x


@LAYERS.register
@dataclass(frozen=True)
class BatchNorm(Layer):
    """Brings every input to mean 0 and variance 1 over the batch, then scales and shifts it.

    x̂ = (x − mean)/√(variance + ε), a = scale·x̂ + shift (Ioffe and Szegedy, 2015). In prediction
    the running mean and variance of training stand in for the batch's own:
    running ← (1 − momentum)·running + momentum·batch, with the unbiased variance (over m − 1).
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
        0.1, "how much of a batch goes into the running figures", low=0.0, high=1.0
    )
    epsilon: float = parameter(
        1e-5, "added to the variance, so that it is never 0", low=0.0, low_open=True, high=1.0
    )

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
        normalized, deviation = np.empty_like(a), np.empty((inputs, 1), dtype=a.dtype)
        mean, variance = np.empty(inputs, dtype=a.dtype), np.empty(inputs, dtype=a.dtype)
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
                "x": _rows(x),
                "z": _rows(a),
                "a": _rows(a),
                "mean": mean.copy(),
                "variance": variance.copy(),
                "normalized": _rows(normalized),
            }

        gradient_a, gradient_x = place.gradient_a, place.gradient_x
        if not training or place.gradient is None or gradient_a is None:
            return BoundLayer(forward_predict, _nothing, describe_forward, dict, a, None)

        gradient_scale, gradient_shift = place.gradient[:inputs], place.gradient[inputs:]

        def slope_of_inputs() -> Array:
            """Return ∂L/∂x = scale/√(variance + ε)·(g − mean(g) − x̂·mean(g·x̂))."""
            centred = gradient_a - (gradient_shift / m)[:, None]
            centred -= normalized * (gradient_scale / m)[:, None]
            return np.asarray(centred * (scale / deviation))

        def backward() -> None:
            np.sum(gradient_a * normalized, axis=1, out=gradient_scale)
            np.sum(gradient_a, axis=1, out=gradient_shift)
            if gradient_x is not None:
                np.copyto(gradient_x, slope_of_inputs())

        def describe_backward() -> Description:
            return {
                "gradient_z": _rows(gradient_a),
                "gradient_scale": gradient_scale.copy(),
                "gradient_shift": gradient_shift.copy(),
                "gradient_x": _rows(slope_of_inputs()),
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

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add (x − mean)·factor + shift: ONNX's own multiplies first, which loses digits."""
        deviation = np.sqrt(arrays["running_variance"].astype(np.float64) + self.epsilon)
        moved = graph.op("Sub", x, graph.constant(f"{name}.mean", arrays["running_mean"]))
        factor = graph.constant(f"{name}.factor", arrays["scale"] / deviation)
        shift = graph.constant(f"{name}.shift", arrays["shift"])
        return graph.op("Add", graph.op("Mul", moved, factor), shift)


def layer_kind(name: str) -> type[Layer]:
    """Return the kind of layer of that name; of an unknown one, what is true of any layer."""
    return LAYERS.named(name) if name in LAYERS else Layer
