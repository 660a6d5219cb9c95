"""Work in two parts, done by two threads at once: the caller and a helper.

Whoever does a part, its result is the same; so the number of threads changes only the time. A
helper that has not begun when the caller is done with its own part is not waited for: the caller
does both, so that a busy processor makes nothing slower.
"""

import os
import queue
import threading
from collections.abc import Callable
from functools import cache

import numpy as np

from core.errors import UserError

THREADS = "BACKSTEP_THREADS"
_COUNTS = ("1", "2")
#: BLAS has threads of its own, and the same environment says how many
_BLAS = "OPENBLAS_NUM_THREADS"
#: macOS gives a thread 512 KB of stack, which OpenBLAS overflows
_STACK_BYTES = 16 * 1024**2

Work = Callable[[], None]


def threads_asked_for() -> int | None:
    """Return how many threads the environment asks for, or None.

    Raises UserError for a value other than 1 and 2.
    """
    asked = os.environ.get(THREADS, "")
    if asked and asked not in _COUNTS:
        raise UserError(f"{THREADS}: “{asked}” is neither 1 nor 2", f"use {' or '.join(_COUNTS)}")
    return int(asked) if asked else None


def threads() -> int:
    """Return how many threads may do one update: 2 where there are processors for them, or 1.

    By default it is 1 where BLAS is another than OpenBLAS or has several threads itself.
    """
    asked = threads_asked_for()
    if asked is not None:
        return asked
    alone = os.environ.get(_BLAS) == "1" and _is_openblas()
    return 2 if alone and _processors() > 1 else 1


def together(first: Work, second: Work) -> None:
    """Do both at once if the helper is free, otherwise one after the other.

    The helper does `second` without warnings of numbers that are too large.
    """
    helper = _helper()
    if not helper.free.acquire(blocking=False):
        first()
        second()
        return
    try:
        part = _Part(second)
        helper.parts.put(part)
        try:
            first()
        except BaseException:
            if not part.begin():  # nothing goes on behind the caller's back
                part.wait()
            raise
        if part.begin():
            second()
        else:
            part.wait()
    finally:
        helper.free.release()


class _Part:
    """A part that one of two threads does: the one that begins it first."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._begun, self._done = threading.Lock(), threading.Lock()
        self._done.acquire()
        self._error: BaseException | None = None

    def begin(self) -> bool:
        """Return whether the caller is the first to begin."""
        return self._begun.acquire(blocking=False)

    def do(self) -> None:
        """Do it in the helper's thread, unless it is begun."""
        if not self.begin():
            return
        try:
            self._work()
        except BaseException as error:
            self._error = error
        finally:
            self._done.release()

    def wait(self) -> None:
        """Wait until the helper is done. Raises what it raised."""
        self._done.acquire()
        if self._error is not None:
            raise self._error


class _Helper:
    """The second thread, which waits for parts as long as the program runs."""

    def __init__(self) -> None:
        self.free = threading.Lock()
        self.parts: queue.SimpleQueue[_Part] = queue.SimpleQueue()
        before = threading.stack_size(_STACK_BYTES)
        try:
            threading.Thread(target=self._run, name="second half", daemon=True).start()
        finally:
            threading.stack_size(before)

    def _run(self) -> None:
        with np.errstate(all="ignore"):
            while True:
                self.parts.get().do()


@cache
def _helper() -> _Helper:
    return _Helper()


@cache
def _is_openblas() -> bool:
    told = np.show_config(mode="dicts") or {}
    blas = told.get("Build Dependencies", {}).get("blas", {})
    return "openblas" in str(blas.get("name", ""))


def _processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
