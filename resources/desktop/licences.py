"""The licences of everything bundled with the program, from the packages' own metadata.

Python packages carry their licence files; for bundled system libraries, Debian keeps the texts in
`/usr/share/doc`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

#: the name of the file, in the program's folder
NAME = "THIRD-PARTY-LICENCES.txt"

#: the packages whose code is in the frozen program
PACKAGES = (
    *("numpy", "PySide6-Essentials", "shiboken6", "pyqtgraph", "python-calamine", "safetensors"),
    *("onnx", "protobuf", "ml_dtypes", "typing_extensions", "pillow", "tqdm", "colorama"),
    "pyinstaller",
)
_LICENCE = re.compile(r"(licen[cs]es?/|(^|/)(licen[cs]e|copying|notice|authors))", re.IGNORECASE)
_OWN = (
    *("fonts/Inter-LICENCE.txt", "fonts/JetBrainsMono-LICENCE.txt", "fonts/NotoSansSC-LICENCE.txt"),
    "icons/PHOSPHOR-LICENCE.txt",
    *(("desktop/runtime/ZLIB-LICENCE.txt",) if sys.platform.startswith("linux") else ()),
)
_RESOURCES = Path(__file__).resolve().parents[1]


def write(path: Path) -> None:
    """Write the licences of Python, its packages, fonts and icons, and of an AppImage's start."""
    parts = [_heading("Python " + sys.version.split()[0], "https://docs.python.org/3/license.html")]
    parts += [_text(Path(file)) for file in _python_licences()]
    for name in PACKAGES:
        parts += _of_package(distribution(name))
    for file in _OWN:
        parts += [_heading(Path(file).stem, ""), _text(_RESOURCES / file)]
    path.write_text("\n".join(parts), encoding="utf-8")


def complete(folder: Path) -> None:
    """Add Debian's texts on the system libraries in a folder, and have the file on top of it.

    There it is a link where the system has links, as for the libraries: it is half a megabyte.
    """
    inside = folder / "_internal" / NAME
    parts = [inside.read_text(encoding="utf-8")]
    for package, libraries in _debian_packages(folder).items():
        said = Path("/usr/share/doc", package, "copyright")
        if said.is_file():
            parts += [_heading(package, ", ".join(sorted(libraries))), _text(said)]
    inside.write_text("\n".join(parts), encoding="utf-8")
    if os.name == "posix":
        (folder / NAME).symlink_to(inside.relative_to(folder))
    else:
        shutil.copyfile(inside, folder / NAME)


def _python_licences() -> Iterator[str]:
    for folder in (sys.base_prefix, Path(sys.base_prefix, "lib", f"python{sys.version[:4]}")):
        for name in ("LICENSE.txt", "LICENSE"):
            path = Path(folder, name)
            if path.is_file():
                yield str(path)
                return


def _of_package(package: Distribution) -> list[str]:
    said = package.metadata
    licence = said.get("License-Expression") or said.get("License") or ""
    title = f"{said['Name']} {package.version}"
    parts = [_heading(title, licence.splitlines()[0] if licence else "")]
    for file in package.files or ():
        inside = ".dist-info" in file.parts[0]
        if inside and _LICENCE.search(file.as_posix()) and file.suffix in ("", ".txt", ".md"):
            place = Path(str(file.locate()))
            if place.is_file():
                parts += [f"[{file.name}]", _text(place)]
    return parts


def _debian_packages(folder: Path) -> dict[str, set[str]]:
    """Return the Debian packages that the system libraries in a folder belong to."""
    if shutil.which("dpkg-query") is None:
        return {}
    found: dict[str, set[str]] = {}
    for path in (folder / "_internal").glob("lib*.so*"):
        if path.is_symlink():
            continue
        said = subprocess.run(
            ["dpkg-query", "-S", f"*/{path.name}"], capture_output=True, text=True, check=False
        )
        for line in said.stdout.splitlines():
            package = line.partition(":")[0]
            if "," not in package and " " not in package:
                found.setdefault(package, set()).add(path.name)
                break
    return found


def _heading(title: str, note: str) -> str:
    line = "=" * 78
    return f"\n{line}\n{title}" + (f"\n{note}" if note else "") + f"\n{line}\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip() + "\n"
