"""Products of large matrices by two threads, in the bits of one.

Each row of a product is a sum of its own, so that its rows can be divided between two threads. BLAS
works on several rows at once, and rounds differently at an edge in the middle of such a group: a
place to divide them is therefore tried on random numbers, and taken only if every bit is the same.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.two_threads import threads, together

Array = NDArray[np.floating[Any]]
#: called with two factors and the array of their product
Product = Callable[[Array, Array, Array], Any]

#: multiplications, times the bytes of a number, from which it is worth it
_WORTH = 32_000_000
#: the most numbers in the arrays of a trial: 64 MB in float64
_MOST_TRIED = 8_000_000
#: groups of rows end at multiples of so many, and this many places are tried
_GROUP, _PLACES = 8, 12

_Layout = tuple[tuple[int, ...], tuple[int, ...]]


def whole_product(a: Array, b: Array, out: Array) -> Product:
    """Return np.dot."""
    return np.dot


def product_of(a: Array, b: Array, out: Array) -> Product:
    """Return np.dot, or a function that gives its bits for these arrays by two threads."""
    if any(type(array) is not np.ndarray for array in (a, b, out)):
        return np.dot
    work = a.shape[0] * a.shape[1] * b.shape[1] * a.itemsize
    if work < _WORTH or threads() < 2 or not out.flags.c_contiguous:
        return np.dot
    if np.may_share_memory(a, b):
        return np.dot
    layouts = [(array.shape, array.strides) for array in (a, b)]
    place = place_to_divide(*layouts, a.dtype)
    if place is None:
        return np.dot

    def by_two(a: Array, b: Array, out: Array) -> None:
        _divided(a, b, out, place, together)

    return by_two


def _divided(a: Array, b: Array, out: Array, place: int, both: Callable[[Any, Any], None]) -> None:
    dot = np.dot
    above, below, first, second = a[:place], a[place:], out[:place], out[place:]
    both(lambda: dot(above, b, first), lambda: dot(below, b, second))


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
        _divided(first, second, parts, place, _in_turn)
        if np.array_equal(parts.view(np.uint8), whole.view(np.uint8)):
            return place
    return None


def _in_turn(first: Callable[[], None], second: Callable[[], None]) -> None:
    first()
    second()


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
