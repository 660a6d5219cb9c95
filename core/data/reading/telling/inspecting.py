"""Inspecting: a described table as plain values, as `inspect --json` prints it."""

from typing import Any

import numpy as np

from core.data.reading.cells.dates import date_text
from core.data.reading.describing import Described
from core.data.reading.packed import different
from core.data.reading.read import Read

_SHOWN = 10


@np.errstate(all="ignore")  # sums of very large numbers overflow
def as_object(table: Described) -> dict[str, Any]:
    """Return the description of a table: see DESIGN, the contract of `inspect --json`.

    `ignored` names columns; an unnamed index appears only by its role and a doubt.
    """
    names = [column.name for column in table.columns]
    roles = [table.role(i) for i in range(len(names))]
    return {
        "rows": len(table.lines),
        "rows_used": int(table.used_rows().sum()),
        "reading": table.reading.write(),
        "columns": [
            _column(column, role, missing)
            for column, role, missing in zip(table.columns, roles, table.missing, strict=True)
        ],
        "inputs": [names[i] for i in table.inputs],
        "targets": [names[i] for i in table.targets],
        "ignored": [
            name
            for i, (name, role) in enumerate(zip(names, roles, strict=True))
            if role == "ignored" and not table.is_nameless(i)
        ],
        "task": table.task,
        "classes": classes_in(table),
        "first_rows": [
            [_value(table.columns[i], row) for i in (*table.inputs, *table.targets)]
            for row in range(min(_SHOWN, len(table.lines)))
        ],
        "doubts": [
            {"column": doubt.column, "says": doubt.says, "switch": doubt.switch}
            for doubt in table.doubts
        ],
    }


def _column(column: Read, role: str, missing: str) -> dict[str, Any]:
    low: Any = None
    high: Any = None
    mean: Any = None
    numbers = column.numbers
    if numbers is not None and column.filled:
        filled = numbers[~column.missing]
        low, high = float(filled.min()), float(filled.max())
        if column.kind == "date":
            low, high = date_text(low), date_text(high)
        else:
            mean = float(filled.mean())
    return {
        "name": column.name,
        "kind": column.kind,
        "role": role,
        "count": column.filled,
        "missing": int(column.missing.sum()),
        "missing_cells": missing if column.missing.any() else None,
        "distinct": column.distinct,
        "minimum": low,
        "maximum": high,
        "mean": mean,
    }


def _value(column: Read, row: int) -> Any:
    if column.missing[row]:
        return None
    if column.words is not None:
        return column.words[row]
    assert column.numbers is not None
    value = float(column.numbers[row])
    return value - float(np.nanmin(column.numbers)) if column.kind == "date" else value


def classes_in(table: Described) -> list[str] | None:
    """Return the names of the classes, sorted; None if numbers are predicted."""
    if table.task != "classes":
        return None
    column = table.columns[table.targets[0]]
    if column.words is not None:
        return sorted(different(column.words) - {""})
    assert column.numbers is not None
    return [number_name(v) for v in np.unique(column.numbers[~column.missing]).tolist()]


def number_name(value: float) -> str:
    """Return the name of a class that is a number: 1, 0.5."""
    return str(int(value)) if value.is_integer() else repr(value)
