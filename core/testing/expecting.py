"""Reporting what does not hold: every failed check is an AssertionError with a message."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from core.errors import UserError

#: small enough for central differences, large enough for float64
STEP = 1e-5


def expect(holds: object, words: str) -> None:
    """Raise AssertionError with these words if something does not hold."""
    if not holds:
        raise AssertionError(words)


def expect_close(found: Any, expected: Any, words: str, rtol: float, atol: float = 0.0) -> None:
    """Raise AssertionError if two arrays differ by more than allowed."""
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol, err_msg=words)


def expect_same(found: Any, expected: Any, words: str) -> None:
    """Raise AssertionError if two arrays are not equal."""
    np.testing.assert_array_equal(found, expected, err_msg=words)


@contextmanager
def refusal(words: str, kind: type[UserError] = UserError) -> Iterator[list[UserError]]:
    """Expect a UserError with a hint from the code inside."""
    caught: list[UserError] = []
    try:
        yield caught
    except kind as error:
        caught.append(error)
    expect(caught, f"{words} is not refused")
    expect(caught[0].message and caught[0].hint, f"{words} is refused without a hint")


def evaluated(text: str, **variables: Any) -> Any:
    """Return the value of an expression; it may use np, len, the names given, and nothing else."""
    names = {node.id for node in ast.walk(ast.parse(text, mode="eval")) if type(node) is ast.Name}
    expect(names <= {"np", "len", *variables}, f"{text!r} uses other names than {set(variables)}")
    return eval(text, {"np": np, "len": len, "__builtins__": {}}, variables)


def expect_balanced(latex: str) -> None:
    """Raise AssertionError for LaTeX that cannot be typeset."""
    for begin, end in (("{", "}"), (r"\left", r"\right"), (r"\begin", r"\end")):
        opened = latex.count(begin) == latex.count(end)
        expect(opened, f"the LaTeX {latex!r} has different numbers of {begin} and {end}")
    expect(latex.strip(), "the LaTeX is empty")
    expect(
        "$" not in latex and latex.isascii(),
        f"the LaTeX {latex!r} has $ or a character that is not ASCII",
    )
