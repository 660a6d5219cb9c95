"""The slope of every activation is on its card, whichever branch applies."""

import pytest

from core.components.activations import ACTIVATIONS
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor, shown
from core.lesson.cards.context import Context
from core.lesson.cards.slopes import slope_at
from tests.amount import few
from tests.gui.stepped import Stepped
from tests.nets import dense, project

SUMS = (-7.0, -3.0, -1.5, -0.5, 0.0, 0.5, 1.5, 3.0, 7.0)

#: a single sample, 1, so that the weight is the hidden neuron's weighted sum
ONE = {"name": "points", "inputs": [[1.0]], "targets": [[0.5]]}


def texts_of(card):
    return [
        "".join(token.text for token in cell)
        for block in card.blocks
        for line in block
        for cell in line.cells
    ]


@pytest.mark.parametrize("name", [one for one in ACTIVATIONS.names() if one != "softmax"])
@pytest.mark.parametrize("total", few(SUMS, 3))
def test_every_branch_of_every_activation(name, total):
    made = project(
        [dense(1, name, bias=False), dense(1)], ONE, loss="mean_squared_error",
        weights=[{"weight": [[total]]}, {"weight": [[0.7]], "bias": [0.1]}],
    )  # fmt: skip
    stepped, cursor = Stepped(made), Cursor(0, 0)
    for snapshot in stepped.update():
        context = Context(snapshot.step, snapshot.layers, stepped.facts, cursor)
        if (context.stop.kind, context.stop.layer) == ("backward", 0):
            break
    assert float(context.said("forward", 0)["z"][0, 0]) == total
    slope = shown(slope_at(context, 0))
    texts = texts_of(card_of(snapshot.step, snapshot.layers, stepped.facts, cursor))
    assert any(slope in text for text in texts), texts
