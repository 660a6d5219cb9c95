"""The bend of a neuron: the activation's own curve and slope, and the place of the sample."""

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS
from core.lesson.cards.bend import POINTS, bend_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.context import Context
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, points, project


def bend(made, layer=0, unit=0, phases=2, row=2):
    stepped = Stepped(made)
    snapshot = stepped.step(phases)
    context = Context(snapshot.step, snapshot.layers, stepped.facts, Cursor(row, 0))
    return bend_of(context, layer, unit), context


def test_tanh_of_xor_by_hand():
    found, _ = bend(opening())
    # tanh 0.8 = 0.6640; 1 − 0.6640² = 0.5591
    assert (found.z_symbol, found.a_symbol) == ("z₁", "h₁")
    assert found.z == 0.8 and found.a == np.tanh(0.8)
    assert found.slope == pytest.approx(1 - np.tanh(0.8) ** 2)
    assert "gives h₁ = 0.6640." in found.words and "rises by 0.5591" in found.words
    assert len(found.sums) == POINTS
    assert np.allclose(found.outputs, np.tanh(found.sums))


@pytest.mark.parametrize("name", ACTIVATIONS.names())
def test_every_activation(name):
    made = project([dense(2, name), dense(1)], points(4, 2), loss="mean_squared_error")
    found, context = bend(made, unit=1)
    said = context.said("forward", 0)
    assert found.z == said["z"][2, 1]
    assert found.a == pytest.approx(said["a"][2, 1], rel=1e-12, abs=1e-15)
    # the slope drawn is that of the curve drawn
    steps = np.diff(found.outputs) / np.diff(found.sums)
    middle = (found.slopes[1:] + found.slopes[:-1]) / 2.0
    assert np.mean(np.abs(steps - middle) < 0.02) > 0.9
    assert np.all(np.diff(found.sums) > 0.0)
    mixes = np.shape(said["a"])[1] > 1 and ACTIVATIONS.named(name).gives_shares
    assert ("depends on all sums" in found.words) == mixes
    assert ("No bend" in found.words) == ACTIVATIONS.named(name).is_identity


def test_a_flat_place_lets_nothing_through():
    made = project(
        [dense(1, "relu"), dense(1)],
        {"name": "points", "inputs": [[1]], "targets": [[1]]},
        weights=[{"weight": [[-1]], "bias": [0]}, {"weight": [[1]], "bias": [0]}],
    )
    found, _ = bend(made, row=0)
    assert found.slope == 0.0 and "It is flat here" in found.words


def test_there_is_none_before_the_sum_is_computed():
    assert bend(opening(), phases=1)[0] is None
    made = project([dense(2, "tanh"), {"name": "dropout"}, dense(1)])
    assert bend(made, layer=1, phases=3)[0] is None


def test_a_sum_far_out_is_on_the_curve_and_one_beyond_all_bounds_is_not_drawn():
    def far(weight):
        return project(
            [dense(1, "tanh", bias=False)],
            {"name": "points", "inputs": [[1]], "targets": [[1]]},
            weights=[{"weight": [[weight]]}],
        )

    found, _ = bend(far(300.0), row=0)
    assert found.sums[0] < -300.0 and found.sums[-1] > 300.0 and 300.0 in found.sums
    assert bend(far(1e300), row=0)[0] is None
