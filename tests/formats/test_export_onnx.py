"""ONNX: read by an independent runtime, for every activation and precision."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given, settings

from core.components.activations import ACTIVATIONS, Activation, Relu
from core.components.layers import Dense, Layer
from core.components.notation import overrides
from core.data.features import FEATURES
from core.errors import FileError
from core.formats.exporters import export
from core.formats.onnx import graph as onnx_graph
from core.formats.onnx.exporting import OnnxExporter
from core.run.trained import trained_of
from tests.amount import few, some
from tests.formats.trained import agree, classes, regression, rounding_of, trained_networks
from tests.nets import dense, points, project, trainer, trainer_of

COMPOSED = [kind.name for kind in ACTIVATIONS if overrides(kind(), Activation, "onnx")]
RAW = np.random.default_rng(3).normal(size=(20, 2)) * [1, 3]


def run(content, raw):
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (entry,) = session.get_inputs()
    kind = {"tensor(double)": np.float64, "tensor(float)": np.float32}[entry.type]
    (outputs,) = session.run(None, {entry.name: raw.astype(kind)})
    assert outputs.dtype == kind
    return outputs


def content_of(one):
    return OnnxExporter().content(trained_of(one))


def metadata(content):
    return {item.key: item.value for item in onnx.load_from_string(content).metadata_props}


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", few(COMPOSED, 10))
def test_every_activation_in_a_runtime(name, precision):
    fields = {"leaky_relu": {"slope": 0.3}, "elu": {"alpha": 1.7}}.get(name, {})
    activation = {"name": name, **fields}
    one = trainer(
        [dense(5, activation), dense(3, activation)],
        data={"source": points(12, 2, 3), "scaling": "standard"},
        training={"precision": precision},
    )
    one.run(updates=3)
    agree(run(content_of(one), RAW), one.predict(RAW), precision)


def test_every_activation_far_from_zero():
    """Sums of ±1000 overflow nowhere: composed activations are composed with care."""
    weights = [{"weight": [[1000.0, -1000.0]], "bias": [0.0, 0.0]}]
    source = {"name": "points", "inputs": [[1.0], [-1.0], [0.0]], "targets": [[1, 0]] * 3}
    for name in COMPOSED:
        one = trainer_of(project([dense(2, name)], data=source, weights=weights))
        raw = np.array([[1.0], [0.5], [0.0], [-0.03]])
        agree(run(content_of(one), raw), one.predict(raw), "float64")


@settings(max_examples=some(25), deadline=None)
@given(made=trained_networks())
def test_any_network_in_a_runtime(made):
    one, raw = made
    agree(
        run(content_of(one), raw),
        one.predict(raw),
        one.project.training.precision,
        rounding_of(one, raw),
    )


def test_all_features_are_in_the_graph():
    one = trainer(
        [dense(3, "tanh"), dense(1)],
        data={"source": points(9), "features": list(FEATURES), "scaling": "min_max"},
    )
    agree(run(content_of(one), RAW), one.predict(RAW), "float64")


def test_a_target_of_one_value():
    source = {"name": "points", "inputs": [[0, 1], [1, 0]], "targets": [[7, 1], [7, 3]]}
    one = trainer([dense(2)], data={"source": source, "scaling": "standard"})
    found = run(content_of(one), RAW)
    assert np.all(found[:, 0] == 7)
    agree(found, one.predict(RAW), "float64")


@pytest.mark.parametrize("samples", [1, 2, 1000])
def test_any_number_of_samples(samples):
    one = classes()
    raw = np.random.default_rng(1).normal(size=(samples, 2))
    agree(run(content_of(one), raw), one.predict(raw), "float64")


def test_what_a_model_says_of_itself(tmp_path):
    path = tmp_path / "a.onnx"
    found = export(trained_of(regression()), path)
    assert "float64" in found.how
    model = onnx.load(path)
    assert (model.opset_import[0].version, model.ir_version) == (13, 7)
    assert model.producer_name == "Backstep" and model.graph.doc_string == "Größe"
    told = metadata(path.read_bytes())
    assert json.loads(told["inputs"]) == ["x1", "x2"]
    assert json.loads(told["outputs"]) == ["y1", "y2"]
    assert (told["name"], told["task"]) == ("Größe", "regression")
    told = {
        item.key: item.value for item in onnx.load_from_string(content_of(classes())).metadata_props
    }
    assert json.loads(told["classes"]) == ["1", "2", "3"]


def test_categories_are_the_columns_of_the_table(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("colour,size,kind\nred,1,a\nblue,2,b\nred,3,b\nblue,4,a\n", encoding="utf-8")
    source = {"name": "table", "path": "t.csv", "target": "kind"}
    made = project([dense(2, "sigmoid"), dense(1, "sigmoid")], data={"source": source})
    one = trainer_of(made, tmp_path)
    content = content_of(one)
    told = metadata(content)
    names = json.loads(told["inputs"])
    assert sorted(names) == ["colour=blue", "colour=red", "size"]
    columns = {item["name"]: item["categories"] for item in json.loads(told["columns"])}
    assert columns == {"colour": ["blue", "red"], "size": []}
    assert json.loads(told["classes"]) == ["a", "b"]
    raw = one.dataset.train.raw_inputs
    agree(run(content, raw), one.predict(raw), "float64")


def test_an_activation_without_operators_is_refused_in_words(monkeypatch):
    one = classes()
    monkeypatch.setattr(Relu, "onnx", Activation.onnx)
    with pytest.raises(FileError, match="the activation relu is not composed"):
        content_of(one)
    monkeypatch.setattr(Dense, "onnx", Layer.onnx)
    with pytest.raises(FileError, match="a dense layer cannot be written"):
        content_of(one)


def test_no_activation_and_no_feature_is_forgotten():
    """The program's own are all there; a foreign one that does not give its graph is refused."""
    own = {
        kind.name
        for kind in ACTIVATIONS
        if kind.__module__.startswith("core.") and kind().is_written and kind().torch
    }
    assert own <= set(COMPOSED)
    assert set(onnx_graph.FEATURE_OPS) == set(FEATURES)
