"""Exporters: the formats a trained network leaves in, one file a format.

A format is a component registered in a module of this package named `export_…`; the modules are
found by name, so that the menu, the suffixes and the round-trip test follow by themselves.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

import core.files
from core.data.dataset import Dataset
from core.errors import FileError, one_of
from core.files.writing import check_writable, write_bytes
from core.project import Project
from core.registry import Component, Registry
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class NamedArrays:
    """The arrays of one layer under a name that says its kind and number: dense_0."""

    name: str
    layer: int
    arrays: dict[str, Array]


@dataclass(frozen=True)
class Trained:
    """A network as it leaves: its project, the data's names and scaling, and its arrays."""

    project: Project
    dataset: Dataset
    layers: tuple[NamedArrays, ...]
    epochs: int
    updates: int

    @classmethod
    def of(cls, trainer: Trainer) -> "Trained":
        """Return what a trainer holds now, as copies."""
        counts: dict[str, int] = {}
        layers = []
        arrays = trainer.network.arrays(trainer.state.parameters, trainer.state.statistics)
        for i, (layer, found) in enumerate(zip(trainer.project.layers, arrays, strict=True)):
            if not found:
                continue
            number = counts.get(layer.name, 0)
            counts[layer.name] = number + 1
            copies = {name: np.ascontiguousarray(array) for name, array in found.items()}
            layers.append(NamedArrays(f"{layer.name}_{number}", i, copies))
        return cls(trainer.project, trainer.dataset, tuple(layers), trainer.epoch, trainer.update)


class Exporter(Component):
    """A format: its suffix, and how a trained network is written in it."""

    suffix: ClassVar[str] = ""
    #: what a file dialog calls it
    description: ClassVar[str] = ""

    def content(self, trained: Trained) -> bytes:
        """Return the file's content. Raises FileError for what the format cannot hold."""
        raise NotImplementedError


EXPORTERS: Registry[Exporter] = Registry("export format")


def exporters() -> dict[str, Exporter]:
    """Return all formats by suffix, after importing every module of this package's exporters."""
    for module in pkgutil.iter_modules(core.files.__path__):
        if module.name.startswith("export_"):
            importlib.import_module(f"core.files.{module.name}")
    return {exporter.suffix: exporter() for exporter in EXPORTERS}


def exporter_for(path: Path) -> Exporter:
    """Return the format that a file's suffix asks for.

    Raises FileError for an unknown suffix, or a folder that does not exist: before any training.
    """
    known = exporters()
    suffix = path.suffix.lower()
    if suffix not in known:
        raise FileError(
            f"{path.name}: there is no export format {suffix or '(no suffix)'}",
            f"known suffixes are {one_of(known)}",
        )
    check_writable(path)
    return known[suffix]


def export(trained: Trained, path: Path) -> None:
    """Write a trained network; the format follows the suffix. Raises FileError."""
    write_bytes(path, exporter_for(path).content(trained))
