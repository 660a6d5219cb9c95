"""Letters between one user's windows: a second start hands its file to an open window.

A letter is a small file in a private folder of that user. A window that finds one addressed to it
removes it, and that is the answer; a letter that nobody takes is withdrawn. Nothing listens on a
socket, and only a bounded amount of the folder is read.
"""

import contextlib
import json
import os
import secrets
import stat
import time
from itertools import islice
from pathlib import Path

from core.disk.processes import computer
from core.disk.writing import write_bytes
from core.documents.lock import FileLock, Held
from core.errors import FileError
from core.records import Record

#: how long a letter waits to be taken, and how often that is checked, in seconds
PATIENCE, _PAUSE = 3.0, 0.02
#: the most letters read at once, files looked at for that, and bytes in a letter
_MOST, _MOST_FILES, _MOST_BYTES = 20, 500, 16 * 1024
_MOST_PATH = 4096
_SUFFIX = ".letter"
#: the address of a letter to the first window, whichever process that is
FIRST = 0


class Letter(Record):
    """What a window is asked to do: come to the front, and open a file if one is named."""

    file: Path | None = None


class Letterbox:
    """The letters for this process, and for the first window if this is the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._first: FileLock | None = None
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def take(self) -> list[Letter]:
        """Return the letters that have arrived, oldest first, and remove them."""
        names = (FIRST, os.getpid()) if self._is_first() else (os.getpid(),)
        found = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in islice(entries, _MOST_FILES):
                    if entry.name.endswith(_SUFFIX) and _addressee(entry.name) in names:
                        found.append(Path(entry.path))
        except OSError:
            return []
        found = sorted(found, key=_age)[:_MOST]
        return [letter for path in found if (letter := _taken(path)) is not None]

    def close(self) -> None:
        """Take no more letters: the window is closed."""
        if self._first is not None:
            self._first.release()
            self._first = None

    def _is_first(self) -> bool:
        if self._first is None:
            lock = _first_lock(self.folder)
            if isinstance(lock, FileLock) and lock.is_there:
                self._first = lock
        return self._first is not None


def send(folder: Path, to: int, letter: Letter, patience: float = PATIENCE) -> bool:
    """Send a letter to a process's window, or to FIRST; return whether it was taken."""
    path = folder / f"{to}-{secrets.token_hex(8)}{_SUFFIX}"
    content = {"file": None if letter.file is None else os.fspath(letter.file.absolute())}
    try:
        write_bytes(path, json.dumps(content).encode())
    except (FileError, UnicodeError):
        return False
    end = time.monotonic() + patience
    while path.exists():
        if time.monotonic() > end:
            with contextlib.suppress(OSError):
                path.unlink()
                return False
            return True  # it was taken in the meantime
        time.sleep(_PAUSE)
    return True


def first_window(folder: Path) -> int | None:
    """Return FIRST if some window on this computer takes letters, else None."""
    lock = _first_lock(folder)
    if isinstance(lock, Held):
        return FIRST if lock.host == computer() else None
    lock.release()
    return None


def window_with(file: Path) -> int | None:
    """Return the process on this computer that has a file open, None if none has."""
    lock = FileLock.acquire(file)
    if isinstance(lock, Held):
        return lock.process if lock.host == computer() and lock.process > 0 else None
    lock.release()
    return None


def _first_lock(folder: Path) -> FileLock | Held:
    return FileLock.acquire(folder / "first")


def _addressee(name: str) -> int:
    number = name.partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 12 else -1


def _age(path: Path) -> float:
    try:
        return path.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0


def _taken(path: Path) -> Letter | None:
    """Remove a letter and return it; None if it is not one, or its sender has withdrawn it."""
    content = b""
    with contextlib.suppress(OSError):
        if stat.S_ISREG(path.stat(follow_symlinks=False).st_mode):
            with path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
    try:
        path.unlink()
    except OSError:
        return None
    try:
        said = json.loads(content) if len(content) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    name = said.get("file")
    if name is None:
        return Letter()
    if not isinstance(name, str) or not 0 < len(name) <= _MOST_PATH or "\0" in name:
        return None
    return Letter(Path(name)) if Path(name).is_absolute() else None
