"""Writing and reading whole files: after a crash a file is old or new, never half written.

A file is written beside its destination, flushed to the disk, and moved into place in one step.
Leftovers of a killed program are removed when the file of that name is written again. A file's size
is checked before it is read.
"""

import errno
import io
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from core.disk.processes import is_alive
from core.errors import FileError

#: a temporary file older than this is a leftover, even if a process of that number is alive
_OLD_SECONDS = 24 * 3600.0

_Found = TypeVar("_Found", int, bytes)


class _Ordinary(io.FileIO):
    """A file whose content is there; some of the system's own look ordinary, but wait for it."""

    def readinto(self, buffer: Any) -> int:
        count: int | None = super().readinto(buffer)
        return self._there(count)

    def readall(self) -> bytes:
        return self._there(super().readall())

    def _there(self, found: _Found | None) -> _Found:
        if found is None:
            raise _not_ordinary()
        return found


def _not_ordinary(*name: str) -> OSError:
    return OSError(errno.EINVAL, "it is not an ordinary file", *name)


def open_ordinary(path: Path) -> BinaryIO:
    """Open an ordinary file for reading, and nothing else: a pipe or a device might have no end.

    Raises OSError, also for anything but an ordinary file; ValueError for an impossible name.
    Reading raises OSError too if the file only looks ordinary, and has nothing to read yet.
    """
    # do not wait for a pipe that nobody writes to
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _not_ordinary(str(path))
        return io.BufferedReader(_Ordinary(handle, "rb"))
    except BaseException:
        os.close(handle)
        raise


def check_readable(path: Path, most: int) -> None:
    """Raise FileError for a file that is missing, unreadable, empty or over `most` bytes.

    None of its content is kept, however large it is.
    """
    _read(path, most, 1)


def read_bytes(path: Path, most: int) -> bytes:
    """Return a file's content. Raises FileError if there is none, or over `most` bytes."""
    return _read(path, most, most + 1)


def _read(path: Path, most: int, count: int) -> bytes:
    """Return the first bytes of a file of up to `most`. Raises FileError as `read_bytes` does."""
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder", "give the path of a file")
        if not path.is_file() and path.exists():
            raise FileError(f"{path} is not an ordinary file", "give the path of a file")
        with open_ordinary(path) as file:
            # nothing of what is refused, and no more than there is: Python allocates memory for all
            # that is asked for
            size = os.fstat(file.fileno()).st_size
            content = b"" if size > most else file.read(min(count, size + 1))
    except FileNotFoundError:
        raise FileError(f"{path} does not exist", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{path} cannot be read: {reason}", "check the file") from None
    if max(size, len(content)) > most:
        raise FileError(f"{path} is larger than {most // 1024**2} MB", "choose a smaller file")
    if not content:
        raise FileError(f"{path} is empty", "choose a file that is not empty")
    return content


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file completely or not at all.

    Raises FileError if it cannot be written; an old file of that name is then untouched.
    """

    def write(file: BinaryIO) -> None:
        file.write(content)

    write_with(path, write)


def write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write several files, all of them or none: each is moved into place once the others are there.

    Raises FileError if one cannot be written; old files of those names are then untouched.
    """
    for path, _ in files:
        check_writable(path)
    if not files:
        return
    (path, content), *others = files

    def write(file: BinaryIO) -> None:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # a full disk is noticed now, before the others are in place
        write_together(others)

    write_with(path, write)


def write_with(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file completely or not at all, with the content that `write` gives it.

    Raises FileError if it cannot be written; an old file of that name is then untouched.
    """
    check_writable(path)
    target = Path(os.path.realpath(path))  # a link stays a link
    beside = None
    try:
        _clear_leftovers(target)
        beside = target.with_name(f"{_prefix(target)}{os.getpid()}-{secrets.token_hex(4)}.tmp")
        with open(beside, "xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(beside, target.stat().st_mode & 0o777)
        os.replace(beside, target)
        _sync_folder(target.parent)
    except BaseException as error:
        if beside is not None:
            _remove(beside)
        if not isinstance(error, OSError):
            raise
        raise FileError(
            f"{path} cannot be written: {error.strerror or error}",
            "choose another folder, or make room",
        ) from None


def check_writable(path: Path) -> None:
    """Raise FileError if this file could not be written: checked before any work is done."""
    parent = path.parent
    if path.is_dir():
        raise FileError(f"{path} is a folder", "give the name of a file")
    if not parent.is_dir():
        raise FileError(f"the folder {parent} does not exist", "create it first, or choose another")
    if not os.access(parent, os.W_OK):
        raise FileError(f"the folder {parent} cannot be written to", "choose another folder")
    if path.exists() and not os.access(path, os.W_OK):
        raise FileError(f"{path} is read-only", "choose another name, or make the file writable")


def _prefix(path: Path) -> str:
    return f".{path.name[:40]}."


def _clear_leftovers(path: Path) -> None:
    """Remove what killed programs have left beside a file."""
    form = re.compile(re.escape(_prefix(path)) + r"(\d{1,10})-[0-9a-f]{8}\.tmp")
    for entry in os.scandir(path.parent):
        found = form.fullmatch(entry.name)
        if found is None:
            continue
        try:
            old = time.time() - entry.stat(follow_symlinks=False).st_mtime > _OLD_SECONDS
        except OSError:
            continue
        if old or not is_alive(int(found[1])):
            _remove(Path(entry.path))


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:  # gone already, or cannot be removed: nothing depends on it
        return


def _sync_folder(folder: Path) -> None:
    """Flush a move to the disk, if the system can."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:  # some network folders cannot; the file itself is safe
        return
    finally:
        os.close(handle)
