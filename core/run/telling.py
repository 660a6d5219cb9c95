"""A run's events: named events that others listen to, without a window or a thread.

`edited = Told()` in a class gives every object of it an event of that name.
"""

from collections.abc import Callable
from typing import Any, Self, overload


class Event:
    """One event; listeners are called in the order in which they were connected."""

    def __init__(self) -> None:
        self._listeners: list[Callable[..., object]] = []

    def connect(self, listener: Callable[..., object]) -> None:
        """Call a listener (or emit another event) each time this is emitted."""
        self._listeners.append(listener)

    def emit(self, *values: Any) -> None:
        """Emit it, with its values."""
        for listener in tuple(self._listeners):
            listener(*values)

    __call__ = emit


class Told:
    """Declares an event for a class's objects, each with its own listeners."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"_{name}_event"

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Event: ...

    def __get__(self, instance: object | None, owner: type) -> Self | Event:
        if instance is None:
            return self
        event: Event = vars(instance).get(self._key) or Event()
        vars(instance)[self._key] = event
        return event
