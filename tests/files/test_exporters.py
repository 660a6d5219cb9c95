"""Exporters: what leaves gives the same predictions in plain NumPy."""

import io
import json
import zipfile

import numpy as np
import pytest

from core.errors import FileError
from core.files.exporters import Trained, export, exporter_for, exporters
from core.project import Project
from tests.components.test_activations import SMOOTH
from tests.nets import dense, points, project, trainer, trainer_of
from tests.training.independent import softmax

EVERY = pytest.mark.parametrize("suffix", sorted(exporters()))


def regression(precision="float64"):
    source = points(12, 2, 2)
    source["targets"] = [[1000 + 50 * a, 0.01 * b] for a, b in source["targets"]]
    one = trainer(
        [
            {"name": "batch_norm"},
            dense(4, "tanh"),
            {"name": "dropout"},
            dense(3, "elu", bias=False),
            {"name": "batch_norm", "epsilon": 0.01},
            dense(2),
        ],
        data={
            "source": source,
            "features": ["x1", "x2", "x1^2", "x1*x2"],
            "scaling": "standard",
            "test_share": 0.25,
        },
        optimizer="adam",
        training={"batch_size": 4, "shuffle": True, "precision": precision},
        name="Größe",
    )
    one.run(epochs=5)
    return one


def classes():
    one = trainer(
        [dense(5, "relu"), dense(3, "softmax")],
        data={"source": points(12, 2, 3, "one_hot"), "scaling": "min_max"},
        loss="categorical_cross_entropy",
    )
    one.run(epochs=5)
    return one


def recomputed(layers, scaling, raw, features):
    """The whole way in plain NumPy: features, scaling, layers, scaling back."""
    x = raw
    if features is not None:
        x1, x2 = raw.T
        known = {"x1": x1, "x2": x2, "x1^2": x1**2, "x1*x2": x1 * x2}
        x = np.column_stack([known[name] for name in features])
    x = (x - scaling["inputs"][0]) * scaling["inputs"][1]
    for layer, arrays in layers:
        if layer["name"] == "dense":
            z = x @ arrays["weight"] + arrays.get("bias", 0.0)
            name = layer["activation"]["name"]
            x = softmax(z) if name == "softmax" else SMOOTH[name](z)
        elif layer["name"] == "batch_norm":
            x = (x - arrays["running_mean"]) / np.sqrt(
                arrays["running_variance"] + layer["epsilon"]
            )
            x = x * arrays["scale"] + arrays["shift"]
    return x / scaling["targets"][1] + scaling["targets"][0]


def read_npz(content):
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    description = json.loads(str(arrays["project"]))
    counts, layers = {}, []
    for layer in description["layers"]:
        number = counts.get(layer["name"], 0)
        prefix = f"{layer['name']}_{number}/"
        found = {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
        counts[layer["name"]] = number + bool(found)
        layers.append((layer, found))
    scaling = {
        part: (arrays[f"{part}/offset"], arrays[f"{part}/factor"]) for part in ("inputs", "targets")
    }
    return layers, scaling, description["data"]["features"], arrays


def read_json(content):
    found = json.loads(content)
    names = ("weight", "bias", "scale", "shift", "running_mean", "running_variance")
    layers = [
        (layer, {k: np.array(layer[k]) for k in names if isinstance(layer.get(k), list)})
        for layer in found["layers"]
    ]
    scaling = {
        part: tuple(np.array(found[f"{key}_scaling"][k]) for k in ("offset", "factor"))
        for part, key in (("inputs", "input"), ("targets", "target"))
    }
    return layers, scaling, found["features"], found


READERS = {".npz": read_npz, ".json": read_json}


@pytest.mark.parametrize("suffix", sorted(READERS))
@pytest.mark.parametrize("made", [regression, classes])
def test_predictions_from_what_was_exported(suffix, made):
    one = made()
    layers, scaling, features, _ = READERS[suffix](exporters()[suffix].content(Trained.of(one)))
    raw = np.random.default_rng(4).normal(size=(9, 2))
    np.testing.assert_allclose(
        recomputed(layers, scaling, raw, features), one.predict(raw), rtol=1e-12, atol=1e-12
    )


@EVERY
def test_every_format_writes_a_file_and_the_same_bytes_twice(tmp_path, suffix):
    one = regression()
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    export(Trained.of(one), first)
    export(Trained.of(one), second)
    assert first.read_bytes() == second.read_bytes() != b""
    one.run(updates=1)
    export(Trained.of(one), second)
    assert first.read_bytes() != second.read_bytes()


@EVERY
def test_every_format_says_what_it_is(suffix):
    exporter = exporters()[suffix]
    assert exporter.suffix == suffix and suffix.startswith(".")
    assert exporter.label and exporter.description and exporter.__class__.__doc__


@EVERY
def test_float32(suffix):
    content = exporters()[suffix].content(Trained.of(regression("float32")))
    if suffix == ".npz":
        assert read_npz(content)[3]["dense_0/weight"].dtype == np.float32


def test_npz_opens_without_pickles_and_holds_names():
    one = regression()
    content = exporters()[".npz"].content(Trained.of(one))
    layers, _, _, arrays = read_npz(content)
    assert set(arrays) >= {
        "dense_0/weight",
        "dense_0/bias",
        "dense_1/weight",
        "batch_norm_0/scale",
        "batch_norm_1/running_variance",
        "inputs/names",
        "targets/names",
        "classes",
    }
    assert "dense_1/bias" not in arrays
    assert arrays["dense_0/weight"].shape == (4, 4)
    assert arrays["inputs/names"].tolist() == ["x₁", "x₂", "x₁²", "x₁x₂"]
    assert Project.from_json(json.loads(str(arrays["project"]))) == one.project
    assert len(layers) == 6
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None


def test_json_says_what_it_holds():
    one = regression()
    found = json.loads(exporters()[".json"].content(Trained.of(one)))
    assert (found["format"], found["version"], found["name"]) == ("backstep-weights", 1, "Größe")
    assert (found["epochs"], found["updates"]) == (5, 15)
    assert (found["task"], found["targets"]) == ("regression", ["y1", "y2"])
    np.testing.assert_array_equal(found["layers"][1]["weight"], one.weights()[1]["weight"])
    assert found["layers"][2] == {"name": "dropout", "rate": 0.2}


def test_what_leaves_is_a_copy():
    one = regression()
    trained = Trained.of(one)
    before = trained.layers[1].arrays["weight"].copy()
    one.run(updates=5)
    np.testing.assert_array_equal(trained.layers[1].arrays["weight"], before)
    assert [layer.name for layer in trained.layers] == [
        "batch_norm_0",
        "dense_0",
        "dense_1",
        "batch_norm_1",
        "dense_2",
    ]


def test_an_unknown_suffix_lists_the_known_ones(tmp_path):
    for name in ("a.xyz", "a", "a.npz.bak"):
        with pytest.raises(FileError, match="no export format") as caught:
            exporter_for(tmp_path / name)
        assert all(suffix in caught.value.hint for suffix in exporters())
    assert exporter_for(tmp_path / "A.NPZ").suffix == ".npz"


def test_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(FileError, match="does not exist"):
        exporter_for(tmp_path / "nosuch" / "a.npz")


def test_an_untrained_network_leaves_with_its_start():
    made = project([dense(1)], weights=[{"weight": [[1], [2]], "bias": [3]}])
    layers, *_ = read_npz(exporters()[".npz"].content(Trained.of(trainer_of(made))))
    assert layers[0][1]["weight"].tolist() == [[1], [2]]
