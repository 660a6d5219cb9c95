"""JavaScript modules: in Node they predict what the network predicts."""

import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.activations import ACTIVATIONS
from core.errors import FileError
from core.formats.exporters import export
from core.formats.javascript.exporting import _network, _run
from core.formats.scripts.scalars import Language, scalar
from core.run.trained import trained_of
from tests.amount import few, some
from tests.formats.trained import agree, classes, regression, rounding_of, trained_networks
from tests.nets import dense, points, trainer

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node is not here")


@pytest.mark.parametrize("made", [regression, classes])
def test_a_module_is_checked_and_its_numbers_come_back(tmp_path, made):
    one, path = made(), tmp_path / "net.mjs"
    found = export(trained_of(one), path)
    assert found.how.startswith("run by Node" if NODE else "numbers read back")
    raw = np.random.default_rng(0).normal(size=(5, 2))
    agree(_network(path).predict(raw, np.float64), one.predict(raw), "float64")


@pytest.mark.thorough
@needs_node
@settings(max_examples=some(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(made=trained_networks())
def test_any_network_in_node(tmp_path_factory, made):
    one, raw = made
    path = tmp_path_factory.mktemp("js") / "net.mjs"
    export(trained_of(one), path)
    agree(
        _run(NODE, path, raw),
        one.predict(raw),
        one.project.training.precision,
        rounding_of(one, raw),
    )


@needs_node
@pytest.mark.parametrize("name", few([kind.name for kind in ACTIVATIONS], 4))
def test_every_activation_in_node(tmp_path, name):
    outputs = 3 if name == "softmax" else 1
    one = trainer([dense(4, name), dense(outputs)], data={"source": points(9, 2, outputs)})
    path = tmp_path / "net.mjs"
    if not one.project.layers[0].activation.is_written:
        with pytest.raises(FileError, match="has no expression"):
            export(trained_of(one), path)
        return
    export(trained_of(one), path)
    raw = np.random.default_rng(1).normal(size=(6, 2)) * 3
    agree(_run(NODE, path, raw), one.predict(raw), "float64")


@pytest.mark.parametrize("suffix", [".npz", ".json", ".onnx", ".safetensors", ".py", ".mjs"])
def test_a_network_in_float32(tmp_path, suffix):
    one = regression()
    trained = trained_of(one).in_precision("float32")
    assert trained.precision == "float32"
    assert {a.dtype.name for x in trained.layers for a in x.arrays.values()} == {"float32"}
    export(trained, tmp_path / f"net{suffix}")
    expected = trained_of(one).predictions
    size = np.abs(expected).max()
    np.testing.assert_allclose(trained.predictions, expected, atol=1e-6 * size)
    assert trained_of(one).in_precision("").moment is not None


def test_what_has_no_word_is_refused_by_name():
    with pytest.raises(FileError, match="bump cannot be written"):
        scalar("np.sinc(z)", Language("JavaScript", {}, "pi"), "bump")
