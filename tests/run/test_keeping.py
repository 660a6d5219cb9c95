"""What a change of structure keeps, and what it does not."""

import numpy as np
import pytest

from core.data.drawn import drawn_from
from core.data.streams import Stream, stream
from core.run.kept_weights import keep_weights, means_the_same
from tests.nets import dense, project, trainer, trainer_of

BINARY = {"loss": "binary_cross_entropy"}


def weights(one, layer):
    arrays = one.network.arrays(one.state.parameters, one.state.statistics)
    return {name: array.copy() for name, array in arrays[layer].items()}


def trained(layers, **fields):
    made = trainer(layers, **BINARY, **fields)
    made.run(updates=20)
    return made


def test_one_neuron_more_leaves_the_others():
    old = trained([dense(3, "tanh"), dense(1, "sigmoid")])
    new = trainer([dense(4, "tanh"), dense(1, "sigmoid")], **BINARY)
    fresh = weights(new, 0)["weight"][:, 3].copy()
    kept = keep_weights(old, new)
    # 2·3 weights and 3 biases; 3 weights and 1 bias of the output
    assert kept == 6 + 3 + 3 + 1
    np.testing.assert_array_equal(weights(new, 0)["weight"][:, :3], weights(old, 0)["weight"])
    np.testing.assert_array_equal(weights(new, 0)["weight"][:, 3], fresh)
    np.testing.assert_array_equal(weights(new, 1)["weight"][:3], weights(old, 1)["weight"])


def test_a_layer_put_in_leaves_the_first_and_the_output():
    old = trained([dense(3, "tanh"), dense(1, "sigmoid")])
    new = trainer([dense(3, "tanh"), dense(3, "tanh"), dense(1, "sigmoid")], **BINARY)
    keep_weights(old, new)
    np.testing.assert_array_equal(weights(new, 0)["weight"], weights(old, 0)["weight"])
    np.testing.assert_array_equal(weights(new, 2)["weight"], weights(old, 1)["weight"])


def test_a_dropout_layer_put_in_changes_no_weight():
    old = trained([dense(3, "tanh"), dense(1, "sigmoid")])
    new = trainer(
        [dense(3, "tanh"), {"name": "dropout", "rate": 0.5}, dense(1, "sigmoid")], **BINARY
    )
    keep_weights(old, new)
    np.testing.assert_array_equal(new.state.parameters, old.state.parameters)
    np.testing.assert_array_equal(new.figures.outputs(), old.figures.outputs())


def test_an_input_switched_off_leaves_the_others():
    data = {"source": {"name": "circle", "samples": 20}, "features": ["x1", "x2", "x1^2"]}
    old = trained([dense(2, "tanh"), dense(1, "sigmoid")], data=data)
    fewer = {**data, "features": ["x1^2", "x1"]}
    new = trainer([dense(2, "tanh"), dense(1, "sigmoid")], data=fewer, **BINARY)
    keep_weights(old, new)
    before = weights(old, 0)["weight"]
    np.testing.assert_array_equal(weights(new, 0)["weight"], before[[2, 0]])


def test_without_bias_the_weights_are_kept():
    old = trained([dense(3, "tanh"), dense(1, "sigmoid")])
    new = trainer_of(
        project([dense(3, "tanh", bias=False), dense(1, "sigmoid", bias=False)], **BINARY)
    )
    keep_weights(old, new)
    np.testing.assert_array_equal(weights(new, 0)["weight"], weights(old, 0)["weight"])
    assert "bias" not in weights(new, 0)


def test_a_neuron_taken_out_of_the_middle_leaves_the_others():
    old = trained([dense(3, "tanh"), dense(2, "tanh"), dense(1, "sigmoid")])
    new = trainer([dense(2, "tanh"), dense(2, "tanh"), dense(1, "sigmoid")], **BINARY)
    keep_weights(old, new, removed=(0, 1))
    np.testing.assert_array_equal(weights(new, 0)["weight"], weights(old, 0)["weight"][:, [0, 2]])
    np.testing.assert_array_equal(weights(new, 0)["bias"], weights(old, 0)["bias"][[0, 2]])
    np.testing.assert_array_equal(weights(new, 1)["weight"], weights(old, 1)["weight"][[0, 2]])
    np.testing.assert_array_equal(weights(new, 1)["bias"], weights(old, 1)["bias"])
    np.testing.assert_array_equal(weights(new, 2)["weight"], weights(old, 2)["weight"])


def points(*rows):
    """Return data of the project's own: rows of two inputs and a class."""
    inputs, targets = [list(row[:2]) for row in rows], [[row[2]] for row in rows]
    return {"source": {"name": "points", "inputs": inputs, "targets": targets}}


FOUR = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))
LAYERS = (dense(3, "tanh"), dense(1, "sigmoid"))


@pytest.mark.parametrize(
    ("rows", "same"),
    [
        ((*FOUR, (2, 2, 1), (2, 3, 1), (3, 3, 1)), True),  # painted
        (FOUR[:2], True),  # erased
        (tuple((x, y, 1 - c) for x, y, c in FOUR), True),  # of another class
        (tuple((x + 0.1, y, c) for x, y, c in FOUR), True),  # moved
        (((5, 5, 1), (6, 6, 0), (7, 7, 1)), False),  # drawn anew
    ],
)
def test_points_that_are_edited_are_still_the_same_data(rows, same):
    old = trained(LAYERS, data=points(*FOUR))
    assert means_the_same(old, trainer(LAYERS, data=points(*rows), **BINARY)) is same


def test_data_that_are_turned_into_points_stay_the_same_until_others_are_chosen():
    circle = {"source": {"name": "circle", "samples": 20}, "test_share": 0.0}
    old = trained(LAYERS, data=circle)
    drawn = drawn_from(old.project.data.source.draw(stream(0, Stream.DATA), None))
    own = trainer(LAYERS, data={"source": drawn.source().write()}, **BINARY)
    assert means_the_same(old, own) and means_the_same(own, old)
    assert keep_weights(old, own)
    np.testing.assert_array_equal(own.figures.outputs(), old.figures.outputs())
    more = trainer(LAYERS, data={"source": {"name": "circle", "samples": 22}}, **BINARY)
    assert not means_the_same(old, more) and not means_the_same(own, more)


def test_a_third_class_keeps_the_hidden_layer_and_starts_the_output_anew():
    old = trained(LAYERS, data=points(*FOUR))
    inputs = [list(row[:2]) for row in FOUR] + [[3, 3]]
    targets = np.eye(3)[[0, 1, 1, 0, 2]].tolist()
    new = trainer(
        [dense(3, "tanh"), dense(3, "softmax")],
        data={"source": {"name": "points", "inputs": inputs, "targets": targets}},
        loss="categorical_cross_entropy",
    )
    fresh = weights(new, 1)["weight"]
    assert means_the_same(old, new)
    keep_weights(old, new)
    np.testing.assert_array_equal(weights(new, 0)["weight"], weights(old, 0)["weight"])
    np.testing.assert_array_equal(weights(new, 1)["weight"], fresh)
