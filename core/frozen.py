"""What is frozen from the start, as a project says it: one entry a layer, in their order.

`true` is the whole layer, an object names its arrays: {"bias": true}, {"weight": [[true, false]]}.
`false`, `null` and an empty object freeze nothing.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ProjectError, one_of

#: the arrays that can be frozen, in the order in which they are written
ARRAYS = ("weight", "bias", "scale", "shift")
#: nested tuples of booleans, or one for a whole array
Mask = bool | tuple[Any, ...]
#: a layer: all of it, or some of its arrays
Entry = bool | tuple[tuple[str, Mask], ...]
Frozen = tuple[Entry, ...]

_DEPTH = 2


def read_frozen(value: Any, where: str) -> Frozen:
    """Read what is frozen. Raises ProjectError naming the entry for what is no mask.

    Whether the shapes fit is known only beside the data: `mask_of` checks them.
    """
    if not isinstance(value, (list, tuple)):
        raise ProjectError(f"{where} is not a list", "give one entry per layer: true or {}")
    return tuple(_read_entry(entry, f"{where}.{i}") for i, entry in enumerate(value))


def _read_entry(entry: Any, place: str) -> Entry:
    if entry is None or isinstance(entry, bool):
        return bool(entry)
    if isinstance(entry, tuple):
        entry = dict(entry)
    if not isinstance(entry, Mapping):
        raise ProjectError(f"{place} is not true or an object", 'write true or {"bias": true}')
    for name in entry:
        if name not in ARRAYS:
            raise ProjectError(
                f"{place}: unknown array {str(name)[:40]!r}", f"known are {one_of(ARRAYS)}"
            )
    names = [name for name in ARRAYS if name in entry]
    return tuple((name, _read_mask(entry[name], f"{place}.{name}")) for name in names)


def _read_mask(value: Any, place: str, depth: int = 0) -> Mask:
    if isinstance(value, bool):
        return value
    if not isinstance(value, (list, tuple)) or depth == _DEPTH:
        raise ProjectError(
            f"{place}: {str(value)[:40]!r} is not true or false",
            "write true, false or lists of them",
        )
    return tuple(_read_mask(item, f"{place}.{i}", depth + 1) for i, item in enumerate(value))


def write_frozen(frozen: Frozen) -> list[Any]:
    """Return the JSON form."""
    return [
        entry if isinstance(entry, bool) else {name: _written(mask) for name, mask in entry}
        for entry in frozen
    ]


def _written(mask: Mask) -> Any:
    return mask if isinstance(mask, bool) else [_written(item) for item in mask]


def mask_of(frozen: Frozen | None, learned: list[dict[str, NDArray[np.floating[Any]]]]) -> bool:
    """Mark in the arrays of every layer, which hold zeros, what is frozen; return whether any is.

    Raises ProjectError where an entry has no layer, no such array, or another shape.
    """
    if frozen is None:
        return False
    if len(frozen) > len(learned):
        raise ProjectError(
            f"frozen: {len(frozen)} entries for {len(learned)} layers", "give one entry per layer"
        )
    for i, (entry, arrays) in enumerate(zip(frozen, learned, strict=False)):
        masks = tuple((name, entry) for name in arrays) if isinstance(entry, bool) else entry
        for name, mask in masks:
            if name not in arrays:
                raise ProjectError(
                    f"frozen.{i}: the layer has no {name}", f"its arrays are {one_of(arrays)}"
                )
            _mark(arrays[name], mask, f"frozen.{i}.{name}")
    return any(bool(np.any(array)) for arrays in learned for array in arrays.values())


def _mark(array: NDArray[np.floating[Any]], mask: Mask, where: str) -> None:
    if isinstance(mask, bool):
        array[...] = mask
        return
    rows = [len(row) if isinstance(row, tuple) else -1 for row in mask]
    shape = (len(mask),) if set(rows) <= {-1} else (len(mask), rows[0] if rows else 0)
    if shape != array.shape or len(set(rows)) > 1:
        raise ProjectError(
            f"{where} does not have the shape {array.shape}",
            "give a boolean for every number of the array",
        )
    array[...] = np.array(mask, dtype=bool)
