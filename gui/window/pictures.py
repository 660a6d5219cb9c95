"""The pictures that can be saved and copied: the diagram, the surface, and those of the tabs."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from gui.kit.tabs import ViewTabs


class Pictures:
    """Finds them by their names; one whose tab was never in front is made when asked for."""

    def __init__(self, plots: Sequence[QWidget], tabs: ViewTabs) -> None:
        self._plots = {plot.accessibleName(): plot for plot in plots}
        self._pages = {tab.figure: tabs.late[tab.name] for tab in tabs.tabs if tab.figure}

    def names(self) -> tuple[str, ...]:
        """Return all names, the diagram's first."""
        return (*self._plots, *self._pages)

    def named(self, name: str) -> QWidget:
        """Return the picture with a name. Raises KeyError."""
        if name in self._plots:
            return self._plots[name]
        figure = self._pages[name].part().figure
        assert figure is not None  # its tab says that it has one
        return figure

    def is_shown(self, name: str) -> bool:
        """Return whether a picture is visible now."""
        late = self._pages.get(name)
        return (late is None or late.there() is not None) and self.named(name).isVisible()
