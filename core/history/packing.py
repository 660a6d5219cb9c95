"""Packing a stretch of figures without losing a bit.

A loss changes little from epoch to epoch, and so do its bits read as integers: their differences,
taken up to three times, are mostly small. Stored with the first bytes of all numbers before all
second bytes, their zeros are side by side, and deflate does the rest.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: the most times that differences are taken
_ORDERS = 3
_BYTES = 8


def pack(values: Floats) -> bytes:
    """Return values, float64 (n,), in few bytes: the number of differences taken, then deflate."""
    numbers = np.ascontiguousarray(values, dtype="<f8").view(np.uint64)
    best, fewest, order = numbers, _weight(numbers), 0
    for times in range(1, _ORDERS + 1):
        numbers = np.diff(numbers, prepend=np.zeros(1, dtype=np.uint64))  # wraps around
        folded = _folded(numbers)
        weight = _weight(folded)
        if weight < fewest:
            best, fewest, order = folded, weight, times
    planes = np.ascontiguousarray(best.view(np.uint8).reshape(-1, _BYTES).T)
    return bytes([order]) + zlib.compress(planes.tobytes(), 1)


def unpack(packed: bytes, count: int) -> Floats:
    """Return the `count` values that were packed. Raises ValueError if they are not there."""
    if not packed or packed[0] > _ORDERS:
        raise ValueError("not packed figures")
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(packed[1:], _BYTES * count + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if len(content) != _BYTES * count:
        raise ValueError(f"{len(content)} bytes for {count} figures")
    planes = np.frombuffer(content, dtype=np.uint8).reshape(_BYTES, count)
    numbers = np.ascontiguousarray(planes.T).view(np.uint64).reshape(count)
    if packed[0]:
        numbers = _unfolded(numbers)
    for _ in range(packed[0]):
        numbers = np.cumsum(numbers, dtype=np.uint64)
    return numbers.view("<f8").astype(np.float64, copy=False)


def _folded(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return signed numbers mapped to 0, -1, 1, -2, 2, …, so small ones begin with zeros."""
    signed = numbers.view(np.int64)
    return ((signed << 1) ^ (signed >> 63)).view(np.uint64)


def _unfolded(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    sign = np.uint64(0) - (numbers & np.uint64(1))
    return (numbers >> np.uint64(1)) ^ sign


def _weight(numbers: NDArray[np.uint64]) -> int:
    """Return how many bytes are not zero: about the size after deflate."""
    return int(np.count_nonzero(numbers.view(np.uint8)))
