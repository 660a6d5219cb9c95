"""Imports are honest: equal predictions, or a question, but never a silent difference."""

import io
import itertools
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from core.components.layers import BatchNorm
from core.data.dataset import load_dataset
from core.errors import ProjectError
from core.formats.exporters import exporters
from core.formats.importers import importers, read_weights
from core.run.trained import trained_of
from core.run.weights import reading_of
from tests.amount import few
from tests.nets import dense, points, project, trainer, trainer_of

CASES = Path(__file__).parent / "cases" / "exchange"
OWN = (".npz", ".json", ".zip", ".safetensors", ".onnx")


def arrays_of(one, names, turned):
    """The weights of a network of dense layers under someone's names."""
    found = {}
    for i, layer in enumerate(trained_of(one).layers):
        weight = layer.arrays["weight"]
        found[names[0].format(i)] = np.ascontiguousarray(weight.T if turned else weight)
        if "bias" in layer.arrays:
            found[names[1].format(i)] = layer.arrays["bias"]
    return found


def foreign(one, suffix):
    """The same as a file that says nothing about scaling."""
    if suffix == ".safetensors":
        return save(arrays_of(one, ("{}.weight", "{}.bias"), turned=True))
    buffer = io.BytesIO()
    np.savez(buffer, **arrays_of(one, ("coefs_{}", "intercepts_{}"), turned=False))
    return buffer.getvalue()


KINDS = [*((suffix, True) for suffix in OWN), (".safetensors", False), (".npz", False)]
SCALINGS = ("none", "standard", "min_max")


def random_pair(seed):
    """A trained network, and a project with the same columns but other numbers and scaling."""
    rng = np.random.default_rng(seed)
    classes = bool(rng.integers(2))
    outputs = 3 if classes else int(rng.integers(1, 3))
    source = points(12, 3, outputs, "one_hot" if classes else "numbers", seed=seed)
    source["inputs"] = (np.array(source["inputs"]) * [1.0, 50.0, 0.01] + [0, 400, 0]).tolist()
    if rng.integers(4) == 0:
        source["inputs"] = [[a, b, 7.0] for a, b, _ in source["inputs"]]  # a constant column
    other = dict(source, inputs=(np.array(source["inputs"]) * 1.5 + [1.0, 0.0, 0.0]).tolist())
    hidden = str(rng.choice(["tanh", "relu", "sigmoid"]))
    end = "softmax" if classes else str(rng.choice(["linear", "sigmoid"]))
    layers = [dense(4, hidden), dense(outputs, end)]
    if rng.integers(2):
        layers.insert(1, dense(3, hidden))
    loss = "categorical_cross_entropy" if classes else "mean_squared_error"
    theirs, mine = rng.choice(SCALINGS, size=2)
    first = {"source": source, "scaling": str(theirs), "test_share": 0.0}
    second = {"source": other, "scaling": str(mine), "test_share": 0.0}
    one = trainer(layers, data=first, loss=loss)
    one.run(updates=3)
    return (
        one,
        project([dense(outputs, end)], data=second, loss=loss),
        second["scaling"],
        (np.array(source["inputs"]) + rng.normal(size=(12, 3))),
    )


def read(content, suffix):
    return importers()[suffix].imported(content, f"a{suffix}")


@pytest.mark.parametrize("batch", few(range(8), 3))
def test_random_imports_into_other_scaling_are_equal_or_asked(batch):
    asked = equal = 0
    for seed in range(batch * 28, batch * 28 + 28):
        suffix, own = KINDS[seed % len(KINDS)]
        one, mine, scaling, raw = random_pair(seed)
        dataset = load_dataset(mine.data, mine.data_seed())
        content = exporters()[suffix].content(trained_of(one)) if own else foreign(one, suffix)
        imported = read(content, suffix)
        answers = {} if own else {"hidden": one.project.layers[0].activation.name}
        answers |= {} if own else {"output": one.project.layers[-1].activation.name}
        found = reading_of(Path(f"a{suffix}"), imported, dataset, mine, answers)
        if not own and scaling != "none":
            # whether its inputs were scaled is not in the file: both are offered, this way first
            (question,) = found.open_questions
            assert question.name == "scaling" and question.answers[0].value == "file"
            assert all(answer.shown for answer in question.answers)
            asked += 1
            answers["scaling"] = "file"
            found = reading_of(Path(f"a{suffix}"), imported, dataset, mine, answers)
        assert not found.open_questions and found.built is not None, found.problem
        got = trainer_of(found.built).predict(raw)
        if own:
            expected = one.predict(raw)
        else:
            x = raw
            for layer in trained_of(one).layers:
                z = x @ layer.arrays["weight"] + layer.arrays["bias"]
                activation = one.project.layers[layer.layer].activation
                x = eval(activation.numpy(), {"np": np, "z": z})
            expected = x
        size = max(1.0, float(np.abs(expected).max()))
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-8 * size, err_msg=str(seed))
        equal += 1
    assert equal == 28 and asked


def test_answers_are_worked_out_on_the_projects_rows():
    source = points(12, 2, 3, "one_hot")
    one = trainer(
        [dense(4, "tanh"), dense(3, "softmax")],
        data={"source": source},
        loss="categorical_cross_entropy",
        optimizer="adam",
    )
    one.run(epochs=30)
    mine = one.project
    found = reading_of(
        Path("a.npz"), read(exporters()[".npz"].content(trained_of(one)), ".npz"), one.dataset, mine
    )
    targets = one.dataset.train.original_targets.argmax(axis=1)
    right = int((one.predict(one.dataset.train.raw_inputs).argmax(axis=1) == targets).sum())
    assert found.used.right == right and found.used.rows == 12
    assert found.used.words() == f"{right} of 12 rows right"


@pytest.mark.parametrize("orders", list(itertools.permutations(range(3))))
def test_the_order_of_square_layers_is_asked(orders):
    rng = np.random.default_rng(1)
    arrays = {f"{name}.weight": rng.normal(size=(3, 3)) for name in ("first", "middle", "last")}
    imported = read(save(arrays), ".safetensors")
    assert imported.left.order
    mine = project([dense(3)], data={"source": points(9, 3, 3), "test_share": 0.0})
    dataset = load_dataset(mine.data, 0)
    found = reading_of(Path("a"), imported, dataset, mine, {"hidden": "tanh"})
    (question,) = found.open_questions
    assert question.name == "order" and len(question.answers) == 6
    answer = ",".join(map(str, orders))
    found = reading_of(Path("a"), imported, dataset, mine, {"hidden": "tanh", "order": answer})
    assert not found.open_questions
    before = [layer.name for layer in imported.layers]
    assert [layer.name for layer in found.imported.layers] == [before[i] for i in orders]
    with pytest.raises(ProjectError, match="is not an answer"):
        reading_of(Path("a"), imported, dataset, mine, {"order": "0,0,1"})


def expected_of(arrays, x, behind, epsilon):
    """Linear, ReLU and normalization in one of two orders, Linear: written out."""
    w0, b0, scale, shift, mean, variance, w1, b1 = arrays

    def norm(z):
        return (z - mean) / np.sqrt(variance + epsilon) * scale + shift

    z = x @ w0 + b0
    a = norm(np.maximum(z, 0)) if behind else np.maximum(norm(z), 0)
    return a @ w1 + b1


@pytest.mark.parametrize("answer", ["behind", "before"])
def test_the_place_of_batch_normalization_is_asked_where_nothing_says_it(answer):
    path = CASES / "keras-dense-relu-batchnorm-dense.npz"
    x = np.loadtxt(CASES / "keras-dense-relu-batchnorm-dense-inputs.csv", delimiter=",", skiprows=1)
    imported = read_weights(path)
    width = imported.inputs
    x = x[:, :width]
    targets = [[0.0] * imported.outputs] * len(x)
    source = {"name": "points", "inputs": x.tolist(), "targets": targets}
    mine = project([dense(imported.outputs)], data={"source": source, "test_share": 0.0})
    dataset = load_dataset(mine.data, 0)
    given = {"hidden": "relu", "output": "linear"}
    found = reading_of(path, imported, dataset, mine, given)
    assert [question.name for question in found.open_questions] == ["normalization"]
    found = reading_of(path, imported, dataset, mine, given | {"normalization": answer})
    with np.load(path) as archive:
        arrays = [archive[f"arr_{i}"].astype(float) for i in range(8)]
    w0, b0, *norm, w1, b1 = arrays
    expected = expected_of((w0, b0, *norm, w1, b1), x, answer == "behind", 1e-3)
    np.testing.assert_allclose(trainer_of(found.built).predict(x), expected, atol=1e-9)
    kinds = [type(layer) for layer in found.built.layers]
    assert (BatchNorm in kinds) == (answer == "behind")


def test_numbers_of_pytorch_say_that_it_stands_behind():
    imported = read_weights(CASES / "torch-linear-relu-batchnorm-linear.safetensors")
    assert imported.layers[1].behind is True


def test_classes_and_inputs_in_another_order_are_sorted():
    from dataclasses import replace

    source = points(12, 3, 3, "one_hot")
    one = trainer(
        [dense(4, "tanh"), dense(3, "softmax")],
        data={"source": source},
        loss="categorical_cross_entropy",
    )
    one.run(epochs=3)
    imported = read(exporters()[".npz"].content(trained_of(one)), ".npz")
    named = replace(imported, classes=("a", "b", "c"), input_names=("p", "q", "r"))
    dataset = replace(one.dataset, classes=("c", "a", "b"), input_names=("r", "p", "q"))
    found = reading_of(Path("a"), named, dataset, one.project)
    assert not found.open_questions
    raw = one.dataset.train.raw_inputs
    got = trainer_of(found.applied).predict(raw[:, [2, 0, 1]])
    np.testing.assert_allclose(got, one.predict(raw)[:, [2, 0, 1]], rtol=1e-12)
    other = replace(named, classes=("x", "y", "z"))
    (question,) = reading_of(Path("a"), other, dataset, one.project).open_questions
    assert question.name == "classes"


def test_a_scaling_of_targets_behind_an_activation_is_a_layer():
    data = {"source": points(12, 2, 2), "scaling": "standard", "test_share": 0.0}
    one = trainer([dense(3, "tanh"), dense(2, "sigmoid")], data=data)
    one.run(epochs=3)
    mine = project([dense(2)], data=data | {"scaling": "none"})
    dataset = load_dataset(mine.data, 0)
    imported = read(exporters()[".npz"].content(trained_of(one)), ".npz")
    found = reading_of(Path("a"), imported, dataset, mine)
    raw = dataset.train.raw_inputs
    np.testing.assert_allclose(trainer_of(found.built).predict(raw), one.predict(raw), atol=1e-10)
    assert len(found.built.layers) == 3
    assert any("separate layer" in notice for notice in found.imported.notices)
