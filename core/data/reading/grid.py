"""A grid: the rows of a table as texts, before anybody knows what the columns hold."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.data.reading.doubts import Doubt
from core.data.reading.options import ColumnOptions

#: a row of a table: the line or the row of the sheet on which it begins, and its cells
Row = tuple[int, list[str]]


#: cells that are gone over without another thread's turn: the window is to answer meanwhile
PIECE = 20_000


def pieces(cells: list[str]) -> Iterator[list[str]]:
    """Yield the cells of a long column in turns short enough for other threads to come in."""
    for start in range(0, len(cells), PIECE):
        yield cells[start : start + PIECE]


def counted_words(words: list[str]) -> Counter[str]:
    """Return how often each word stands in a column, in the order in which they first do."""
    counts: Counter[str] = Counter()
    for piece in pieces(words):
        counts.update(piece)
    return counts


@dataclass(frozen=True)
class Grid:
    """Rows of cells; `names` and `said` are what the file itself says of its columns, if it does.

    `delimiter`, `comment` and `skip` are how they were found; `sheets` are the names of all sheets
    of a spreadsheet.
    """

    rows: list[Row]
    names: tuple[str, ...] | None = None
    said: dict[str, ColumnOptions] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    delimiter: str = ""
    comment: str = ""
    skip: int = 0
    sheets: tuple[str, ...] = ()
