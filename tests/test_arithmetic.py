"""Arithmetic in number fields: a small grammar that gives what Python gives, and nothing more."""

import ast
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arithmetic import evaluated
from gui.kit.texts import typed_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", 1 / 3), ("2*0.5", 1.0), ("-(1 + 2)/4", -0.75), ("1-2-3", -4.0), ("8/2/2", 2.0),
        ("2*-3", -6.0), (".5 + 1e-3", 0.501), ("((1))", 1.0), ("+4", 4.0),
    ],
)  # fmt: skip
def test_it_comes_to(text, value):
    assert evaluated(text) == value == typed_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "1+", "(1", "1)", "1/0", "a", "1 2", "2**3", "__import__('os')", "1//2", "--1", "1" * 201,
     "(" * 30 + "1" + ")" * 30, "1/(2-2)", "inf"],
)  # fmt: skip
def test_what_is_none(text):
    with pytest.raises(ValueError):
        evaluated(text)


@given(st.recursive(
    st.floats(0, 1e6, allow_subnormal=False).map(repr),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({''.join(t)})"),
    max_leaves=6,
))  # fmt: skip
def test_it_gives_what_python_gives(text):
    try:
        expected = eval(compile(ast.parse(text, mode="eval"), "text", "eval"))
    except (ZeroDivisionError, OverflowError):
        return
    if len(text) <= 200:
        assert evaluated(text) == expected


@given(st.text(max_size=250))
def test_any_text_is_a_number_or_none(text):
    with contextlib.suppress(ValueError):
        assert isinstance(evaluated(text), float)


def test_fields_take_fractions_with_any_minus_and_comma():
    assert typed_number("−1/3") == -1 / 3
    assert typed_number("0,5") == 0.5
    assert typed_number("2·0.5") == 1.0
