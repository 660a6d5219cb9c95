"""Figures: the one number that a loss or a metric comes to."""

from typing import Any

import numpy as np


def figure(value: Any) -> float:
    """Return one of NumPy's numbers as a plain one.

    An array () stays what it is: it stands for the number while an update is recorded for the
    tape. So a loss or a metric that ends with this can be played; `float` would end the recording.
    """
    found: Any = value if isinstance(value, np.ndarray) else float(value)
    stands_for: float = found
    return stands_for
