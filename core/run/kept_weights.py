"""Keeping weights across a change of structure: those that still fit are kept.

Layers of the old and the new network are matched in order, so adding or removing one in the middle
does not affect the others. The common part of matched layers is kept: one neuron more or fewer
leaves the other neurons' weights unchanged.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import Equation, layer_kind
from core.training import changes
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


def carry_over(old: Trainer, new: Trainer, removed: tuple[int, int] | None = None) -> None:
    """Give a new network what still means something of an old one: weights, and what is frozen."""
    if means_the_same(old, new) and keep_weights(old, new, removed):
        changes.take_edit(new)
    kept = old.project.frozen == new.project.frozen
    if kept and old.frozen is not None and same_arrays(old, new):
        changes.freeze(new, old.frozen)


def keep_weights(old: Trainer, new: Trainer, removed: tuple[int, int] | None = None) -> int:
    """Write what fits of one trainer's arrays into another's; return how many numbers were kept.

    `removed` (layer, unit) is a neuron that is gone: the ones after it move up. Inputs are matched
    by name, so switching one on or off leaves the others' weights. Outputs for another task start
    anew, and so do arrays for which another initializer was chosen. Callers keep nothing if the
    meaning of the data changes.
    """
    same_task = old.dataset.task is new.dataset.task
    kinds_old = [layer.name for layer in old.project.layers]
    kinds_new = [layer.name for layer in new.project.layers]
    arrays_old, _ = _whole_arrays(old)
    arrays_new, learned = _whole_arrays(new)
    names_old, names_new = old.dataset.input_names, new.dataset.input_names
    kept = 0
    for i, j in _matches(kinds_old, kinds_new):
        if j == len(kinds_new) - 1 and not same_task:
            continue
        for name, target in arrays_new[j].items():
            source = arrays_old[i].get(name)
            if source is None or _is_drawn_otherwise(old, new, (i, j), name):
                continue
            if removed is not None:
                source = _without(source, name, i, removed, _next_dense(kinds_old, removed[0]))
            if name == "weight" and i == j == 0 and names_old != names_new:
                kept += _copy_rows(source, target, names_old, names_new)
            else:
                kept += _copy_common(source, target)
    new.work.set_learned(learned)
    return kept


def _is_drawn_otherwise(old: Trainer, new: Trainer, at: tuple[int, int], name: str) -> bool:
    """Return whether an array of a layer of each trainer has another initializer now."""
    one, other = (t.project.layers[k].neurons for t, k in zip((old, new), at, strict=True))
    if one is None or other is None:
        return False
    if name == "weight":
        return one.initializer != other.initializer
    return name == "bias" and one.bias_initializer != other.bias_initializer


def _whole_arrays(trainer: Trainer) -> tuple[list[dict[str, Array]], Array]:
    """Return copies of the arrays as if nothing were switched off, as views of one vector."""
    learned, count = trainer.work.learned(), trainer.network.parameter_count
    return trainer.network.arrays(learned[:count], learned[count:]), learned


def means_the_same(old: Trainer, new: Trainer) -> bool:
    """Return whether weights of one trainer mean something in another.

    Not if another start, other data, another split or another scaling was chosen. Points that were
    edited by hand are still the same data.
    """
    one, other = old.project, new.project
    if one.seed != other.seed or one.data.scaling != other.data.scaling:
        return False
    if one.data != other.data and _are_edited(old, new):
        return True
    return not (
        other.weights is not None
        or (one.weights is not None and one.layers == other.layers)
        or one.data.source != other.data.source
        or one.data_seed() != other.data_seed()
        # weights that learned from samples now kept for testing would look too good on them
        or one.data.test_share != other.data.test_share
        or one.data.validation_share != other.data.validation_share
    )


def _are_edited(old: Trainer, new: Trainer) -> bool:
    """Return whether data were edited by hand, not chosen: one of two kinds of points is now other.

    They are if all samples are the same as before, or if both are points of the project's own of
    which at least half stay where they are, or which were only moved.
    """
    sources = (old.project.data.source, new.project.data.source)
    own = [source.group == "own" and source.file is None for source in sources]
    one, other = old.dataset.train, new.dataset.train
    if not any(own) or old.dataset.raw_names != new.dataset.raw_names:
        return False
    same_targets = np.array_equal(one.original_targets, other.original_targets)
    if not all(own):
        return same_targets and np.array_equal(one.raw_inputs, other.raw_inputs)
    before, after = (np.unique(_rows(part.raw_inputs)) for part in (one, other))
    stay = len(np.intersect1d(before, after, assume_unique=True))
    return same_targets or 2 * stay >= min(len(before), len(after))


def _rows(matrix: Array) -> NDArray[np.void]:
    """Return each row (m,) of a matrix (m, k) as one value, so that rows can be compared."""
    matrix = np.ascontiguousarray(matrix)
    whole = np.dtype((np.void, matrix.dtype.itemsize * matrix.shape[1]))
    return matrix.view(whole)[:, 0]


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
