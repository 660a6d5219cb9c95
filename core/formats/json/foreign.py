"""JSON of other programs that can be recognised: network2, brain.js, TensorFlow.js."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.components.activations import Activation
from core.errors import FileError
from core.formats.importers import Beside, Imported, ImportedLayer
from core.formats.json.named import called
from core.formats.json.tensorflow import tensorflow
from core.formats.weights.own import matrix

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
        return tensorflow(value, name, beside)
    return None


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
