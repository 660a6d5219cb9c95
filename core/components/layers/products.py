"""Large layers by two threads, in the bits of one.

Each row of a product is a sum of its own, so that its rows can be divided between two threads. BLAS
works on several rows at once, and rounds differently at an edge in the middle of such a group: a
place to divide them is therefore tried on random numbers, and taken only if every bit is the same.
So is the activation: one that mixes rows, such as softmax, is left to one thread.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.two_threads import Work, threads, together

Array = NDArray[np.floating[Any]]

#: multiplications, times the bytes of a number, from which it is worth it
_WORTH = 60_000_000
#: the most numbers in the arrays of a trial: 64 MB in float64
_MOST_TRIED = 8_000_000
#: groups of rows end at multiples of so many, and this many places are tried
_GROUP, _PLACES = 8, 12

_Layout = tuple[tuple[int, ...], tuple[int, ...]]


def row_to_divide(a: Array, b: Array, out: Array) -> int | None:
    """Return the row from which a helper computes a product, or None for one thread."""
    if any(type(array) is not np.ndarray for array in (a, b, out)):
        return None
    work = a.shape[0] * a.shape[1] * b.shape[1] * a.itemsize
    if work < _WORTH or threads() < 2 or not out.flags.c_contiguous:
        return None
    if np.may_share_memory(a, b):
        return None
    return place_to_divide((a.shape, a.strides), (b.shape, b.strides), a.dtype)


def in_parts(part: Callable[[slice], Work], row: int | None) -> Work:
    """Return a call that does the parts above and from a row at once, or all at once if None.

    `part` makes the call for some rows.
    """
    if row is None:
        return part(slice(None))
    first, second = part(slice(row)), part(slice(row, None))
    return lambda: together(first, second)


def in_turn(first: Work, second: Work) -> Work:
    """Return a call that does both, one after the other."""

    def both() -> None:
        first()
        second()

    return both


def act_apart(activation: Activation, z: Array, row: int | None) -> bool:
    """Return whether an activation and its slope have the same bits in parts above and from a row.

    They have if it is None, and there is only one part.
    """
    return row is None or _act_apart(activation, z.shape, z.dtype, row)


@cache
def _act_apart(
    activation: Activation, shape: tuple[int, ...], dtype: np.dtype[Any], row: int
) -> bool:
    rng = np.random.default_rng(0)
    z, gradient_a = (rng.normal(size=shape).astype(dtype) for _ in range(2))
    results = []
    for parts in ((slice(None),), (slice(row), slice(row, None))):
        a, gradient_z, work = (np.empty_like(z) for _ in range(3))
        with np.errstate(all="ignore"):
            for some in parts:
                activation.forward(z[some], a[some], work[some])
                slopes = gradient_a[some], z[some], a[some], gradient_z[some], work[some]
                activation.backward(*slopes)
        results.append((a.tobytes(), gradient_z.tobytes()))
    return results[0] == results[1]


@cache
def place_to_divide(a: _Layout, b: _Layout, dtype: np.dtype[Any]) -> int | None:
    """Return the row before which a product can be divided without changing a bit, or None.

    `a` and `b` are the shapes and strides of the factors.
    """
    rows, columns = a[0][0], b[0][1]
    numbers = sum(_reach(layout, dtype) for layout in (a, b)) + 2 * rows * columns
    if numbers > _MOST_TRIED:
        return None
    rng = np.random.default_rng(0)
    first, second = (_random(layout, dtype, rng) for layout in (a, b))
    whole, parts = (np.empty((rows, columns), dtype=dtype) for _ in range(2))
    np.dot(first, second, whole)
    for place in _places(rows):
        np.dot(first[:place], second, parts[:place])
        np.dot(first[place:], second, parts[place:])
        if np.array_equal(parts.view(np.uint8), whole.view(np.uint8)):
            return place
    return None


def _places(rows: int) -> list[int]:
    """Return places to try, those near the middle first."""
    found = range(_GROUP, rows, _GROUP)
    near = sorted(found, key=lambda place: abs(2 * place - rows))
    return [place for place in near if rows <= 4 * place <= 3 * rows][:_PLACES]


def _reach(layout: _Layout, dtype: np.dtype[Any]) -> int:
    """Return how many numbers lie between an array's first and last, both counted."""
    far = sum(abs(step) * (n - 1) for n, step in zip(*layout, strict=True))
    return far // dtype.itemsize + 1


def _random(layout: _Layout, dtype: np.dtype[Any], rng: np.random.Generator) -> Array:
    """Return random numbers in the memory layout of an array."""
    memory = rng.random(_reach(layout, dtype)).astype(dtype) - dtype.type(0.5)
    view: Array = np.lib.stride_tricks.as_strided(memory, *layout)
    return view
