"""Gaps: what happens to the missing cells of each column."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from core.data.reading.doubts import Doubt, column_switch
from core.data.reading.options import ColumnOptions
from core.data.reading.read import Read
from core.data.reading.words import is_ticked
from core.errors import DataError, one_of
from core.words import say

#: the share of rows that may be lost to missing cells before these are filled in instead
FEW_ROWS = 0.05


def gaps_of(
    columns: tuple[Read, ...],
    inputs: tuple[int, ...],
    targets: tuple[int, ...],
    said: Mapping[str, ColumnOptions],
) -> tuple[tuple[str, ...], list[Doubt]]:
    """Return what happens to missing cells, for each column, and the doubts about that."""
    lost = np.zeros(len(columns[0]), dtype=bool)
    no_target = np.zeros_like(lost)
    for i in targets:
        no_target |= columns[i].missing
    for i in inputs:
        policy = said[columns[i].name].missing
        if policy == "drop" or (policy is None and not is_ticked(columns[i])):
            lost |= columns[i].missing
    lost &= ~no_target
    few = lost.sum() <= FEW_ROWS * len(lost)
    policies, doubts = [], []
    for i, column in enumerate(columns):
        policy = said[column.name].missing
        words = column.words is not None
        if policy is None:
            policy = "drop" if few or i not in inputs else "category" if words else "median"
            if i in inputs and is_ticked(column):
                policy = "category"
            count = int(column.missing.sum())
            if i in inputs and count:
                doubts.append(_missing_doubt(column, policy, count, words))
        elif (policy in ("mean", "median") and words) or (policy == "category" and not words):
            raise DataError(
                say(
                    "Table",
                    "column '{name}' holds a {kind}: missing cells cannot become {policy}",
                    name=column.name,
                    kind=column.kind,
                    policy=policy,
                ),
                say("Table", "give {known}", known=one_of(POLICIES[words])),
            )
        policies.append(policy)
    if no_target.any():
        says = say("Table", "rows without a target ({n}) are left out", n=int(no_target.sum()))
        doubts.append(Doubt(says, "", columns[targets[0]].name))
    return tuple(policies), doubts


POLICIES = MappingProxyType(
    {
        True: ("drop", "most frequent", "category"),
        False: ("drop", "mean", "median", "most frequent"),
    }
)


def _missing_doubt(column: Read, policy: str, count: int, words: bool) -> Doubt:
    other = "drop"
    if policy == "drop":
        other = "category" if words else "median"
        says = say("Table", "rows with a missing cell ({n}) are left out", n=count)
    elif policy == "category":
        says = say("Table", "missing cells ({n}) are a category of their own", n=count)
    else:
        says = say("Table", "missing cells ({n}) are filled with the median", n=count)
    return Doubt(says, column_switch(column.name, "missing", other), column.name)
