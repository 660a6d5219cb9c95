"""A preview: a table as it is read, to look at before training.

It is all plain values: the first rows as they are read, a head for every column that says what it
holds, what the network will get, and what is doubtful. A table that cannot be read has a preview
too: its raw rows, the error, and its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.counts import counted
from core.data.reading.cells.dates import date_text
from core.data.reading.describing import Described
from core.data.reading.gaps import POLICIES
from core.data.reading.grid import Row, counted_words
from core.data.reading.options import Reading
from core.data.reading.read import Read
from core.data.reading.telling.counting import seen
from core.data.reading.telling.switching import switch_words
from core.data.samples import Samples
from core.errors import UserError
from core.words import plain, plain_name, say, shortened

#: rows that are shown
ROWS = 200
#: the most bars in a histogram
_BARS = 12
#: characters of a cell that are shown
_LETTERS = 80


@dataclass(frozen=True)
class Head:
    """One column: what it holds and is for, and the distribution of its values.

    `policy` says what happens to its `gaps` missing cells, `policies` what else could. `bars` are
    counts of values: in equal intervals for numbers, of the most frequent ones for words.
    """

    name: str
    kind: str = ""
    role: str = ""
    policy: str = ""
    policies: tuple[str, ...] = ()
    gaps: int = 0
    bars: tuple[int, ...] = ()
    about: str = ""

    def told(self) -> str:
        """Return all that is known about the column, one line each."""
        missing = (
            say("Table", "{cells} missing", cells=counted(self.gaps, "cell")) if self.gaps else ""
        )
        return "\n".join(filter(None, (self.name, self.about, missing)))


@dataclass(frozen=True)
class Question:
    """What is doubtful, for which columns, and settings that would change it, in words."""

    says: str
    columns: tuple[str, ...]
    switches: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Preview:
    """What is shown for a table.

    `lines` are the rows' lines in the file; a cell is None if its value is missing. `mark` is the
    error's row, among those shown, and column; each is None if it has none.
    """

    file: str
    reading: Reading
    sheets: tuple[str, ...] = ()
    heads: tuple[Head, ...] = ()
    lines: tuple[int, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    total: int = 0
    task: str = ""
    seen: str = ""
    questions: tuple[Question, ...] = ()
    error: UserError | None = None
    mark: tuple[int | None, int | None] = (None, None)


@np.errstate(all="ignore")  # sums of very large numbers overflow
def preview_of(
    table: Described,
    sheets: tuple[str, ...] = (),
    samples: Samples | None = None,
    error: UserError | None = None,
) -> Preview:
    """Return the preview of a readable table; `error` says why it cannot be trained on."""
    strays = [c.stray[0] for i, c in enumerate(table.columns) if _is_stray(table, i) and c.stray]
    top = min(ROWS, len(table.lines))
    places = [*range(top), *sorted({row for row in strays if row >= top})[:ROWS]]
    lines = tuple(table.lines[row] for row in places)
    columns = [_cells(column, places) for column in table.columns]
    return Preview(
        table.file,
        table.reading,
        sheets,
        tuple(_head(table, i) for i in range(len(table.columns))),
        lines,
        tuple(zip(*columns, strict=True)),
        len(table.lines),
        table.task,
        seen(table, samples),
        questions_of(table),
        error,
        _mark(error, lines),
    )


def unread_preview(
    file: str,
    reading: Reading,
    rows: Sequence[Row],
    error: UserError,
    sheets: tuple[str, ...] = (),
) -> Preview:
    """Return the preview of an unreadable table: raw rows, including those around the error."""
    shown = _around(rows, error.line)
    width = max((len(row) for _, row in shown), default=0)
    lines = tuple(line for line, _ in shown)
    cells = tuple(
        tuple(_short(row[i].strip()) if i < len(row) else None for i in range(width))
        for _, row in shown
    )
    heads = tuple(Head(say("Table", "column {n}", n=i + 1)) for i in range(width))
    mark = _mark(error, lines)
    return Preview(file, reading, sheets, heads, lines, cells, len(rows), error=error, mark=mark)


def _around(rows: Sequence[Row], line: int | None) -> list[Row]:
    place = next((i for i, row in enumerate(rows) if line is not None and row[0] >= line), 0)
    if place < ROWS:
        return list(rows[:ROWS])
    return [*rows[: ROWS // 2], *rows[place - ROWS // 4 : place + ROWS // 4]]


def _mark(error: UserError | None, lines: Sequence[int]) -> tuple[int | None, int | None]:
    if error is None:
        return None, None
    row = lines.index(error.line) if error.line in lines else None
    return row, error.column


def _is_stray(table: Described, place: int) -> bool:
    used = place in table.inputs or place in table.targets
    return used and table.columns[place].stray is not None


def _cells(column: Read, places: Sequence[int]) -> list[str | None]:
    """Return the cells of some rows, as they are read."""
    stray = column.stray if column.stray is not None else (-1, "")
    found: list[str | None] = []
    for row in places:
        if row == stray[0]:
            found.append(_short(stray[1]))
        elif column.missing[row]:
            found.append(None)
        elif column.words is not None:
            found.append(_short(column.words[row]))
        else:
            assert column.numbers is not None
            value = float(column.numbers[row])
            found.append(date_text(value) if column.kind == "date" else f"{value:.10g}")
    return found


def _short(text: str) -> str:
    return plain(text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…")


def _head(table: Described, place: int) -> Head:
    column = table.columns[place]
    bars, about = _spread(column)
    gaps = int(column.missing.sum())
    return Head(
        plain_name(column.name),
        column.kind,
        table.role(place),
        table.missing[place],
        POLICIES[column.words is not None],
        gaps,
        bars,
        about,
    )


def _spread(column: Read) -> tuple[tuple[int, ...], str]:
    """Return the bars of a column's histogram, and what they count, in words."""
    if column.words is not None:
        counts = counted_words(column.words)
        counts.pop("", None)
        common = counts.most_common(_BARS)
        told = [f"{plain(shortened(word, 24))} {count:,}" for word, count in common[:3]]
        more = len(counts) - len(told)
        if more > 0:
            told.append(say("Table", "{n} more", n=f"{more:,}"))
        return tuple(count for _, count in common), ", ".join(told)
    assert column.numbers is not None
    values = column.numbers[~column.missing & np.isfinite(column.numbers)]
    if not len(values):
        return (), say("Table", "no value")
    low, high = float(values.min()), float(values.max())
    if column.kind == "date":
        about = say("Table", "{low} to {high}", low=date_text(low), high=date_text(high))
    else:
        mean = float(values.mean())
        about = say(
            "Table",
            "{low} to {high}, mean {mean}",
            low=f"{low:.6g}",
            high=f"{high:.6g}",
            mean=f"{mean:.4g}",
        )
    if column.distinct <= _BARS:
        return tuple(np.unique(values, return_counts=True)[1].tolist()), about
    with np.errstate(all="ignore"):
        span = high - low
    if not np.isfinite(span):
        return (), about
    return tuple(np.histogram(values, bins=_BARS)[0].tolist()), about


def questions_of(table: Described) -> tuple[Question, ...]:
    """Return the doubts about a table, with the same doubt on several columns as one."""
    together: dict[tuple[str, str], list[tuple[str | None, str]]] = {}
    for doubt in table.doubts:
        words = switch_words(doubt.switch) if doubt.switch else ""
        together.setdefault((doubt.says, words), []).append((doubt.column, doubt.switch))
    return tuple(
        Question(
            says,
            tuple(plain_name(name) for name, _ in doubts if name is not None),
            tuple(dict.fromkeys(switch for _, switch in doubts if switch)),
            words,
        )
        for (says, words), doubts in together.items()
    )
