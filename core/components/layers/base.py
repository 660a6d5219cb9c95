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
from core.components.notation import LayerNames, code_name, overrides, take_back_told
from core.components.regularizers import NoRegularizer, Regularizer
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]
Description = dict[str, Array]

#: the largest layer that a description may ask for; the network bounds the whole
MAX_UNITS = 1_000_000
#: the largest network: learned numbers of all its layers together
MAX_PARAMETERS = 50_000_000


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

    Kinds of the same equation say the same: a MASK its `mask_rate`, and mask; a NORMALIZED its
    `norm_epsilon` and `norm_momentum`, and mean, variance and normalized.
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

    @property
    def mask_rate(self) -> float:
        """The share of its inputs that a MASK leaves out while training."""
        return 0.0

    @property
    def norm_epsilon(self) -> float:
        """What a NORMALIZED adds to the variance, ε."""
        return 0.0

    @property
    def norm_momentum(self) -> float:
        """How much of a batch goes into the running mean and variance of a NORMALIZED."""
        return 0.0

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

    @property
    def mask_rate(self) -> float:
        """The share of its inputs that a MASK leaves out while training."""
        return 0.0

    @property
    def norm_epsilon(self) -> float:
        """What a NORMALIZED adds to the variance, ε."""
        return 0.0

    @property
    def norm_momentum(self) -> float:
        """How much of a batch goes into the running mean and variance of a NORMALIZED."""
        return 0.0

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


LAYERS: Registry[Layer] = Registry("layer")


def nothing() -> None:
    """Do nothing: the backward pass where nothing is learned."""


def rows_of(array: Array) -> Array:
    """Return a copy with samples as rows."""
    return array.T.copy()


def layer_kind(name: str) -> type[Layer]:
    """Return the kind of layer of that name; of an unknown one, what is true of any layer."""
    return LAYERS.named(name) if name in LAYERS else Layer
