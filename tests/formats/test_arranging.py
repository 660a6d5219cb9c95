"""Layers of a file arranged by hand: their order, which are turned, their activations."""

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.errors import FileError, ProjectError
from core.formats.importers import read_weights
from core.formats.weights.arranging import chain_words, read_places, text_of
from core.project import Project
from core.run.weights import reading_of
from core.training.trainer import Trainer
from tests.nets import dense, described, points

RNG = np.random.default_rng(4)
A, B, C = (RNG.normal(size=shape) for shape in ((3, 3), (3, 3), (3, 1)))


def read(tmp_path, arrays, answers=None):
    path = tmp_path / "w.npz"
    np.savez(path, **arrays)
    layers = [dense(3, "tanh"), dense(3, "tanh"), dense(1, "linear")]
    project = Project.from_json(described(layers, points(9, 3), loss="mean_squared_error"))
    dataset = load_dataset(project.data, project.data_seed(), None)
    return reading_of(path, read_weights(path), dataset, project, answers or {}), dataset


FILE = {"W1": A, "b1": A[0], "W2": B, "b2": B[0], "W3": C, "b3": C[0]}


def test_order_turning_and_activations_are_as_they_were_given(tmp_path):
    reading, dataset = read(tmp_path, FILE, {"arrange": "1t:relu,0:sigmoid,2:tanh"})
    assert reading.problem == "" and text_of(reading.places) == "1t:relu,0:sigmoid,2:tanh"
    assert chain_words(reading.chain) == "3 → 3 → 3 → 1"
    one = Trainer(reading.built, dataset)
    x = dataset.train.raw_inputs
    z = np.maximum(x @ B.T + B[0], 0.0)
    z = np.tanh(1 / (1 + np.exp(-(z @ A + A[0]))) @ C + C[0])
    np.testing.assert_allclose(one.predict(x), z, rtol=0, atol=1e-12)


def test_layers_that_do_not_fit_say_where(tmp_path):
    reading, _ = read(tmp_path, FILE, {"arrange": "2,0,1"})
    assert reading.applied is None and reading.built is None and not reading.open_questions
    assert chain_words(reading.chain) == "3 → 1 ≠ 3 → 3 → 3"
    assert "arrange" in reading.problem
    back, _ = read(tmp_path, FILE, {"arrange": ""})
    assert back.applied is not None


@pytest.mark.parametrize("text", ["0,1", "0,1,1", "0,1,2,3", "a", "0:", "0:odd,1,2", "0,,1", ","])
def test_what_arranges_nothing_is_refused(tmp_path, text):
    with pytest.raises(ProjectError):
        read(tmp_path, FILE, {"arrange": text})


def test_batch_normalization_is_moved_and_not_turned(tmp_path):
    norm = {f"bn.{name}": np.ones(3) for name in ("weight", "bias", "running_mean", "running_var")}
    arrays = {"fc1.weight": A, "fc1.bias": A[0], **norm, "fc2.weight": C.T, "fc2.bias": C[0]}
    reading, _ = read(tmp_path, arrays)
    layers = reading.read
    at = next(i for i, layer in enumerate(layers) if not layer.has_neurons)
    others = [i for i in range(3) if i != at]
    assert len(read_places(f"{at},{others[0]},{others[1]}", layers)) == 3
    with pytest.raises(ProjectError, match="no matrix"):
        read_places(f"{at}t,{others[0]},{others[1]}", layers)
    for text in (f"{others[1]},{at},{others[0]}", f"{at},{others[1]},{others[0]}"):
        wrong, _ = read(tmp_path, arrays, {"arrange": text})
        assert wrong.applied is None and "≠" in chain_words(wrong.chain)


def test_one_matrix_of_a_file_that_lies_otherwise_is_found_and_said(tmp_path):
    wide, narrow = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 1))
    arrays = {"W1": wide, "b1": wide[:, 0], "W2": narrow, "b2": narrow[0]}
    reading, _ = read(tmp_path, arrays)
    assert any("some of the matrices turned" in notice for notice in reading.imported.notices)
    np.testing.assert_array_equal(reading.imported.layers[0].weight, wide.T)
    arrays["W2"] = RNG.normal(size=(5, 1))
    with pytest.raises(FileError, match="neurons"):
        read(tmp_path, arrays)
