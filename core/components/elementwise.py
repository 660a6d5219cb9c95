"""Functions of the standard library on arrays, one number at a time.

NumPy has no erf and no erfc. `elementwise` calls the function of `math` for every number; whoever
replaces arrays by a class of their own (the recorder of training does) hears of the call by NumPy's
protocol, `__array_function__`, as of any call of NumPy.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def elementwise(function: Callable[[float], float], values: Array) -> NDArray[np.float64]:
    """Return a function of every number, of the shape of `values`, in float64."""
    if type(values) is not np.ndarray:
        found: NDArray[np.float64] = values.__array_function__(
            elementwise,
            (type(values),),
            (function, values),
            {},
        )
        return found
    numbers = values.reshape(-1).tolist()
    made = np.fromiter(map(function, numbers), dtype=np.float64, count=values.size)
    return made.reshape(values.shape)
