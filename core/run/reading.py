"""Reading a long table within a run: its progress, and whether it is still wanted.

While a table is read the run does no commands, so giving up is the only thing that another thread
may ask for.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from core.disk.apart import Watch
from core.errors import UserError
from core.run.telling import Event
from core.words import translate as _translate

#: a reading shorter than this many seconds shows no progress
_QUIET = 0.3


class GivenUp(UserError):
    """A reading that was stopped on request."""


class Reading:
    """Reports the progress of reading, in percent, and ends it on request."""

    def __init__(self, progress: Event) -> None:
        self._progress = progress
        self._given_up, self._closed = threading.Event(), threading.Event()

    def give_up(self) -> None:
        """End the current reading, if there is one. May be called from any thread."""
        self._given_up.set()

    def close(self) -> None:
        """End the current reading and every later one. May be called from any thread."""
        self._closed.set()

    @contextmanager
    def watched(self, words: str) -> Iterator[Watch]:
        """Report in `words` what is read, if it takes long; give the watch; report the end."""
        self._given_up.clear()
        if words:
            self._progress.emit(words, 0, 0)
        begin, shown = time.monotonic(), -1

        def watch(share: float) -> None:
            nonlocal shown
            if self._given_up.is_set() or self._closed.is_set():
                raise GivenUp(
                    _translate("Worker", "Reading was stopped"),
                    _translate("Worker", "open the file again to read all of it"),
                )
            hundredths = int(100 * share)
            if hundredths != shown and time.monotonic() - begin > _QUIET:
                shown = hundredths
                self._progress.emit(words, hundredths, 100)

        try:
            yield watch
        finally:
            self._progress.emit("", 0, 0)
