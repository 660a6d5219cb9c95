"""Layers: a network is a list of them.

A layer says how many numbers it needs, initialises them, and binds itself to a place in a plan:
arrays that are allocated once, on which it then runs forward and backward.

Internally, features are rows and samples columns, and a dense layer keeps its bias as an extra
column of its weights, multiplied by a row of ones below its inputs: so one product gives the sums
and another the whole gradient, which makes small networks fast. None of that is visible outside:
the arrays that a layer describes have samples as rows and the textbook's shapes, Z = A @ W + b.
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
from core.records import record
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]
Description = dict[str, Array]

#: the largest layer that a description may ask for; the network limits the total
MAX_UNITS = 1_000_000
#: the largest network: learned numbers of all its layers together
MAX_PARAMETERS = 50_000_000


@dataclass
class Place:
    """The arrays of one layer in one plan; `m` samples, all views of what the plan allocated.

    `x` (inputs + 1, m) and `a` (units + 1, m) end in a row of ones. The layer reads `gradient_a`
    (units, m), ∂L/∂a, and writes `gradient_x` (inputs, m), ∂L/∂x; the first layer has no
    `gradient_x`, and where nothing is learned there is neither.
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
    """A layer bound to its place: two calls without arguments, and two that describe their results.

    `z` (units, m) are the sums before the activation, or the outputs if there is none; `gradient_z`
    holds ∂L/∂z, or ∂L/∂a if there is no activation.
    """

    forward: Callable[[], None]
    backward: Callable[[], None]
    describe_forward: Callable[[], Description]
    describe_backward: Callable[[], Description]
    z: Array
    gradient_z: Array | None
    #: whether a product of its matrices is divided between two threads
    divided: bool = False


class Equation(Enum):
    """What a kind of layer computes, if other code writes it out; OWN is known to the layer only.

    Kinds with the same equation offer the same: MASK has `mask_rate`, and describes its mask;
    NORMALIZED has `norm_epsilon` and `norm_momentum`, and describes mean, variance and normalized.
    """

    WEIGHTED_SUM = "z = Σ x·w + b, a = f(z)"
    MASK = "a = x·mask while training, a = x in prediction"
    NORMALIZED = "x̂ = (x − mean)/√(variance + ε), a = scale·x̂ + shift"
    OWN = "a = layer(x)"


class Layer(Component):
    """A step from inputs to outputs, with or without numbers to learn."""

    #: what it computes
    equation: ClassVar[Equation] = Equation.OWN
    #: its short name among other layers or where space is tight; if empty, its label
    title: ClassVar[str] = ""
    short_title: ClassVar[str] = ""
    #: the names of its arrays in PyTorch's module of its kind; none if PyTorch has no such module
    torch_names: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        take_back_told(
            cls, "bind", Layer, ("numpy_prediction", "torch", "keras", "onnx", "torch_names")
        )

    #: the names of its saved arrays, in order; the learned ones first
    array_names: ClassVar[tuple[str, ...]] = ()
    #: the fields that may change during training; all others determine arrays or their start
    live: ClassVar[frozenset[str]] = frozenset()

    @property
    def neurons(self) -> "Neurons | None":
        """The layer itself if it has neurons of its own, each with a weighted sum."""
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
        """Return a new one to add to a network, with this many neurons if it has any."""
        return cls()

    @property
    def details(self) -> str:
        """A word or two shown beside its number of units: its label and more."""
        return self.label

    def built_from(self) -> tuple[Any, ...]:
        """Return what determines its arrays and their start: a change here needs a new start."""
        names = [item.name for item in self.parameters() if item.name not in self.live]
        return (self.name, *(getattr(self, name) for name in names))

    def units_out(self, inputs: int) -> int:
        """Return the number of outputs for a number of inputs."""
        return inputs

    def parameter_size(self, inputs: int) -> int:
        """Return how many numbers are learned."""
        return 0

    def statistics_size(self, inputs: int) -> int:
        """Return how many numbers are kept in addition to the learned ones."""
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
        """Whether both passes are given as statements, without a call by name."""
        return all(overrides(self, Layer, name) for name in ("numpy_forward", "numpy_backward"))

    def numpy_forward(self, names: LayerNames) -> tuple[str, ...]:
        """Return the forward pass while training as NumPy statements, samples as rows.

        Besides the layer's arrays, by name, they use `np`, `len`, numbers, the activation's
        function and, for anything random, the generator `rng`. If none are given it is a call by
        name, `A2 = name(A1, gain2)`.
        """
        return (f"{names.output} = {code_name(self.name)}({self._arguments(names)})",)

    def _arguments(self, names: LayerNames) -> str:
        """Return the arguments of a call by name: its inputs and what it learns."""
        return ", ".join([names.input, *map(names.of, self.learned_names(1))])

    def numpy_backward(
        self, names: LayerNames, regularizer: Regularizer, fused: bool
    ) -> tuple[str, ...]:
        """Return the backward pass as NumPy statements, from dA (fused: dZ) to dA of its inputs.

        The gradients of learned arrays include the penalty's. The last statement is the gradient of
        the inputs, which a first layer may leave out. If none are given they are calls by name,
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
        """Return the forward pass in prediction as NumPy statements; empty if not given."""
        return ()

    def torch(self, inputs: int, with_bias: bool) -> str:
        """Return the PyTorch module for it, without the activation; "" if not given."""
        return ""

    def keras(self, told: str) -> str:
        """Return the Keras layer, its neurons with the arguments `told`; "" if not given."""
        return ""

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add its prediction to a graph; return the name of a, "" if not given.

        `x` is the name of its inputs (m, inputs); constants are called `name.…`. A layer with
        neurons adds only their sums: the activation follows.
        """
        return ""


@record
class Neurons(Layer):
    """A layer of neurons: each takes the weighted sum of its inputs and applies f to it."""

    equation = Equation.WEIGHTED_SUM

    units: int = parameter(help="how many neurons it has", kind="integer", low=1, high=MAX_UNITS)
    activation: Activation = parameter(
        Linear(), "what a neuron does with its sum", registry=ACTIVATIONS
    )
    bias: bool = parameter(True, "whether every neuron adds a number of its own to the sum")
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
        """Return one with this many neurons."""
        return cls(units=units, activation=activation)

    def drawn(
        self, name: str, inputs: int, shape: tuple[int, ...], rng: Generator
    ) -> NDArray[np.float64]:
        """Return starting weights or biases of a shape."""
        units = shape[-1]
        initializer = self.initializer if name == "weight" else self.bias_initializer
        size = (inputs, units) if name == "weight" else (units,)
        drawn = np.asarray(initializer.draw(rng, size, inputs, units), dtype=np.float64)
        return drawn.reshape(shape)


LAYERS: Registry[Layer] = Registry("layer")


def nothing() -> None:
    """Do nothing: the backward pass if nothing is learned."""


def rows_of(array: Array) -> Array:
    """Return a copy with samples as rows."""
    return array.T.copy()


def layer_kind(name: str) -> type[Layer]:
    """Return the kind of layer of that name; for an unknown name, the general Layer."""
    return LAYERS.named(name) if name in LAYERS else Layer
