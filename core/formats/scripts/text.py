"""Arrays, names and numbers as Python source: readable if they are few, packed if many."""

import ast
import base64
import textwrap
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

_WIDTH = 96
#: a network with more numbers is packed, except for arrays too short to be worth it
MOST_READABLE = 20_000
_SHORT = 100

UNPACK = '''def unpack(text, shape, dtype):
    """Return the array that a text holds: its bytes, compressed by zlib, written in base64."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype).reshape(shape).copy()'''


def plain_text(text: str) -> str:
    """Return a name made safe for a comment or a docstring: one line, no quotes."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.replace("\\", "/").replace('"', "'").split())


def wrapped(text: str, indent: str = "") -> str:
    """Return text for people in lines of at most 100 characters."""
    return _filled(text, _WIDTH, indent)


def _filled(text: str, width: int, indent: str) -> str:
    """Break only between words: a number such as 1e-05 must not be broken at its hyphen."""
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def returned(expression: str) -> str:
    """Return the body of a function that returns an expression.

    If the line would be long, a part that occurs twice gets a name first.
    """
    line = f"    return {expression}"
    if len(line) <= _WIDTH:
        return line
    tree: ast.AST = ast.parse(expression, mode="eval").body
    lines = []
    for name in ("part", "part_2", "part_3"):
        repeated = _repeated(tree)
        if repeated is None:
            break
        lines.append(f"    {name} = {ast.unparse(repeated)}")
        tree = _Renaming(ast.dump(repeated), name).visit(tree)
    return "\n".join([*lines, f"    return {ast.unparse(tree)}"])


def _repeated(tree: ast.AST) -> ast.expr | None:
    """Return the longest part of an expression that occurs more than once."""
    parts = [node for node in ast.walk(tree) if isinstance(node, ast.Call | ast.BinOp)]
    texts = [ast.dump(node) for node in parts]
    several = [node for node, text in zip(parts, texts, strict=True) if texts.count(text) > 1]
    long = [node for node in several if len(ast.unparse(node)) > 12]
    return max(long, key=lambda node: len(ast.unparse(node)), default=None)


class _Renaming(ast.NodeTransformer):
    """Replaces every part that is equal to a given one by a name."""

    def __init__(self, replaced: str, name: str) -> None:
        self._replaced, self._name = replaced, name

    def visit(self, node: ast.AST) -> ast.AST:
        if ast.dump(node) == self._replaced:
            return ast.Name(self._name, ast.Load())
        return super().generic_visit(node)


def number_text(value: Any) -> str:
    """Return a finite number with just enough digits to read back the same."""
    return str(value) if isinstance(value, np.float32) else repr(float(value))


def array_text(array: Array) -> str:
    """Return an expression for a small array: `np.array([[1.0, 2.0], [3.0, 4.0]])`."""
    dtype = ", dtype=np.float32" if array.dtype == np.float32 else ""
    if array.ndim == 1:
        return _call(_row(array), dtype)
    rows = [_row(row) for row in array]
    inline = "[" + ", ".join(rows) + "]"
    if len(inline) + len(dtype) < 60 and len(rows) < 4:
        return _call(inline, dtype)
    body = "".join(textwrap.indent(f"{_folded(row)},\n", "    ") for row in rows)
    return f"np.array([\n{body}]{dtype})"


def packed_text(array: Array) -> str:
    """Return an expression for a large array: a call of `unpack`."""
    dtype = "<f4" if array.dtype == np.float32 else "<f8"
    content = zlib.compress(np.ascontiguousarray(array).astype(dtype).tobytes(), 9)
    code = base64.b64encode(content).decode()
    text = "\n".join(code[i : i + _WIDTH] for i in range(0, len(code), _WIDTH))
    return f'unpack("""\n{text}\n""", {array.shape!r}, "{dtype}")'


def array_lines(arrays: Iterable[tuple[str, Array]], packed: bool) -> list[str]:
    """Return one assignment for every named array; with `packed`, long ones are packed."""
    return [
        f"{name} = {packed_text(array) if packed and array.size > _SHORT else array_text(array)}"
        for name, array in arrays
    ]


def _row(row: Array) -> str:
    return "[" + ", ".join(number_text(value) for value in row) + "]"


def _folded(row: str) -> str:
    return row if len(row) <= _WIDTH - 4 else _in_lines(row)


def _in_lines(row: str) -> str:
    return "[\n" + _filled(row[1:-1], _WIDTH - 8, "    ") + ",\n]"


def _call(listed: str, dtype: str) -> str:
    if len(listed) + len(dtype) > _WIDTH - 24:
        listed = _in_lines(listed)
    return f"np.array({listed}{dtype})"
