"""Exporters: what is exported gives the same predictions in plain NumPy."""

import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings

from core.errors import FileError
from core.formats.checking.verification import ReadBack, compare, tolerance
from core.formats.exporters import export, exporter_for, exporters, verify
from core.project import Project
from core.run.trained import trained_of
from tests.amount import few, some
from tests.components.test_activations import SMOOTH
from tests.formats.trained import agree, at_other_inputs, classes, regression, trained_networks
from tests.nets import dense, project, trainer_of
from tests.training.independent import softmax

EVERY = pytest.mark.parametrize("suffix", few(sorted(exporters()), 5))


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
    layers, scaling, features, _ = READERS[suffix](exporters()[suffix].content(trained_of(one)))
    raw = np.random.default_rng(4).normal(size=(9, 2))
    np.testing.assert_allclose(
        recomputed(layers, scaling, raw, features), one.predict(raw), rtol=1e-12, atol=1e-12
    )


@EVERY
@pytest.mark.parametrize("made", [regression, classes, lambda: regression("float32")])
def test_every_format_is_checked(tmp_path, suffix, made):
    one = made()
    found = export(trained_of(one), tmp_path / f"a{suffix}")
    outputs = one.figures.outputs()
    assert found.samples == len(outputs)
    assert found.size == pytest.approx(np.abs(outputs).max())
    precise = one.project.training.precision == "float64"
    assert found.largest <= (1e-12 if precise else 1e-6) * found.size
    assert found.how


#: the scripts have tests of their own: a process for every example would take too long
ARRAYS = [s for s in sorted(exporters()) if not s.endswith(".py")]


@pytest.mark.parametrize("suffix", few(ARRAYS, 4))
@settings(max_examples=some(25), deadline=None)
@given(made=trained_networks())
def test_any_network_at_inputs_it_has_not_seen(tmp_path_factory, suffix, made):
    one, raw = made
    trained = at_other_inputs(one, raw)
    exporter = exporters()[suffix]
    path = tmp_path_factory.mktemp("out") / f"a{suffix}"
    path.write_bytes(exporter.content(trained))
    found = exporter.read_back(path, trained).outputs
    agree(found, trained.predictions, trained.precision, trained.tolerance())


@pytest.mark.long
@pytest.mark.parametrize("suffix", sorted(exporters()))
@settings(max_examples=150, deadline=None)
@given(made=trained_networks())
def test_many_networks_are_exported(tmp_path_factory, suffix, made):
    found = export(trained_of(made[0]), tmp_path_factory.mktemp("out") / f"a{suffix}")
    assert "drifts" not in found.how


@EVERY
def test_every_format_writes_a_file_and_the_same_bytes_twice(tmp_path, suffix):
    one = regression()
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    export(trained_of(one), first)
    export(trained_of(one), second)
    assert first.read_bytes() == second.read_bytes() != b""
    one.run(updates=1)
    export(trained_of(one), second)
    assert first.read_bytes() != second.read_bytes()


@EVERY
def test_float32(suffix):
    content = exporters()[suffix].content(trained_of(regression("float32")))
    if suffix == ".npz":
        assert read_npz(content)[3]["dense_0/weight"].dtype == np.float32


def test_npz_opens_without_pickles_and_holds_names():
    one = regression()
    content = exporters()[".npz"].content(trained_of(one))
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
    found = json.loads(exporters()[".json"].content(trained_of(one)))
    assert (found["format"], found["version"], found["name"]) == ("backstep-weights", 1, "Größe")
    assert (found["epochs"], found["updates"]) == (5, 15)
    assert (found["task"], found["targets"]) == ("regression", ["y1", "y2"])
    np.testing.assert_array_equal(found["layers"][1]["weight"], one.weights()[1]["weight"])
    assert found["layers"][2] == {"name": "dropout", "rate": 0.2}


def test_what_leaves_is_a_copy():
    one = regression()
    trained = trained_of(one)
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
    layers, *_ = read_npz(exporters()[".npz"].content(trained_of(trainer_of(made))))
    assert layers[0][1]["weight"].tolist() == [[1], [2]]


def test_the_longest_suffix_counts(tmp_path):
    for name, suffix in (
        ("net.py", ".py"),
        ("net.torch.py", ".torch.py"),
        ("a.b.TORCH.py", ".torch.py"),
        ("torch.py", ".py"),
        ("my_torch.py", ".py"),
        ("net.npz.json", ".json"),
    ):
        assert exporter_for(tmp_path / name).suffix == suffix
    for name in (".npz", ".torch.py"):
        if name == ".npz":
            with pytest.raises(FileError, match="no export format"):
                exporter_for(tmp_path / name)


def test_arrays_come_first_in_menus():
    assert next(iter(exporters())) == ".npz"


# ---------------------------------------------------------------- verification


#: a model card holds no weights: its figures are checked in a test of its own
@pytest.mark.parametrize("suffix", [s for s in sorted(exporters()) if s != ".md"])
@pytest.mark.parametrize("part", few(["weight", "bias"], 1))
def test_a_weight_that_is_wrong_is_found_and_nothing_is_written(tmp_path, suffix, part):
    """The file holds a different network from the one whose predictions it is compared with."""
    trained, wrong = trained_of(classes()), trained_of(classes())
    wrong.layers[1].arrays[part].flat[0] += 1e-8
    exporter = exporters()[suffix]
    files = {f"a{s}": content for s, content in exporter.companions(wrong).items()}
    files[f"a{suffix}"] = exporter.content(wrong)
    with pytest.raises(FileError, match=r"off by up to|its own check failed"):
        verify(trained, exporter, files)


def test_an_old_file_outlives_an_export_that_is_wrong(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    path.write_bytes(b"old")
    exporter = type(exporters()[".npz"])
    monkeypatch.setattr(
        exporter,
        "read_back",
        lambda self, path, trained: ReadBack(trained.predictions + 1e-6, "read by a test"),
    )
    with pytest.raises(FileError, match="off by up to 1e-06") as caught:
        export(trained_of(classes()), path)
    assert "read by a test" in caught.value.message and "nothing was written" in caught.value.hint
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.npz"]


def test_companions_are_written_beside(tmp_path):
    export(trained_of(classes()), tmp_path / "my.net.torch.py")
    names = sorted(item.name for item in tmp_path.iterdir())
    assert names == ["my.net.safetensors", "my.net.torch.py"]


def test_an_export_whose_companion_cannot_be_written_writes_nothing(tmp_path):
    (tmp_path / "a.safetensors").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        export(trained_of(classes()), tmp_path / "a.torch.py")
    assert [item.name for item in tmp_path.iterdir()] == ["a.safetensors"]


EXPECTED = np.array([[1.0, 1000.0], [2.0, -500.0]])


def test_compare_says_on_how_many_and_how_far():
    found = compare(
        "a", EXPECTED, ReadBack(np.add(EXPECTED, [[0, 0], [0, 1e-10]]), "so"), np.full(2, 1e-9)
    )
    assert (found.samples, found.size, found.how) == (2, 1000.0, "so")
    assert found.largest == pytest.approx(1e-10, rel=0.01)


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (EXPECTED[:1], "numbers instead of"),
        (EXPECTED * np.nan, "not finite"),
        (np.add(EXPECTED, [[1e-8, 0], [0, 0]]), "off by up to 1e-08"),
    ],
)
def test_compare_refuses(outputs, said):
    with pytest.raises(FileError, match=said):
        compare("a", EXPECTED, ReadBack(outputs, "so"), np.full(2, 1e-9))


def test_outputs_beyond_the_finite_numbers_agree_where_both_are():
    expected = np.array([[np.inf, 1.0]])
    assert compare("a", expected, ReadBack(expected.copy(), "so"), np.zeros(2)).largest == 0.0
    with pytest.raises(FileError, match="not finite"):
        compare("a", expected, ReadBack(np.array([[5.0, 1.0]]), "so"), np.zeros(2))


def test_tolerance_is_relative_to_the_size_and_grows_with_rounding():
    fine = np.array([[1.0, 1e6], [0.5, -1e6]])
    exact = tolerance(fine, fine, "float64")
    np.testing.assert_allclose(exact, [1e-12, 1e-6])
    np.testing.assert_allclose(tolerance(fine, fine, "float32"), [1e-6, 1.0])
    rough = np.add(fine, [[1e-3, 0.0], [0.0, 0.0]])
    assert tolerance(rough, fine, "float32")[0] == pytest.approx(1e-6 + 16e-3)
    assert tolerance(rough, fine, "float64")[0] == pytest.approx(1e-12 + 16e-3 * 2.0**-29)


@pytest.mark.thorough
def test_a_network_that_loses_digits_is_exported_all_the_same(tmp_path):
    """Large weights that cancel: float32 has three digits left, and no format can have more."""
    weights = [
        {"weight": [[3e4, -3e4]], "bias": [1.7e4, 0.3]},
        {"weight": [[7.1e3], [7.1e3]], "bias": [0.0]},
    ]
    source = {"name": "points", "inputs": [[0.1], [0.7], [0.3]], "targets": [[1], [2], [3]]}
    for precision in ("float32", "float64"):
        made = project(
            [dense(2), dense(1)], data=source, weights=weights, training={"precision": precision}
        )
        for suffix in exporters():
            export(trained_of(trainer_of(made)), tmp_path / f"a{suffix}")


@pytest.mark.parametrize("suffix", few([s for s in sorted(exporters()) if s != ".xlsx"], 3))
def test_outputs_beyond_the_finite_numbers(tmp_path, suffix):
    weights = [{"weight": [[1e200]], "bias": [0.0]}, {"weight": [[1e200]], "bias": [0.0]}]
    source = {"name": "points", "inputs": [[0.1], [0.7], [0.0]], "targets": [[1], [2], [3]]}
    for rows in (3, 2):  # with a finite prediction among them, and without
        data = {**source, "inputs": source["inputs"][:rows], "targets": source["targets"][:rows]}
        one = trainer_of(project([dense(1), dense(1)], data=data, weights=weights))
        found = export(trained_of(one), tmp_path / f"a{suffix}")
        assert (found.samples, found.largest, found.size) == (rows, 0.0, 0.0)


def test_within_an_update_the_start_of_it_leaves():
    one = regression()
    expected = one.figures.outputs()
    for _ in range(4):
        one.step_phase()
    trained = trained_of(one)
    np.testing.assert_array_equal(trained.predictions, expected[trained.rows])
    network = trained.plain()
    np.testing.assert_allclose(
        network.predict(trained.samples, np.float64), trained.predictions, rtol=1e-12
    )


# ---------------------------------------------------------------- the formats


def test_csv_opens_as_tables():
    one = regression()
    content = exporters()[".zip"].content(trained_of(one))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        weight = np.loadtxt(archive.open("dense_0/weight.csv"), delimiter=",", ndmin=2)
        inputs = archive.read("inputs.csv").decode().splitlines()
        layers = archive.read("layers.csv").decode().splitlines()
    np.testing.assert_array_equal(weight, one.weights()[1]["weight"])
    assert {"README.txt", "batch_norm_1/running_variance.csv", "classes.csv"} <= names
    assert inputs[0] == "name,offset,factor" and inputs[1].startswith("x₁,")
    assert len(inputs) == 5 and len(layers) == 7


def test_safetensors_has_pytorchs_names_and_shapes(tmp_path):
    from safetensors import safe_open

    one, path = regression(), tmp_path / "a.safetensors"
    export(trained_of(one), path)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        names = set(file.keys())
        weight = file.get_tensor("layers.1.weight")
    np.testing.assert_array_equal(weight.T, one.weights()[1]["weight"])
    assert {"layers.0.running_var", "layers.5.bias", "layers.3.weight"} <= names
    assert "layers.3.bias" not in names
    assert metadata["name"] == "Größe"
    assert json.loads(metadata["shapes"])["layers.1.weight"] == [4, 4]
    assert json.loads(metadata["layers"])[1]["activation"]["name"] == "tanh"
    assert json.loads(metadata["targets.offset"])[0] == pytest.approx(1000, rel=0.1)


def test_every_format_has_a_place_of_its_own_in_the_menu():
    places = [exporter.place for exporter in exporters().values()]
    assert places == sorted(set(places))
