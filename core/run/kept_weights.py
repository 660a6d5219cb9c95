"""Keeping weights across a change of structure: those that still fit are kept.

Layers of the old and the new network are matched in order, so adding or removing one in the middle
does not affect the others. The common part of matched layers is kept: one neuron more or fewer
leaves the other neurons' weights unchanged.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import Equation, layer_kind
from core.project import Project
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


def means_other_weights(old: Project, new: Project) -> bool:
    """Return whether an edit asks for another start, or gives the data another meaning.

    Weights that learned from samples that are now kept for testing would look too good on them.
    """
    return (
        old.seed != new.seed
        or new.weights is not None
        or (old.weights is not None and old.layers == new.layers)
        or old.data.source != new.data.source
        or old.data.scaling != new.data.scaling
        or old.data_seed() != new.data_seed()
        or old.data.test_share != new.data.test_share
        or old.data.validation_share != new.data.validation_share
    )


def keep_weights(old: Trainer, new: Trainer, removed: tuple[int, int] | None = None) -> int:
    """Write what fits of one trainer's arrays into another's; return how many numbers were kept.

    `removed` (layer, unit) is a neuron that is gone: the ones after it move up. Inputs are matched
    by name, so switching one on or off leaves the others' weights. Callers keep nothing if the
    meaning of the data changes.
    """
    kinds_old = [layer.name for layer in old.project.layers]
    kinds_new = [layer.name for layer in new.project.layers]
    arrays_old = old.network.arrays(old.state.parameters, old.state.statistics)
    arrays_new = new.network.arrays(new.state.parameters, new.state.statistics)
    names_old, names_new = old.dataset.input_names, new.dataset.input_names
    kept = 0
    for i, j in _matches(kinds_old, kinds_new):
        for name, target in arrays_new[j].items():
            source = arrays_old[i].get(name)
            if source is None:
                continue
            if removed is not None:
                source = _without(source, name, i, removed, _next_dense(kinds_old, removed[0]))
            if name == "weight" and i == j == 0 and names_old != names_new:
                kept += _copy_rows(source, target, names_old, names_new)
            else:
                kept += _copy_common(source, target)
    return kept


def same_arrays(old: Trainer, new: Trainer) -> bool:
    """Return whether two trainers have arrays of the same names and shapes."""

    def shapes(one: Trainer) -> list[dict[str, tuple[int, ...]]]:
        learned = one.network.learned(one.state.parameters)
        return [{name: array.shape for name, array in found.items()} for found in learned]

    return shapes(old) == shapes(new)


def _matches(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return pairs of layer numbers that belong together; the outputs always do."""
    from difflib import SequenceMatcher  # only where layers change

    found = []
    if old[-1] == new[-1]:
        found.append((len(old) - 1, len(new) - 1))
        old, new = old[:-1], new[:-1]
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        found += [(block.a + k, block.b + k) for k in range(block.size)]
    return found


def _next_dense(kinds: list[str], layer: int) -> int:
    for i in range(layer + 1, len(kinds)):
        if layer_kind(kinds[i]).equation is Equation.WEIGHTED_SUM:
            return i
    return len(kinds)


def _without(
    source: Array, name: str, layer: int, removed: tuple[int, int], next_dense: int
) -> Array:
    """Return an array without a neuron: its column in its own layer, its row in the next."""
    gone, unit = removed
    if layer == gone and unit < source.shape[-1]:
        return np.delete(source, unit, axis=-1)
    # up to the next dense layer, which has one row for it, all layers have one number a neuron
    if gone < layer <= next_dense and name != "bias" and unit < source.shape[0]:
        return np.delete(source, unit, axis=0)
    return source


def _copy_common(source: Array, target: Array) -> int:
    common = tuple(slice(min(a, b)) for a, b in zip(source.shape, target.shape, strict=True))
    target[common] = source[common]
    return int(target[common].size)


def _copy_rows(source: Array, target: Array, old: tuple[str, ...], new: tuple[str, ...]) -> int:
    """Copy the rows of a first weight (inputs, units) whose inputs have the same name."""
    kept = 0
    for row, name in enumerate(new):
        if name in old:
            kept += _copy_common(source[old.index(name)], target[row])
    return kept
