"""A component's NumPy expression in z, translated to another language, for one number at a time.

The expressions are the activations' own, so a new one needs nothing extra; functions that the other
language does not have are refused by name.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import FileError

_COMPARED = ((ast.Gt, ">"), (ast.GtE, ">="), (ast.Lt, "<"), (ast.LtE, "<="))
_WORKED = ((ast.Add, "+"), (ast.Sub, "-"), (ast.Mult, "*"), (ast.Div, "/"))


@dataclass(frozen=True)
class Language:
    """A language's functions of one or more numbers: its name for each of NumPy's."""

    name: str
    functions: Mapping[str, str]
    pi: str


def scalar(expression: str, language: Language, what: str) -> str:
    """Return an expression in `z` for one number. Raises FileError for unknown functions."""
    try:
        return _Writer(language).number(ast.parse(expression, mode="eval").body)
    except LookupError as error:
        raise FileError(
            f"{language.name}: {what} cannot be written ({error.args[0]})",
            "export it as ONNX or NPZ, or choose another activation",
        ) from None


#: one number as text, or several if an expression has a list of them
_Text = str | list[str]


class _Writer:
    def __init__(self, language: Language) -> None:
        self._language = language

    def number(self, node: ast.expr) -> str:
        found = self.text(node)
        if isinstance(found, list):
            raise LookupError("a list of numbers")
        return found

    def text(self, node: ast.expr) -> _Text:
        match node:
            case ast.Name(id="z"):
                return "z"
            case ast.Constant(value=int(value) | float(value)):
                return repr(float(value))
            case ast.Attribute(value=ast.Name(id="np"), attr="pi"):
                return self._language.pi
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return _each(lambda x: f"(-{x})", self.text(inner))
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                terms = _each(lambda x, y: f"{x} * {y}", self.text(left), self.text(right))
                return f"({' + '.join(terms)})" if isinstance(terms, list) else terms
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self._called("power", [left, right])
            case ast.BinOp(left=left, op=op, right=right):
                sign = _sign(op, _WORKED)
                both = (self.text(left), self.text(right))
                return _each(lambda x, y: f"({x} {sign} {y})", *both)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return f"({self.number(left)} {_sign(op, _COMPARED)} {self.number(right)})"
            case ast.Subscript(
                value=ast.Call(
                    func=ast.Attribute(attr="leggauss"), args=[ast.Constant(value=int(n))]
                ),
                slice=ast.Constant(value=int(part)),
            ):
                return [repr(float(x)) for x in np.polynomial.legendre.leggauss(n)[part]]
            case ast.Subscript(value=value, slice=ast.Tuple()):
                return self.text(value)  # an extra axis means nothing for single numbers
            case ast.Call(func=ast.Attribute(value=value, attr="astype")):
                return self.text(value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="np"), attr=name), args=args, keywords=[]
            ):
                return self._called(name, args)
            case _:
                raise LookupError(type(node).__name__)

    def _called(self, name: str, arguments: list[ast.expr]) -> _Text:
        return _each(
            lambda *given: self._one(name, list(given)), *(self.text(x) for x in arguments)
        )

    def _one(self, name: str, given: list[str]) -> str:
        match name, given:
            case "where", [condition, one, other]:
                return f"({condition} ? {one} : {other})"
            case "clip", [value, low, high]:
                return self._of("minimum", [self._of("maximum", [value, low]), high])
            case "logaddexp", [low, high]:
                # the larger one plus the rest: nothing overflows
                size = self._of("abs", [f"({low} - {high})"])
                rest = self._of("log1p", [self._of("exp", [f"(-{size})"])])
                return f"({self._of('maximum', [low, high])} + {rest})"
            case _:
                return self._of(name, given)

    def _of(self, name: str, given: list[str]) -> str:
        if name not in self._language.functions:
            raise LookupError(name)
        return f"{self._language.functions[name]}({', '.join(given)})"


def _each(made: Callable[..., str], *given: _Text) -> _Text:
    """Return the result for texts, element by element if some of them are lists."""
    width = max((len(item) for item in given if isinstance(item, list)), default=0)
    if not width:
        return made(*given)
    wide = [item if isinstance(item, list) else [item] * width for item in given]
    return [made(*items) for items in zip(*wide, strict=True)]


def _sign(op: ast.operator | ast.cmpop, known: tuple[tuple[type, str], ...]) -> str:
    for kind, sign in known:
        if isinstance(op, kind):
            return sign
    raise LookupError(type(op).__name__)
