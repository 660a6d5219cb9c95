"""The dense layer: every neuron sees every input."""

from collections.abc import Mapping
from functools import partial
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
from core.components.layers.products import act_apart, in_parts, in_turn, row_to_divide
from core.components.notation import LayerNames
from core.components.regularizers import Regularizer
from core.records import record
from core.two_threads import Work


@LAYERS.register
@record
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
        dot, activate = np.dot, self.activation.forward

        def sums_of(rows: slice) -> Work:
            return partial(dot, block[rows], x, z[rows])

        def outputs_of(rows: slice) -> Work:
            weights, sums, outputs, own = block[rows], z[rows], a[rows], work[rows]

            def forward() -> None:
                dot(weights, x, sums)
                activate(sums, outputs, own)

            return forward

        row = row_to_divide(block, x, z) if place.training else None
        if linear or act_apart(self.activation, z, row):
            forward = in_parts(sums_of if linear else outputs_of, row)
        else:
            forward = in_turn(in_parts(sums_of, row), partial(activate, z, a, work))

        def describe_forward() -> Description:
            return {"x": rows_of(place.x[:inputs]), "z": rows_of(z), "a": rows_of(a)}

        gradient_a, gradient_x = place.gradient_a, place.gradient_x
        if not place.training or place.gradient is None or gradient_a is None:
            return BoundLayer(forward, nothing, describe_forward, dict, z, None)

        gradient_block = place.gradient.reshape(self.units, columns)
        short_cut = linear or place.fused
        gradient_z = gradient_a if short_cut else np.empty_like(a)
        x_rows, weight = x.T, block[:, :inputs]
        weight_columns, gradient_weight = weight.T, gradient_block[:, :inputs]
        slope = self.activation.backward
        regularizer = place.regularizer
        regularized = regularizer.penalizes
        penalty_work = np.empty_like(gradient_weight) if regularized else gradient_weight

        def gradient_of(rows: slice) -> Work:
            return partial(dot, gradient_z[rows], x_rows, gradient_block[rows])

        def slopes_of(rows: slice) -> Work:
            given = gradient_a[rows], z[rows], a[rows], gradient_z[rows], work[rows]
            slopes, gradients = gradient_z[rows], gradient_block[rows]

            def backward() -> None:
                slope(*given)
                dot(slopes, x_rows, gradients)

            return backward

        slopes_row = row_to_divide(gradient_z, x_rows, gradient_block)
        if short_cut or act_apart(self.activation, z, slopes_row):
            take_slopes = in_parts(gradient_of if short_cut else slopes_of, slopes_row)
        else:
            alone = partial(slope, gradient_a, z, a, gradient_z, work)
            take_slopes = in_turn(alone, in_parts(gradient_of, slopes_row))
        hand_on, handed_row = nothing, None
        if gradient_x is not None:
            handed = gradient_x
            handed_row = row_to_divide(weight_columns, gradient_z, handed)
            hand_on = in_parts(
                lambda rows: partial(dot, weight_columns[rows], gradient_z, handed[rows]),
                handed_row,
            )

        def backward() -> None:
            take_slopes()
            if regularized:
                regularizer.add_gradient(weight, gradient_weight, penalty_work)
            hand_on()

        def describe_backward() -> Description:
            # no update needs the gradient of the inputs: it is computed for display
            handed_on = weight_columns @ gradient_z if gradient_x is None else gradient_x
            found = {"gradient_z": rows_of(gradient_z), "gradient_weight": gradient_weight.T.copy()}
            if self.bias:
                found["gradient_bias"] = gradient_block[:, inputs].copy()
            found["gradient_x"] = rows_of(handed_on)
            return found

        return BoundLayer(
            forward,
            backward,
            describe_forward,
            describe_backward,
            z,
            gradient_z,
            divided=any(each is not None for each in (row, slopes_row, handed_row)),
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
