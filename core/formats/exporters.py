"""Exporters: the formats in which a trained network can be exported, one file per format.

A format is a component registered in a module of this package named `export_…`; the modules are
found by name, so the menu, the suffixes and the round-trip test include it automatically. Every
export is read back before it is put in place, and refused if it does not predict what the network
predicts.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, Scaling
from core.disk.writing import check_writable, write_bytes
from core.errors import FileError, one_of
from core.fit import with_fitted_loss
from core.formats.checking.plain_forward import ReadNetwork
from core.formats.checking.verification import ReadBack, Verified, compare, tolerance
from core.formats.discovery import import_formats
from core.moments.moment import Moment
from core.project import Project
from core.providers import format_hint
from core.registry import Component, Registry

Array = NDArray[np.floating[Any]]

#: predictions (m, outputs) for raw inputs after a number of further updates, None if diverged
Later = Callable[[int, Array], Array | None]
#: the engine's loss and single-number metrics, by the part's name and their own
FiguresOf = Callable[[], dict[str, dict[str, float]]]


@dataclass(frozen=True)
class NamedArrays:
    """The arrays of one layer, named by its kind and number: dense_0."""

    name: str
    layer: int
    arrays: dict[str, Array]


@dataclass(frozen=True)
class Trained:
    """A network to be exported: its project, the data's names and scaling, and its arrays.

    `samples` (m, raw) are raw inputs from the `rows` of the training part, `predictions` (m,
    outputs) the network's outputs for them; `moment` is the moment of training, for formats that
    can continue it, and `later` trains on from it, so that they can check their results.
    """

    project: Project
    dataset: Dataset
    layers: tuple[NamedArrays, ...]
    epochs: int
    updates: int
    rows: NDArray[np.intp]
    samples: Array
    predictions: Array
    parameter_count: int
    threshold: float = 0.5
    moment: Moment | None = None
    later: Later | None = None
    figures: FiguresOf | None = None

    @property
    def fitted(self) -> Project:
        """The project with its class weights as numbers."""
        return with_fitted_loss(self.project, self.dataset.train.original_targets)

    def in_precision(self, precision: str) -> "Trained":
        """Return the network with its numbers rounded to float32; it cannot train further.

        Its predictions are recomputed from the rounded numbers.
        """
        if precision in ("", self.precision):
            return self
        dtype = np.dtype(precision)
        layers = tuple(
            NamedArrays(x.name, x.layer, {key: a.astype(dtype) for key, a in x.arrays.items()})
            for x in self.layers
        )
        training = replace(self.project.training, precision=precision)
        project = replace(self.project, training=training)
        made = replace(self, project=project, layers=layers, moment=None, later=None, figures=None)
        return replace(made, predictions=made.plain().predict(self.samples, np.float64))

    @property
    def precision(self) -> str:
        """The precision of its arrays: float64 or float32."""
        return self.project.training.precision

    def arrays_of(self, layer: int) -> dict[str, Array]:
        """Return the arrays of a layer of the project, by its number; empty if it has none."""
        for found in self.layers:
            if found.layer == layer:
                return found.arrays
        return {}

    def plain(self) -> ReadNetwork:
        """Return the network in the form of one read from a file."""
        layers = [(x.write(), self.arrays_of(i)) for i, x in enumerate(self.project.layers)]
        inputs, targets = self.dataset.input_scaling, self.dataset.target_scaling
        return ReadNetwork(layers, self.dataset.features, _pair(inputs), _pair(targets))

    def tolerance(self, precision: str = "") -> Array:
        """Return how far predictions read back may be from its own, per output (outputs,).

        `precision` is that of a program that computes with fewer digits than the network has.
        """
        plain = self.plain()
        rough, fine = (plain.predict(self.samples, kind) for kind in (np.float32, np.float64))
        return tolerance(rough, fine, precision or self.precision)


def _pair(scaling: Scaling) -> tuple[Array, Array]:
    return scaling.offset, scaling.factor


class Exporter(Component):
    """A format: its suffix, how it is written, and how it is read back."""

    suffix: ClassVar[str] = ""
    #: its name in file dialogs
    description: ClassVar[str] = ""
    #: one sentence on what is in the file
    carries: ClassVar[str] = ""
    #: one sentence on what it is good for
    good_for: ClassVar[str] = ""
    #: the suffixes of additional files that it writes beside its own
    beside: ClassVar[tuple[str, ...]] = ()
    #: its place in menus; the smallest number comes first
    place: ClassVar[int] = 100

    def check_name(self, path: Path) -> None:
        """Raise FileError for a name that would make the file unusable."""

    def content(self, trained: Trained) -> bytes:
        """Return the file's content. Raises FileError for anything the format cannot hold."""
        raise NotImplementedError

    def companions(self, trained: Trained) -> dict[str, bytes]:
        """Return the files to write beside it under the same name: content by suffix."""
        return {}

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Return the file's predictions for `trained.samples`, made as independently as we can."""
        raise NotImplementedError


EXPORTERS: Registry[Exporter] = Registry("export format")


def exporters() -> dict[str, Exporter]:
    """Return all formats by suffix, after importing every module of this package's exporters."""
    import_formats("exporting")
    in_order = sorted(EXPORTERS, key=lambda exporter: exporter.place)
    return {exporter.suffix: exporter() for exporter in in_order}


def suffix_of(path: Path) -> str | None:
    """Return the longest suffix of a format that a file's name ends in, None for none."""
    name = path.name.lower()
    # a name that is only a suffix, such as .npz, is a hidden file without suffix
    found = [suffix for suffix in exporters() if name.endswith(suffix) and name != suffix]
    return max(found, key=len, default=None)


def exporter_for(path: Path) -> Exporter:
    """Return the format for a file's suffix.

    Raises FileError for an unknown suffix, an impossible name, or a folder that does not exist, so
    that this is known before any training.
    """
    known = exporters()
    suffix = suffix_of(path)
    if suffix is None:
        raise FileError(
            f"{path.name}: there is no export format {path.suffix.lower() or '(no suffix)'}",
            f"known suffixes are {one_of(known)}{format_hint(path.name)}",
        )
    check_writable(path)
    known[suffix].check_name(path)
    return known[suffix]


def beside(path: Path, exporter: Exporter, suffix: str) -> Path:
    """Return the path of a companion: net.safetensors beside net.torch.py."""
    return path.with_name(path.name[: -len(exporter.suffix)] + suffix)


def export(trained: Trained, path: Path) -> Verified:
    """Write a trained network; the format follows the suffix. Return what the check found.

    Raises FileError if the format cannot hold the network, the file cannot be written, or it does
    not predict what the network predicts; an existing file is then left untouched.
    """
    exporter = exporter_for(path)
    files = {
        **{
            beside(path, exporter, suffix): content
            for suffix, content in exporter.companions(trained).items()
        },
        path: exporter.content(trained),
    }
    for target in files:
        check_writable(target)
    verified = verify(trained, exporter, {target.name: files[target] for target in files})
    for target, content in files.items():
        write_bytes(target, content)
    return verified


def verify(trained: Trained, exporter: Exporter, files: dict[str, bytes]) -> Verified:
    """Read files back (by name; the last is the one to open) and compare their predictions.

    Raises FileError if they are not those of the network.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
            for name, content in files.items():
                Path(folder, name).write_bytes(content)
            found = exporter.read_back(Path(folder, name), trained)
    except OSError as error:
        raise FileError(
            f"{name} cannot be checked: {error.strerror or error}",
            "make room in the folder for temporary files",
        ) from None
    return compare(name, trained.predictions, found, trained.tolerance())
