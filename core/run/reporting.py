"""Errors of a command: what a person can mend is told, in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from core.errors import SizeError, UserError
from core.words import say
from core.words import translate as _translate

Result = TypeVar("Result")


class Teller(Protocol):
    """What tells `failed` and `progress`."""

    failed: Any
    progress: Any


def short_name(name: str, most: int) -> str:
    """Return a name without spaces around it. Raises UserError for one of too many letters."""
    found = name.strip()
    if len(found) > most:
        raise UserError(
            say("Worker", "The name has {count} letters", count=len(found)),
            say("Worker", "give it {most} at most", most=most),
        )
    return found


def reporting(slot: Callable[..., Result]) -> Callable[..., Result | None]:
    """Tell a UserError of a command instead of raising it; None is then returned."""

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
                    _translate("Worker", "Take fewer units or a smaller batch"),
                )
            )
        return None

    return guarded
