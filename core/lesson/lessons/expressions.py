"""Answers as expressions of addresses: `2 * (A2[1,1] - y[1,1]) / n`, `argmax(abs(dW1))`.

They are parsed and then evaluated node by node: no code in them is ever run. They can contain
numbers, addresses, whole arrays and parts of them, + − * / **, comparisons, a few functions and the
activations. Conditions can also contain facts: `accuracy >= 1`, `units(1) == 2`.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS, Activation
from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.marking.worked import bent
from core.words import say, translate

Array = NDArray[np.float64]
Numbers = Mapping[str, Array]
#: facts about a moment by name: numbers, and functions of a layer's number or a setting's path
Facts = Mapping[str, float | Callable[[Any], Any]]

LONGEST, _DEEPEST = 200, 20
_PRIMED = re.compile(r"\b([A-Za-z]+\d*)'")
_PRIME = "_primed"
_NO_FACTS: Facts = MappingProxyType({})


_FUNCTIONS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "exp": np.exp,
        "ln": np.log,
        "abs": np.abs,
        "sqrt": np.sqrt,
        "min": np.min,
        "max": np.max,
        "sum": np.sum,
        "mean": np.mean,
    }
)
_OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.Pow: operator.pow,
    }
)
_COMPARISONS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
    }
)


def number_of(text: str, numbers: Numbers) -> float:
    """Return the value of an expression. Raises UserError if it is not a finite number."""
    found = _walked(text, numbers, _NO_FACTS)
    if isinstance(found, (str, bool)) or np.ndim(found) != 0 or not np.isfinite(found):
        raise UserError(
            say("Lessons", "“{text}” is not a finite number", text=text[:60]),
            translate("Lessons", "an answer is one number: give an index, or sum(…), mean(…)"),
        )
    return float(found)


def holds(text: str, numbers: Numbers, facts: Facts) -> bool:
    """Return whether a condition holds. Raises UserError if it is not one."""
    found = _walked(text, numbers, facts)
    if not isinstance(found, (bool, np.bool_)):
        raise UserError(
            say("Lessons", "“{text}” is not a condition", text=text[:60]),
            translate("Lessons", "write it as accuracy >= 1, or loss < 0.05"),
        )
    return bool(found)


def measured(text: str, numbers: Numbers, facts: Facts) -> tuple[str, float | str] | None:
    """Return what a condition is about, as it is written, and its value: loss < 0.1 → loss, 0.43.

    None where it compares nothing. Raises UserError if it is not a condition.
    """
    tree = _parsed(text)
    if not isinstance(tree, ast.Compare):
        return None
    with np.errstate(all="ignore"):
        found = _Walker(text, numbers, facts).visit(tree.left, 0)
    written = ast.unparse(tree.left).replace(_PRIME, "'").replace(", ", ",")
    return written, found if isinstance(found, str) else float(found)


def address_of(text: str, numbers: Numbers) -> Address:
    """Return the address in an expression: the address itself, or that of argmax(…), argmin(…).

    Raises UserError for anything else.
    """
    found = re.fullmatch(r"\s*(argmax|argmin)\((.*)\)\s*", text)
    if found is None:
        return parse(text)
    bare = re.fullmatch(r"\s*(?:abs\(\s*)?([A-Za-z]+\d*'?)(?:\[.*\])?\s*\)?\s*", found[2])
    if bare is None or "[" in found[2]:
        raise _not_known(text)
    array = np.asarray(_walked(found[2], numbers, _NO_FACTS))
    flat = int(np.argmax(array) if found[1] == "argmax" else np.argmin(array))
    place = ",".join(str(int(k) + 1) for k in np.unravel_index(flat, array.shape))
    return parse(f"{bare[1]}[{place}]")


def addresses_in(pattern: str, numbers: Numbers) -> list[Address]:
    """Return the addresses in a range: `dW1[:,:]`, `Z1[3,:]`, or one address.

    Raises UserError if it is not an array of the moment, or is outside it.
    """
    name, bracket, rest = pattern.strip().partition("[")
    if not bracket or ":" not in rest:
        address = parse(pattern)
        number_at(address, numbers)
        return [address]
    array = numbers.get(name)
    parts = rest.rstrip("]").split(",")
    if array is None or len(parts) != array.ndim:
        raise _not_known(pattern)
    choices = []
    for part, size in zip(parts, array.shape, strict=True):
        if part.strip() == ":":
            choices.append(range(1, size + 1))
        elif part.strip().isdecimal() and 1 <= int(part) <= size:
            choices.append(range(int(part), int(part) + 1))
        else:
            raise _not_known(pattern)
    places = [()] if not choices else [(k,) for k in choices[0]]
    for choice in choices[1:]:
        places = [(*place, k) for place in places for k in choice]
    return [parse(f"{name}[{','.join(map(str, place))}]") for place in places]


def _walked(text: str, numbers: Numbers, facts: Facts) -> Any:
    tree = _parsed(text)
    with np.errstate(all="ignore"):
        try:
            return _Walker(text, numbers, facts).visit(tree, 0)
        except (ArithmeticError, TypeError, ValueError):
            raise _not_known(text) from None


def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise UserError(
            say("Lessons", "an expression of {count} characters", count=len(text)),
            say("Lessons", "use at most {most}", most=LONGEST),
        )
    try:
        return ast.parse(_PRIMED.sub(rf"\1{_PRIME}", text.strip()), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _not_known(text) from None


def _activation(name: str) -> Activation | None:
    """Return the activation of that name, if it acts on one number by itself."""
    kind = ACTIVATIONS.named(name) if name in ACTIVATIONS else None
    if kind is None or kind.gives_shares or any(item.required for item in kind.parameters()):
        return None
    return kind()


def _not_known(text: str) -> UserError:
    return UserError(
        say("Lessons", "“{text}” is not an expression that can be used here", text=text[:60]),
        say(
            "Lessons",
            "use numbers, addresses like W1[2,1], + - * / ** and {functions}",
            functions=", ".join((*_FUNCTIONS, *ACTIVATIONS.names())),
        ),
    )


class _Walker:
    """Evaluates one expression."""

    def __init__(self, text: str, numbers: Numbers, facts: Facts) -> None:
        self._text, self._numbers, self._facts = text, numbers, facts

    def visit(self, node: ast.AST, depth: int) -> Any:
        """Return the value of a part of the expression."""
        if depth > _DEEPEST:
            raise _not_known(self._text)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            if isinstance(node.value, bool):
                raise _not_known(self._text)
            return float(node.value)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.visit(node.operand, depth + 1)
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            left, right = self.visit(node.left, depth + 1), self.visit(node.right, depth + 1)
            return _OPERATORS[type(node.op)](left, right)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compared(node, depth)
        if isinstance(node, ast.Call):
            return self._called(node, depth)
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if isinstance(node, ast.Subscript):
            return self._placed(node)
        raise _not_known(self._text)

    def _compared(self, node: ast.Compare, depth: int) -> bool:
        compare = _COMPARISONS.get(type(node.ops[0]))
        right = node.comparators[0]
        if compare is None:
            raise _not_known(self._text)
        left = self.visit(node.left, depth + 1)
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            return bool(compare(left, right.value))
        return bool(compare(left, self.visit(right, depth + 1)))

    def _called(self, node: ast.Call, depth: int) -> Any:
        if not isinstance(node.func, ast.Name) or len(node.args) != 1 or node.keywords:
            raise _not_known(self._text)
        name, given = node.func.id, node.args[0]
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](self.visit(given, depth + 1))
        bend = _activation(name)
        if bend is not None:
            z = np.asarray(self.visit(given, depth + 1), dtype=np.float64)
            return bent(bend, np.atleast_2d(z)).reshape(z.shape)[()]
        fact = self._facts.get(name)
        if not callable(fact) or not isinstance(given, ast.Constant):
            raise _not_known(self._text)
        return fact(given.value)

    def _named(self, name: str) -> Any:
        fact = self._facts.get(name)
        if fact is not None and not callable(fact):
            return fact
        array = self._numbers.get(name.replace(_PRIME, "'"))
        if array is None:
            raise _not_known(self._text)
        return float(array) if np.ndim(array) == 0 else np.asarray(array)

    def _placed(self, node: ast.Subscript) -> float:
        if not isinstance(node.value, ast.Name):
            raise _not_known(self._text)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        places = []
        for part in parts:
            if not isinstance(part, ast.Constant) or type(part.value) is not int:
                raise _not_known(self._text)
            places.append(str(part.value))
        name = node.value.id.replace(_PRIME, "'")
        return number_at(parse(f"{name}[{','.join(places)}]"), self._numbers)
