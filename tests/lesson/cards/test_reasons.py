"""Why? has an answer at every backward stop, and its numbers agree with the engine's."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.lesson.cards.backward import telling_source
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor, plain
from core.lesson.cards.context import Context
from core.lesson.contributions import contributions
from core.project import Project
from tests.amount import some
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, points, project
from tests.strategies import trainable


def backward_cards(made, cursor=None):
    """Return the context and the card of every backward stop of an update, by layer."""
    found = {}
    stepped = Stepped(made)
    for snapshot in stepped.update():
        step = snapshot.step
        if not step.records or step.done == 0 or step.rail[step.done - 1].kind != "backward":
            continue
        at = (step, snapshot.layers, stepped.facts, cursor or Cursor(2, 0))
        found[step.rail[step.done - 1].layer] = Context(*at), card_of(*at)
    return found


def text_of(card):
    return "\n".join(part for one in card.reasons for part in (one.words, *map(plain, one.blocks)))


def test_a_path_of_xor_by_hand():
    text = text_of(backward_cards(opening())[0][1])
    # (0.5489 − 1)/4 · 0.7 · (1 − 0.6640²) · 1 = −0.0441
    assert "through ŷ:  ∂L/∂z·w⁽²⁾₁₁·f′(z₁)·x₁\n= −0.1128·0.7·0.5591·1 = −0.0441" in text
    assert "∂z₁/∂w⁽¹⁾₁₁ = x₁ = 1" in text
    assert "∂L/∂b⁽¹⁾₁ = Σ ∂L/∂z₁\n= 0.0875 + (−0.0573) + (−0.0441) + 0.0959\n= 0.0820" in text


def test_all_paths_of_two_outputs_by_hand():
    made = project(
        [dense(1, "sigmoid", bias=False), dense(2, "linear", bias=False)],
        {"name": "points", "inputs": [[1]], "targets": [[0, 1]]},
        loss="sum_squared_error",
        weights=[{"weight": [[0]]}, {"weight": [[1, 2]]}],
    )
    # h = σ(0) = ½; ŷ = ½, 1; slopes of the sums 2·½ = 1 and 2·(1 − 1) = 0; f′ = ¼
    text = text_of(backward_cards(made, Cursor(0, 0))[0][1])
    assert "= 1·1·0.25·1 = 0.25" in text and "= 0·2·0.25·1 = 0" in text
    assert "together:  0.25 + 0\n= 0.25" in text


def test_shares_reach_the_loss_through_every_output():
    made = project(
        [dense(3, "softmax")], points(4, 2, 3, "one_hot", 2), loss="categorical_cross_entropy"
    )
    context, card = backward_cards(made)[0]
    told = [line for block in card.reasons[0].blocks for line in block]
    assert [line.head for line in told[3:6]] == [f"∂ŷ{i}/∂z₁ =" for i in "₁₂₃"]
    assert told[-1].cells[-1][-1].value == pytest.approx(
        context.said("backward", 0)["gradient_z"][2, 0]
    )


def numbers_in(cells):
    return [token.value for one in cells for token in one if token.value is not None]


def check_card(context, card):
    layer, row, unit = context.stop.layer, context.row, context.unit
    if not context.is_dense(layer):
        assert card.reasons
        return
    said = dict(context.said("forward", layer)), dict(context.said("backward", layer))
    source = telling_source(context, layer, unit)
    share = float(contributions(*said, "weight", (source, unit))[row])
    (paths,) = [one for one in card.reasons if one.words.startswith("From the loss")]
    products = [numbers_in(block[1].cells) for block in paths.blocks if len(block) == 2]
    products = [found for found in products if len(found) > 1]
    for *factors, product in products:
        with np.errstate(all="ignore"):
            by_hand = np.prod([np.float64(one) for one in factors])
        assert product == pytest.approx(by_hand, rel=1e-5, abs=1e-12, nan_ok=True)
    last = numbers_in(paths.blocks[-1][-1].cells)[-1]
    assert last == pytest.approx(share, rel=1e-5, abs=1e-12, nan_ok=True)
    if context.has_bias(layer):
        result = numbers_in(card.reasons[-1].blocks[-1][-1].cells)[-1]
        assert result == pytest.approx(said[1]["gradient_bias"][unit], rel=1e-6, nan_ok=True)


@settings(max_examples=some(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_random_projects(description):
    for context, card in backward_cards(Project.from_json(description)).values():
        check_card(context, card)


def test_one_path_that_is_left_out_would_be_found():
    made = project([dense(2, "tanh"), dense(2, "linear")], points(4, 2, 2))
    context, card = backward_cards(made)[0]
    check_card(context, card)
    (paths,) = [one for one in card.reasons if one.words.startswith("From the loss")]
    without = type(paths)(paths.words, paths.blocks[:-1])
    with pytest.raises(AssertionError):
        check_card(context, type(card)(card.title, card.place, card.why, reasons=(without,)))
