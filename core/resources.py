"""Where the files that come with the program lie: tables, examples, translations, icons."""

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder under `resources`, whether or not it exists.

    In a program frozen by PyInstaller the folder lies where `sys._MEIPASS` says.
    """
    root = getattr(sys, "_MEIPASS", None)
    base = Path(root) if root else Path(__file__).resolve().parent.parent
    return base.joinpath("resources", *parts)
