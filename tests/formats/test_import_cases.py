"""Files as other programs write them: the same predictions, or a refusal with a workaround."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.errors import FileError
from core.formats.importers import read_weights
from core.run.weights import reading_of
from tests.nets import dense, project, trainer_of

CASES = Path(__file__).parent / "cases"
MODELS = CASES / "models"

#: what a person would answer, by the beginning of a file's name; the rest is in the files
ANSWERS = {
    "80-": {"hidden": "relu", "output": "softmax"},
    "80b": {"hidden": "relu", "output": "softmax"},
    "80c": {"hidden": "relu", "output": "softmax"},
    "80d": {"hidden": "relu", "output": "softmax"},
    "80e": {"hidden": "relu", "output": "softmax"},
    "80g": {"hidden": "tanh", "output": "linear"},
    "80h": {"hidden": "relu", "output": "linear"},
    "80i": {"hidden": "tanh", "output": "linear", "order": "0,2,1"},
    "80j": {"hidden": "relu", "output": "softmax"},
    "81k": {"hidden": "tanh", "output": "linear"},
    "82-": {"classes": "in_order"},
    "82c": {"classes": "in_order"},
    "82g": {"classes": "in_order"},
    "82h": {"classes": "in_order"},
    "82p": {"classes": "in_order"},
    "82i": {"hidden": "relu", "output": "softmax"},
    "82k": {"hidden": "relu", "output": "softmax"},
    "83b": {"hidden": "relu", "output": "softmax"},
    "83c": {"hidden": "relu", "output": "softmax"},
    "83g": {"hidden": "tanh", "output": "sigmoid", "normalization": "behind"},
    "83h": {"hidden": "relu", "output": "linear"},
    "86c": {"hidden": "sigmoid", "output": "sigmoid"},
    "87-": {"hidden": "relu", "output": "softmax"},
    "87b": {"hidden": "relu", "output": "softmax"},
    "87c": {"hidden": "relu", "output": "softmax"},
    "87e": {"hidden": "sigmoid", "output": "sigmoid"},
    "87f": {"hidden": "sigmoid", "output": "sigmoid"},
    "87g": {"hidden": "sigmoid", "output": "sigmoid"},
    "88-": {"hidden": "relu", "output": "softmax"},
    "88b": {"hidden": "relu", "output": "softmax"},
}
#: files that are refused: the cause, and the workaround
REFUSED = {
    "80k-torch.pt": (".pt", "safetensors.torch.save_file"),
    "82j-sklearn-object-array.npz": ("pickled object", "save plain arrays"),
    "83d-keras.keras": (".keras", "get_weights"),
    "83e-keras.weights.h5": (".h5", "get_weights"),
    "86b-nielsen-object-array.npz": ("pickled object", "save plain arrays"),
}
_BESIDE = (".case.txt", ".expected.npz", ".data", ".bin")
FILES = sorted(p.name for p in MODELS.iterdir() if not p.name.endswith(_BESIDE))
EXPECTED = {p.name.removesuffix(".expected.npz") for p in MODELS.glob("*.expected.npz")}


def stem_of(name):
    found = [stem for stem in EXPECTED if name.startswith(stem + ".")]
    return max(found, key=len, default=None)


def place_for(inputs, outputs, activation):
    """A project without scaling on such inputs, and its data."""
    k = outputs.shape[1]
    targets = np.eye(k)[np.arange(len(outputs)) % k] if k > 1 else np.zeros(outputs.shape)
    source = {"name": "points", "inputs": inputs.tolist(), "targets": targets.tolist()}
    losses = {"softmax": "categorical_cross_entropy", "sigmoid": "binary_cross_entropy"}
    loss = losses.get(activation, "mean_squared_error")
    made = project([dense(k, activation)], data={"source": source, "test_share": 0.0}, loss=loss)
    return made, load_dataset(made.data, 0)


@pytest.mark.parametrize("name", [n for n in FILES if n not in REFUSED and stem_of(n)])
def test_the_other_programs_predictions(name):
    with np.load(MODELS / f"{stem_of(name)}.expected.npz") as archive:
        inputs, outputs = archive["X"], archive["P"]
    imported = read_weights(MODELS / name)
    if name.startswith("83g"):
        # numbers given to Normalization are not weights, so this list lacks them
        whole = read_weights(MODELS / "83f-keras-norm-bn.onnx")
        imported = replace(imported, input_scaling=whole.input_scaling)
    answers = ANSWERS.get(name[:3], {})
    last = imported.layers[-1].activation
    activation = answers.get("output") or last.name
    if outputs.shape[1] == 2 and imported.outputs == 1:
        activation = "softmax"
    made, dataset = place_for(inputs, outputs, activation)
    found = reading_of(MODELS / name, imported, dataset, made, answers)
    assert not found.open_questions, found.open_questions
    assert found.built is not None, found.problem
    got = trainer_of(found.built).predict(inputs)
    assert np.abs(got - outputs).max() < 1e-6


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_names_the_cause_and_the_way_round(name):
    with pytest.raises(FileError) as caught:
        read_weights(MODELS / name)
    told = f"{caught.value.message} {caught.value.hint}"
    for words in REFUSED[name]:
        assert words in told, told
    assert "damaged" not in told


@pytest.mark.parametrize("name", [n for n in FILES if n not in REFUSED and not stem_of(n)])
def test_the_rest_is_read(name):
    assert read_weights(MODELS / name).layers


def test_tensorflow_js_says_its_activations_and_reads_its_numbers():
    imported = read_weights(MODELS / "84-tfjs-model.json")
    assert imported.source == "TensorFlow.js"
    assert [layer.activation.name for layer in imported.layers] == ["relu", "softmax"]
    raw = (MODELS / "84-group1-shard1of1.bin").read_bytes()
    numbers = np.frombuffer(raw, "<f4")
    np.testing.assert_array_equal(imported.layers[0].weight.reshape(-1), numbers[:32])
    np.testing.assert_array_equal(imported.layers[1].bias, numbers[-3:])


def test_nielsen_and_brain_js_say_all(tmp_path):
    assert {
        layer.activation.name for layer in read_weights(CASES / "exchange" / "nielsen.json").layers
    } == {"sigmoid"}
    brain = read_weights(CASES / "exchange" / "brainjs.json")
    assert [layer.weight.shape for layer in brain.layers] == [(4, 6), (6, 2)]
    assert {layer.activation.name for layer in brain.layers} == {"tanh"}


# ---------------------------------------------------------------------- numbers in files beside


def test_numbers_beside_a_model_are_read_by_its_name_only(tmp_path):
    source = CASES / "exchange" / "torch-default-export-16-8-1.onnx"
    shutil.copy(source, tmp_path / "m.onnx")
    with pytest.raises(FileError, match=r"thr8\.onnx\.data") as caught:
        read_weights(tmp_path / "m.onnx")
    assert "beside" in caught.value.hint
    shutil.copy(source.with_name("thr8.onnx.data"), tmp_path)
    assert read_weights(tmp_path / "m.onnx").layers[0].weight.shape == (16, 8)
    (tmp_path / "thr8.onnx.data").write_bytes(b"\0" * 100)
    with pytest.raises(FileError, match="shorter"):
        read_weights(tmp_path / "m.onnx")


@pytest.mark.parametrize(
    "place", ["../x.data", "/etc/x.data", "a/x.data", "..", "x\\y.data", "x.npz", ""]
)
def test_no_other_path_is_followed(tmp_path, place):
    from onnx import load

    model = load(CASES / "exchange" / "torch-default-export-16-8-1.onnx", load_external_data=False)
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = place
    inner = tmp_path / "in"
    inner.mkdir()
    for folder in (tmp_path, inner):
        (folder / "x.data").write_bytes(b"\0" * 512)
    (inner / "m.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(FileError, match="another file"):
        read_weights(inner / "m.onnx")


def test_a_link_beside_a_model_is_not_followed(tmp_path):
    source = CASES / "exchange" / "torch-default-export-16-8-1.onnx"
    shutil.copy(source, tmp_path / "m.onnx")
    (tmp_path / "thr8.onnx.data").symlink_to(source.with_name("thr8.onnx.data"))
    with pytest.raises(FileError, match="not followed"):
        read_weights(tmp_path / "m.onnx")
