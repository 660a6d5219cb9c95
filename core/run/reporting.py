"""Errors of a command in the worker: what a person can mend goes to the window as a signal."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from core.errors import SizeError, UserError
from core.words import translate as _translate


class Teller(Protocol):
    """What has the signals `failed` and `progress`."""

    failed: Any
    progress: Any


def reporting(slot: Callable[..., None]) -> Callable[..., None]:
    """Send a UserError of a command to the window instead of raising it."""

    @wraps(slot)
    def guarded(self: Teller, *arguments: Any) -> None:
        try:
            slot(self, *arguments)
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

    return guarded
