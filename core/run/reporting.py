"""Errors of a command: those that a person can fix are reported."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from core.errors import SizeError, UserError
from core.words import say
from core.words import translate as _translate

Result = TypeVar("Result")


class Teller(Protocol):
    """An object that reports `failed` and `progress`."""

    failed: Any
    progress: Any


def short_name(name: str, most: int) -> str:
    """Return a name without spaces around it. Raises UserError if it is too long."""
    found = name.strip()
    if len(found) > most:
        raise UserError(
            say("Worker", "The name has {count} characters", count=len(found)),
            say("Worker", "use at most {most}", most=most),
        )
    return found


def reporting(slot: Callable[..., Result]) -> Callable[..., Result | None]:
    """Report a UserError of a command instead of raising it; None is then returned."""

    @wraps(slot)
    def guarded(self: Teller, *arguments: Any) -> Result | None:
        try:
            return slot(self, *arguments)
        except UserError as error:
            self.progress.emit("", 0, 0)
            self.failed.emit(error)
        except MemoryError:
            self.progress.emit("", 0, 0)
            self.failed.emit(
                SizeError(
                    _translate("Worker", "There is no memory left for this"),
                    _translate("Worker", "Take fewer neurons or a smaller batch"),
                )
            )
        return None

    return guarded
