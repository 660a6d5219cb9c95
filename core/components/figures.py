"""Figures: the single number that a loss or a metric returns."""

from typing import Any

import numpy as np


def figure(value: Any) -> float:
    """Return a NumPy number as a plain one.

    A 0-dimensional array is returned unchanged: it stands for the number while an update is
    recorded for the tape. A loss or metric that ends with this can therefore be played back;
    `float` would break the recording.
    """
    found: Any = value if isinstance(value, np.ndarray) else float(value)
    stands_for: float = found
    return stands_for
