"""JSON of other programs that can be recognised: network2, brain.js, TensorFlow.js."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation, activation_called
from core.errors import FileError, UserError
from core.formats.importers import Beside, Imported, ImportedLayer
from core.formats.weights.names import layers_of
from core.formats.weights.own import matrix

#: the most numbers in the files beside a TensorFlow.js model
_MOST_NUMBERS = 100_000_000
_MOST_LAYERS = 1000


def foreign(value: Mapping[str, Any], name: str, beside: Beside) -> Imported | None:
    """Return the network in a file of one of these programs, None for any other file.

    Raises FileError for things that such a program writes but that cannot be read here.
    """
    # without its cost it is someone else's, who may have other activations and rows for inputs
    if {"sizes", "weights", "biases", "cost"} <= set(value) and "activation" not in value:
        return _network2(value, name)
    if "sizes" in value and isinstance(value.get("layers"), (list, dict)):
        return _brain(value, name)
    if "weightsManifest" in value:
        return _tensorflow(value, name, beside)
    return None


def called(text: Any, name: str) -> Activation:
    """Return the activation that a file names. Raises FileError for an unknown one."""
    try:
        return activation_called(str(text).replace("-", "_")[:60])
    except UserError:
        raise FileError(
            f"{name} has the activation {str(text)[:40]!r}, which Backstep does not have",
            "train it with another one",
        ) from None


def _layer(number: int, weight: Any, bias: Any, activation: Activation, name: str) -> ImportedLayer:
    """Return a layer whose matrix has a row for every unit."""
    found = matrix(weight, f"{name}: weights {number}")
    shift = matrix(bias, f"{name}: biases {number}").reshape(-1)
    if found.ndim != 2:
        raise FileError(f"{name}: weights {number} is not a matrix", "write a row for every neuron")
    return ImportedLayer(
        f"dense_{number}",
        np.ascontiguousarray(found.T),
        shift if shift.size else None,
        activation=activation,
        turned=True,
    )


def _network2(value: Mapping[str, Any], name: str) -> Imported:
    """Return a network saved by Nielsen's network2: sigmoid layers, a row for every unit."""
    weights, biases = value["weights"], value["biases"]
    if (
        not isinstance(weights, list)
        or not isinstance(biases, list)
        or not 0 < len(weights) == len(biases) <= _MOST_LAYERS
    ):
        raise FileError(
            f"{name} has no list of biases for every list of weights",
            "save it by network2's own save()",
        )
    sigmoid = called("sigmoid", name)
    layers = tuple(
        _layer(i, weight, bias, sigmoid, name)
        for i, (weight, bias) in enumerate(zip(weights, biases, strict=True))
    )
    return Imported(layers, "network2 (Nielsen)")


def _brain(value: Mapping[str, Any], name: str) -> Imported:
    """Return the output of brain.js's toJSON: one activation for all layers."""
    told = value["layers"]
    layers = told if isinstance(told, list) else list(told.values())
    options = value.get("options")
    options = options if isinstance(options, dict) else {}
    activation = called(options.get("activation", value.get("activation", "sigmoid")), name)
    slope = options.get("leakyReluAlpha")
    if isinstance(slope, float) and "slope" in {item.name for item in activation.parameters()}:
        activation = type(activation).read({"slope": slope}, name)
    found = []
    for i, layer in enumerate(layers[: _MOST_LAYERS + 1]):
        weights = layer.get("weights") if isinstance(layer, dict) else None
        if weights is None and i:
            raise FileError(
                f"{name}: layer {i} has no weights as lists: an older brain.js wrote it",
                "write it again with toJSON() of brain.js 2",
            )
        if weights:
            found.append(_layer(i - 1, weights, layer.get("biases", []), activation, name))
    inputs = value.get("inputLookup")
    names = tuple(map(str, inputs)) if isinstance(inputs, dict) else ()
    outputs = value.get("outputLookup")
    classes = tuple(map(str, outputs)) if isinstance(outputs, dict) else ()
    if not found:
        raise FileError(f"{name} holds no weights of brain.js", "train it before toJSON()")
    return Imported(tuple(found), "brain.js", input_names=names, classes=classes)


# ---------------------------------------------------------------------- TensorFlow.js


def _tensorflow(value: Mapping[str, Any], name: str, beside: Beside) -> Imported:
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
    layers = list(found.layers)
    activations = _activations(value.get("modelTopology"), name)
    dense = [i for i, layer in enumerate(layers) if layer.has_neurons]
    if len(activations) == len(dense):
        for i, activation in zip(dense, activations, strict=True):
            layers[i] = replace(layers[i], activation=activation)
    return Imported(
        tuple(layers),
        "TensorFlow.js",
        found.notices,
        open_order=found.open_order,
        aside=found.aside,
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


def _activations(topology: Any, name: str) -> list[Activation]:
    """Return the activations of the dense layers, from the topology."""
    place: Any = topology
    for key in ("model_config", "config", "layers"):
        if isinstance(place, dict) and key in place:
            place = place[key]
    found = []
    for layer in place if isinstance(place, list) else []:
        if isinstance(layer, dict) and layer.get("class_name") == "Dense":
            config = layer.get("config")
            told = config.get("activation", "linear") if isinstance(config, dict) else "linear"
            found.append(called(told, name))
    return found
