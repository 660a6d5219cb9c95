"""Regularizers: penalties by their formulas, slopes against autograd, and what they act on."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from core.components.regularizers import REGULARIZERS
from tests.nets import dense, gradients, points, trainer

FORMULAS = {
    "none": lambda w, o: 0.0 * anp.sum(w),
    "l1": lambda w, o: o.strength * anp.sum(anp.abs(w)),
    "l2": lambda w, o: 0.5 * o.strength * anp.sum(w**2),
    "elastic_net": lambda w, o: (
        o.strength * (o.l1_share * anp.sum(anp.abs(w)) + (1 - o.l1_share) * 0.5 * anp.sum(w**2))
    ),
}
SETTINGS = [
    {"name": "none"},
    {"name": "l1"},
    {"name": "l1", "strength": 0.3},
    {"name": "l2"},
    {"name": "l2", "strength": 0.3},
    {"name": "elastic_net"},
    {"name": "elastic_net", "strength": 2.0, "l1_share": 0.25},
    {"name": "elastic_net", "l1_share": 0.0},
    {"name": "elastic_net", "l1_share": 1.0},
]
WEIGHT = np.array([[0.5, -2.0, 1e-8], [3.0, -0.25, 7.0]])


def added(regularizer, weight):
    gradient = np.ones_like(weight)
    regularizer.add_gradient(weight, gradient, np.empty_like(weight))
    return gradient - 1.0


@pytest.mark.parametrize("description", SETTINGS, ids=str)
def test_penalty_and_slope(description):
    regularizer = REGULARIZERS.read(description, "")
    formula = FORMULAS[description["name"]]
    assert regularizer.penalty(WEIGHT) == pytest.approx(formula(WEIGHT, regularizer), rel=1e-14)
    expected = grad(lambda w: formula(w, regularizer))(WEIGHT)
    np.testing.assert_allclose(added(regularizer, WEIGHT), expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("name", REGULARIZERS.names())
def test_a_weight_of_0_is_not_moved(name):
    np.testing.assert_array_equal(added(REGULARIZERS.named(name)(), np.zeros((2, 2))), 0.0)


def test_by_hand():
    """w = 1, −2: λ = 0.1: L1 0.1·3 = 0.3; L2 ½·0.1·5 = 0.25; half and half 0.15 + 0.125."""
    w = np.array([[1.0, -2.0]])
    for name, penalty in (("l1", 0.3), ("l2", 0.25), ("elastic_net", 0.275)):
        regularizer = REGULARIZERS.read({"name": name, "strength": 0.1}, "")
        assert regularizer.penalty(w) == pytest.approx(penalty, rel=1e-15)


def test_penalties_of_float32_are_summed_in_float64():
    weight = np.full((1000, 1000), 0.1, dtype=np.float32)
    for kind in REGULARIZERS:
        wide = kind().penalty(weight.astype(np.float64))
        assert kind().penalty(weight) == pytest.approx(wide, rel=1e-6)


@pytest.mark.parametrize("description", SETTINGS[1:], ids=str)
def test_over_dense_weights_only_once_a_batch(description):
    """The same whatever the batch size; biases, scales and shifts are left out."""
    layers = [dense(3, "tanh"), {"name": "batch_norm"}, dense(1)]
    regularizer = REGULARIZERS.read(description, "")
    for size in (None, 4, 1):
        plain = trainer(layers, data=points(8), training={"batch_size": size})
        with_it = trainer(
            layers, data=points(8), training={"batch_size": size}, regularizer=description
        )
        _, without = gradients(plain)
        _, found = gradients(with_it)
        for i in (0, 2):
            weight = with_it.weights()[i]["weight"]
            np.testing.assert_allclose(
                found[i]["weight"] - without[i]["weight"],
                added(regularizer, weight),
                atol=1e-14,
            )
            np.testing.assert_array_equal(found[i]["bias"], without[i]["bias"])
        for name in ("scale", "shift"):
            np.testing.assert_array_equal(found[1][name], without[1][name])


def test_the_penalty_stands_beside_the_loss():
    one = trainer([dense(2, "tanh"), dense(1)], regularizer={"name": "l2", "strength": 10.0})
    same = trainer([dense(2, "tanh"), dense(1)])
    assert one.evaluate().loss == same.evaluate().loss
    weights = [found["weight"] for found in one.weights()]
    expected = 5.0 * sum(float((w**2).sum()) for w in weights)
    assert one.figures.penalty() == pytest.approx(expected, rel=1e-14)
    assert same.figures.penalty() == 0.0
    record = next(r for r in one.trace(1) if r.phase == "loss")
    assert record.values["penalty"] == pytest.approx(expected, rel=1e-14)
    assert record.values["value"] == pytest.approx(same.evaluate().loss, rel=1e-14)
