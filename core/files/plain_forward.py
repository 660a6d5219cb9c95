"""The forward pass once more, in plain NumPy: what a reader of an exported file has to do.

Nothing of the engine is used: the layers are their descriptions as files hold them, samples are
rows, and an activation is the NumPy expression that it gives of itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS
from core.data.features import FEATURES

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class ReadNetwork:
    """A network as it was read from a file.

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


def _through(layer: Mapping[str, Any], arrays: Mapping[str, Array], x: Array) -> Array:
    if layer["name"] == "dropout":
        return x
    if layer["name"] == "batch_norm":
        deviation = np.sqrt(arrays["running_variance"] + x.dtype.type(layer["epsilon"]))
        normalized = (x - arrays["running_mean"]) / deviation
        return np.asarray(normalized * arrays["scale"] + arrays["shift"])
    if layer["name"] != "dense":
        raise NotImplementedError(layer["name"])
    z = x @ arrays["weight"]
    if "bias" in arrays:
        z = z + arrays["bias"]
    expression = ACTIVATIONS.read(layer["activation"], "activation").numpy()
    return np.asarray(eval(expression, {"np": np, "z": z}), dtype=x.dtype)


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
