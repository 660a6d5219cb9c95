"""Scratch arrays of an optimizer, shared by the blocks of a long vector: they stay in cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


class Scratch:
    """Arrays that several bindings of one optimizer use, one binding after the other.

    The first binding must be the longest.
    """

    def __init__(self) -> None:
        self._arrays: list[Array] = []
        self._taken = 0

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let `like` take these arrays, each once."""
        self._taken = 0
        before = _LENT.set(self)
        try:
            yield
        finally:
            _LENT.reset(before)

    def take(self, array: Array) -> Array:
        """Return the next one, as long as an array."""
        if self._taken == len(self._arrays):
            self._arrays.append(np.empty_like(array))
        self._taken += 1
        return self._arrays[self._taken - 1][: len(array)]


_LENT: ContextVar[Scratch | None] = ContextVar("scratch", default=None)


def like(array: Array) -> Array:
    """Return an array for intermediate results like another, with any numbers in it."""
    lent = _LENT.get()
    return np.empty_like(array) if lent is None else lent.take(array)
