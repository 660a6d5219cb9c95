"""The samples' parts add up to the engine's gradient."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.regularizers import REGULARIZERS
from core.lesson.contributions import contributions, penalty_part, pushes
from core.project import Project
from tests.amount import some
from tests.nets import dense, gradients, points, trainer, trainer_of
from tests.strategies import trainable


def by_layer(records):
    forward = {item.layer: item.values for item in records if item.phase == "forward"}
    backward = {item.layer: item.values for item in records if item.phase == "backward"}
    return forward, backward


def summed(one, name, weight, terms):
    """The terms of one number, with its penalty if it has one, in full precision."""
    penalty = penalty_part(one.project.regularizer, float(weight)) if name == "weight" else 0.0
    return float(np.sum(terms, dtype=np.float64)) + penalty


def check(description):
    one = trainer_of(Project.from_json(description))
    tolerance = 1e-12 if one.state.vector.dtype == np.float64 else 1e-4
    records, slopes = gradients(one)
    forward, backward = by_layer(records)
    values = one.network.learned(one.state.parameters)
    samples = len(records[0].values["x"])
    every = [pushes(records, records, sample) for sample in range(samples)]
    for layer, arrays in enumerate(slopes):
        assert (layer in every[0]) is bool(arrays)
        for name, array in arrays.items():
            assert {push[layer][name].shape for push in every} == {array.shape}
            for index in np.ndindex(array.shape):
                terms = contributions(forward[layer], backward[layer], name, index)
                assert terms.shape == (samples,)
                size = np.abs(terms).sum() + abs(values[layer][name][index]) + abs(array[index])
                total = summed(one, name, values[layer][name][index], terms)
                assert abs(total - array[index]) <= tolerance * size
                for sample in range(samples):
                    assert every[sample][layer][name][index] == terms[sample]


@settings(max_examples=some(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_they_add_up_to_the_gradient(description):
    check(description)


@pytest.mark.long
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_they_add_up_to_the_gradient_at_length(description):
    check(description)


def test_by_hand():
    """Two samples, one weight: L = ((2·1 − 1)² + (2·3 − 0)²)/2; ∂L/∂z = 1, 6; times x = 1, 3."""
    source = {"name": "points", "inputs": [[1], [3]], "targets": [[1], [0]]}
    one = trainer(
        [dense(1)],
        data=source,
        weights=[{"weight": [[2]], "bias": [0]}],
        loss="mean_squared_error",
        regularizer={"name": "l2", "strength": 0.5},
    )
    records, slopes = gradients(one)
    (forward,), (backward,) = (list(found.values()) for found in by_layer(records))
    np.testing.assert_allclose(contributions(forward, backward, "weight", (0, 0)), [1, 18])
    np.testing.assert_allclose(contributions(forward, backward, "bias", (0,)), [1, 6])
    assert penalty_part(one.project.regularizer, 2.0) == 1.0  # ½·2
    assert slopes[0]["weight"][0, 0] == pytest.approx(1 + 18 + 1)
    push = pushes(records, records, 1)[0]
    np.testing.assert_allclose(push["weight"], [[18]])
    np.testing.assert_allclose(push["bias"], [6])


def test_a_number_without_a_slope():
    one = trainer([dense(2, "tanh"), {"name": "batch_norm"}, dense(1)], data=points(4))
    forward, backward = by_layer(gradients(one)[0])
    with pytest.raises(ValueError, match="running_mean"):
        contributions(forward[1], backward[1], "running_mean", (0,))


def test_layers_that_learn_nothing_are_left_out():
    one = trainer([dense(2, "tanh", bias=False), {"name": "dropout"}, dense(1)], data=points(4))
    records, _ = gradients(one)
    found = pushes(records, records, 0)
    assert {layer: set(arrays) for layer, arrays in found.items()} == {
        0: {"weight"},
        2: {"weight", "bias"},
    }
    # only layers that have gone backward can be explained
    half = [item for item in records if item.phase != "backward" or item.layer == 2]
    assert set(pushes(half, half, 0)) == {2}


@pytest.mark.parametrize("name", REGULARIZERS.names())
def test_the_penalty_part_is_the_slope_of_the_penalty(name):
    regularizer = REGULARIZERS.named(name)()
    for weight in (-1.5, -0.2, 0.7):
        h = 1e-6
        ends = [regularizer.penalty(np.array([[weight + d]])) for d in (-h, h)]
        numeric = (ends[1] - ends[0]) / (2 * h)
        assert penalty_part(regularizer, weight) == pytest.approx(numeric, abs=1e-9)
    assert penalty_part(regularizer, 0.0) == 0.0
