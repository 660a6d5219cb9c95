"""Dropout: in training, a random share of the inputs is left out."""

from collections.abc import Mapping

import numpy as np

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
    def mask_rate(self) -> float:
        """The rate."""
        return self.rate

    @property
    def details(self) -> str:
        """Its label with the rate."""
        return f"{self.label} {100 * self.rate:g} %"

    def bind(self, place: Place) -> BoundLayer:
        """Return the layer bound to its arrays; every forward pass draws a new mask."""
        x, a = place.x[:-1], place.a[:-1]
        copyto, multiply = np.copyto, np.multiply
        if not place.training or place.rng is None:

            def predict() -> None:
                copyto(a, x)

            def describe() -> Description:
                return {
                    "x": rows_of(x),
                    "z": rows_of(a),
                    "a": rows_of(a),
                    "mask": np.ones_like(a.T),
                }

            return BoundLayer(predict, nothing, describe, dict, a, None)

        mask, drawn = np.ones_like(a), np.empty_like(a, dtype=np.float64, order="C")
        kept = np.empty_like(a, dtype=np.bool_)
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
            return {"x": rows_of(x), "z": rows_of(a), "a": rows_of(a), "mask": rows_of(mask)}

        def describe_backward() -> Description:
            assert gradient_a is not None
            return {"gradient_z": rows_of(gradient_a), "gradient_x": rows_of(gradient_a * mask)}

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

    def keras(self, told: str) -> str:
        """Return Keras's dropout."""
        return f"keras.layers.Dropout({number(self.rate)})"

    def onnx(self, graph: Graph, x: str, arrays: Mapping[str, Array], name: str) -> str:
        """Add nothing: in prediction nothing is dropped."""
        return x
