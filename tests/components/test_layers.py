"""Layers: a network worked by hand, batch normalization and dropout by their formulas."""

import math

import numpy as np
import pytest

from core.components.layers import LAYERS, Place
from core.errors import ProjectError
from tests.nets import dense, described, gradients, points, project, trainer, trainer_of

# ---------------------------------------------------------------------- dense, by hand

#: the opening network: XOR, 2-2-1, tanh and sigmoid, binary cross-entropy, learning rate ½
HAND = described(
    [dense(2, "tanh"), dense(1, "sigmoid")],
    loss="binary_cross_entropy",
    optimizer={"name": "sgd", "learning_rate": 0.5},
    weights=[
        {"weight": [[0.8, -0.6], [-0.7, 0.9]], "bias": [0, 0]},
        {"weight": [[0.7], [0.5]], "bias": [0]},
    ],
)


def walk():
    one = trainer(
        **{k: v for k, v in HAND.items() if k in ("layers", "loss", "optimizer")},
        weights=HAND["weights"],
    )
    return one, {(record.phase, record.layer): record.values for record in one.trace(1)}


def test_the_opening_network_forward():
    """Hidden sums Z = X @ W; for (1, 0): z = (0.8, −0.6), a = tanh z = (0.6640, −0.5370).

    Output: 0.6640·0.7 + (−0.5370)·0.5 = 0.46483 − 0.26852 = 0.1963; σ = 0.5489.
    """
    _, found = walk()
    hidden, output = found["forward", 0], found["forward", 1]
    np.testing.assert_array_equal(found["batch", None]["x"], [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(found["batch", None]["y"], [[0], [1], [1], [0]])
    np.testing.assert_allclose(hidden["z"], [[0, 0], [-0.7, 0.9], [0.8, -0.6], [0.1, 0.3]])
    np.testing.assert_allclose(hidden["a"], np.tanh(hidden["z"]), rtol=1e-15)
    np.testing.assert_allclose(hidden["a"][2], [0.6640, -0.5370], atol=5e-5)
    np.testing.assert_array_equal(output["x"], hidden["a"])
    # (0, 1): −0.6044·0.7 + 0.7163·0.5 = −0.0649; (1, 1): 0.0997·0.7 + 0.2913·0.5 = 0.2154
    np.testing.assert_allclose(output["z"][:, 0], [0, -0.0649, 0.1963, 0.2154], atol=5e-5)
    np.testing.assert_allclose(output["a"][2, 0], 0.5489, atol=5e-5)


def test_the_opening_network_loss():
    """−ln 0.5489 = 0.5998 for (1, 0); the others: ln 2 = 0.6931, −ln σ(−0.0649) = 0.7261,
    −ln(1 − σ(0.2154)) = 0.8066; the mean of the four is 0.7064."""
    _, found = walk()
    a = found["forward", 1]["a"][:, 0]
    each = [-math.log(1 - a[0]), -math.log(a[1]), -math.log(a[2]), -math.log(1 - a[3])]
    np.testing.assert_allclose(each, [0.6931, 0.7261, 0.5998, 0.8066], atol=5e-5)
    assert found["loss", None]["value"] == pytest.approx(sum(each) / 4, rel=1e-14)
    assert found["loss", None]["value"] == pytest.approx(0.7064, abs=5e-5)
    assert found["loss", None]["penalty"] == 0.0


def test_the_opening_network_backward():
    """Output: ∂L/∂z = (a − y)/4 = (0.5489 − 1)/4 = −0.1128 for (1, 0).

    Hidden, first neuron: −0.1128·0.7 = −0.0789, times 1 − 0.6640² = 0.5591 gives −0.0441.
    Its weight from x₁ gets x₁·that of (1, 0) and (1, 1): −0.0441 + 0.0959 = +0.0518.
    """
    _, found = walk()
    output, hidden = found["backward", 1], found["backward", 0]
    a, h = found["forward", 1]["a"], found["forward", 0]["a"]
    delta = (a - [[0], [1], [1], [0]]) / 4
    np.testing.assert_allclose(output["gradient_z"], delta, rtol=1e-14)
    assert output["gradient_z"][2, 0] == pytest.approx(-0.1128, abs=5e-5)
    np.testing.assert_allclose(output["gradient_weight"], h.T @ delta, rtol=1e-13)
    np.testing.assert_allclose(output["gradient_bias"], delta.sum(0), rtol=1e-13)
    assert output["gradient_x"][2, 0] == pytest.approx(-0.0789, abs=1e-4)
    np.testing.assert_allclose(
        hidden["gradient_z"][:, 0], [0.0875, -0.0573, -0.0441, 0.0959], atol=5e-4
    )
    np.testing.assert_allclose(
        hidden["gradient_z"], (delta @ [[0.7, 0.5]]) * (1 - h**2), rtol=1e-13
    )
    assert hidden["gradient_weight"][0, 0] == pytest.approx(0.0518, abs=5e-5)
    np.testing.assert_allclose(
        hidden["gradient_x"],
        hidden["gradient_z"] @ np.array([[0.8, -0.6], [-0.7, 0.9]]).T,
        rtol=1e-13,
    )


def test_the_opening_network_update():
    """0.8 − 0.5·0.0518 = 0.7741; the next forward pass has the loss 0.6989."""
    one, found = walk()
    update = found["update", 0]
    assert update["weight_before"][0, 0] == 0.8
    assert update["weight_after"][0, 0] == pytest.approx(0.7741, abs=5e-5)
    np.testing.assert_allclose(
        update["weight_after"],
        update["weight_before"] - 0.5 * found["backward", 0]["gradient_weight"],
        rtol=1e-14,
    )
    assert update["learning_rate"] == 0.5
    assert one.history.loss.since(0)[1] == pytest.approx(0.6989, abs=5e-5)


def test_a_layer_without_bias_has_none():
    one = trainer([dense(2, "tanh", bias=False), dense(1, "linear", bias=False)])
    assert [sorted(found) for found in one.weights()] == [["weight"], ["weight"]]
    assert one.network.parameter_count == 2 * 2 + 2
    records, arrays = gradients(one)
    assert "bias" not in arrays[0]
    backward = [record for record in records if record.phase == "backward"]
    assert all("gradient_bias" not in record.values for record in backward)
    x = one.dataset.train.inputs
    w1, w2 = (found["weight"] for found in one.weights())
    np.testing.assert_allclose(one.figures.outputs(), np.tanh(x @ w1) @ w2, rtol=1e-13)


def test_dense_starts_by_its_initializers():
    one = trainer(
        [
            dense(3, initializer={"name": "constant", "value": 0.5}, bias_initializer="constant"),
            dense(1),
        ]
    )
    first = one.weights()[0]
    np.testing.assert_array_equal(first["weight"], 0.5)
    np.testing.assert_array_equal(first["bias"], 0.1)


def test_leaky_relu_learns_on_the_left():
    """z = −1: the slope 0.01 lets through a hundredth, not nothing."""
    one = trainer(
        [dense(1, "leaky_relu"), dense(1)],
        data={"name": "points", "inputs": [[1]], "targets": [[1]]},
        weights=[{"weight": [[-1]], "bias": [0]}, {"weight": [[1]], "bias": [0]}],
    )
    _, arrays = gradients(one)
    # a = −0.01, ∂L/∂a = 2(−0.01 − 1) = −2.02, times 0.01, times x = 1
    assert arrays[0]["weight"][0, 0] == pytest.approx(-0.0202, rel=1e-12)


# ---------------------------------------------------------------------- batch normalization


def norm(samples, **fields):
    """A network of batch normalization and one linear neuron, with all numbers given."""
    made = project(
        [{"name": "batch_norm", **fields}, dense(1)],
        data={"name": "points", "inputs": samples, "targets": [[0.5]] * (len(samples) - 1) + [[2]]},
        optimizer={"name": "sgd", "learning_rate": 0.1},
        weights=[
            {
                "scale": [1.5, -2.0],
                "shift": [0.25, 1.0],
                "running_mean": [0.1, -0.2],
                "running_variance": [2.0, 0.5],
            },
            {"weight": [[0.7], [-0.4]], "bias": [0.3]},
        ],
    )
    return trainer_of(made)


SAMPLES = [[1.0, 5.0], [2.0, -1.0], [4.0, 0.5], [-3.0, 2.5]]


@pytest.mark.parametrize("fields", [{}, {"momentum": 0.3, "epsilon": 0.01}], ids=str)
def test_batch_norm_forward(fields):
    momentum, epsilon = fields.get("momentum", 0.1), fields.get("epsilon", 1e-5)
    one = norm(SAMPLES, **fields)
    x = np.array(SAMPLES)
    # in prediction, the running figures are used instead
    predicted = (x - [0.1, -0.2]) / np.sqrt(np.array([2.0, 0.5]) + epsilon)
    np.testing.assert_allclose(
        one.figures.outputs(),
        (predicted * [1.5, -2.0] + [0.25, 1.0]) @ [[0.7], [-0.4]] + 0.3,
        rtol=1e-13,
    )
    records, _ = gradients(one)
    found = next(r.values for r in records if (r.phase, r.layer) == ("forward", 0))
    mean, variance = x.mean(0), x.var(0)
    normalized = (x - mean) / np.sqrt(variance + epsilon)
    np.testing.assert_allclose(found["mean"], mean, rtol=1e-14)
    np.testing.assert_allclose(found["variance"], variance, rtol=1e-14)
    np.testing.assert_allclose(found["normalized"], normalized, rtol=1e-13)
    np.testing.assert_allclose(found["a"], normalized * [1.5, -2.0] + [0.25, 1.0], rtol=1e-13)
    # the running variance takes the unbiased one, over m − 1 = 3
    kept = one.weights()[0]
    np.testing.assert_allclose(
        kept["running_mean"],
        (1 - momentum) * np.array([0.1, -0.2]) + momentum * mean,
        rtol=1e-13,
    )
    np.testing.assert_allclose(
        kept["running_variance"],
        (1 - momentum) * np.array([2.0, 0.5]) + momentum * x.var(0, ddof=1),
        rtol=1e-13,
    )


def test_batch_norm_backward():
    """∂L/∂x = scale/σ·(g − mean g − x̂·mean(g·x̂)): in a network whose first layer is dense."""
    one = trainer(
        [dense(2), {"name": "batch_norm"}, dense(1)],
        data={"name": "points", "inputs": SAMPLES, "targets": [[0.5], [1.5], [0], [2]]},
    )
    records, arrays = gradients(one)
    by_place = {(r.phase, r.layer): r.values for r in records}
    forward, backward = by_place["forward", 1], by_place["backward", 1]
    g, hat = backward["gradient_z"], forward["normalized"]
    np.testing.assert_allclose(arrays[1]["scale"], (g * hat).sum(0), rtol=1e-12)
    np.testing.assert_allclose(arrays[1]["shift"], g.sum(0), rtol=1e-12)
    scale = one.weights()[1]["scale"]
    expected = (scale / np.sqrt(forward["variance"] + 1e-5)) * (
        g - g.mean(0) - hat * (g * hat).mean(0)
    )
    np.testing.assert_allclose(backward["gradient_x"], expected, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(
        by_place["backward", 0]["gradient_z"], expected, rtol=1e-10, atol=1e-14
    )


def test_batch_norm_of_a_single_sample():
    """x − mean = 0: the output is the shift; there is no variance to learn from."""
    one = norm([[1.0, 5.0]])
    before = one.weights()[0]
    records, arrays = gradients(one)
    found = next(r.values for r in records if (r.phase, r.layer) == ("forward", 0))
    np.testing.assert_array_equal(found["a"], [[0.25, 1.0]])
    np.testing.assert_array_equal(arrays[0]["scale"], 0.0)
    after = one.weights()[0]
    for name in ("running_mean", "running_variance"):
        np.testing.assert_array_equal(after[name], before[name])


def test_batch_norm_of_equal_samples():
    one = norm([[1.0, 5.0]] * 3)
    records, _ = gradients(one)
    found = next(r.values for r in records if (r.phase, r.layer) == ("forward", 0))
    np.testing.assert_allclose(found["a"], [[0.25, 1.0]] * 3, rtol=1e-12)
    assert np.isfinite(one.work.gradient).all()


def test_batch_norm_starts_as_the_identity():
    one = trainer([{"name": "batch_norm"}, dense(1)])
    start = one.weights()[0]
    assert {name: value.tolist() for name, value in start.items()} == {
        "scale": [1, 1],
        "shift": [0, 0],
        "running_mean": [0, 0],
        "running_variance": [1, 1],
    }
    assert one.network.statistics_count == 4


def test_prediction_moves_no_running_figure():
    one = norm(SAMPLES)
    before = one.state.statistics.copy()
    one.evaluate()
    one.predict(np.array([[100.0, 100.0], [0.0, 0.0]]))
    np.testing.assert_array_equal(one.state.statistics, before)


# ---------------------------------------------------------------------- dropout


def dropped(rate, samples=4000, **training):
    return trainer(
        [{"name": "dropout", "rate": rate}, dense(1)],
        data={
            "name": "points",
            "inputs": np.full((samples, 5), 2.0).tolist(),
            "targets": [[1.0]] * samples,
        },
        training=training,
    )


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.9])
def test_dropout_drops_its_share_and_scales_the_rest(rate):
    """Of 20,000 numbers; five deviations of a share."""
    records, _ = gradients(dropped(rate))
    found = next(r.values for r in records if r.phase == "forward")
    mask = found["mask"]
    assert set(np.unique(mask)) == {0.0, 1 / (1 - rate)}
    share = np.mean(mask == 0.0)
    assert share == pytest.approx(rate, abs=5 * math.sqrt(rate * (1 - rate) / mask.size))
    np.testing.assert_array_equal(found["a"], found["x"] * mask)
    # each sample and each input has a mask of its own
    assert len(np.unique(mask, axis=0)) > 5
    assert np.all(np.abs(np.mean(mask == 0.0, axis=0) - rate) < 0.05)


def test_dropout_of_nothing_is_the_identity():
    records, _ = gradients(dropped(0.0, 10))
    found = next(r.values for r in records if r.phase == "forward")
    np.testing.assert_array_equal(found["mask"], 1.0)
    np.testing.assert_array_equal(found["a"], found["x"])


def test_dropout_does_nothing_in_prediction():
    one = dropped(0.5, 10)
    state = one.work.dropout_state()
    weight, bias = one.weights()[0].values()
    np.testing.assert_allclose(
        one.figures.outputs(), np.full((10, 5), 2.0) @ weight + bias, rtol=1e-14
    )
    assert one.work.dropout_state() == state


def test_dropout_goes_back_through_the_same_mask():
    one = trainer([dense(6), {"name": "dropout", "rate": 0.5}, dense(1)], data=points(50))
    records, _ = gradients(one)
    by_place = {(r.phase, r.layer): r.values for r in records}
    backward = by_place["backward", 1]
    np.testing.assert_array_equal(
        backward["gradient_x"], backward["gradient_z"] * by_place["forward", 1]["mask"]
    )
    np.testing.assert_array_equal(by_place["backward", 0]["gradient_z"], backward["gradient_x"])


def test_every_update_draws_a_new_mask():
    one = dropped(0.5, 8)
    masks = [r.values["mask"] for r in one.trace(2) if (r.phase, r.layer) == ("forward", 0)]
    assert not np.array_equal(*masks)


# ---------------------------------------------------------------------- every kind


@pytest.mark.parametrize("name", LAYERS.names())
def test_a_prediction_does_not_learn(name):
    layer = LAYERS.read({"name": name, **({"units": 3} if name == "dense" else {})}, "")
    units = layer.units_out(2)
    x, a = np.ones((3, 5)), np.ones((units + 1, 5))
    bound = layer.bind(
        Place(
            x=x,
            a=a,
            parameters=np.ones(layer.parameter_size(2)),
            statistics=np.ones(layer.statistics_size(2)),
            training=False,
        )
    )
    bound.forward()
    assert bound.describe_forward()["a"].shape == (5, units)
    if layer.is_written:  # the others need no such text
        bound.backward()
        assert bound.describe_backward() == {}
    np.testing.assert_array_equal(a[-1], 1.0)


@pytest.mark.parametrize("units", [0, -3, 2.5, True, 1e9, 10**30, "4", None])
def test_units_that_make_no_layer(units):
    with pytest.raises(ProjectError, match=r"layers\.0\.units"):
        project([dense(units)])
