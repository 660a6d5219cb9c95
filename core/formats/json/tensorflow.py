"""TensorFlow.js's layers models: a topology, and the numbers in files beside it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.errors import FileError
from core.formats.importers import Beside, Imported, ImportedLayer
from core.formats.json.named import called
from core.formats.weights.names import layers_of
from core.words import plain

#: the most numbers in the files beside a model
_MOST_NUMBERS = 100_000_000
_MOST_LAYERS = 1000
#: layers that change nothing in prediction, if inputs are vectors
_IDLE = frozenset(
    ("InputLayer", "Dropout", "Flatten", "GaussianNoise", "GaussianDropout", "AlphaDropout")
)
#: activations as layers of their own, with the settings that they may have here
_FUNCTIONS = {
    "Activation": (),
    "Softmax": ("axis",),
    "ReLU": (),
    "ELU": ("alpha",),
    "LeakyReLU": ("alpha", "negative_slope"),
}.items()
_NAMED = {"Softmax": "softmax", "ReLU": "relu", "ELU": "elu", "LeakyReLU": "leaky_relu"}.items()


def tensorflow(value: Mapping[str, Any], name: str, beside: Beside) -> Imported:
    """Return a layers model, whose numbers are stored one after another in files beside it."""
    arrays: dict[str, NDArray[np.float64]] = {}
    groups = value["weightsManifest"]
    for group in groups if isinstance(groups, list) else []:
        paths = group.get("paths") if isinstance(group, dict) else None
        weights = group.get("weights") if isinstance(group, dict) else None
        if not isinstance(paths, list) or not isinstance(weights, list):
            raise FileError(f"{name} does not say where its weights are", "save the model again")
        content = b"".join(beside(str(path)) for path in paths[:64])
        at = 0
        for told in weights[:_MOST_LAYERS]:
            key, array = _tensor(told, content, at, name)
            at += 4 * array.size
            arrays[key] = array
    if not arrays:
        raise FileError(f"{name} lists no weights", "save the model again, with its weights")
    found = layers_of(arrays, name, source="Keras")
    layers, sure = described(found.layers, value.get("modelTopology"), name)
    return Imported(
        layers,
        "TensorFlow.js",
        found.notices,
        left=replace(
            found.left,
            order=found.left.order and not sure,
            epsilon=found.left.epsilon and layers is found.layers,
        ),
    )


def _tensor(told: Any, content: bytes, at: int, name: str) -> tuple[str, NDArray[np.float64]]:
    shape = told.get("shape") if isinstance(told, dict) else None
    if (
        not isinstance(shape, list)
        or len(shape) > 4
        or not all(type(size) is int and 0 <= size <= _MOST_NUMBERS for size in shape)
    ):
        raise FileError(f"{name} lists an array without a shape", "save the model again")
    key = str(told.get("name", ""))[:200]
    if told.get("dtype") != "float32" or "quantization" in told:
        raise FileError(
            f"{name}: {key[:60]} is not in float32", "save the model without quantization"
        )
    size = math.prod(shape)
    if size > (len(content) - at) // 4:
        raise FileError(
            f"{name} lists more numbers than its files hold", "copy all its files again"
        )
    array = np.frombuffer(content, "<f4", size, at).astype(np.float64)
    return key, array.reshape(shape)


def described(
    layers: Sequence[ImportedLayer], topology: Any, name: str
) -> tuple[tuple[ImportedLayer, ...], bool]:
    """Return layers with what the topology says of them, and whether it gives their order.

    Raises FileError for a layer that changes predictions and that nothing here is like.
    """
    by_name = {layer.name.rpartition("/")[2]: layer for layer in layers}
    made: list[ImportedLayer] = []
    told = _told(topology)
    named = any("name" in config for _, config in told)
    for kind, config in told:
        if kind in _IDLE:
            continue
        own = None
        if named:
            own = by_name.pop(str(config.get("name")), None)
        elif by_name and kind in ("Dense", "BatchNormalization"):
            own = by_name.pop(next(iter(by_name)))  # then they are in the file's order
        if own is not None and kind == "Dense" and own.has_neurons:
            made.append(replace(own, activation=called(config.get("activation", "linear"), name)))
        elif own is not None and kind == "BatchNormalization" and not own.has_neurons:
            epsilon = config.get("epsilon", 1e-3)
            number = float(epsilon) if isinstance(epsilon, (int, float)) else 1e-3
            made.append(replace(own, epsilon=number, behind=True))
        elif kind in dict(_FUNCTIONS):
            _put_behind(made, _function(kind, config, name), kind, name)
        elif not (kind in ("Dense", "BatchNormalization") and own is None):
            raise _unknown(kind, name)
    if by_name or len(made) != len(layers):
        return tuple(layers), False  # named in another way: what is not said is asked
    return tuple(made), named


def _put_behind(made: list[ImportedLayer], function: Activation, kind: str, name: str) -> None:
    """Give the last dense layer its activation; a normalization between them is before it."""
    at = len(made) - 1
    if at >= 0 and not made[at].has_neurons:
        at -= 1
    last = made[at].activation if at >= 0 else None
    if at < 0 or not made[at].has_neurons or last is None or not last.is_identity:
        raise _unknown(kind, name)
    made[at] = replace(made[at], activation=function)
    if at < len(made) - 1:
        made[-1] = replace(made[-1], behind=False)


def _function(kind: str, config: Mapping[str, Any], name: str) -> Activation:
    """Return the activation of a layer that is only one."""
    if kind == "Activation":
        return called(config.get("activation"), name)
    settings = {key: config[key] for key in dict(_FUNCTIONS)[kind] if key in config}
    known = ("name", "trainable", "dtype", "batch_input_shape", "batch_shape", *settings)
    if any(value not in (None, 0, 0.0) for key, value in config.items() if key not in known):
        raise _unknown(kind, name)
    made = called(dict(_NAMED)[kind], name)
    given = [value for key, value in settings.items() if key != "axis"]
    fields = [item.name for item in made.parameters()]
    if not given:
        default = {"LeakyReLU": 0.3, "ELU": 1.0}.get(kind)
        given = [] if default is None else [default]
    if given and len(fields) != 1 and given != [1.0]:
        raise _unknown(kind, name)
    return made if not given or not fields else type(made).read({fields[0]: given[0]}, name)


def _unknown(kind: str, name: str) -> FileError:
    return FileError(
        f"{name}: a layer {plain(kind[:40])}, in this place or with these settings, cannot be read",
        "only dense layers, batch normalization and activations can be read, one after another",
    )


def _told(topology: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the class and the settings of every layer."""
    place: Any = topology
    for key in ("model_config", "config", "layers"):
        if isinstance(place, dict) and key in place:
            place = place[key]
    found: list[tuple[str, Mapping[str, Any]]] = []
    for layer in place[: 2 * _MOST_LAYERS] if isinstance(place, list) else []:
        if isinstance(layer, dict):
            config = layer.get("config")
            found.append((str(layer.get("class_name")), config if isinstance(config, dict) else {}))
    return found
