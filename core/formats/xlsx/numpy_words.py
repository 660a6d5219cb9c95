"""The `np` of expressions, for arrays of numbers that know their formula."""

from collections.abc import Callable
from typing import Any

import numpy as np

from core.formats.xlsx.formulas import Cells, Number, called, cells, chosen, each, number

#: sums with more terms get a cell for every term
_MOST_TERMS = 16


def _of(name: str) -> Callable[..., Cells]:
    return lambda *given: each(lambda *items: called(name, *items), *given)


def _logaddexp(one: Number, other: Number) -> Number:
    # the larger one plus the rest: nothing overflows
    larger = called("MAX", one, other)
    rest = called("EXP", -called("ABS", one - other))
    return larger + called("LN", 1 + rest)


def whole_sum(values: Any) -> Number:
    """Return the sum of all numbers of an array, as a single number."""
    total = number(0.0)
    for i, item in enumerate(np.asarray(values, dtype=object).flat):
        total = total + item if i else number(item)
    return total


class NumPy:
    """The part of NumPy that components use; `put` gives an array its own cells."""

    pi = float(np.pi)
    polynomial = np.polynomial

    def __init__(self, put: Callable[[Cells], Cells]) -> None:
        self._put = put
        self.exp, self.log, self.sqrt = _of("EXP"), _of("LN"), _of("SQRT")
        self.tanh, self.sin, self.cos = _of("TANH"), _of("SIN"), _of("COS")
        self.abs, self.sign = _of("ABS"), _of("SIGN")
        self.maximum, self.minimum = _of("MAX"), _of("MIN")

    def where(self, condition: object, one: object, other: object) -> Cells:
        """Return IF(condition, one, other)."""
        return each(chosen, condition, one, other)

    def clip(self, values: object, low: object, high: object) -> Cells:
        """Return MIN(MAX(values, low), high)."""
        return self.minimum(self.maximum(values, low), high)

    def expm1(self, values: object) -> Cells:
        """Return EXP(values)-1."""
        return each(lambda x: called("EXP", x) - 1, values)

    def log1p(self, values: object) -> Cells:
        """Return LN(1+values)."""
        return each(lambda x: called("LN", 1 + x), values)

    def square(self, values: object) -> Cells:
        """Return values^2."""
        return each(lambda x: x**2, values)

    def power(self, values: object, exponent: object) -> Cells:
        """Return values^exponent."""
        return each(lambda x, y: x**y, values, exponent)

    def logaddexp(self, one: object, other: object) -> Cells:
        """Return ln(e^one + e^other)."""
        return each(_logaddexp, one, other)

    def array(self, values: object) -> Cells:
        """Return a list of numbers as such an array."""
        return cells(values)

    def zeros_like(self, values: Any) -> Cells:
        """Return zeros."""
        return cells(np.zeros(np.shape(values)))

    def sum(self, values: Any, axis: int | None = None, keepdims: bool = False) -> Any:
        """Return the sum; for a long sum over the whole array, each term gets a cell."""
        if axis is None and np.size(values) > _MOST_TERMS:
            values = self._put(cells(values))
        if axis is None:
            return whole_sum(values)
        return np.sum(values, axis=axis, keepdims=keepdims)

    def mean(self, values: Any) -> Any:
        """Return the mean of all values."""
        return self.sum(values) / np.size(values)

    def max(self, values: Any, axis: int, keepdims: bool) -> Cells:
        """Return the largest of every row of (m, n)."""
        if axis != 1 or not keepdims:
            raise LookupError("max along that axis")
        return cells([[called("MAX", *row)] for row in values])
