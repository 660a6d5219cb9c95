"""A command may read its file from standard input, as `-`, or compressed with gzip.

While the command runs, the content is kept, up to a limit, in a folder of its own, under a suffix
chosen by looking at the content. Tables that such a project names are looked for beside the
compressed file, or in the current folder. Standard input, or a file, may also be a project as one
line of text, as `share` prints it and the window copies it; it brings its table.
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

#: the most bytes that standard input may bring, or a compressed file may unpack to
MOST = 256 * 2**20
STANDARD_INPUT = "standard input"
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_PIECE = 2**20
#: so much of a file is looked at to see what it is, in bytes
_HEAD = 64


@contextmanager
def arrivals(arguments: argparse.Namespace, names: Sequence[str]) -> Iterator[None]:
    """Replace named arguments that are `-` or compressed by plain files, while the command runs.

    Raises FileError for input that is too large, damaged or missing.
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
    """Give a file, unpacked if it is compressed; standard input is not read."""
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        yield _arrived(path, Path(folder, "0"))


def _arrived(path: Path, folder: Path) -> Path:
    """Return the path itself, or the path of a file in a new folder with its plain content."""
    if str(path) == "-":
        if sys.stdin is None:
            raise FileError("there is no standard input", "give a file")
        return _kept(sys.stdin.buffer, STANDARD_INPUT, Path(), folder)
    try:
        if not path.is_file():
            return path
        with open_ordinary(path) as file:
            head = file.read(_HEAD)
            is_line = head.lstrip().startswith(b"backstep:")
            if not is_line and head[:2] != _GZIP:
                return path
            file.seek(0)
            if is_line:
                return _kept(file, "line", path.parent, folder)
            name = path.stem if path.suffix.lower() == ".gz" else path.name
            return _kept(file, name, path.parent, folder)
    except OSError:
        return path  # opening it will say why it cannot be read


def _kept(file: IO[bytes], name: str, beside: Path, folder: Path) -> Path:
    """Write the input to a file, unpacked if it is compressed; return its path."""
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
        from core.documents.shared_text import is_shared

        if is_shared(head.decode("ascii", "replace")):
            return _of_text(path, f"{name}.json")
        name += _suffix(path, head)
    named = path.rename(folder / name)
    if named.suffix.lower() == ".json":
        _copy_table(named, beside)
    return named


def _of_text(path: Path, name: str) -> Path:
    """Write the project of a line that *Copy as text* has made, with its table beside it."""
    from core.documents.project_file import save_json
    from core.documents.shared_text import MOST_READ, read_shared

    with path.open(encoding="utf-8", errors="replace") as kept:
        found = read_shared(kept.read(MOST_READ + 1))
    project, table = found.project, found.project.data.source.file
    if found.table is not None and table is not None:
        if table == name:
            raise FileError(f"its table is called {name} itself", "paste the text in the window")
        path.with_name(table).write_bytes(found.table)
    save_json(path, project)
    return path.rename(path.with_name(name))


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
    """Return the suffix for unnamed content: of a project, a spreadsheet or a table."""
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
    """Copy the table that a project names, beside or below it, to where it is looked for."""
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
        return  # opening it will report what is wrong with the project or its table
