"""Edits of numbers: a weight set by hand, an array pasted, something frozen.

They apply at an update boundary and can be undone: each records what was there before.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from core.pictures.edits import ArrayEdit, FreezeEdit
from core.training import changes
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


def _array(trainer: Trainer, layer: int, name: str) -> Array:
    network, state = trainer.network, trainer.state
    arrays = network.arrays(state.parameters, state.statistics)
    if not 0 <= layer < len(arrays) or name not in arrays[layer]:
        raise DataError(f"layers.{layer} has no {name}", "choose an existing array")
    return arrays[layer][name]


def set_values(
    trainer: Trainer, layer: int, name: str, index: tuple[int, ...] | None, values: Any
) -> ArrayEdit:
    """Set one number of an array, or with no index the whole of it; return what changed.

    An unfinished update is undone first. A weight that is switched off stays at 0: what is set is
    what it gets back, and the edit says that number. Raises DataError for values that are not
    finite, of another shape, or for an index out of range.
    """
    trainer.return_to_update_start()
    off = trainer.work.off
    trainer.work.switch(None)
    try:
        return _set_values(trainer, layer, name, index, values, off)
    finally:
        trainer.work.switch(off)


def _set_values(
    trainer: Trainer,
    layer: int,
    name: str,
    index: tuple[int, ...] | None,
    values: Any,
    off: NDArray[np.bool_] | None,
) -> ArrayEdit:
    array = _array(trainer, layer, name)
    new = np.asarray(values, dtype=np.float64)
    if not np.isfinite(new).all():
        raise DataError(f"{name}: {values} is not a finite number", "give finite numbers")
    if index is None and new.ndim and new.shape != array.shape:
        raise DataError(
            f"{name} has the shape {array.shape}, but {new.shape} was given",
            "give a row for every input and a column for every neuron",
        )
    if index is not None and (
        len(index) != array.ndim
        or any(not 0 <= i < n for i, n in zip(index, array.shape, strict=True))
    ):
        raise DataError(f"{name} has no place {index}", f"its shape is {array.shape}")
    before = array.copy()
    with np.errstate(over="ignore"):
        array[... if index is None else index] = new
    if not np.isfinite(array).all():
        array[...] = before
        raise DataError(f"{name}: the number is too large for float32", "use float64")
    after = array.copy()
    if trainer.work.switch(off):
        trainer.renew_engine()
    changes.take_edit(trainer)
    return ArrayEdit(layer, name, before, after, trainer.update)


def set_frozen(
    trainer: Trainer,
    layer: int,
    name: str | None,
    index: tuple[int, ...] | int | None,
    frozen: bool,
) -> FreezeEdit:
    """Freeze or free part of a layer; return what was frozen before and is now.

    A name and an index mean one number; an int as index without a name, a neuron with all that
    leads to it; neither, the whole layer. Raises DataError for a part that does not exist.
    """
    count = trainer.network.parameter_count
    mask = np.zeros(count) if trainer.frozen is None else trainer.frozen.astype(np.float64)
    learned = trainer.network.learned(mask)
    if not 0 <= layer < len(learned) or not learned[layer]:
        raise DataError(f"layers.{layer} has nothing to freeze", "choose a layer with weights")
    try:
        if name is not None:
            learned[layer][name][... if index is None else index] = frozen
        else:
            for array in learned[layer].values():
                array[... if index is None else (..., index)] = frozen
    except (KeyError, IndexError):
        raise DataError(f"layers.{layer} has no {name} {index}", "choose an existing one") from None
    before = trainer.frozen
    changes.freeze(trainer, mask.astype(bool))
    return FreezeEdit(before, trainer.frozen)
