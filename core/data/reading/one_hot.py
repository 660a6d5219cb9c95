"""One-hot columns of a table: zeros and ones, of which exactly one is 1 in every row."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.reading.cells.answers import yes_last
from core.data.reading.read import Read

#: the beginning of names that such columns share: city_Rome, city_Oslo
_STEM = re.compile(r"(.+?)[ _.=:-]+.*")


def one_hot_places(columns: Sequence[Read]) -> tuple[int, ...]:
    """Return the last columns, three or more, of which exactly one is 1 or yes in every row."""
    found: list[NDArray[np.float64]] = []
    for column in reversed(columns[1:]):
        values = _zeros_and_ones(column)
        if values is None:
            break
        found.insert(0, values)
    for start in range(len(found) - 2):
        if np.all(np.sum(found[start:], axis=0) == 1.0):
            return tuple(range(len(columns) - len(found) + start, len(columns)))
    return ()


def shared_name(names: Sequence[str]) -> str:
    """Return the name before a sign that all names share, such as city; or an empty text."""
    stems = {found[1] if (found := _STEM.fullmatch(name)) else "" for name in names}
    return stems.pop() if len(stems) == 1 else ""


def is_binary(column: Read) -> bool:
    """Return whether a column holds only zeros and ones."""
    values = column.numbers
    return values is not None and set(np.unique(values[~column.missing])) <= {0.0, 1.0}


def _zeros_and_ones(column: Read) -> NDArray[np.float64] | None:
    if column.missing.any():
        return None
    if column.words is None:
        return column.numbers if is_binary(column) else None
    words = set(column.words) if column.kind == "yes/no" else set()
    if len(words) != 2:
        return None
    yes = yes_last(words)[1]
    return np.array([word == yes for word in column.words], np.float64)
