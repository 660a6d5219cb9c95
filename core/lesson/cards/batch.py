"""What the step panel says about a batch: its samples, and the target of each."""

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
from core.lesson.cards.symbols import of_column, target, unit_symbol
from core.lesson.cards.words import followed_words
from core.lesson.names.symbols import target_symbol
from core.lesson.names.units import output_titles
from core.lesson.parts import INPUTS
from core.words import translate

#: the most inputs that are written out
_WRITTEN = 6


def batch_blocks(context: Context) -> tuple[Block, ...]:
    """Return the followed sample: x₁ = 1, x₂ = 0, y = 1."""
    said, row = context.said("batch"), context.row
    cells = []
    units = context.layers[0].inputs
    for i in range(min(units, _WRITTEN)):
        name = unit_symbol(context, "a", INPUTS, i)
        value = number(said["x"][row, i], of=name, first=True, now=True)
        cells.append(cell(name, " = ", value, "  "))
    if units > _WRITTEN:
        more = translate("StepPanel", "… {count} more")
        cells.append(cell(more.format(count=units - _WRITTEN)))
    given = (Line("", tuple(cells)),)
    wanted = []
    for i, title in enumerate(output_titles(context.facts, context.layers[context.output].units)):
        name = target(context, i)
        value = number(said["y"][row, i], of=name, first=True, now=True)
        wanted.append(cell(name, " = ", value, f" ({title})  " if title else "  "))
    return given, (Line("", tuple(wanted)),)


def target_names(context: Context) -> tuple[str, ...]:
    """Return the symbols of the targets: y, or y₁, y₂."""
    units = context.layers[context.output].units
    return tuple(target_symbol(unit, units) for unit in range(units))


def target_columns(context: Context) -> list[Column]:
    """Return the targets as columns."""
    y = np.asarray(context.said("batch")["y"])
    found = []
    for i in window(y.shape[1], context.unit, MOST_COLUMNS // 4):
        name = target(context, i)
        found.append(Column(name.text, y[:, i], "plain", 1, address=of_column(name)))
    return found


def batch_matrix(context: Context) -> Matrix:
    """Return inputs and targets of the whole batch."""
    said = context.said("batch")
    x = np.asarray(said["x"])
    columns = []
    for i in range(min(x.shape[1], MOST_COLUMNS)):
        name = unit_symbol(context, "a", INPUTS, i)
        values, address = x[:, i], of_column(name)
        columns.append(Column(name.text, values, "written", 2 + i, None, name.part, address))
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
