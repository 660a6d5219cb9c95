"""Importers: weights named in any convention come out in one form, and predict the same."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.components.activations import ACTIVATIONS, Linear, Relu, Softmax, Tanh
from core.components.losses import LOSSES
from core.data.dataset import Scaling, load_dataset
from core.documents.project_file import save_json
from core.errors import DataError, FileError, UserError
from core.formats.exporters import exporters
from core.formats.importers import can_turn, importers, read_weights, turned
from core.formats.weights.fitting import applied, built, fit, rescaled
from core.run.trained import trained_of
from tests.amount import some
from tests.nets import dense, points, project, trainer, trainer_of
from tests.training.independent import softmax

RNG = np.random.default_rng(7)
#: three layers of different sizes, and of one size, where the shapes give no clue
SIZES = [(3, 5), (5, 4), (4, 2)]
SQUARE = [(3, 3), (3, 3), (3, 3)]
OWN = [".json", ".npz", ".safetensors", ".zip"]


def network(sizes=SIZES):
    """Weights (inputs, units) and biases."""
    return [(RNG.normal(size=size), RNG.normal(size=size[1])) for size in sizes]


def forward(layers, x, hidden=np.tanh, last=lambda z: z):
    """The plain forward pass of a network."""
    for i, (weight, bias) in enumerate(layers):
        z = x @ weight + bias
        x = last(z) if i == len(layers) - 1 else hidden(z)
    return x


def data(inputs=3, outputs=2, kind="numbers", **fields):
    made = project([dense(outputs)], data={"source": points(9, inputs, outputs, kind), **fields})
    return made, load_dataset(made.data, made.data_seed())


def predicted(imported, made, dataset):
    return trainer_of(built(imported, made, dataset)).predict(dataset.train.raw_inputs)


def same_weights(imported, layers):
    assert [layer.kind for layer in imported.layers] == ["dense"] * len(layers)
    for layer, (weight, bias) in zip(imported.layers, layers, strict=True):
        np.testing.assert_array_equal(layer.weight, weight)
        assert layer.bias is None if bias is None else np.array_equal(layer.bias, bias)


def write_npz(folder, arrays):
    np.savez(folder / "w.npz", **arrays)
    return folder / "w.npz"


def write_json(folder, arrays):
    (folder / "w.json").write_text(
        json.dumps({k: np.asarray(v).tolist() for k, v in arrays.items()})
    )
    return folder / "w.json"


def write_safetensors(folder, arrays):
    from safetensors.numpy import save_file

    save_file({k: np.ascontiguousarray(v) for k, v in arrays.items()}, folder / "w.safetensors")
    return folder / "w.safetensors"


def write_csv_zip(folder, arrays):
    with zipfile.ZipFile(folder / "w.zip", "w") as archive:
        for key, array in arrays.items():
            rows = (",".join(repr(float(v)) for v in row) for row in np.atleast_2d(array))
            archive.writestr(f"{key}.csv", "\n".join(rows) + "\n")
    return folder / "w.zip"


WRITERS = [write_npz, write_json, write_safetensors, write_csv_zip]

#: how names are made from a layer's number, and whether matrices are (outputs, inputs)
CONVENTIONS = {
    "Backstep": ("dense_{}/weight", "dense_{}/bias", False),
    "Backstep, flat": ("dense_{}_weight", "dense_{}_bias", False),
    "PyTorch Sequential": ("{}.weight", "{}.bias", True),
    "PyTorch nested": ("layers.{}.weight", "layers.{}.bias", True),
    "PyTorch named": ("fc{}.weight", "fc{}.bias", True),
    "Keras 2": ("dense_{}/kernel:0", "dense_{}/bias:0", False),
    "Keras 3": ("layers/dense_{}/vars/0", "layers/dense_{}/vars/1", False),
    "scikit-learn": ("coefs_{}", "intercepts_{}", False),
    "by hand": ("W{}", "b{}", False),
}


def named(layers, convention):
    weight_name, bias_name, transposed = CONVENTIONS[convention]
    arrays = {}
    for i, (weight, bias) in enumerate(layers):
        arrays[weight_name.format(i)] = weight.T if transposed else weight
        arrays[bias_name.format(i)] = bias
    return arrays


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("sizes", [SIZES, SQUARE])
def test_everyones_names_in_every_format(tmp_path, write, convention, sizes):
    if write is write_csv_zip and ":" in CONVENTIONS[convention][0]:
        pytest.skip("a colon is no part of a file's name")
    layers = network(sizes)
    imported = read_weights(write(tmp_path, named(layers, convention)))
    same_weights(imported, layers)
    assert all(layer.turned == CONVENTIONS[convention][2] for layer in imported.layers)
    made, dataset = data(3, sizes[-1][1])
    np.testing.assert_allclose(
        predicted(imported, made, dataset),
        forward(layers, dataset.train.inputs),
        rtol=1e-12,
        atol=1e-12,
    )


@pytest.mark.parametrize("write", [write_npz, write_json, write_safetensors])
@pytest.mark.parametrize("convention", ["PyTorch Sequential", "Keras 3", "scikit-learn", "by hand"])
def test_layer_10_comes_after_layer_2(tmp_path, write, convention):
    layers = network([(2, 2)] * 12)
    shuffled = dict(sorted(named(layers, convention).items()))
    same_weights(read_weights(write(tmp_path, shuffled)), layers)


def test_keras_counts_from_a_layer_without_number(tmp_path):
    layers = network(SQUARE)
    names = ["dense_2", "dense", "dense_1"]
    arrays = {}
    for name, (weight, bias) in zip(names, [layers[2], *layers[:2]], strict=True):
        arrays |= {f"sequential/{name}/kernel:0": weight, f"sequential/{name}/bias:0": bias}
    imported = read_weights(write_npz(tmp_path, arrays))
    same_weights(imported, layers)
    assert imported.source == "Keras"


def test_bare_lists_of_arrays(tmp_path):
    layers = network()
    flat = [array for layer in layers for array in layer]
    np.savez(tmp_path / "w.npz", *flat)
    same_weights(read_weights(tmp_path / "w.npz"), layers)
    (tmp_path / "w.json").write_text(json.dumps([array.tolist() for array in flat]))
    same_weights(read_weights(tmp_path / "w.json"), layers)
    pairs = [[weight.tolist(), bias.tolist()] for weight, bias in layers]
    (tmp_path / "pairs.json").write_text(json.dumps(pairs))
    same_weights(read_weights(tmp_path / "pairs.json"), layers)
    np.savez(tmp_path / "one.npz", some_matrix=layers[0][0])
    same_weights(read_weights(tmp_path / "one.npz"), [(layers[0][0], None)])


def test_names_that_only_the_shapes_put_in_order(tmp_path):
    (w0, b0), (w1, b1), (w2, b2) = network()
    arrays = {"body.weight": w1.T, "body.bias": b1, "head.weight": w2.T, "head.bias": b2}
    arrays |= {"stem.weight": w0.T, "stem.bias": b0}
    imported = read_weights(write_safetensors(tmp_path, arrays))
    same_weights(imported, [(w0, b0), (w1, b1), (w2, b2)])
    assert "stem → body → head" in imported.notices[0]


def test_an_output_layer_beside_numbered_ones(tmp_path):
    layers = network(SQUARE)
    arrays = {}
    for name, (weight, bias) in zip(["lin1", "lin2", "final"], layers, strict=True):
        arrays |= {f"{name}.weight": weight.T, f"{name}.bias": bias}
    imported = read_weights(write_npz(tmp_path, arrays))
    same_weights(imported, layers)
    assert any("in the order" in notice for notice in imported.notices)


#: as the README has it
RECIPE = """
arrays = {f"{n}_{i}": a for n in ("coefs", "intercepts") for i, a in enumerate(getattr(mlp, f"{n}_"))}
classes = np.array(getattr(mlp, "classes_", []), dtype=str)
np.savez("mlp.npz", activation=mlp.activation, out_activation=mlp.out_activation_, classes=classes, **arrays)
"""  # noqa: E501


@pytest.mark.parametrize("classes", [{}, {"classes_": np.array([0, 7], dtype=object)}])
def test_scikit_learn_in_three_lines(tmp_path, monkeypatch, classes):
    layers = network()
    mlp = SimpleNamespace(
        coefs_=[weight for weight, _ in layers],
        intercepts_=[bias for _, bias in layers],
        activation="relu",
        out_activation_="softmax",
        **classes,
    )
    monkeypatch.chdir(tmp_path)
    exec(RECIPE, {"mlp": mlp, "np": np})
    imported = read_weights(tmp_path / "mlp.npz")
    assert imported.source == "scikit-learn"
    assert imported.classes == (("0", "7") if classes else ())
    assert [layer.activation for layer in imported.layers] == [Relu(), Relu(), Softmax()]
    made, dataset = data(kind="one_hot")
    made = replace(made, loss=LOSSES.named("binary_cross_entropy")())  # not for softmax
    expected = forward(layers, dataset.train.inputs, lambda z: np.maximum(z, 0), softmax)
    one = built(imported, made, dataset)
    np.testing.assert_allclose(predicted(imported, made, dataset), expected, atol=1e-12)
    assert one.loss.name == "categorical_cross_entropy"


def test_scikit_learns_names_of_activations(tmp_path):
    for theirs, ours in (("logistic", "sigmoid"), ("identity", "linear"), ("tanh", "tanh")):
        np.savez(tmp_path / "a.npz", activation=theirs, out_activation=theirs, coefs_0=np.eye(2))
        assert read_weights(tmp_path / "a.npz").layers[0].activation.name == ours
    np.savez(tmp_path / "a.npz", out_activation="swoosh", coefs_0=np.eye(2))
    with pytest.raises(FileError, match="swoosh"):
        read_weights(tmp_path / "a.npz")


def test_what_is_no_weight_is_left_aside_and_said(tmp_path):
    arrays = named(network(), "PyTorch named") | {"note": np.array("x"), "history": np.ones(9)}
    imported = read_weights(write_npz(tmp_path, arrays))
    assert "Left aside: note, history." in imported.notices


# ---------------------------------------------------------------------- batch normalization


def normalization(units):
    return {
        "scale": RNG.normal(size=units),
        "shift": RNG.normal(size=units),
        "running_mean": RNG.normal(size=units),
        "running_variance": RNG.uniform(0.5, 2, size=units),
    }


def through(norm, x, epsilon):
    normal = (x - norm["running_mean"]) / np.sqrt(norm["running_variance"] + epsilon)
    return normal * norm["scale"] + norm["shift"]


@pytest.mark.parametrize("ordered", ["numbers", "names", "sorted names"])
def test_batch_normalization_of_pytorch(tmp_path, ordered):
    layers, norm = network(), normalization(5)
    names = {"numbers": ("0", "1", "3", "6")}.get(ordered, ("fc1", "bn1", "fc2", "fc3"))
    arrays = {f"{names[0]}.weight": layers[0][0].T, f"{names[0]}.bias": layers[0][1]}
    torch_names = ("weight", "bias", "running_mean", "running_var")
    for theirs, array in zip(torch_names, norm.values(), strict=True):
        arrays[f"{names[1]}.{theirs}"] = array
    arrays[f"{names[1]}.num_batches_tracked"] = np.array(7)
    for name, (weight, bias) in zip(names[2:], layers[1:], strict=True):
        arrays |= {f"{name}.weight": weight.T, f"{name}.bias": bias}
    write = write_safetensors if ordered == "sorted names" else write_npz
    imported = read_weights(write(tmp_path, arrays))
    assert [layer.kind for layer in imported.layers] == ["dense", "batch_norm", "dense", "dense"]
    for name, array in norm.items():
        np.testing.assert_array_equal(imported.layers[1].arrays()[name], array)
    made, dataset = data()
    x = dataset.train.inputs
    x = np.tanh(through(norm, x @ layers[0][0] + layers[0][1], 1e-5))
    np.testing.assert_allclose(
        predicted(imported, made, dataset), forward(layers[1:], x), rtol=1e-12, atol=1e-12
    )


def test_batch_normalization_of_keras(tmp_path):
    layers, norm = network(), normalization(5)
    kept = dict(
        zip(("gamma", "beta", "moving_mean", "moving_variance"), norm.values(), strict=True)
    )
    arrays = {f"batch_normalization/{key}:0": array for key, array in kept.items()}
    for i, (weight, bias) in enumerate(layers):
        arrays |= {f"dense_{i}/kernel:0": weight, f"dense_{i}/bias:0": bias}
    imported = read_weights(write_safetensors(tmp_path, arrays))
    assert [layer.kind for layer in imported.layers] == ["dense", "batch_norm", "dense", "dense"]
    assert imported.layers[1].epsilon == 1e-3
    values = [*layers[0], *norm.values(), *layers[1], *layers[2]]
    np.savez(tmp_path / "list.npz", *values)  # what get_weights() gives
    other = read_weights(tmp_path / "list.npz")
    assert [layer.kind for layer in other.layers] == ["dense", "batch_norm", "dense", "dense"]
    np.testing.assert_array_equal(other.layers[1].running_variance, norm["running_variance"])


def test_a_negative_variance_is_refused(tmp_path):
    norm = normalization(3) | {"running_variance": np.array([1.0, -1.0, 1.0])}
    arrays = {f"batch_norm_0/{key}": array for key, array in norm.items()}
    arrays |= named(network(SQUARE), "Backstep")
    with pytest.raises(FileError, match="negative variance"):
        read_weights(write_npz(tmp_path, arrays))


# ---------------------------------------------------------------------- orientation


def test_shapes_overrule_names_and_it_is_said(tmp_path):
    layers = network()
    wrong = {key: array.T for key, array in named(layers, "PyTorch named").items()}
    imported = read_weights(write_npz(tmp_path, wrong))
    same_weights(imported, layers)
    assert "the shapes fit only that way" in imported.notices[0]
    assert not can_turn(imported)
    with pytest.raises(FileError, match="turned"):
        turned(imported)


def test_square_matrices_can_be_turned(tmp_path):
    layers = network(SQUARE)
    imported = read_weights(write_npz(tmp_path, named(layers, "PyTorch named")))
    same_weights(imported, layers)
    assert "fit both ways" in imported.notices[0] and can_turn(imported)
    other = turned(imported)
    same_weights(other, [(weight.T, bias) for weight, bias in layers])
    assert not any(layer.turned for layer in other.layers)
    same_weights(turned(other), layers)


def test_a_bias_decides_for_a_single_layer(tmp_path):
    weight, bias = RNG.normal(size=(3, 5)), RNG.normal(size=5)
    for array in (weight, weight.T):
        for names in (("weight", "bias"), ("kernel", "bias"), ("W1", "b1")):
            path = write_npz(tmp_path, dict(zip(names, (array, bias), strict=True)))
            same_weights(read_weights(path), [(weight, bias)])


def test_shapes_that_fit_nowhere(tmp_path):
    arrays = {"0.weight": np.ones((5, 3)), "2.weight": np.ones((2, 4))}
    with pytest.raises(FileError, match=r"2 has 4 inputs, the layer before it 5 neurons"):
        read_weights(write_npz(tmp_path, arrays))


@pytest.mark.parametrize(
    ("arrays", "word"),
    [
        ({"conv1.weight": np.ones((8, 3, 3, 3)), "conv1.bias": np.ones(8)}, "conv1"),
        ({"norm.weight": np.ones(3), "norm.bias": np.ones(3)}, "norm"),
        ({"rnn.weight_ih_l0": np.ones((4, 4)), "fc.weight": np.ones((4, 4))}, "rnn.weight_ih_l0"),
        ({"0.weight": np.array([[1.0, np.nan]])}, "not finite"),
        ({"0.weight": np.array([[1.0, np.inf]])}, "not finite"),
        ({"0.bias": np.ones(3)}, "0"),
        ({"0.weight": np.ones((0, 3))}, "shape"),
        ({"a/weight": np.eye(2), "a.weight": np.eye(2)}, "two arrays"),
        ({"history": np.ones(3)}, "vector"),
        ({"text": np.array("x")}, "array"),
    ],
)
def test_what_is_no_network_is_refused_in_words(tmp_path, arrays, word):
    with pytest.raises(FileError, match=word) as caught:
        read_weights(write_npz(tmp_path, arrays))
    assert caught.value.hint


# ---------------------------------------------------------------------- CSV


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3\n4,5,6.5\n",
        "a,b,c\n1,2,3\n4,5,6.5",
        "1;2;3\r\n4;5;6,5\r\n",
        "1\t2\t3\n4\t5\t6.5\n",
        "# weights\n1 2  3\n\n4 5 6.5\n",
        '\ufeff"1","2","3"\n"4","5","6.5"\n',
    ],
)
def test_a_single_matrix_as_csv(tmp_path, text):
    (tmp_path / "w.csv").write_text(text, encoding="utf-8", newline="")
    imported = read_weights(tmp_path / "w.csv")
    same_weights(imported, [(np.array([[1, 2, 3], [4, 5, 6.5]]), None)])
    assert can_turn(imported) and turned(imported).inputs == 3


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1,2\n3\n", "line 2 has 1 number, the first row 2"),
        ("1,2\n3,x\n", "line 2: a cell is not a number"),
        ("a,b\n", "no numbers"),
        ("1,nan\n", "not finite"),
        ("1," * 4_100_000 + "1", "too large"),
    ],
)
def test_csv_that_is_no_matrix(tmp_path, text, word):
    (tmp_path / "w.csv").write_text(text)
    with pytest.raises(FileError, match=word):
        read_weights(tmp_path / "w.csv")


def test_a_zip_with_a_folder_around_its_tables(tmp_path):
    layers = network()
    for name in ("Backstep", "PyTorch named"):
        arrays = {f"my net/{key}": array for key, array in named(layers, name).items()}
        same_weights(read_weights(write_csv_zip(tmp_path, arrays)), layers)


# ---------------------------------------------------------------------- Backstep's own


def whole_network(scaling="standard"):
    source = points(12, 2, 2)
    source["targets"] = [[1000 + 50 * a, 0.01 * b] for a, b in source["targets"]]
    one = trainer(
        [
            {"name": "batch_norm"},
            dense(4, {"name": "leaky_relu", "slope": 0.3}),
            {"name": "dropout"},
            dense(3, "elu", bias=False),
            {"name": "batch_norm", "epsilon": 0.01},
            dense(2),
        ],
        data={"source": source, "features": ["x1", "x2", "x1*x2"], "scaling": scaling},
        optimizer="adam",
    )
    one.run(epochs=5)
    return one


@pytest.mark.parametrize("suffix", OWN)
def test_what_backstep_exports_comes_back_the_same(tmp_path, suffix):
    one = whole_network()
    path = tmp_path / f"net{suffix}"
    path.write_bytes(exporters()[suffix].content(trained_of(one)))
    imported = read_weights(path)
    assert imported.source == "Backstep"
    comparison = fit(imported, one.project, one.dataset)
    assert comparison.fits and comparison.notices == ()
    assert len(comparison.rows) == 4 + 2 + 1 + 4 + 2
    raw = RNG.normal(size=(7, 2))
    again = trainer_of(applied(imported, one.project))
    np.testing.assert_array_equal(again.predict(raw), one.predict(raw))
    assert [layer.activation for layer in imported.layers if layer.kind == "dense"] == [
        layer.activation for layer in one.project.layers if layer.name == "dense"
    ]
    assert (imported.layers[0].epsilon, imported.layers[3].epsilon) == (1e-5, 0.01)
    np.testing.assert_array_equal(imported.input_scaling.factor, one.dataset.input_scaling.factor)
    assert imported.features == ("x1", "x2", "x1*x2")
    assert "dropout_0" in imported.notices[0]


def test_projects_and_the_command_lines_weights(tmp_path):
    layers = network()
    weights = [{"weight": w.tolist(), "bias": b.tolist()} for w, b in layers]
    made = project(
        [dense(5, "relu"), {"name": "dropout"}, dense(4, "sine"), dense(2)],
        data=points(5, 3, 2),
        weights=weights,
    )
    save_json(tmp_path / "p.json", made)
    imported = read_weights(tmp_path / "p.json")
    same_weights(imported, layers)
    assert [layer.activation.name for layer in imported.layers] == ["relu", "sine", "linear"]
    for content in ({"epochs": 3, "weights": weights}, weights):
        (tmp_path / "w.json").write_text(json.dumps(content))
        same_weights(read_weights(tmp_path / "w.json"), layers)


@pytest.mark.parametrize(
    "content",
    [
        {"format": "backstep-project", "layers": [dense(1)]},
        {"layers": [dense(1)], "weights": []},
        {"layers": [dense(1)], "weights": [{"weight": [[1]]}, {"weight": [[1]]}]},
        {"layers": [{"name": "swoosh"}], "weights": [{"weight": [[1]]}]},
        {"layers": [{**dense(1), "weight": [[1], ["x"]]}]},
        {"layers": [{**dense(1), "weight": [[1], [2, 3]]}]},
        {"layers": [{**dense(1), "weight": [[None]]}]},
        {"layers": [5]},
        {"a": "b"},
        {},
        [],
        5,
    ],
)
def test_json_without_weights(tmp_path, content):
    (tmp_path / "w.json").write_text(json.dumps(content))
    with pytest.raises(FileError) as caught:
        read_weights(tmp_path / "w.json")
    assert "w.json" in caught.value.message and caught.value.hint


# ---------------------------------------------------------------------- fitting


def test_a_comparison_names_what_does_not_fit(tmp_path):
    imported = read_weights(write_npz(tmp_path, named(network(), "Backstep")))
    _, dataset = data()
    made = project([dense(5, "relu"), dense(6, bias=False), dense(2)], data=points(9, 3, 2))
    found = fit(imported, made, dataset)
    assert not found.fits
    assert [(row.name, row.file, row.project, row.ok) for row in found.rows] == [
        ("dense_0: weight", (3, 5), (3, 5), True),
        ("dense_0: bias", (5,), (5,), True),
        ("dense_1: weight", (5, 4), (5, 6), False),
        ("dense_1: bias", (4,), None, False),
        ("dense_2: weight", (4, 2), (6, 2), False),
        ("dense_2: bias", (2,), (2,), True),
    ]
    with pytest.raises(UserError):
        trainer_of(applied(imported, made))


def test_a_bias_that_only_the_project_has(tmp_path):
    imported = read_weights(write_npz(tmp_path, {"W1": np.ones((3, 4)), "W2": np.ones((4, 2))}))
    _, dataset = data()
    made = project([dense(4), dense(2)], data=points(9, 3, 2))
    rows = fit(imported, made, dataset).rows
    assert [(row.file, row.project) for row in rows] == [
        ((3, 4), (3, 4)),
        (None, (4,)),
        ((4, 2), (4, 2)),
        (None, (2,)),
    ]


def test_layers_are_not_built_for_other_data(tmp_path):
    imported = read_weights(write_npz(tmp_path, named(network(), "Backstep")))
    for inputs, outputs, word in ((2, 2, "3 inputs"), (3, 1, "2 outputs")):
        made, dataset = data(inputs, outputs)
        with pytest.raises(DataError, match=word):
            built(imported, made, dataset)


def test_built_layers_keep_the_projects_output_and_the_rest(tmp_path):
    imported = read_weights(write_npz(tmp_path, named(network(), "Backstep")))
    made = project(
        [dense(2, "softmax")],
        data=points(9, 3, 2, "one_hot"),
        loss="categorical_cross_entropy",
        optimizer="adam",
    )
    dataset = load_dataset(made.data, made.data_seed())
    one = built(imported, made, dataset)
    assert [layer.activation for layer in one.layers] == [Tanh(), Tanh(), Softmax()]
    assert [layer.units for layer in one.layers] == [5, 4, 2]
    assert (one.loss, one.optimizer, one.data) == (made.loss, made.optimizer, made.data)
    trainer_of(one).run(epochs=2)


def test_what_differs_beside_the_shapes_is_said(tmp_path):
    arrays = named(network(), "scikit-learn") | {
        "activation": np.array("relu"),
        "out_activation": np.array("identity"),
        "classes": np.array(["b", "a"]),
        "inputs/offset": np.zeros(3),
        "inputs/factor": np.array([1.0, 2.0, 3.0]),
        "targets/offset": np.ones(2),
        "targets/factor": np.ones(2),
    }
    imported = read_weights(write_npz(tmp_path, arrays))
    made = project([dense(5, "tanh"), dense(4, "relu"), dense(2)], data=points(9, 3, 2, "one_hot"))
    dataset = load_dataset(made.data, made.data_seed())
    found = fit(imported, made, dataset)
    assert found.fits
    words = ("ReLU in the file, tanh in the project", "scales its inputs", "scales its targets")
    for word in (*words, "in the file: b, a."):
        assert sum(word in notice for notice in found.notices) == 1, (word, found.notices)
    bare = read_weights(write_npz(tmp_path, named(network(), "Backstep")))
    (notice,) = fit(bare, made, dataset).notices
    assert "tanh" in notice


@settings(max_examples=some(30), deadline=None)
@given(
    scaling=st.sampled_from(["none", "standard", "min_max"]),
    bias=st.booleans(),
    first=st.booleans(),
    seed=st.integers(0, 99),
)
def test_another_scaling_goes_into_the_weights(scaling, bias, first, seed):
    rng = np.random.default_rng(seed)
    layers = [{"name": "batch_norm"}] * first + [dense(4, "tanh", bias=bias), dense(2, bias=bias)]
    source = points(8, 3, 2, seed=seed)
    source["inputs"] = [[a, b, 2.5] for a, b, _ in source["inputs"]]  # a constant column
    theirs = trainer(layers, data={"source": source, "scaling": "standard", "test_share": 0.0})
    theirs.run(epochs=2)
    mine = project([dense(2)], data={"source": source, "scaling": scaling, "test_share": 0.0})
    dataset = load_dataset(mine.data, mine.data_seed())
    content = exporters()[".npz"].content(trained_of(theirs))
    imported = rescaled(importers()[".npz"].imported(content, "a"), dataset)
    raw = rng.normal(size=(6, 3))
    raw[:, 2] = 2.5
    np.testing.assert_allclose(
        trainer_of(built(imported, mine, dataset)).predict(raw),
        theirs.predict(raw),
        rtol=1e-9,
        atol=1e-9,
    )
    assert np.array_equal(imported.input_scaling.factor, dataset.input_scaling.factor)


def test_targets_behind_an_activation_keep_their_scaling(tmp_path):
    imported = read_weights(write_npz(tmp_path, named(network(), "Backstep")))
    last = replace(imported.layers[-1], activation=ACTIVATIONS.named("tanh")())
    scaled = replace(
        imported,
        layers=(*imported.layers[:-1], last),
        target_scaling=Scaling(np.ones(2), np.full(2, 3.0)),
    )
    _, dataset = data()
    kept = rescaled(scaled, dataset)
    assert kept.target_scaling is scaled.target_scaling and "activation" in kept.notices[-1]
    linear = replace(scaled, layers=(*imported.layers[:-1], replace(last, activation=Linear())))
    assert rescaled(linear, dataset).target_scaling is dataset.target_scaling


# ---------------------------------------------------------------------- files


def test_unknown_suffixes_and_missing_files(tmp_path):
    for name in ("a.pt", "a.h5", "a.keras", "a.pkl", "a"):
        with pytest.raises(FileError) as caught:
            read_weights(tmp_path / name)
        assert all(suffix in caught.value.hint for suffix in importers())
    with pytest.raises(FileError, match="does not exist"):
        read_weights(tmp_path / "a.npz")
    (tmp_path / "b.npz").mkdir()
    with pytest.raises(FileError, match="folder"):
        read_weights(tmp_path / "b.npz")


def test_every_format_says_what_it_is():
    tables = {".npz", ".npy", ".json", ".csv", ".txt", ".zip"}
    assert set(importers()) == {*tables, ".safetensors", ".onnx"}
    for suffix, importer in importers().items():
        assert importer.suffix == suffix and importer.label and importer.description
        assert type(importer).__doc__


def test_the_recipe_of_the_readme_runs(tmp_path, monkeypatch):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    recipe = readme.split("In, from scikit-learn")[1].split("```python")[1].split("```")[0]
    layers = network()
    mlp = SimpleNamespace(
        coefs_=[weight for weight, _ in layers],
        intercepts_=[bias for _, bias in layers],
        activation="tanh",
        out_activation_="identity",
    )
    monkeypatch.chdir(tmp_path)
    exec(recipe, {"mlp": mlp, "np": np})
    imported = read_weights(tmp_path / "mlp.npz")
    assert imported.source == "scikit-learn" and len(imported.layers) == len(layers)
    np.testing.assert_array_equal(imported.layers[0].weight, layers[0][0])
