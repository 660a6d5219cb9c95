"""What a file leaves open is asked, where another reading would predict something else."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.errors import FileError
from core.formats.importers import importers
from core.run.weights import reading_of
from tests.nets import dense, points, project, trainer_of

RNG = np.random.default_rng(4)


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def zipped(**arrays):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for key, array in arrays.items():
            text = io.StringIO()
            np.savetxt(text, array, delimiter=",")
            archive.writestr(f"{key}.csv", text.getvalue())
    return buffer.getvalue()


def asked(content, suffix, inputs, outputs, **answers):
    """Return what is asked, and the built network's predictions of some rows if nothing is."""
    source = points(9, inputs, outputs)
    made = project([dense(outputs)], data={"source": source, "test_share": 0.0})
    dataset = load_dataset(made.data, 0)
    imported = importers()[suffix].imported(content, f"a{suffix}")
    found = reading_of(Path(f"a{suffix}"), imported, dataset, made, answers)
    if found.open_questions:
        return [question.name for question in found.open_questions]
    raw = np.array(source["inputs"])
    return raw, trainer_of(found.built).predict(raw)


SQUARE = {"fc1_weight": RNG.normal(size=(2, 2)), "fc1_bias": RNG.normal(size=2)}
PLURAL = {"layer1.weights": RNG.normal(size=(2, 2)), "layer1.biases": RNG.normal(size=2)}


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (npz(**SQUARE), ".npz"),
        (npz(**PLURAL), ".npz"),
        (npz(**{"layer1/weights": SQUARE["fc1_weight"]}), ".npz"),
        (zipped(W1=SQUARE["fc1_weight"], b1=SQUARE["fc1_bias"]), ".zip"),
        (
            json.dumps({"sizes": [2, 2], "weights": [np.eye(2).tolist()], "biases": [[1, 2]]}),
            ".json",
        ),
    ],
    ids=["underscore", "plural", "slash", "csv", "sizes"],
)
def test_square_matrices_without_a_programs_own_names_are_asked_about(content, suffix):
    content = content if isinstance(content, bytes) else content.encode()
    assert asked(content, suffix, 2, 2) == ["matrices"]


def test_vectors_of_one_length_beside_a_list_of_matrices():
    first, last, bias = RNG.normal(size=(2, 2)), RNG.normal(size=(2, 2)), RNG.normal(size=(2, 2))
    told = {"weights": [first.tolist(), last.tolist()], "biases": bias.tolist()}
    answers = {"matrices": "inputs", "hidden": "relu", "output": "linear"}
    raw, found = asked(json.dumps(told).encode(), ".json", 2, 2, **answers)
    expected = np.maximum(raw @ first + bias[0], 0.0) @ last + bias[1]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_the_answer_decides_which_way_round():
    for answer, turned in (("inputs", False), ("units", True)):
        raw, found = asked(npz(**SQUARE), ".npz", 2, 2, matrices=answer)
        weight = SQUARE["fc1_weight"].T if turned else SQUARE["fc1_weight"]
        np.testing.assert_allclose(found, raw @ weight + SQUARE["fc1_bias"], rtol=1e-12)


def test_the_programs_own_names_say_it_and_nothing_is_asked():
    for key in ("fc1.weight", "dense_0/kernel", "coefs_0", "dense_0/weight"):
        assert asked(npz(**{key: np.eye(2)}), ".npz", 2, 2) != ["matrices"]


def test_numbers_that_belong_to_no_layer_are_asked_about():
    weight = RNG.normal(size=(2, 3))
    for name in ("offset", "gain", "x_max", "p_re_lu/alpha", "y_spread"):
        content = npz(**{"fc1.weight": weight, name: np.full(3, 2.0)})
        assert asked(content, ".npz", 3, 2) == ["aside"], name
        _, found = asked(content, ".npz", 3, 2, aside="leave")
        assert found.shape == (9, 2)
    told = {"epoch": 3, "best_loss": 0.1, "train_losses": np.ones(4), "lr": 0.1, "note": "x"}
    assert len(asked(npz(**{"fc1.weight": weight}, **told), ".npz", 3, 2)[0]) == 9


def test_a_scalers_numbers_beside_the_layers_are_its_scaling():
    weight, mean, scale = RNG.normal(size=(3, 2)), np.array([1.0, 2, 3]), np.array([2.0, 4, 8])
    for names in (("mean_", "scale_"), ("scaler_mean", "scaler_scale"), ("mu", "sigma")):
        content = npz(coefs_0=weight, **dict(zip(names, (mean, scale), strict=True)))
        raw, found = asked(content, ".npz", 3, 2, scaling="file")
        np.testing.assert_allclose(found, (raw - mean) / scale @ weight, rtol=1e-12)
    content = npz(coefs_0=weight, y_mean=mean[:2], y_std=scale[:2])
    raw, found = asked(content, ".npz", 3, 2, scaling="file", output="linear")
    np.testing.assert_allclose(found, raw @ weight * scale[:2] + mean[:2], rtol=1e-12)


def test_four_vectors_behind_a_matrix_may_be_three_and_a_bias():
    first, last = RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))
    one, two, mean = RNG.normal(size=(3, 4))
    variance = RNG.uniform(0.5, 2.0, size=4)
    content = npz(**{f"arr_{i}": a for i, a in enumerate((first, one, two, mean, variance, last))})
    answers = {"normalization": "before", "hidden": "relu", "output": "linear"}
    assert asked(content, ".npz", 3, 2, **answers) == ["vectors"]
    for meaning, bias, scale, shift in (
        ("norm", 0.0, one, two),
        ("no_scale", one, 1.0, two),
        ("no_shift", one, two, 0.0),
    ):
        raw, found = asked(content, ".npz", 3, 2, vectors=meaning, **answers)
        z = (raw @ first + bias - mean) / np.sqrt(variance + 1e-3) * scale + shift
        np.testing.assert_allclose(found, np.maximum(z, 0.0) @ last, rtol=1e-9, atol=1e-12)


def test_a_list_in_another_order_than_its_numbers_is_asked_about():
    order = {f"fc{i}.weight": RNG.normal(size=(2, 2)) for i in (3, 1, 2)}
    assert asked(npz(**order), ".npz", 2, 2) == ["order"]
    assert asked(npz(**dict(sorted(order.items()))), ".npz", 2, 2) != ["order"]
    words = ("several", "names", "of", "layers", "in", "no", "order", "at")
    many = {f"{name}.weight": np.eye(2) for name in words}
    assert asked(npz(**many), ".npz", 2, 2) == ["order"]


def matrix(text):
    """The one matrix in a table, or the error that refuses it."""
    try:
        imported = importers()[".csv"].imported(text.encode(), "a.csv")
    except FileError as error:
        return f"{error.message}: {error.hint}"
    return imported.layers[0].weight.tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0,5\t1\n-2\t3", [[0.5, 1], [-2, 3]]),
        ("\u22120.5,1\n2,\u22123", [[-0.5, 1], [2, -3]]),
        ('"1,5";"2"\n"3,25";"4"', [[1.5, 2], [3.25, 4]]),
        (",a,b\n0,1.5,2\n1,3,4", [[1.5, 2], [3, 4]]),
        ("h1,h2\n1,2\n3,4", [[1, 2], [3, 4]]),
        ('"1,5","2"\n"3,5","4"', "line 1: a cell is not a number"),
        ("1.5,x\n2,3", "line 1: a cell is not a number"),
        ("0,1,2\n0.5,0.25,0.75", "counts the columns"),
        ("1.234;5.678\n2.345;6.789", "thousands"),
        ("0,123456\n0,654321", "decimal comma"),
        ("1_000,2", "not a number"),
    ],
)
def test_numbers_in_a_table_are_read_in_one_way_or_refused(text, found):
    read = matrix(text)
    assert found in read if isinstance(found, str) else read == found


def test_layers_without_a_kind_keep_their_activations():
    weight = RNG.normal(size=(3, 2))
    layers = [{"weights": weight.tolist(), "biases": [1, 2], "activation": "tanh"}]
    raw, found = asked(json.dumps({"layers": layers}).encode(), ".json", 3, 2)
    np.testing.assert_allclose(found, np.tanh(raw @ weight + [1, 2]), rtol=1e-12)


def tensorflow(layers, arrays):
    """A TensorFlow.js model of (class, config) and named arrays, and what reads its numbers."""
    told = [{"class_name": kind, "config": config} for kind, config in layers]
    listed = [{"name": k, "shape": list(a.shape), "dtype": "float32"} for k, a in arrays.items()]
    model = {
        "modelTopology": {"model_config": {"config": {"layers": told}}},
        "weightsManifest": [{"paths": ["w.bin"], "weights": listed}],
    }
    content = b"".join(array.astype("<f4").tobytes() for array in arrays.values())
    importer = importers()[".json"]
    return importer.imported_with(json.dumps(model).encode(), "m.json", lambda _: content)


def test_activations_of_tensorflow_js_that_are_layers_of_their_own():
    first, last = np.ones((3, 4)), np.ones((4, 2))
    norm = {f"bn/{key}": np.full(4, 2.0) for key in ("gamma", "beta")}
    norm |= {f"bn/moving_{key}": np.full(4, 3.0) for key in ("mean", "variance")}
    arrays = {"z/kernel": first, **norm, "a/kernel": last}
    read = tensorflow(
        [
            ("InputLayer", {"name": "in"}),
            ("Dense", {"name": "z", "activation": "linear"}),
            ("BatchNormalization", {"name": "bn", "epsilon": 0.1}),
            ("LeakyReLU", {"name": "act", "alpha": 0.2}),
            ("Dropout", {"name": "d", "rate": 0.5}),
            ("Dense", {"name": "a"}),
            ("Softmax", {"name": "s", "axis": -1}),
        ],
        arrays,
    )
    assert [layer.name for layer in read.layers] == ["z", "bn", "a"] and not read.left.order
    dense, between, end = read.layers
    assert (dense.activation.name, dense.activation.slope) == ("leaky_relu", 0.2)
    assert (between.epsilon, between.behind) == (0.1, False)
    assert end.activation.gives_shares


@pytest.mark.parametrize(
    ("kind", "config"),
    [("ReLU", {"max_value": 6.0}), ("Add", {}), ("Rescaling", {"scale": 0.1}), ("Conv2D", {})],
)
def test_layers_of_tensorflow_js_that_nothing_is_like(kind, config):
    layers = [("Dense", {"name": "z"}), (kind, {"name": "x", **config})]
    with pytest.raises(FileError, match=kind):
        tensorflow(layers, {"z/kernel": np.ones((3, 4))})


@pytest.mark.parametrize("packed", [(npz, ".npz"), (zipped, ".zip")])
def test_the_column_of_theta_that_is_the_bias_is_said_and_can_be_the_last(packed):
    pack, suffix = packed
    one, two = RNG.normal(size=(4, 4)), RNG.normal(size=(2, 5))
    content = pack(Theta1=one, Theta2=two)
    activations = {"hidden": "tanh", "output": "linear"}
    raw, found = asked(content, suffix, 3, 2, **activations)
    hidden = np.tanh(one[:, 0] + raw @ one[:, 1:].T)
    np.testing.assert_allclose(found, two[:, 0] + hidden @ two[:, 1:].T, rtol=1e-9)
    raw, found = asked(content, suffix, 3, 2, bias="last", **activations)
    hidden = np.tanh(raw @ one[:, :-1].T + one[:, -1])
    np.testing.assert_allclose(found, hidden @ two[:, :-1].T + two[:, -1], rtol=1e-9)
