"""What a command reads may come in by standard input, as `-`, or compressed by gzip.

It is put into a folder of its own while the command runs, within bounds, under a name that says
what it is; what it is, is told by its content. Tables beside a project that comes in so are those
beside the compressed file, or in the folder at hand.
"""

import argparse
import gzip
import json
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any

from core.data.table_files import MAX_BYTES
from core.disk.writing import open_ordinary
from core.errors import FileError

#: bytes that come in by standard input, or that a compressed file may unpack to
MOST = 256 * 2**20
STANDARD_INPUT = "standard input"
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_PIECE = 2**20


@contextmanager
def arrivals(arguments: argparse.Namespace, names: Sequence[str]) -> Iterator[None]:
    """Put files in the place of what the named arguments read from elsewhere, for so long.

    Raises FileError for what is too much, damaged, or not there.
    """
    if sum(str(getattr(arguments, name, None)) == "-" for name in names) > 1:
        raise FileError("standard input can be read only once", "give a file for the other")
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        for number, name in enumerate(names):
            path = getattr(arguments, name, None)
            if isinstance(path, Path):
                setattr(arguments, name, _arrived(path, Path(folder, str(number))))
        yield


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give a file as it is, or unpacked where it is compressed; not standard input."""
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        yield _arrived(path, Path(folder, "0"))


def _arrived(path: Path, folder: Path) -> Path:
    """Return the path itself, or that of a file in a new folder with what comes in by it."""
    if str(path) == "-":
        if sys.stdin is None:
            raise FileError("there is no standard input", "give a file")
        return _kept(sys.stdin.buffer, STANDARD_INPUT, Path(), folder)
    try:
        if not path.is_file():
            return path
        with open_ordinary(path) as file:
            if file.read(2) != _GZIP:
                return path
            file.seek(0)
            name = path.stem if path.suffix.lower() == ".gz" else path.name
            return _kept(file, name, path.parent, folder)
    except OSError:
        return path  # whoever opens it says why it cannot be


def _kept(file: IO[bytes], name: str, beside: Path, folder: Path) -> Path:
    """Write what comes in to a file, unpacked where it is compressed; return its path."""
    folder.mkdir()
    path = folder / "arrived"
    first = file.read(2)
    whole: Any = _Joined(first, file)
    source: Any = gzip.GzipFile(fileobj=whole) if first == _GZIP else whole
    size = 0
    try:
        with path.open("wb") as out:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > MOST:
                    what = f"{name} unpacks to" if first == _GZIP else f"{name} has"
                    raise FileError(
                        f"{what} more than {MOST // 2**20} MB", "give a file that is smaller"
                    )
                out.write(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise FileError(
            f"{name} is damaged: it cannot be unpacked", "make the compressed file again"
        ) from None
    if not size:
        raise FileError(f"{name} is empty", "give something that holds a project or a table")
    with path.open("rb") as kept:
        head = kept.read(4096)
    if PurePath(name).suffix == "":
        name += _suffix(path, head)
    named = path.rename(folder / name)
    if named.suffix.lower() == ".json":
        _copy_table(named, beside)
    return named


class _Joined:
    """The first bytes of a stream, put back before the rest of it."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int = -1) -> bytes:
        first, self._first = self._first[:size] if size >= 0 else self._first, self._first[size:]
        if size < 0:
            self._first = b""
        return first + self._rest.read(size - len(first) if size >= 0 else -1)


def _suffix(path: Path, head: bytes) -> str:
    """Return the suffix of what a file without a name is: a project, a sheet, or a table."""
    if head.startswith(_ZIP):
        import zipfile

        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, OSError):
            return ".backstep"
        return ".xlsx" if any(name.startswith("xl/") for name in names) else ".backstep"
    # a project is an object; a list of objects is a table
    return ".json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") else ".csv"


def _copy_table(project: Path, beside: Path) -> None:
    """Put the table that a project names, beside or below it, where it is looked for."""
    try:
        named = json.loads(project.read_bytes())["data"]["source"]["path"]
        inner = PurePath(named)
        source = beside / inner
        if inner.is_absolute() or ".." in inner.parts or source.stat().st_size > MAX_BYTES:
            return
        if not source.resolve().is_relative_to(beside.resolve()):
            return
        target = project.parent / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return  # what is wrong with the project or its table is said when it is opened
