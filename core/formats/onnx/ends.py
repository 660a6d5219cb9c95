"""The ends of a graph: class probabilities and labels, as in scikit-learn's pipelines.

A classifier gives the label, and the probabilities in a dictionary (ZipMap) or as columns; for two
classes it computes one probability p and puts 1 − p beside it. The chain of layers ends before
that.
"""

from dataclasses import dataclass

from core.formats.onnx.wire import Graph, Node

_LABELS = frozenset(("ArgMax", "ai.onnx.ml.ArrayFeatureExtractor", "ai.onnx.ml.LabelEncoder"))
_HANDING_ON = frozenset(("Identity", "Cast", "Reshape"))
_MOST_CLASSES = 10_000
#: the most outputs that are looked at
_MOST_OUTPUTS = 8


@dataclass(frozen=True)
class End:
    """A value of the graph that ends a chain of layers, its output, and classes if it has any."""

    output: str
    value: str
    classes: tuple[str, ...] = ()


def network_ends(graph: Graph) -> list[End]:
    """Return the ends of all outputs but labels, each value once; those of labels if none else."""
    makers = {made: node for node in graph.nodes for made in node.outputs}
    ends: dict[str, End] = {}
    labels: dict[str, End] = {}
    for output in graph.outputs[:_MOST_OUTPUTS]:
        end = _end(graph, makers, output)
        kept = labels if _is_label(makers, end.value) else ends
        kept.setdefault(end.value, end)
    return list((ends or labels).values())


def _end(graph: Graph, makers: dict[str, Node], output: str) -> End:
    classes = _classes_beside(graph)
    value = output
    for _ in range(len(graph.nodes)):
        node = makers.get(value)
        if node is None or not node.inputs:
            break
        if node.op == "ai.onnx.ml.ZipMap":
            classes = _listed(node) or classes
            value = node.inputs[0]
        elif node.op == "Concat" and _is_pair(graph, makers, node):
            value = node.inputs[1]
        elif node.op in _HANDING_ON and value != output:
            break
        elif node.op == "Identity":
            value = node.inputs[0]
        else:
            break
    return End(output, value, classes)


def _listed(node: Node) -> tuple[str, ...]:
    for key in ("classlabels_strings", "classlabels_int64s"):
        held = node.attributes.get(key)
        if isinstance(held, list):
            return tuple(str(item)[:200] for item in held[:_MOST_CLASSES])
    return ()


def _classes_beside(graph: Graph) -> tuple[str, ...]:
    """Return the labels in which the largest probability is looked up, if there are any."""
    for node in graph.nodes:
        if node.op == "ai.onnx.ml.ArrayFeatureExtractor" and node.inputs:
            held = graph.constants.get(node.inputs[0])
            if held is not None and held.size <= _MOST_CLASSES:
                return tuple(str(item)[:200] for item in held.reshape(-1).tolist())
    return ()


def _is_pair(graph: Graph, makers: dict[str, Node], node: Node) -> bool:
    """Return whether an operation puts 1 − p beside p."""
    if len(node.inputs) != 2 or node.attributes.get("axis") not in (1, -1):
        return False
    other = makers.get(node.inputs[0])
    if other is None or other.op != "Sub" or len(other.inputs) != 2:
        return False
    one = graph.constants.get(other.inputs[0])
    return (
        other.inputs[1] == node.inputs[1]
        and one is not None
        and one.size == 1
        and one.dtype.kind in "fiu"
        and float(one.reshape(-1)[0]) == 1.0
    )


def _is_label(makers: dict[str, Node], value: str) -> bool:
    """Return whether a value is a label rather than numbers of the network."""
    for _ in range(8):
        node = makers.get(value)
        if node is None or not node.inputs:
            return False
        if node.op in _LABELS:
            return True
        value = node.inputs[0]
    return False
