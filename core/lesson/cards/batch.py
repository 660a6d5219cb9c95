"""What the step panel says of a batch: which samples go in, and what each should give."""

import numpy as np

from core.lesson.cards.content import (
    MOST_COLUMNS,
    Block,
    Column,
    Line,
    Matrix,
    cell,
    number,
    window,
)
from core.lesson.cards.context import Context
from core.lesson.cards.words import followed_words
from core.lesson.names.symbols import target_symbol
from core.lesson.parts import INPUTS, neuron
from core.words import translate

#: inputs that are written out
_WRITTEN = 6


def batch_blocks(context: Context) -> tuple[Block, ...]:
    """Return the followed sample: x₁ = 1, x₂ = 0, y = 1."""
    said, row = context.said("batch"), context.row
    cells = []
    names = context.names(INPUTS)
    for i in range(min(len(names), _WRITTEN)):
        value = number(said["x"][row, i], neuron(INPUTS, i), first=True, now=True)
        cells.append(cell(f"{names[i]} = ", value, "  "))
    if len(names) > _WRITTEN:
        more = translate("StepPanel", "… {count} more")
        cells.append(cell(more.format(count=len(names) - _WRITTEN)))
    given = (Line("", tuple(cells)),)
    wanted = [
        cell(f"{name} = ", number(said["y"][row, i], first=True, now=True), "  ")
        for i, name in enumerate(target_names(context))
    ]
    return given, (Line("", tuple(wanted)),)


def target_names(context: Context) -> tuple[str, ...]:
    """Return the symbols of the targets: y, or y₁, y₂."""
    units = context.layers[context.output].units
    return tuple(target_symbol(unit, units) for unit in range(units))


def target_columns(context: Context) -> list[Column]:
    """Return the targets as columns."""
    y = np.asarray(context.said("batch")["y"])
    names = target_names(context)
    shown = window(len(names), context.unit, MOST_COLUMNS // 4)
    return [Column(names[i], y[:, i], "plain", 1, unit=None) for i in shown]


def batch_matrix(context: Context) -> Matrix:
    """Return inputs and targets of the whole batch."""
    said = context.said("batch")
    x = np.asarray(said["x"])
    names = context.names(INPUTS)
    columns = [
        Column(names[i], x[:, i], "written", 2 + i, part=neuron(INPUTS, i))
        for i in range(min(len(names), MOST_COLUMNS))
    ]
    return sample_matrix(context, [*columns, *target_columns(context)], "X", x)


def sample_matrix(
    context: Context, columns: list[Column], name: str, array: object, neuron: int | None = None
) -> Matrix:
    """Return columns as a matrix whose rows are the samples of the batch."""
    rows = context.rows()
    return Matrix(
        title=translate("StepPanel", "whole batch"),
        rows=tuple(rows),
        labels=tuple(context.label(row) for row in rows),
        columns=tuple(columns),
        followed=context.row,
        above=rows.start,
        below=context.size - rows.stop,
        name=name,
        array=np.asarray(array),
        neuron=neuron,
    )


def batch_remark(context: Context) -> str:
    """Return which sample is followed."""
    return followed_words(context.size, context.number(context.row))
