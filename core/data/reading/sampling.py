"""Sampling: a described table as the samples that a network learns from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.counts import counted
from core.data.reading.cells.answers import yes_last
from core.data.reading.describing import Described, listed
from core.data.reading.doubts import Doubt
from core.data.reading.grid import counted_words
from core.data.reading.packed import different, in_turns
from core.data.reading.parts import parts_in
from core.data.reading.read import Read
from core.data.reading.telling.inspecting import classes_in, number_name
from core.data.samples import Column, Matrix, Samples, Task
from core.errors import DataError, SizeError
from core.words import plain, say, shortened

MAX_CLASSES = 256
#: the most different words in a one-hot input
MAX_WORDS = 1000
#: the most numbers in the inputs, or in the targets, of a table
MAX_VALUES = 100_000_000
#: a setting of more letters than this is no help in a sentence
_MOST_OF_SWITCH = 500
#: the category for missing cells
MISSING = "(missing)"

Rows = NDArray[np.bool_]


@np.errstate(all="ignore")  # sums of very large numbers overflow
def samples_of(table: Described) -> Samples:
    """Return the samples of a table; cells to be filled in are nan.

    Raises DataError that names row and column for a cell that cannot be learned from, SizeError
    for a table that would take too much memory.
    """
    for place in (*table.inputs, *table.targets):
        _refuse_stray(table, place)
    rows = table.used_rows()
    if rows.sum() < 2:
        raise DataError(
            say("Table", "{file} has hardly a row without a missing cell", file=table.file),
            say("Table", "fill in missing cells: data.source.columns.NAME.missing=median"),
        )
    columns = tuple(column_of(table, place) for place in table.inputs)
    width = sum(len(column.input_names()) for column in columns)
    _check_size(table, int(rows.sum()) * width)
    inputs = np.empty((int(rows.sum()), width))
    at = 0
    for place, column in zip(table.inputs, columns, strict=True):
        part = encoded(table.columns[place], column)[rows]
        inputs[:, at : at + part.shape[1]] = part
        at += part.shape[1]
    targets, names, task, classes = _targets(table, rows)
    parts = None
    if table.split is not None:
        parts = parts_in(table.file, table.columns[table.split], table.lines, rows)
    return Samples(
        inputs,
        targets,
        tuple(name for column in columns for name in column.input_names()),
        names,
        task,
        classes,
        notices_of(table),
        columns,
        parts,
    )


def notices_of(table: Described) -> tuple[str, ...]:
    """Return what is predicted, then the doubts: one line each, the same ones together."""
    together: dict[str, list[Doubt]] = {}
    for doubt in table.doubts:
        together.setdefault(doubt.says, []).append(doubt)
    lines = [_summary(table)]
    for says, doubts in together.items():
        names = [doubt.column for doubt in doubts if doubt.column is not None]
        switch = doubts[0].switch
        line = f"{plain(listed(names))}: {says}" if names else says
        # a setting may name a cell, of any length
        short = 0 < len(switch) <= _MOST_OF_SWITCH
        lines.append(f"{line} [--set {quoted(switch)}]" if short else line)
    return tuple(lines)


def _summary(table: Described) -> str:
    """Return what is predicted, and from how many columns and rows."""
    classes = classes_in(table)
    return say(
        "Table",
        "predicts {targets} ({what}) from {inputs}, in {used} of {rows}",
        targets=plain(listed([table.columns[i].name for i in table.targets])),
        what=say("Table", "numbers") if classes is None else counted(len(classes), "class"),
        inputs=counted(len(table.inputs), "column"),
        used=f"{int(table.used_rows().sum()):,}",
        rows=counted(len(table.lines), "row"),
    )


def quoted(switch: str) -> str:
    """Return a setting quoted for a command line."""
    safe = all(letter.isalnum() or letter in "._=-/:,@%+" for letter in switch)
    if safe and not switch.endswith("="):
        return switch
    return "'" + switch.replace("'", "'\\''") + "'"


def column_of(table: Described, place: int) -> Column:
    """Return how an input column is read: as numbers, or as categories."""
    read = table.columns[place]
    missing = table.missing[place]
    if read.words is None:
        kind = "date" if read.kind == "date" else "number"
        origin = 0.0
        if kind == "date" and read.numbers is not None and read.filled:
            origin = float(np.nanmin(read.numbers))
        column = Column(read.name, (), kind, missing, origin=origin, marks=table.reading.missing)
        decimal = table.reading.decimal or ""
        return replace(column, form=read.form, decimal=decimal, unit=read.affix)
    words = set(counted_words(read.words)) - {""}
    if len(words) > MAX_WORDS:
        raise DataError(
            say(
                "Table",
                "{file}, column '{name}' holds {n} different words, more than {most}",
                file=table.file,
                name=read.name,
                n=f"{len(words):,}",
                most=MAX_WORDS,
            ),
            say("Table", "leave the column out of the inputs"),
        ).at(column=place)
    kind = read.kind
    if kind == "yes/no" and (len(words) != 2 or missing == "category"):
        kind = "category"
    categories = yes_last(words) if kind == "yes/no" else tuple(sorted(words))
    if kind != "yes/no" and missing == "category" and read.missing.any():
        categories += (MISSING,)
    kind = "yes/no" if kind == "yes/no" else "category"
    marks = table.reading.missing
    return Column(read.name, categories, kind, missing, marks=marks, spelling=read.spelling)


def encoded(read: Read, column: Column) -> Matrix:
    """Return a column as inputs (m, k); cells to be filled in or dropped are nan throughout.

    Raises KeyError for an unknown category.
    """
    if read.words is None:
        assert read.numbers is not None
        return (read.numbers - column.origin)[:, np.newaxis]
    known = {word: k for k, word in enumerate(column.categories)}
    own = known.get(MISSING, -1) if column.missing == "category" else -1
    numbers = in_turns(read.words, lambda word: known[word] if word else own, np.intp)
    if not column.is_one_hot:
        values = numbers.astype(np.float64)
        values[numbers < 0] = np.nan
        return values[:, np.newaxis]
    matrix = np.zeros((len(numbers), len(column.categories)))
    filled = numbers >= 0
    matrix[np.flatnonzero(filled), numbers[filled]] = 1.0
    matrix[~filled] = np.nan
    return matrix


def _refuse_stray(table: Described, place: int) -> None:
    read = table.columns[place]
    if read.stray is None:
        return
    row, word = read.stray
    where = table.place(row, place)
    if read.numbers is not None and np.isinf(read.numbers[row]):
        raise DataError(
            say(
                "Table",
                "{where}: '{word}' is not a finite number",
                where=where,
                word=shortened(word, 40),
            ),
            say("Table", "put in a finite number, or delete the row or the column"),
        ).at(table.lines[row], place)
    raise DataError(
        say(
            "Table",
            "{where}: '{word}' is not a number, unlike most of the column",
            where=where,
            word=shortened(word, 40),
        ),
        say(
            "Table",
            "correct it, or delete the row; or say that it means a missing value: {missing}, or "
            "that the column holds categories: {kind}",
            missing=next((d.switch for d in read.doubts if "missing" in d.switch), ""),
            kind=f"data.source.columns.{read.name}.kind=category",
        ),
    ).at(table.lines[row], place)


def _check_size(table: Described, numbers: int) -> None:
    if numbers > MAX_VALUES:
        raise SizeError(
            say("Table", "{file} would give {n} numbers", file=table.file, n=f"{numbers:,}"),
            say("Table", "leave out rows or columns; up to {n} fit", n=f"{MAX_VALUES:,}"),
        )


def _targets(table: Described, rows: Rows) -> tuple[Matrix, tuple[str, ...], Task, tuple[str, ...]]:
    """Return targets (m, t), their names, the task and the classes' names."""
    reads = [table.columns[place] for place in table.targets]
    names = tuple(read.name for read in reads)
    if table.task == "regression":
        for read in reads:
            if read.numbers is None:
                raise DataError(
                    say(
                        "Table",
                        "{file}, column '{name}' holds words, not numbers",
                        file=table.file,
                        name=read.name,
                    ),
                    say("Table", "set the task to classes, or choose another target"),
                )
        values = [read.numbers[rows] for read in reads if read.numbers is not None]
        return np.column_stack(values), names, Task.REGRESSION, ()
    if len(reads) > 1:
        return _several_questions(table, reads, rows)
    (read,) = reads
    numbers, classes = _classes(read, rows)
    if len(classes) < 2:
        raise DataError(
            say(
                "Table",
                "{file}, column '{name}' holds only one class, '{one}'",
                file=table.file,
                name=read.name,
                one=shortened(classes[0], 40) if classes else "",
            ),
            say("Table", "choose another target, or add rows of another class"),
        ).at(column=table.targets[0])
    if len(classes) > MAX_CLASSES:
        raise DataError(
            say(
                "Table",
                "{file}, column '{name}' holds {n} classes, more than {most}",
                file=table.file,
                name=read.name,
                n=f"{len(classes):,}",
                most=MAX_CLASSES,
            ),
            say(
                "Table",
                "choose another target, or set the task to regression if it is a number",
            ),
        ).at(column=table.targets[0])
    if len(classes) == 2:
        return numbers.astype(np.float64)[:, np.newaxis], names, Task.TWO_CLASSES, classes
    _check_size(table, len(classes) * len(numbers))
    one_hot = np.zeros((len(numbers), len(classes)))
    one_hot[np.arange(len(numbers)), numbers] = 1.0
    return one_hot, classes, Task.CLASSES, classes


def _classes(read: Read, rows: Rows) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return class numbers (m,) in sorted order of the values, and the classes' names."""
    if read.words is not None:
        words = [word for word, used in zip(read.words, rows, strict=True) if used]
        names = sorted(different(words))
        number_of = {word: k for k, word in enumerate(names)}
        return in_turns(words, number_of.__getitem__, np.intp), tuple(names)
    assert read.numbers is not None
    distinct, numbers = np.unique(read.numbers[rows], return_inverse=True)
    return numbers.reshape(-1), tuple(map(number_name, distinct.tolist()))


def _several_questions(
    table: Described, reads: Sequence[Read], rows: Rows
) -> tuple[Matrix, tuple[str, ...], Task, tuple[str, ...]]:
    """Return targets for several yes-or-no questions."""
    made = [_classes(read, rows) for read in reads]
    known = {classes for _, classes in made}
    for read, (_, classes) in zip(reads, made, strict=True):
        if len(classes) != 2 or len(known) > 1:
            raise DataError(
                say(
                    "Table",
                    "{file}, column '{name}': several targets must all be numbers, or the same two "
                    "classes",
                    file=table.file,
                    name=read.name,
                ),
                say("Table", "choose one target, or set the task to regression"),
            )
    matrix = np.column_stack([numbers.astype(np.float64) for numbers, _ in made])
    return matrix, tuple(read.name for read in reads), Task.TWO_CLASSES, made[0][1]
