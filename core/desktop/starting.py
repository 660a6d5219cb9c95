"""How to start the running program again: as words, and as a line of a menu entry."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from core.resources import is_frozen, is_installed, own_image, resource_path

_PLAIN = re.compile(r"[A-Za-z0-9_@+=:,./-]+")


def start_words() -> list[str]:
    """Return the program and the arguments that open the window, with absolute paths."""
    if is_frozen():
        return [str(own_image() or sys.executable)]
    if not is_installed():
        return [sys.executable, str(resource_path().parent / "main.py")]
    script = Path(sys.executable).with_name("backstep-gui")
    if script.is_file():
        return [str(script)]
    return [sys.executable, "-m", __name__.partition(".")[0]]


def exec_line(words: Sequence[str]) -> str:
    """Return words as written in the key `Exec` of a menu entry, without a file placeholder.

    (Desktop Entry Specification 1.5, "The Exec key": reserved characters are quoted, some are
    escaped within quotes, percent signs are doubled, and the whole is escaped again as a string.)
    """
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    if _PLAIN.fullmatch(word.replace("%", "")):
        return word
    inner = re.sub(r'(["`$\\])', r"\\\1", word)
    return '"' + inner.replace("\\", "\\\\") + '"'
