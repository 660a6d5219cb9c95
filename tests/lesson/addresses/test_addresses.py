"""Addresses: read, written, looked up, and the symbol of each in every style."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.lesson.addresses.address import Address, parse
from core.lesson.addresses.moment import numbers_of, value
from core.lesson.addresses.writing import STYLES, symbol
from core.lesson.names.notation import Notation
from tests.gui.made import network
from tests.gui.stepped import Stepped, opening

FORMS = (
    *("X[3,1]", "y[3,1]", "W1[2,1]", "b1[1]", "Z1[3,2]", "A1[3,2]", "L", "L[3]", "dZ2[3,1]"),
    *("dA1[3,1]", "dW1[2,1]", "db1[2]", "scale2[1]", "D4[3,2]", "R", "J", "n", "m", "eta"),
    *("slope1[3,2]", "loss_after", "W1'[2,1]", "running_mean2[1]", "W1", "dX[1,1]"),
)


@pytest.mark.parametrize("text", FORMS)
def test_an_address_is_written_as_it_is_read(text):
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "W", "W0[1,1]", "W1[0,1]", "W1[1,1,1]", "n[1]", "X[1]", "7", "W1[-1,1]", "W" * 99]
)
def test_what_is_no_address_is_said(text):
    with pytest.raises(UserError, match="not the address of a number") as caught:
        parse(text)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ŷ[3,1]", "A2[3,1]"),
        ("Ŷ[3,1]", "A2[3,1]"),
        ("y\u0302[3,1]", "A2[3,1]"),  # the sign above as a character of its own
        ("yhat[3,1]", "A2[3,1]"),
        ("dŷ[3,1]", "dA2[3,1]"),
        ("y[3,1]", "y[3,1]"),
        ("W1′[2,1]", "W1'[2,1]"),
        ("W1’[2,1]", "W1'[2,1]"),
    ],
)
def test_the_prediction_is_the_last_layers_output_and_a_prime_has_many_signs(text, meant):
    assert str(parse(text, 2)) == meant


def test_a_prediction_of_a_network_that_is_not_known_is_said():
    with pytest.raises(UserError, match="says no layer") as caught:
        parse("ŷ[3,1]")
    assert "last layer" in caught.value.hint


@given(st.text(max_size=90))
def test_any_text_is_an_address_or_an_error_in_words(text):
    try:
        assert parse(str(parse(text))) == parse(text)
    except UserError as error:
        assert error.message and error.hint


def test_the_numbers_of_xors_first_update():
    stepped = Stepped(opening())
    *_, snapshot = stepped.update()
    numbers = numbers_of(snapshot.step, snapshot.layers)

    def at(text):
        return round(value(parse(text), numbers), 4)

    # worked by hand in the tests of the cards
    assert (at("X[3,1]"), at("Z1[3,1]"), at("A1[3,1]"), at("A2[3,1]")) == (1, 0.8, 0.6640, 0.5489)
    assert (at("L"), at("L[3]"), at("n"), at("m"), at("R"), at("J")) == (
        0.7064,
        0.5998,
        4,
        4,
        0,
        at("L"),
    )
    assert (at("dZ2[3,1]"), at("dA1[3,1]"), at("slope1[3,1]")) == (-0.1128, -0.0789, 0.5591)
    assert (at("dW1[1,1]"), at("W1[1,1]"), at("W1'[1,1]")) == (0.0518, 0.8, 0.7741)
    assert (at("eta"), at("loss_after")) == (0.5, 0.6989)
    for text in ("W1[3,1]", "Z9[1,1]", "W1[1]"):
        with pytest.raises(UserError):
            value(parse(text), numbers)


def test_what_is_not_computed_yet_is_said():
    stepped = Stepped(opening())
    numbers = numbers_of(stepped.step(2).step)
    with pytest.raises(UserError, match="not known at this stop"):
        value(parse("dZ2[1,1]"), numbers)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("H1[1,1]", "no array is called H1", "A1 outputs"),
        ("dH2[1,1]", "no array is called dH2", "A2 outputs"),
        ("Z9[1,1]", "there is no layer 9", "from 1 to 2"),
        ("A2'[1,1]", "A2 does not change", "W1'"),
        ("dW1'[1,1]", "dW1 does not change", "W1'"),
        ("running_mean1[1]", "no array is called", "b1 biases"),
        ("scale1[1]", "scale1 is not known", "step forward"),
    ],
)
def test_what_no_stop_has_is_told_from_what_is_not_computed_yet(text, message, hint):
    *_, snapshot = Stepped(opening()).update()
    with pytest.raises(UserError, match=message) as caught:
        value(parse(text), numbers_of(snapshot.step, snapshot.layers))
    assert hint in caught.value.hint


def test_the_symbol_in_every_style():
    short, deep = Notation.of(network(2, 2, 1)), Notation.of(network(2, 3, 3, 2))

    def styles(text, notation, of="L"):
        return [symbol(parse(text), style, notation, of) for style in STYLES]

    assert styles("W2[3,1]", deep) == [
        "w⁽²⁾₃₁", "w_{31}^{(2)}", "W2[2, 0]", "weight from 3 to 1 of layer 2"
    ]  # fmt: skip
    assert styles("dW2[3,1]", deep, "J")[:3] == [
        "∂J/∂w⁽²⁾₃₁", r"\frac{\partial J}{\partial w_{31}^{(2)}}", "dW2[2, 0]"
    ]  # fmt: skip
    assert styles("Z1[3,2]", deep)[:3] == ["z⁽¹⁾₂", "z_{2}^{(1)}", "Z1[2, 1]"]
    assert styles("A3[1,2]", deep)[:2] == ["ŷ₂", r"\hat{y}_{2}"]
    assert styles("A1[3,2]", short)[:2] == ["h₂", "h_{2}"]
    assert styles("Z2[3,1]", short)[0] == "z" and styles("slope1[3,2]", short)[0] == "f′(z₂)"
    assert styles("b1'[2]", deep)[3] == "bias 2 of layer 1 after the update"
    with pytest.raises(ValueError, match="no style"):
        symbol(Address("n"), "shouted", deep)
