"""The grammar of conditions: what is accepted, and the errors for what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.lesson.past.condition import (
    EXAMPLES,
    ChangesSign,
    Compares,
    Flips,
    UnitBecomes,
    read_condition,
)
from core.lesson.past.quantity import Quantity, figures, read_quantity


def only(text):
    (clause,) = read_condition(text).clauses
    return clause


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_read(example):
    assert read_condition(example).text == example


def test_a_comparison_has_two_sides_and_an_operator():
    clause = only("  W1[2, 1]  ≥ -1/4 ")
    assert isinstance(clause, Compares)
    assert (str(clause.left), clause.operator, clause.right) == ("W1[2,1]", ">=", -0.25)
    turned = only("1e-3 < |dW2[1,1]|")
    assert turned.left == 0.001
    assert str(turned.right) == "|dW2[1,1]|"
    assert str(only("abs( b1[1] ) == 2").left) == "|b1[1]|"
    assert [str(side) for side in only("A2[3,1] != A2[4,1]").quantities] == ["A2[3,1]", "A2[4,1]"]


def test_and_binds_tighter_than_or():
    read = read_condition("loss < 1 and accuracy > 0.5 OR norm(dW1) < 2")
    assert [len(group) for group in read.groups] == [2, 1]


def test_events_in_words():
    assert only("sample 3 flips") == Flips(3)
    assert only("any sample flips") == Flips(None)
    assert only("unit dies") == UnitBecomes(None, None, "dead", True)
    assert only("Unit 2 of layer 1 is saturated") == UnitBecomes(2, 1, "saturated", False)
    assert only("neuron 1 saturates") == UnitBecomes(1, None, "saturated", True)
    assert only("weight changes sign") == ChangesSign(None, "weight")
    assert only("weight W1[2,1] changes sign") == ChangesSign(read_quantity("W1[2,1]"))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "empty", "loss < 0.1"),
        ("lossy < 3", "“lossy” is not a number of a moment (character 1)", "perhaps loss is meant"),
        (
            "loss < 0.1 and acuracy > 2",
            "“acuracy” is not a number of a moment (character 16)",
            "accuracy",
        ),
        ("loss", "“loss” (character 1) compares nothing", "loss < 0.1"),
        ("0 < loss < 1", "compares more than once", "write"),
        ("1 < 2", "compares only numbers", "write"),
        ("loss < ", "a side is missing at character 8", "write"),
        ("loss < 1/0", "“1/0” (character 8) is not a number", "1/3"),
        ("loss < 9**9**9", "“9**9**9” (character 8) is not a number", "1/3"),
        ("W1 > 2", "“W1” is a whole array (character 1)", "norm(W1)"),
        ("norm(W1[1,1]) > 2", "a norm needs a whole array", "norm(W1)"),
        ("W1'[1,1] > 2", "lies between two", "W1[1,1]"),
        ("sample 0 flips", "“0” (after character 1) is not a valid place", "counted from 1"),
        ("loss changes sign", "“loss” (character 1) changes no sign", "weight changes sign"),
        ("loss < 1 and", "compares more", ""),
        ("__import__('os') < 1", "is not a number of a moment", "possible"),
        ("x" * 201, "201 characters", "200"),
        (" or ".join(["loss < 1"] * 9), "more than 8 parts", "fewer"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, message, hint):
    if message == "compares more":
        message = "“1 and”"
    with pytest.raises(UserError) as caught:
        read_condition(text)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_every_figure_is_a_quantity():
    for name in figures():
        assert read_quantity(name.upper()) == Quantity(name)


@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z0-9\[\],<>=|()' ]{1,40}", fullmatch=True))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        read_condition(text)
    except UserError as error:
        assert error.message
        assert error.hint
