"""Names and lists in tutorials: syn0, Theta1, wih and who, weights_input_hidden, bare lists.

They become W1, b1, W2, … with matrices as (inputs, units) if the name shows their orientation.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Scaling
from core.formats.importers import ImportedLayer

Array = NDArray[Any]

_PARTS = r"(?:input|hidden\d*|output|i|h\d*|o)"
_BETWEEN = re.compile(rf"(?:weights?|w)_?({_PARTS})(?:_to_|_|2)?({_PARTS})")
_BIAS = re.compile(rf"(?:bias(?:es)?|b)_?({_PARTS})")
#: whose names wih and who are, with a row for every unit
RASHID = "Rashid's book"
_THETA = r"[Tt]heta_?(\d{1,4})"
#: Keras's Normalization takes no deviation to be smaller than this
_LEAST_DEVIATION = 1e-7


def renamed(arrays: Mapping[str, Array]) -> tuple[dict[str, Array], str]:
    """Return arrays under plainer names, and who has them so if the orientation is known.

    Nothing is changed unless every matrix has such a name.
    """
    matrices = {key for key, array in arrays.items() if array.ndim >= 2 and 1 not in array.shape}
    for way in (_thetas, _synapses, _linked):
        found = way(arrays, matrices)
        if found is not None:
            return found
    return dict(arrays), ""


def has_bias_inside(arrays: Mapping[str, Array]) -> bool:
    """Return whether all arrays are called Theta1, Theta2, …: one column of each is the bias."""
    named = all(re.fullmatch(_THETA, key) for key in arrays)
    return named and bool(arrays) and all(a.ndim == 2 and a.shape[1] > 1 for a in arrays.values())


def _thetas(arrays: Mapping[str, Array], matrices: set[str]) -> tuple[dict[str, Array], str] | None:
    """Return Theta1, Theta2, …: a row for every unit, the bias as first column."""
    if not has_bias_inside(arrays):
        return None
    found: dict[str, Array] = {}
    for key in arrays:
        name = re.fullmatch(_THETA, key)
        assert name is not None
        found[f"W{name[1]}"] = np.ascontiguousarray(arrays[key][:, 1:].T)
        found[f"b{name[1]}"] = arrays[key][:, 0]
    return found, "NumPy"


def with_bias_last(layer: ImportedLayer) -> ImportedLayer:
    """Return a layer of such a matrix, of which the first column was taken as the bias, with the
    last one instead.
    """
    if layer.weight is None or layer.bias is None:
        return layer
    whole = np.vstack([layer.bias, layer.weight])
    return replace(layer, weight=whole[:-1], bias=whole[-1])


def with_bias_inside(layer: ImportedLayer, last: bool) -> ImportedLayer:
    """Return a layer of a whole matrix, of which the weights of one input are its bias."""
    if layer.weight is None or layer.inputs < 2:
        return layer
    weight, at = layer.weight, -1 if last else 0
    return replace(layer, weight=weight[:-1] if last else weight[1:], bias=weight[at])


def _synapses(
    arrays: Mapping[str, Array], matrices: set[str]
) -> tuple[dict[str, Array], str] | None:
    """Return syn0, syn1, …: a row for every input, no bias."""
    named = {key: re.fullmatch(r"syn(?:apse)?_?(\d{1,4})", key) for key in arrays}
    if not named or not all(named.values()):
        return None
    return {f"W{name[1]}": arrays[key] for key, name in named.items() if name}, "NumPy"


def _linked(arrays: Mapping[str, Array], matrices: set[str]) -> tuple[dict[str, Array], str] | None:
    """Return arrays named by the layers they connect, in the order of the layers."""
    links: dict[str, tuple[str, str]] = {}  # by destination: the key, the origin
    biases: dict[str, str] = {}
    rest: dict[str, Array] = {}
    for key, array in arrays.items():
        between, bias = _BETWEEN.fullmatch(key.lower()), _BIAS.fullmatch(key.lower())
        if between is not None and array.ndim == 2:
            links[between[2][0] + between[2].lstrip("abcdefghijklmnopqrstuvwxyz")] = (
                key,
                between[1][0] + between[1].lstrip("abcdefghijklmnopqrstuvwxyz"),
            )
        elif bias is not None:
            biases[bias[1][0] + bias[1].lstrip("abcdefghijklmnopqrstuvwxyz")] = key
        else:
            rest[key] = array
    if not links or matrices & set(rest) or "o" not in links:
        return None
    order: list[str] = []
    place = "o"
    while place in links and place not in order:
        order.insert(0, place)
        place = links[place][1]
    if len(order) != len(links) or place != "i":
        return None
    # Rashid's book has wih and who, a row for every unit
    by_units = {key for key, _ in links.values()} == {"wih", "who"}
    for number, part in enumerate(order):
        rest[f"W{number}"] = arrays[links[part][0]]
        if part in biases:
            rest[f"b{number}"] = arrays[biases[part]]
    return rest, RASHID if by_units else ""


def paired(arrays: Sequence[Array]) -> list[Array]:
    """Return matrices, each followed by its vector, if all vectors come after all matrices."""
    count = len(arrays) // 2
    first, second = arrays[:count], arrays[count:]
    if (
        count > 1
        and len(arrays) == 2 * count
        and all(a.ndim == 2 for a in first)
        and all(b.ndim == 1 for b in second)
    ):
        return [array for pair in zip(first, second, strict=True) for array in pair]
    return list(arrays)


def leading(arrays: Sequence[Array]) -> tuple[Scaling | None, list[Array]]:
    """Return the scaling that a list begins with, and the rest.

    Keras's Normalization has a mean, a variance and a count.
    """
    if len(arrays) < 4 or [a.ndim for a in arrays[:4]] != [1, 1, 0, 2]:
        return None, list(arrays)
    mean, variance, _, weight = arrays[:4]
    if not mean.shape == variance.shape == weight.shape[:1] or not are_numbers(arrays[:2]):
        return None, list(arrays)
    return from_mean(mean, np.sqrt(np.maximum(variance.astype(float), 0.0))), list(arrays[3:])


def are_numbers(arrays: Iterable[Array]) -> bool:
    """Return whether all arrays hold real numbers."""
    return all(array.dtype.kind in "fiu" for array in arrays)


def from_mean(mean: Array, deviation: Array) -> Scaling:
    """Return the scaling (x - mean) / deviation."""
    spread = np.maximum(deviation.reshape(-1).astype(np.float64), _LEAST_DEVIATION)
    return Scaling(mean.reshape(-1).astype(np.float64), 1.0 / spread)
