"""Where the parts are that a step of a lesson points out."""

import numpy as np
import pytest

from core.errors import UserError
from core.lesson.lessons.highlights import highlights_of
from core.lesson.parts import INPUTS, bias, neuron, weight

NUMBERS = {
    "X": np.zeros((4, 2)),
    "y": np.zeros((4, 1)),
    "W1": np.zeros((2, 3)),
    "dW1": np.zeros((2, 3)),
    "b1": np.zeros(3),
    "A1": np.zeros((4, 3)),
}


@pytest.mark.parametrize(
    ("patterns", "parts", "names"),
    [
        (["W1[:,2]"], (weight(0, 0, 1), weight(0, 1, 1)), ()),
        (["dW1[1,1]", "W1[1,1]"], (weight(0, 0, 0),), ()),
        (["b1[3]", "panel:loss"], (bias(0, 2),), ("panel:loss",)),
        (["X[3,:]"], (neuron(INPUTS, 0), neuron(INPUTS, 1)), ()),
        (["A1[:,2]", "plot:surface"], (neuron(0, 1),), ("plot:surface",)),
        (["y[:,1]"], (), ()),
    ],
    ids=range(6),
)
def test_each_address_is_a_place_in_the_diagram(patterns, parts, names):
    assert highlights_of(patterns, NUMBERS) == (parts, names)


def test_an_address_that_is_not_there_is_refused():
    with pytest.raises(UserError):
        highlights_of(["W1[9,9]"], NUMBERS)
