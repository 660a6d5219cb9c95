"""What is frozen from the start, as written in a project: one entry per layer, in order.

`true` freezes the whole layer, an object names some of its arrays: {"bias": true}, {"weight":
[[true, false]]}. `false`, `null` and an empty object freeze nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.errors import ProjectError, one_of

#: the arrays that can be frozen, in the order in which they are written
ARRAYS = ("weight", "bias", "scale", "shift")
#: nested tuples of booleans, or one for a whole array
Mask = bool | tuple[Any, ...]
#: a layer: all of it, or some of its arrays
Entry = bool | tuple[tuple[str, Mask], ...]
Frozen = tuple[Entry, ...]
#: the shapes of the arrays that every layer learns, by their names
Shapes = Sequence[Mapping[str, tuple[int, ...]]]

_DEPTH = 2


def read_frozen(value: Any, where: str) -> Frozen:
    """Read what is frozen. Raises ProjectError that names an entry which is not a mask.

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


def moved_up(description: Mapping[str, Any]) -> dict[str, Any]:
    """Return a project's JSON with the "frozen": true of single layers moved into one list.

    Raises ProjectError if the project has both.
    """
    layers = description.get("layers")
    found = dict(description)
    if not isinstance(layers, (list, tuple)):
        return found
    said = [isinstance(layer, Mapping) and "frozen" in layer for layer in layers]
    if not any(said):
        return found
    if description.get("frozen") is not None:
        raise ProjectError(
            f"layers.{said.index(True)}.frozen: the project has a frozen list too",
            "give it in one of the two places only",
        )
    found["frozen"] = [layer["frozen"] if has else False
                       for layer, has in zip(layers, said, strict=True)]  # fmt: skip
    found["layers"] = [
        {key: value for key, value in layer.items() if key != "frozen"} if has else layer
        for layer, has in zip(layers, said, strict=True)
    ]
    return found


def frozen_of(
    masks: Sequence[Mapping[str, NDArray[np.bool_]]], arrays: Sequence[Iterable[str]]
) -> Frozen | None:
    """Return the shortest form of every layer's masks; None if nothing is marked.

    `arrays` are the names of the arrays that each layer learns.
    """
    found: list[Entry] = []
    for marked, names in zip(masks, arrays, strict=True):
        learned = [name for name in ARRAYS if name in set(names)]
        whole = bool(learned) and all(name in marked and bool(np.all(marked[name]))
                                      for name in learned)  # fmt: skip
        parts = tuple(
            (name, True if bool(np.all(marked[name])) else _tuples(marked[name].tolist()))
            for name in learned
            if name in marked and bool(np.any(marked[name]))
        )
        found.append(True if whole else parts or False)
    while found and found[-1] is False:
        found.pop()
    return tuple(found) or None


def marked(frozen: Frozen | None, shapes: Shapes) -> list[dict[str, NDArray[np.bool_]]]:
    """Return a mask for every learned array of the layers. Raises ProjectError as `mask_of`."""
    masks: list[dict[str, NDArray[np.floating[Any]]]] = [
        {name: np.zeros(shape) for name, shape in found.items()} for found in shapes
    ]
    mask_of(frozen, masks)
    return [{name: mask.astype(bool) for name, mask in found.items()} for found in masks]


def with_part(
    frozen: Frozen | None,
    shapes: Shapes,
    layer: int,
    name: str | None,
    index: Any,
    freeze: bool,
) -> Frozen | None:
    """Freeze or free a number (name, index), a neuron (None, unit) or a layer (None, None).

    `shapes` are those of the learned arrays of every layer.
    """
    masks = marked(frozen, shapes)
    if name is not None:
        masks[layer][name][... if index is None else index] = freeze
    else:
        for mask in masks[layer].values():
            mask[... if index is None else (..., index)] = freeze
    return frozen_of(masks, shapes)


def _tuples(value: Any) -> Mask:
    return tuple(map(_tuples, value)) if isinstance(value, list) else bool(value)


def write_frozen(frozen: Frozen) -> list[Any]:
    """Return the JSON form."""
    return [
        entry if isinstance(entry, bool) else {name: _written(mask) for name, mask in entry}
        for entry in frozen
    ]


def _written(mask: Mask) -> Any:
    return mask if isinstance(mask, bool) else [_written(item) for item in mask]


def mask_of(
    frozen: Frozen | None, learned: list[dict[str, NDArray[np.floating[Any]]]], of: str = "frozen"
) -> bool:
    """Mark what is frozen in every layer's arrays, which start as zeros; return whether any is.

    `of` is what errors call it. Raises ProjectError if an entry has no matching layer or array, or
    the wrong shape.
    """
    if frozen is None:
        return False
    if len(frozen) > len(learned):
        raise ProjectError(
            f"{of}: {len(frozen)} entries for {counted(len(learned), 'layer')}",
            "give one entry per layer",
        )
    for i, (entry, arrays) in enumerate(zip(frozen, learned, strict=False)):
        masks = tuple((name, entry) for name in arrays) if isinstance(entry, bool) else entry
        for name, mask in masks:
            if name not in arrays:
                raise ProjectError(
                    f"{of}.{i}: the layer has no {name}", f"its arrays are {one_of(arrays)}"
                )
            _mark(arrays[name], mask, f"{of}.{i}.{name}")
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
