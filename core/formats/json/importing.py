"""JSON: Backstep's own weights and projects, or arrays under any names."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import layer_kind
from core.data.dataset import Scaling
from core.data.options import DataOptions
from core.disk.bounded import bounded_json, damaged
from core.errors import FileError
from core.formats.importers import IMPORTERS, Beside, Imported, Importer, nothing_beside
from core.formats.json.foreign import foreign
from core.formats.json.named import called
from core.formats.npz.importing import from_arrays
from core.formats.weights.names import place_of
from core.formats.weights.own import described_layers, matrix, scaling_of, texts
from core.records import record

_ARRAYS = ("weight", "bias", "scale", "shift", "running_mean", "running_variance")
#: the deepest nesting of names: deeper than in any state dict
_DEPTH = 12
_MOST_ARRAYS = 4096


@IMPORTERS.register
@record
class JsonImporter(Importer):
    """What Backstep exports or saves; or {"fc1.weight": [[…], …], …}; or [{"weight": …}, …]."""

    name = "json"
    label = "JSON"
    suffix = ".json"
    description = "JSON text"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the layers. Raises FileError."""
        return self.imported_with(content, name, nothing_beside(name))

    def imported_with(self, content: bytes, name: str, beside: Beside) -> Imported:
        """Return the layers; TensorFlow.js keeps its numbers in files beside it."""
        value = bounded_json(content, name)
        if isinstance(value, dict):
            known = foreign(value, name, beside)
            if known is not None:
                return known
            layers, weights = value.get("layers"), value.get("weights")
            if isinstance(layers, list) and weights is None and _are_nameless(layers):
                return _listed(layers, name)
            if isinstance(layers, list) and weights is None:
                return _own(value, layers, name)
            if isinstance(layers, list) and isinstance(weights, list):
                return _project(value, layers, weights, name)
            if isinstance(weights, list) and weights and isinstance(weights[0], dict):
                value = weights
            elif str(value.get("format", "")).startswith("backstep"):
                raise FileError(f"{name} holds no weights", "export or save it with its weights")
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            value = {f"layer_{i}": item for i, item in enumerate(value)}
        elif isinstance(value, list):
            if value and all(_is_pair(item) for item in value):
                value = [array for pair in value[:_MOST_ARRAYS] for array in pair]
            value = {f"arr_{i}": item for i, item in enumerate(value[: _MOST_ARRAYS + 1])}
        if not isinstance(value, dict):
            raise FileError(f"{name} holds no weights", "write arrays under names, or a list")
        arrays: dict[str, NDArray[np.float64]] = {}
        for key, array in _arrays(value, "", name, _DEPTH):
            arrays[key] = array
            if len(arrays) > _MOST_ARRAYS:
                raise FileError(f"{name} holds too many arrays", f"at most {_MOST_ARRAYS:,}")
        return from_arrays(arrays, {}, name)


def _are_nameless(layers: list[Any]) -> bool:
    """Return whether it is a list of layers of another program: arrays, and no kind of layer."""
    return bool(layers) and all(
        isinstance(layer, dict) and "name" not in layer and any(map(_is_matrix, layer.values()))
        for layer in layers
    )


def _is_matrix(item: Any) -> bool:
    return isinstance(item, list) and _depth(item) == 2 and _numeric(item)


def _listed(layers: list[Any], name: str) -> Imported:
    """Return a list of layers with the activations that they name."""
    value = {f"layer_{i}": layer for i, layer in enumerate(layers[: _MOST_ARRAYS + 1])}
    found = from_arrays(dict(_arrays(value, "", name, _DEPTH)), {}, name)
    told = [layer.get("activation") for layer in layers]
    if len(found.layers) != len(layers) or not all(isinstance(text, str) for text in told):
        return found
    named = zip(found.layers, told, strict=True)
    made = tuple(replace(layer, activation=called(text, name)) for layer, text in named)
    return replace(found, layers=made)


def _arrays(
    value: dict[str, Any], prefix: str, name: str, depth: int
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield the arrays inside objects, named by the path to them."""
    # beside a list of matrices, vectors of one length are a list of vectors
    several = any(_depth(item) == 3 and _numeric(item) for item in value.values())
    for key, item in value.items():
        item = _typed_array(item, depth)
        if isinstance(item, dict):
            if depth == 0:
                raise FileError(
                    f"{name} is nested too deeply", "write each array under a single name"
                )
            yield from _arrays(item, f"{prefix}{key}/", name, depth - 1)
        elif isinstance(item, list) and _numeric(item):
            yield from _of_list(item, f"{prefix}{key}", name, several)
        elif isinstance(item, list) and item and place_of(f"{prefix}{key}") is not None:
            # a bias of texts, of null or of true must not be left out as if there were none
            yield f"{prefix}{key}", matrix(item, f"{name}: {key}"[:100])
        elif type(item) in (int, float) and (place_of(f"{prefix}{key}") or ("",))[-1] == "bias":
            yield f"{prefix}{key}", matrix([item], f"{name}: {key}"[:100])  # of a single neuron
        elif type(item) is float and not item.is_integer():
            yield f"{prefix}{key}", np.array(item)  # not a count: perhaps a part of the network


def _typed_array(item: Any, depth: int) -> Any:
    """Return what JavaScript writes for a Float32Array, {"0": 1.5, "1": 2.5}, as a list.

    Anything else is returned as it is.
    """
    if not isinstance(item, dict) or not item or depth == 0:
        return item
    if any(key != str(i) for i, key in enumerate(item)):
        return item
    inside = [_typed_array(each, depth - 1) for each in item.values()]
    numeric = all(type(each) in (int, float) for each in inside)
    return inside if numeric or all(isinstance(each, list) for each in inside) else item


def _of_list(
    item: list[Any], key: str, name: str, several: bool
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield the array in nested lists, or the numbered arrays in a list of arrays."""
    depth = _depth(item)
    numbered = key[-1:].isdigit() and place_of(key) is not None  # W1 is one array, if a ragged one
    if depth <= 1 or (depth == 2 and ((_as_long(item) and not several) or numbered)):
        yield key, matrix(item, f"{name}: {key}"[:100])
        return
    # coefs_ is a list of matrices, intercepts_ a list of vectors
    stem, _, last = key.rpartition("/")
    called = {"weights": "W", "biases": "b"}.get(last, last.rstrip("_") + "_")
    for i, part in enumerate(item[:_MOST_ARRAYS]):
        inside = f"{stem}/{called}{i}" if stem else f"{called}{i}"
        yield inside, matrix(part, f"{name}: {key} {i}"[:100])


def _is_pair(item: Any) -> bool:
    """Return whether it is one layer of a list of layers: its matrix, and its bias."""
    return isinstance(item, list) and len(item) == 2 and list(map(_depth, item)) == [2, 1]


def _as_long(rows: list[Any]) -> bool:
    return len({len(row) for row in rows if isinstance(row, list)}) == 1


def _depth(item: Any) -> int:
    depth = 0
    while isinstance(item, list) and item:
        item, depth = item[0], depth + 1
    return depth


def _numeric(item: Any) -> bool:
    """Return whether the first item in nested lists is a number."""
    while isinstance(item, list) and item:
        item = item[0]
    return type(item) in (int, float)


def _split(layer: Any, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(layer, dict):
        raise damaged(name, "a layer is not described")
    # a dense layer's field `bias` says whether it has one; its array is a list
    arrays = {key: layer[key] for key in _ARRAYS if isinstance(layer.get(key), list)}
    rest = {key: item for key, item in layer.items() if key not in arrays}
    return rest, arrays


def _own(value: dict[str, Any], layers: list[Any], name: str) -> Imported:
    split = [_split(layer, name) for layer in layers]
    if not any(arrays for _, arrays in split):
        raise FileError(f"{name} holds no weights", "export or save it with its weights")
    read, notices = described_layers(split, name)

    def scaling(key: str) -> Any:
        found = value.get(f"{key}_scaling")
        found = found if isinstance(found, dict) else {}
        return scaling_of(found.get("offset"), found.get("factor"), f"{name}: {key}_scaling")

    return Imported(
        layers=read,
        source="Backstep",
        notices=notices,
        input_scaling=scaling("input"),
        target_scaling=scaling("target"),
        input_names=texts(value.get("inputs")),
        classes=texts(value.get("classes")),
        features=texts(value.get("features")),
    )


def _project(value: dict[str, Any], layers: list[Any], weights: list[Any], name: str) -> Imported:
    """Return a project's starting weights, with its layers.

    A project gives the rule by which its data are scaled, not the numbers.
    """
    left = list(weights)
    described = []
    for layer in layers:
        rest, _ = _split(layer, name)
        holds = layer_kind(str(rest.get("name"))).array_names
        arrays = left.pop(0) if holds and left else {}
        if not isinstance(arrays, dict):
            raise damaged(name, "an entry of its weights is not an object")
        described.append((rest, arrays))
    if left:
        raise damaged(name, "it has more weights than layers for them")
    read, notices = described_layers(described, name)
    made = Imported(layers=read, source="Backstep", notices=notices)
    data = value.get("data")
    if not layers or not isinstance(data, dict):
        return made
    made = replace(made, features=texts(data.get("features")))
    if DataOptions.says_scaled(data) or not read:
        return made
    return replace(
        made,
        input_scaling=Scaling.identity(made.inputs),
        target_scaling=Scaling.identity(made.outputs),
    )
