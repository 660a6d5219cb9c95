"""What a stop asks for can be marked there, even though the update is not done yet."""

import pytest

from core.documents.examples import example_named
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import value
from core.lesson.cards.card import card_of, numpy_lines
from core.lesson.cards.following import Following
from core.lesson.marking.asked import asked_of, verdict
from core.lesson.marking.marks import Answer, mark
from core.lesson.marking.worked import Update
from core.lesson.marking.written import read
from core.pictures.snapshot import Wanted
from core.run.alone import Alone
from core.run.commands import OpenFile, SetWanted, Step


@pytest.mark.parametrize("name", ["xor", "gates-softmax", "four-layer-minimal"])
def test_every_number_of_every_stop_is_marked(name):
    alone = Alone()
    alone.do(SetWanted(Wanted.STEP))
    alone.do(OpenFile(example_named(name).path))
    kinds = set()
    for _ in range(40):
        alone.do(Step("phase"))
        at = alone.snapshot
        step = at.step
        cursor = Following().show(step, at.layers, alone.facts)
        card = card_of(step, at.layers, alone.facts, cursor, numpy_lines(step.project))
        update = Update.of(step, at.layers)
        for address in asked_of(card, update):
            right = value(parse(address), update.numbers)
            (found,) = mark(update, [Answer(parse(address), read(f"{right:.6e}"))])
            assert found.right and verdict(found) == "Right."
            (found,) = mark(update, [Answer(parse(address), read(f"{3.7 * right + 1.3:.6e}"))])
            assert not found.right and verdict(found).startswith("Not right")
            kinds.add(parse(address).kind)
        if step.done == len(step.rail):
            break
    assert {"z", "a", "weight"} <= kinds


def test_a_verdict_says_what_is_to_be_done_about_the_digits():
    alone = Alone()
    alone.do(OpenFile(example_named("xor").path))
    *_, last = alone.steps(1)
    update = Update.of(last, alone.snapshot.layers)
    given = {"0.7064": "Right.", "0.71": "Too few digits: give at least three."}
    given["0.7063"] = "Right (small rounding difference)."
    for text, said in given.items():
        (found,) = mark(update, [Answer(parse("L"), read(text))])
        assert verdict(found) == said
