"""The inner loops of NumPy's ufuncs: the address of the C function for given types."""

import ctypes
import sys
import sysconfig
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np


class Unplayable(Exception):
    """Something that a tape cannot contain: the phases run instead. The text is for the log."""


class _Ufunc(ctypes.Structure):
    """The beginning of NumPy's public struct PyUFuncObject, as far as it is needed."""

    _fields_ = (
        ("references", ctypes.c_ssize_t),
        ("kind", ctypes.c_void_p),
        ("nin", ctypes.c_int),
        ("nout", ctypes.c_int),
        ("nargs", ctypes.c_int),
        ("identity", ctypes.c_int),
        ("functions", ctypes.POINTER(ctypes.c_void_p)),
        ("data", ctypes.POINTER(ctypes.c_void_p)),
        ("ntypes", ctypes.c_int),
        ("reserved", ctypes.c_int),
        ("name", ctypes.c_char_p),
    )


@cache
def is_layout_known() -> bool:
    """Return whether this interpreter's objects begin like `_Ufunc`, so that it may be read."""
    head = 2 * ctypes.sizeof(ctypes.c_void_p)
    return (
        sys.implementation.name == "cpython"
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
        and object.__basicsize__ == head
        and ctypes.sizeof(ctypes.c_void_p) == 8
    )


@cache
def loop_of(ufunc: np.ufunc, types: str) -> tuple[int, int]:
    """Return the addresses of a ufunc's loop and of its data for type characters such as `ddd`.

    Raises Unplayable if there is none, or the struct disagrees with Python.
    """
    if not is_layout_known():
        raise Unplayable("this interpreter stores its objects differently")
    head = _Ufunc.from_address(id(ufunc))
    counts = (head.nin, head.nout, head.nargs, head.ntypes)
    if counts != (ufunc.nin, ufunc.nout, ufunc.nargs, ufunc.ntypes):
        raise Unplayable("this NumPy keeps its functions otherwise")
    if head.name is None or head.name.decode() != ufunc.__name__:
        raise Unplayable("this NumPy keeps its functions otherwise")
    known = [each.replace("->", "") for each in ufunc.types]
    if types not in known:
        raise Unplayable(f"np.{ufunc.__name__} has no loop for {types}")
    number = known.index(types)
    function = head.functions[number]
    if not function:
        raise Unplayable(f"np.{ufunc.__name__} has no loop for {types}")
    return function, (head.data[number] or 0) if head.data else 0


def types_of(dtypes: Sequence[np.dtype[Any]]) -> str:
    """Return the type characters of dtypes. Raises Unplayable for other byte orders."""
    if not all(dtype.isnative for dtype in dtypes):
        raise Unplayable("numbers in another byte order")
    return "".join(dtype.char for dtype in dtypes)
