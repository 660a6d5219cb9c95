"""Sampling: cells turned into samples as in the first versions.

Columns of numbers are used unchanged; a column of a few words becomes one input for each word
(one-hot). A cell that does not fit is named by row and column, so that it can be corrected.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.first_reading.cells import Cells, is_missing, number_in
from core.data.reading.describing import listed
from core.data.samples import Column, Matrix, Samples, Task
from core.disk.apart import Watch, unwatched
from core.errors import DataError, SizeError

#: a column with more different words than this cannot be learned from
MAX_CATEGORIES = 20
#: numbers with up to this many different values count as classes
MAX_NUMBERED_CLASSES = 20
MAX_CLASSES = 256
#: the most numbers in the inputs, or in the targets, of a table
MAX_VALUES = 100_000_000

Vector = NDArray[np.float64]


def samples_of_cells(
    cells: Cells,
    target: str | tuple[str, ...] | None,
    names: tuple[str, ...] | None,
    task: str,
    watch: Watch = unwatched,
) -> Samples:
    """Return the rows: inputs (m, k), targets (m, t).

    By default the target is the last column, and all other columns are inputs.
    Raises DataError that names row and column for a cell that does not fit, SizeError for a table
    that would take too much memory.
    """
    place, inputs = _chosen(cells, target, names)
    if len(cells.rows) < 2:
        raise DataError(f"{cells.file} has only one row of data", "add more samples, one row each")
    found = []
    for index in inputs:
        watch(1.0)
        found.append(_column(cells, index))
    columns = tuple(found)
    matrix = _encoded(cells, inputs, columns, watch)
    targets, target_names, kind, classes = _targets(cells, place, task)
    return Samples(
        matrix,
        targets,
        tuple(name for column in columns for name in column.input_names()),
        target_names,
        kind,
        classes,
        cells.notices,
        columns,
    )


def _chosen(
    cells: Cells, target: str | tuple[str, ...] | None, names: tuple[str, ...] | None
) -> tuple[int, list[int]]:
    """Return the positions of the target and of the inputs."""
    count = len(cells.names)
    if count < 2:
        raise DataError(
            f"{cells.file} has only one column",
            "a table needs at least one column of inputs and one to predict, separated by commas, "
            "semicolons, tabs, bars or spaces",
        )
    if isinstance(target, tuple):
        raise DataError(
            f"{cells.file}: several targets need the careful reading of tables",
            "also set data.source.columns={}",
        )
    place = count - 1 if target is None else _position(cells, target)
    if names is None:
        return place, [i for i in range(count) if i != place]
    inputs = [_position(cells, name) for name in names]
    if place in inputs:
        raise DataError(
            f"{cells.file}: column {cells.names[place]!r} is both an input and the target",
            "take it out of the inputs or choose another target",
        )
    return place, inputs


def _position(cells: Cells, name: str) -> int:
    if name not in cells.names:
        raise DataError(
            f"{cells.file}: there is no column {name[:40]!r}", f"it has {listed(cells.names)}"
        )
    return cells.names.index(name)


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
            shown = f"{cell!r} means no value" if cell else "the cell is empty"
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
    """Return a column's numbers, or None if a cell needs a closer look. Fast."""
    try:
        values = np.array(list(map(float, column)))
    except ValueError:
        return None
    return values if np.isfinite(values).all() and "_" not in "".join(column) else None


def _refuse_stray_word(cells: Cells, index: int, row: int, advice: str) -> DataError:
    word = cells.rows[row][index].strip()
    return DataError(
        f"{_place(cells, row, index)}: {word[:40]!r} is not a number, unlike most of the column",
        f"correct it, or delete the row or the column{advice}",
    )


def _mostly_numbers(cells: Cells, words: list[int]) -> bool:
    return 0 < len(words) < len(cells.rows) / 2


def _column(cells: Cells, index: int) -> Column:
    """Return how an input column is read: as numbers, or as categories.

    Raises DataError for a column of numbers with a stray word, or with too many different words.
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
    """Return inputs (m, r): columns of numbers unchanged, columns of words one-hot."""
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
            matrix[:, at] = _numbers(cells, index)[0]
        at += len(column.input_names())
    return matrix


def _one_hot(cells: Cells, index: int, categories: Sequence[str]) -> Matrix:
    number_of = {category: k for k, category in enumerate(categories)}
    matrix = np.zeros((len(cells.rows), len(categories)))
    for row, cell in enumerate(cells.column(index)):
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
            cells, index, words[0], ", or set the task to classes if it is a class"
        )
    if not words and (task == "regression" or (task == "auto" and not _look_like_classes(values))):
        return values[:, np.newaxis].copy(), (name,), Task.REGRESSION, ()
    numbers, classes = _numbered(cells.column(index) if words else values)
    if len(classes) < 2:
        raise DataError(
            f"{cells.file}, column {name!r} holds only one class, {classes[0][:40]!r}",
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
    """Return whether numbers are integers with far fewer different values than rows."""
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
