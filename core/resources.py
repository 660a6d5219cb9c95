"""Where the files that come with the program lie: tables, examples, translations, icons."""

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


def program() -> str:
    """Return what the program is called on the command line."""
    return "backstep" if is_installed() else "main.py"
