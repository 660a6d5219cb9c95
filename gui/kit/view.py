"""What a view may be told, and what it may wish for: the window knows its views by these only.

Each is one message, so that a view has the slots it needs and no empty ones. A view shows what it
is handed and asks nobody: any of them can be shown with a hand-made value and no thread.
"""

from typing import Protocol

from PySide6.QtCore import SignalInstance

from core.pictures.snapshot import Facts, Snapshot, Wanted
from core.run.states import State
from gui.kit.theme import Theme


class ShowsState(Protocol):
    """Told whether training runs, waits or has nothing to train."""

    def show_state(self, state: State, /) -> None:
        """Show what training does now."""


class ShowsFacts(Protocol):
    """Told what was built: once a build, and before the first snapshot of it."""

    def show_facts(self, facts: Facts, /) -> None:
        """Show the data and the network of a build."""


class ShowsSnapshots(Protocol):
    """Told every moment that is drawn."""

    def show_snapshot(self, snapshot: Snapshot, /) -> None:
        """Show a moment."""


class Themed(Protocol):
    """Drawn in the colours of a theme."""

    def set_theme(self, theme: Theme, /) -> None:
        """Take the colours of a theme."""


class Wishes(Protocol):
    """A view for which something has to be worked out while it is seen."""

    @property
    def wanted_changed(self) -> SignalInstance:
        """The signal that `wants` says something else now."""

    def wants(self) -> Wanted:
        """Return what has to be worked out for it now."""


class TabView(ShowsSnapshots, Protocol):
    """A view in a tab: it is told a moment only where it is in front."""

    def isVisible(self) -> bool:
        """Return whether it can be seen now."""


class Offers(Protocol):
    """Something that says a message with what can be done about it."""

    @property
    def offered(self) -> SignalInstance:
        """The signal with the message and the acts: `[(words, act)]`."""
