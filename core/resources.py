"""Where the files that ship with the program are: tables, examples, translations, icons."""

import os
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder under `resources`, whether or not it exists.

    The folder is in the installed package, or beside `core` in the repository; in a program frozen
    by PyInstaller it is where `sys._MEIPASS` says.
    """
    root = getattr(sys, "_MEIPASS", None)
    if root:
        return Path(root).joinpath("resources", *parts)
    base = _HERE if is_installed() else _HERE.parent
    return base.joinpath("resources", *parts)


def is_installed() -> bool:
    """Return whether this is the installed package, and not the repository."""
    return __name__.partition(".")[0] != "core"


def is_frozen() -> bool:
    """Return whether this is the program made by PyInstaller, which is its own Python."""
    return bool(getattr(sys, "frozen", False))


def program() -> str:
    """Return the name of the program on the command line."""
    return "backstep" if is_installed() or is_frozen() else "main.py"


def program_folder() -> Path | None:
    """Return the folder to copy in order to copy the program; None for an installed package.

    An AppImage or a macOS application looks like a single file: for these it is the folder that
    contains it.
    """
    if not is_frozen():
        return None if is_installed() else resource_path().parent
    image = own_image()
    if image is not None:
        return image.parent
    folder = Path(sys.executable).resolve().parent
    if sys.platform == "darwin" and folder.parent.parent.suffix == ".app":
        return folder.parent.parent.parent
    return folder


def own_image() -> Path | None:
    """Return the AppImage that the running program is in; None if it is in none.

    What another AppImage starts inherits its variables, and is not in it.
    """
    image, folder = os.environ.get("APPIMAGE"), os.environ.get("APPDIR")
    if not image or not folder or not is_frozen():
        return None
    inside = Path(sys.executable).resolve().is_relative_to(Path(folder).resolve())
    return Path(image) if inside else None
