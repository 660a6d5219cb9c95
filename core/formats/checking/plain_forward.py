"""The forward pass again, in plain NumPy: what a reader of an exported file has to do.

The engine is not used: layers are the descriptions in files, samples are rows, and an activation is
its NumPy expression. An activation or kind of layer without an expression does its own forward
pass; `own_parts` says which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS
from core.components.layers import LAYERS, Equation, Layer, Place
from core.data.features import FEATURES
from core.formats.checking.verification import ReadBack

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class ReadNetwork:
    """A network read from a file.

    `layers` are the JSON form of every layer with its arrays; scalings are (offset, factor).
    """

    layers: Sequence[tuple[Mapping[str, Any], Mapping[str, Array]]]
    features: Sequence[str] | None
    inputs: tuple[Array, Array]
    targets: tuple[Array, Array]

    def predict(self, raw: Array, dtype: type[np.floating[Any]]) -> Array:
        """Return predictions (m, outputs) for raw inputs (m, raw), in numbers of `dtype`."""
        with np.errstate(all="ignore"):
            x = raw.astype(dtype)
            if self.features is not None:
                x = np.column_stack([FEATURES[name](x) for name in self.features])
            offset, factor = (part.astype(dtype) for part in self.inputs)
            x = (x - offset) * factor
            for layer, arrays in self.layers:
                x = _through(layer, {key: value.astype(dtype) for key, value in arrays.items()}, x)
            offset, factor = (part.astype(dtype) for part in self.targets)
            spread = np.where(factor == 0, 0, 1 / np.where(factor == 0, 1, factor))
            predictions: Array = x * spread.astype(dtype) + offset
        return predictions

    def own_parts(self) -> tuple[str, ...]:
        """Return the parts that do their own forward pass here, as they have no expression."""
        found = []
        for layer, _ in self.layers:
            kind = LAYERS.named(layer["name"])
            if kind.equation is Equation.OWN:
                found.append(kind.label)
            elif kind.equation is Equation.WEIGHTED_SUM:
                activation = ACTIVATIONS.read(layer["activation"], "activation")
                found += [] if activation.is_written else [activation.label]
        return tuple(dict.fromkeys(found))

    def read_back(self, samples: Array, how: str) -> ReadBack:
        """Return predictions for raw inputs (m, raw), and how they were made: a phrase."""
        own = self.own_parts()
        if own:
            how += f", with {' and '.join(own)} computed by Backstep"
        return ReadBack(self.predict(samples, np.float64), how)


def _through(layer: Mapping[str, Any], arrays: Mapping[str, Array], x: Array) -> Array:
    equation = LAYERS.named(layer["name"]).equation
    if equation is Equation.MASK:
        return x
    if equation is Equation.NORMALIZED:
        deviation = np.sqrt(
            arrays["running_variance"] + x.dtype.type(_component(layer, arrays).norm_epsilon)
        )
        normalized = (x - arrays["running_mean"]) / deviation
        return np.asarray(normalized * arrays["scale"] + arrays["shift"])
    if equation is Equation.OWN:
        return _own_pass(_component(layer, arrays), arrays, x)
    z = x @ arrays["weight"]
    if "bias" in arrays:
        z = z + arrays["bias"]
    activation = ACTIVATIONS.read(layer["activation"], "activation")
    if not activation.is_written:
        sums = np.ascontiguousarray(z.T)
        outputs = np.empty_like(sums)
        activation.forward(sums, outputs, np.empty_like(sums))
        return outputs.T
    return np.asarray(eval(activation.numpy(), {"np": np, "z": z}), dtype=x.dtype)


def _component(layer: Mapping[str, Any], arrays: Mapping[str, Array]) -> Layer:
    return LAYERS.read({k: v for k, v in layer.items() if k not in arrays}, "layer")


def _own_pass(component: Layer, arrays: Mapping[str, Array], x: Array) -> Array:
    """Return a layer's own outputs for inputs (m, inputs) in prediction."""
    inputs = x.shape[1]
    parameters = np.zeros(component.parameter_size(inputs), dtype=x.dtype)
    statistics = np.zeros(component.statistics_size(inputs), dtype=x.dtype)
    for name, view in component.arrays(inputs, parameters, statistics).items():
        if name in arrays:
            view[...] = arrays[name].reshape(view.shape)
    bound_x, bound_a = (
        np.ones((units + 1, len(x)), dtype=x.dtype)
        for units in (inputs, component.units_out(inputs))
    )
    bound_x[:-1] = x.T
    component.bind(Place(bound_x, bound_a, parameters, statistics, training=False)).forward()
    return bound_a[:-1].T


def layers_by_name(
    descriptions: Sequence[Mapping[str, Any]], arrays: Mapping[str, Array]
) -> list[tuple[Mapping[str, Any], dict[str, Array]]]:
    """Return every layer with the arrays of its name: the first dense layer has dense_0/weight."""
    counts: dict[str, int] = {}
    layers = []
    for layer in descriptions:
        kind = layer["name"]
        prefix = f"{kind}_{counts.get(kind, 0)}/"
        found = {
            key.removeprefix(prefix): value
            for key, value in arrays.items()
            if key.startswith(prefix)
        }
        counts[kind] = counts.get(kind, 0) + bool(found)
        layers.append((layer, found))
    return layers
