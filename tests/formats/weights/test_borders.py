"""Numbers that must not be lost unsaid, and files that must not take what they do not have."""

import itertools
import json
import math

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save

from core.components.activations import ACTIVATIONS
from core.errors import FileError
from core.formats.importers import importers, read_weights
from core.formats.onnx.functions import recognised
from tests.formats.test_import_asked import asked, npz

RNG = np.random.default_rng(9)


def read(value):
    return importers()[".json"].imported(json.dumps(value).encode(), "a.json")


@pytest.mark.parametrize("bias", [["0.5"], [None], [True], [[None]]])
def test_a_bias_that_is_no_numbers_is_not_left_out(bias):
    for value in ({"W1": [[1], [2]], "b1": bias}, {"fc": {"weight": [[1, 2]], "bias": bias}}):
        with pytest.raises(FileError, match=r"bias|b1"):
            read(value)


@pytest.mark.parametrize(
    "weight", [[["1"], ["2"]], [[True], [False]], [[1], [None]], [[1], [1, 2]]]
)
def test_a_matrix_that_is_no_numbers_is_named(weight):
    with pytest.raises(FileError, match="W1 is not an array of numbers"):
        read({"W1": weight, "b1": [0]})


def test_the_bias_of_a_single_neuron_may_be_a_number():
    assert read({"W1": [[1], [2]], "b1": 0.5}).layers[0].bias.tolist() == [0.5]
    with pytest.raises(FileError, match="not finite"):
        from core.formats.importers import checked

        checked(read({"W1": [[1], [2]], "b1": float("nan")}), "a.json")
    with pytest.raises(FileError, match="b1"):
        read({"W1": [[1], [2]], "b1": 10**400})


def test_numbers_beside_the_layers_of_a_json_are_asked_about_as_of_an_npz():
    value = {"W1": [[1.0], [2.0]], "b1": [0.0], "gain": 0.4, "epochs": 5, "lr": 0.1, "dropout": 0.2}
    assert read(value).left.aside == ("gain",)
    value.pop("gain")
    assert read(value).left.aside == ()


def test_typed_arrays_of_javascript_are_arrays():
    told = {"W1": {"0": {"0": 1.5}, "1": {"0": 2}}, "b1": {"0": 0.25}}
    (layer,) = read(told).layers
    assert layer.weight.tolist() == [[1.5], [2.0]] and layer.bias.tolist() == [0.25]
    sequential = {"0": {"weight": [[1, 2], [3, 4], [5, 6]]}, "2": {"weight": [[7, 8, 9]]}}
    assert [layer.name for layer in read(sequential).layers] == ["0", "2"]


def test_matrices_with_the_bias_inside_under_other_names_are_told_what_to_do():
    for first, second in (((5, 4), (2, 6)), ((4, 5), (6, 2))):
        for names in (("W1", "W2"), ("arr_0", "arr_1")):
            arrays = dict(zip(names, (np.ones(first), np.ones(second)), strict=True))
            with pytest.raises(FileError) as caught:
                importers()[".npz"].imported(npz(**arrays), "a.npz")
            assert "bias as one more input" in caught.value.message
            assert "Theta1" in caught.value.hint


def test_the_activation_told_by_the_file_is_that_of_hidden_layers_only():
    arrays = {"coefs_0": RNG.normal(size=(3, 4)), "coefs_1": RNG.normal(size=(4, 2))}
    imported = importers()[".npz"].imported(npz(activation="relu", **arrays), "a.npz")
    assert [layer.activation and layer.activation.name for layer in imported.layers] == [
        "relu",
        None,
    ]


def test_names_of_arrays_have_an_end():
    content = save({"a" * 60000 + ".weight": np.eye(2), "a" * 60000 + "b.weight": np.eye(2)})
    with pytest.raises(FileError, match=r"60,00\d letters"):
        importers()[".safetensors"].imported(content, "a.safetensors")


def test_too_many_layers_say_how_many_can_be(tmp_path):
    path = tmp_path / "w.safetensors"
    path.write_bytes(save({f"fc{i}.weight": np.eye(2) for i in range(1001)}))
    with pytest.raises(FileError, match="1,001 layers") as caught:
        read_weights(path)
    assert "1,000 layers" in caught.value.hint


def chain(ops, constants, opset=17, outputs=("y",), kind=TensorProto.DOUBLE):
    """A model of (op, constants or attributes) one behind another, from x."""
    nodes, value = [], "x"
    for place, (op, *more) in enumerate(ops):
        inputs = [item for item in more if isinstance(item, str)]
        attributes = next((item for item in more if isinstance(item, dict)), {})
        made = "y" if place == len(ops) - 1 else f"v{place}"
        nodes.append(helper.make_node(op, [value, *inputs], [made], **attributes))
        value = made
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", kind, ["N", 2])],
        [helper.make_tensor_value_info(name, kind, ["N", None]) for name in outputs],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)]
    ).SerializeToString()


def test_one_array_used_by_many_operations_is_counted_every_time(monkeypatch):
    monkeypatch.setattr("core.formats.onnx.chain.MAX_PARAMETERS", 1000)
    ops = [("MatMul", "A"), *[("MatMul", "B")] * 40]
    content = chain(ops, {"A": np.zeros((2, 6)), "B": np.zeros((6, 6))})
    with pytest.raises(FileError, match="holds more than") as caught:
        importers()[".onnx"].imported(content, "m.onnx")
    assert "parameters" in caught.value.hint
    monkeypatch.undo()
    many = chain([("MatMul", "A")] * 1001, {"A": np.eye(2)})
    with pytest.raises(FileError, match="more than 1,000 layers"):
        importers()[".onnx"].imported(many, "m.onnx")


def test_the_name_of_a_file_beside_it_is_one_that_a_disk_has(tmp_path):
    tensor = TensorProto(name="W", data_type=11, dims=[2, 1], data_location=1)
    for key, value in (("location", "a" * 5000 + ".data"), ("offset", "0"), ("length", "16")):
        tensor.external_data.add(key=key, value=value)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "W"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", 11, ["N", 2])],
        [helper.make_tensor_value_info("y", 11, ["N", 1])],
        [tensor],
    )
    path = tmp_path / "m.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    with pytest.raises(FileError, match="not followed"):
        read_weights(path)


W, V = RNG.normal(size=(2, 3)), RNG.normal(size=(3, 1))


def test_castlike_and_celu_are_read():
    ops = [("MatMul", "W"), ("Celu", {"alpha": 1.0}), ("CastLike", "one"), ("MatMul", "V")]
    content = chain(ops, {"W": W, "V": V, "one": np.ones(1)}, opset=19)
    raw, found = asked(content, ".onnx", 2, 1)
    z = raw @ W
    np.testing.assert_allclose(found, np.where(z > 0, z, np.expm1(z)) @ V, rtol=1e-9)
    ops[1] = ("Celu", {"alpha": 0.5})
    with pytest.raises(FileError, match="Celu"):
        importers()[".onnx"].imported(
            chain(ops, {"W": W, "V": V, "one": np.ones(1)}, opset=19), "m.onnx"
        )


def test_a_gelu_with_constants_in_half_precision_is_the_nearest_one():
    half = {"r": np.array(0.5**0.5, np.float16), "1": np.array(1.0, np.float16)}
    half |= {"2": np.array(0.5, np.float16), "W": W.astype(np.float16), "V": V.astype(np.float16)}
    nodes = [
        helper.make_node("MatMul", ["x", "W"], ["z"]),
        helper.make_node("Mul", ["z", "r"], ["a"]),
        helper.make_node("Erf", ["a"], ["b"]),
        helper.make_node("Add", ["b", "1"], ["c"]),
        helper.make_node("Mul", ["z", "c"], ["d"]),
        helper.make_node("Mul", ["d", "2"], ["e"]),
        helper.make_node("MatMul", ["e", "V"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT16, ["N", 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT16, ["N", 1])],
        [numpy_helper.from_array(array, name) for name, array in half.items()],
    )
    content = helper.make_model(graph).SerializeToString()
    imported = importers()[".onnx"].imported(content, "m.onnx")
    assert imported.layers[0].activation == ACTIVATIONS.named("gelu_exact")()
    # the two kinds of GELU are told apart even so
    root, cubic, both = (float(np.float16(x)) for x in (0.5**0.5, 0.044715, (2 / np.pi) ** 0.5))

    def exact(z):
        return 0.5 * z * (1 + np.vectorize(math.erf)(z * root))

    def approximate(z):
        return 0.5 * z * (1 + np.tanh(both * (z + cubic * z**3)))

    for function, name in ((exact, "gelu_exact"), (approximate, "gelu")):
        assert recognised((function,), half=True) == ACTIVATIONS.named(name)()
        assert recognised((function,)) is None


def test_what_no_activation_is_like_is_named_whole():
    content = chain([("MatMul", "W"), ("Sigmoid",), ("Log",), ("MatMul", "V")], {"W": W, "V": V})
    with pytest.raises(FileError, match="no activation like Sigmoid → Log"):
        importers()[".onnx"].imported(content, "m.onnx")


def test_layers_listed_in_any_order_are_found():
    for order in itertools.permutations(range(3)):
        shapes = {"fc1": (4, 3), "fc2": (5, 4), "fc3": (2, 5)}
        names = [f"fc{i + 1}" for i in order]
        content = npz(**{f"{name}.weight": np.ones(shapes[name]) for name in names})
        imported = importers()[".npz"].imported(content, "a.npz")
        assert [layer.name for layer in imported.layers] == ["fc1", "fc2", "fc3"]
        assert imported.left.doubts == ()
