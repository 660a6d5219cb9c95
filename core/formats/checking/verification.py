"""Verification: an export is read back and must predict what the network predicts.

Numbers that went through another program agree only up to rounding. How much rounding can change
depends on the network: it is measured by computing the same predictions with 7 and with 16 digits.
Anything that differs by more was exported wrongly.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import FileError

Array = NDArray[np.floating[Any]]

#: the required agreement, relative to the size of the outputs
RELATIVE = 1e-12
RELATIVE_FLOAT32 = 1e-6
#: how many times the network's own rounding a different order of summation may cause
_ROUNDINGS = 16.0


@dataclass(frozen=True)
class ReadBack:
    """Predictions (m, outputs) made from a file, and how: a phrase for people."""

    outputs: Array
    how: str


@dataclass(frozen=True)
class Verified:
    """What a check found: the number of samples, and the largest difference between predictions.

    `size` is the largest output, with which the difference should be compared; `how` is a phrase.
    """

    samples: int
    largest: float
    size: float
    how: str


def tolerance(rough: Array, fine: Array, precision: str) -> Array:
    """Return how far predictions may differ, per output (outputs,).

    `rough` and `fine` (m, outputs) are the same predictions in float32 and in float64.
    """
    with np.errstate(all="ignore"):
        size = _largest(np.abs(fine))
        rounding = _largest(np.abs(rough.astype(np.float64) - fine))
    if precision == "float32":
        return np.asarray(RELATIVE_FLOAT32 * size + _ROUNDINGS * rounding)
    share = np.finfo(np.float64).eps / np.finfo(np.float32).eps
    return np.asarray(RELATIVE * size + _ROUNDINGS * float(share) * rounding)


def compare(file: str, expected: Array, found: ReadBack, allowed: Array) -> Verified:
    """Return how predictions (m, outputs) read back from `file` differ from the expected ones.

    Raises FileError if they differ by more than is allowed per output.
    """
    outputs = np.asarray(found.outputs, dtype=np.float64)
    if outputs.shape != expected.shape:
        raise _wrong(file, f"it gives {outputs.shape} numbers instead of {expected.shape}", found)
    finite = np.isfinite(expected)
    if not np.array_equal(finite, np.isfinite(outputs)):
        raise _wrong(file, "some of its predictions are not finite numbers", found)
    difference = np.abs(np.where(finite, outputs, 0.0) - np.where(finite, expected, 0.0))
    largest = float(np.max(difference, initial=0.0))
    if np.any(difference > allowed):
        raise _wrong(file, f"its predictions are off by up to {largest:.2g}", found)
    size = float(np.max(np.abs(expected), where=finite, initial=0.0))
    return Verified(len(expected), largest, size, found.how)


def _largest(values: Array) -> Array:
    """Return the largest finite value of every column."""
    largest: Array = np.max(values, axis=0, where=np.isfinite(values), initial=0.0)
    return largest


def _wrong(file: str, what: str, found: ReadBack) -> FileError:
    return FileError(
        f"{file}: the export was checked and is not right: {what} ({found.how})",
        "nothing was written; choose another format, and please report this",
    )
