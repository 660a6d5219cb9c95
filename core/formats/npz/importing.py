"""NPZ: NumPy's archive, from Backstep, scikit-learn, PyTorch, Keras or by hand."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from core.components.activations import Activation, activation_called
from core.disk.bounded import damaged, json_of, npy_array, npz_arrays, text_of, texts_of
from core.errors import FileError, UserError
from core.formats.importers import IMPORTERS, Imported, ImportedLayer, Importer
from core.formats.weights.checkpoint import taken_apart
from core.formats.weights.names import layers_of
from core.formats.weights.own import described_layers, scaling_of, texts
from core.formats.weights.single import single_matrix
from core.records import record

Arrays = Mapping[str, NDArray[Any]]

#: the arrays in addition to the weights of layers
_BESIDE = frozenset(
    (
        "inputs/offset",
        "inputs/factor",
        "inputs/names",
        "targets/offset",
        "targets/factor",
        "targets/names",
        "classes",
        "project",
        "activation",
        "out_activation",
    )
)

#: says which optimizer the state is of
_OPTIMIZER = "optimizer"


@IMPORTERS.register
@record
class NpzImporter(Importer):
    """Arrays by name: dense_0/weight, coefs_0, fc1.weight, dense/kernel, W1, or just in order."""

    name = "npz"
    label = "NumPy archive (NPZ)"
    suffix = ".npz"
    description = "NumPy archive"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the layers. Raises FileError."""
        arrays = npz_arrays(content, name)
        beside = {key: arrays.pop(key) for key in _BESIDE if key in arrays}
        text = text_of(beside["project"]) if "project" in beside else None
        project = json_of(text, f"{name}: project") if text else None
        if isinstance(project, dict) and isinstance(project.get("layers"), list):
            return from_project(project, arrays, beside, name)
        told = arrays.pop(_OPTIMIZER, None)
        text = None if told is None else text_of(told)
        own, checkpoint = taken_apart(arrays, text, name)
        return replace(from_arrays(own, beside, name), checkpoint=checkpoint)


@IMPORTERS.register
@record
class NpyImporter(Importer):
    """One matrix written by np.save, for one dense layer without a bias."""

    name = "npy"
    label = "NumPy array (NPY)"
    suffix = ".npy"
    description = "NumPy array of one weight matrix"

    def imported(self, content: bytes, name: str) -> Imported:
        """Return the one layer. Raises FileError."""
        array = npy_array(content, name)
        if array.dtype.kind not in "fiu" or array.ndim != 2 or 0 in array.shape:
            raise FileError(
                f"{name} holds no matrix of numbers, but {array.dtype} of the shape {array.shape}",
                "save all weights as one file: np.savez('w.npz', W1=…, b1=…)",
            )
        return single_matrix(array, name, "NumPy")


def from_arrays(arrays: Arrays, beside: Arrays, name: str) -> Imported:
    """Return the layers made of named arrays, using those `beside` them. Raises FileError."""
    found = layers_of(arrays, name)
    hidden = _activation(beside, "activation", name)
    last = _activation(beside, "out_activation", name)
    layers = []
    for place, layer in enumerate(found.layers):
        told = hidden if place < len(found.layers) - 1 else last
        layers.append(
            replace(layer, activation=told or layer.activation) if layer.has_neurons else layer
        )
    read = _with_scaling(tuple(layers), found.source, found.notices, beside, name)
    return replace(
        read,
        left=found.left,
        input_scaling=read.input_scaling or found.input_scaling,
        target_scaling=read.target_scaling or found.target_scaling,
    )


def _activation(beside: Arrays, key: str, name: str) -> Activation | None:
    text = text_of(beside[key]) if key in beside else None
    if text is None:
        return None
    try:
        return activation_called(text)
    except UserError as error:
        raise damaged(name, error.message) from None


def from_project(project: dict[str, Any], arrays: Arrays, beside: Arrays, name: str) -> Imported:
    """Return layers described by a project's JSON form, with arrays named dense_0/weight.

    Raises FileError.
    """
    counts: dict[str, int] = {}
    described = []
    for description in project["layers"]:
        kind = description.get("name") if isinstance(description, dict) else None
        number = counts.get(str(kind), 0)
        prefix = f"{kind}_{number}/"
        found = {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
        counts[str(kind)] = number + bool(found)
        described.append((description, found))
    layers, notices = described_layers(described, name)
    data = project.get("data")
    features = texts(data.get("features")) if isinstance(data, dict) else ()
    read = _with_scaling(layers, "Backstep", notices, beside, name)
    return replace(read, features=features)


def _with_scaling(
    layers: tuple[ImportedLayer, ...],
    source: str,
    notices: tuple[str, ...],
    beside: Arrays,
    name: str,
) -> Imported:
    names = texts_of(beside["inputs/names"]) if "inputs/names" in beside else ()
    classes = beside.get("classes")
    shown: tuple[str, ...] = ()
    if classes is not None and classes.ndim == 1:
        shown = texts_of(classes) or tuple(str(item) for item in classes[:10_000].tolist())
    return Imported(
        layers=layers,
        source=source,
        notices=notices,
        input_scaling=scaling_of(
            beside.get("inputs/offset"), beside.get("inputs/factor"), f"{name}: inputs"
        ),
        target_scaling=scaling_of(
            beside.get("targets/offset"), beside.get("targets/factor"), f"{name}: targets"
        ),
        input_names=names,
        classes=shown,
    )
