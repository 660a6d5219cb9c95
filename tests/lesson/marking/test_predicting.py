"""Predict, then reveal: every stop of every kind of network asks, marks and uncovers."""

import numpy as np
import pytest

from core.documents.examples import example_named, examples
from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import numbers_of
from core.lesson.addresses.moment import value as number_at
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.covering import covered
from core.lesson.marking.directions import SIGNS, way_of, way_words
from core.lesson.marking.predicting import KINDS, Predicting
from core.run.alone import Alone
from core.run.commands import OpenFile
from tests.amount import few


def stops(name, cursor=Cursor(0, 0)):  # noqa: B008 - it is frozen
    """Yield every stop of the first update of an example, with its card."""
    alone = Alone()
    alone.do(OpenFile(example_named(name).path))
    for step in alone.steps(1):
        layers = alone.snapshot.layers
        yield step, layers, card_of(step, layers, alone.facts, cursor)


def at(name, kind, cursor=Cursor(2, 0)):  # noqa: B008
    asker = Predicting()
    for step, layers, card in stops(name, cursor):
        stop = step.rail[step.done - 1]
        if kind == (stop.kind if stop.layer is None else f"{stop.kind} {stop.layer + 1}"):
            asker.show_stop(card, step, layers, 1)
            return asker, step, layers, card
    raise AssertionError(kind)


@pytest.mark.parametrize("name", few([example.name for example in examples()], 5))
def test_every_stop_asks_for_what_it_writes_and_nothing_of_it_is_left_on_the_card(name):
    asker = Predicting()
    asked = 0
    for step, layers, card in stops(name):
        asker.show_stop(card, step, layers, 1)
        asked += len(asker.asked)
        assert bool(asker.symbol()) is bool(asker.asked)
        made = covered(card, asker.hides)
        shown = [
            token.address
            for block in made.every_block
            for line in block
            for cell in line.cells
            for token in cell
            if token.value is not None
        ]
        assert not set(shown) & set(asker.asked)
        if step.rail[step.done - 1].kind == "batch":
            assert asker.asked == () and made is card
    assert asked > len(asker.asked)


def test_marks_are_those_of_a_number_worked_out_by_hand():
    asker, step, layers, _ = at("xor", "backward 1")
    numbers = numbers_of(step, layers)
    assert {"dZ1[3,1]", "dW1[1,1]", "db1[1]"} <= set(asker.asked)
    said = {}
    while asker.asked:
        address = asker.asked[0]
        value = number_at(parse(address), numbers)
        before = len(asker.asked)
        if address == "dZ1[3,1]":
            said["sign"] = asker.answer(f"{-value:.4f}")
        elif address == "dW1[1,1]":
            said["sample"] = asker.answer(f"{4 * value:.4f}")
        else:
            assert asker.answer(f"{value:.4f}").right
        assert len(asker.asked) == before - 1 and not asker.hides(address)
    assert "sign" in said["sign"].slip and not said["sign"].right
    assert said["sample"].slip
    assert asker.right == asker.checked - 2 and asker.symbol() == ""
    with pytest.raises(LookupError):
        asker.answer("1")


def test_a_missing_slope_another_sample_and_rounding_are_named():
    asker, step, layers, _ = at("xor", "backward 1")
    numbers = numbers_of(step, layers)
    while asker.asked[0] != "dZ1[3,1]":
        asker.answer("0")
    assert "slope" in asker.answer(f"{float(numbers['dA1'][2, 0]):.4f}").slip
    asker, step, layers, _ = at("xor", "forward 1")
    assert "sample" in asker.answer(f"{float(numbers['Z1'][3, 0]):.4f}").slip
    with pytest.raises(UserError, match="too few digits"):
        asker.answer(f"{float(numbers['A1'][2, 0]):.2f}")
    assert asker.answer(f"{float(numbers['A1'][2, 0]):.3f}").right


def test_what_is_no_number_uncovers_nothing_and_uncovering_counts_for_nothing():
    asker, step, layers, card = at("xor", "loss")
    asked = asker.asked
    with pytest.raises(UserError):
        asker.answer("much")
    assert asker.asked == asked and asker.checked == 0
    assert asker.symbol() == "L of sample 3"
    asker.uncover()
    assert asker.asked == () and asker.checked == 0
    asker.show_stop(card, step, layers, 1)
    assert asker.asked == ()  # it stays uncovered
    asker.show_stop(card, step, layers, 2)
    assert asker.asked == asked  # in another run it is asked for again


def test_the_way_a_number_moves_is_an_answer_too():
    asker, step, layers, card = at("xor", "update")
    numbers = numbers_of(step, layers)
    asked = asker.asked
    assert asked[0] == "W1'[1,1]" and asker.asks_way() == "number"
    # w⁽¹⁾₁₁ has a positive slope, 0.0518: it goes down
    assert number_at(parse("dW1[1,1]"), numbers) > 0
    said = asker.guess(SIGNS.index("▲"))
    assert said.startswith("Not right: ▼ down, against its positive slope, 0.800 → 0.774")
    assert asker.asked == asked[1:] and (asker.right, asker.checked) == (0, 1)
    assert asker.asks_way() == "" and not asker.hides("W1'[1,1]")
    asker.show_stop(card, step, layers, 2)  # in another run it is asked for again
    assert asker.guess(way_of(parse("W1[1,1]"), numbers)).startswith("Right: ▼ down")
    assert (asker.right, asker.checked) == (1, 2)


def test_where_the_loss_will_go_is_said_before_and_marked_after_the_update():
    asker = Predicting()
    for step, layers, card in stops("xor"):
        asker.show_stop(card, step, layers, 1)
        kind = step.rail[step.done - 1].kind
        assert (asker.asks_way() == "loss") is (kind == "loss")
        if kind == "loss":
            assert asker.guess(SIGNS.index("▼")) == "You will be told after the update."
            assert asker.asks_way() == "" and asker.checked == 0
        elif kind == "update":
            assert asker.take_news().startswith("The loss: Right: ▼ it falls, 0.706 → ")
        assert asker.take_news() == ""
    assert (asker.right, asker.checked) == (1, 1)
    with pytest.raises(LookupError):
        Predicting().guess(0)


def test_what_is_said_of_the_loss_of_one_update_is_not_marked_by_another():
    asker, _, layers, card = at("xor", "loss")
    asker.guess(0)
    for step, layers, card in stops("xor"):
        asker.show_stop(card, step, layers, 2)  # another run
    assert asker.take_news() == "" and asker.checked == 0


def test_what_is_frozen_stays_and_what_does_not_move_is_refused():
    numbers = {"W1": np.array([[1.0]]), "W1'": np.array([[1.0]]), "dW1": np.array([[0.0]])}
    assert way_of(parse("W1[1,1]"), numbers) == SIGNS.index("=")
    assert way_words(parse("W1[1,1]"), numbers, 2).startswith("Right: = it stays, as its slope")
    with pytest.raises(UserError, match="does not move"):
        way_of(parse("Z1[1,1]"), numbers)


def asking(kinds, once, updates=1):
    """Return the kinds of stops that ask, in order."""
    asker, found = Predicting(), []
    asker.ask_at(kinds, once)
    alone = Alone()
    alone.do(OpenFile(example_named("xor").path))
    for step in alone.steps(updates):
        layers = alone.snapshot.layers
        card = card_of(step, layers, alone.facts, Cursor(0, 0))
        for _ in range(2):  # a stop that asks does so as long as it is looked at
            asker.show_stop(card, step, layers, 1)
            asks = bool(asker.asked)
        kind = step.rail[step.done - 1].kind
        if asks:
            found.append(kind)
        assert (asker.asks_way() == "loss") is (asks and kind == "loss")
    return found


def test_only_the_chosen_kinds_of_stops_ask():
    whole = ["forward", "forward", "loss", "backward", "backward", "update"]
    assert asking(KINDS, False) == whole
    for kinds in (("forward",), ("loss", "update"), ("backward",)):
        assert asking(kinds, False) == [kind for kind in whole if kind in kinds]


def test_once_only_the_first_stop_of_each_kind_asks_until_it_is_begun_again():
    assert asking(KINDS, True, 2) == list(KINDS)
    asker, step, layers, card = at("xor", "forward 1")
    asker.ask_at(KINDS, True)
    asker.show_stop(card, step, layers, 1)
    asker.show_stop(card, step, layers, 2)  # another run
    assert asker.asked == ()
    asker.begin()
    asker.show_stop(card, step, layers, 2)
    assert asker.asked
