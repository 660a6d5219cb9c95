"""Writing a tape: encoding operations on arrays as the numbers that the player reads.

Every operation is one inner loop with its pointers, lengths and steps and, for arrays that are not
contiguous, the lengths and strides of the outer loops. The order of axes is NumPy's own: C order,
unless all arrays have the opposite order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.tape.loops import Unplayable

AnyArray = NDArray[Any]

LOOP, COPY, CAST, RANDOM, COUNT, LARGEST = range(6)
#: kind, code, data, operands, pointers, dims, steps, outer, lengths, strides
FIELDS = 10
MOST_OPERANDS = 8
MOST_OUTER = 8

_CAST_CODES = MappingProxyType({"d": 0, "f": 1, "?": 2, "l": 3, "q": 3})


@dataclass(frozen=True)
class Tape:
    """Operations in order, (count, FIELDS), and everything that their addresses point to."""

    ops: NDArray[np.int64]
    keep: tuple[Any, ...] = field(repr=False)

    @property
    def address(self) -> int:
        """Where it begins."""
        return int(self.ops.ctypes.data)

    def __len__(self) -> int:
        return len(self.ops)


class Writer:
    """A tape that is being written."""

    def __init__(self) -> None:
        self._ops: list[list[int]] = []
        self._keep: list[Any] = []

    def finish(self) -> Tape:
        """Return the tape."""
        ops = np.array(self._ops, dtype=np.int64).reshape(-1, FIELDS)
        return Tape(ops, tuple(self._keep))

    def _numbers(self, values: Sequence[int]) -> int:
        block = np.array(values, dtype=np.int64)
        self._keep.append(block)
        return int(block.ctypes.data)

    def _add(
        self,
        kind: int,
        code: int,
        data: int,
        arrays: Sequence[AnyArray],
        dims: Sequence[int],
        steps: Sequence[int],
        outer: Sequence[tuple[int, Sequence[int]]] = (),
    ) -> None:
        if len(arrays) > MOST_OPERANDS or len(outer) > MOST_OUTER:
            raise Unplayable("an operation on too many arrays or axes")
        for place, array in enumerate(arrays):
            _guard(array, _reach(place, len(arrays), dims, steps, outer))
        self._keep.extend(arrays)
        strides = [stride for _, row in outer for stride in row]
        pointers = self._numbers([array.ctypes.data for array in arrays])
        blocks = [self._numbers(dims), self._numbers(steps)]
        around = [len(outer), self._numbers([n for n, _ in outer] or [0])]
        around.append(self._numbers(strides or [0]))
        self._ops.append([kind, code, data, len(arrays), pointers, *blocks, *around])

    def loop(
        self, function: int, data: int, arrays: Sequence[AnyArray], shape: tuple[int, ...]
    ) -> None:
        """Write an elementwise loop over arrays of one shape, the output last."""
        self._over(LOOP, function, data, arrays, shape)

    def _over(
        self, kind: int, code: int, data: int, arrays: Sequence[AnyArray], shape: tuple[int, ...]
    ) -> None:
        if 0 in shape:
            return
        axes = _axes(shape, [array.strides for array in arrays])
        *outer, (n, steps) = axes
        self._add(kind, code, data, arrays, [n], steps, outer)

    def gemm(self, function: int, data: int, a: AnyArray, b: AnyArray, out: AnyArray) -> None:
        """Write the inner loop of np.matmul: (m, n) by (n, p) into (m, p)."""
        dims = [1, a.shape[0], a.shape[1], b.shape[1]]
        steps = [0, 0, 0, *a.strides, *b.strides, *out.strides]
        self._add(LOOP, function, data, (a, b, out), dims, steps)

    def copy(self, out: AnyArray, source: AnyArray, mask: AnyArray | None = None) -> None:
        """Write a copy between arrays of one type, where a mask of bool is true."""
        if out.dtype != source.dtype:
            raise Unplayable("a copy between types")
        arrays = [np.broadcast_to(source, out.shape)]
        if mask is not None:
            arrays.append(np.broadcast_to(mask, out.shape))
        self._over(COPY, out.itemsize, 0, [out, *arrays], out.shape)

    def cast(self, out: AnyArray, source: AnyArray) -> None:
        """Write a conversion between float64, float32, bool and whole numbers."""
        try:
            code = 4 * _CAST_CODES[source.dtype.char] + _CAST_CODES[out.dtype.char]
        except KeyError:
            raise Unplayable(f"a conversion of {source.dtype} to {out.dtype}") from None
        if out.dtype.char == "?" or (out.dtype.kind == "i" and source.dtype.kind != "b"):
            raise Unplayable(f"a conversion of {source.dtype} to {out.dtype}")
        self._over(CAST, code, 0, [np.broadcast_to(source, out.shape), out], out.shape)

    def random(self, generator: int, out: AnyArray) -> None:
        """Write the drawing of numbers from 0 to 1 from a bit generator's own state."""
        if out.dtype != np.float64 or not out.flags.c_contiguous:
            raise Unplayable("numbers drawn in another form")
        if out.size:
            self._add(RANDOM, 0, generator, (out,), [out.size], [8])

    def count(self, values: AnyArray, out: AnyArray) -> None:
        """Write counting how many bools are true, as a float64 into `out` ()."""
        zero = np.zeros(())
        self.copy(out, zero)
        if values.size:
            total = np.broadcast_to(out, values.shape)
            self._over(COUNT, 0, 0, [values, total], values.shape)

    def largest(self, values: AnyArray, axis: int, out: AnyArray) -> None:
        """Write finding the index of the largest along an axis of a matrix, as integers."""
        if values.ndim != 2 or values.dtype.char not in "df" or out.dtype != np.int64:
            raise Unplayable("the largest of other than a matrix")
        rows = values if axis == 1 else values.T
        outer = [(rows.shape[0], (rows.strides[0], out.strides[0]))]
        code = _CAST_CODES[values.dtype.char]
        if values.size:
            self._add(LARGEST, code, 0, (values, out), [rows.shape[1]], [rows.strides[1], 0], outer)


def _reach(
    place: int,
    operands: int,
    dims: Sequence[int],
    steps: Sequence[int],
    outer: Sequence[tuple[int, Sequence[int]]],
) -> tuple[int, int]:
    """Return how many bytes before and after its pointer the loop accesses in an operand.

    A loop has one length and a step for each operand; that of a product of matrices has its own
    length for each axis, whose steps follow those of the loop.
    """
    moves = [(n, row[place]) for n, row in outer]
    if len(dims) == 1:
        moves.append((dims[0], steps[place]))
    else:
        _, m, n, p = dims
        axes = ((m, n), (n, p), (m, p))[place]
        moves += zip(axes, steps[operands + 2 * place :][:2], strict=True)
    far = [(n - 1) * step for n, step in moves]
    return sum(min(0, way) for way in far), sum(max(0, way) for way in far)


def _guard(array: AnyArray, reach: tuple[int, int]) -> None:
    """Raise Unplayable if a loop would leave the memory of an array's owner.

    A wrong pointer crashes the program instead of raising, so nothing is played that was not
    measured here.
    """
    whole, base = array, array.base
    while base is not None:
        if isinstance(base, np.ndarray):
            whole = base
        base = getattr(base, "base", None)  # views with other strides have an object in between
    low, high = np.lib.array_utils.byte_bounds(whole)
    begin = int(array.ctypes.data)
    if begin + reach[0] < low or begin + reach[1] + array.itemsize > high:
        raise Unplayable("an operation beyond the memory of its array")


def _axes(
    shape: tuple[int, ...], strides: Sequence[tuple[int, ...]]
) -> list[tuple[int, tuple[int, ...]]]:
    """Return the axes from outermost to innermost, with contiguous ones merged."""
    axes = [
        (n, tuple(stride[axis] for stride in strides)) for axis, n in enumerate(shape) if n != 1
    ]
    ordered: list[tuple[int, tuple[int, ...]]] = []
    for axis in axes:
        place = len(ordered)
        while place and _lies_inside(ordered[place - 1][1], axis[1]):
            place -= 1
        ordered.insert(place, axis)
    joined: list[tuple[int, tuple[int, ...]]] = []
    for n, steps in ordered:
        if joined and all(o == n * s for o, s in zip(joined[-1][1], steps, strict=True)):
            joined[-1] = (joined[-1][0] * n, steps)
        else:
            joined.append((n, steps))
    return joined or [(1, (0,) * len(strides))]


def _lies_inside(outer: tuple[int, ...], inner: tuple[int, ...]) -> bool:
    """Return whether all arrays that step along both axes step less along the outer one."""
    both = [(abs(o), abs(i)) for o, i in zip(outer, inner, strict=True) if o and i]
    return bool(both) and all(o < i for o, i in both)
