"""Tables: examples from a file, one row a sample, one column an input and one the target.

Columns of numbers are taken as they are; a column of a few words becomes one input for each word
(one-hot). Nothing is filled in or left out silently: a cell that does not fit is named by row and
column, so that it can be mended in the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.data.reading.describing import Described, Wishes, describe
from core.data.reading.options import Columns, Reading, read_columns, read_targets
from core.data.reading.sampling import samples_of
from core.data.samples import SOURCES, Column, Matrix, Samples, Source, Task
from core.data.table_files import Cells, find_table, is_missing, number_in, read_cells
from core.disk.apart import Watch, unwatched
from core.errors import DataError, ProjectError, SizeError, one_of
from core.registry import parameter

#: a column of more different words is not an input that can be learned from
MAX_CATEGORIES = 20
#: numbers of few different values count as classes up to here
MAX_NUMBERED_CLASSES = 20
MAX_CLASSES = 256
#: numbers in the inputs or in the targets of a table
MAX_VALUES = 100_000_000

Vector = NDArray[np.float64]


def _read_names(value: Any, where: str) -> tuple[str, ...]:
    names_given = isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value)
    if not names_given or not value:
        raise ProjectError(f"{where} is not a list of column names", 'write it as ["a", "b"]')
    if any("\ud800" <= letter <= "\udfff" for letter in "".join(value)):
        raise ProjectError(f"{where} is not a list of texts that can be written", "mend the names")
    if len(set(value)) < len(value):
        raise ProjectError(f"{where} names a column twice", "name each column once")
    return tuple(value)


@SOURCES.register
@dataclass(frozen=True)
class Table(Source):
    """The rows of a text table (CSV, TSV, TXT) or of a spreadsheet (XLSX, XLS, ODS)."""

    name = "table"
    label = "table"
    group = "own"
    default_test_share = 0.25

    path: str = parameter("", "the table's file, from the project's folder")
    inputs: tuple[str, ...] | None = parameter(
        None,
        "the columns to learn from; null is all but the target",
        reader=_read_names,
        optional=True,
    )
    target: str | tuple[str, ...] | None = parameter(
        None,
        "the column to predict, or several; null is the last",
        kind="text",
        reader=read_targets,
        optional=True,
    )
    task: str = parameter(
        "auto",
        "whether the target is classes or numbers",
        choices=("auto", "classes", "regression"),
    )
    #: with one of these two the table is read carefully; the files of before have neither
    reading: Reading | None = parameter(
        None, "how the file is read; null as it was first done", options=Reading, optional=True
    )
    columns: Columns | None = parameter(
        None,
        "kind, role and missing cells of columns, by name",
        reader=read_columns,
        optional=True,
    )

    @property
    def file(self) -> str:
        """Its path."""
        return self.path

    def with_file(self, path: str) -> Self:
        """Return it with another path."""
        return replace(self, path=path)

    @property
    def target_columns(self) -> tuple[str, ...]:
        """The columns that are said to be predicted."""
        if self.target is not None:
            return (self.target,) if isinstance(self.target, str) else self.target
        said = () if self.columns is None else self.columns.said
        return tuple(name for name, options in said if options.role == "target")

    @property
    def is_careful(self) -> bool:
        """Whether guesses are made from the whole table, and missing cells have a way."""
        return self.reading is not None or self.columns is not None

    @property
    def wishes(self) -> Wishes:
        """What is set of the table."""
        target = (self.target,) if isinstance(self.target, str) else self.target
        return Wishes(
            self.reading or Reading(), self.columns or Columns(), self.inputs, target, self.task
        )

    def describe(self, folder: Path | None, watch: Watch = unwatched) -> Described | None:
        """Return how the table is read; None where it is read as it was first done.

        Raises FileError and DataError for what is no table.
        """
        if not self.is_careful:
            return None
        return describe(find_table(self.path, folder), self.wishes, watch)

    def with_guesses(self, table: Described) -> Self:
        """Return it with all that was guessed said."""
        reading, columns = table.settings()
        return replace(self, reading=reading, columns=columns)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the rows: inputs (m, k), targets (m, t). Nothing is drawn at random.

        Raises FileError for what is not a table, DataError that names row and column for a cell
        that does not fit, SizeError for a table that would take too much memory.
        """
        return self.draw_watched(rng, folder, unwatched)

    def draw_watched(self, rng: Generator, folder: Path | None, watch: Watch) -> Samples:
        """Return the rows of `draw`; `watch` is told how far they are read, and may end it."""
        described = self.describe(folder, watch)
        if described is not None:
            return samples_of(described)
        cells = read_cells(find_table(self.path, folder), watch=watch)
        target, inputs = self._chosen(cells)
        if len(cells.rows) < 2:
            raise DataError(f"{cells.file} has one row of data", "add more samples, one row each")
        found = []
        for index in inputs:
            watch(1.0)
            found.append(_column(cells, index))
        columns = tuple(found)
        matrix = _encoded(cells, inputs, columns, watch)
        targets, target_names, task, classes = _targets(cells, target, self.task)
        return Samples(
            matrix,
            targets,
            tuple(name for column in columns for name in column.input_names()),
            target_names,
            task,
            classes,
            cells.notices,
            columns,
        )

    def _chosen(self, cells: Cells) -> tuple[int, list[int]]:
        """Return the positions of the target and of the inputs."""
        count = len(cells.names)
        if count < 2:
            raise DataError(
                f"{cells.file} has one column",
                "a table needs at least one column of inputs and one to predict, separated by "
                "commas, semicolons, tabs, bars or blanks",
            )
        if isinstance(self.target, tuple):
            raise DataError(
                f"{cells.file}: several targets need a table that is read carefully",
                "set data.source.columns={} as well",
            )
        target = count - 1 if self.target is None else _position(cells, self.target)
        if self.inputs is None:
            return target, [i for i in range(count) if i != target]
        inputs = [_position(cells, name) for name in self.inputs]
        if target in inputs:
            raise DataError(
                f"{cells.file}: column {cells.names[target]!r} is both an input and the target",
                "take it out of the inputs or choose another target",
            )
        return target, inputs


def _position(cells: Cells, name: str) -> int:
    if name not in cells.names:
        raise DataError(
            f"{cells.file}: there is no column {name[:40]!r}", f"it has {_listed(cells.names)}"
        )
    return cells.names.index(name)


def _listed(names: Sequence[str]) -> str:
    """Return names for a message, the first twelve of them."""
    shown = [name[:40] for name in names[:12]]
    more = len(names) - len(shown)
    return f"{', '.join(shown)} and {more} more" if more else one_of(shown).replace(" or ", " and ")


def _place(cells: Cells, row: int, index: int) -> str:
    return f"{cells.file}, row {cells.lines[row]}, column {cells.names[index]!r}"


def _numbers(cells: Cells, index: int) -> tuple[Vector, list[int]]:
    """Return a column's numbers (m,) and the rows that hold words instead (nan there).

    Raises DataError for a missing cell and for a number out of range.
    """
    column = cells.column(index)
    values = _plain_numbers(column)
    if values is not None:
        return values, []
    values = np.full(len(column), np.nan)
    words = []
    for row, cell in enumerate(column):
        number = number_in(cell, cells.decimal_comma)
        if is_missing(cell):
            shown = f"{cell!r} stands for no value" if cell else "the cell is empty"
            raise DataError(
                f"{_place(cells, row, index)}: {shown}",
                "fill it in, or delete the row or the column",
            )
        if number is None:
            words.append(row)
        elif not np.isfinite(number):
            raise DataError(
                f"{_place(cells, row, index)}: {cell[:40]!r} is not a finite number",
                "put in a finite number, or delete the row or the column",
            )
        else:
            values[row] = number
    return values, words


def _plain_numbers(column: list[str]) -> Vector | None:
    """Return a column's numbers, or None where a cell needs a closer look. Fast."""
    try:
        values = np.array(list(map(float, column)))
    except ValueError:
        return None
    return values if np.isfinite(values).all() and "_" not in "".join(column) else None


def _refuse_stray_word(cells: Cells, index: int, row: int, advice: str) -> DataError:
    word = cells.rows[row][index].strip()
    return DataError(
        f"{_place(cells, row, index)}: {word[:40]!r} is not a number, as most of the column is",
        f"correct it, or delete the row or the column{advice}",
    )


def _mostly_numbers(cells: Cells, words: list[int]) -> bool:
    return 0 < len(words) < len(cells.rows) / 2


def _column(cells: Cells, index: int) -> Column:
    """Return how an input column is read: as numbers, or as which categories.

    Raises DataError for a column of numbers with a stray word, or of too many different words.
    """
    name = cells.names[index]
    _, words = _numbers(cells, index)
    if not words:
        return Column(name)
    if _mostly_numbers(cells, words):
        raise _refuse_stray_word(cells, index, words[0], "")
    categories = sorted(set(cells.column(index)))
    if len(categories) > MAX_CATEGORIES:
        raise DataError(
            f"{cells.file}, column {name!r} holds {len(categories)} different words, more than "
            f"{MAX_CATEGORIES}",
            "leave the column out of the inputs",
        )
    return Column(name, tuple(categories))


def _encoded(
    cells: Cells, indexes: Sequence[int], columns: Sequence[Column], watch: Watch = unwatched
) -> Matrix:
    """Return inputs (m, r): each column of numbers as it is, each of words one-hot.

    Raises DataError for a word where a number is due and for a category unknown in training.
    """
    count = len(cells.rows)
    width = sum(len(column.input_names()) for column in columns)
    _check_size(cells, width)
    matrix = np.empty((count, width))
    at = 0
    for index, column in zip(indexes, columns, strict=True):
        watch(1.0)
        if column.categories:
            matrix[:, at : at + len(column.categories)] = _one_hot(cells, index, column.categories)
        else:
            values, words = _numbers(cells, index)
            if words:
                raise _refuse_stray_word(cells, index, words[0], "")
            matrix[:, at] = values
        at += len(column.input_names())
    return matrix


def _one_hot(cells: Cells, index: int, categories: Sequence[str]) -> Matrix:
    number_of = {category: k for k, category in enumerate(categories)}
    matrix = np.zeros((len(cells.rows), len(categories)))
    for row, cell in enumerate(cells.column(index)):
        if cell not in number_of:
            what = f"{cell[:40]!r} is not a category the network knows" if cell else "it is empty"
            raise DataError(
                f"{_place(cells, row, index)}: {what}", f"known are {_listed(categories)}"
            )
        matrix[row, number_of[cell]] = 1.0
    return matrix


def _check_size(cells: Cells, width: int) -> None:
    if len(cells.rows) * width > MAX_VALUES:
        raise SizeError(
            f"{cells.file} would give {len(cells.rows) * width:,} numbers",
            f"leave out rows or columns; up to {MAX_VALUES:,} fit",
        )


def _targets(
    cells: Cells, index: int, task: str
) -> tuple[Matrix, tuple[str, ...], Task, tuple[str, ...]]:
    """Return targets (m, t), their names, the task and the classes' names."""
    name = cells.names[index]
    values, words = _numbers(cells, index)
    if task == "regression" and words:
        raise _refuse_number_target(cells, index, words)
    if task != "classes" and _mostly_numbers(cells, words):
        raise _refuse_stray_word(
            cells, index, words[0], ", or set the task to classes if it is one of them"
        )
    if not words and (task == "regression" or (task == "auto" and not _look_like_classes(values))):
        return values[:, np.newaxis].copy(), (name,), Task.REGRESSION, ()
    numbers, classes = _numbered(cells.column(index) if words else values)
    if len(classes) < 2:
        raise DataError(
            f"{cells.file}, column {name!r} holds one class only, {classes[0][:40]!r}",
            "choose another target, or add rows of another class",
        )
    if len(classes) > MAX_CLASSES:
        raise DataError(
            f"{cells.file}, column {name!r} holds {len(classes):,} classes, more than "
            f"{MAX_CLASSES}",
            "choose another target, or set the task to regression if it is a number",
        )
    if len(classes) == 2:
        return numbers.astype(np.float64)[:, np.newaxis], (name,), Task.TWO_CLASSES, classes
    _check_size(cells, len(classes))
    one_hot = np.zeros((len(numbers), len(classes)))
    one_hot[np.arange(len(numbers)), numbers] = 1.0
    return one_hot, classes, Task.CLASSES, classes


def _refuse_number_target(cells: Cells, index: int, words: list[int]) -> DataError:
    if _mostly_numbers(cells, words):
        return _refuse_stray_word(cells, index, words[0], "")
    return DataError(
        f"{cells.file}, column {cells.names[index]!r} holds words, not numbers",
        "set the task to classes, or choose another target",
    )


def _look_like_classes(values: Vector) -> bool:
    """Return whether numbers are few different whole ones, far fewer than there are rows."""
    if not np.all(values == np.floor(values)):
        return False
    distinct = len(np.unique(values))
    return distinct <= MAX_NUMBERED_CLASSES and distinct <= max(2, len(values) // 5)


def _numbered(values: Vector | list[str]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return class numbers (m,) in sorted order of the values, and the classes' names."""
    if isinstance(values, list):
        names = sorted(set(values))
        number_of = {word: k for k, word in enumerate(names)}
        return np.array([number_of[word] for word in values], dtype=np.intp), tuple(names)
    distinct, numbers = np.unique(values, return_inverse=True)
    names = [str(int(v)) if v.is_integer() else repr(v) for v in distinct.tolist()]
    return numbers.reshape(-1), tuple(names)
