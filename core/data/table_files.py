"""Table files: where they are, and how large they may be.

What a file claims to be is never trusted: its size is checked before it is read.
"""

from pathlib import Path

from core.disk.gzipped import unpacked
from core.disk.writing import open_ordinary
from core.errors import FileError
from core.resources import resource_path
from core.words import say

MAX_BYTES = 64 * 2**20
MAX_ROWS = 1_000_000
#: for texts whose rows are all alike, which are read in pieces
MAX_LONG_BYTES = 300 * 2**20
MAX_LONG_ROWS = 5_000_000
MAX_COLUMNS = 2_000

TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".arff", ".jsonl", ".ndjson")

#: from this many bytes on, the cost of reading is announced, as measured with tables of numbers:
#: memory as a multiple of the file's size, and seconds per megabyte
_TOLD = 32 * 2**20
_MEMORY, _LEARNING, _SECONDS = 3.0, 5.0, 0.08

_RESOURCE = "resource:"


def find_table(path: str, folder: Path | None) -> Path:
    """Return where a table is: `resource:iris.csv`, an absolute path, or a path from `folder`.

    Raises FileError for an empty path, one that is not UTF-8, and for a resource name with folders
    in it.
    """
    if not path.strip():
        raise FileError("no table is chosen", "give the path of a table file")
    try:
        path.encode()
    except UnicodeEncodeError:  # no project that names it could be written
        raise FileError(
            f"{path}: this name is not UTF-8", "rename the file or its folder"
        ) from None
    if path.startswith(_RESOURCE):
        name = path.removeprefix(_RESOURCE)
        if not name or name in (".", "..") or "/" in name or "\\" in name:
            raise FileError(
                f"{path}: not the name of a table that comes with the program",
                "write resource:iris.csv, without folders",
            )
        return resource_path("data", name)
    return Path(path) if folder is None else folder / path


def check_file(path: Path, most: int | None = None) -> None:
    """Raise FileError for a file that, by its size or kind, cannot be read as a table.

    `most` is the most bytes it may have, by default MAX_BYTES.
    """
    most = MAX_BYTES if most is None else most
    try:
        if not path.exists():
            raise FileError(f"{path}: there is no such file", "check the path and the file's name")
        if path.is_dir():
            raise FileError(f"{path} is a folder", "choose a table file in it")
        if not path.is_file():
            raise FileError(f"{path} is not an ordinary file", "choose a table file")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise FileError(f"{path}: it cannot be opened ({error})", "check the path") from None
    if size == 0:
        raise FileError(f"{path.name} is empty", "choose a table with a header and some rows")
    if size > most:
        raise _too_large(path, size, most)


def _too_large(path: Path, size: int, most: int) -> FileError:
    return FileError(
        f"{path.name} has {size / 2**20:.0f} MB, more than the {most // 2**20} MB that "
        "a table may have",
        "leave out columns or rows that are not needed",
    )


def table_bytes(path: Path) -> bytes:
    """Return a file's content, unpacked if it is compressed; it may have grown since its size was
    checked.

    Raises FileError if it cannot be read or is too large.
    """
    try:
        with open_ordinary(path) as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path.name} cannot be read ({error.strerror})", "check it") from None
    if len(raw) > MAX_BYTES:
        raise _too_large(path, len(raw), MAX_BYTES)
    return unpacked(raw, path.name, MAX_BYTES)


def not_plain(path: Path) -> FileError:
    """Return the error for a text that is too large to be read with irregular rows."""
    size, most = path.stat().st_size / 2**20, MAX_BYTES // 2**20
    return FileError(
        f"{path.name} has {size:.0f} MB, and over {most} MB only a plain table is read: with the "
        f"same number of cells in every row, and no comments between rows",
        "save the table again as CSV in UTF-8, or leave out columns or rows that are not needed",
    )


def not_a_table(name: str) -> FileError:
    """Return the error for a file that is not text."""
    return FileError(
        f"{name} is not a text table",
        "save the table as CSV or XLSX and open that",
    )


def check_cells(name: str, rows: int, columns: int) -> None:
    """Raise FileError for a table whose cells, mostly left out in the file, take too much memory.

    A file in which every cell is written down has at most one in two bytes.
    """
    check_bounds(name, 0, columns)
    most = MAX_BYTES // 2
    if rows * columns > most:
        raise FileError(
            f"{name} has {columns:,} columns in over {most // columns:,} rows, more than the "
            f"{most:,} cells that a table may have",
            "leave out columns or rows that are not needed",
        )


def check_bounds(name: str, rows: int, columns: int, most: int | None = None) -> None:
    """Raise FileError for more rows (MAX_ROWS without `most`) or columns than a table may have."""
    most = MAX_ROWS if most is None else most
    if columns > MAX_COLUMNS:
        raise FileError(
            f"{name} has {columns:,} columns, more than the {MAX_COLUMNS:,} that a table may have",
            "leave out columns that are not needed",
        )
    if rows > most + 1:
        raise FileError(
            f"{name} has more than the {most:,} rows that a table may have",
            "leave out rows that are not needed",
        )


def with_needs(words: str, path: Path) -> str:
    """Return words on the reading of a file; for a long text, with what it will take."""
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        return words
    if not _TOLD <= size <= MAX_LONG_BYTES or path.suffix.lower() not in TEXT_SUFFIXES:
        return words
    return say(
        "Table",
        "{words}: {size} MB, which take about {seconds} s and {memory} MB of memory to read, and "
        "{more} MB to train on",
        words=words,
        size=f"{size / 2**20:.0f}",
        memory=f"{_MEMORY * size / 2**20:,.0f}",
        more=f"{_LEARNING * size / 2**20:,.0f}",
        seconds=f"{max(1.0, _SECONDS * size / 2**20):.0f}",
    )
