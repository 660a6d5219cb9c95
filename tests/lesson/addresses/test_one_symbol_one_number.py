"""One symbol, one number: in every view, at every stop; and every number is the one at its address.

Views are the cards with their Why?, bars and tables, the nudge, the bend, *Who moved this weight?*,
the table of weights, the comparison of two moments, the notebook's list, the plot over time and
Explain; the words of cards name no symbol that the network does not have.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.documents.examples import examples
from core.documents.project_file import open_file
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor, Token
from core.project import Project
from tests.amount import few, some
from tests.gui.stepped import Stepped
from tests.lesson.addresses.kinds import KINDS
from tests.lesson.addresses.views import (
    Symbols,
    Told,
    check_numbers,
    check_project,
    numbers_of,
    of_blocks,
)
from tests.nets import dense, described
from tests.strategies import trainable

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("example", few(examples(), 5), ids=lambda item: item.path.stem)
def test_every_example(example):
    opened = open_file(example.path)
    stepped = Stepped(opened.project, opened.folder)
    with np.errstate(all="ignore"):
        check_project(stepped, every=stepped.trainer.network.parameter_count < 200)


@pytest.mark.parametrize("name", few(KINDS, 6))
def test_networks_of_every_kind(name):
    check_project(Stepped(Project.from_json(KINDS[name]())))


@settings(max_examples=some(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_random_projects(description):
    check_project(Stepped(Project.from_json(description)), updates=2)


@pytest.mark.long
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_many_random_projects(description):
    check_project(Stepped(Project.from_json(description)), updates=3)


def first_card():
    stepped = Stepped(Project.from_json(described([dense(2, "tanh"), dense(1)])))
    snapshot = stepped.step(2)
    card = card_of(snapshot.step, snapshot.layers, stepped.facts, Cursor(0, 0))
    return stepped, snapshot, card


def test_a_symbol_for_two_numbers_would_be_found():
    stepped, snapshot, card = first_card()
    line = card.blocks[0][0]
    wrong = Token(line.cells[0][2].text, address="W2[1,1]")
    bad = type(line)(line.head, (*line.cells, (wrong,)), line.address)
    symbols = Symbols(snapshot.layers, stepped.facts)
    symbols.take(of_blocks(card.blocks), "card")
    with pytest.raises(AssertionError):
        symbols.take(of_blocks(((bad,),)), "card")


def test_two_symbols_for_a_number_would_be_found():
    stepped, snapshot, _ = first_card()
    symbols = Symbols(snapshot.layers, stepped.facts)
    with pytest.raises(AssertionError):
        symbols.take(Told([("w₁", "W1[1,1]")]), "short")
    with pytest.raises(AssertionError):
        symbols.take_words("times z₃ of the sum", "words")


def test_a_number_that_is_not_the_one_at_its_address_would_be_found():
    _, snapshot, card = first_card()
    numbers = numbers_of(snapshot.step, snapshot.layers)
    told = of_blocks(card.blocks)
    check_numbers(told, numbers, "card")
    address, number = told.numbers[0]
    with pytest.raises(AssertionError):
        check_numbers(Told((), [(address, number + 1e-3)]), numbers, "card")
