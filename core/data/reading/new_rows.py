"""New rows: a table to predict from, read piece by piece with the columns of training.

Columns are found by name in any order; surplus ones are ignored and reported. A table without a
header is read by position. The notation of a long text is found from its beginning only; then it is
read once, a piece at a time, so memory does not grow with its rows.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from core.counts import counted
from core.data.reading.cells.marks import Marks
from core.data.reading.cells.notation import decimal_of
from core.data.reading.describing import listed
from core.data.reading.doubting.numbers import decimal_doubt
from core.data.reading.encodings.finding import encoding_of, visible
from core.data.reading.files import grid_of
from core.data.reading.grid import Grid, Row
from core.data.reading.header import header_of
from core.data.reading.kinds import Reader
from core.data.reading.new_cells import Encoder, Piece
from core.data.reading.options import Reading
from core.data.reading.splitting import begin_lines, split
from core.data.reading.text import text_grid
from core.data.samples import Column, Matrix
from core.data.sheets import is_sheet
from core.data.table_files import check_file
from core.disk.gzipped import SUFFIX as GZIP
from core.disk.writing import open_ordinary
from core.errors import DataError, FileError
from core.words import say

#: bytes of a text to look at first, and rows in a piece
_BEGINNING = 2**20
PIECE = 20_000


@dataclass(frozen=True, eq=False)
class NewRows:
    """A table to predict from: `surplus` names unused columns, `pieces` yields the rows.

    A piece is raw inputs (m, r); a row holds nan if it lacks a cell for which there is no fill
    value. `notes` are what is to be said about the file and about the pieces so far.
    """

    surplus: tuple[str, ...]
    pieces: Iterator[Matrix]
    notes: list[str] = field(default_factory=list)


def open_rows(path: Path, columns: Sequence[Column], size: int = PIECE) -> NewRows:
    """Open a table for prediction; `columns` are those of training (`Dataset.columns`).

    Raises FileError for a file that is not a table and DataError for a missing column; the pieces
    raise DataError for a word in place of a number and for a category unknown in training.
    """
    grid, rest = _opened(path, size)
    names, rows, header = _named(path.name, grid, columns)
    places = _places(path.name, names, header, columns)
    marks = Marks(next((column.marks for column in columns), None))
    sample = [[row[i].strip() for _, row in rows[:5000]] for i in range(len(names))]
    numbers = [cells for i, cells in enumerate(sample) if i in places]
    decimal, doubtful = decimal_of(numbers, grid.delimiter, marks)
    doubt = None
    if doubtful:  # a few rows may not tell what the whole table did
        decimal = next((column.decimal for column in columns if column.decimal), decimal)
        doubt = decimal_doubt([names[i] for i in sorted({*places})], numbers, decimal, marks)
    reader = Reader(decimal, None, marks)
    surplus = tuple(name for i, name in enumerate(names) if i not in places)

    encoder = Encoder(path.name, places, columns, reader, grid.percents)
    encoder.notes += dict.fromkeys(each.says for each in grid.doubts)
    if doubt is not None:
        encoder.notes.append(doubt.says)

    def pieces() -> Iterator[Matrix]:
        for start in range(0, len(rows), size):
            yield encoder.encoded(Piece.of(rows[start : start + size]))
        for piece in rest:
            if piece.rows:
                yield encoder.encoded(piece)

    return NewRows(surplus if header else (), pieces(), encoder.notes)


def read_inputs(
    path: Path, columns: Sequence[Column], told: Callable[[str], object] | None = None
) -> Matrix:
    """Read a whole table for prediction: raw inputs (m, r); `told` takes what is to be said.

    Raises what `open_rows` raises.
    """
    rows = open_rows(path, columns)
    found = list(rows.pieces)
    if told is not None:
        for note in rows.notes:
            told(note)
    if not found:
        return np.empty((0, sum(len(column.input_names()) for column in columns)))
    return found[0] if len(found) == 1 else np.concatenate(found)


def _opened(path: Path, size: int) -> tuple[Grid, Iterator[Piece]]:
    """Return the grid of a table's beginning, and the rows after it."""
    if path.exists() and not path.is_file():
        check_file(path)
    if (
        not path.exists()
        or is_sheet(path)
        or path.suffix.lower() == GZIP
        or path.stat().st_size <= _BEGINNING
    ):
        grid, _ = grid_of(path, Reading())
        return grid, iter(())
    with open_ordinary(path) as file:
        raw = file.read(_BEGINNING)
    raw = raw[: raw.rfind(b"\n") + 1]
    encoding, _ = encoding_of(raw)
    if not encoding or not raw or b"\0" in raw or encoding.startswith("utf-16"):
        grid, _ = grid_of(path, Reading())
        return grid, iter(())
    text = raw.decode(encoding)
    # a cell of several lines may be cut off
    lines = io.StringIO(text, newline="").readlines()
    grid = text_grid(path.name, visible(text), Reading())
    if grid.said or len(grid.rows) < 4 or not grid.is_plain:
        grid, _ = grid_of(path, Reading())
        return grid, iter(())
    last = grid.rows[-1][0] - 1
    kept = Grid(
        grid.rows[:-1], grid.names, {}, grid.doubts, grid.delimiter, grid.comment, grid.skip
    )
    start = len("".join(lines[:last]).encode(encoding.removesuffix("-sig")))
    if encoding == "utf-8-sig":
        start += 3
    width = len(grid.rows[-1][1])
    return kept, _rest(path, encoding, start, last + 1, kept, width, size)


def _rest(
    path: Path, encoding: str, start: int, line: int, grid: Grid, width: int, size: int
) -> Iterator[Piece]:
    """Yield the rows of a text from a byte on; trailing separators and short rows are handled."""
    with open_ordinary(path) as raw:
        raw.seek(start)
        text = io.TextIOWrapper(raw, encoding.removesuffix("-sig"), newline="")
        sign = grid.comment
        shown = map(visible, text)
        lines = (each for each in shown if not each.startswith(sign)) if sign else shown
        rows_of = split(lines, grid.delimiter)
        try:
            while rows := list(islice(rows_of, size)):
                begins = begin_lines(line, rows)
                line = begins[-1]
                piece = Piece(begins, rows)
                yield piece if set(map(len, rows)) == {width} else _tidied(path.name, piece, width)
        except (csv.Error, UnicodeDecodeError) as error:
            raise FileError(
                say("Table", "{file} cannot be read to its end ({why})", file=path.name, why=error),
                say("Table", "save the table again, as CSV in UTF-8"),
            ) from None


def _tidied(file: str, piece: Piece, width: int) -> Piece:
    """Return the rows that are not empty, all of one width. Raises DataError for a longer one."""
    made: list[Row] = []
    for number, cells in zip(piece.lines, piece.rows, strict=False):
        if len(cells) != width:
            if not any(map(str.strip, cells)):
                continue
            while len(cells) > width and not cells[-1].strip():
                cells = cells[:-1]
            if len(cells) > width:
                raise DataError(
                    say(
                        "Table",
                        "{file}, line {line}: {cells}, but {columns}",
                        file=file,
                        line=number,
                        cells=counted(len(cells), "cell"),
                        columns=counted(width, "column"),
                    ),
                    say("Table", "give every row as many cells as there are columns"),
                )
            cells = cells + [""] * (width - len(cells))
        made.append((number, cells))
    return Piece.of(made)


def _named(
    file: str, grid: Grid, columns: Sequence[Column]
) -> tuple[tuple[str, ...], list[Row], bool]:
    """Return the names, the rows below them, and whether the file names its columns."""
    if grid.names is not None:
        return grid.names, grid.rows, True
    wanted = {column.name for column in columns}
    made_up = all(name.startswith("column ") for name in wanted)
    header = header_of(file, grid.rows, None, set() if made_up else wanted)
    return header.names, grid.rows[header.rows :], header.rows > 0


def _places(file: str, names: Sequence[str], header: bool, columns: Sequence[Column]) -> list[int]:
    """Return each column's position, found by name: exactly, or ignoring case and spaces."""
    known = {name: i for i, name in enumerate(names)}
    loosely: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        loosely.setdefault(_loose(name), []).append(i)
    places, missing = [], []
    for column in columns:
        alike = loosely.get(_loose(column.name), [])
        if column.name in known:
            places.append(known[column.name])
        elif len(alike) == 1:
            places.append(alike[0])
        else:
            missing.append(column.name)
    if not header and (missing or len(names) == len(columns)):
        if len(names) != len(columns):
            raise DataError(
                say(
                    "Table",
                    "{file} has no header and {columns}; the network takes {count}",
                    file=file,
                    columns=counted(len(names), "column"),
                    count=len(columns),
                ),
                say(
                    "Table",
                    "add a header that names {names}",
                    names=listed([column.name for column in columns]),
                ),
            )
        return list(range(len(columns)))
    if missing:
        raise DataError(
            say("Table", "{file}: there is no column {names}", file=file, names=listed(missing)),
            say(
                "Table",
                "the network was trained on it; the file has {names}",
                names=listed(list(names)),
            ),
        )
    return places


def _loose(name: str) -> str:
    return " ".join(name.casefold().split())
