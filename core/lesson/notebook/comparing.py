"""Comparing with a notebook: is this array the program's, and if not, what happened to it?

Two arrays are compared to the precision of the pasted one. If they differ, the slips that students
make are tried: a transposed matrix, a forgotten factor, the wrong sign, samples in another order, a
missing bias.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.notebook.pasted import Pasted, read_array, read_pasted

__all__ = ("Comparison", "Hint", "HintKind", "Pasted", "compare", "read_array", "read_pasted")

Array = NDArray[np.float64]

#: the largest error of working with four digits, relative to each number
_BY_HAND = 5e-3
#: numbers that agree to this, relative to the largest, differ only by rounding along the way
_ROUNDING = 1e-9
#: the same for single precision
_SINGLE = 2e-6
#: how well any other factor has to fit
_FACTOR = 1e-6
#: rows that are matched one by one
_MAX_ROWS = 400


class HintKind(Enum):
    """What may have happened to the pasted array."""

    SHAPE = "shape"  # nothing fits: the shapes differ
    TRANSPOSED = "transposed"
    RESHAPED = "reshaped"  # the same numbers in the same order
    SIGN = "sign"  # factor −1
    FACTOR = "factor"
    ROW_ORDER = "row_order"  # samples in another order
    COLUMN_ORDER = "column_order"  # units in another order
    EXTRA_ONES = "extra_ones"  # theirs has a row or column of ones that mine has not
    EXTRA_ROW = "extra_row"  # theirs has a row more at an end: biases kept among the weights
    MISSING_ROW = "missing_row"  # theirs lacks a row or column at an end
    OFFSET = "offset"  # every column is off by its own constant: a bias is missing or added twice
    SINGLE_PRECISION = "single_precision"  # equal to the digits of float32
    BY_HAND = "by_hand"  # off in the last places, like numbers rounded along the way


@dataclass(frozen=True)
class Hint:
    """One explanation: theirs = factor · mine, after the change that `kind` names.

    `batch` is 1 if the factor is the batch size, −1 if it is its inverse, else 0. `shapes`
    are mine and theirs. `order` says which row (or column) of mine each one of theirs is.
    """

    kind: HintKind
    shapes: tuple[tuple[int, ...], tuple[int, ...]]
    factor: float = 1.0
    batch: int = 0
    order: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Comparison:
    """How a pasted array compares with the program's.

    `differs` marks the entries that differ, in the shape of mine; None if the shapes differ.
    `largest` is the largest difference, NaN where the shapes differ. `digits` are the decimals
    that were compared, None for all.
    """

    equal: bool
    differs: NDArray[np.bool_] | None
    largest: float
    digits: int | None
    hint: Hint | None = None


def compare(mine: Any, theirs: Any, batch: int | None = None) -> Comparison:
    """Compare the program's array with a pasted one (or any array), and say what may be the cause.

    `batch` is the number of samples, so that a factor of this size is recognised. Axes of
    length 1 may be left out: a row of n numbers fits (n, 1) and (1, n).
    """
    own = np.asarray(mine, dtype=np.float64)
    pasted = theirs if isinstance(theirs, Pasted) else _exact(theirs)
    shapes = (own.shape, pasted.array.shape)
    found = Hint(HintKind.SHAPE, shapes)
    with np.errstate(all="ignore"):
        aligned = _aligned(own, pasted)
        if aligned is not None:
            differs = _differs(own, aligned)
            apart = np.where(differs, np.abs(own - aligned.array), 0.0)
            close = np.abs(own - aligned.array)
            largest = float(np.max(np.where(np.isnan(close), apart, close), initial=0.0))
            if not differs.any():
                return Comparison(True, differs, largest, pasted.digits)
            hint = _hint_for_values(own, aligned, found, batch)
            hint = hint or _turned(own, pasted, found, batch)
            return Comparison(False, differs, largest, pasted.digits, hint)
        hint = _turned(own, pasted, found, batch) or _hint_for_shapes(own, pasted, found)
    return Comparison(False, None, float("nan"), pasted.digits, hint)


def _exact(array: Any) -> Pasted:
    values = np.asarray(array, dtype=np.float64)
    single = getattr(array, "dtype", None) == np.float32
    return Pasted(values, np.zeros_like(values), None, single)


def _reshaped(pasted: Pasted, shape: tuple[int, ...]) -> Pasted:
    return replace(pasted, array=pasted.array.reshape(shape), units=pasted.units.reshape(shape))


def _aligned(mine: Array, pasted: Pasted) -> Pasted | None:
    """Return the pasted array in mine's shape, if the two differ by axes of length 1 at most."""
    theirs = pasted.array.shape
    if mine.shape == theirs:
        return pasted
    # (n, 1) against (1, n) is a transposed matrix, not a left-out axis
    if mine.ndim == len(theirs):
        return None
    if [n for n in mine.shape if n != 1] == [n for n in theirs if n != 1]:
        return _reshaped(pasted, mine.shape)
    return None


def _tolerance(mine: Array, pasted: Pasted) -> Array:
    """Return how far each entry may be off: half a unit of its last place, or rounding."""
    finite = np.abs(mine[np.isfinite(mine)])
    share = _SINGLE if pasted.single else _ROUNDING
    rounding = share * float(np.max(finite, initial=0.0))
    return np.maximum(0.5 * pasted.units * (1.0 + 1e-6), rounding)


def _differs(mine: Array, pasted: Pasted) -> NDArray[np.bool_]:
    theirs = pasted.array
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    near = np.abs(mine - theirs) <= _tolerance(mine, pasted)
    both = np.isfinite(mine) & np.isfinite(theirs)
    return np.asarray(~(same | (near & both)))


def _matches(mine: Array, pasted: Pasted) -> bool:
    return mine.shape == pasted.array.shape and not _differs(mine, pasted).any()


# ---------------------------------------------------------------------- the same shape


def _hint_for_values(mine: Array, theirs: Pasted, found: Hint, batch: int | None) -> Hint | None:
    single = replace(theirs, single=True)
    if not theirs.single and _matches(mine, single):
        return replace(found, kind=HintKind.SINGLE_PRECISION)
    return (
        _known_factor(mine, theirs, found, batch)
        or _other_order(mine, theirs, found)
        or _any_factor(mine, theirs, found, batch)
        or _offset(mine, theirs, found)
        or _by_hand(mine, theirs, found)
    )


def _by_hand(mine: Array, theirs: Pasted, found: Hint) -> Hint | None:
    """Return whether all are off by no more than rounding to four digits along the way causes."""
    if theirs.digits is None:
        return None
    allowed = np.maximum(_BY_HAND * np.abs(mine), 3.0 * theirs.units)
    near = (np.abs(mine - theirs.array) <= allowed) | (np.isnan(mine) & np.isnan(theirs.array))
    return replace(found, kind=HintKind.BY_HAND) if bool(np.all(near)) else None


def _known_factor(mine: Array, theirs: Pasted, found: Hint, batch: int | None) -> Hint | None:
    """Try the factors that slips cause: −1, 2, ½, the batch size n and 1/n, with either sign."""
    if not theirs.array.any():
        return None
    sizes = [] if batch is None or batch < 2 else [(float(batch), 1), (1.0 / batch, -1)]
    for size, named in ((1.0, 0), *sizes, (2.0, 0), (0.5, 0)):
        for factor in (size, -size):
            if factor != 1.0 and _matches(factor * mine, theirs):
                kind = HintKind.SIGN if factor == -1.0 else HintKind.FACTOR
                return replace(found, kind=kind, factor=factor, batch=named)
    return None


def _any_factor(mine: Array, theirs: Pasted, found: Hint, batch: int | None) -> Hint | None:
    """Return the one factor between all entries, if there is one; two entries prove nothing."""
    used = np.isfinite(mine) & np.isfinite(theirs.array) & (mine != 0.0)
    squares = float(np.sum(mine[used] ** 2))
    if np.count_nonzero(used) < 3 or squares == 0.0 or not np.isfinite(squares):
        return None
    factor = float(np.sum(mine[used] * theirs.array[used])) / squares
    # numbers near 0 fit any factor
    telling = np.abs(theirs.array[used]) > 10.0 * theirs.units[used]
    if np.count_nonzero(telling) < 3 or not np.isfinite(factor) or factor == 0.0:
        return None
    fine = _FACTOR * float(np.max(np.abs(theirs.array[used])))
    allowed = np.maximum(0.5 * theirs.units * (1.0 + 1e-6), fine)
    if not bool(np.all(np.abs(factor * mine - theirs.array) <= allowed)):
        return None
    named = 0
    if batch is not None and batch > 1:
        named = int(np.isclose(abs(factor), batch, rtol=_FACTOR))
        named -= int(np.isclose(abs(factor) * batch, 1.0, rtol=_FACTOR))
    return replace(found, kind=HintKind.FACTOR, factor=factor, batch=named)


def _other_order(mine: Array, theirs: Pasted, found: Hint) -> Hint | None:
    rows = _order(_as_matrix(mine), _reshaped(theirs, _as_matrix(mine).shape))
    if rows:
        return replace(found, kind=HintKind.ROW_ORDER, order=rows)
    if mine.ndim == 2:
        columns = _order(mine.T, _transposed(theirs))
        if columns:
            return replace(found, kind=HintKind.COLUMN_ORDER, order=columns)
    return None


def _as_matrix(array: Array) -> Array:
    return array.reshape(len(array), -1) if array.ndim else array.reshape(1, 1)


def _order(mine: Array, theirs: Pasted) -> tuple[int, ...]:
    """Return which row of mine each row of theirs is, or () where they are other rows."""
    count = len(mine)
    if count < 2 or not mine.shape[1]:
        return ()
    # sorted rows match, unless two differ by less than the written precision
    first, second = np.lexsort(mine.T[::-1]), np.lexsort(theirs.array.T[::-1])
    arranged = replace(theirs, array=theirs.array[second], units=theirs.units[second])
    order = np.empty(count, dtype=int)
    if _matches(mine[first], arranged):
        order[second] = first
        return tuple(int(i) for i in order)
    if count > _MAX_ROWS:
        return ()
    free = np.ones(count, dtype=bool)
    allowed = _tolerance(mine, theirs)
    for i in range(count):
        gaps = np.max(np.abs(mine - theirs.array[i]) - allowed[i], axis=1)
        gaps[~free | np.isnan(gaps)] = np.inf
        nearest = int(np.argmin(gaps))
        if not gaps[nearest] <= 0.0:
            return ()
        order[i], free[nearest] = nearest, False
    return tuple(int(i) for i in order)


def _offset(mine: Array, theirs: Pasted, found: Hint) -> Hint | None:
    """Return whether every column is off by one number, over at least three rows."""
    if mine.ndim != 2 or len(mine) < 3:
        return None
    gaps = theirs.array - mine
    middle = np.mean(gaps, axis=0)
    near = np.abs(gaps - middle) <= 2.0 * _tolerance(mine, theirs)
    return replace(found, kind=HintKind.OFFSET) if bool(np.all(near)) else None


# ---------------------------------------------------------------------- other shapes


def _transposed(pasted: Pasted) -> Pasted:
    return replace(pasted, array=pasted.array.T, units=pasted.units.T)


def _turned(mine: Array, theirs: Pasted, found: Hint, batch: int | None) -> Hint | None:
    """Try the transposed matrix, with a factor if necessary."""
    turned = _transposed(theirs)
    if mine.ndim != 2 or turned.array.shape != mine.shape:
        return None
    if _matches(mine, turned):
        return replace(found, kind=HintKind.TRANSPOSED)
    other = _known_factor(mine, turned, found, batch) or _any_factor(mine, turned, found, batch)
    return replace(other, kind=HintKind.TRANSPOSED) if other else None


def _hint_for_shapes(mine: Array, theirs: Pasted, found: Hint) -> Hint:
    if mine.ndim == 2 and theirs.array.ndim == 2:
        for axis in (0, 1):
            kind = _one_more_or_less(mine, theirs, axis)
            if kind is not None:
                return replace(found, kind=kind)
    if mine.size == theirs.array.size and _matches(mine, _reshaped(theirs, mine.shape)):
        return replace(found, kind=HintKind.RESHAPED)
    return found


def _one_more_or_less(mine: Array, theirs: Pasted, axis: int) -> HintKind | None:
    """Return the cause of one row (axis 0) or column (axis 1) too many or too few."""
    if axis == 1:
        mine, theirs = mine.T, _transposed(theirs)
    ours, others = len(mine), len(theirs.array)
    if mine.shape[1] != theirs.array.shape[1] or abs(ours - others) != 1:
        return None
    for kept, extra in ((slice(0, -1), -1), (slice(1, None), 0)):
        if ours > others and _matches(mine[kept], theirs):
            return HintKind.MISSING_ROW
        cut = replace(theirs, array=theirs.array[kept], units=theirs.units[kept])
        if others > ours and _matches(mine, cut):
            ones = bool(np.all(theirs.array[extra] == 1.0))
            return HintKind.EXTRA_ONES if ones else HintKind.EXTRA_ROW
    return None
