"""Large symmetric systems, solved in pieces, so that whoever waits can be asked in between."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Exact = NDArray[np.float64]

#: unknowns from which a system is solved in pieces, and the columns of one piece
LARGE, PIECE = 1_000, 250


def nothing() -> None:
    """Ask nobody."""


def solved(matrix: Array, right: Array, going_on: Callable[[], None] = nothing) -> Array:
    """Return the solution of a symmetric system; where it has none, the one of least squares.

    NaN where the system has numbers that are not finite, and where a large one is not positive
    definite. `going_on` is called between the pieces of a large one, and may raise.
    """
    if len(matrix) >= LARGE:
        return _solved_in_pieces(matrix, right, going_on)
    try:
        found: Array = np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        if not np.isfinite(matrix).all():  # least squares would not converge
            return np.full_like(right, np.nan)
        found = np.linalg.lstsq(matrix, right, rcond=None)[0]
    return found


def _solved_in_pieces(matrix: Array, right: Array, going_on: Callable[[], None]) -> Array:
    """Solve by Cholesky's L·Lᵀ, block by block: Golub and Van Loan (2013), algorithm 4.2.

    Only the lower half is read. The inverses of L's diagonal blocks stand in their places.
    """
    size = len(matrix)
    places = [slice(k, min(k + PIECE, size)) for k in range(0, size, PIECE)]
    lower = matrix.copy()
    for i, here in enumerate(places):
        try:
            inverse = np.linalg.inv(np.linalg.cholesky(lower[here, here]))
        except np.linalg.LinAlgError:
            return np.full_like(right, np.nan)
        lower[here, here] = inverse
        below = lower[here.stop :, here]
        below[...] = below @ inverse.T
        for other in places[i + 1 :]:
            going_on()
            part = lower[other.start :, other]
            part -= lower[other.start :, here] @ lower[other, here].T
    found = right.copy()
    for here in places:
        known = lower[here, : here.start] @ found[: here.start]
        found[here] = lower[here, here] @ (found[here] - known)
    for here in reversed(places):
        known = lower[here.stop :, here].T @ found[here.stop :]
        found[here] = lower[here, here].T @ (found[here] - known)
    return found


def squared(slopes: Exact, going_on: Callable[[], None] = nothing) -> Exact:
    """Return SᵀS; `going_on` is called between the pieces of a large one, and may raise."""
    size = slopes.shape[1]
    if size < LARGE:
        product: Exact = slopes.T @ slopes
        return product
    found = np.empty((size, size), dtype=slopes.dtype)
    for k in range(0, size, PIECE):
        going_on()
        np.matmul(slopes.T, slopes[:, k : k + PIECE], out=found[:, k : k + PIECE])
    return found
