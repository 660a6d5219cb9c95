"""What is taken for granted can be had otherwise: every guess is a question with its switch."""

import io
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

import main as program
from core.data.dataset import load_dataset
from core.errors import FileError, ProjectError
from core.formats.importers import importers, turned
from core.run.weights import reading_of
from tests.formats.test_import_asked import asked, npz
from tests.nets import dense, points, project, trainer_of

RNG = np.random.default_rng(6)
#: four inputs, five hidden units, three outputs
W0, B0, W1, W2 = (RNG.normal(size=shape) for shape in ((4, 5), 5, (5, 3), (5, 3)))
PROJECT = Path(__file__).parent.parent / "cases" / "exchange" / "iris-trained.backstep"


def onnx(lines, inputs, outputs):
    """A model of lines `Op in in -> out`, in float64."""
    nodes = []
    for line in lines:
        op, *rest = line.split()
        axis = {"axis": 1} if op in ("Concat", "Softmax", "ArgMax") else {}
        nodes.append(helper.make_node(op, rest[: rest.index("->")], [rest[-1]], **axis))
    used = {name for node in nodes for name in node.input}
    arrays = {"W0": W0, "B0": B0, "W1": W1, "W2": W2}
    kind = TensorProto.DOUBLE
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, kind, ["N", n]) for name, n in inputs.items()],
        [helper.make_tensor_value_info(name, kind, ["N", None]) for name in outputs],
        [numpy_helper.from_array(array, name) for name, array in arrays.items() if name in used],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    return made.SerializeToString()


TRUNK = ["Gemm x W0 B0 -> z", "Relu z -> a"]
ENDS = [*TRUNK, "MatMul a W1 -> y", "Softmax y -> p", "MatMul a W2 -> other", "ArgMax y -> label"]


def answers_of(x):
    a = np.maximum(x @ W0 + B0, 0.0)
    e = np.exp(a @ W1)
    return {"y": a @ W1, "p": e / e.sum(axis=1, keepdims=True), "other": a @ W2}


@pytest.mark.parametrize("taken", ["y", "p", "other"])
def test_any_output_of_a_model_with_several_can_be_taken(taken):
    content = onnx(ENDS, {"x": 4}, ["label", "y", "p", "other"])
    imported = importers()[".onnx"].imported(content, "m.onnx")
    assert list(imported.ends) == ["y", "p", "other"]  # a label is none
    raw, found = asked(content, ".onnx", 4, 3, model_output=taken)
    np.testing.assert_allclose(found, answers_of(raw)[taken], rtol=1e-9)
    with pytest.raises(ProjectError, match="model-output"):
        asked(content, ".onnx", 4, 3, model_output="label")


def test_what_is_not_said_is_the_first_output_that_can_be_read():
    lines = [*ENDS, "Hardmax y -> odd"]
    content = onnx(lines, {"x": 4}, ["odd", "p", "other"])
    raw, found = asked(content, ".onnx", 4, 3)
    np.testing.assert_allclose(found, answers_of(raw)["p"], rtol=1e-9)
    imported = importers()[".onnx"].imported(content, "m.onnx")
    assert list(imported.ends) == ["p", "other"]
    assert any("cannot be read: odd" in x and "Hardmax" in x for x in imported.notices)
    one = importers()[".onnx"].imported(onnx(TRUNK, {"x": 4}, ["a"]), "m.onnx")
    assert not one.ends and not one.notices


def test_other_outputs_are_turned_with_the_first():
    lines = ["MatMul x W0 -> h", "MatMul h W1 -> y", "Sigmoid y -> p"]
    imported = importers()[".onnx"].imported(onnx(lines, {"x": 4}, ["y", "p"]), "m.onnx")
    with pytest.raises(FileError, match="turned"):
        turned(imported)
    W = np.arange(4.0).reshape(2, 2)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "W"], ["y"]), helper.make_node("Sigmoid", ["y"], ["p"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N", 2])],
        [helper.make_tensor_value_info(n, TensorProto.DOUBLE, ["N", 2]) for n in ("y", "p")],
        [numpy_helper.from_array(W, "W")],
    )
    read = importers()[".onnx"].imported(helper.make_model(graph).SerializeToString(), "m.onnx")
    other = turned(read).ends["p"]()
    np.testing.assert_array_equal(other.layers[0].weight, W.T)
    assert other.layers[0].activation.name == "sigmoid"


def test_inputs_that_are_joined_are_columns_by_their_names():
    names = ["d", "b", "a", "c"]
    content = onnx(
        ["Concat d b a c -> x", "MatMul x W0 -> h", "MatMul h W1 -> y"],
        dict.fromkeys(names, 1),
        ["y"],
    )
    imported = importers()[".onnx"].imported(content, "m.onnx")
    assert imported.input_names == tuple(names)
    assert any("joined in the order d, b, a, c" in notice for notice in imported.notices)
    wide = onnx(["Concat p q -> x", "MatMul x W0 -> y"], {"p": 3, "q": 1}, ["y"])
    assert importers()[".onnx"].imported(wide, "m.onnx").input_names == ()
    apart = onnx(["MatMul p W0 -> h", "MatMul q W0 -> g", "Add h g -> y"], {"p": 4, "q": 4}, ["y"])
    with pytest.raises(FileError, match=r"2 inputs leading to y \(p, q\)"):
        importers()[".onnx"].imported(apart, "m.onnx")
    again = onnx(["Concat p q -> x", "MatMul x W0 -> h", "Mul h p -> y"], {"p": 3, "q": 1}, ["y"])
    with pytest.raises(FileError):
        importers()[".onnx"].imported(again, "m.onnx")


def one_matrix(matrix, suffix):
    buffer = io.BytesIO()
    if suffix == ".npy":
        np.save(buffer, matrix)
    else:
        np.savetxt(buffer, matrix, delimiter=",")
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".npy"])
def test_a_single_matrix_may_have_its_bias_inside(suffix):
    theta = RNG.normal(size=(2, 4))
    content = one_matrix(theta, suffix)
    assert asked(content, suffix, 3, 2, matrices="units") == ["bias"]
    for bias, weight, shift in (
        ("first", theta[:, 1:], theta[:, 0]),
        ("last", theta[:, :-1], theta[:, -1]),
    ):
        raw, found = asked(content, suffix, 3, 2, matrices="units", bias=bias, output="linear")
        np.testing.assert_allclose(found, raw @ weight.T + shift, rtol=1e-9)
    raw, found = asked(content, suffix, 4, 2, matrices="units", output="linear")
    np.testing.assert_allclose(found, raw @ theta.T, rtol=1e-9)
    raw, found = asked(content, suffix, 1, 4, matrices="inputs", bias="last", output="linear")
    np.testing.assert_allclose(found, raw @ theta[:1] + theta[1], rtol=1e-9)


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".npy"])
def test_a_single_theta_has_the_bias_of_its_kind(suffix):
    theta = RNG.normal(size=(2, 4))
    imported = importers()[suffix].imported(one_matrix(theta, suffix), f"Theta1{suffix}")
    np.testing.assert_array_equal(imported.layers[0].bias, theta[:, 0])
    assert imported.left.bias == "first" and imported.left.way is None


@pytest.mark.parametrize("bare", [False, True])
def test_the_epsilon_of_batch_normalization_can_be_any(bare):
    first, last = RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))
    scale, shift, mean = RNG.normal(size=(3, 4))
    variance = RNG.uniform(0.5, 2.0, size=4)
    four = {"weight": scale, "bias": shift, "running_mean": mean, "running_var": variance}
    named = {"0.weight": first.T, **{f"1.{k}": v for k, v in four.items()}, "3.weight": last.T}
    listed = (first, np.zeros(4), scale, shift, mean, variance, last)
    content = npz(**({f"arr_{i}": a for i, a in enumerate(listed)} if bare else named))
    answers = {"hidden": "relu", "output": "linear"} | ({"normalization": "before"} if bare else {})
    for epsilon, value in (({}, 1e-3 if bare else 1e-5), ({"epsilon": "0.25"}, 0.25)):
        raw, found = asked(content, ".npz", 3, 2, **answers, **epsilon)
        z = (raw @ first - mean) / np.sqrt(variance + value) * scale + shift
        np.testing.assert_allclose(found, np.maximum(z, 0.0) @ last, rtol=1e-9, atol=1e-12)
    for wrong in ("0", "-1", "nan", "inf", "small", "1e999"):
        with pytest.raises(ProjectError, match="epsilon"):
            asked(content, ".npz", 3, 2, **answers, epsilon=wrong)


@pytest.mark.parametrize(
    ("key", "turn"), [("fc1.weight", "units"), ("dense/kernel", "inputs"), ("coefs_0", "inputs")]
)
def test_names_used_against_their_own_programs_convention(key, turn):
    matrix = RNG.normal(size=(3, 3))
    other = {"units": "inputs", "inputs": "units"}[turn]
    for answer, way in (({}, turn), ({"matrices": turn}, turn), ({"matrices": other}, other)):
        raw, found = asked(npz(**{key: matrix}), ".npz", 3, 3, output="linear", **answer)
        expected = raw @ (matrix.T if way == "units" else matrix)
        np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_names_whose_convention_does_not_fit_the_data_are_asked_about():
    matrix = RNG.normal(size=(3, 2))
    assert asked(npz(**{"fc1.weight": matrix}), ".npz", 3, 2, output="linear") == ["matrices"]
    answers = {"output": "linear", "matrices": "inputs"}
    raw, found = asked(npz(**{"fc1.weight": matrix}), ".npz", 3, 2, **answers)
    np.testing.assert_allclose(found, raw @ matrix, rtol=1e-9)
    raw, found = asked(npz(**{"fc1.weight": matrix}), ".npz", 2, 3, output="linear")
    np.testing.assert_allclose(found, raw @ matrix.T, rtol=1e-9)


def test_inputs_at_other_places_are_asked_about():
    from dataclasses import replace

    mine = project([dense(2)], data={"source": points(9, 3, 2), "test_share": 0.0})
    dataset = replace(load_dataset(mine.data, 0), input_names=("p", "q", "r"))
    imported = importers()[".npz"].imported(npz(coefs_0=W0[:3, :2]), "a.npz")
    for theirs, must, said in (
        (("p", "q", "r"), False, False),
        (("q", "p", "other"), True, True),
        (("a", "b", "c"), False, True),
        (("x1", "x2", "x3"), False, False),
    ):
        named = replace(imported, input_names=theirs)
        found = reading_of(Path("a"), named, dataset, mine, {"output": "linear"})
        assert [q.name for q in found.open_questions] == ["inputs"] * must
        assert any("other names" in notice for notice in found.imported.notices) == said
    found = reading_of(Path("a"), named, dataset, mine, {"output": "linear"})
    assert trainer_of(found.built).predict(dataset.train.raw_inputs).shape == (9, 2)


def told(capsys, path, *more):
    given = ["--into", str(PROJECT), "--save", str(path.parent / "o.backstep"), *more]
    code = program.main(["import", str(path), *given])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_the_command_names_the_switch_of_every_guess(capsys, tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(onnx(ENDS, {"x": 4}, ["y", "p", "other"]))
    common = ("--scaling", "file", "--layers", "file")
    code, text = told(capsys, path, *common)
    assert code == 0 and "Taken: y. Otherwise: --model-output p (p) or --model-output" in text
    code, text = told(capsys, path, *common, "--model-output", "p")
    assert code == 0 and "--model-output" not in text
    path = tmp_path / "Theta1.csv"
    path.write_bytes(one_matrix(RNG.normal(size=(3, 5)), ".csv"))
    code, text = told(capsys, path, *common, "--output", "softmax")
    assert code == 0 and "--bias last (the last column)" in text
    norm = {f"1.{k}": np.ones(4) for k in ("weight", "bias", "running_mean", "running_var")}
    path = tmp_path / "w.npz"
    path.write_bytes(npz(**{"0.weight": np.eye(4), **norm, "3.weight": np.ones((3, 4))}))
    answers = ("--hidden", "relu", "--output", "softmax")
    code, text = told(capsys, path, *common, *answers)
    assert code == 0 and "--epsilon VALUE" in text
    path.write_bytes(npz(**{"trunk.weight": np.eye(4), "skip.weight": np.ones((3, 4))}))
    code, text = told(capsys, path, *common, *answers)
    assert code == 2 and "--chain yes" in text and "skip" in text
    code, text = told(capsys, path, *common, *answers, "--chain", "yes")
    assert code == 0 and "--chain" not in text
