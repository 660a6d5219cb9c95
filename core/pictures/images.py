"""Samples that are pictures: which input is which pixel, found from the inputs' names."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Record

#: the fewest pixels in a picture: fewer numbered inputs are more likely something else
_FEWEST = 16
_PLACE = re.compile(r"(\D*)(\d{1,4})\D(\d{1,4})")  # pixel_0_3, 1x28
_NUMBER = re.compile(r"(\D*)(\d{1,6})")  # pixel63


class ImageShape(Record, eq=False):
    """Where the pixels are: `inputs` (rows, columns) are the numbers of the raw inputs.

    `low` and `high` are the smallest and the largest value that any of them has.
    """

    inputs: NDArray[np.intp]
    low: float
    high: float

    def pixels(self, raw: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return raw inputs (r,) as pixels (rows, columns), scaled to 0 … 1."""
        whole = (self.high - self.low) or 1.0
        shares = (np.asarray(raw, dtype=np.float64)[self.inputs] - self.low) / whole
        return np.clip(np.nan_to_num(shares), 0.0, 1.0)


def image_shape(names: Sequence[str], ranges: Sequence[tuple[float, float]]) -> ImageShape | None:
    """Return where the pixels are if the raw inputs form a picture, else None.

    They do if their names are one word with row and column, for all of a rectangle, counted from 0
    or 1 (`pixel_0_0`, `1x1`); or one word with a number that goes up by one, with a square number
    of them, all in one range (`pixel0` …).
    """
    if len(names) < _FEWEST or len(ranges) != len(names):
        return None
    inputs = _by_place(names)
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if inputs is None and _in_one_range(ranges, low, high):
        inputs = _by_number(names)
    return None if inputs is None else ImageShape(inputs, low, high)


def _by_place(names: Sequence[str]) -> NDArray[np.intp] | None:
    found = [_PLACE.fullmatch(name) for name in names]
    if not all(found) or len({match[1] for match in found if match}) != 1:
        return None
    places = np.array([(int(match[2]), int(match[3])) for match in found if match])
    places -= places.min(axis=0)
    rows, columns = (int(k) + 1 for k in places.max(axis=0))
    if min(rows, columns) < 2 or rows * columns != len(names):
        return None
    inputs = np.full((rows, columns), -1, dtype=np.intp)
    inputs[places[:, 0], places[:, 1]] = np.arange(len(names))
    return inputs if (inputs >= 0).all() else None


def _by_number(names: Sequence[str]) -> NDArray[np.intp] | None:
    side = round(len(names) ** 0.5)
    found = [_NUMBER.fullmatch(name) for name in names]
    if side * side != len(names) or not all(found):
        return None
    if len({match[1] for match in found if match}) != 1:
        return None
    numbers = np.array([int(match[2]) for match in found if match])
    if numbers[0] > 1 or (np.diff(numbers) != 1).any():
        return None
    return np.arange(len(names)).reshape(side, side)


def _in_one_range(ranges: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    """Return whether ranges share one lower end, from 0 up, and most cover half the range."""
    ends = np.array(ranges)
    varied = ends[ends[:, 1] > ends[:, 0]]
    if low < 0.0 or not len(varied):
        return False
    return bool(np.mean(varied[:, 1] - varied[:, 0] > (high - low) / 2.0) > 0.5)
