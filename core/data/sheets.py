"""Spreadsheets: the first sheet of an XLSX, XLS or ODS file, as rows of text cells.

They are written by other programs and taken apart by a library of others, so that they are read
in a process of their own (core.disk.apart); what a file is, is told by its content.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.data import sheet_reader
from core.disk.apart import Limits, Watch, read_apart, unwatched
from core.disk.writing import open_ordinary
from core.errors import FileError, UserError

SHEET_SUFFIXES = (".xlsx", ".xls", ".ods")

#: how the files begin: zip archives, and the older container of XLS
_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_READER = f"{sheet_reader.__name__}:read_sheet"

#: cells of the rectangle that a sheet takes up
MAX_CELLS = 10_000_000
#: bytes that a file may unpack to
MAX_UNPACKED = 512 * 2**20
#: seconds that reading may take: so many, and so many for each megabyte of the file
_SECONDS, _SECONDS_A_MEGABYTE = 30.0, 5.0
_MEMORY = 2 * 2**30

Row = tuple[int, list[str]]


def is_sheet(path: Path) -> bool:
    """Return whether a file begins as a spreadsheet does. Raises FileError."""
    try:
        with open_ordinary(path) as file:
            return file.read(8).startswith(_BEGINNINGS)
    except OSError as error:
        raise FileError(f"{path.name} cannot be read ({error.strerror})", "check it") from None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its rows that hold something, and the names of all sheets of the file."""

    name: str
    rows: list[Row]
    names: tuple[str, ...]


def sheet_rows(path: Path, watch: Watch = unwatched) -> list[Row]:
    """Return the rows of the first sheet that hold something, each with its number, from 1.

    `watch` is called often with how far reading is, 0 to 1; what it raises ends it. Raises
    FileError for what is not a spreadsheet and for one that is too large.
    """
    return _read(path, watch, "", first=True).rows


def sheet_of(path: Path, watch: Watch = unwatched, sheet: str = "") -> Sheet:
    """Return a sheet by its name, or the first one that holds a table.

    Raises what `sheet_rows` raises, and FileError for a name that no sheet has.
    """
    return _read(path, watch, sheet, first=False)


def _read(path: Path, watch: Watch, sheet: str, first: bool) -> Sheet:

    def refuse(why: str) -> UserError:
        return _unreadable(path, why)

    if not is_sheet(path):
        raise refuse("it does not begin as one")
    arguments: dict[str, Any] = {"name": path.name, "most_cells": MAX_CELLS}
    arguments |= {"most_unpacked": MAX_UNPACKED, "sheet": sheet, "first": first}
    seconds = _SECONDS + _SECONDS_A_MEGABYTE * path.stat().st_size / 2**20
    limits = Limits(memory=_MEMORY, seconds=seconds)
    pieces = read_apart(path, _READER, arguments, refuse=refuse, limits=limits, watch=watch)
    rows: list[Row] = []
    names: list[str] = []
    cells = 0
    for piece in pieces:
        if not names:
            names = _names_in(piece, path)
            continue
        for number, row in _rows_in(piece, path):
            cells += len(row)
            if cells > MAX_CELLS or (rows and number <= rows[-1][0]):
                raise refuse("")
            rows.append((number, row))
    return Sheet(names[0] if names else "", rows, tuple(names[1:]))


def _names_in(piece: Any, path: Path) -> list[str]:
    """Return the sheet that is read and then all sheets, if that is what a piece is."""
    match piece:
        case ["sheets", *names] if len(names) > 1 and all(type(name) is str for name in names):
            return [name[:200] for name in names[:1000]]
    raise _unreadable(path, "")


def _rows_in(piece: Any, path: Path) -> Iterator[Row]:
    """Yield the rows of a piece, if that is what it is."""
    for item in piece if isinstance(piece, list) else [None]:
        match item:
            case [int(number), [*row]] if all(type(cell) is str for cell in row):
                yield number, row
            case _:
                raise _unreadable(path, "")


def _unreadable(path: Path, why: str) -> FileError:
    if path.suffix.lower() not in SHEET_SUFFIXES:
        return FileError(
            f"{path.name} is not a table of text",
            "save the table as CSV or XLSX and open that",
        )
    return FileError(
        f"{path.name} is not a spreadsheet that can be read{f' ({why})' if why else ''}",
        "open it in a spreadsheet program and save it as XLSX or CSV",
    )
