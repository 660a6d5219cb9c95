"""Where the files that come with the program lie: tables, examples, translations, icons."""

import os
import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder under `resources`, whether or not it exists.

    The folder lies in the installed package, or beside `core` in the repository; in a program
    frozen by PyInstaller where `sys._MEIPASS` says.
    """
    root = getattr(sys, "_MEIPASS", None)
    if root:
        return Path(root).joinpath("resources", *parts)
    here = Path(__file__).resolve().parent
    base = here if is_installed() else here.parent
    return base.joinpath("resources", *parts)


def is_installed() -> bool:
    """Return whether this is the installed package, and not the repository."""
    return __name__.partition(".")[0] != "core"


def is_frozen() -> bool:
    """Return whether this is the program made by PyInstaller, which is its own Python."""
    return bool(getattr(sys, "frozen", False))


def program() -> str:
    """Return what the program is called on the command line."""
    return "backstep" if is_installed() or is_frozen() else "main.py"


def program_folder() -> Path | None:
    """Return the folder that a person copies to copy the program; None for an installed package.

    For an AppImage and an application of macOS, which are one thing to a person, it is the folder
    in which that thing lies.
    """
    if not is_frozen():
        return None if is_installed() else resource_path().parent
    image = os.environ.get("APPIMAGE")
    if image:
        return Path(image).parent
    folder = Path(sys.executable).resolve().parent
    if sys.platform == "darwin" and folder.parent.parent.suffix == ".app":
        return folder.parent.parent.parent
    return folder
