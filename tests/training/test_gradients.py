"""Whole-network gradients, against autograd and central differences on another forward pass."""

import copy

import numpy as np
import pytest
from autograd import grad

from core.components.activations import ACTIVATIONS
from core.components.layers import LAYERS
from core.components.losses import LOSSES
from core.components.regularizers import REGULARIZERS
from core.run.gradient_check import check_trainer
from tests.nets import dense, gradients, points, trainer
from tests.training import independent

KINDS = {"any": "numbers", "unit": "binary", "binary": "binary", "shares": "one_hot"}
PAIRS = [
    (activation.name, loss.name)
    for activation in ACTIVATIONS
    for loss in LOSSES
    if not loss.fits or activation.name in loss.fits
]


def written_twice(activation, loss):
    """Return whether the independent forward pass knows both."""
    known = activation == "softmax" or activation in independent.SMOOTH
    return known and loss in independent.LOSSES


def small(layers, loss="mean_squared_error", **fields):
    outputs = layers[-1]["units"]
    kind = KINDS[LOSSES.named(loss).targets]
    fields = {"seed": 3, **fields}
    return trainer(layers, data=points(7, 3, outputs, kind, 5), loss=loss, **fields)


def learned(one):
    return [
        {name: np.array(array, dtype=np.float64) for name, array in found.items()}
        for found in one.network.learned(one.state.parameters)
    ]


def of_engine(one):
    """Return the engine's gradients, with the batch and masks they were computed on."""
    records, arrays = gradients(one)
    batch = next(r.values for r in records if r.phase == "batch")
    masks = {r.layer: r.values["mask"] for r in records if "mask" in r.values}
    return arrays, batch["x"], batch["y"], masks


def assert_agrees(one):
    parameters = learned(one)
    found, x, y, masks = of_engine(one)

    def loss(parameters):
        return independent.loss(one.project, parameters, x, y, masks)

    for layer, arrays in enumerate(grad(loss)(parameters)):
        for name, expected in arrays.items():
            scale = np.abs(expected).max()
            np.testing.assert_allclose(
                found[layer][name],
                expected,
                rtol=1e-10,
                atol=1e-10 * scale + 1e-15,
                err_msg=f"layers.{layer}.{name}",
            )
            _assert_central(loss, parameters, layer, name, found[layer][name])


def _assert_central(loss, parameters, layer, name, found):
    h = 1e-5
    for index in np.ndindex(found.shape):
        sides = []
        for offset in (h, -h):
            moved = copy.deepcopy(parameters)
            moved[layer][name][index] += offset
            sides.append(loss(moved))
        numeric = (sides[0] - sides[1]) / (2 * h)
        # the rounding errors of the two losses are divided by 2h
        rounding = 1e-15 * max(map(abs, sides)) / h
        assert found[index] == pytest.approx(numeric, rel=1e-6, abs=1e-8 + rounding)


@pytest.mark.parametrize(("activation", "loss"), [pair for pair in PAIRS if written_twice(*pair)])
def test_every_activation_with_every_loss_that_fits(activation, loss):
    """At the output, and in the hidden layer, where nothing is fused.

    A new one that is not written a second time for autograd yet has to pass the central differences
    below.
    """
    one = small([dense(3, activation), dense(2, activation)], loss)
    assert_agrees(one)


@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_the_check_says_so_too(activation, loss):
    result = check_trainer(small([dense(3, activation), dense(2, activation)], loss))
    assert result.failures == 0 and result.samples == 7
    assert sum(item.checked for item in result.arrays) == 3 * 3 + 3 + 3 * 2 + 2


@pytest.mark.parametrize("kind", LAYERS.names())
@pytest.mark.parametrize("place", [0, 1, 2])
def test_every_layer_kind_anywhere_but_last(kind, place):
    layers = [dense(4, "tanh"), dense(3, "sigmoid"), dense(2)]
    layers.insert(place, dense(3, "mish") if kind == "dense" else {"name": kind})
    one = small(layers)
    assert check_trainer(one).failures == 0
    if kind in ("dense", "dropout", "batch_norm"):
        assert_agrees(one)


@pytest.mark.parametrize("kind", REGULARIZERS.names())
def test_every_regularizer(kind):
    strength = {} if kind == "none" else {"strength": 0.3}
    one = small([dense(4, "tanh"), dense(2)], regularizer={"name": kind, **strength})
    assert check_trainer(one).failures == 0
    if kind in independent.PENALTIES:
        assert_agrees(one)


def test_all_together():
    assert_agrees(
        small(
            [
                {"name": "batch_norm"},
                dense(5, "elu", bias=False),
                {"name": "dropout", "rate": 0.4},
                {"name": "batch_norm", "epsilon": 0.1},
                dense(4, "softmax"),
                {"name": "dropout"},
                dense(3, "softmax"),
            ],
            "categorical_cross_entropy",
            regularizer="elastic_net",
            training={"batch_size": 5},
        )
    )


def test_a_single_layer_and_a_deep_one():
    assert_agrees(small([dense(1)]))
    assert_agrees(small([*[dense(3, "tanh")] * 8, dense(1)]))


@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_float32_against_float64(activation, loss):
    layers = [dense(3, activation), dense(2, activation)]
    wide, narrow = small(layers, loss), small(layers, loss, training={"precision": "float32"})
    expected, found = of_engine(wide)[0], of_engine(narrow)[0]
    assert narrow.work.gradient.dtype == np.float32
    scale = np.abs(wide.work.gradient).max()
    for layer, arrays in enumerate(expected):
        for name, array in arrays.items():
            np.testing.assert_allclose(found[layer][name], array, rtol=1e-3, atol=1e-5 * scale)
