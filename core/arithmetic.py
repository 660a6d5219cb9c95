"""Simple arithmetic that a person types in place of a number: 1/3, 2*0.5, -(1 + 2)/4.

The grammar has sums and products of signed numbers and parentheses, and nothing else. There are no
names in it, so no code can be run.
"""

import re

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([-+*/()]))")
_MOST, _DEEPEST = 200, 20


def evaluated(text: str) -> float:
    """Return the value of an expression of numbers, + - * / and parentheses.

    Raises ValueError for anything else, for a division by 0, and for more than 200 characters.
    """
    if len(text) > _MOST:
        raise ValueError(text[:40])
    reader = _Reader(_tokens(text))
    value = reader.total(0)
    if reader.peek():
        raise ValueError(text)
    return value


def _tokens(text: str) -> list[str]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(text)
        found.append(match[1] or match[2])
        at = match.end()
    return found


class Tokens:
    """The tokens of a formula, read from the left."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def peek(self) -> str:
        """Return the next token without consuming it, "" at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        """Consume the next token and return it."""
        token = self.peek()
        self._at += 1
        return token


class _Reader(Tokens):
    """Every method consumes the part that it understands."""

    def total(self, depth: int) -> float:
        """Read a sum of products."""
        value = self.product(depth)
        while self.peek() in ("+", "-"):
            sign = 1.0 if self.take() == "+" else -1.0
            value += sign * self.product(depth)
        return value

    def product(self, depth: int) -> float:
        """Read a product of signed numbers."""
        value = self.signed(depth)
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                value *= self.signed(depth)
                continue
            divisor = self.signed(depth)
            if divisor == 0.0:
                raise ValueError("division by 0")
            value /= divisor
        return value

    def signed(self, depth: int) -> float:
        """Read a number or a sum in parentheses, with one sign at most."""
        sign = 1.0
        if self.peek() in ("+", "-"):
            sign = 1.0 if self.take() == "+" else -1.0
        token = self.take()
        if token == "(" and depth < _DEEPEST:
            value = self.total(depth + 1)
            if self.take() != ")":
                raise ValueError("no closing parenthesis")
            return sign * value
        if not token or token in "-+*/()":
            raise ValueError("a number is missing")
        return sign * float(token)
