"""Describing: a table read from its file, with every column, its role, the task and the doubts.

Settings are followed; everything else is guessed from the whole table, and each guess that may be
wrong becomes a doubt, with the setting that would change it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from core.data.reading.cells.dates import CLOCKS
from core.data.reading.cells.marks import Marks
from core.data.reading.cells.notation import decimal_of
from core.data.reading.doubting.numbers import decimal_doubt
from core.data.reading.doubts import Doubt, column_switch
from core.data.reading.files import grid_of
from core.data.reading.gaps import gaps_of
from core.data.reading.grid import Grid
from core.data.reading.header import header_of
from core.data.reading.kinds import Reader
from core.data.reading.options import OF_ONE, PERCENT, ColumnOptions, Columns, Reading
from core.data.reading.parts import split_of
from core.data.reading.read import Read
from core.data.reading.roles import target_of, task_of
from core.data.reading.useless import coded, counted, is_picture, useless
from core.disk.apart import Watch, unwatched
from core.errors import DataError, one_of
from core.words import say, shortened

#: in a table with at least so many columns of digits after zeros, these are numbers
_PADDED = 4
#: the share of the work spent on reading the rows, before looking at the columns
_ROWS = 0.5


class NoSuchColumn(DataError):
    """A setting names a column that the table does not have; `names` are those it has."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wishes:
    """What is set for a table; None and empty are guessed."""

    reading: Reading = field(default_factory=Reading)
    columns: Columns = field(default_factory=Columns)
    inputs: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    task: str = "auto"


@dataclass(frozen=True, eq=False)
class Described:
    """A table together with how it is read.

    `columns` are all columns, `inputs` and `targets` are positions in it; `missing` says for every
    column what happens to missing cells. `lines` (m,) are the rows' line numbers in the file.
    """

    file: str
    reading: Reading
    columns: tuple[Read, ...]
    inputs: tuple[int, ...]
    targets: tuple[int, ...]
    missing: tuple[str, ...]
    task: str
    lines: Sequence[int]
    doubts: tuple[Doubt, ...]
    #: the column that says which rows are for training, validation and testing
    split: int | None = None

    def role(self, place: int) -> str:
        """Return the role of a column."""
        if place in self.targets:
            return "target"
        if place == self.split:
            return "split"
        return "input" if place in self.inputs else "ignored"

    def is_nameless(self, place: int) -> bool:
        """Return whether the header leaves a column without a name."""
        name = self.columns[place].name
        made_up = name == "row names" or name == f"column {place + 1}"
        return made_up and self.reading.header is not False

    def place(self, row: int, column: int) -> str:
        """Return the place of a cell, for messages."""
        return say(
            "Table",
            "{file}, row {row}, column '{column}'",
            file=self.file,
            row=self.lines[row],
            column=self.columns[column].name,
        )

    def used_rows(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which rows are used (m,): those with a target and no dropped cell."""
        used = np.ones(len(self.lines), dtype=bool)
        for place in self.targets:
            used &= ~self.columns[place].missing
        for place in self.inputs:
            if self.missing[place] == "drop":
                used &= ~self.columns[place].missing
        return used

    def settings(self) -> tuple[Reading, Columns]:
        """Return all that was set and guessed, in the form that projects store."""
        said = tuple(
            (
                column.name,
                ColumnOptions(
                    kind=column.kind if column.form not in CLOCKS else None,
                    role=self.role(place),
                    missing=self.missing[place]
                    if column.missing.any() or self.missing[place] != "drop"
                    else None,
                    spelling=column.spelling or None,
                ),
            )
            for place, column in enumerate(self.columns)
        )
        return self.reading, Columns(said)


def describe(path: Path, wishes: Wishes | None = None, watch: Watch = unwatched) -> Described:
    """Read a table and describe it.

    Raises FileError for a file that is not a table, DataError for one with too few rows or columns,
    and for settings that it cannot follow.
    """
    wishes = wishes or Wishes()
    grid, reading = grid_of(path, wishes.reading, lambda share: watch(_ROWS * share), packed=True)
    return describe_grid(path.name, grid, reading, wishes, watch)


def describe_grid(
    file: str, grid: Grid, reading: Reading, wishes: Wishes, watch: Watch = unwatched
) -> Described:
    """Describe a table whose rows have been read, in the way `reading` says.

    Raises DataError for one with too few rows or columns and for settings that it cannot follow;
    NoSuchColumn for a column that it does not have.
    """
    names, height, doubts = _named(file, grid, reading, _wanted(wishes))
    lines = grid.lines_below(height)
    if len(names) < 2:
        raise DataError(
            say("Table", "{file} has only one column", file=file),
            say(
                "Table",
                "a table needs at least one column of inputs and one to predict, separated by "
                "commas, semicolons, tabs, bars or spaces",
            ),
        )
    if len(lines) < 2:
        raise DataError(
            say("Table", "{file} has only one row of data", file=file),
            say("Table", "add more samples, one row each"),
        )
    header = height > 0 or grid.names is not None
    said = {name: _said(wishes, grid, name) for name in names}
    marks = Marks(reading.missing)
    cells = grid.columns_below(height, len(names))
    decimal = reading.decimal
    if decimal is None:
        decimal, doubtful = decimal_of(cells, grid.delimiter, marks)
        if doubtful:
            doubts += filter(None, [decimal_doubt(names, cells, decimal, marks)])
    reader = Reader(decimal, reading.thousands, marks, reading.dates, reading.percent)
    read = []
    for place, (name, column) in enumerate(zip(names, cells, strict=True)):
        watch(_ROWS + (1 - _ROWS) * (1 + place) / (1 + len(names)))
        form = OF_ONE if place in grid.percents else ""
        read.append(reader.read(name, column, said[name].kind, form, said[name].spelling))
    columns = _for_classes(_padded(tuple(read), said, reader, cells), wishes, reader, cells)
    while cells:
        cells.pop()  # in turns: a million strings take long to delete
    _check_formulas(file, columns, reading, wishes)
    split, split_doubts = split_of(file, columns, said, wishes.inputs, wishes.targets)
    if split is not None:
        said[columns[split].name] = replace(said[columns[split].name], role="split")
    inputs, targets, role_doubts = _roles(file, columns, said, wishes, header)
    task, task_doubts = task_of([columns[i] for i in targets], wishes.task)
    missing, missing_doubts = gaps_of(columns, inputs, targets, said)
    percent = reading.percent or _percent(columns)
    found = replace(reading, decimal=decimal, header=header, percent=percent)
    used = {columns[i].name for i in (*inputs, *targets)}
    column_doubts = [doubt for c in columns for doubt in c.doubts if c.name in used]
    hidden = [columns[i].name for i in sorted(grid.hidden) if 0 <= i < len(columns)]
    says = say("Table", "is hidden in the sheet, and read all the same")
    column_doubts += [
        Doubt(says, column_switch(name, "role", "ignored"), name) for name in hidden if name in used
    ]
    return Described(
        file,
        found,
        columns,
        inputs,
        targets,
        missing,
        task,
        lines,
        (*doubts, *column_doubts, *split_doubts, *role_doubts, *task_doubts, *missing_doubts),
        split,
    )


def _percent(columns: tuple[Read, ...]) -> str | None:
    """Return how the percentages of all columns are read, None if there are none or it differs."""
    forms = {column.form for column in columns if column.form in PERCENT}
    return forms.pop() if len(forms) == 1 else None


def _check_formulas(file: str, columns: tuple[Read, ...], reading: Reading, wishes: Wishes) -> None:
    """Raise DataError if the last column of a spreadsheet has a name but no values."""
    last = columns[-1]
    if reading.sheet is None or last.filled or wishes.targets is not None:
        return
    if not columns[-2].filled:  # a word far away from the table
        return
    raise DataError(
        say(
            "Table",
            "{file}, column '{name}' is empty from the first row on",
            file=file,
            name=last.name,
        ),
        say(
            "Table",
            "if it holds formulas, save the file again in a spreadsheet program, so that their "
            "values are kept; or choose another target: data.source.target=NAME",
        ),
    )


def _wanted(wishes: Wishes) -> set[str]:
    names = {name for name, _ in wishes.columns.said}
    return names | set(wishes.inputs or ()) | set(wishes.targets or ())


def _named(
    file: str, grid: Grid, reading: Reading, wanted: set[str]
) -> tuple[tuple[str, ...], int, list[Doubt]]:
    """Return the names, the number of header rows, and the doubts so far."""
    if grid.names is not None:
        return grid.names, 0, list(grid.doubts)
    header = header_of(file, grid.rows, reading.header, wanted)
    return header.names, header.rows, [*grid.doubts, *header.doubts]


def _said(wishes: Wishes, grid: Grid, name: str) -> ColumnOptions:
    """Return what the person has set for a column, else what the file itself says."""
    given, own = wishes.columns.of(name), grid.said.get(name, ColumnOptions())
    return ColumnOptions(
        kind=given.kind or own.kind,
        role=given.role or own.role,
        missing=given.missing or own.missing,
        spelling=given.spelling,
    )


def _padded(
    columns: tuple[Read, ...],
    said: Mapping[str, ColumnOptions],
    reader: Reader,
    cells: Sequence[Sequence[str]],
) -> tuple[Read, ...]:
    """Return the columns; where most are codes with leading zeros, these are padded numbers."""
    codes = [i for i, column in enumerate(columns) if column.is_code]
    if len(codes) < _PADDED or 2 * len(codes) <= len(columns):
        return columns
    made = list(columns)
    for i in codes:
        made[i] = reader.read(columns[i].name, cells[i], said[columns[i].name].kind or "number")
    return tuple(made)


def _for_classes(
    columns: tuple[Read, ...],
    wishes: Wishes,
    reader: Reader,
    cells: Sequence[Sequence[str]],
) -> tuple[Read, ...]:
    """Return the columns; a target of classes is read as words unless all are numbers."""
    if wishes.task != "classes" or wishes.targets is None:
        return columns
    made = list(columns)
    for i, column in enumerate(columns):
        if column.name in wishes.targets and column.stray is not None:
            made[i] = reader.read(column.name, cells[i], "category")
    return tuple(made)


def _roles(
    file: str,
    columns: tuple[Read, ...],
    said: dict[str, ColumnOptions],
    wishes: Wishes,
    named: bool,
) -> tuple[tuple[int, ...], tuple[int, ...], list[Doubt]]:
    """Return the positions of inputs and targets, and the doubts about them."""
    places = {column.name: i for i, column in enumerate(columns)}
    for name in (*(wishes.inputs or ()), *(wishes.targets or ()), *wishes.columns.by_name):
        if name not in places:
            error = NoSuchColumn(
                say(
                    "Table",
                    "{file}: there is no column '{name}'",
                    file=file,
                    name=shortened(name, 40),
                ),
                say("Table", "it has {names}", names=listed(list(places))),
            )
            error.names = tuple(places)
            raise error
    fixed = None if wishes.targets is None else {places[name] for name in wishes.targets}
    if fixed is None:
        own = {i for i, c in enumerate(columns) if said[c.name].role == "target"}
        fixed = own or None
    ignored: dict[int, Doubt] = {}
    picture = is_picture(columns)
    for i, column in enumerate(columns):
        role = said[column.name].role
        if i in (fixed or ()):
            continue
        if role in ("ignored", "split"):
            ignored[i] = Doubt("", "")
        elif role is None and column.name not in (wishes.inputs or ()):
            doubt = useless(column, i, named, len(columns))
            if doubt is not None and not (picture and column.distinct == 1):
                ignored[i] = doubt
    kept = _keep_two(ignored, columns, len(fixed or (0,)))
    doubts = [*kept, *(doubt for doubt in ignored.values() if doubt.says)]
    open_ones = [i for i in range(len(columns)) if i not in ignored]
    if fixed is None:
        candidates = [i for i in open_ones if said[columns[i].name].role != "input"] or open_ones
        if wishes.inputs is not None:
            candidates = [i for i in candidates if columns[i].name not in wishes.inputs]
        chosen, found = target_of([columns[i] for i in candidates], named)
        targets = tuple(candidates[i] for i in chosen)
        doubts += found
    else:
        targets = tuple(sorted(fixed))
    if wishes.inputs is not None:
        inputs = tuple(places[name] for name in wishes.inputs)
        for i in set(inputs) & set(targets):
            raise DataError(
                say(
                    "Table",
                    "{file}: column '{name}' is both an input and the target",
                    file=file,
                    name=columns[i].name,
                ),
                say("Table", "take it out of the inputs or choose another target"),
            )
    else:
        inputs = tuple(i for i in open_ones if i not in targets)
    if not inputs:
        raise DataError(
            say("Table", "{file}: there is no column left to learn from", file=file),
            say("Table", "give one the role input: data.source.columns.NAME.role=input"),
        )
    unset = [columns[i] for i in inputs if said[columns[i].name].role is None]
    told = [doubt for column in unset for doubt in (counted(column), coded(column)) if doubt]
    return inputs, targets, doubts + told


def _keep_two(ignored: dict[int, Doubt], columns: Sequence[Read], targets: int) -> list[Doubt]:
    """Use ignored columns after all if too few would be left, texts last; return the doubts."""
    doubts: list[Doubt] = []
    useless = [i for i, doubt in ignored.items() if doubt.says]
    for i in sorted(useless, key=lambda i: columns[i].kind == "text"):
        if len(columns) - len(ignored) >= 1 + targets:
            break
        del ignored[i]
        if columns[i].kind == "text":
            says = say("Table", "holds different texts; it is used, as too few columns are left")
            doubts.append(Doubt(says, "", columns[i].name))
    return doubts


def listed(names: Sequence[str]) -> str:
    """Return names for a message, at most the first twelve."""
    shown = [shortened(name, 40) for name in names[:12]]
    more = len(names) - len(shown)
    return f"{', '.join(shown)} and {more} more" if more else one_of(shown).replace(" or ", " and ")
