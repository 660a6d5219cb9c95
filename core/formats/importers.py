"""Importers: weights trained elsewhere, read into one common form, one file per format.

A format is a component registered in a module of this package named `import_…`; the modules are
found by name. Whatever the file, the result is a list of layers whose shapes fit each other, with
matrices as (inputs, units), so that they can be shown before they are applied.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.components.layers import MAX_PARAMETERS, BatchNorm, Dense
from core.counts import counted
from core.data.dataset import Scaling
from core.disk.bounded import MOST_FILE
from core.disk.gzipped import inner_suffix, unpacked
from core.disk.writing import read_bytes
from core.errors import FileError, one_of
from core.formats.discovery import import_formats
from core.providers import format_hint
from core.registry import Component, Registry
from core.words import plain

Array = NDArray[np.float64]

#: more layers than any network here can use
MOST_LAYERS = 1000
#: the most bytes of a name in a folder
_MOST_OF_NAME = 255


@dataclass(frozen=True, eq=False)
class ImportedLayer:
    """One layer in a file: a dense one (`weight`, perhaps `bias`) or a batch_norm one.

    `weight` is (inputs, units), the others are vectors. `turned` says that the file has the weight
    as (units, inputs). `activation` and `epsilon` are None if the file does not say. For a batch
    normalization, `behind` says whether it comes after the activation of the previous layer (True),
    between its sum and its activation (False), or whether the file leaves that open (None).
    """

    name: str
    weight: Array | None = None
    bias: Array | None = None
    activation: Activation | None = None
    turned: bool = False
    scale: Array | None = None
    shift: Array | None = None
    running_mean: Array | None = None
    running_variance: Array | None = None
    epsilon: float | None = None
    behind: bool | None = None

    @property
    def kind(self) -> str:
        """The name of the kind of layer that holds such arrays."""
        return BatchNorm.name if self.weight is None else Dense.name

    @property
    def has_neurons(self) -> bool:
        """Whether it has weights, and therefore its own sums."""
        return self.weight is not None

    @property
    def inputs(self) -> int:
        """How many inputs it has."""
        return int(next(iter(self.arrays().values())).shape[0])

    @property
    def units(self) -> int:
        """How many outputs it has."""
        return int(next(iter(self.arrays().values())).shape[-1])

    def arrays(self) -> dict[str, Array]:
        """Return its arrays under the names of a project's `weights`."""
        names = ("weight", "bias", "scale", "shift", "running_mean", "running_variance")
        found = {name: getattr(self, name) for name in names}
        return {name: array for name, array in found.items() if array is not None}


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The optimizer of a run elsewhere, as the file has it.

    `groups` are its settings, one table a group of parameters; `arrays` the file's arrays of the
    network and `state` those of the optimizer, parameter → slot → array, all by the names there.
    """

    program: str
    kind: str
    groups: tuple[Mapping[str, Any], ...]
    arrays: Mapping[str, NDArray[Any]]
    state: Mapping[str, Mapping[str, NDArray[Any]]]


@dataclass(frozen=True)
class Way:
    """What a row of every matrix is taken for, "inputs" or "units", where the shapes fit both ways.

    `must` says that nothing tells, not even whose names they are.
    """

    taken: str
    must: bool = True


@dataclass(frozen=True)
class Left:
    """What arrays and their names leave open; every one of them is a question.

    `order` and `way` mean that neither names nor shapes show the order of layers, or which are rows
    and columns. `vectors`: four vectors behind a matrix may be a whole batch normalization, or a
    bias and three of its arrays. `bias` is what was taken as the bias inside of every matrix:
    "first" column, which may have been the last, or "no", none, where there may have been one.
    `epsilon`: the ε of batch normalization is not there. `aside` are numbers that belong to no
    layer, and may yet be part of the network. `doubts` say what speaks against a chain of layers.
    """

    order: bool = False
    way: Way | None = None
    vectors: bool = False
    bias: str = ""
    epsilon: bool = False
    aside: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Imported:
    """The layers of a file, from the inputs to the outputs, and what else the file says.

    `source` says what wrote it, as far as the names show. The scalings are what the file does to
    inputs before the first layer, and undoes after the last: the identity if it says that it does
    nothing, None if it does not say. `features` are the inputs of the first layer, if the file says
    so; if empty, the raw inputs. `notices` say what was assumed, `left` what stays open.
    `ends` are the outputs of a model with several, by name, this one first: each is read when it is
    called. `checkpoint` is the optimizer with its state, if the file has them.
    """

    layers: tuple[ImportedLayer, ...]
    source: str
    notices: tuple[str, ...] = ()
    input_scaling: Scaling | None = None
    target_scaling: Scaling | None = None
    input_names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] | None = None
    left: Left = field(default_factory=Left)
    ends: Mapping[str, Callable[[], "Imported"]] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None

    @property
    def inputs(self) -> int:
        """How many inputs the network has."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """How many outputs the network has."""
        return self.layers[-1].units


#: returns the content of a file beside the one being read, by bare name. Raises FileError
Beside = Callable[[str], bytes]


def nothing_beside(name: str) -> Beside:
    """Return a function that refuses all neighbouring files, for a file without its folder."""

    def refuse(file: str) -> bytes:
        raise FileError(
            f"{name} keeps its weights in another file, {plain(file[:80])}, which is not here",
            "save the model with its weights inside; in PyTorch: external_data=False",
        )

    return refuse


def beside_of(path: Path) -> Beside:
    """Return a function that reads files beside a path, of limited size, named *.data or *.bin."""
    left = MOST_FILE

    def read(file: str) -> bytes:
        nonlocal left
        place = path.parent / file
        short = len(file.encode("utf-8", "replace")) <= _MOST_OF_NAME  # a longer one no disk has
        bare = Path(file).name == file and "\\" not in file and file.isprintable() and short
        if not bare or Path(file).suffix not in (".data", ".bin") or place.is_symlink():
            raise FileError(
                f"{path.name} keeps its weights in another file, {plain(file[:80])}: not followed",
                "only a file beside it, with a name like model.onnx.data, is read; save the "
                "weights inside",
            )
        if not place.is_file():
            raise FileError(
                f"{path.name} keeps its weights in another file, {file[:80]}, which is not here",
                f"put {file[:80]} beside it, or save the model with its weights inside",
            )
        content = read_bytes(place, left)
        left -= len(content)
        return content

    return read


class Importer(Component):
    """A format for importing weights: its suffix, and how it is read."""

    suffix: ClassVar[str] = ""
    #: what a file dialog calls it
    description: ClassVar[str] = ""

    def imported(self, content: bytes, name: str) -> Imported:
        """Return what the content of a file called `name` holds. Raises FileError."""
        raise NotImplementedError

    def imported_with(self, content: bytes, name: str, beside: Beside) -> Imported:
        """Return the same for a file that may keep numbers in other files, read by `beside`."""
        return self.imported(content, name)


IMPORTERS: Registry[Importer] = Registry("import format")


def importers() -> dict[str, Importer]:
    """Return all formats by suffix, after importing every module of this package's importers."""
    import_formats("importing")
    return {importer.suffix: importer() for importer in IMPORTERS}


def read_weights(path: Path) -> Imported:
    """Return the weights in a file; the format follows the suffix.

    Raises FileError for an unknown suffix, a damaged file, and anything but a network of dense and
    batch normalization layers. Nothing in the file is run, and the only other files read are those
    beside it that it names.
    """
    known = importers()
    suffix = inner_suffix(path)
    if suffix not in known:
        raise FileError(
            f"{path.name}: weights are not read from {suffix or 'files without suffix'}",
            f"known suffixes are {one_of(known)}; {_way_round(suffix)}{format_hint(path.name)}",
        )
    content = unpacked(read_bytes(path, MOST_FILE), path.name, MOST_FILE)
    with np.errstate(invalid="ignore"):  # a NaN of some bits is not converted; it is refused
        imported = known[suffix].imported_with(content, path.name, beside_of(path))
    return checked(imported, path.name)


def _way_round(suffix: str) -> str:
    """Return how to save an unreadable file in a format that can be read."""
    if suffix in (".pt", ".pth", ".ckpt"):
        return "in PyTorch: safetensors.torch.save_file(model.state_dict(), 'w.safetensors')"
    if suffix in (".keras", ".h5", ".hdf5"):
        return (
            "in Keras: np.savez('w.npz', *model.get_weights()), after model = "
            "keras.saving.load_model(FILE), or model.load_weights(FILE)"
        )
    if suffix in (".xlsx", ".xls", ".ods"):
        return "save each matrix and vector as CSV, W1.csv, b1.csv, …, and put them in a zip"
    if suffix in (".pkl", ".pickle", ".joblib"):
        return "from scikit-learn as README, Recipes, shows: np.savez('mlp.npz', coefs_0=…)"
    return "save pickles, .pt and .h5 files as one of them"


def checked(imported: Imported, name: str) -> Imported:
    """Return what was read after checking it: its shapes fit, its numbers are finite.

    Raises FileError.
    """
    layers = imported.layers
    if not any(layer.has_neurons for layer in layers):
        raise FileError(f"{name} holds no dense layer", "choose a file with weights of a network")
    size = sum(math.prod(array.shape) for layer in layers for array in layer.arrays().values())
    if len(layers) > MOST_LAYERS or size > MAX_PARAMETERS:
        raise FileError(
            f"{name} holds {counted(len(layers), 'layer')} with {counted(size, 'number')}",
            f"Backstep takes up to {counted(MOST_LAYERS, 'layer')} and {MAX_PARAMETERS:,} "
            "parameters",
        )
    problem = chain_problem(layers)
    if problem is not None:
        raise FileError(
            f"{name}: {problem}", "only networks of dense layers, one after another, can be read"
        )
    for layer in layers:
        for what, array in layer.arrays().items():
            if not np.isfinite(array).all():
                raise FileError(
                    f"{name}: {layer.name} has a {what} that is not finite",
                    "the network may have diverged; choose another file",
                )
        if layer.running_variance is not None and (layer.running_variance < 0.0).any():
            raise FileError(
                f"{name}: {layer.name} has a negative variance", "open another copy of the file"
            )
    for scaling, columns in (
        (imported.input_scaling, imported.inputs),
        (imported.target_scaling, imported.outputs),
    ):
        _check_scaling(scaling, columns, name)
    return imported


def _check_scaling(scaling: Scaling | None, columns: int, name: str) -> None:
    if scaling is None:
        return
    for array in (scaling.offset, scaling.factor):
        if array.shape != (columns,) or not np.isfinite(array).all():
            raise FileError(
                f"{name}: its scaling is not finite, or not of {counted(columns, 'column')}",
                "open another copy of the file",
            )


def chain_problem(layers: Iterable[ImportedLayer]) -> str | None:
    """Return where the shapes of consecutive layers do not fit, in words, or None."""
    units = None
    for layer in layers:
        for what, array in layer.arrays().items():
            expected = 2 if what == "weight" else 1
            if array.ndim != expected or 0 in array.shape:
                return f"the {what} of {layer.name} has the shape {array.shape}"
            if array.shape[-1] != layer.units:
                neurons = counted(layer.units, "neuron")
                return f"{layer.name} has {neurons} and {array.shape[-1]} in its {what}"
        if units is not None and layer.inputs != units:
            inputs, before = counted(layer.inputs, "input"), counted(units, "neuron")
            return f"{layer.name} has {inputs}, the layer before it {before}"
        units = layer.units
    return None


def ends_problem(imported: Imported) -> str | None:
    """Return in words where a scaling is of other inputs or outputs than the layers', or None."""
    for scaling, columns, what in (
        (imported.input_scaling, imported.inputs, "inputs"),
        (imported.target_scaling, imported.outputs, "outputs"),
    ):
        if scaling is not None and scaling.offset.shape != (columns,):
            return f"the file scales {len(scaling.offset)} {what}, so arranged there are {columns}"
    return None


def turned(imported: Imported) -> Imported:
    """Return the same file read the other way round: every matrix as its transpose.

    Raises FileError if the shapes do not fit that way.
    """
    layers = tuple(turned_layer(layer) for layer in imported.layers)
    problem = chain_problem(layers)
    if problem is not None:
        raise FileError(f"turned, {problem}", "leave the matrices as they are")
    ends = {name: partial(_turned_end, read) for name, read in imported.ends.items()}
    other = replace(imported, layers=layers, ends=ends)
    for scaling, columns in (
        (other.input_scaling, other.inputs),
        (other.target_scaling, other.outputs),
    ):
        _check_scaling(scaling, columns, "turned")
    return other


def _turned_end(read: Callable[[], Imported]) -> Imported:
    return turned(read())


def can_turn(imported: Imported) -> bool:
    """Return whether the file can be read the other way round."""
    try:
        turned(imported)
    except FileError:
        return False
    return True


def turned_layer(layer: ImportedLayer) -> ImportedLayer:
    """Return a layer with its matrix the other way round."""
    if layer.weight is None:
        return layer
    weight = np.ascontiguousarray(layer.weight.T)
    return replace(layer, weight=weight, turned=not layer.turned)
