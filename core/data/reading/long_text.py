"""Long texts: a large table read row by row, its cells packed as they are read.

Its notation is found from its beginning and a sample of its middle, as for a short text; then every
row must follow it. If something differs further down, such as a comment between the rows, the text
is left to the reader that works on the whole of it. Both ways give the same result.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from core.data import table_files
from core.data.reading.around import may_repeat
from core.data.reading.below import without_packed_notes
from core.data.reading.doubting.words import joined_doubt
from core.data.reading.encodings.finding import (
    encoding_of,
    hides,
    is_in_bytes,
    is_text,
    mixed_from,
    mixed_line,
    other_encoding,
    visible,
)
from core.data.reading.formats.arff import is_arff
from core.data.reading.formats.records import is_records
from core.data.reading.grid import Grid, Row
from core.data.reading.header import LOOKED_AT
from core.data.reading.options import Reading
from core.data.reading.packed import Packed, Packing
from core.data.reading.splitting import SAMPLE_LINES, begin_lines, split
from core.data.reading.text import odd_row, text_grid
from core.data.table_files import MAX_LONG_ROWS, check_bounds
from core.disk.apart import Watch, unwatched
from core.disk.writing import open_ordinary
from core.errors import UserError

#: a text with this many bytes or more is long
LONG = 8 * 2**20
_BEGINNING, _LINES, _MOST = 2**20, LOOKED_AT + 200, 2**26
#: bytes looked at at once, and characters split into lines at once
_PIECE, _LINES_PIECE = 2**18, 2**16


class NotPlain(Exception):
    """A text whose rows are not all alike: it must be read as a whole.

    `error` is what to report if it is too large for that.
    """

    error: UserError | None = None


@dataclass(frozen=True)
class _Look:
    """What a first look at the bytes found: the encoding, and the number of lines.

    `other` is the next most likely encoding if the encoding was guessed; `hides` says whether there
    may be signs that take no place, and `mixed` is the first line that is not UTF-8, if most are.
    """

    encoding: str
    other: str
    lines: int
    hides: bool = True
    mixed: int = 0


def long_grid(path: Path, reading: Reading, watch: Watch = unwatched) -> tuple[Grid, str, str]:
    """Return a text's grid, its encoding and, if that was guessed, the next most likely one.

    The grid's `rows` are those of the beginning, its `packed` are all. Raises NotPlain for a text
    that must be read as a whole, FileError for more rows or columns than a table may have.
    """
    try:
        with open_ordinary(path) as file:
            look = _look(file, reading, lambda share: watch(0.2 * share))
            grid = _beginning(path.name, file, look, reading)
            packed = _packed(
                path.name, file, look, grid, reading, lambda share: watch(0.2 + 0.8 * share)
            )
    except (OSError, UnicodeError, LookupError, csv.Error) as error:
        raise NotPlain from error
    packed, footer, below = without_packed_notes(packed, reading)
    joined = [joined_doubt(look.mixed)] if look.mixed else []
    doubts = [*joined, *grid.doubts, *below]
    grid = replace(grid, packed=packed, footer=footer, doubts=tuple(doubts))
    return grid, look.encoding, look.other


def _size(file: BinaryIO) -> int:
    at = file.seek(0, io.SEEK_END)
    file.seek(0)
    return at


def _look(file: BinaryIO, reading: Reading, watch: Watch) -> _Look:
    """Look at all bytes. Raises NotPlain if line ends or the encoding are unusual."""
    size, at = max(_size(file), 1), 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, ends, returns, both, last = True, 0, 0, 0, b"\n"
    hidden, end = False, b""
    while piece := file.read(_PIECE):
        if piece.endswith(b"\r"):
            piece += file.read(1)
        if b"\0" in piece:
            raise NotPlain
        if is_utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        # a sign may be divided between two pieces; the mark at the beginning is none of them
        hidden = hidden or hides(end + (piece[3:] if at == 0 else piece))
        end = piece[-2:]
        ends += piece.count(b"\n")
        if b"\r" in piece:
            returns += piece.count(b"\r")
            both += piece.count(b"\r\n")
        last = piece[-1:]
        at += len(piece)
        watch(at / size)
    if returns != both:
        raise NotPlain
    lines = ends + (last != b"\n")
    if reading.encoding is not None:
        if not is_in_bytes(reading.encoding):
            raise NotPlain
        if is_utf8 or not reading.encoding.startswith("utf-8"):
            return _Look(reading.encoding, "", lines)
    file.seek(0)
    if is_utf8:
        decoder.decode(b"", True)
        marked = file.read(3) == codecs.BOM_UTF8
        return _Look("utf-8-sig" if marked else "utf-8", "", lines, hidden)
    raw = file.read()
    mixed = mixed_from(raw)
    if mixed:
        return _Look("utf-8", "", lines, mixed=mixed)
    if reading.encoding is not None:
        raise NotPlain
    encoding, guessed = encoding_of(raw)
    if not encoding or not is_in_bytes(encoding):
        raise NotPlain
    return _Look(encoding, other_encoding(raw, encoding) if guessed else "", lines)


class _Text:
    """The lines of a text, with their ends and without signs that take no place."""

    def __init__(self, file: BinaryIO, look: _Look) -> None:
        file.seek(0)
        self._mixed = file if look.mixed else None
        self._text = None if look.mixed else io.TextIOWrapper(file, look.encoding, newline="")
        self._hides = look.hides

    def __iter__(self) -> Iterator[str]:
        lines: Iterable[str] = self._text or map(mixed_line, self._mixed or ())
        return map(visible, lines) if self._hides else iter(lines)

    def readlines(self, size: int) -> list[str]:
        """Return the next lines, about so many letters of them; none at the end."""
        if self._mixed is not None:
            lines = list(map(mixed_line, self._mixed.readlines(size)))
        else:
            assert self._text is not None
            lines = self._text.readlines(size)
        return list(map(visible, lines)) if self._hides else lines

    def detach(self) -> None:
        """Leave the file open."""
        if self._text is not None:
            self._text.detach()


def _beginning(name: str, file: BinaryIO, look: _Look, reading: Reading) -> Grid:
    """Return the grid of a text's first rows, more than are needed to find a header."""
    text = _Text(file, look)
    lines: list[str] = []
    size = quotes = 0
    for line in text:
        lines.append(line)
        size += len(line)
        quotes += line.count('"')
        if size >= _BEGINNING and len(lines) >= _LINES:
            break
        if size > _MOST:
            raise NotPlain
    whole = len(lines) == look.lines

    def middle(start: int) -> list[str]:
        """Return lines from the middle of those after the first `start`."""
        count = look.lines - start
        if count <= 8 * SAMPLE_LINES:
            return []
        first = start + count // 2
        if first < len(lines):
            return [*lines[first:], *text][:SAMPLE_LINES]
        return list(islice(text, first - len(lines), first - len(lines) + SAMPLE_LINES))

    # the line may be inside a cell of several lines
    used = list(lines)
    while used and quotes % 2:
        quotes -= used.pop().count('"')
    first = "".join(used).removeprefix("\ufeff")
    if not is_text(first) or is_records(first) or is_arff(used):
        raise NotPlain
    try:
        # what stands below the table is looked for at its end
        grid = text_grid(name, first, replace(reading, footer=0), middle)
    except UserError as error:
        found = NotPlain()
        found.error = error
        raise found from error
    finally:
        text.detach()
    if len(grid.rows) < (3 if whole else LOOKED_AT + 3) or not grid.delimiter or not grid.is_plain:
        raise NotPlain
    return grid


def _packed(
    name: str, file: BinaryIO, look: _Look, grid: Grid, reading: Reading, watch: Watch
) -> Packed:
    """Return all rows of a text, without what is above its table."""
    width = len(grid.rows[1][1])
    size = max(_size(file), 1)
    text = _Text(file, look)
    sign = reading.comment if reading.comment is not None else grid.comment or "#"
    anywhere = reading.comment is not None
    packing = Packing(width)
    head = grid.rows[0][1] if may_repeat(grid) and size <= table_files.MAX_BYTES else None
    line = grid.rows[1][0]
    packing.add([grid.rows[0][0]], [grid.rows[0][1]])

    def blocks() -> Iterator[list[str]]:
        deque(islice(text, line - 1), maxlen=0)
        while block := text.readlines(_LINES_PIECE):
            if sign and sign in "".join(block):  # looked at line by line only then
                if any(each.startswith(sign) for each in block):
                    raise NotPlain
                if anywhere and any(each.lstrip().startswith(sign) for each in block):
                    raise NotPlain
            yield block

    try:
        found = split(chain.from_iterable(blocks()), grid.delimiter)
        over, ended = None, 0
        while rows := list(islice(found, packing.size)):
            # a reader of quoted cells counts its lines; where each row has one, no cell has two
            before, ended = ended, getattr(found, "line_num", 0)
            whole = ended - before == len(rows)
            begins = range(line, line + len(rows) + 1) if whole else begin_lines(line, rows)
            line = begins[-1]
            begins, rows = _filled(begins, rows)
            over = len(rows[0]) if over is None and rows else over
            if over is not None and (over < width or set(map(len, rows)) - {over}):
                raise _not_plain(name, grid.rows[0], begins, rows, over)
            if over is not None and over > width:
                if any(any(map(str.strip, row[width:])) for row in rows):
                    raise NotPlain
                rows = [row[:width] for row in rows]
            if head in rows:  # as where files were joined
                raise NotPlain
            count = packing.add(begins, rows)
            check_bounds(name, count, width, MAX_LONG_ROWS)
            watch(min(0.2 + 0.8 * file.tell() / size, 1.0))
    finally:
        text.detach()
    if line != look.lines + 1:
        raise NotPlain
    return packing.packed()


def _not_plain(
    name: str, first: Row, lines: Sequence[int], rows: list[list[str]], width: int
) -> NotPlain:
    """Return the error for rows of different widths."""
    found = NotPlain()
    odd = next((i for i, row in enumerate(rows) if len(row) != width), None)
    if odd is not None:
        found.error = odd_row(name, lines[odd], len(rows[odd]), first[0], width)
    return found


def _filled(lines: Sequence[int], rows: list[list[str]]) -> tuple[Sequence[int], list[list[str]]]:
    """Return the rows that are not empty, and the lines where they begin."""
    if all(rows) and all(map(str.strip, map(itemgetter(0), rows))):
        return lines[: len(rows)], rows
    doubtful = [i for i, row in enumerate(rows) if not row or not row[0] or row[0].isspace()]
    blank = {i for i in doubtful if not any(map(str.strip, rows[i]))}
    if not blank:
        return lines[: len(rows)], rows
    kept = [i for i in range(len(rows)) if i not in blank]
    return [lines[i] for i in kept], [rows[i] for i in kept]
