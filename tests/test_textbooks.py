"""Well-known worked examples, with the published digits."""

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.documents.examples import example_named
from core.documents.project_file import open_file
from core.training.trainer import Trainer


def trainer(name):
    project = open_file(example_named(name).path).project
    return Trainer(project, load_dataset(project.data, project.data_seed(), None))


def test_two_by_two_by_hand():
    """Error 0.298371109, the weights after one step, and the correct error then (see the index)."""
    one = trainer("two-by-two-by-hand")
    assert one.progress.last_figures.loss == pytest.approx(0.298371109, abs=5e-10)
    records = list(one.trace(1))
    outputs = next(r for r in records if r.phase == "forward" and r.layer == 1).values["a"]
    np.testing.assert_allclose(outputs, [[0.75136507, 0.772928465]], atol=5e-9)
    hidden, output = one.weights()
    np.testing.assert_allclose(
        hidden["weight"].T.ravel(), [0.149780716, 0.19956143, 0.24975114, 0.29950229], atol=5e-9
    )
    np.testing.assert_allclose(
        output["weight"].T.ravel(), [0.35891648, 0.408666186, 0.511301270, 0.561370121], atol=5e-9
    )
    assert hidden["bias"].tolist() == [0.35, 0.35] and output["bias"].tolist() == [0.6, 0.6]
    assert one.evaluate().loss == pytest.approx(0.2910277737, abs=5e-11)
    one.run(updates=9_998)
    assert one.evaluate().loss == pytest.approx(0.0000351085, abs=5e-11)


def test_three_two_one_by_hand():
    one = trainer("three-two-one-by-hand")
    one.run(updates=1)
    hidden, output = one.weights()
    published = [[0.192, -0.306], [0.4, 0.1], [-0.508, 0.194]]
    np.testing.assert_allclose(hidden["weight"], published, atol=5e-4)
    np.testing.assert_allclose(output["weight"], [[-0.261], [-0.138]], atol=5e-4)
    np.testing.assert_allclose(hidden["bias"], [-0.408, 0.194], atol=5e-4)
    np.testing.assert_allclose(output["bias"], [0.218], atol=5e-4)


def test_one_neuron_to_zero():
    one = trainer("one-neuron-to-zero")
    first = next(r for r in one.trace(1) if r.phase == "forward").values["a"]
    assert float(first[0, 0]) == pytest.approx(0.82, abs=5e-3)
    one.run(updates=299)
    weight, bias = (float(one.weights()[0][name].ravel()[0]) for name in ("weight", "bias"))
    assert 1 / (1 + np.exp(-weight - bias)) == pytest.approx(0.09, abs=5e-3)


def test_gradient_check():
    one = trainer("gradient-check")
    records = {(r.phase, r.layer): r.values for r in one.trace(1)}
    assert records["loss", None]["value"] == pytest.approx(2.1010, abs=5e-5)
    published = [-9.2783e-03, 8.8991e-03, -8.3601e-03, 7.6281e-03, -6.7480e-03]
    np.testing.assert_allclose(records["backward", 0]["gradient_bias"], published, atol=5e-8)
    output = [3.1454e-01, 1.1106e-01, 9.7401e-02]
    np.testing.assert_allclose(records["backward", 1]["gradient_bias"], output, atol=5e-6)


def test_two_classes_one_by_one():
    one = trainer("two-classes-one-by-one")
    losses = [r.values["value"] for r in one.trace(200) if r.phase == "loss"]
    errors = 2.0 * np.reshape(losses, (20, 10)).sum(axis=1)  # published without the half
    np.testing.assert_allclose(errors[:3], [6.350, 5.531, 5.221], atol=5e-4)
    np.testing.assert_allclose(errors[-2:], [1.233, 1.132], atol=5e-4)
    weights = np.concatenate([a.ravel() for layer in one.weights() for a in layer.values()])
    for digits in (-1.4688375095, 1.8508873254, 1.0858178630):
        assert np.min(np.abs(weights - digits)) < 5e-11


def test_three_layers_without_biases():
    one = trainer("three-layers-no-bias")

    def error():
        records = next(iter_of(one))
        return float(np.mean(np.abs(records["a"] - np.array([[0], [1], [1], [0]]))))

    assert error() == pytest.approx(0.4964100319, abs=5e-11)
    one.run(updates=9_999)
    assert error() == pytest.approx(0.0085845257, abs=5e-11)


def iter_of(one):
    """Yield what the output layer of the next update gives."""
    yield from [r.values for r in one.trace(1) if r.phase == "forward" and r.layer == 1]
