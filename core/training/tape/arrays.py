"""How arrays lie in memory and what type they have: what decides how NumPy goes through them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.tape.loops import Unplayable

AnyArray = NDArray[Any]


def kind_of(value: Any) -> Any:
    """Return the type of an operand for NumPy: that of Python numbers is weak."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype
    if isinstance(value, bool):
        return np.dtype(np.bool_)
    if type(value) in (int, float):
        return type(value)
    raise Unplayable(f"an operand of the kind {type(value).__name__}")


def same_place(a: AnyArray, b: AnyArray) -> bool:
    """Return whether one is the other's transpose, for which BLAS has a product of its own."""
    return bool(a.ctypes.data == b.ctypes.data and a.shape == b.shape[::-1])


def clash(array: AnyArray, out: AnyArray) -> bool:
    """Return whether an output overlaps an input without being the same."""
    if not np.may_share_memory(array, out):
        return False
    same = array.ctypes.data == out.ctypes.data and array.strides == out.strides
    return not (same and array.shape == out.shape) and np.shares_memory(array, out)


def alike(array: AnyArray, generator: np.random.Generator) -> AnyArray:
    """Return an array of random numbers with the memory layout of another.

    A quarter of them are zeros of either sign, with which a sum and a product may differ.
    """
    reach = sum(abs(step) * (n - 1) for n, step in zip(array.shape, array.strides, strict=True))
    if any(step < 0 for step in array.strides):
        raise Unplayable("an array that lies backwards")
    memory = generator.normal(size=reach // array.itemsize + 1).astype(array.dtype)
    memory[generator.integers(4) :: 4] *= 0.0
    view: AnyArray = np.lib.stride_tricks.as_strided(memory, array.shape, array.strides)
    return view


def called(function: Any, a: AnyArray, b: AnyArray, out: AnyArray) -> AnyArray:
    """Return NumPy's product of two arrays, in an array with the memory layout of `out`."""
    if function is np.vdot:
        return np.array(np.vdot(a, b)).reshape(out.shape)
    like = alike(out, np.random.default_rng(0))
    if like.flags.c_contiguous:
        found: AnyArray = function(a, b, like)
        return found
    return np.asarray(function(a, b))
