"""Writing and reading whole files: old or new after a crash, never half; bounded before reading."""

import os
import tempfile
from pathlib import Path

from core.errors import FileError


def read_bytes(path: Path, most: int) -> bytes:
    """Return a file's content. Raises FileError where there is none, or over `most` bytes."""
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder", "give the path of a file")
        if not path.is_file() and path.exists():
            raise FileError(f"{path} is not an ordinary file", "give the path of a file")
        with path.open("rb") as file:
            # no more is asked for than is there: Python takes memory for all that is asked for
            content = file.read(min(most, os.fstat(file.fileno()).st_size) + 1)
    except FileNotFoundError:
        raise FileError(f"{path} does not exist", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{path} cannot be read: {reason}", "check the file") from None
    if len(content) > most:
        raise FileError(f"{path} is larger than {most // 1024**2} MB", "choose a smaller file")
    if not content:
        raise FileError(f"{path} is empty", "choose a file that holds something")
    return content


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file beside, flush it to the disk, and put it in place in one move.

    Raises FileError where it cannot be written; an old file of that name is then untouched.
    """
    check_writable(path)
    name = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(name, mode)
        os.replace(name, path)
    except OSError as error:
        if name is not None and os.path.exists(name):
            os.unlink(name)
        raise FileError(
            f"{path} cannot be written: {error.strerror or error}",
            "choose another folder, or make room",
        ) from None


def check_writable(path: Path) -> None:
    """Raise FileError where a file of this name cannot be: before any work is done for it."""
    parent = path.parent
    if path.is_dir():
        raise FileError(f"{path} is a folder", "give the name of a file")
    if not parent.is_dir():
        raise FileError(f"the folder {parent} does not exist", "make it first, or choose another")
    if not os.access(parent, os.W_OK):
        raise FileError(f"the folder {parent} cannot be written to", "choose another folder")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
