"""Edits of numbers: what was there before, and what is there now."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Record

Array = NDArray[np.floating[Any]]


class ArrayEdit(Record):
    """One array of one layer, before and after an edit, both whole."""

    layer: int
    name: str
    before: Array
    after: Array
    update: int


class FreezeEdit(Record):
    """Which parameters were frozen before an edit and which after, (parameters,) or None."""

    before: NDArray[np.bool_] | None
    after: NDArray[np.bool_] | None
