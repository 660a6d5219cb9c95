"""From an ONNX graph to a chain of steps: dense layers, constants, functions of single numbers.

The graph is cut wherever only a single value is passed on. A piece with one operation is a step by
itself; a piece with several, such as a composed activation, is one function.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import MAX_PARAMETERS
from core.counts import counted
from core.errors import FileError
from core.formats.importers import MOST_LAYERS
from core.formats.onnx.functions import OPERATIONS, Function
from core.formats.onnx.wire import Graph, Node
from core.words import plain

Array = NDArray[Any]

#: operations that pass a row of numbers on unchanged
_PASSING = frozenset(("Identity", "Cast", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze"))
_RELAYING = frozenset(
    ("Identity", "Cast", "CastLike", "Transpose", "Reshape", "Squeeze", "Unsqueeze")
)


@dataclass(frozen=True, eq=False)
class Dense:
    """x @ weight, plus bias if the operation adds one itself."""

    node: Node
    name: str
    weight: NDArray[np.float64]
    bias: NDArray[np.float64] | None


@dataclass(frozen=True, eq=False)
class Affine:
    """x·factor + summand; `function` is the same if these are single numbers.

    `half` says that these are in half precision.
    """

    node: Node
    factor: NDArray[np.float64]
    summand: NDArray[np.float64]
    function: Function | None
    half: bool = False


@dataclass(frozen=True, eq=False)
class Pointwise:
    """A function applied to every number by itself; None for softmax, which is not one."""

    node: Node
    function: Function | None
    half: bool = False


#: the scaling of scikit-learn's pipelines
SCALER = "ai.onnx.ml.Scaler"

Step = Dense | Affine | Pointwise


def refused(name: str, node: Node, why: str) -> FileError:
    """Return the error for an operation that no layer here performs."""
    called = f" ({node.name[:60]})" if node.name else ""
    return FileError(
        f"{name}: the operation {node.op[:40]}{called} cannot be read: {why}",
        "models of MatMul, Gemm, Add and the activations of Backstep can be read",
    )


def chain_of(
    graph: Graph, output: str, name: str, features: int = 0
) -> tuple[list[Step], tuple[str, ...]]:
    """Return the steps from the input to one output, and the inputs if several are joined.

    With `features`, the chain starts where that many are joined. Raises FileError, naming the node,
    for anything but a chain of known operations.
    """
    constants, nodes = _relevant(graph, output, name)
    if features:
        starts = [
            i
            for i, node in enumerate(nodes)
            if node.op == "Concat" and len(node.inputs) == features
        ]
        if starts:
            start, nodes = nodes[starts[0]].outputs[0], nodes[starts[0] + 1 :]
            return _cut(nodes, constants, start, output, name), ()
    free = [item for item in graph.inputs if item not in constants]
    used = [item for item in free if any(item in node.inputs for node in nodes)]
    start, rest, joined = _after_joining(nodes, used)
    if len(used) != 1 and not joined:
        listed = ", ".join(plain(item[:40]) for item in used[:6])
        raise FileError(
            f"{name} has {counted(len(used), 'input')} leading to {plain(output[:40])}"
            + (f" ({listed})" if used else ""),
            "models with one input, or whose inputs are joined as columns first, can be read",
        )
    return _cut(rest, constants, start or used[0], output, name), joined


def _after_joining(
    nodes: Sequence[Node], used: Sequence[str]
) -> tuple[str, Sequence[Node], tuple[str, ...]]:
    """Return where several inputs are one row of columns, the operations after that, and their
    order; nothing of it if they are not joined at once, and nowhere else used.
    """
    own = {name: name for name in used}  # what each input is called after being passed on
    for place, node in enumerate(nodes):
        if node.op in ("Identity", "Cast") and node.inputs and node.inputs[0] in own:
            own[node.outputs[0]] = own.pop(node.inputs[0])
        elif (
            len(used) > 1
            and node.op == "Concat"
            and node.attributes.get("axis") in (1, -1)
            and set(node.inputs) == set(own)
            and len(node.inputs) == len(own)
        ):
            return node.outputs[0], nodes[place + 1 :], tuple(own[item] for item in node.inputs)
        else:
            break
    return "", nodes, ()


def _relevant(graph: Graph, output: str, name: str) -> tuple[dict[str, Array], list[Node]]:
    """Return all constants, and the operations that lead to an output, in order."""
    makers = {made: node for node in graph.nodes for made in node.outputs}
    needed, todo = set[str](), [output]
    while todo:
        value = todo.pop()
        if value not in needed:
            needed.add(value)
            todo += makers[value].inputs if value in makers else ()
    constants = dict(graph.constants)
    nodes = []
    for node in graph.nodes:
        if not needed.intersection(node.outputs):
            continue
        if node.op == "Constant" or (
            node.op in _RELAYING and node.inputs and node.inputs[0] in constants
        ):
            if node.outputs:
                constants[node.outputs[0]] = _constant(node, constants, name)
        else:
            nodes.append(node)
    return constants, nodes


def _constant(node: Node, constants: Mapping[str, Array], name: str) -> Array:
    if node.op == "Constant":
        keys = ("value", "value_float", "value_floats", "value_int", "value_ints")
        for key in keys:
            held = node.attributes.get(key)
            if isinstance(held, (np.ndarray, int, float, list)):
                return np.asarray(held)
        raise refused(name, node, "it holds no numbers")
    array = constants[node.inputs[0]]
    if node.op != "Transpose":
        return array
    order = node.attributes.get("perm")
    if order not in (None, list(range(array.ndim))[::-1]):
        raise refused(name, node, "it transposes a constant in an unusual way")
    return array.T


def _cut(
    nodes: Sequence[Node], constants: Mapping[str, Array], start: str, output: str, name: str
) -> list[Step]:
    uses: dict[str, int] = {output: 1}
    for node in nodes:
        for value in node.inputs:
            uses[value] = uses.get(value, 0) + 1
    live, piece, steps, entry = {start}, list[Node](), list[Step](), start
    size = layers = 0
    for node in nodes:
        data = [value for value in node.inputs if value and value not in constants]
        if not data or not node.outputs or not live.issuperset(data):
            raise refused(name, node, "its input does not come from an earlier operation")
        piece.append(node)
        for value in data:
            uses[value] -= 1
            if not uses[value]:
                live.discard(value)
        live.add(node.outputs[0])
        if live == {node.outputs[0]}:
            step = _step(piece, constants, entry, name)
            if step is not None:
                steps.append(step)
            # many operations may share one array of the file, and each has its own copy here
            layers += isinstance(step, Dense)
            if isinstance(step, Dense):
                size += step.weight.size
            elif isinstance(step, Affine):
                size += step.factor.size + step.summand.size
            if size > MAX_PARAMETERS or layers > MOST_LAYERS:
                raise FileError(
                    f"{name} holds more than {counted(layers - 1, 'layer')} with "
                    f"{counted(size, 'number')}",
                    f"Backstep takes up to {counted(MOST_LAYERS, 'layer')} and "
                    f"{MAX_PARAMETERS:,} parameters",
                )
            piece, entry = [], node.outputs[0]
    if entry != output or piece:
        raise FileError(f"{name} is not a chain of layers", "models without branches can be read")
    return steps


def _step(piece: list[Node], constants: Mapping[str, Array], entry: str, name: str) -> Step | None:
    node = piece[-1]
    if len(piece) == 1:
        if node.op in _PASSING:
            return None
        if node.op in ("MatMul", "Gemm"):
            return _dense(node, constants, entry, name)
        if node.op == "BatchNormalization":
            return _batch_norm(node, constants, name)
        if node.op == SCALER:
            return _scaler(node, name)
        if node.op in ("Softmax", "LogSoftmax"):
            if node.attributes.get("axis", -1) not in (1, -1):
                raise refused(name, node, "its softmax is not over the outputs")
            return Pointwise(node, None)
        if node.op == "Neg" or (
            node.op in ("Add", "Sub", "Mul", "Div") and node.inputs[0] != node.inputs[-1]
        ):
            affine = _affine(node, constants, entry, name)
            if affine is not None:
                return replace(affine, half=_is_half(piece, constants))
    function = _function(piece, constants, entry, name)
    return Pointwise(node, function, half=_is_half(piece, constants))


def _is_half(piece: list[Node], constants: Mapping[str, Array]) -> bool:
    given = [constants[value] for node in piece for value in node.inputs if value in constants]
    return any(array.dtype.kind == "f" and array.dtype.itemsize == 2 for array in given)


def _numbers(array: Array, name: str, node: Node) -> NDArray[np.float64]:
    if array.dtype.kind not in "fiu":
        raise refused(name, node, "it has no numeric input")
    return array.astype(np.float64)


def _given(
    node: Node, constants: Mapping[str, Array], place: int, name: str
) -> NDArray[np.float64]:
    """Return a constant input. Raises FileError if it is not constant."""
    if len(node.inputs) <= place or node.inputs[place] not in constants:
        raise refused(name, node, "its numbers are not constant")
    return _numbers(constants[node.inputs[place]], name, node)


def _dense(node: Node, constants: Mapping[str, Array], entry: str, name: str) -> Dense:
    if len(node.inputs) < 2 or node.inputs[0] != entry or node.inputs[1] == entry:
        raise refused(name, node, "the weights are on the left")
    weight = _given(node, constants, 1, name)
    if weight.ndim != 2 or 0 in weight.shape:
        raise refused(name, node, f"its weight has the shape {weight.shape}")
    bias = None
    if node.op == "Gemm":
        if node.attributes.get("transA", 0):
            raise refused(name, node, "it transposes its input")
        alpha, beta = (_factor(node, key, name) for key in ("alpha", "beta"))
        weight = (weight.T if node.attributes.get("transB", 0) else weight) * alpha
        if len(node.inputs) > 2 and node.inputs[2]:
            given = _given(node, constants, 2, name)
            if given.size not in (1, weight.shape[1]) or given.size != max(given.shape, default=1):
                raise refused(name, node, f"its summand has the shape {given.shape}")
            bias = np.array(np.broadcast_to(given.reshape(-1) * beta, (weight.shape[1],)))
    called = node.name or node.inputs[1]
    return Dense(node, called[:60], np.ascontiguousarray(weight), bias)


def _scaler(node: Node, name: str) -> Affine:
    """Return (x − offset)·scale, the form of scikit-learn's scalers."""
    both = []
    for key, usual in (("offset", 0.0), ("scale", 1.0)):
        held = node.attributes.get(key, [usual])
        if not isinstance(held, list) or not all(isinstance(item, float) for item in held):
            raise refused(name, node, f"its {key} is not a list of numbers")
        both.append(np.array(held))
    offset, scale = both
    if 1 not in (len(offset), len(scale)) and len(offset) != len(scale):
        raise refused(name, node, "its numbers differ in length")
    return Affine(node, scale, -offset * scale, None)


def _factor(node: Node, key: str, name: str) -> float:
    value = node.attributes.get(key, 1.0)
    if not isinstance(value, (int, float)):
        raise refused(name, node, f"{key} is not a number")
    return float(value)


def _batch_norm(node: Node, constants: Mapping[str, Array], name: str) -> Affine:
    if node.attributes.get("training_mode", 0):
        raise refused(name, node, "it is in training mode")
    scale, shift, mean, variance = (_given(node, constants, i, name) for i in range(1, 5))
    if not scale.shape == shift.shape == mean.shape == variance.shape or scale.ndim != 1:
        raise refused(name, node, "its numbers differ in length")
    epsilon = node.attributes.get("epsilon", 1e-5)
    if not isinstance(epsilon, float) or (variance + epsilon <= 0.0).any():
        raise refused(name, node, "its variance is negative")
    factor = scale / np.sqrt(variance + epsilon)
    return Affine(node, factor, shift - mean * factor, None)


def _affine(node: Node, constants: Mapping[str, Array], entry: str, name: str) -> Affine | None:
    """Return x + c, x − c, c − x, x·c, x/c or −x as factor and summand; None for c/x."""
    one, zero = np.array(1.0), np.array(0.0)
    if node.op == "Neg":
        return Affine(node, -one, zero, lambda x: -x)
    if len(node.inputs) != 2:
        return None
    first = node.inputs[0] == entry
    c = _given(node, constants, 1 if first else 0, name)
    if c.size != max(c.shape, default=1) or (c.ndim > 1 and c.shape[-1] != c.size):
        raise refused(name, node, f"its constant has the shape {c.shape}")
    c = c.reshape(()) if c.size == 1 and c.ndim == 0 else c.reshape(-1)
    function = None
    if c.size == 1:
        operation, value = OPERATIONS[node.op], c.reshape(())

        def function(x: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.asarray(operation(node, x, value) if first else operation(node, value, x))

    if node.op == "Add":
        return Affine(node, one, c, function)
    if node.op == "Sub":
        return Affine(node, one, -c, function) if first else Affine(node, -one, c, function)
    if node.op == "Mul":
        return Affine(node, c, zero, function)
    if not first:
        return None
    if (c == 0.0).any():
        raise refused(name, node, "it divides by 0")
    return Affine(node, 1.0 / c, zero, function)


def _function(piece: list[Node], constants: Mapping[str, Array], entry: str, name: str) -> Function:
    """Return several operations on single numbers as one function."""
    values: dict[str, NDArray[np.float64]] = {}
    for node in piece:
        if len(piece) > 1 and node.op in ("MatMul", "Gemm", "BatchNormalization"):
            raise refused(name, node, "its input is used again further on")
        if node.op not in OPERATIONS:
            raise refused(name, node, "Backstep has no layer or activation for it")
        for value in node.inputs:
            if value in constants:
                number = _numbers(constants[value], name, node)
                if number.size != 1:
                    raise refused(name, node, f"its constant has the shape {number.shape}")
                values[value] = number.reshape(())

    def function(z: NDArray[np.float64]) -> NDArray[np.float64]:
        found = {**values, entry: z}
        for node in piece:
            inputs = [found[value] for value in node.inputs if value]
            found[node.outputs[0]] = np.asarray(OPERATIONS[node.op](node, *inputs))
        return found[piece[-1].outputs[0]]

    return function
