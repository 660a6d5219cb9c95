"""A formula as a source: its values, what it refuses, and that it never runs anything."""

import time

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.data.expressions import read_expression
from core.data.samples import SOURCES, Task
from core.errors import DataError, ProjectError
from core.project import DataOptions


def value(text, **at):
    vectors = {name: np.array([float(number)]) for name, number in at.items()} or {
        "x1": np.zeros(1)
    }
    return float(read_expression(text, ("x1", "x2", "x")).values(vectors)[0])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("2 ^ -1", 0.5),
        ("2**3", 8),
        ("8 / 2 / 2", 2),
        ("1 - 2 - 3", -4),
        ("--1", 1),
        ("3·4 − 2×1 ÷ 2", 11),
        ("3² + 2³", 17),
        (".5e1", 5),
        ("sin(pi / 2)", 1),
        ("ln(e)", 1),
        ("max(1, min(5, 3))", 3),
        ("atan2(1, 1) * 4 / π", 1),
        ("abs(-2) + sign(-3) + floor(1.5) + sqrt(9)", 5),
        ("(1 < 2) + (2 >= 3)", 1),
    ],
)
def test_what_it_comes_to(text, found):
    assert value(text) == pytest.approx(found)


def test_names():
    assert value("sin(x1) * x2", x1=0.5, x2=3) == pytest.approx(3 * np.sin(0.5))
    assert value("x^2 - x", x=3) == 6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "missing"),
        ("x1 +", "missing"),
        ("2 x1", "out of place"),
        ("(x1", "not closed"),
        ("x1)", "out of place"),
        ("x3", "“x3” is unknown"),
        ("__import__(x1)", "unknown"),
        ("x1.real", "cannot be used"),
        ("x1[0]", "cannot be used"),
        ("sin x1", "needs parentheses"),
        ("max(x1)", "takes two"),
        ("sin(x1, x2)", "out of place"),
        ("1 < x1 < 2", "out of place"),
        ("x1; x2", "cannot be used"),
        ("lambda x1", "unknown"),
        ("x + x1", "both x and x1"),
        ("1" * 501, "more than 500"),
        ("(" * 100 + "x1" + ")" * 100, "nested too deep"),
        ("x1" + "^x1" * 60, "nested too deep"),
        ("sin(" * 60, "nested too deep"),
        (3, "not a text"),
    ],
)
def test_what_it_refuses(text, says):
    begin = time.process_time()
    with pytest.raises(ProjectError, match=says) as caught:
        SOURCES.read({"name": "formula", "expression": text}, "data.source")
    assert caught.value.message.startswith("data.source.expression: ") and caught.value.hint
    assert time.process_time() - begin < 5


def drawn(text, **fields):
    source = {"name": "formula", "expression": text, **fields}
    return load_dataset(DataOptions.read({"source": source, "test_share": 0}, "data"), 0)


def test_the_samples_are_the_formula():
    made = drawn("sin(x1) * x2", samples=50)
    x1, x2 = made.train.raw_inputs.T
    np.testing.assert_allclose(made.train.original_targets[:, 0], np.sin(x1) * x2)
    assert made.raw_names == ("x1", "x2") and made.task is Task.REGRESSION
    assert drawn("x^2").raw_names == ("x",)
    assert np.abs(drawn("x1", reach=0.5).train.raw_inputs).max() <= 0.5
    assert set(drawn("3", samples=10).train.original_targets[:, 0]) == {3.0}


def test_a_comparison_makes_two_classes():
    made = drawn("x1^2 + x2^2 < 9")
    inside = (made.train.raw_inputs**2).sum(axis=1) < 9
    np.testing.assert_array_equal(made.train.original_targets[:, 0], inside)
    assert made.task is Task.TWO_CLASSES


@pytest.mark.parametrize(
    ("text", "says"), [("ln(x1)", "not finite, the first at x1 = -"), ("x1 < 99", "one class")]
)
def test_what_cannot_be_learned_from(text, says):
    with pytest.raises(DataError, match=says):
        drawn(text)
