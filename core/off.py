"""What is switched off, as written in a project: the weights held at 0, one entry per layer.

`true` switches all weights of a layer off, {"weight": [[true, false]]} some of them, in the shape
of the array (inputs, units). A unit is off when all weights that lead away from it are. The weights
of the project are those it has when everything is on: what is switched on gets them back.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError, ProjectError
from core.frozen import Frozen, frozen_of, marked, mask_of, read_frozen

Shape = tuple[int, int]

#: the only array of a layer that can be switched off
WEIGHT = "weight"


def read_off(value: Any, where: str) -> Frozen:
    """Read what is switched off. Raises ProjectError that names an entry which is not a mask.

    Whether the shapes fit is known only beside the data: `mark_off` checks them.
    """
    found = read_frozen(value, where)
    for i, entry in enumerate(found):
        for name, _ in () if isinstance(entry, bool) else entry:
            if name != WEIGHT:
                raise ProjectError(
                    f"{where}.{i}: {name} cannot be switched off", "only weights can be: weight"
                )
    return found


def mark_off(off: Frozen | None, learned: list[dict[str, NDArray[np.floating[Any]]]]) -> bool:
    """Mark what is off in the weights of every layer, which start as zeros; return if any is.

    Raises ProjectError if an entry has no matching layer or the wrong shape.
    """
    weights = [{name: a for name, a in found.items() if name == WEIGHT} for found in learned]
    return mask_of(off, weights, "off")


def leads_to(shapes: Sequence[Shape | None], layer: int) -> int | None:
    """Return the layer with the weights that lead away from a layer's units; None at the end.

    `shapes` are those of the layers' weights, None for a layer without.
    """
    later = range(layer + 1, len(shapes))
    return next((i for i in later if shapes[i] is not None), None)


def switched(
    off: Frozen | None,
    shapes: Sequence[Shape | None],
    layer: int,
    index: tuple[int, int] | int,
    to_off: bool,
) -> Frozen | None:
    """Switch a weight (input, unit) of a layer, or a unit of it, off or on.

    A unit stands for all weights that lead away from it. Raises DataError for what does not exist
    and for an output, from which no weight leads away.
    """
    masks = _masks(off, shapes)
    holder: int | None = layer
    if isinstance(index, int):
        holder = leads_to(shapes, layer)
        if holder is None:
            raise DataError("no weight leads away from an output", "switch off a hidden neuron")
    try:
        masks[holder or 0][WEIGHT][index] = to_off
    except (LookupError, IndexError):
        raise DataError(f"layers.{layer} has no {index}", "choose an existing one") from None
    return _written(masks, shapes)


def with_off(
    off: Frozen | None, shapes: Sequence[Shape | None], more: Sequence[NDArray[np.bool_] | None]
) -> Frozen | None:
    """Switch off some weights of every layer more: a mask (inputs, units) each, or None."""
    masks = _masks(off, shapes)
    for found, mask in zip(masks, more, strict=True):
        if mask is not None:
            found[WEIGHT] |= mask
    return _written(masks, shapes)


def _named(shapes: Sequence[Shape | None]) -> list[dict[str, tuple[int, ...]]]:
    return [{} if shape is None else {WEIGHT: shape} for shape in shapes]


def _masks(
    off: Frozen | None, shapes: Sequence[Shape | None]
) -> list[dict[str, NDArray[np.bool_]]]:
    return marked(off, _named(shapes))


def _written(
    masks: list[dict[str, NDArray[np.bool_]]], shapes: Sequence[Shape | None]
) -> Frozen | None:
    return frozen_of(masks, _named(shapes))
