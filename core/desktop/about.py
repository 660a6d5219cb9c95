"""What the program is built on: versions and licences, read from the packages' metadata."""

import platform
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from core.resources import is_frozen, resource_path
from core.words import say

#: the packages that the program is made of, by their own names
PACKAGES = (
    *("numpy", "PySide6-Essentials", "shiboken6", "pyqtgraph", "onnx", "protobuf", "ml_dtypes"),
    *("safetensors", "python-calamine", "pillow", "tqdm"),
)
#: phrases that identify a licence if a package gives only its full text
_KNOWN = ("MIT", "BSD", "Apache", "LGPL", "HPND", "MPL")


def engine_and_platform() -> str:
    """Return what computes the numbers, and on which system."""
    import numpy

    return say(
        "About",
        "Engine: NumPy {numpy}, Python {python}, on {system}, {machine}",
        numpy=numpy.__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
    )


def licence_lines() -> Iterator[str]:
    """Yield every bundled package with its version and licence, one per line."""
    for name in PACKAGES:
        try:
            told = metadata(name)
        except PackageNotFoundError:
            continue
        yield f"{told['Name']} {told['Version']}: {_licence(told)}"
    yield f"Python {platform.python_version()}: PSF-2.0"
    yield "Inter, JetBrains Mono: OFL-1.1"
    yield "Phosphor: MIT"


def licences_file() -> str:
    """Return the path of the file with all licences, "" if none is bundled."""
    path = resource_path().parent / "THIRD-PARTY-LICENCES.txt"
    return str(path) if is_frozen() and path.is_file() else ""


def _licence(told: PackageMetadata) -> str:
    keys = [key for key in ("License-Expression", "License") if key in told]
    short = next((told[key] for key in keys if told[key]), "")
    if 0 < len(short) < 80 and "\n" not in short:
        return short
    for kind in told.get_all("Classifier") or ():
        if kind.startswith("License ::"):
            return str(kind.rpartition(":: ")[2])
    return next((name for name in _KNOWN if name in short), "?")
