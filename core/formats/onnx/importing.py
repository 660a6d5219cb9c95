"""ONNX: a chain of MatMul, Gemm, Add and known activations becomes dense layers.

The graph is followed from its input to its output. Constants before the first layer are the scaling
of inputs, those after the last the scaling of targets; batch normalization and other constants
between layers are folded into the weights. Anything else is refused, naming the node.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation, Linear, Softmax
from core.counts import counted
from core.data.dataset import Scaling
from core.disk.bounded import json_of
from core.errors import FileError
from core.formats.importers import (
    IMPORTERS,
    Beside,
    Imported,
    ImportedLayer,
    Importer,
    checked,
    nothing_beside,
)
from core.formats.onnx.chain import Affine, Dense, Pointwise, Step, chain_of, refused
from core.formats.onnx.ends import End, network_ends
from core.formats.onnx.functions import recognised
from core.formats.onnx.wire import Graph, read_graph
from core.records import record
from core.words import plain

Array = NDArray[np.float64]

#: the most operations between two layers: more than any activation is composed of
_MOST_BETWEEN = 64


@IMPORTERS.register
@record
class OnnxImporter(Importer):
    """A model of dense layers: MatMul or Gemm, Add, and activations, whole or composed."""

    name = "onnx"
    label = "ONNX"
    suffix = ".onnx"
    description = "ONNX model"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the layers of a model in a single file. Raises FileError."""
        return self.imported_with(content, name, nothing_beside(name))

    def imported_with(self, content: bytes, name: str, beside: Beside) -> Imported:
        """Return the layers. Raises FileError."""
        graph = read_graph(content, name, beside)
        ends = network_ends(graph)
        if not ends:
            raise FileError(f"{name} has no output", "export the model again")
        read: dict[str, Imported] = {}
        problems: dict[str, FileError] = {}
        for end in ends:
            try:
                found = _read_end(graph, end, name)
            except FileError as error:  # another output may be readable
                problems[end.output] = error
                continue
            # of the others is kept only that they can be read: weights are read when asked for
            read[end.output] = read[next(iter(read))] if read else found
        if not read:
            raise next(iter(problems.values()))
        taken = next(iter(read.values()))
        if len(read) > 1:
            readers = {
                end.output: partial(_checked_end, graph, end, name)
                for end in ends
                if end.output in read
            }
            taken = replace(taken, ends=readers)
        return replace(taken, notices=(*taken.notices, *_unreadable(problems, name)))


def _checked_end(graph: Graph, end: End, name: str) -> Imported:
    return checked(_read_end(graph, end, name), name)


def _read_end(graph: Graph, end: End, name: str) -> Imported:
    """Return the layers that lead to one output. Raises FileError."""
    features = _texts(graph, "features", name)
    steps, joined = chain_of(graph, end.value, name, len(features))
    read = _assembled(steps, name)
    source = graph.producer[:60] or "ONNX"
    if source.startswith("Backstep"):  # its graph is complete: nothing else scales
        read = replace(
            read,
            input_scaling=read.input_scaling or Scaling.identity(read.inputs),
            target_scaling=read.target_scaling or Scaling.identity(read.outputs),
        )
    return replace(
        read,
        notices=(*read.notices, *_logarithms(steps, name), *_joined(joined)),
        source=f"ONNX, {source}" if source != "ONNX" else source,
        input_names=features or _texts(graph, "inputs", name) or _columns(graph, joined),
        classes=_texts(graph, "classes", name) or end.classes,
        features=features or None,
    )


def _columns(graph: Graph, joined: Sequence[str]) -> tuple[str, ...]:
    """Return the names of inputs that are joined, if each is one column."""
    single = all(graph.widths.get(name) == 1 for name in joined)
    return tuple(name[:200] for name in joined) if single else ()


def _joined(joined: Sequence[str]) -> tuple[str, ...]:
    if not joined:
        return ()
    return (
        f"The model has {counted(len(joined), 'input')}, joined in the order {_shown(joined)}.",
    )


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(plain(name[:40]) for name in names[:6]) + more


def _logarithms(steps: Sequence[Step], name: str) -> tuple[str, ...]:
    """Return a notice if the model gives logarithms of probabilities.

    Raises FileError if they are only on the way.
    """
    for step in steps[:-1]:
        if step.node.op == "LogSoftmax":
            raise refused(name, step.node, "more is computed from its logarithms")
    if steps and steps[-1].node.op == "LogSoftmax":
        return (
            "LogSoftmax is read as softmax: outputs are probabilities here, not their logarithms.",
        )
    return ()


def _unreadable(problems: Mapping[str, FileError], name: str) -> tuple[str, ...]:
    """Return a notice of the outputs that cannot be read, with the reason for the first."""
    if not problems:
        return ()
    why = next(iter(problems.values())).message.removeprefix(f"{name}: ")
    return (f"The model has outputs that cannot be read: {_shown(tuple(problems))} ({why}).",)


def _texts(graph: Graph, key: str, name: str) -> tuple[str, ...]:
    """Return a list of texts from the metadata that Backstep writes."""
    if not graph.producer.startswith("Backstep") or key not in graph.metadata:
        return ()
    value = json_of(graph.metadata[key], f"{name}: {key}")
    return tuple(str(item)[:200] for item in value) if isinstance(value, list) else ()


def _assembled(steps: Sequence[Step], name: str) -> Imported:
    places = [i for i, step in enumerate(steps) if isinstance(step, Dense)]
    if not places:
        raise FileError(f"{name} holds no dense layer", "choose a model with MatMul or Gemm")
    before = steps[: places[0]]
    g, c = _combined(before, name)
    layers: list[ImportedLayer] = []
    folded = False
    input_scaling: Scaling | None = None
    for place, end in zip(places, [*places[1:], len(steps)], strict=True):
        dense = steps[place]
        assert isinstance(dense, Dense)
        weight, bias = dense.weight, dense.bias
        if not layers and before and _is_scaling(g, c):
            input_scaling = _scaling_in(_wide(g, len(weight), name), _wide(c, len(weight), name))
        else:
            folded = folded or (bool(layers) and bool(np.any(g != 1.0) or np.any(c != 0.0)))
            weight, bias = _folded_before(weight, bias, g, c, name)
        own, activation, behind = _parted(dense, steps[place + 1 : end], end == len(steps), name)
        g, c = _combined(own, name)
        if own:
            # a MatMul is followed by its bias; anything more was folded
            folded = folded or not (len(own) == 1 and dense.bias is None and np.all(g == 1.0))
            weight, bias = _folded_behind(weight, bias, g, c, name)
        layers.append(ImportedLayer(dense.name, weight, bias, activation=activation))
        g, c = _combined(behind, name)
    units = layers[-1].units
    target_scaling = None
    if np.any(g != 1.0) or np.any(c != 0.0):
        g, c = _wide(g, units, name), _wide(c, units, name)
        factor = np.divide(1.0, g, out=np.zeros_like(g), where=g != 0.0)
        target_scaling = Scaling(c, factor)
    notice = "Constants between layers, such as batch normalization, are folded into the weights."
    return Imported(
        tuple(layers),
        "ONNX",
        (notice,) if folded else (),
        input_scaling=input_scaling,
        target_scaling=target_scaling,
    )


def _combined(steps: Sequence[Step], name: str) -> tuple[Array, Array]:
    """Return factor and summand of consecutive constants: x·g + c."""
    g, c = np.float64(1.0), np.float64(0.0)
    total: tuple[Array, Array] = (np.asarray(g), np.asarray(c))
    for step in steps:
        if not isinstance(step, Affine):
            raise refused(name, step.node, "it is before the first layer or after the last")
        with np.errstate(all="ignore"):
            try:
                total = (
                    np.asarray(total[0] * step.factor),
                    np.asarray(total[1] * step.factor + step.summand),
                )
            except ValueError:
                raise refused(name, step.node, "its constant has another length") from None
    return total


def _wide(vector: Array, width: int, name: str) -> Array:
    try:
        return np.array(np.broadcast_to(vector, (width,)))
    except ValueError:
        raise FileError(
            f"{name}: {counted(vector.size, 'constant')} for {counted(width, 'number')}",
            "only networks of dense layers, one after another, can be read",
        ) from None


def _is_scaling(g: Array, c: Array) -> bool:
    """Return whether x·g + c can be written (x − offset)·factor: where g is 0, c must be 0."""
    return not bool(np.any((g == 0.0) & (c != 0.0)))


def _scaling_in(g: Array, c: Array) -> Scaling | None:
    if (g == 1.0).all() and not c.any():
        return None
    with np.errstate(all="ignore"):
        return Scaling(np.divide(-c, g, out=np.zeros_like(c), where=g != 0.0), g)


def _folded_before(
    weight: Array, bias: Array | None, g: Array, c: Array, name: str
) -> tuple[Array, Array | None]:
    """Return weight and bias of (x·g + c) @ weight + bias."""
    if np.all(g == 1.0) and not np.any(c):
        return weight, bias
    g, c = _wide(g, len(weight), name), _wide(c, len(weight), name)
    with np.errstate(all="ignore"):
        if c.any():
            bias = c @ weight + (0.0 if bias is None else bias)
        return g[:, None] * weight, bias


def _folded_behind(
    weight: Array, bias: Array | None, g: Array, c: Array, name: str
) -> tuple[Array, Array | None]:
    """Return weight and bias of (x @ weight + bias)·g + c."""
    units = weight.shape[1]
    g, c = _wide(g, units, name), _wide(c, units, name)
    with np.errstate(all="ignore"):
        if bias is not None or c.any():
            bias = (0.0 if bias is None else bias * g) + c
        return weight * g, bias


def _parted(
    dense: Dense, steps: Sequence[Step], last: bool, name: str
) -> tuple[Sequence[Step], Activation, Sequence[Step]]:
    """Return the steps of a layer's sum, its activation, and the constants after that."""
    if len(steps) > _MOST_BETWEEN:
        raise FileError(f"{name} holds too much between two layers", "choose a simpler model")
    affine = [isinstance(step, Affine) for step in steps]
    if all(affine):
        own = steps
        if last:  # anything after the bias scales the outputs
            first = steps[:1]
            is_bias = dense.bias is None and bool(first) and _adds_vector(first[0], dense)
            own = first if is_bias else steps[:0]
        return own, Linear(), steps[len(own) :]
    lead = affine.index(False)
    pieces = [
        (start, end)
        for start in range(lead, -1, -1)
        for end in range(len(steps), lead, -1)
        if all(affine[end:]) and not _is_idle(steps[start])
    ]
    # the longest first: a hard sigmoid is more than the ReLU6 inside it
    for start, end in sorted(pieces, key=lambda piece: piece[0] - piece[1]):
        activation = _activation(steps[start:end])
        if activation is not None:
            return steps[:start], activation, steps[end:]
    ops = " → ".join(step.node.op[:40] for step in steps[lead:][:6])
    raise refused(name, steps[lead].node, f"Backstep has no activation like {ops}")


def _is_idle(step: Step) -> bool:
    """Return whether a step changes nothing, like a bias of 0."""
    return isinstance(step, Affine) and bool(np.all(step.factor == 1.0) and not step.summand.any())


def _adds_vector(step: Step, dense: Dense) -> bool:
    return (
        isinstance(step, Affine)
        and step.node.op == "Add"
        and np.size(step.summand) == dense.weight.shape[1]
    )


def _activation(steps: Sequence[Step]) -> Activation | None:
    if len(steps) == 1 and steps[0].node.op in ("Softmax", "LogSoftmax"):
        return Softmax()
    functions: list[Any] = []
    half = False
    for step in steps:
        if not isinstance(step, (Affine, Pointwise)) or step.function is None:
            return None
        functions.append(step.function)
        half = half or step.half
    return recognised(tuple(functions), half=half)
