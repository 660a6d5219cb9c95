"""Arrays inside immutable descriptions.

A Project is compared, hashed and shared between threads, so the numbers it carries (points,
starting weights) are kept in a Values: a read-only array compared by content.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.errors import ProjectError


class Values:
    """A read-only float64 array; two are equal if shape and content are."""

    __slots__ = ("array",)

    array: NDArray[np.float64]

    def __init__(self, array: Any) -> None:
        copy = np.array(array, dtype=np.float64)
        copy.setflags(write=False)
        object.__setattr__(self, "array", copy)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("Values are immutable")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Values) and np.array_equal(self.array, other.array)

    def __hash__(self) -> int:
        return hash((self.array.shape, self.array.tobytes()))

    def __repr__(self) -> str:
        return f"Values(shape={self.array.shape})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Values, (self.array,))

    def write(self) -> Any:
        """Return nested lists for JSON; floats as Python writes them read back the same."""
        return self.array.tolist()


def read_matrix(value: Any, where: str) -> Values:
    """Return a list of equally long, non-empty rows of finite numbers as Values (rows, columns).

    Raises ProjectError that names the row and column, counted from 0, of what does not fit.
    """
    if isinstance(value, Values):
        return value
    if not isinstance(value, (list, tuple)) or not value:
        raise ProjectError(f"{where} is not a list of rows", "write it as [[1, 2], [3, 4]]")
    width = len(value[0]) if isinstance(value[0], (list, tuple)) else -1
    for i, row in enumerate(value):
        if not isinstance(row, (list, tuple)) or not row:
            raise ProjectError(f"{where}.{i} is not a row of numbers", "write it as [1, 2]")
        if len(row) != width:
            raise ProjectError(
                f"{where}.{i} has {counted(len(row), 'value')}, the first row has {width}",
                "give every row the same length",
            )
        _check_numbers(row, f"{where}.{i}")
    return Values(value)


def read_vector(value: Any, where: str) -> Values:
    """Return a list of finite numbers as Values. Raises ProjectError naming what does not fit."""
    if isinstance(value, Values):
        return value
    if not isinstance(value, (list, tuple)):
        raise ProjectError(f"{where} is not a list of numbers", "write it as [1, 2]")
    _check_numbers(value, where)
    return Values(value)


def _check_numbers(row: Any, where: str) -> None:
    for j, item in enumerate(row):
        number = type(item) in (int, float)
        try:
            fits = number and math.isfinite(item)
        except OverflowError:
            fits = False
        if not fits:
            shown = repr(item)[:40]
            raise ProjectError(
                f"{where}.{j}: {shown} is not a finite number",
                "numbers in data and weights must be finite",
            )
