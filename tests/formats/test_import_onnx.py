"""ONNX import: the imported layers compute what ONNX's own evaluator computes."""

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from core.components.activations import Elu, Gelu, HardSigmoid, LeakyRelu, Swish
from core.data.dataset import load_dataset
from core.errors import FileError
from core.formats.exporters import exporters
from core.formats.importers import importers
from core.formats.weights.fitting import applied, built, fit, rescaled
from core.run.trained import trained_of
from tests.amount import some
from tests.formats.test_export_onnx import COMPOSED as EXPORTED
from tests.nets import dense, points, project, trainer, trainer_of

RNG = np.random.default_rng(3)
#: three inputs, five hidden units, two outputs
W0, B0 = RNG.normal(size=(3, 5)), RNG.normal(size=5)
W1, B1 = RNG.normal(size=(5, 2)), RNG.normal(size=2)
X = RNG.normal(size=(6, 3))
CONSTANTS = {"W0": W0, "W0T": W0.T, "B0": B0, "W1": W1, "W1T": W1.T, "B1": B1}
RELU = ["Gemm x W0 B0 -> z", "Relu z -> a"]
LAST = ["MatMul a W1 -> s", "Add s B1 -> y"]


def node(text, **attributes):
    """`Op in in -> out` as a node."""
    op, *rest = text.split()
    inputs, output = rest[: rest.index("->")], rest[-1]
    return helper.make_node(op, inputs, [output], name=f"node_{output}", **attributes)


def model(lines, constants=None, opset=17, outputs=("y",), dtype=np.float64, **fields):
    """A model of lines, or of (line, attributes)."""
    kind = TensorProto.DOUBLE if dtype is np.float64 else TensorProto.FLOAT
    nodes = [node(line) if isinstance(line, str) else node(line[0], **line[1]) for line in lines]
    arrays = {**CONSTANTS, **(constants or {})}
    used = {name for item in nodes for name in item.input}
    tensors = [
        numpy_helper.from_array(
            np.ascontiguousarray(v, dtype=None if np.asarray(v).dtype.kind in "iub" else dtype), k
        )
        for k, v in arrays.items()
        if k in used
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", kind, ["N", 3])],
        [helper.make_tensor_value_info(name, kind, ["N", None]) for name in outputs],
        tensors,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], **fields)


def read(made):
    content = made if isinstance(made, bytes) else made.SerializeToString()
    return importers()[".onnx"].imported(content, "m.onnx")


def predictions(imported, x=X):
    """Through Backstep's own engine, on data that are not scaled."""
    targets = [[float(i)] * imported.outputs for i in range(len(x))]
    made = project(
        [dense(imported.outputs)],
        data={"source": {"name": "points", "inputs": x.tolist(), "targets": targets}},
    )
    dataset = load_dataset(made.data, made.data_seed())
    return trainer_of(built(rescaled(imported, dataset), made, dataset)).predict(x)


def check(made, tolerance=1e-12):
    """Import a model and compare predictions; return what was imported."""
    imported = read(made)
    with np.errstate(all="ignore"):
        (expected,) = ReferenceEvaluator(made).run(None, {"x": X})
    np.testing.assert_allclose(predictions(imported), expected, rtol=tolerance, atol=tolerance)
    return imported


def refused(made, *words):
    with pytest.raises(FileError) as caught:
        read(made)
    assert all(word in caught.value.message for word in words), caught.value.message
    assert "m.onnx" in caught.value.message and caught.value.hint
    return caught.value


# ---------------------------------------------------------------------- layers


@pytest.mark.parametrize(
    "lines",
    [
        [*RELU, *LAST],
        [("Gemm x W0T B0 -> z", {"transB": 1}), "Relu z -> a", *LAST],
        [("Gemm x W0 B0 -> z", {"alpha": 0.5, "beta": 2.0}), "Relu z -> a", *LAST],
        ["Gemm x W0 -> z", "Relu z -> a", "MatMul a W1 -> y"],
        ["MatMul x W0 -> z", "Add B0 z -> v", "Relu v -> a", *LAST],
        ["Gemm x W0 B0 -> z", "Gemm z W1 B1 -> y"],
        ["Transpose W0T -> t", "Identity t -> w", "Gemm x w B0 -> z", "Relu z -> a", *LAST],
        ["Identity x -> v", "Gemm v W0 B0 -> z", "Relu z -> d", "Dropout d -> a", *LAST],
        [("Flatten x -> v", {"axis": 1}), "Gemm v W0 B0 -> z", "Relu z -> a", *LAST],
        [*RELU, "MatMul a W1 -> s", "Add s B1 -> v", ("Softmax v -> y", {"axis": -1})],
    ],
)
def test_layers_in_all_their_forms(lines):
    imported = check(model(lines))
    assert [layer.kind for layer in imported.layers] == ["dense", "dense"]
    assert imported.input_scaling is None and imported.target_scaling is None


@pytest.mark.parametrize("opset", [7, 13, 17])
def test_every_opset_that_has_them(opset):
    check(model([*RELU, *LAST], opset=opset))


def test_constants_as_nodes_and_in_typed_fields():
    made = model([*RELU, *LAST])
    (tensor,) = (item for item in made.graph.initializer if item.name == "W0")
    made.graph.initializer.remove(tensor)
    made.graph.node.insert(0, helper.make_node("Constant", [], ["W0"], value=tensor))
    (bias,) = (item for item in made.graph.initializer if item.name == "B0")
    bias.CopyFrom(helper.make_tensor("B0", TensorProto.DOUBLE, [5], B0.tolist()))
    assert not bias.raw_data
    check(made)


@pytest.mark.parametrize(
    ("kind", "tolerance"),
    [(TensorProto.FLOAT, 1e-6), (TensorProto.FLOAT16, 1e-2), (TensorProto.BFLOAT16, 1e-1)],
)
@pytest.mark.parametrize("raw", [True, False])
def test_smaller_kinds_of_numbers(kind, tolerance, raw):
    made = model(["MatMul x W0 -> y"])
    tensor = made.graph.initializer[0]
    whole = helper.make_tensor("W0", kind, [3, 5], W0.ravel().tolist())
    if raw:
        numbers = onnx.numpy_helper.to_array(whole)
        whole = onnx.numpy_helper.from_array(numbers, "W0")
        assert whole.data_type == kind
    tensor.CopyFrom(whole)
    weight = read(made).layers[0].weight
    np.testing.assert_array_equal(weight, onnx.numpy_helper.to_array(whole).astype(np.float64))
    np.testing.assert_allclose(weight, W0, rtol=tolerance, atol=tolerance)


def test_the_way_to_the_first_output_that_can_be_read():
    lines = [*RELU, *LAST, ("ArgMax y -> label", {"axis": 1})]
    imported = read(model(lines, outputs=("label", "y")))
    np.testing.assert_allclose(
        predictions(imported), np.maximum(X @ W0 + B0, 0) @ W1 + B1, rtol=1e-12
    )


# ---------------------------------------------------------------------- activations

COMPOSED = {
    "relu": ["Clip z zero -> a"],
    "swish": ["Sigmoid z -> s0", "Mul z s0 -> a"],
    "mish": ["Softplus z -> p", "Tanh p -> t", "Mul t z -> a"],
    "gaussian": ["Pow z two -> p", "Neg p -> n", "Exp n -> a"],
    "softsign": ["Abs z -> p", "Add p one -> n", "Div z n -> a"],
    "hard_sigmoid": ["Add z three -> p", "Clip p zero six -> n", "Div n six -> a"],
    "softplus": ["Exp z -> p", "Add one p -> n", "Log n -> a"],
    "sigmoid": ["Neg z -> p", "Exp p -> n", "Add n one -> d", "Div one d -> a"],
    "leaky_relu": ["Mul z slope -> p", "Max z p -> a"],
}
NUMBERS = {"zero": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "six": 6.0, "slope": 0.25}


@pytest.mark.parametrize("name", COMPOSED)
def test_composed_activations_are_known_again(name):
    constants = {key: np.array(value) for key, value in NUMBERS.items()}
    imported = check(model(["Gemm x W0 B0 -> z", *COMPOSED[name], *LAST], constants))
    assert imported.layers[0].activation.name == name
    assert imported.notices == ()


@pytest.mark.parametrize(
    ("line", "attributes", "expected"),
    [
        ("LeakyRelu z -> a", {"alpha": 0.01}, LeakyRelu(slope=0.01)),
        ("LeakyRelu z -> a", {"alpha": 0.3}, LeakyRelu(slope=0.3)),
        ("Elu z -> a", {"alpha": 1.7}, Elu(alpha=1.7)),
        ("HardSigmoid z -> a", {"alpha": 1 / 6, "beta": 0.5}, HardSigmoid()),
        ("Gelu z -> a", {"approximate": "tanh"}, Gelu()),
        ("Swish z -> a", {}, Swish()),
    ],
)
def test_activations_with_numbers(line, attributes, expected):
    made = model(["Gemm x W0 B0 -> z", (line, attributes), *LAST], opset=24)
    imported = read(made)
    assert imported.layers[0].activation == expected


@pytest.mark.parametrize("name", sorted(EXPORTED))
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_every_activation_that_backstep_exports(name, precision):
    one = trainer(
        [dense(5, name), dense(4, name, bias=False), dense(1)],
        data={"source": points(12, 2, 1), "scaling": "standard"},
        training={"precision": precision},
    )
    imported = read(exporters()[".onnx"].content(trained_of(one)))
    comparison = fit(imported, one.project, one.dataset)
    assert comparison.fits and comparison.notices == () and imported.notices == ()
    own = [layer.activation for layer in one.project.layers]
    if name == "prelu":  # one function under two names
        own = [LeakyRelu(slope=0.25), LeakyRelu(slope=0.25), own[-1]]
    assert [layer.activation for layer in imported.layers] == own
    raw = RNG.normal(size=(5, 2))
    exactly = 1e-12 if precision == "float64" else 1e-5
    again = trainer_of(applied(imported, one.project))
    np.testing.assert_allclose(again.predict(raw), one.predict(raw), rtol=exactly, atol=exactly)


# ---------------------------------------------------------------------- scaling and folding


def test_scaling_before_and_behind():
    offset, factor = np.array([1.0, -2.0, 0.5]), np.array([2.0, 0.5, 4.0])
    constants = {"o": offset, "f": factor, "g": np.array([10.0, 0.1]), "c": np.array([100.0, -1])}
    lines = ["Sub x o -> v", "Mul v f -> u", "Gemm u W0 B0 -> z", "Tanh z -> a"]
    lines += ["Gemm a W1 B1 -> s", "Mul s g -> t", "Add t c -> y"]
    imported = check(model(lines, constants))
    np.testing.assert_allclose(imported.input_scaling.offset, offset)
    np.testing.assert_allclose(imported.input_scaling.factor, factor)
    np.testing.assert_allclose(imported.target_scaling.offset, [100.0, -1.0])
    np.testing.assert_allclose(imported.target_scaling.factor, [0.1, 10.0])
    np.testing.assert_array_equal(imported.layers[0].weight, W0)
    np.testing.assert_array_equal(imported.layers[1].bias, B1)


def test_batch_normalization_before_and_behind_the_activation():
    constants = {f"n{i}": RNG.uniform(0.5, 2, size=5) for i in range(4)}
    norm = "BatchNormalization {} n0 n1 n2 n3 -> {}"
    lines = ["Gemm x W0 B0 -> z", norm.format("z", "v"), "Relu v -> r", norm.format("r", "a")]
    imported = check(model([*lines, *LAST], constants))
    assert [layer.kind for layer in imported.layers] == ["dense", "dense"]
    assert "folded" in imported.notices[0]


@settings(max_examples=some(40), deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(["Add {} v", "Sub {} v", "Sub v {}", "Mul {} v", "Div {} v", "Neg {}"]),
        max_size=4,
    ),
    place=st.sampled_from(["first", "sum", "activation", "last"]),
    seed=st.integers(0, 1000),
)
def test_constants_anywhere(pieces, place, seed):
    width = {"first": 3, "sum": 5, "activation": 5, "last": 2}[place]
    v = np.random.default_rng(seed).uniform(0.5, 2.0, size=width)
    ends = {"first": "x", "sum": "z", "activation": "a", "last": "y0"}
    lines = ["Gemm {x} W0 B0 -> z", "Tanh {z} -> a", "MatMul {a} W1 -> s", "Add s B1 -> y0"]
    names, value = dict(zip("xza", "xza", strict=True)), ends[place]
    extra = []
    for i, piece in enumerate(pieces):
        extra.append(f"{piece.format(value)} -> e{i}")
        value = f"e{i}"
    at = {"first": 0, "sum": 1, "activation": 2, "last": 4}[place]
    if place != "last":
        names[ends[place]] = value
    whole = [line.format(**names) for line in lines]
    whole = [*whole[:at], *extra, *whole[at:], f"Identity {value if at == 4 else 'y0'} -> y"]
    check(model(whole, {"v": v}), 1e-9)


def test_features_that_backstep_puts_into_the_graph():
    source = points(12, 2, 2)
    one = trainer(
        [{"name": "batch_norm"}, dense(4, "tanh"), {"name": "batch_norm"}, dense(2)],
        data={"source": source, "features": ["x1", "x1*x2", "sin(x2)"], "scaling": "standard"},
    )
    one.run(epochs=3)
    imported = read(exporters()[".onnx"].content(trained_of(one)))
    assert imported.features == ("x1", "x1*x2", "sin(x2)")
    again = trainer_of(built(rescaled(imported, one.dataset), one.project, one.dataset))
    raw = RNG.normal(size=(6, 2))
    np.testing.assert_allclose(again.predict(raw), one.predict(raw), rtol=1e-9, atol=1e-9)


# ---------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Conv x W0 -> y"], ("Conv", "node_y")),
        ([*RELU, "LayerNormalization a B0 -> v", "MatMul v W1 -> y"], ("LayerNormalization",)),
        ([*RELU, "Erf a -> v", "MatMul v W1 -> y"], ("Relu", "no activation")),
        (["Gemm x W0 B0 -> z", "ThresholdedRelu z -> a", *LAST], ("ThresholdedRelu",)),
        (["MatMul W0T x -> y"], ("MatMul", "left")),
        ([("Gemm x W0 -> y", {"transA": 1})], ("Gemm", "transposes its input")),
        (["MatMul x x -> y"], ("MatMul", "left")),
        ([*RELU, ("Softmax a -> v", {"axis": 0}), "MatMul v W1 -> y"], ("Softmax",)),
        ([*RELU, "MatMul a W1 -> s", "Add s x -> y"], ("Gemm", "used again")),
        (["Relu x -> a"], ()),
        (["Relu x -> y"], ("no dense layer",)),
        (["MatMul x nowhere -> y"], ("MatMul",)),
        ([*RELU, "MatMul a W1 -> y", "Relu y -> y"], ()),
        (["MatMul x y -> y"], ()),
        (["Gemm x W0 B0 -> z", "Tanh z -> a", "Add a z -> r", "MatMul r W1 -> y"], ("Add",)),
        (["Gemm x W0 B0 -> z", "LogSoftmax z -> a", *LAST], ["LogSoftmax", "logarithms"]),
    ],
)
def test_anything_else_is_refused_by_name(lines, words):
    refused(model(lines, opset=20), *words)


def test_weights_in_other_files_are_never_followed(tmp_path):
    (tmp_path / "secret").write_bytes(W0.tobytes())
    made = model(["MatMul x W0 -> y"])
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", str(tmp_path / "secret")
    refused(made, "another file")
    tensor.data_location = TensorProto.DEFAULT
    refused(made, "another file")


def test_other_domains_and_sparse_weights():
    made = model(["MatMul x W0 -> y"])
    made.graph.node[0].domain = "com.example"
    refused(made, "com.example.MatMul")
    made = model(["MatMul x W0 -> y"])
    made.graph.sparse_initializer.add()
    refused(made, "sparse")


def test_two_inputs():
    made = model(["Add x x2 -> v", "MatMul v W0 -> y"])
    made.graph.input.append(helper.make_tensor_value_info("x2", TensorProto.DOUBLE, ["N", 3]))
    refused(made, "2 inputs")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.dims.__setitem__(0, 10**15),
        lambda t: t.dims.__setitem__(0, -1),
        lambda t: t.dims.extend([1] * 40),
        lambda t: setattr(t, "raw_data", t.raw_data[:-3]),
        lambda t: setattr(t, "data_type", TensorProto.STRING),
        lambda t: setattr(t, "data_type", 99),
        lambda t: setattr(t, "data_type", TensorProto.COMPLEX64),
        lambda t: t.ClearField("raw_data"),
    ],
)
def test_tensors_that_declare_what_is_not_there(change):
    made = model(["MatMul x W0 -> y"])
    change(made.graph.initializer[0])
    refused(made)


@pytest.mark.thorough
def test_a_flood_of_empty_messages():
    """Two bytes each in the file, but a hundred each in the memory of most readers."""
    flood = b"\x0a\x00" * 2_000_000
    length = len(flood)
    varint = bytearray()
    while length:
        varint.append((length & 127) | (128 if length > 127 else 0))
        length >>= 7
    refused(b"\x3a" + bytes(varint) + flood, "too many")
    refused(b"\x72\x00" * 2_000_000, "too many")


@pytest.mark.parametrize("content", [b"\x00", b"\x3a\xff", b"\x3a\x05ab", b"\xff" * 20, b"\x0f"])
def test_what_is_no_onnx(content):
    refused(content, "damaged")
