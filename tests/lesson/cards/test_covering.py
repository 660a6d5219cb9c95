"""Covered numbers: none of them is left on the card or in the diagram, and nothing else is gone."""

import re

import numpy as np
import pytest

from core.documents.examples import example_named
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor, plain
from core.lesson.cards.covering import COVERED, covered, covered_light
from core.lesson.cards.lights import light_of
from core.run.alone import Alone
from core.run.commands import OpenFile


@pytest.fixture(scope="module")
def stops():
    """Every stop of the first update of XOR, with its card and its light."""
    alone = Alone()
    alone.do(OpenFile(example_named("xor").path))
    cursor = Cursor(2, 0)
    found = {}
    for step in alone.steps(1):
        layers = alone.snapshot.layers
        stop = step.rail[step.done - 1]
        card = card_of(step, layers, alone.facts, cursor)
        name = stop.kind if stop.layer is None else f"{stop.kind} {stop.layer + 1}"
        found[name] = card, light_of(step, layers, cursor), layers
    return found


def test_nothing_to_cover_leaves_the_card_as_it_is(stops):
    for card, light, layers in stops.values():
        assert covered(card, lambda _: False) is card
        shown = covered_light(light, layers, Cursor(2, 0), lambda _: False)
        assert all(shown.values[layer] is values for layer, values in light.values.items())


def test_a_covered_number_stands_nowhere_on_its_card(stops):
    card, light, layers = stops["forward 1"]
    assert "0.6640" in "\n".join(map(plain, card.blocks))
    hides = {"A1[3,1]"}.__contains__
    made = covered(card, hides)
    text = "\n".join(map(plain, made.every_block))
    assert "0.6640" not in text and COVERED in text and "0.8" in text
    column = next(each for each in made.matrix.columns if each.address == "A1[*,1]")
    assert column.covered == {2} and np.isnan(column.values[2])
    assert not np.isnan(np.delete(column.values, 2)).any()
    assert made.matrix.array is None and made.bars == () and made.remark == ""
    dark = covered_light(light, layers, Cursor(2, 0), hides)
    assert np.isnan(dark.values[0][0]) and not np.isnan(dark.values[0][1])
    assert not np.isnan(light.values[0][0])


def test_gradients_and_what_an_update_makes_are_covered_in_the_network_too(stops):
    card, light, layers = stops["backward 2"]
    dark = covered_light(light, layers, Cursor(2, 0), lambda a: a.startswith("d"))
    assert np.isnan(dark.slopes[1]).all() and np.isnan(dark.edges[1]).all()
    assert np.isnan(dark.gradients[1]["weight"]).all()
    assert not re.search(r"−0\.1128", "\n".join(map(plain, covered(card, lambda _: True).blocks)))
    card, light, layers = stops["update"]
    made = covered(card, {"W1'[1,1]"}.__contains__)
    old, slope, new = made.matrix.columns
    assert new.covered == {0} and not old.covered and not slope.covered
    assert made.matrix.marks == () and made.outcome == ""
    dark = covered_light(light, layers, Cursor(2, 0), {"W1'[1,1]"}.__contains__)
    assert np.isnan(dark.edges[0][0, 0]) and np.isnan(dark.edges[0]).sum() == 1
