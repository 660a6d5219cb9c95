"""Backstep's own descriptions of layers, with arrays, as in its NPZ and JSON exports."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import LAYERS, Equation
from core.data.dataset import Scaling
from core.disk.bounded import damaged
from core.errors import FileError, UserError
from core.formats.importers import ImportedLayer

Array = NDArray[np.float64]


def described_layers(
    described: Iterable[tuple[Any, Mapping[str, Any]]], name: str, *, turned: bool = False
) -> tuple[tuple[ImportedLayer, ...], tuple[str, ...]]:
    """Return the layers from pairs of description (as in a project) and named arrays, and notices.

    `turned` only notes that the file has its matrices transposed. Raises FileError for unknown
    layers and for arrays that are missing or not numbers.
    """
    layers: list[ImportedLayer] = []
    left: list[str] = []
    counts: dict[str, int] = {}
    for description, found in described:
        try:
            layer = LAYERS.read(description, "layers")
        except UserError as error:
            raise damaged(name, error.message) from None
        number = counts.get(layer.name, 0)
        counts[layer.name] = number + 1
        called = f"{layer.name}_{number}"
        arrays = {key: numbers(found[key], f"{name}: {called}/{key}") for key in found}
        if layer.neurons is not None:
            if "weight" not in arrays or not set(arrays) <= {"weight", "bias"}:
                raise damaged(name, f"{called} has no weight")
            layers.append(
                ImportedLayer(
                    called,
                    arrays["weight"],
                    arrays.get("bias"),
                    activation=layer.neurons.activation,
                    turned=turned,
                )
            )
        elif layer.equation is Equation.NORMALIZED:
            if set(arrays) != set(layer.array_names):
                raise damaged(name, f"{called} lacks numbers")
            layers.append(
                ImportedLayer(
                    called,
                    scale=arrays["scale"],
                    shift=arrays["shift"],
                    running_mean=arrays["running_mean"],
                    running_variance=arrays["running_variance"],
                    epsilon=layer.norm_epsilon,
                )
            )
        elif layer.array_names:
            raise FileError(f"{name}: {called} cannot be read from files", "leave this layer out")
        else:
            left.append(called)
    notices = (f"Left out, as they have no weights: {', '.join(left[:6])}.",) if left else ()
    return tuple(layers), notices


def numbers(value: Any, where: str) -> Array:
    """Return nested lists, or an array, as float64. Raises FileError for anything else."""
    if isinstance(value, np.ndarray) and value.dtype.kind not in "fiu":
        raise damaged(where, "it holds no numbers")
    if not isinstance(value, (list, np.ndarray)):
        raise damaged(where, "it is no list of numbers")
    try:
        array = np.asarray(value)
        # NumPy would take a text for its number, true for 1, and null for a number that is none
        if array.size and array.dtype.kind not in "fiu":
            raise ValueError
        return array.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        raise damaged(where, "it is not a list of numbers, or its rows differ in length") from None


def matrix(value: Any, where: str) -> Array:
    """Return a foreign file's nested lists as float64.

    Raises FileError without calling the file damaged: it may be sound but of an unknown kind.
    """
    try:
        return numbers(value, where)
    except FileError:
        raise FileError(
            f"{where} is not an array of numbers: its rows differ in length or hold something else",
            "write one list of rows for every layer, under a name like W1 and b1",
        ) from None


def scaling_of(offset: Any, factor: Any, where: str) -> Scaling | None:
    """Return a scaling from two vectors, the identity if it changes nothing, None for none.

    Raises FileError for anything but a pair of vectors.
    """
    if offset is None or factor is None:
        return None
    made = Scaling(numbers(offset, where), numbers(factor, where))
    if made.offset.ndim != 1 or made.offset.shape != made.factor.shape:
        raise damaged(where, "the scaling is not a pair of lists")
    return made


def texts(value: Any) -> tuple[str, ...]:
    """Return a list of names as texts; nothing for anything else."""
    return tuple(str(item)[:200] for item in value) if isinstance(value, list) else ()
