"""A grid: the rows of a table as text, before it is known what the columns hold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import field

from core.data.reading.doubts import Doubt
from core.data.reading.options import ColumnOptions
from core.data.reading.packed import Packed, pieces
from core.records import Record

#: a row of a table: the line of the file or row of the sheet where it begins, and its cells
Row = tuple[int, list[str]]


def counted_words(words: Sequence[str]) -> Counter[str]:
    """Return how often each word occurs in a column, in order of first occurrence."""
    counts: Counter[str] = Counter()
    for piece in pieces(words):
        counts.update(piece)
    return counts


class Grid(Record):
    """Rows of cells; `names` and `said` are what the file itself says about its columns.

    `delimiter`, `comment` and `skip` are what was found; `sheets` are the names of all sheets of a
    spreadsheet. For a long text, `rows` are only the first ones, and `packed` are all.
    """

    rows: list[Row]
    names: tuple[str, ...] | None = None
    said: dict[str, ColumnOptions] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    delimiter: str = ""
    comment: str = ""
    skip: int = 0
    sheets: tuple[str, ...] = ()
    packed: Packed | None = None
    #: the columns of a spreadsheet in which numbers are shown as percent
    percents: frozenset[int] = frozenset()
    #: the columns that a spreadsheet hides
    hidden: frozenset[int] = frozenset()
    #: how many rows below the table were left out
    footer: int = 0
    #: whether every line is split by the delimiter and nothing else
    is_plain: bool = True

    def __len__(self) -> int:
        return len(self.rows if self.packed is None else self.packed)

    def lines_below(self, rows: int) -> Sequence[int]:
        """Return the line numbers of the rows in the file, without the first `rows`."""
        if self.packed is not None:
            return self.packed.lines[rows:]
        return tuple(line for line, _ in self.rows[rows:])

    def columns_below(self, rows: int, width: int) -> list[Sequence[str]]:
        """Return the stripped cells of each column, without those of the first rows."""
        if self.packed is not None:
            return [column.below(rows) for column in self.packed.columns]
        below = self.rows[rows:]
        return [[row[i].strip() for _, row in below] for i in range(width)]
