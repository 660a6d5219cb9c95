"""A part of the network that is clicked means the number that the diagram shows there."""

import pytest

from core.lesson.parts import Part, bias, neuron, weight
from core.lesson.writing.picked import address_of_pick


@pytest.mark.parametrize(
    ("part", "stop", "address"),
    [
        (neuron(-1, 1), "forward", "X[3,2]"),
        (neuron(0, 1), "forward", "A1[3,2]"),
        (neuron(0, 1), "backward", "dZ1[3,2]"),
        (weight(1, 0, 1), "forward", "W2[1,2]"),
        (weight(1, 0, 1), "backward", "dW2[1,2]"),
        (weight(1, 0, 1), "update", "W2'[1,2]"),
        (bias(0, 1), "", "b1[2]"),
        (bias(0, 1), "update", "b1'[2]"),
    ],
)
def test_what_a_click_means_at_a_stop(part: Part, stop: str, address: str) -> None:
    assert str(address_of_pick(part, 3, stop)) == address


def test_a_layer_is_no_number() -> None:
    assert address_of_pick(Part(0), 1, "forward") is None
