"""Parts that are made when they are first wanted: the first picture of the window lacks them.

A late part shows what it would show if it had been there from the start. So what reaches it by
itself, such as a theme or a moment, goes through `tell`, which keeps the last of each kind; and
what a person does to it asks for the `part`.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

Part = TypeVar("Part", covariant=True)
Known = TypeVar("Known")


class Late(Generic[Part]):
    """A part that is made by `make` when it is first asked for."""

    def __init__(self, make: Callable[[], Part]) -> None:
        self._make = make
        self._part: Part | None = None
        self._connections: list[Callable[[Part], object]] = []
        self._missed: dict[str, Callable[[Part], object]] = {}

    def there(self) -> Part | None:
        """Return the part if it is made."""
        return self._part

    def part(self) -> Part:
        """Return the part; the first time it is made, connected, and told what it missed."""
        if self._part is None:
            self._part = made = self._make()
            connections, self._connections = self._connections, []
            missed, self._missed = self._missed, {}
            for do in (*connections, *missed.values()):
                do(made)
        return self._part

    def connect(self, do: Callable[[Part], object]) -> None:
        """Do this to the part once it is made, or now: connect its signals."""
        if self._part is None:
            self._connections.append(do)
        else:
            do(self._part)

    def tell(self, kind: str, do: Callable[[Part], object]) -> None:
        """Do this to the part now, or once it is made; until then, a later call replaces it."""
        if self._part is None:
            self._missed.pop(kind, None)  # it is told in the order of the last calls
            self._missed[kind] = do
        else:
            do(self._part)


def made(part: Known) -> Late[Known]:
    """Return a part that is there already, for those who expect one that may be late."""
    late = Late(lambda: part)
    late.part()
    return late
