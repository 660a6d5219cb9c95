"""Names of arrays: which belong to one layer, in what order, and in which orientation.

PyTorch writes `fc1.weight` as (outputs, inputs), Keras `dense/kernel` as (inputs, outputs),
scikit-learn `coefs_0`, Backstep `dense_0/weight`. The names decide if they can; otherwise the
shapes do, as the units of one layer are the inputs of the next.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Scaling
from core.errors import FileError
from core.formats.importers import ImportedLayer, Left
from core.formats.weights.beside import buffers, may_matter, target_buffers, without_scalers
from core.formats.weights.branches import doubts_of, explained, shared
from core.formats.weights.norms import placed, without_activation
from core.formats.weights.order import Arranged, arranged, as_usual, natural_key, oriented
from core.formats.weights.tutorials import has_bias_inside, leading, paired, renamed

Array = NDArray[Any]

_LEAVES = {
    "weight": "weight",
    "weights": "weight",
    "kernel": "kernel",
    "bias": "bias",
    "biases": "bias",
    "gamma": "scale",
    "scale": "scale",
    "beta": "shift",
    "shift": "shift",
    "running_mean": "running_mean",
    "moving_mean": "running_mean",
    "running_variance": "running_variance",
    "running_var": "running_variance",
    "moving_variance": "running_variance",
    "moving_var": "running_variance",
    "num_batches_tracked": "",
}.items()
_KERAS_VARS = ("scale", "shift", "running_mean", "running_variance")
#: batch normalization adds this to the variance by default
_EPSILONS = {"Keras": 1e-3}.items()


@dataclass(frozen=True)
class Found:
    """Layers in order, what wrote them as far as the names show, what was assumed or is open."""

    layers: tuple[ImportedLayer, ...]
    source: str
    notices: tuple[str, ...]
    left: Left = field(default_factory=Left)
    input_scaling: Scaling | None = None
    target_scaling: Scaling | None = None


@dataclass(frozen=True)
class _Name:
    """The meaning of a name: the layer, which of its arrays, and whose naming scheme it is."""

    module: str
    leaf: str
    source: str


def _parsed(name: str) -> _Name | None:
    name = re.sub(r":\d+$", "", name)
    found = re.fullmatch(r"(.*[./])?vars[./](\d{1,3})", name)
    if found:
        return _Name((found[1] or "").rstrip("./"), f"vars {int(found[2])}", "Keras")
    found = re.fullmatch(r"(coefs|intercepts)_+(\d{1,6})", name)
    if found:
        return _Name(found[2], "weight" if found[1] == "coefs" else "bias", "scikit-learn")
    found = re.fullmatch(r"([Ww]|[Bb]|weights?|bias(?:es)?)_?(\d{1,6})", name)
    if found:
        return _Name(found[2], "weight" if found[1][0] in "Ww" else "bias", "")
    leaves = dict(_LEAVES)
    longest = "|".join(sorted(leaves, key=len, reverse=True))
    found = re.fullmatch(rf"(?:(.*?)([./_]))?({longest})", name)
    if not found:
        return None
    leaf = leaves[found[3]]
    if leaf == "kernel" or found[3] in ("gamma", "beta") or found[3].startswith("moving"):
        source = "Keras"
    elif found[3] in ("weights", "biases"):
        source = ""  # many write these, with rows for inputs or for units
    elif found[2] in (None, "."):
        source = "PyTorch"
    elif re.fullmatch(r"(dense|batch_norm)_\d{1,6}", found[1] or "") and found[2] == "/":
        source = "Backstep"
    else:
        source = ""  # fc1_weight: perhaps PyTorch's, with another sign between
    return _Name(found[1] or "", "weight" if leaf == "kernel" else leaf, source)


def place_of(name: str) -> tuple[str, str] | None:
    """Return the layer and the array of it that a name says, or None for a name of another kind."""
    parsed = _parsed(name)
    return None if parsed is None else (_called(parsed.module), parsed.leaf)


def _called(module: str) -> str:
    """Return what a layer is called."""
    return (module or "the layer")[:200]


def layers_of(
    arrays: Mapping[str, Array], name: str, *, source: str = "", file_order: bool = True
) -> Found:
    """Return the layers made of named arrays, in order and in the right orientation.

    `source` overrides what the names say about who wrote them; `file_order` says whether the
    order in the file may mean something. Raises FileError, naming the array, for anything but dense
    and batch normalization layers.
    """
    inside = tuple(arrays) if has_bias_inside(arrays) else ()
    arrays, way = renamed(arrays)
    arrays, scalers = without_scalers(arrays)
    source = source or way
    groups: dict[str, dict[str, Array]] = {}
    sources: list[str] = []
    aside: list[str] = []
    for key, array in arrays.items():
        parsed = _parsed(key) if array.dtype.kind in "fiu" else None
        if parsed is None and array.dtype.kind in "fiu" and array.ndim >= 2:
            return _in_sequence(arrays, name, key)
        if parsed is None:
            aside.append(key)
            continue
        if parsed.leaf:
            group = groups.setdefault(parsed.module, {})
            if parsed.leaf in group:
                raise FileError(
                    f"{name} has two arrays that could be the {parsed.leaf} of {key[:60]}",
                    "keep one of them",
                )
            group[parsed.leaf] = array
            sources.append(parsed.source)
    if not groups:
        return _in_sequence(arrays, name, "")
    source = source or _most_likely(sources)
    made = [_layer(module, group, name, source) for module, group in groups.items()]
    found = _arranged(made, name, source, file_order)
    notices = (*found.notices, *shared(found.layers))
    rest = {**{key: arrays[key] for key in aside}, **scalers}
    scaling, used = buffers(rest, found.layers[0].inputs)
    targets, also = target_buffers(rest, found.layers[-1].units)
    aside = [key for key in rest if key not in (*used, *also)]
    if used:
        notices = (*notices, f"Taken as the scaling of inputs: {_listed(used)}.")
    if also:
        notices = (*notices, f"Taken as the scaling of targets: {_listed(also)}.")
    if aside:
        notices = (*notices, "Left aside: " + _listed(aside) + ".")
    layers = placed(found.layers)
    notices = (*notices, *without_activation(layers))
    return Found(
        layers,
        source or "NumPy",
        notices,
        Left(
            order=found.open_order,
            # of a matrix with its bias inside, the transpose is another network than the one turned
            way=None if inside else found.open_way,
            bias="first" if inside else "",
            epsilon=any(not layer.has_neurons for layer in found.layers),
            aside=tuple(key for key in aside if may_matter(key, rest[key])),
            doubts=(*found.doubts, *doubts_of(found.layers)),
        ),
        input_scaling=scaling,
        target_scaling=targets,
    )


def _arranged(layers: list[ImportedLayer], name: str, source: str, file_order: bool) -> Arranged:
    """Return layers in order; where no order fits, the error says what else they may be."""
    try:
        return arranged(layers, name, source, file_order)
    except FileError as error:
        raise explained(error, [as_usual(layer, source) for layer in layers]) from None


def _most_likely(sources: list[str]) -> str:
    """Return who wrote the names; Keras's names for biases are common, so it comes first."""
    for source in ("Keras", "scikit-learn", "PyTorch", "Backstep"):
        if source in sources:
            return source
    return ""


def _listed(names: Iterable[str]) -> str:
    shown = [name[:40] for name in names]
    more = f" and {len(shown) - 6} more" if len(shown) > 6 else ""
    return ", ".join(shown[:6]) + more


def _vector(array: Array) -> NDArray[np.float64]:
    """Return a vector that may be stored in the file as a row or a column."""
    if array.ndim == 2 and 1 in array.shape:
        array = array.reshape(-1)
    return array.astype(np.float64)


def _layer(module: str, group: dict[str, Array], name: str, source: str) -> ImportedLayer:
    shown = _called(module)
    if any(leaf.startswith("vars") for leaf in group):
        group = _named_vars(group)
    weight = group.get("weight")
    if (
        "running_mean" in group
        and "running_variance" in group
        and set(group) <= {*_KERAS_VARS, "weight", "bias"}
    ):
        mean = _vector(group["running_mean"])
        scale, shift = group.get("scale", weight), group.get("shift", group.get("bias"))
        return ImportedLayer(
            name=shown,
            scale=np.ones_like(mean) if scale is None else _vector(scale),
            shift=np.zeros_like(mean) if shift is None else _vector(shift),
            running_mean=mean,
            running_variance=_vector(group["running_variance"]),
            epsilon=dict(_EPSILONS).get(source, 1e-5),
        )
    if weight is None or weight.ndim != 2 or not set(group) <= {"weight", "bias"}:
        shapes = ", ".join(f"{leaf} {array.shape}" for leaf, array in list(group.items())[:4])
        raise FileError(
            f"{name}: {shown} is neither a dense nor a batch normalization layer ({shapes})",
            "only these two can be read; save the part of the network with other layers separately",
        )
    bias = group.get("bias")
    return ImportedLayer(
        name=shown,
        weight=weight.astype(np.float64),
        bias=None if bias is None else _vector(bias),
    )


def _named_vars(group: dict[str, Array]) -> dict[str, Array]:
    """Return the numbered arrays of a Keras layer under their names."""
    first = group.get("vars 0")
    names = ("weight", "bias") if first is not None and first.ndim == 2 else _KERAS_VARS
    return {
        names[int(leaf[5:])] if leaf[5:].isdigit() and int(leaf[5:]) < len(names) else leaf: array
        for leaf, array in group.items()
    }


def _in_sequence(arrays: Mapping[str, Array], name: str, stranger: str) -> Found:
    """Return the layers of a bare list of arrays: weight, bias, weight, bias, …

    Four vectors in a row are a batch normalization, as returned by Keras's `get_weights`.
    """
    numbered = all(re.fullmatch(r"arr_\d{1,6}", key) for key in arrays)
    if not numbered and len(arrays) > 1:
        raise FileError(
            f"{name} holds {_listed([stranger or next(iter(arrays))])}, which is not the name of "
            f"any layer",
            "name arrays like dense_0/weight, fc1.weight, dense/kernel, coefs_0 or W1 and b1",
        )
    ordered = paired([arrays[key] for key in sorted(arrays, key=natural_key)])
    scaling, ordered = leading(ordered)
    layers: list[ImportedLayer] = []
    vectors: list[Array] = []
    open_vectors = False

    def end_of_vectors() -> None:
        nonlocal open_vectors
        place = f"array {len(layers)}"
        if len(vectors) == 4 and layers and layers[-1].has_neurons:
            open_vectors = True
        if len(vectors) % 4 == 1 and layers and layers[-1].has_neurons:
            layers[-1] = replace(layers[-1], bias=_vector(vectors.pop(0)))
        while len(vectors) >= 4:
            four = dict(zip(_KERAS_VARS, vectors[:4], strict=True))
            layers.append(_layer(f"batch_norm_{len(layers)}", four, name, "Keras"))
            del vectors[:4]
        if vectors:
            raise FileError(
                f"{name}: {place} is a vector that belongs to no matrix",
                "save weight, bias, weight, bias, … in the order of the layers",
            )

    for array in ordered:
        if array.dtype.kind not in "fiu" or array.ndim not in (1, 2):
            raise FileError(
                f"{name} holds an array of the shape {array.shape[:4]}, which no layer here has",
                "only dense and batch normalization layers can be read",
            )
        if array.ndim == 1:
            vectors.append(array)
            continue
        end_of_vectors()
        layers.append(ImportedLayer(f"dense_{len(layers)}", weight=array.astype(np.float64)))
    end_of_vectors()
    try:
        found = oriented(layers, name, "")
    except FileError as error:
        raise explained(error, layers) from None
    notices = list(found.notices)
    if scaling is not None:
        notices.append(
            "The mean and variance before all layers are taken as the scaling of inputs."
        )
    normalized = any(not layer.has_neurons for layer in layers)
    return Found(
        found.layers,
        "NumPy",
        tuple(notices),
        Left(way=found.open_way, vectors=open_vectors, epsilon=normalized),
        input_scaling=scaling,
    )
