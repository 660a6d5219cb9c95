"""The views that share one place: what each says of itself, and the tabs that show them.

A plot's folder holds the function that returns its `Tab`, and the window has one tuple of them.
Tab, menu, key, theme, figures and what is worked out for it follow from there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from core.pictures.snapshot import Facts
from gui.kit.view import ShowsFacts, ShowsSnapshots, TabView, Themed, Wishes

_translate = QCoreApplication.translate

View = TypeVar("View", bound=QWidget)


@dataclass(frozen=True)
class Page:
    """A view that was made for its tab, and what it subscribes to; None is nothing.

    `in_front` is told a moment where it can be seen, `every` is told them all. `figure` can be
    saved and copied as a picture; its accessible name is its name.
    """

    view: QWidget
    themed: Themed | None = None
    facts: ShowsFacts | None = None
    in_front: TabView | None = None
    every: ShowsSnapshots | None = None
    wishes: Wishes | None = None
    figure: QWidget | None = None


def fits_all(_: Facts) -> bool:
    """Return True: what means something to every task."""
    return True


@dataclass(frozen=True)
class Tab:
    """What a view says of itself: how it is called, how it is made, and where it means something.

    `words` have the letter of the menu marked by &. `menu_help` stands in the menu for `help`.
    One that is optional comes when it is asked for and goes when it is asked for again.
    """

    name: str
    words: str
    help: str
    make: Callable[[], Page]
    menu_help: str = ""
    fits: Callable[[Facts], bool] = fits_all
    optional: bool = False

    def menu_words(self) -> tuple[str, str]:
        """Return its words and its help in the menu."""
        return self.words, self.menu_help or self.help

    def tab_words(self) -> tuple[str, str]:
        """Return its words and its help on the tab."""
        return self.words.replace("&", ""), self.help


def key_of(place: int) -> str:
    """Return the key of the tab at a place from 0; those after the ninth have none."""
    return f"Ctrl+{place + 1}" if place < 9 else ""


class ViewTabs(QTabWidget):
    """A page for each tab, in their order; what means nothing to the task is left out."""

    offered_changed = Signal()

    def __init__(self, tabs: Sequence[Tab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = tuple(tabs)
        self.pages = tuple(tab.make() for tab in tabs)
        self._places = {tab.name: place for place, tab in enumerate(tabs)}
        self.setDocumentMode(True)
        self.setAccessibleName(_translate("ViewTabs", "Views"))
        self.tabBar().setExpanding(False)
        self.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self.tabBar().setUsesScrollButtons(True)
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabBar().setAccessibleName(_translate("ViewTabs", "Views"))
        for place, (tab, page) in enumerate(zip(self.tabs, self.pages, strict=True)):
            words, help = tab.tab_words()
            key = key_of(place)
            self.addTab(page.view, words)
            self.setTabToolTip(place, f"{help} ({key})" if key else help)
            if tab.optional:
                self.offer(tab.name, False)

    def view(self, kind: type[View]) -> View:
        """Return the view of a kind.

        Raises LookupError where no tab has one.
        """
        for page in self.pages:
            if isinstance(page.view, kind):
                return page.view
        raise LookupError(f"no tab shows a {kind.__name__}")

    def show_facts(self, facts: Facts) -> None:
        """Leave out what means nothing to the task."""
        for tab in self.tabs:
            if not tab.optional:
                self.offer(tab.name, tab.fits(facts))

    def offer(self, name: str, offered: bool) -> None:
        """Show the tab of a view, or leave it out."""
        self.setTabVisible(self._places[name], offered)
        self.offered_changed.emit()

    def is_offered(self, name: str) -> bool:
        """Return whether a view has a tab now."""
        return self.isTabVisible(self._places[name])

    def show_view(self, name: str) -> None:
        """Bring a view to the front, if it has a tab."""
        if name in self._places and self.is_offered(name):
            self.setCurrentIndex(self._places[name])

    def shown(self) -> str:
        """Return the name of the view in front."""
        return self.tabs[max(0, self.currentIndex())].name
