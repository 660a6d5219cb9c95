"""A message where there is no terminal: whoever double-clicks would see nothing of it."""

import os
import shutil
import subprocess
import sys

#: programs of Linux desktops that show a message, and what stands in front of the text
_SHOWERS = (
    ("zenity", "--error", "--no-markup", "--title=Backstep", "--text"),
    ("kdialog", "--title", "Backstep", "--error"),
    ("xmessage", "-center"),
)


def is_seen(stream: object) -> bool:
    """Return whether somebody reads what is written to standard error: it is a terminal."""
    isatty = getattr(stream, "isatty", None)
    return bool(isatty is not None and isatty())


def show(message: str, hint: str) -> bool:
    """Show a message by the system's own means; returns whether there were any."""
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
    return any(_runs([*words, text]) for words in _SHOWERS)


def _runs(words: list[str]) -> bool:
    if shutil.which(words[0]) is None:
        return False
    try:
        # its status says which button was pressed: it was shown in any case
        subprocess.run(words, capture_output=True, check=False)
    except OSError:
        return False
    return True
