"""A lock beside a file, so that two windows do not save over each other.

It is a small file that says who holds it: computer, process, since when. Nothing ever waits for
it; a window that finds it held says so. A lock whose process is gone is taken over. If no lock can
be written (in a read-only folder) there is none, and nothing fails.
"""

import contextlib
import json
import os
import secrets
import time
from pathlib import Path
from typing import Any, Self

from core.disk.processes import began, computer, is_alive
from core.disk.writing import open_ordinary
from core.records import Record

#: seconds after which a lock of another computer that was not refreshed counts as left over
OLD_SECONDS = 24 * 3600.0
_MAX_BYTES = 4096


class Held(Record):
    """Who has a file open: a process on a computer, since a time (seconds since 1970)."""

    host: str
    process: int
    since: float


class FileLock:
    """A lock that is held, until it is released."""

    def __init__(self, path: Path, place: Path | None, token: str) -> None:
        #: the file that is locked
        self.path = path
        self._place = place
        self._token = token

    @classmethod
    def acquire(cls, path: Path) -> "Self | Held":
        """Take the lock of a file, or return who has it. Never waits and never fails."""
        path = Path(os.path.realpath(path))
        place = path.with_name(f".{path.name}.lock")
        token = secrets.token_hex(8)
        for _ in range(5):
            if _created(place, token):
                return cls(path, place, token)
            found = _read(place)
            if found is None:
                if not os.path.lexists(place):
                    # it has gone in the meantime, or none can be written here
                    if not os.access(place.parent, os.W_OK) or not place.parent.is_dir():
                        return cls(path, None, token)
                    continue
                found = {}
            holder = _holder(found, place)
            if holder is not None:
                return holder
            if not _cleared(place, found):
                continue
        return cls(path, None, token)

    @property
    def is_there(self) -> bool:
        """Whether there is a lock file that others see."""
        return self._place is not None

    def is_ours(self) -> bool:
        """Return whether the lock is still this one, and has not been taken over."""
        found = None if self._place is None else _read(self._place)
        return found is not None and found.get("token") == self._token

    def refresh(self) -> None:
        """Show that it is still held; call this now and then, as other computers cannot know."""
        if self._place is not None and self.is_ours():
            with contextlib.suppress(OSError):
                os.utime(self._place)

    def release(self) -> None:
        """Let others have the file; a lock that was taken over is left alone."""
        if self._place is not None and self.is_ours():
            with contextlib.suppress(OSError):
                self._place.unlink()
        self._place = None


def _created(place: Path, token: str) -> bool:
    """Write a lock if there is none; return whether it was written."""
    process = os.getpid()
    content = {
        "host": computer(),
        "process": process,
        "began": began(process),
        "since": time.time(),
        "token": token,
    }
    try:
        handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(content).encode())
    except OSError:  # the disk is full: an empty lock would lock everybody out
        with contextlib.suppress(OSError):
            place.unlink()
        return False
    return True


def _read(place: Path) -> dict[str, Any] | None:
    """Return what a lock says: None if it cannot be read, {} if it is not a lock."""
    try:
        if not place.is_file() or place.is_symlink():
            return {} if os.path.lexists(place) else None
        with open_ordinary(place) as file:
            found = json.loads(file.read(_MAX_BYTES))
    except OSError:
        return None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _holder(found: dict[str, Any], place: Path) -> Held | None:
    """Return who holds a lock, or None if it is left over."""
    host, process, since = found.get("host"), found.get("process"), found.get("since")
    try:
        age = time.time() - place.stat(follow_symlinks=False).st_mtime
    except OSError:
        return None
    if not isinstance(host, str) or not isinstance(process, int) or isinstance(process, bool):
        # another process is just writing it, or it is useless
        return Held("", 0, time.time() - age) if age < 2.0 else None
    start = float(since) if isinstance(since, (int, float)) and abs(since) < 1e12 else 0.0
    if host == computer():
        begun = found.get("began")
        ours = process == os.getpid()
        alive = is_alive(process, begun if isinstance(begun, str) else "")
        return Held(host, process, start) if alive and not ours else None
    return Held(host[:200], process, start) if age < OLD_SECONDS else None


def _cleared(place: Path, found: dict[str, Any]) -> bool:
    """Remove a left-over lock; return whether it was that one and not a newer one."""
    aside = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    try:
        os.rename(place, aside)
    except OSError:
        return False
    same = _read(aside) == found
    with contextlib.suppress(OSError):
        if not same and not os.path.lexists(place):
            os.rename(aside, place)  # another process has just taken it over: give it back
        else:
            aside.unlink()
    return same
