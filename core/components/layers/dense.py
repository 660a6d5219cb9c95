"""The dense layer: every neuron sees every input."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from core.components.graph import Graph
from core.components.layers.base import (
    LAYERS,
    Array,
    BoundLayer,
    Description,
    Neurons,
    Place,
    nothing,
    rows_of,
)
from core.components.layers.products import product_of, whole_product
from core.components.notation import LayerNames
from core.components.regularizers import Regularizer


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
        """Return inputs × units, plus units for the biases."""
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
        product = product_of if place.training else whole_product
        sums, activate = product(block, x, z), self.activation.forward

        def forward() -> None:
            sums(block, x, z)
            activate(z, a, work)

        def forward_linear() -> None:
            sums(block, x, z)

        def describe_forward() -> Description:
            return {"x": rows_of(place.x[:inputs]), "z": rows_of(z), "a": rows_of(a)}

        gradient_a, gradient_x = place.gradient_a, place.gradient_x
        if not place.training or place.gradient is None or gradient_a is None:
            return BoundLayer(
                forward_linear if linear else forward, nothing, describe_forward, dict, z, None
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
        slopes = handed = product(gradient_z, x_rows, gradient_block)
        if gradient_x is not None:
            handed = product(weight_columns, gradient_z, gradient_x)

        def backward() -> None:
            if not short_cut:
                slope(gradient_a, z, a, gradient_z, work)
            slopes(gradient_z, x_rows, gradient_block)
            if regularized:
                regularizer.add_gradient(weight, gradient_weight, penalty_work)
            if gradient_x is not None:
                handed(weight_columns, gradient_z, gradient_x)

        def describe_backward() -> Description:
            # no update needs the gradient of the inputs: it is computed for display
            handed_on = weight_columns @ gradient_z if gradient_x is None else gradient_x
            found = {"gradient_z": rows_of(gradient_z), "gradient_weight": gradient_weight.T.copy()}
            if self.bias:
                found["gradient_bias"] = gradient_block[:, inputs].copy()
            found["gradient_x"] = rows_of(handed_on)
            return found

        return BoundLayer(
            forward_linear if linear else forward,
            backward,
            describe_forward,
            describe_backward,
            z,
            gradient_z,
            divided=any(call is not np.dot for call in (sums, slopes, handed)),
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

    def keras(self, told: str) -> str:
        """Return Keras's dense layer."""
        return f"keras.layers.Dense({self.units}{told})"

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add the sums."""
        weight = graph.constant(f"{name}.weight", arrays["weight"])
        if "bias" in arrays:
            return graph.op("Gemm", x, weight, graph.constant(f"{name}.bias", arrays["bias"]))
        return graph.op("MatMul", x, weight)
