"""The sentences of the cards are true of the current update: every claim that can be is checked."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.data.samples import Task
from core.lesson.cards.backward import followed_part
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.context import Context
from core.lesson.cards.outcome import moves_of
from core.lesson.numbers import subscript
from core.project import Project
from tests.amount import some
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, project
from tests.strategies import trainable


def updates(made, count=1, cursor=None):
    """Yield the card and the context after each of this many updates."""
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
    if "too far" in card.outcome:  # a shorter step in the same direction would have lowered it
        assert np.sum(change * slope) < 0 and after > before


_WAYS = {"more": -1, "a larger": -1, "less": 1, "a smaller": 1}
_WAY = "(more|less|a larger|a smaller)"


def check_asking(card, context):
    """A sample that pushes up has a negative share, a stronger one a larger share; so do sums."""
    if not card.bars or not context.is_known(context.stop.layer):
        return
    shares, row = card.bars[0].values, context.row
    numbers, text = [context.number(i) for i in range(context.size)], card.remark
    if not np.all(np.isfinite(shares)):
        assert "no longer finite" in text
        return

    def way(i):
        return float(np.sign(shares[i]))

    asking = np.count_nonzero(shares)
    assert ("No sample has a say" in text) == (asking == 0)
    assert ("Only sample" in text) == (asking == 1 and context.size > 1)
    only = re.search(rf"Only sample (\d+) has a say: it asks for {_WAY}", text)
    if only:
        assert shares[numbers.index(int(only[1]))] != 0.0
        assert way(numbers.index(int(only[1]))) == _WAYS[only[2]]
    first = re.search(rf"Sample (\d+) asks for {_WAY}", text)
    if first:
        assert numbers[row] == int(first[1]) and way(row) == _WAYS[first[2]]
    second = re.search(
        rf"(louder|as loudly|next loudest|asks loudest).*? for {_WAY}", text.split(". ")[0]
    )
    if second:
        (other,) = [int(n) for n in re.findall(r"sample (\d+)", text.split(". ")[0])]
        other = numbers.index(other)
        assert way(other) == _WAYS[second[2]]
        rest = np.delete(np.abs(shares), row)
        assert abs(shares[other]) == np.max(rest)
        mine = abs(shares[row])
        theirs = abs(shares[other])
        holds = {
            "louder": theirs > mine > 0.0,
            "as loudly": theirs == mine,
            "next loudest": theirs < mine,
            "asks loudest": mine == 0.0,
        }
        assert holds[second[1]]
    together = re.search(rf"Together they ask for {_WAY}", text)
    if together:
        assert np.sign(np.sum(shares)) == _WAYS[together[1]]
    penalty = re.search(rf"The penalty asks for {_WAY}", text)
    if penalty:
        part = followed_part(context, context.stop.layer)
        value = float(context.learned(part.layer, "weight")[part.index])
        assert np.sign(value) == _WAYS[penalty[1]]  # a penalty pulls towards 0


def check_bars(card, context):
    """What is called a mean or a sum is one; the bars' total is their sum."""
    for bars in card.bars:
        number = float(bars.total.split(" ")[-1].replace("−", "-").replace("·10", "e").translate(
            str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
        )) if np.all(np.isfinite(bars.values)) else np.nan  # fmt: skip
        if np.isnan(number):
            continue
        found = np.mean(bars.values) if "mean" in bars.total else np.sum(bars.values)
        size = max(float(np.max(np.abs(bars.values))), 1e-300)
        assert number == pytest.approx(found, rel=6e-3, abs=2e-4 * size)


def check_divided(card, context):
    found = re.search(
        r"Divided by (\d+) because the loss is a mean over \d+ (values|samples)", card.remark
    )
    if found:
        y = np.asarray(context.said("batch")["y"])
        assert int(found[1]) == (y.size if found[2] == "values" else len(y))


def check_verdict(card, context):
    """An output said to be over or under the target is; the class named has the largest output."""
    off = re.search(r"(\S+) (over|under) the target (\S+)\.$", card.remark)
    if off:
        said, at = context.said("forward", context.output), (context.row, context.unit)
        difference = float(said["a"][at]) - float(context.said("batch")["y"][at])
        assert (difference > 0) == (off[2] == "over")
    named = re.search(r"(?:says|towards) (\S+)\.$", card.remark.replace("Says", "says"))
    if named and context.stop.layer == context.output:
        outputs = context.said("forward", context.output)["a"][context.row]
        facts, unit = context.facts, context.unit
        says = int(np.argmax(outputs))
        if facts.task is Task.TWO_CLASSES:
            says = int(outputs[unit] > facts.threshold)
            several = f"ŷ{subscript(unit + 1)}: " if len(outputs) > 1 else ""
            assert card.remark.startswith(several)
        assert named[1] == (facts.classes[says] if facts.classes else str(says))


@settings(max_examples=some(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_sentences_of_random_projects(description):
    for card, context in updates(Project.from_json(description), 3):
        stop = context.stop
        after = context.step.loss_after
        if stop is not None and stop.kind == "update" and after is not None and np.isfinite(after):
            check_update(card, context)
        if stop is not None and stop.kind == "backward":
            check_asking(card, context)
            check_divided(card, context)
        if stop is not None and stop.kind == "forward":
            check_verdict(card, context)
        check_bars(card, context)
        assert "lead it astray" not in card.why and "downhill" not in card.why


def test_a_false_sentence_would_be_found():
    cards = [
        (card, context) for card, context in updates(opening()) if context.stop.kind == "backward"
    ]
    card, context = cards[-1]
    check_asking(card, context)
    for false in (
        card.remark.replace("louder", "as loudly"),
        card.remark.replace("more", "less"),
        card.remark.replace("4", "2"),
        card.remark + " Together they ask for more.",
    ):
        if false != card.remark:
            with pytest.raises(AssertionError):
                check_asking(replace(card, remark=false), context)
    with pytest.raises(AssertionError):
        check_bars(replace(card, bars=(replace(card.bars[0], total="their mean: 1"),)), context)


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
    assert "with the same neurons dropped" in card.outcome


def test_a_batch_of_one_sample_says_so():
    made = project(training={"batch_size": 1})
    card, _ = next(iter(updates(made)))
    assert card.why == "This update looks at a single sample: only that one counts."


@pytest.mark.parametrize("kind", ["batch", "backward"])
def test_no_sentence_is_longer_than_it_may_be(kind):
    for card, context in updates(opening()):
        assert context.stop.kind != kind or len(card.why.split()) <= 25
