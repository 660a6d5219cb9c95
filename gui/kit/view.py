"""What a view may receive and request: the window knows its views only by these protocols.

Each protocol is one message, so that a view has the slots it needs and no empty ones. A view shows
what it is given and fetches nothing: any view can be shown with a hand-made value and no thread.
"""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance

from core.pictures.snapshot import Facts, Snapshot, Wanted
from core.run.states import State
from gui.kit.theme import Theme


class ShowsState(Protocol):
    """Receives whether training runs, waits or has nothing to train."""

    def show_state(self, state: State, /) -> None:
        """Show what training is doing now."""


class ShowsFacts(Protocol):
    """Receives what was built: once for each build, before its first snapshot."""

    def show_facts(self, facts: Facts, /) -> None:
        """Show the data and the network of a build."""


class ShowsSnapshots(Protocol):
    """Receives every moment that is drawn."""

    def show_snapshot(self, snapshot: Snapshot, /) -> None:
        """Show a moment."""


@runtime_checkable
class Forgets(Protocol):
    """Keeps choices that are about one document."""

    def forget(self) -> None:
        """Forget them: another document begins."""


class Themed(Protocol):
    """Drawn in the colours of a theme."""

    def set_theme(self, theme: Theme, /) -> None:
        """Take the colours of a theme."""


class Wishes(Protocol):
    """A view that needs certain results computed while it is visible."""

    @property
    def wanted_changed(self) -> SignalInstance:
        """The signal that the result of `wants` has changed."""

    def wants(self) -> Wanted:
        """Return what has to be computed for it now."""


class TabView(ShowsSnapshots, Protocol):
    """A view in a tab: it receives a moment only while it is in front."""

    def isVisible(self) -> bool:
        """Return whether it is visible now."""


class Offers(Protocol):
    """Something that offers a message with actions to choose from."""

    @property
    def offered(self) -> SignalInstance:
        """The signal with the message and the actions: `[(words, action)]`."""
