"""Files: a table's file as a grid of text cells, whatever kind of file it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from core.counts import counted
from core.data import table_files
from core.data.reading.around import (
    without_margin,
    without_repeats,
    without_titles,
)
from core.data.reading.below import without_notes
from core.data.reading.doubting.words import joined_doubt
from core.data.reading.doubts import Doubt, switch
from core.data.reading.encodings.finding import (
    decoded,
    encoding_of,
    is_text,
    mixed,
    other_encoding,
)
from core.data.reading.formats.foreign import archive, foreign
from core.data.reading.formats.records import is_records, records_grid
from core.data.reading.grid import Grid
from core.data.reading.long_text import LONG, NotPlain, long_grid
from core.data.reading.options import ColumnOptions, Reading
from core.data.reading.telling.naming import encoding_name
from core.data.reading.text import text_grid, tidied
from core.data.sheets import SHEET_SUFFIXES, is_sheet, sheet_of, unreadable
from core.data.table_files import (
    MAX_LONG_BYTES,
    check_bounds,
    check_file,
    not_a_table,
    not_plain,
    table_bytes,
)
from core.disk.apart import Watch, unwatched
from core.disk.gzipped import SUFFIX as GZIP
from core.errors import FileError
from core.words import say

_MOST_NAMES = 2**20
_DECLARED = re.compile(r"([^|:]+):\s*(.+?)\.?\s*(?:\|.*)?")


def grid_of(
    path: Path, reading: Reading, watch: Watch = unwatched, *, packed: bool = False
) -> tuple[Grid, Reading]:
    """Return the rows of a file, and the reading completed with what was found out.

    With `packed`, the rows of a long text may be packed, which allows larger files. Raises
    FileError for a file that is not a table, DataError for rows of different lengths.
    """
    check_file(path, MAX_LONG_BYTES if packed else None)
    name = path.name
    if is_sheet(path):
        check_file(path)
        if path.suffix.lower() not in SHEET_SUFFIXES and (kind := archive(path)) is not None:
            raise kind
        return _sheet_grid(path, reading, watch)
    if packed and path.stat().st_size >= LONG and path.suffix.lower() != GZIP:
        try:
            grid, encoding, other = long_grid(path, reading, watch)
        except NotPlain as found:
            if path.stat().st_size > table_files.MAX_BYTES:
                raise (found.error or not_plain(path)) from None
        else:
            return _completed(path, grid, reading, encoding, other)
    raw = table_bytes(path)
    known = foreign(name, raw)
    if known is not None:
        raise known
    encoding, guessed = reading.encoding or "", False
    if not encoding:
        encoding, guessed = encoding_of(raw)
    joined: list[Doubt] = []
    try:
        text = decoded(raw, encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        text = None
    if guessed or (text is None and encoding.startswith("utf-8")):
        both = mixed(raw)
        if both is not None:
            text, encoding, guessed = both[0], "utf-8", False
            joined = [joined_doubt(both[1])]
    if text is None:
        if reading.encoding is not None:
            raise FileError(
                say("Table", "{file} is not written in {name}", file=name, name=encoding),
                say("Table", "leave data.source.reading.encoding out, or choose another"),
            )
        raise _not_text(path)
    text = text.rstrip("\0")  # zeros fill up files whose writing was cut off
    _check_text(path, text)
    if is_records(text):
        grid = records_grid(name, text)
    else:
        grid = text_grid(name, text, reading, watch=watch)
    grid = replace(grid, doubts=(*_name_doubts(path), *joined, *grid.doubts))
    other = other_encoding(raw, encoding) if guessed else ""
    return _completed(path, grid, reading, encoding, other)


def _name_doubts(path: Path) -> Iterator[Doubt]:
    """Yield what is said about a text that is named like a spreadsheet."""
    if path.suffix.lower() in SHEET_SUFFIXES:
        says = say("Table", "{file} is a text, not a spreadsheet", file=path.name)
        yield Doubt(says, "")


def _completed(
    path: Path, grid: Grid, reading: Reading, encoding: str, other: str
) -> tuple[Grid, Reading]:
    """Return the grid of a text, with the column names of a file beside it, and the reading.

    `other` is the next most likely encoding if the encoding was guessed.
    """
    name = path.name
    doubts = list(grid.doubts)
    if other:
        shown = encoding_name(encoding)
        says = say("Table", "{file} is not UTF-8; it was read as {name}", file=name, name=shown)
        doubts.insert(0, Doubt(says, switch(other, "reading", "encoding")))
    grid = _with_names_beside(path, grid)
    _check_rows(name, grid)
    made = replace(grid, doubts=tuple(doubts))
    return made, _found(reading, made, encoding)


def _found(reading: Reading, grid: Grid, encoding: str) -> Reading:
    """Return a reading with what was found out about a text."""
    return replace(
        reading,
        encoding=encoding,
        delimiter=grid.delimiter,
        skip=grid.skip,
        comment=grid.comment,
    )


def _check_text(path: Path, text: str) -> None:
    name = path.name
    if "\0" in text and is_text(text.replace("\0", "")) and 10 * text.count("\0") < len(text):
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileError(
            say(
                "Table",
                "{file}, line {line} holds a zero byte, which no text has",
                file=name,
                line=line,
            ),
            say("Table", "the file may be damaged: correct the line, or save the table again"),
        ).at(line)
    if not is_text(text):
        raise _not_text(path)
    if not text.strip():
        raise _empty(name)


def _not_text(path: Path) -> FileError:
    """Return the error for a file that is neither a text nor a spreadsheet."""
    if path.suffix.lower() in SHEET_SUFFIXES:
        return unreadable(path, "it does not begin as one")
    return not_a_table(path.name)


def _empty(name: str) -> FileError:
    return FileError(
        say("Table", "{file} is empty", file=name),
        say("Table", "choose a table with a header and some rows"),
    )


def _check_rows(name: str, grid: Grid) -> None:
    if not grid.rows:
        raise _empty(name)
    most = None if grid.packed is None else table_files.MAX_LONG_ROWS
    check_bounds(name, len(grid), len(grid.rows[0][1]), most)


def _sheet_grid(path: Path, reading: Reading, watch: Watch) -> tuple[Grid, Reading]:
    sheet = sheet_of(path, watch, reading.sheet or "")
    rows, names = sheet.rows, sheet.names
    if reading.skip is not None:
        rows = [row for row in rows if row[0] > reading.skip]
    doubts: list[Doubt] = []
    if len(names) > 1:
        other = next(one for one in names if one != sheet.name)
        says = say(
            "Table",
            "{file} has {n} sheets; {sheet} was read",
            file=path.name,
            n=len(names),
            sheet=sheet.name,
        )
        doubts.append(Doubt(says, switch(other, "reading", "sheet")))
    if sheet.merged:
        says = say("Table", "what stands in cells merged downwards is read for each of their rows")
        doubts.append(Doubt(says, ""))
    if sheet.formulas:
        says = say(
            "Table",
            "{cells} with a formula whose value is not in the file, read as empty: save it again "
            "in a spreadsheet program",
            cells=counted(sheet.formulas, "cell"),
        )
        doubts.append(Doubt(says, ""))
    if not rows:
        raise _empty(path.name)
    inner = without_margin(rows)
    margin = len(rows[0][1]) - len(inner[0][1])
    percents = frozenset(column - margin for column in sheet.percents)
    hidden = frozenset(column - margin for column in sheet.hidden_columns)
    if sheet.hidden_rows:
        says = say(
            "Table", "rows that the sheet hides are read too: {n}", n=f"{sheet.hidden_rows:,}"
        )
        doubts.append(Doubt(says, ""))
    grid = Grid(
        inner,
        doubts=tuple(doubts),
        skip=reading.skip or 0,
        sheets=sheet.names,
        percents=percents,
        hidden=hidden,
    )
    if reading.skip is None:
        grid = without_titles(grid)
    grid = without_repeats(tidied(path.name, without_notes(grid, reading), reading))
    _check_rows(path.name, grid)
    return grid, replace(reading, sheet=sheet.name, skip=grid.skip)


def _with_names_beside(path: Path, grid: Grid) -> Grid:
    """Return the grid with the names that a C4.5 `.names` file beside a `.data` file declares.

    Such a file lists the classes, then `name: continuous.` or `name: value, value.` for each
    column; the class comes last. (Quinlan, "C4.5", 1993, chapter 1.)
    """
    beside = path.with_suffix(".names")
    if path.suffix.lower() != ".data" or grid.names is not None or not grid.rows:
        return grid
    try:
        if not beside.is_file() or beside.stat().st_size > _MOST_NAMES:
            return grid
        lines = beside.read_text("utf-8", "replace").splitlines()
    except OSError:
        return grid
    names: list[str] = []
    said: dict[str, ColumnOptions] = {}
    for line in lines:
        # a long run of blanks would take the pattern time with the square of its length
        found = _DECLARED.fullmatch(" ".join(line.split()))
        if found is None or line.lstrip().startswith("|"):
            continue
        name, what = found[1].strip(), found[2].strip().lower()
        if what == "continuous":
            said[name] = ColumnOptions(kind="number")
        elif what in ("ignore", "label"):
            said[name] = ColumnOptions(role="ignored")
        elif "," in what:
            said[name] = ColumnOptions(kind="category")
        else:
            continue
        names.append(name)
    width = len(grid.rows[0][1])
    rows = grid.rows
    if len(names) == width - 1 and len(set(names)) == len(names):
        names.append("class")
        if all(row[-1].rstrip().endswith(".") for _, row in rows):  # a point may end each row
            rows = [(line, [*row[:-1], row[-1].rstrip()[:-1]]) for line, row in rows]
    elif len(names) != width or len(set(names)) < len(names):
        return grid
    return replace(grid, rows=rows, names=tuple(names), said=said)
