"""How the program that runs is started again: as words, and as a line of a menu entry."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from core.resources import is_frozen, is_installed, resource_path

_PLAIN = re.compile(r"[A-Za-z0-9_@+=:,./-]+")


def start_words() -> list[str]:
    """Return the program and its first arguments that open the window, with whole paths."""
    image = os.environ.get("APPIMAGE")
    if is_frozen():
        return [image or sys.executable]
    if not is_installed():
        return [sys.executable, str(resource_path().parent / "main.py")]
    script = Path(sys.executable).with_name("backstep-gui")
    if script.is_file():
        return [str(script)]
    return [sys.executable, "-m", __name__.partition(".")[0]]


def exec_line(words: Sequence[str]) -> str:
    """Return words as the key `Exec` of a menu entry has them, without a place for files.

    (Desktop Entry Specification 1.5, "The Exec key": reserved characters are quoted, in quotes
    some are escaped, per cent is doubled, and backslashes are those of a string once more.)
    """
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    if _PLAIN.fullmatch(word.replace("%", "")):
        return word
    inner = re.sub(r'(["`$\\])', r"\\\1", word)
    return '"' + inner.replace("\\", "\\\\") + '"'
