"""Packed: the cells of a long table, column by column, in little more memory than its file.

A separate string for every cell takes ten times the size of the file. Here the cells of a column in
some thousand rows are one string, which is split only while it is being looked at.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

#: cells processed before other threads get their turn, so that the window can answer: half a
#: millisecond's worth, as the window may wait for its turn a hundred times while it paints
PIECE = 4_000
_BETWEEN = "\n"
#: what is stripped from cells, except the separator between them and anything not ASCII
_BLANKS = " \t\r\v\f\x1c\x1d\x1e\x1f"


class Cells(Sequence[str]):
    """The stripped cells of a column (m,), packed in pieces: each a string or, rarely, a list.

    All pieces but the last have the same length, `size`.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._packed: list[str | list[str]] = []
        self._length = 0
        self._first = 0
        self._open: tuple[int, list[str]] = (-1, [])

    def add(self, cells: Sequence[str]) -> None:
        """Add a piece of cells, which are stripped."""
        joined = _BETWEEN.join(cells)
        if not joined.isascii() or any(blank in joined for blank in _BLANKS):
            cells = list(map(str.strip, cells))
            joined = _BETWEEN.join(cells)
        whole = joined.count(_BETWEEN) == len(cells) - 1
        self._packed.append(joined if whole else list(map(str.strip, cells)))
        self._length += len(cells)

    def below(self, rows: int) -> "Cells":
        """Return the cells without those of the first rows. The pieces are shared."""
        made = Cells(self.size)
        made._packed, made._length, made._first = self._packed, self._length, self._first + rows
        return made

    def without_last(self, rows: int) -> "Cells":
        """Return the cells without those of the last rows. The pieces are shared."""
        made = self.below(0)
        made._length -= rows
        return made

    def pieces(self) -> Iterator[list[str]]:
        """Yield the cells piece by piece."""
        first, left = self._first, len(self)
        for packed in self._packed:
            cells = _unpacked(packed)
            if first:
                first, cells = max(first - len(cells), 0), cells[first:]
            if len(cells) > left:
                cells = cells[:left]
            left -= len(cells)
            if cells:
                yield cells

    def __iter__(self) -> Iterator[str]:
        for cells in self.pieces():
            yield from cells

    def __len__(self) -> int:
        return self._length - self._first

    def holds(self, sign: str) -> bool:
        """Return whether a sign occurs in any of the cells."""
        number = self._first // self.size
        if any(sign in cell for cell in next(self.pieces(), [])):
            return True
        return any(
            sign in packed if isinstance(packed, str) else any(sign in cell for cell in packed)
            for packed in self._packed[number + 1 :]
        )

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            places = range(*at.indices(len(self)))
            return [self._at(place) for place in places]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self._at(at % len(self))

    def _at(self, place: int) -> str:
        number, place = divmod(place + self._first, self.size)
        if self._open[0] != number:
            self._open = number, _unpacked(self._packed[number])
        return self._open[1][place]


def _unpacked(packed: str | list[str]) -> list[str]:
    return packed.split(_BETWEEN) if isinstance(packed, str) else packed


@dataclass(frozen=True, eq=False)
class Packed:
    """All rows of a table, packed by columns: `lines` (m,) are their lines in the file."""

    columns: tuple[Cells, ...]
    lines: Sequence[int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.lines)

    def without_last(self, rows: int) -> "Packed":
        """Return it without the last rows."""
        if not rows:
            return self
        columns = tuple(column.without_last(rows) for column in self.columns)
        return Packed(columns, self.lines[: len(self.lines) - rows])


class Packing:
    """Packs rows of one width, added one after the other."""

    def __init__(self, width: int) -> None:
        self.size = max(64, 5 * PIECE // width)
        self._columns = tuple(Cells(self.size) for _ in range(width))
        self._lines = array("q")
        self._waiting: list[list[str]] = []

    def add(self, lines: Iterable[int], rows: Iterable[list[str]]) -> int:
        """Pack rows and their lines in the file; return the total number so far."""
        self._lines.extend(lines)
        self._waiting.extend(rows)
        while len(self._waiting) >= self.size:
            self._pack(self._waiting[: self.size])
            del self._waiting[: self.size]
        return len(self._lines)

    def _pack(self, rows: list[list[str]]) -> None:
        for column, cells in zip(self._columns, zip(*rows, strict=True), strict=True):
            column.add(cells)

    def packed(self) -> Packed:
        """Return the rows that were packed."""
        if self._waiting:
            self._pack(self._waiting)
            self._waiting = []
        lines: Sequence[int] = self._lines
        if len(lines) and lines[-1] - lines[0] == len(lines) - 1:
            lines = range(lines[0], lines[-1] + 1)
        return Packed(self._columns, lines)


def pieces(cells: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the cells of a long column in pieces short enough for other threads to get a turn."""
    if isinstance(cells, Cells):
        yield from cells.pieces()
        return
    for start in range(0, len(cells), PIECE):
        yield cells[start : start + PIECE]


def in_turns(
    cells: Sequence[str], value: Callable[[str], object], dtype: DTypeLike
) -> NDArray[Any]:
    """Return an array (m,) of a value for each cell, made piece by piece."""
    values, start = np.empty(len(cells), dtype), 0
    for piece in pieces(cells):
        values[start : start + len(piece)] = list(map(value, piece))
        start += len(piece)
    return values


def different(cells: Sequence[str]) -> set[str]:
    """Return the different cells, collected piece by piece."""
    found: set[str] = set()
    for piece in pieces(cells):
        found.update(piece)
    return found


def plain_numbers(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """Return a column's numbers (m,), or None if a cell needs a closer look."""
    values = np.empty(len(cells))
    ruled, start = False, 0
    for piece in pieces(cells):
        try:
            part = np.fromiter(map(float, piece), np.float64, len(piece))
        except ValueError:
            return None
        values[start : start + len(piece)] = part
        start += len(piece)
        ruled = ruled or (not isinstance(cells, Cells) and "_" in "".join(piece))
    ruled = ruled or (isinstance(cells, Cells) and cells.holds("_"))
    if not np.isfinite(values).all():
        return values if not np.isnan(values).any() else None
    return None if ruled else values


def each_once(cells: Sequence[str]) -> Iterator[str]:
    """Yield the different cells of a column, in order of first occurrence."""
    seen: set[str] = set()
    for piece in pieces(cells):
        for cell in dict.fromkeys(piece):
            if cell not in seen:
                seen.add(cell)
                yield cell
