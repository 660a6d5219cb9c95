"""A toy extension: a package with an activation and an export format, as pip would install it."""

from pathlib import Path

PARTS = '''
from dataclasses import dataclass

import numpy as np

from ROOM.components.activations import ACTIVATIONS, Activation


@ACTIVATIONS.register
@dataclass(frozen=True)
class Cube(Activation):
    """The third power: a = z³, a' = 3z²."""

    name = "cube"
    label = "cube"
    formula = "a = z³"
    threshold = 0.0
    code = "z**3"
    code_gradient = "g * 3 * z**2"
    tex = "z^3"
    derivative = "f′(z) = 3z²"

    def forward(self, z, out, work):
        np.multiply(z, z, out)
        np.multiply(out, z, out)

    def backward(self, gradient, z, a, out, work):
        np.multiply(z, z, work)
        np.multiply(work, 3.0, work)
        np.multiply(gradient, work, out)
'''

FILES = '''
from dataclasses import dataclass

from ROOM.formats.npz.exporting import NpzExporter
from ROOM.formats.exporters import EXPORTERS


@EXPORTERS.register
@dataclass(frozen=True)
class Toy(NpzExporter):
    """An archive under another suffix."""

    name = "toy"
    label = "Toy"
    suffix = ".toy"
'''

ENTRIES = """[backstep.components]
cube = toy_parts.parts

[backstep.formats]
toy = toy_parts.files
"""


def write_toy(folder: Path, room: str = "core", parts: str = PARTS, entries: str = ENTRIES) -> Path:
    """Write the installed package `toy-parts` into a folder, made for `core` or `backstep`."""
    package, metadata = folder / "toy_parts", folder / "toy_parts-1.0.dist-info"
    package.mkdir(parents=True)
    metadata.mkdir()
    (package / "__init__.py").write_text("")
    (package / "parts.py").write_text(parts.replace("ROOM", room), encoding="utf-8")
    (package / "files.py").write_text(FILES.replace("ROOM", room), encoding="utf-8")
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: toy_parts\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(entries)
    return folder
