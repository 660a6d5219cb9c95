"""Functions of the C library as loops: what `math` calls for one number, for whole arrays.

NumPy has a loop that calls a function from number to number, `PyUFunc_d_d`, in its public table for
extensions. The address of the function comes from the library that Python's own `math` is linked
with, so it is the same function; a comparison on many numbers makes sure.
"""

import ctypes
import math
import sys
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.tape.loops import Unplayable, is_layout_known
from core.training.tape.writing import Tape, Writer

#: functions that `math` passes on as they are: they know no number that is an error
_KNOWN: Mapping[Callable[[float], float], str] = MappingProxyType(
    {math.erf: "erf", math.erfc: "erfc"}
)
#: the place of PyUFunc_d_d in NumPy's table, which does not change (ufuncobject.h)
_PLACE = 5


def loop_of_function(
    function: Callable[[float], float], run: Callable[[Tape], None]
) -> tuple[int, int]:
    """Return the addresses of the loop and of the C function that it calls, float64 to float64.

    `run` plays a tape once, to compare with. Raises Unplayable for other functions, where the
    library has no such function, and if it gives other bits.
    """
    name = _KNOWN.get(function)
    if name is None:
        raise Unplayable(f"{getattr(function, '__name__', 'a function')} for one number at a time")
    loop = _numpy_loop(), _address(name)
    numbers = _numbers()
    out = np.empty_like(numbers)
    writer = Writer()
    writer.loop(*loop, [numbers, out], numbers.shape)
    run(writer.finish())
    if out.tobytes() != np.array([function(each) for each in numbers.tolist()]).tobytes():
        raise Unplayable(f"{name} of the C library is not that of Python")
    return loop


@cache
def _numpy_loop() -> int:
    if not is_layout_known():
        raise Unplayable("this interpreter stores its objects differently")
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    try:
        table: Any = np._core._multiarray_umath._UFUNC_API  # type: ignore[attr-defined]
        begin = get(table, None)
    except (AttributeError, ValueError):
        raise Unplayable("this NumPy has no table of its loops") from None
    loop = ctypes.c_void_p.from_address(begin + _PLACE * ctypes.sizeof(ctypes.c_void_p)).value
    if not loop:
        raise Unplayable("this NumPy has no table of its loops")
    return loop


@cache
def _address(name: str) -> int:
    try:
        # a library that is linked with another one finds its functions too
        linked = "ucrtbase" if sys.platform == "win32" else getattr(math, "__file__", None)
        found = getattr(ctypes.CDLL(linked), name)
    except (OSError, AttributeError):
        raise Unplayable(f"the C library has no {name} to be found") from None
    return ctypes.cast(found, ctypes.c_void_p).value or 0


@cache
def _numbers() -> NDArray[np.float64]:
    """Return numbers of all sizes and both signs, in the middle most, and those that are none."""
    generator = np.random.default_rng(0)
    sizes = np.exp(generator.uniform(-30.0, 5.0, 500)) * generator.choice([-1.0, 1.0], 500)
    edges = [0.0, -0.0, 1.0, -1.0, 5e-324, 1e300, -1e300, np.inf, -np.inf, np.nan]
    return np.concatenate([generator.normal(scale=3.0, size=1500), sizes, edges])
