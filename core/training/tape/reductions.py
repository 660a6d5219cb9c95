"""How the player does a reduction: a start, then loops whose output stays where it is."""

from typing import Any

import numpy as np

from core.training.tape.arrays import AnyArray
from core.training.tape.loops import Unplayable, loop_of
from core.training.tape.writing import Writer

#: in pieces of so many NumPy goes through numbers that it converts; NumPy 2.0 and 2.1 through all
_PIECE = 8192


def pieces(
    ufunc: np.ufunc, kind: np.dtype[Any], array: AnyArray, axes: tuple[int, ...]
) -> tuple[int | None, ...]:
    """Return the lengths of pieces in which NumPy may sum an array: None is all at once."""
    whole = array.flags.c_contiguous and len(axes) == array.ndim
    if whole and _start_of(ufunc, kind) is not None and array.size > _PIECE:
        return (None, _PIECE)
    return (None,)


def write_reduction(
    writer: Writer,
    ufunc: np.ufunc,
    kind: np.dtype[Any],
    array: AnyArray,
    spread: AnyArray,
    out: AnyArray,
    axes: tuple[int, ...],
    piece: int | None,
) -> None:
    """Write a reduction: a start, then the loop with an output that stays where it is.

    With `piece`, one of `pieces`, the array is gone through by so many numbers at a time.
    """
    function, data = loop_of(ufunc, kind.char * 3)
    if array.dtype != kind:
        made = np.empty(array.shape, dtype=kind)
        writer.cast(made, array)
        array = made
    rest, target = array, spread
    start = _start_of(ufunc, kind)
    if start is not None:
        writer.copy(out, start)
    else:
        if len(axes) != 1:
            raise Unplayable(f"np.{ufunc.__name__}.reduce over several axes")
        first = [slice(None)] * array.ndim
        first[axes[0]] = slice(0, 1)
        writer.copy(out, array[tuple(first)].reshape(out.shape))
        first[axes[0]] = slice(1, None)
        rest, target = array[tuple(first)], spread[tuple(first)]
    if piece is not None:
        flat = array.reshape(-1)
        for begin in range(0, flat.size, piece):
            part = flat[begin : begin + piece]
            one = np.broadcast_to(out.reshape(()), part.shape)
            writer.loop(function, data, [one, part, one], part.shape)
        return
    writer.loop(function, data, [target, rest, target], rest.shape)


def _start_of(ufunc: np.ufunc, kind: np.dtype[Any]) -> AnyArray | None:
    """Return NumPy's starting value, or None if that is the first number."""
    if ufunc is not np.add:
        return None
    # a sum of −0 shows whether it starts at 0 or at −0
    return np.array(np.add.reduce(np.array([-0.0], dtype=kind)), dtype=kind)
