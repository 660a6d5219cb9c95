"""Which rows of a matrix are equal, found in slices.

Sorting rows of many columns holds the interpreter's lock for seconds; a short digest of every row
does not, and takes a time that grows with the numbers alone.
"""

import hashlib
from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: the most numbers and rows between two slices
_NUMBERS, _ROWS = 200_000, 2_000


def groups(
    rows: NDArray[Any],
) -> Generator[None, None, tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the number of each row's (m, k) group of equal rows, (m,), and the groups' sizes.

    Groups are numbered in the order of their first rows; −0 equals 0.
    """
    known: dict[bytes, int] = {}
    group = np.empty(len(rows), dtype=np.intp)
    step = int(np.clip(_NUMBERS // max(1, rows.shape[1]), 1, _ROWS))
    for begin in range(0, len(rows), step):
        block = np.ascontiguousarray(rows[begin : begin + step]) + 0.0  # −0 becomes 0
        for k, row in enumerate(block, begin):
            digest = hashlib.blake2b(row.tobytes(), digest_size=16).digest()
            group[k] = known.setdefault(digest, len(known))
        yield
    return group, np.bincount(group, minlength=len(known))
