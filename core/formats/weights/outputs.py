"""Inputs and classes in a different order from the project's: sorted by exact names."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS
from core.data.dataset import Dataset, Scaling
from core.data.samples import Task
from core.errors import DataError
from core.formats.importers import Imported, ImportedLayer
from core.formats.onnx.functions import recognised
from core.words import plain, say
from core.words import translate as _translate

Order = NDArray[np.intp]


def in_the_projects_order(imported: Imported, dataset: Dataset) -> Imported:
    """Return the network with its inputs and classes in the order of the data.

    Only identical names, or classes that are merely numbered, are put in order. Raises
    DataError for classes with other names.
    """
    imported = _with_inputs(imported, dataset)
    theirs, ours = imported.classes, dataset.classes
    if not theirs or not ours or theirs == ours or _are_numbers(theirs):
        return imported
    order = _order(theirs, ours)
    if order is None:
        raise DataError("the classes have other names", "say which is which")
    notice = _translate("Import", "The classes were in a different order and have been sorted.")
    if imported.outputs == len(order):
        last = _with_units(imported.layers[-1], order)
        targets = imported.target_scaling
    else:
        last, targets = _swapped(imported.layers[-1]), imported.target_scaling
    return replace(
        imported,
        layers=(*imported.layers[:-1], last),
        classes=ours,
        target_scaling=None if targets is None else _sorted(targets, order, imported.outputs),
        notices=(*imported.notices, notice),
    )


def with_outputs(imported: Imported, dataset: Dataset) -> Imported:
    """Return a network for two classes with as many outputs as the data have, 1 or 2.

    One sigmoid is the second of two softmax outputs: σ(z) = e^z/(e^0 + e^z). Both ways are exact.
    """
    last = imported.layers[-1]
    activation, weight = last.activation, last.weight
    if weight is None or activation is None or dataset.task is Task.REGRESSION:
        return imported
    logistic = recognised((lambda z: np.asarray(1.0 / (1.0 + np.exp(-z))),))
    shares = next(kind for kind in ACTIVATIONS if kind.gives_shares)()
    bias = np.zeros(last.units) if last.bias is None else last.bias
    if imported.outputs == 1 and dataset.outputs == 2 and activation == logistic:
        weight = np.column_stack([np.zeros_like(weight), weight])
        bias, activation = np.concatenate([[0.0], bias]), shares
    elif imported.outputs == 2 and dataset.outputs == 1 and activation == shares and logistic:
        weight = weight[:, 1:] - weight[:, :1]
        bias, activation = bias[1:] - bias[:1], logistic
    else:
        return imported
    made = replace(last, weight=weight, bias=bias, activation=activation)
    notice = _translate(
        "Import", "The outputs for two classes were converted to the number that the data have."
    )
    scaling = None if imported.target_scaling is None else Scaling.identity(len(bias))
    return replace(
        imported,
        layers=(*imported.layers[:-1], made),
        notices=(*imported.notices, notice),
        target_scaling=scaling,
    )


def _are_numbers(names: tuple[str, ...]) -> bool:
    """Return whether classes are only numbered, from 0 or 1: they have no names."""
    return any(names == tuple(str(i + first) for i in range(len(names))) for first in (0, 1))


def _order(theirs: tuple[str, ...], ours: tuple[str, ...]) -> Order | None:
    """Return the position of each of our names among theirs, or None if they differ."""
    if len(set(theirs)) < len(theirs) or sorted(theirs) != sorted(ours):
        return None
    return np.array([theirs.index(name) for name in ours], dtype=np.intp)


def _with_inputs(imported: Imported, dataset: Dataset) -> Imported:
    names = imported.input_names
    if imported.features or dataset.features or len(names) != imported.inputs:
        return imported
    order = _order(names, dataset.input_names)
    if order is None and not _are_counted(names) and not _are_counted(dataset.input_names):
        shown = ", ".join(plain(name[:40]) for name in names[:6])
        notice = say("Import", "The file's inputs have other names, {names}: taken in their order.",
                     names=shown)  # fmt: skip
        return replace(imported, notices=(*imported.notices, notice))
    if order is None or (order == np.arange(len(order))).all():
        return imported
    first, scaling = imported.layers[0], imported.input_scaling
    if first.weight is not None:
        changed = replace(first, weight=np.ascontiguousarray(first.weight[order]))
        layers = (changed, *imported.layers[1:])
    else:
        # a normalization passes its inputs on in order: the next layer must be sorted as well
        turned = _with_units(first, order)
        rest = replace(imported, layers=imported.layers[1:], input_scaling=None)
        layers = (turned, *_with_inputs(rest, dataset).layers)
    return replace(
        imported,
        layers=layers,
        input_names=dataset.input_names,
        input_scaling=None if scaling is None else _sorted(scaling, order, len(order)),
        notices=(
            *imported.notices,
            _translate("Import", "The inputs were in a different order and have been sorted."),
        ),
    )


def other_inputs(imported: Imported, dataset: Dataset) -> bool:
    """Return whether some inputs have the names of ours, at other places, and not all of them."""
    theirs, ours = imported.input_names, dataset.input_names
    if imported.features or dataset.features or len(theirs) != imported.inputs:
        return False
    if _order(theirs, ours) is not None or _are_counted(theirs) or _are_counted(ours):
        return False
    return any(a != b and a in ours for a, b in zip(theirs, ours, strict=False))


def _are_counted(names: tuple[str, ...]) -> bool:
    """Return whether inputs are x1, x2, …: they have no names."""
    return names == tuple(f"x{i + 1}" for i in range(len(names)))


def _sorted(scaling: Scaling, order: Order, columns: int) -> Scaling:
    if columns != len(order):
        return scaling
    return Scaling(scaling.offset[order], scaling.factor[order])


def _with_units(layer: ImportedLayer, order: Order) -> ImportedLayer:
    """Return a layer with its units in another order."""

    def turned(array: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
        return None if array is None else np.ascontiguousarray(array[..., order])

    return replace(
        layer,
        weight=turned(layer.weight),
        bias=turned(layer.bias),
        scale=turned(layer.scale),
        shift=turned(layer.shift),
        running_mean=turned(layer.running_mean),
        running_variance=turned(layer.running_variance),
    )


def _swapped(layer: ImportedLayer) -> ImportedLayer:
    """Return a layer of one output for two classes, with the classes 0 and 1 exchanged.

    Raises DataError if −z does not mean the other class.
    """
    activation, weight = layer.activation, layer.weight
    mirrored = activation is not None and activation.bounds in ((0.0, 1.0), (-1.0, 1.0))
    if weight is None or not mirrored or activation is None or not _is_mirrored(layer):
        raise DataError("the classes are the other way round", "say which is which")
    return replace(layer, weight=-weight, bias=None if layer.bias is None else -layer.bias)


def _is_mirrored(layer: ImportedLayer) -> bool:
    """Return whether f(−z) is on the other side of the threshold, as far away as f(z)."""
    activation = layer.activation
    assert activation is not None
    z = np.linspace(-4.0, 4.0, 9)[None, :]
    a, b = np.empty_like(z), np.empty_like(z)
    if activation.gives_shares:
        return False
    activation.forward(z.copy(), a, np.empty_like(z))
    activation.forward(-z, b, np.empty_like(z))
    return bool(np.allclose(a + b, 2.0 * activation.threshold, atol=1e-12))
