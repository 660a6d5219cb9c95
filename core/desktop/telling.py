"""A message for someone without a terminal, who double-clicked and would otherwise see nothing.

Each system has a way to show one. If a Linux desktop has no program for it, the message is left as
a text file on the desktop, and removed again once the program starts.
"""

import contextlib
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from core.resources import is_frozen

#: programs of Linux desktops that show a message, and the arguments before the text
_SHOWERS = (
    ("zenity", "--error", "--no-markup", "--width=480", "--title=Backstep", "--text"),
    ("kdialog", "--title", "Backstep", "--error"),
    ("xmessage", "-center"),
    ("notify-send", "--urgency=critical", "Backstep"),
)
#: the file that is left if none of these exists; it begins with the line below
LEFT = "Backstep did not start.txt"
_FIRST_LINE = "Backstep could not be started."
_MOST_LEFT = 64 * 1024


def is_seen(stream: object) -> bool:
    """Return whether anyone will see what is written to standard error.

    A terminal is seen. When run from source, so are a file or a pipe, as a script may use; a
    program that is double-clicked is given one of these by some desktops, where nobody sees it.
    """
    isatty = getattr(stream, "isatty", None)
    if isatty is None:
        return False
    if isatty():
        return True
    if is_frozen():
        return False
    try:
        mode = os.fstat(stream.fileno()).st_mode  # type: ignore[attr-defined]
    except (OSError, ValueError, AttributeError):
        return True  # an object that the calling Python code has put there
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def show(message: str, hint: str) -> bool:
    """Show a message by the system's own means; return whether it could."""
    text = f"{message}\n\n{hint}"
    if sys.platform == "win32":
        import ctypes

        box = getattr(ctypes, "windll").user32.MessageBoxW  # noqa: B009  (on Windows only)
        return bool(box(None, text, "Backstep", 0x10))  # MB_ICONERROR
    if sys.platform == "darwin":
        script = "on run texts\ndisplay alert (item 1 of texts) message (item 2 of texts)\nend run"
        return _runs(["osascript", "-e", script, message, hint])
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return False
    return any(_runs([*words, text]) for words in _SHOWERS) or _leave(text)


def forget() -> None:
    """Remove what was left on the desktop: the program has started."""
    for folder in _places():
        path = folder / LEFT
        with contextlib.suppress(OSError, ValueError):
            if not path.is_file() or path.stat().st_size > _MOST_LEFT:
                continue
            if path.read_text(encoding="utf-8").startswith(_FIRST_LINE):
                path.unlink()


def _runs(words: list[str]) -> bool:
    if shutil.which(words[0]) is None:
        return False
    try:
        # its exit status says which button was pressed, seldom whether it was shown
        said = subprocess.run(words, capture_output=True, check=False)
    except OSError:
        return False
    return said.returncode == 0 or b"display" not in said.stderr.lower()


def _leave(text: str) -> bool:
    """Write a text where the person will find it; return whether that worked."""
    for folder in _places():
        if folder.is_dir():
            with contextlib.suppress(OSError):
                content = f"{_FIRST_LINE}\n\n{text}\n"
                (folder / LEFT).write_text(content[:_MOST_LEFT], encoding="utf-8")
                return True
    return False


def _places() -> Iterator[Path]:
    """Yield the folders that a person is likely to look in: the desktop first."""
    home = Path(os.path.expanduser("~"))
    named = os.environ.get("XDG_CONFIG_HOME", "")
    config = Path(named) if os.path.isabs(named) else home / ".config"
    with contextlib.suppress(OSError, ValueError):
        said = (config / "user-dirs.dirs").read_text(encoding="utf-8")
        found = re.search(r'^XDG_DESKTOP_DIR="(?:\$HOME/)?([^"]+)"', said, re.MULTILINE)
        if found is not None:
            yield home / found[1]  # an absolute path replaces the first
    yield home / "Desktop"
    yield home
