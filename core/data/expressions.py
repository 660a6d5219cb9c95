"""Expressions: y = f(x1, x2) as a person types it, in a small grammar.

A comparison of sums of products of powers, with numbers, names, parentheses and the usual
functions; nothing outside the two tables below is ever run. An expression is parsed once, by
recursive descent, and then evaluated on whole vectors. Its length and depth are bounded, so every
text is refused or evaluated in bounded time.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.arithmetic import Tokens
from core.errors import one_of
from core.words import say

Vector = NDArray[np.float64]
#: evaluates a part of an expression from the values of its names
Node = Callable[[Mapping[str, Vector]], Vector]

CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": np.pi, "π": np.pi, "e": np.e})
_ONE: Mapping[str, Callable[[Vector], Vector]] = MappingProxyType(
    {
        **{name: getattr(np, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
        **{name: getattr(np, name) for name in ("exp", "sqrt", "abs", "sign", "floor", "ceil")},
        **{name: getattr(np, name) for name in ("log2", "log10", "round")},
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "ln": np.log,
        "log": np.log,
    }
)
_TWO: Mapping[str, Callable[[Vector, Vector], Vector]] = MappingProxyType(
    {"min": np.minimum, "max": np.maximum, "atan2": np.arctan2, "mod": np.mod}
)
FUNCTIONS = tuple(sorted((*_ONE, *_TWO)))
_COMPARED: Mapping[str, Callable[[Vector, Vector], Vector]] = MappingProxyType(
    {
        "<": np.less,
        ">": np.greater,
        "<=": np.less_equal,
        ">=": np.greater_equal,
        "≤": np.less_equal,
        "≥": np.greater_equal,
    }
)
_MOST, _DEEPEST = 500, 40
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|\*\*|[-+*/^(),<>≤≥·×÷−²³]))"
)
_SAME = MappingProxyType({"·": "*", "×": "*", "÷": "/", "−": "-", "**": "^"})


class ExpressionError(ValueError):
    """What is wrong with an expression, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, eq=False)
class Expression:
    """A parsed expression: the names it uses, and whether its answer is yes or no."""

    names: frozenset[str]
    compares: bool
    node: Node

    def values(self, vectors: Mapping[str, Vector]) -> Vector:
        """Return its values (m,) for vectors (m,) of its names; nan where undefined."""
        size = next(iter(vectors.values())).shape
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.node(vectors), dtype=np.float64), size).copy()


def read_expression(text: str, names: tuple[str, ...]) -> Expression:
    """Read an expression with these names, such as `sin(x1) * x2` or `x1^2 + x2^2 < 4`.

    Raises ExpressionError for anything else, and for more than 500 characters.
    """
    if len(text) > _MOST:
        raise ExpressionError(
            say("Formula", "it has more than {n} characters", n=_MOST),
            say("Formula", "shorten it"),
        )
    reader = _Reader(_tokens(text), names)
    node, compares = reader.comparison(0)
    if reader.peek():
        raise reader.wrong(reader.peek())
    return Expression(frozenset(reader.used), compares, node)


def _tokens(text: str) -> list[str]:
    """Return the tokens of a text. Raises ExpressionError for an unknown character."""
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            raise ExpressionError(
                say("Formula", "“{sign}” cannot be used in a formula", sign=rest[:1]),
                say("Formula", "write + - * / ^ ( ) < > and names, as in sin(x1) * x2"),
            )
        token = match["number"] or match["name"] or match["sign"]
        found += {"²": ["^", "2"], "³": ["^", "3"]}.get(token, [_SAME.get(token, token)])
        at = match.end()
    return found


class _Reader(Tokens):
    """Every method consumes the part that it understands."""

    def __init__(self, tokens: list[str], names: tuple[str, ...]) -> None:
        super().__init__(tokens)
        self._names = names
        self.used: set[str] = set()

    def wrong(self, token: str) -> ExpressionError:
        """Return the error for a token that is out of place."""
        hint = say("Formula", "write an operator between the parts, as in 2 * x1")
        if not token:
            says = say("Formula", "something is missing at the end")
            return ExpressionError(says, say("Formula", "complete it"))
        before = self._tokens[max(0, self._at - 1)] if self._at else ""
        if token in ("<", ">", "<=", ">=", "≤", "≥"):
            hint = say("Formula", "one comparison is enough: x1 * x2 < 0")
        says = say("Formula", "“{token}” is out of place", token=token[:20])
        if before and before != token:
            says = say(
                "Formula",
                "“{token}” is out of place after “{before}”",
                token=token[:20],
                before=before[:20],
            )
        return ExpressionError(says, hint)

    def comparison(self, depth: int) -> tuple[Node, bool]:
        """Read a sum, or a comparison of two: 1 where it is true, else 0."""
        left = self.total(depth)
        if self.peek() not in _COMPARED:
            return left, False
        compare = _COMPARED[self.take()]
        right = self.total(depth)
        return (lambda at: compare(left(at), right(at)).astype(np.float64)), True

    def total(self, depth: int) -> Node:
        """Read a sum of products."""
        parts = [(1.0, self.product(depth))]
        while self.peek() in ("+", "-"):
            sign = 1.0 if self.take() == "+" else -1.0
            parts.append((sign, self.product(depth)))
        if len(parts) == 1:
            return parts[0][1]

        def added(at: Mapping[str, Vector]) -> Vector:
            value = parts[0][1](at)
            for sign, part in parts[1:]:
                value = value + part(at) if sign > 0 else value - part(at)
            return value

        return added

    def product(self, depth: int) -> Node:
        """Read a product of signed powers."""
        parts = [("*", self.signed(depth))]
        while self.peek() in ("*", "/"):
            parts.append((self.take(), self.signed(depth)))
        if len(parts) == 1:
            return parts[0][1]

        def multiplied(at: Mapping[str, Vector]) -> Vector:
            value = parts[0][1](at)
            for sign, part in parts[1:]:
                value = value * part(at) if sign == "*" else np.divide(value, part(at))
            return value

        return multiplied

    def signed(self, depth: int) -> Node:
        """Read a power with signs before it: −x^2 is −(x^2)."""
        negative = False
        while self.peek() in ("+", "-"):
            negative ^= self.take() == "-"
        node = self.power(depth)
        return (lambda at: -node(at)) if negative else node

    def power(self, depth: int) -> Node:
        """Read a part, with or without a power: x^2^3 is x^(2^3)."""
        base = self.part(depth)
        if self.peek() != "^":
            return base
        self.take()
        if depth >= _DEEPEST:
            raise _too_deep()
        negative = self.peek() == "-" and bool(self.take())
        exponent = self.power(depth + 1)
        sign = -1.0 if negative else 1.0
        return lambda at: np.power(np.asarray(base(at), dtype=np.float64), sign * exponent(at))

    def part(self, depth: int) -> Node:
        """Read a number, a name, a function, or an expression in parentheses."""
        token = self.take()
        if not token:
            raise self.wrong("")
        if token == "(":
            return self.enclosed(depth)[0]
        if token[0].isdigit() or token[0] == ".":
            value = np.array(float(token))
            return lambda at: value
        if token in _ONE or token in _TWO:
            return self.function(token, depth)
        if token in self._names:
            self.used.add(token)
            return lambda at: at[token]
        if token in CONSTANTS:
            constant = np.array(CONSTANTS[token])
            return lambda at: constant
        if token[0].isalpha() or token[0] == "_":
            raise ExpressionError(
                say("Formula", "“{name}” is unknown", name=token[:40]),
                say(
                    "Formula",
                    "known are {names}, pi, e, and the functions {functions}",
                    names=", ".join(self._names),
                    functions=one_of(FUNCTIONS),
                ),
            )
        self._at -= 1
        raise self.wrong(token)

    def enclosed(self, depth: int, most: int = 1) -> list[Node]:
        """Read the contents of parentheses: up to `most` parts."""
        if depth >= _DEEPEST:
            raise _too_deep()
        found = [self.comparison(depth + 1)[0]]
        while len(found) < most and self.peek() == ",":
            self.take()
            found.append(self.comparison(depth + 1)[0])
        if self.peek() != ")":
            raise (
                self.wrong(self.peek())
                if self.peek()
                else ExpressionError(
                    say("Formula", "a parenthesis is not closed"),
                    say("Formula", "add a )"),
                )
            )
        self.take()
        return found

    def function(self, name: str, depth: int) -> Node:
        """Read a function's parentheses."""
        if self.peek() != "(":
            raise ExpressionError(
                say("Formula", "“{name}” needs parentheses", name=name),
                say("Formula", "write {name}(x1)", name=name),
            )
        self.take()
        wanted = 1 if name in _ONE else 2
        parts = self.enclosed(depth, wanted)
        if len(parts) != wanted:
            raise ExpressionError(
                say("Formula", "“{name}” takes two values", name=name),
                say("Formula", "write {name}(x1, x2)", name=name),
            )
        if wanted == 1:
            one = _ONE[name]
            return lambda at: one(parts[0](at))
        two = _TWO[name]
        return lambda at: two(parts[0](at), parts[1](at))


def _too_deep() -> ExpressionError:
    return ExpressionError(
        say("Formula", "its parentheses are nested too deeply"),
        say("Formula", "use fewer of them"),
    )
