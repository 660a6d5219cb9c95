"""Edits of numbers: what was there before, and what is there now."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class ArrayEdit:
    """One array of one layer, before and after an edit, both whole."""

    layer: int
    name: str
    before: Array
    after: Array
    update: int


@dataclass(frozen=True)
class FreezeEdit:
    """Which parameters were frozen before an edit and which after, (parameters,) or None."""

    before: NDArray[np.bool_] | None
    after: NDArray[np.bool_] | None
