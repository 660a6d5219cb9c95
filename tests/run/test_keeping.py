"""What a change of structure keeps, and what it does not."""

import numpy as np

from core.run.kept_weights import keep_weights
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
