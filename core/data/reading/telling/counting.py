"""Counting: what the network will get from a table, in one sentence."""

import numpy as np

from core.counts import counted
from core.data.reading.describing import Described, listed
from core.data.samples import Samples, Task
from core.words import plain, say

#: up to this many classes, the rows of each are given one by one
_TOLD = 5


def seen(table: Described, samples: Samples | None) -> str:
    """Return what is predicted, from how many inputs, in how many rows, with which targets.

    `samples` are those of the table; without them only the columns and rows are counted.
    """
    names = [table.columns[place].name for place in table.targets]
    parts = [
        say("Table", "Predicts {names}", names=plain(listed(names))),
        _inputs(table, samples),
        _rows(table),
    ]
    if samples is not None:
        parts.append(_targets(samples))
    return " · ".join(parts)


def _inputs(table: Described, samples: Samples | None) -> str:
    count = len(table.inputs)
    if samples is not None and samples.inputs.shape[1] != count:
        return say(
            "Table",
            "{inputs} → {n} after one-hot",
            inputs=counted(count, "input"),
            n=f"{samples.inputs.shape[1]:,}",
        )
    return counted(count, "input")


def _rows(table: Described) -> str:
    used, count = int(table.used_rows().sum()), len(table.lines)
    if used == count:
        return counted(count, "row")
    return say("Table", "{used} of {rows}", used=f"{used:,}", rows=counted(count, "row"))


def _targets(samples: Samples) -> str:
    targets = samples.targets
    if samples.task is Task.REGRESSION:
        if targets.shape[1] > 1:
            return say("Table", "{n} targets, numbers", n=targets.shape[1])
        low, high = f"{float(targets.min()):.6g}", f"{float(targets.max()):.6g}"
        return say("Table", "numbers from {low} to {high}", low=low, high=high)
    if samples.task is Task.TWO_CLASSES and targets.shape[1] > 1:
        return say("Table", "{n} yes-or-no questions", n=targets.shape[1])
    if samples.task is Task.TWO_CLASSES:
        ones = int(targets.sum())
        counts = [len(targets) - ones, ones]
    else:
        counts = np.rint(targets.sum(axis=0)).astype(int).tolist()
    told = " : ".join(f"{count:,}" for count in counts[:_TOLD])
    if len(counts) > _TOLD:
        low, high = f"{min(counts):,}", f"{max(counts):,}"
        if low == high:
            return say(
                "Table",
                "{n} classes of {rows} each",
                n=len(counts),
                rows=counted(min(counts), "row"),
            )
        return say(
            "Table", "{n} classes of {low} to {high} rows", n=len(counts), low=low, high=high
        )
    return say("Table", "{classes}, {counts}", classes=counted(len(counts), "class"), counts=told)
