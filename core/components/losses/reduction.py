"""Reduction: how the losses of single values become one number.

`mean` is over all n values of the batch, `sum` adds them up, and `mean_samples` adds up the outputs
of a sample and takes the mean over the m samples.
"""

import numpy as np

from core.components.losses.base import Array
from core.registry import parameter

MEAN_SAMPLES = "mean_samples"
_MEAN, _SUM = "mean", "sum"


def reduction() -> str:
    """Declare the reduction field of a loss that is computed value by value."""
    found: str = parameter(
        _MEAN,
        "the mean over all values of the batch, their sum, or mean_samples: the outputs of a "
        "sample added up, and the mean over samples",
        choices=(_MEAN, _SUM, MEAN_SAMPLES),
    )
    return found


def divisor(way: str, y: Array) -> int:
    """Return the divisor of the sum over all values of y (outputs, m)."""
    if way == _MEAN:  # the usual one first: every update asks twice
        return y.size
    return 1 if way == _SUM else len(y.T)


def each_reduced(way: str, values: Array) -> Array:
    """Return values (outputs, m) reduced sample by sample, (m,), in float64."""
    sums: Array = np.add.reduce(values, axis=0, dtype=np.float64)
    return sums / len(values) if way == _MEAN else sums


def reduced(way: str, values: str) -> str:
    """Return the NumPy expression of values (m, outputs) reduced to one."""
    if way == MEAN_SAMPLES:
        return f"np.sum({values}) / len(y)"
    return f"np.sum({values})" if way == _SUM else f"np.mean({values})"


def per_value(way: str) -> str:
    """Return the division to append to the gradient of one value in NumPy, or nothing."""
    return {MEAN_SAMPLES: " / len(y)", _SUM: ""}.get(way, " / y.size")


def latex_share(way: str, half: bool = False) -> str:
    """Return the factor before the sum in LaTeX, nothing for 1."""
    letter = {MEAN_SAMPLES: "m", _SUM: ""}.get(way, "n")
    below = ("2" if half else "") + letter
    return rf"\frac{{1}}{{{below}}} " if below else ""


def torch_reduced(way: str, call: str) -> str:
    """Return a PyTorch call with its reduction added; `call` ends with its arguments."""
    if way == MEAN_SAMPLES:
        return f'{call}, reduction="sum") / len(y)'
    return f'{call}, reduction="sum")' if way == _SUM else f"{call})"
