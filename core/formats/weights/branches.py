"""What speaks against a chain of layers: a state dict has names and shapes, but no arrows.

A network with a way around a layer, two ends or two parts side by side may have shapes that fit one
behind another. Its names often tell; where they do, a person is asked before anything is taken.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.errors import FileError
from core.formats.importers import ImportedLayer
from core.words import say, translate

Matrix = NDArray[np.float64]

#: words in names of layers whose result is not simply handed on to the next
_AROUND = frozenset(
    (
        *("skip", "shortcut", "downsample", "residual", "resblock", "highway", "bypass"),
        *("gate", "gates", "gating", "attn", "attention", "mha", "inproj", "lora", "router"),
        *("expert", "experts", "ema"),
    )
)
#: tables in which an index looks up its row: no matrix of weights, though it looks like one
_TABLES = frozenset(("emb", "embedding", "embeddings", "wte", "wpe"))
#: parts that stand side by side, as several of them say together
_BESIDE = (
    frozenset(("actor", "critic")),
    frozenset(("policy", "value")),
    frozenset(("advantage", "value")),
    frozenset(("pi", "v", "vf", "q")),
    frozenset(("mu", "mean", "logvar", "var", "sigma", "std", "logstd", "variance")),
    frozenset(("query", "key", "value")),
    frozenset(("q", "k", "v")),
    frozenset(("generator", "discriminator")),
    frozenset(("student", "teacher")),
    frozenset(("online", "target")),
    frozenset(("left", "right")),
    frozenset(("wide", "deep")),
    frozenset(("user", "item")),
    frozenset(("classifier", "regressor")),
)
#: parts of which a network has several only side by side
_HEADS = frozenset(("head", "tower", "branch", "stream", "path", "critic", "q", "qf", "member"))
_SEVERAL = frozenset(("heads", "towers", "branches", "streams", "paths"))
_ENDS = frozenset(("out", "output", "outputs", "logits"))


def _words(name: str) -> list[str]:
    """Return the words of a name: res_block.fc1 has res, block, fc and 1."""
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name[:200])
    return re.findall(r"[a-z]+|\d+", parted.lower())


def doubts_of(layers: Sequence[ImportedLayer]) -> tuple[str, ...]:
    """Return in words what the names of layers say against a chain."""
    dense = [layer for layer in layers if layer.has_neurons]
    if len(dense) < 2:
        return ()
    around = [layer.name for layer in dense if _goes_around(layer.name)]
    tables = [x.name for x in dense if x.bias is None and not _TABLES.isdisjoint(_words(x.name))]
    beside = _beside(dense)
    found = []
    if around:
        found.append(
            say("Import", "what is called {names} mostly stands beside others, not in a chain",
                names=_listed(around))
        )  # fmt: skip
    if tables:
        found.append(
            say("Import", "{names} may be a table of which an index looks up a row",
                names=_listed(tables))
        )  # fmt: skip
    if beside:
        inputs = counted(next(x.inputs for x in dense if x.name == beside[0]), "input")
        found.append(
            say("Import", "by their names, {names} stand side by side, each with {inputs}",
                names=_listed(beside), inputs=inputs)
        )  # fmt: skip
    called = [_words(layer.name) for layer in dense]
    coders = [word for each in called for word in ("encoder", "decoder") if word in each]
    if "encoder" in coders[coders.index("decoder") if "decoder" in coders else len(coders) :]:
        found.append(translate("Import", "so its decoder comes before its encoder"))
    return tuple(found)


def _goes_around(name: str) -> bool:
    words = _words(name)
    pairs = {first + second for first, second in pairwise(words)}
    return not _AROUND.isdisjoint((*words, *pairs))


def _beside(layers: Sequence[ImportedLayer]) -> list[str]:
    """Return the first layers of parts that stand side by side: of the same inputs, by name."""
    firsts: dict[str, dict[str, ImportedLayer]] = {}  # by the kind of part and which of them
    counts: dict[str, int] = {}
    for layer in layers:
        found = set(_parts(layer.name))
        for kind, which in found:
            firsts.setdefault(kind, {}).setdefault(which, layer)
        for kind in {kind for kind, _ in found}:
            counts[kind] = counts.get(kind, 0) + 1
    for kind, of_kind in firsts.items():
        if kind in ("head", "end") and len(of_kind) == counts[kind] == len(layers):
            continue  # a chain may as well be called out1, out2, out3
        several = {layer.name: layer for layer in of_kind.values()}.values()
        alike = [layer.name for layer in several if layer.inputs == next(iter(several)).inputs]
        if len(alike) > 1:
            return alike
    return []


def _parts(name: str) -> Iterable[tuple[str, str]]:
    """Yield the parts of a network that a layer belongs to, as kind and which one."""
    words = _words(name)
    joined = [*words, *(a + b for a, b in pairwise(words))]
    for number, kind in enumerate(_BESIDE):
        for word in joined:
            if word in kind:
                yield f"beside {number}", word
    # head_a, a_head, head1 and heads.0 are one of several; head.0 and head.2 one behind another
    places = re.split(r"[./]", name[:200])
    for place, behind in zip(places, [*places[1:], ""], strict=True):
        words = _words(place)
        if not _HEADS.isdisjoint(words):
            yield "head", " ".join(word for word in words if word not in _HEADS)
        elif place.lower() in _SEVERAL and behind.isdigit():
            yield "head", behind
        elif len(words) < 3 and not _ENDS.isdisjoint(words):
            which = "".join(word for word in words if word not in _ENDS)
            if which.isdigit() or len(which) < 2:
                yield "end", which


def explained(error: FileError, layers: Sequence[ImportedLayer]) -> FileError:
    """Return the error of layers that fit in no order, with what they may be instead of a chain.

    Their matrices are as who wrote them usually has them.
    """
    if _one_more(layers):
        return FileError(
            f"{error.message}; each may take its bias as one more input",
            "name them Theta1, Theta2, …, a row for every neuron, or save weights and biases apart",
        )
    why = _no_chain(layers)
    if why is None:
        return error
    return FileError(
        f"{error.message}; {why}",
        "only dense layers one behind another can be read; of a network with several ends save "
        "one, as in {k: v for k, v in state.items() if not k.startswith('head_b')}",
    )


def _one_more(layers: Sequence[ImportedLayer]) -> bool:
    """Return whether every matrix takes one number more than the one before it gives."""
    if len(layers) < 2 or any(layer.weight is None or layer.bias is not None for layer in layers):
        return False
    shapes = [(layer.inputs, layer.units) for layer in layers]
    both = (shapes, [(units, inputs) for inputs, units in shapes])
    return any(all(b[0] == a[1] + 1 for a, b in pairwise(way)) for way in both)


def _no_chain(layers: Sequence[ImportedLayer]) -> str | None:
    """Return in words why layers that fit in no order may not be a chain, None if nothing shows."""
    dense = [layer for layer in layers if layer.has_neurons]
    doubts = doubts_of(layers)
    if doubts:
        return doubts[0]
    of_inputs: dict[int, list[ImportedLayer]] = {}
    for layer in dense:
        of_inputs.setdefault(layer.inputs, []).append(layer)
    units = {layer.units: layer.name for layer in dense}
    sizes = {dense[0].inputs: "the inputs"} | units if dense else {}
    for layer in dense[1:]:
        if layer.inputs not in units:
            joined = _joined(layer.inputs, sizes)
            if joined:
                inputs = counted(layer.inputs, "number")
                return f"{layer.name} may take {joined} together, {inputs}"
    for size, several in of_inputs.items():
        if len(several) > 1 and units.get(size) not in (None, *(x.name for x in several)):
            names = _listed(layer.name for layer in several)
            return f"{names} all take the {counted(size, 'number')} of {units[size]}"
    return None


def _joined(size: int, sizes: Mapping[int, str]) -> str:
    for one, name in sizes.items():
        if size - one in sizes and size - one != one:
            return f"{name} and {sizes[size - one]}"
    return ""


def shared(layers: Sequence[ImportedLayer]) -> tuple[str, ...]:
    """Return a notice of layers that hold the same matrix: there they may be one."""
    known: dict[tuple[float, ...], ImportedLayer] = {}
    for layer in layers:
        weight = layer.weight
        # a start of zeros or ones is no sign of anything
        if weight is None or weight.size < 4 or weight.min() == weight.max():
            continue
        # the corners tell most matrices apart, whichever way round they are
        mark = (*sorted(weight.shape), float(weight[0, 0]), float(weight[-1, -1]))
        other = known.setdefault(mark, layer)
        if other is not layer and other.weight is not None and _are_one(weight, other.weight):
            said = say("Import", "{one} and {other} hold the same numbers; here each is trained by "
                       "itself.", one=other.name[:60], other=layer.name[:60])  # fmt: skip
            return (said,)
    return ()


def _are_one(one: Matrix, other: Matrix) -> bool:
    return np.array_equal(one, other) or np.array_equal(one, other.T)


def _listed(names: Iterable[str]) -> str:
    shown = [name[:60] for name in names]
    return ", ".join(shown[:4]) + (" and more" if len(shown) > 4 else "")
