"""Spreadsheets: the first sheet of an XLSX, XLS or ODS file, as rows of text cells.

They come from other programs and are parsed by a third-party library, so they are read in a
separate process (core.disk.apart); the type of a file is found from its content.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.data import sheet_reader
from core.disk.apart import Limits, Watch, read_apart, unwatched
from core.disk.writing import open_ordinary
from core.errors import FileError, UserError
from core.records import Record

SHEET_SUFFIXES = (".xlsx", ".xls", ".ods")

#: how the files begin: zip archives, and the older container of XLS
_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_READER = f"{sheet_reader.__name__}:read_sheet"

#: the most cells in the rectangle that a sheet takes up
MAX_CELLS = 10_000_000
#: the most bytes that a file may unpack to
MAX_UNPACKED = 512 * 2**20
#: seconds that reading may take: for any file, plus for each megabyte
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


class Sheet(Record):
    """A sheet: its name, its rows that are not empty, and the names of all sheets of the file.

    `merged` is in how many places cells merged downwards were filled in, `formulas` how many
    formulas of the file have no value in it, `percents` in which columns, from 0, numbers are shown
    as percent; these are texts such as 50%. `hidden_rows` says how many rows the sheet hides,
    `hidden_columns` which columns; they are read like the others.
    """

    name: str
    rows: list[Row]
    names: tuple[str, ...]
    merged: int = 0
    formulas: int = 0
    percents: tuple[int, ...] = ()
    hidden_rows: int = 0
    hidden_columns: tuple[int, ...] = ()


def sheet_rows(path: Path, watch: Watch = unwatched) -> list[Row]:
    """Return the rows of the first sheet that are not empty, each with its number, from 1.

    `watch` is called often with the progress of reading, 0 to 1, and may raise to end it. Raises
    FileError for a file that is not a spreadsheet or is too large.
    """
    return _read(path, watch, "", first=True).rows


def sheet_of(path: Path, watch: Watch = unwatched, sheet: str = "") -> Sheet:
    """Return a sheet by its name, or the first one that holds a table.

    Raises what `sheet_rows` raises, and FileError for a name that no sheet has.
    """
    return _read(path, watch, sheet, first=False)


def _read(path: Path, watch: Watch, sheet: str, first: bool) -> Sheet:

    def refuse(why: str) -> UserError:
        return unreadable(path, why)

    if not is_sheet(path):
        raise refuse("it does not begin as one")
    arguments: dict[str, Any] = {"name": path.name, "most_cells": MAX_CELLS}
    arguments |= {"most_unpacked": MAX_UNPACKED, "sheet": sheet, "first": first}
    seconds = _SECONDS + _SECONDS_A_MEGABYTE * path.stat().st_size / 2**20
    limits = Limits(memory=_MEMORY, seconds=seconds)
    pieces = read_apart(path, _READER, arguments, refuse=refuse, limits=limits, watch=watch)
    rows: list[Row] = []
    names: list[str] = []
    notes = None
    cells = 0
    for piece in pieces:
        if not names:
            names = _names_in(piece, path)
            continue
        if notes is None:
            notes = _noted(piece, path, Sheet(names[0], [], tuple(names[1:])))
            continue
        for number, row in _rows_in(piece, path):
            cells += len(row)
            if cells > MAX_CELLS or (rows and number <= rows[-1][0]):
                raise refuse("")
            rows.append((number, row))
    return Sheet("", [], ()) if notes is None else replace(notes, rows=rows)


def _names_in(piece: Any, path: Path) -> list[str]:
    """Return the sheet that is read and then all sheets, if a piece is that."""
    match piece:
        case ["sheets", *names] if len(names) > 1 and all(type(name) is str for name in names):
            return [name[:200] for name in names[:1000]]
    raise unreadable(path, "")


def _noted(piece: Any, path: Path, sheet: Sheet) -> Sheet:
    """Return a sheet with what was noted about it, if a piece is that."""
    match piece:
        case ["notes", [int(merged), int(formulas), int(hidden)], [*percents], [*columns]]:
            places = [*percents, *columns]
            if all(type(place) is int and place >= 0 for place in places):
                return replace(
                    sheet,
                    merged=merged,
                    formulas=formulas,
                    percents=tuple(percents),
                    hidden_rows=hidden,
                    hidden_columns=tuple(columns),
                )
    raise unreadable(path, "")


def _rows_in(piece: Any, path: Path) -> Iterator[Row]:
    """Yield the rows of a piece, if it is one."""
    for item in piece if isinstance(piece, list) else [None]:
        match item:
            case [int(number), [*row]] if all(type(cell) is str for cell in row):
                yield number, row
            case _:
                raise unreadable(path, "")


def unreadable(path: Path, why: str) -> FileError:
    """Return the error for a file that is not a spreadsheet, although it may be named like one."""
    if path.suffix.lower() not in SHEET_SUFFIXES:
        return FileError(
            f"{path.name} is not a text table",
            "save the table as CSV or XLSX and open that",
        )
    return FileError(
        f"{path.name} is not a spreadsheet that can be read{f' ({why})' if why else ''}",
        "open it in a spreadsheet program and save it as XLSX or CSV",
    )
