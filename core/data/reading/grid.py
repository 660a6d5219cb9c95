"""A grid: the rows of a table as texts, before anybody knows what the columns hold."""

from dataclasses import dataclass, field

from core.data.reading.doubts import Doubt
from core.data.reading.options import ColumnOptions

#: a row of a table: the line or the row of the sheet on which it begins, and its cells
Row = tuple[int, list[str]]


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
