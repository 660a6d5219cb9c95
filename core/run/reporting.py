"""What a part reports beside its answers: errors that a person can fix, and progress.

There is one place for progress, and several parts may be at work: each takes back what it has said
itself, and nothing else.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from core.errors import SizeError, UserError
from core.run.telling import Event
from core.words import say
from core.words import translate as _translate

Result = TypeVar("Result")

#: work that lasts longer than this reports its progress, in seconds
SAID_AFTER = 0.3


class Teller(Protocol):
    """An object that reports `failed`."""

    failed: Any


class Saying:
    """The progress of one part's long work: said once it lasts, and taken back at its end."""

    def __init__(self, progress: Event) -> None:
        self._progress = progress
        self._since = 0.0
        self._said = False

    def begin(self) -> None:
        """Note that work begins."""
        self._since = time.perf_counter()

    def say(self, words: str, done: int, whole: int) -> None:
        """Say how far it is, if it has lasted long enough; 0 and 0: unknown."""
        if time.perf_counter() - self._since > SAID_AFTER:
            self._said = True
            self._progress.emit(words, done, whole)

    def stop(self) -> None:
        """Take back what was said."""
        if self._said:
            self._said = False
            self._progress.emit("", 0, 0)


def short_name(name: str, most: int) -> str:
    """Return a name without spaces around it. Raises UserError if it is too long."""
    found = name.strip()
    if len(found) > most:
        raise UserError(
            say("Worker", "The name has {count} characters", count=len(found)),
            say("Worker", "use at most {most}", most=most),
        )
    return found


def interrupted(hint: str = "") -> UserError:
    """Return the error for whoever waits for what an unexpected fault has ended.

    The fault itself is raised on.
    """
    return UserError(
        _translate("Worker", "A fault in Backstep interrupted this"),
        hint or _translate("Worker", "save under another name, and try it another way"),
    )


def carried_on(go_on: Callable[[], bool | None], fail: Callable[[], object]) -> bool:
    """Do a slice of work whose errors are reported; return whether it goes on.

    `go_on` returns None if it has failed. Then, and after an unexpected fault, `fail` cleans up.
    """
    goes_on = None
    try:
        goes_on = go_on()
    finally:
        if goes_on is None:
            fail()
    return bool(goes_on)


def reporting(slot: Callable[..., Result]) -> Callable[..., Result | None]:
    """Report a UserError of a command instead of raising it; None is then returned."""

    @wraps(slot)
    def guarded(self: Teller, *arguments: Any) -> Result | None:
        try:
            return slot(self, *arguments)
        except UserError as error:
            self.failed.emit(error)
        except MemoryError:
            self.failed.emit(
                SizeError(
                    _translate("Worker", "There is no memory left for this"),
                    _translate("Worker", "Take fewer neurons or a smaller batch"),
                )
            )
        return None

    return guarded
