"""Sentences of the cards are true of the update at hand: each claim that can be computed is."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.context import Context
from core.lesson.cards.outcome import moves_of
from core.project import Project
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, project
from tests.strategies import trainable


def updates(made, count=1, cursor=None):
    """Yield the card and the context after each of so many updates."""
    stepped = Stepped(made)
    for _ in range(count):
        for snapshot in stepped.update():
            if not snapshot.step.records:  # diverged
                return
            at = cursor or Cursor(0, 0)
            arguments = (snapshot.step, snapshot.layers, stepped.facts, at)
            yield card_of(*arguments), Context(*arguments)


def check_update(card, context):
    step = context.step
    after, before = step.loss_after, float(context.said("loss")["value"])
    steps = []
    for layer in range(len(context.layers)):
        said = context.said("update", layer)
        for name in context.layers[layer].arrays:
            if f"{name}_before" in said:
                change = np.asarray(said[f"{name}_after"]) - said[f"{name}_before"]
                slope = context.said("backward", layer)[f"gradient_{name}"]
                steps.append(np.stack([change.ravel(), np.ravel(slope)]))
    change, slope = np.concatenate(steps, axis=1)
    against = np.sign(change) * np.sign(slope) < 0
    if card.why.startswith("Every number takes one step against its gradient"):
        assert np.all(against)
    elif card.why.startswith("No number moved"):
        assert not np.any(change)
    elif "did not move against" in card.why:
        count = int(re.match(r"(\d+) of", card.why)[1])
        assert count == np.count_nonzero((change != 0) & ~against)
    else:
        assert "the others stay" in card.why
        assert int(re.match(r"(\d+) of", card.why)[1]) == np.count_nonzero(against)
        assert not np.any((change != 0) & ~against)
    if "risen" in card.outcome:
        assert after > before
    if "too far" in card.outcome:  # a shorter step the same way would have lowered it
        assert np.sum(change * slope) < 0 and after > before


def check_asking(card, context):
    """Who asks for more has a negative share, and who is louder a larger one."""
    if not card.bars or "asks" not in card.remark:
        return
    shares, row = card.bars[0].values, context.row
    numbers = [context.number(i) for i in range(context.size)]
    first = re.search(r"Sample (\d+) asks for (more|less)", card.remark)
    if first:
        assert numbers[row] == int(first[1])
        assert (shares[row] < 0) == (first[2] == "more")
    louder = re.search(r"sample (\d+) asks louder for (more|less)", card.remark)
    if louder:
        other = numbers.index(int(louder[1]))
        assert abs(shares[other]) > abs(shares[row])
        assert (shares[other] < 0) == (louder[2] == "more")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_sentences_of_random_projects(description):
    for card, context in updates(Project.from_json(description), 3):
        stop = context.stop
        after = context.step.loss_after
        if stop is not None and stop.kind == "update" and after is not None and np.isfinite(after):
            check_update(card, context)
        if stop is not None and stop.kind == "backward":
            check_asking(card, context)
        assert "lead it astray" not in card.why and "downhill" not in card.why


def last(made, count=1):
    return [found for found in updates(made, count) if found[1].stop.kind == "update"]


def test_xor_steps_against_every_gradient():
    ((card, context),) = last(opening())
    assert card.why.startswith("Every number takes one step against its gradient")
    assert moves_of(context).total == 9 and "far" not in card.outcome


def test_momentum_is_not_said_to_go_against_the_gradient():
    # one weight, no bias, x = 1: L = (w − 0)²; from w = 1 the speed carries it past 0
    made = project(
        [dense(1, "linear", bias=False)],
        {"name": "points", "inputs": [[1]], "targets": [[0]]},
        loss="mean_squared_error",
        weights=[{"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": 0.4, "momentum": 0.9},
    )
    cards = [card for card, _ in last(made, 6)]
    assert any("did not move against their gradient" in card.why for card in cards)


def test_a_rate_that_is_too_high_is_said():
    made = project(
        [dense(1, "linear", bias=False)],
        {"name": "points", "inputs": [[1]], "targets": [[0]]},
        loss="mean_squared_error",
        weights=[{"weight": [[1]]}],
        optimizer={"name": "sgd", "learning_rate": 10.0},
    )
    # w = 1 − 10·2 = −19: the loss goes from 1 to 361
    ((card, _),) = last(made)
    assert card.outcome.endswith("loss 1 → 361. That was too far: the loss has risen.")


def test_dropout_is_said_to_drop_the_same_units():
    made = project([dense(3, "tanh"), {"name": "dropout", "rate": 0.5}, dense(1, "sigmoid")])
    ((card, _),) = last(made)
    assert "with the same units dropped" in card.outcome


def test_a_batch_of_one_sample_says_so():
    made = project(training={"batch_size": 1})
    card, _ = next(iter(updates(made)))
    assert card.why == "This update looks at one sample alone: only that one decides."


@pytest.mark.parametrize("kind", ["batch", "backward"])
def test_no_sentence_is_longer_than_it_may_be(kind):
    for card, context in updates(opening()):
        assert context.stop.kind != kind or len(card.why.split()) <= 25
