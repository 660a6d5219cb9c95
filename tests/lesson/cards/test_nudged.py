"""The texts of a nudge: differences by hand, the mean of a batch, and how far a slope holds."""

import re

import numpy as np
import pytest

from core.lesson.cards.content import plain
from core.lesson.cards.nudged import nudge_card
from core.run.makers.nudging import nudge
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, points, project


def card_of_nudge(made, layer, name, index, row=2, by=0.01):
    stepped = Stepped(made)
    snapshot = stepped.step(1)
    found = nudge(stepped.trainer, stepped.trainer.moment(), layer, name, index, by)
    return nudge_card(snapshot.step, snapshot.layers, stepped.facts, row, found), found


def test_xor_by_hand():
    card, _ = card_of_nudge(opening(), 0, "weight", (0, 0))
    chain = "\n".join(plain(block) for block in card.chain)
    # tanh 0.81 − tanh 0.8 = 0.6696 − 0.6640; f′(0.8) = 0.5591
    assert "Δz₁ = 0.01   from 0.8 to 0.81\n≈ x₁·Δw⁽¹⁾₁₁ = 1·0.01 = 0.01" in chain
    assert "≈ f′(z₁)·Δz₁ = 0.5591·0.01 = 0.00559" in chain
    assert "≈ w⁽²⁾₁₁·Δh₁ = 0.7·0.00555 = 0.00389" in chain
    # the sample's own loss: (ŷ − y)/(ŷ(1 − ŷ)) = −0.4511/0.2476 = −1.822, not a quarter of it
    assert "≈ ∂L₃/∂ŷ·Δŷ = −1.822·0.000962 = −0.00175" in chain
    assert card.batch == "The whole batch, the mean of 4 samples' losses:"
    assert plain(card.whole).endswith("≈ ∂L/∂w⁽¹⁾₁₁·Δw⁽¹⁾₁₁ = 0.0518·0.01 = 0.000518")
    assert card.words.startswith("The loss rises by 0.000522. The slope predicts 0.000518;")


def test_samples_together_are_the_batch():
    made = project([dense(3, "tanh"), dense(2, "linear")], points(5, 2, 2), regularizer="l2")
    found = [card_of_nudge(made, 0, "weight", (1, 2), row)[0] for row in range(5)]
    changes = [card.chain[-1][0].cells[0][0].value for card in found]
    _, moved = card_of_nudge(made, 0, "weight", (1, 2))
    w = moved.value
    strength = 0.001
    penalty = 0.5 * strength * ((w + 0.01) ** 2 - w**2)
    assert np.mean(changes) + penalty == pytest.approx(moved.loss_after - moved.loss, rel=1e-9)
    assert "loss with its penalty" in found[0].words
    assert found[0].batch.endswith("the mean of 5 samples' losses with the penalty, J = L + R:")
    for card in found:  # the directions of change are distinguished
        for line in (line for block in card.chain for line in block):
            text = "".join(token.text for one in line.cells for token in one)
            where = re.search(r"from (\S+) to (\S+)", text)
            assert where is None or where[1] != where[2] or line.cells[0][0].value == 0.0


def test_a_step_too_long_for_the_slope_is_said():
    # L = w² at w = 1: the slope says 2·(−3) = −6, the loss goes from 1 to 4
    made = project(
        [dense(1, "linear", bias=False)],
        {"name": "points", "inputs": [[1]], "targets": [[0]]},
        loss="mean_squared_error",
        weights=[{"weight": [[1]]}],
    )
    card, _ = card_of_nudge(made, 0, "weight", (0, 0), 0, by=-3.0)
    assert card.words.startswith(
        "The loss rises by 3. The slope predicts −6: it is valid only nearby"
    )


def test_a_straight_loss_is_said_to_be_straight():
    made = project(
        [dense(1, "linear", bias=False)],
        {"name": "points", "inputs": [[1]], "targets": [[0]]},
        loss="mean_absolute_error",
        weights=[{"weight": [[1]]}],
    )
    card, _ = card_of_nudge(made, 0, "weight", (0, 0), 0)
    assert (
        card.words
        == "The loss rises by 0.01. The slope predicts exactly that: the loss is straight here."
    )
    assert card.batch == "The whole update, which has only this sample:"


def test_behind_a_dead_unit_nothing_moves():
    made = project(
        [dense(1, "relu"), dense(1, "linear")],
        {"name": "points", "inputs": [[1]], "targets": [[1]]},
        loss="mean_squared_error",
        weights=[{"weight": [[-1]], "bias": [0]}, {"weight": [[1]], "bias": [0]}],
    )
    card, _ = card_of_nudge(made, 0, "weight", (0, 0), 0)
    assert "nothing changes from here on" in "\n".join(plain(block) for block in card.chain)
    assert card.words == "The loss does not change: this number has no effect on it here."
