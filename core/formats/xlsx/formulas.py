"""Numbers that know their formula: the result of a component's NumPy expression for cells.

The NumPy expressions of activations, losses and optimizers are evaluated on arrays of such numbers,
so a new component writes its own formulas. Every number also has its value, and `is_over` if a
spreadsheet would show an error instead.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

_COMPARED = 1
_ADDED = 2
_MULTIPLIED = 3
_RAISED = 4
_ATOM = 5


def _operator(
    method: Callable[["Number", object], "Number"],
) -> Callable[["Number", object], "Number"]:
    """Leave operations with an array to the array."""

    def operated(self: "Number", other: object) -> "Number":
        return NotImplemented if isinstance(other, np.ndarray) else method(self, other)

    return operated


class Number:
    """One number of a workbook: a constant, a cell, or the result of others.

    `sign` is what joins its `parts`: an operator, the name of a spreadsheet function, "cell", or
    nothing for a constant.
    """

    __slots__ = ("is_over", "parts", "place", "sign", "value")

    def __init__(
        self,
        value: float,
        sign: str = "",
        parts: "tuple[Number, ...]" = (),
        is_over: bool | None = None,
    ) -> None:
        self.value, self.sign, self.parts = float(value), sign, parts
        #: sheet, row and column, counted from 1, once it is in a cell
        self.place: tuple[str, int, int] | None = None
        over = not math.isfinite(self.value) or any(part.is_over for part in parts)
        self.is_over: bool = over if is_over is None else is_over

    def __bool__(self) -> bool:
        raise TypeError("a formula is neither true nor false")

    @_operator
    def __add__(self, other: object) -> "Number":
        right = number(other)
        if self.sign == "+" and self.place is None:
            return Number(self.value + right.value, "+", (*self.parts, right))
        return Number(self.value + right.value, "+", (self, right))

    @_operator
    def __radd__(self, other: object) -> "Number":
        return number(other) + self

    @_operator
    def __sub__(self, other: object) -> "Number":
        right = number(other)
        return Number(self.value - right.value, "-", (self, right))

    @_operator
    def __rsub__(self, other: object) -> "Number":
        return number(other) - self

    @_operator
    def __mul__(self, other: object) -> "Number":
        right = number(other)
        if _is_one(right):
            return self
        return right if _is_one(self) else Number(self.value * right.value, "*", (self, right))

    @_operator
    def __rmul__(self, other: object) -> "Number":
        return number(other) * self

    @_operator
    def __truediv__(self, other: object) -> "Number":
        right = number(other)
        if _is_one(right):
            return self
        value = math.nan if right.value == 0 else self.value / right.value
        return Number(value, "/", (self, right))

    @_operator
    def __rtruediv__(self, other: object) -> "Number":
        return number(other) / self

    @_operator
    def __pow__(self, other: object) -> "Number":
        right = number(other)
        with np.errstate(all="ignore"):
            value = float(np.float64(self.value) ** right.value)
        return Number(value, "^", (self, right))

    @_operator
    def __rpow__(self, other: object) -> "Number":
        return number(other) ** self

    def __neg__(self) -> "Number":
        return Number(-self.value) if self.is_constant else Number(-self.value, "neg", (self,))

    @_operator
    def __and__(self, other: object) -> "Number":
        return called("AND", self, number(other))

    @property
    def is_constant(self) -> bool:
        """Whether it is only a number."""
        return not self.sign and self.place is None

    def text(self, sheet: str) -> str:
        """Return its formula as written on a sheet, without the equals sign."""
        return self._written(sheet, 0)

    def _written(self, sheet: str, needed: int) -> str:
        """Return it, in parentheses if it binds less tightly than needed."""
        if self.place is not None:
            return _reference(self.place, sheet)
        text, binds = self._bare(sheet)
        return f"({text})" if binds < needed else text

    def formula(self, sheet: str) -> str:
        """Return the formula that its own cell holds."""
        return self._bare(sheet)[0]

    def _bare(self, sheet: str) -> tuple[str, int]:
        match self.sign:
            case "":
                whole = self.value.is_integer() and abs(self.value) < 1e15
                text = str(int(self.value)) if whole else repr(self.value).upper()
                return text, _ATOM if self.value >= 0 else 0
            case "+":
                return self._sum(sheet)
            case "-":
                first = self.parts[0]._written(sheet, _ADDED)
                return f"{first}-{self.parts[1]._written(sheet, _MULTIPLIED)}", _ADDED
            case "*":
                first = self.parts[0]._written(sheet, _MULTIPLIED)
                return f"{first}*{self.parts[1]._written(sheet, _MULTIPLIED)}", _MULTIPLIED
            case "/":
                first = self.parts[0]._written(sheet, _MULTIPLIED)
                return f"{first}/{self.parts[1]._written(sheet, _RAISED)}", _MULTIPLIED
            case "^":
                first = self.parts[0]._written(sheet, _ATOM)
                return f"{first}^{self.parts[1]._written(sheet, _ATOM)}", _RAISED
            case "neg":
                # spreadsheets read -x^2 as (-x)^2, so negative numbers always get parentheses
                return f"-{self.parts[0]._written(sheet, _ATOM)}", 0
            case ">" | ">=" | "<" | "<=" | "=":
                first, second = (part._written(sheet, _ADDED) for part in self.parts)
                return f"{first}{self.sign}{second}", _COMPARED
            case _:
                return f"{self.sign}({','.join(_listed(self.parts, sheet))})", _ATOM

    def _sum(self, sheet: str) -> tuple[str, int]:
        parts = self.parts
        products = _products(parts, sheet)
        if products is not None:
            return products, _ATOM
        runs = _listed(parts, sheet, _ADDED)
        texts = [f"SUM({run})" if ":" in run and "(" not in run else run for run in runs]
        return "+".join(texts), _ATOM if len(texts) == 1 else _ADDED


def number(value: object) -> Number:
    """Return a number as one that knows its formula."""
    if isinstance(value, Number):
        return value
    if isinstance(value, bool | int | float | np.bool_ | np.integer | np.floating):
        return Number(float(value))
    raise TypeError(f"{type(value).__name__} has no place in a formula")


def called(name: str, *given: Number) -> Number:
    """Return a spreadsheet function applied to numbers."""
    with np.errstate(all="ignore"):
        value = float(_FUNCTIONS[name](*(part.value for part in given)))
    return Number(value, name, given)


def chosen(condition: Number, one: Number, other: Number) -> Number:
    """Return IF; the value that is not chosen may be an error."""
    taken = one if condition.value else other
    over = condition.is_over or taken.is_over
    return Number(taken.value, "IF", (condition, one, other), over)


_FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "EXP": np.exp,
        "LN": lambda x: np.log(x) if x > 0 else math.nan,
        "SQRT": np.sqrt,
        "TANH": np.tanh,
        "SIN": np.sin,
        "COS": np.cos,
        "ABS": abs,
        "SIGN": np.sign,
        "MAX": lambda *given: max(given),
        "MIN": lambda *given: min(given),
        "AND": lambda *given: all(given),
    }
)


def _is_one(value: Number) -> bool:
    return value.is_constant and value.value == 1.0


def _reference(place: tuple[str, int, int], sheet: str) -> str:
    name, row, column = place
    return f"{'' if name == sheet else name + '!'}{letters(column)}{row}"


def letters(column: int) -> str:
    """Return the letters of a column, counted from 1: A, Z, AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


#: cells one below the other, or side by side
_DOWN, _RIGHT = (1, 0), (0, 1)


def _line(cells: Sequence[Number]) -> tuple[int, int] | None:
    """Return the direction in which cells of one sheet follow each other, None if they do not."""
    places = [cell.place for cell in cells]
    first, second = places[0], places[1]
    if first is None or second is None or first[0] != second[0]:
        return None
    step = (second[1] - first[1], second[2] - first[2])
    if step not in (_DOWN, _RIGHT):
        return None
    wanted = [(first[0], first[1] + i * step[0], first[2] + i * step[1]) for i in range(len(cells))]
    return step if places == wanted else None


def _range(cells: Sequence[Number], sheet: str) -> str:
    first, last = cells[0].place, cells[-1].place
    assert first is not None and last is not None
    return f"{_reference(first, sheet)}:{letters(last[2])}{last[1]}"


def _listed(parts: Sequence[Number], sheet: str, needed: int = 0) -> list[str]:
    """Return parts as arguments of a function; three or more cells in a line become a range."""
    texts, at = [], 0
    while at < len(parts):
        end = at + 2
        while end < len(parts) and _line(parts[at : end + 1]):
            end += 1
        if end - at > 2 and _line(parts[at:end]):
            texts.append(_range(parts[at:end], sheet))
            at = end
        else:
            texts.append(parts[at]._written(sheet, needed))
            at += 1
    return texts


#: the most products of inputs and a unit's weights that are written out
_WRITTEN_OUT = 8


def _products(parts: Sequence[Number], sheet: str) -> str | None:
    """Return a sum of products of cells in two lines as one function, None for any other sum."""
    if len(parts) < 3 or any(part.sign != "*" or part.place for part in parts):
        return None
    first, second = ([part.parts[i] for part in parts] for i in (0, 1))
    one, other = _line(first), _line(second)
    if one is None or other is None:
        return None
    if one == other:
        return f"SUMPRODUCT({_range(first, sheet)},{_range(second, sheet)})"
    if len(parts) <= _WRITTEN_OUT:
        return None
    row, column = (first, second) if one == _RIGHT else (second, first)
    return f"SUMPRODUCT(MMULT({_range(row, sheet)},{_range(column, sheet)}))"


class Cells(np.ndarray[Any, Any]):
    """An array of such numbers; comparisons give formulas instead of truth values."""

    def __gt__(self, other: object) -> "Cells":
        return _compare(">", self, other)

    def __ge__(self, other: object) -> "Cells":
        return _compare(">=", self, other)

    def __lt__(self, other: object) -> "Cells":
        return _compare("<", self, other)

    def __le__(self, other: object) -> "Cells":
        return _compare("<=", self, other)

    def __eq__(self, other: object) -> "Cells":  # type: ignore[override]
        return _compare("=", self, other)

    __hash__ = None

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(key, Cells):
            super().__setitem__(..., each(chosen, key, value, self))
        else:
            super().__setitem__(key, value)


def cells(values: object) -> Cells:
    """Return an array of numbers, or of numbers that know their formula, as such an array."""
    return each(number, np.asarray(values, dtype=object))


def each(made: Callable[..., Number], *given: object) -> Cells:
    """Return a function applied element by element, with NumPy's broadcasting."""
    arrays = [np.asarray(item, dtype=object) for item in given]
    found = np.frompyfunc(lambda *items: made(*map(number, items)), len(arrays), 1)(*arrays)
    return np.asarray(found, dtype=object).view(Cells)


_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        ">": lambda x, y: x > y,
        ">=": lambda x, y: x >= y,
        "<": lambda x, y: x < y,
        "<=": lambda x, y: x <= y,
        "=": lambda x, y: x == y,
    }
)


def _compare(sign: str, left: object, right: object) -> Cells:
    rule = _COMPARISONS[sign]
    return each(lambda x, y: Number(rule(x.value, y.value), sign, (x, y)), left, right)
