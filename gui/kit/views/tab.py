"""How a view with a tab describes itself: its words, how it is made, what it subscribes to.

A view's folder holds the function that returns its `Tab`, in a file that imports the view only to
make it. The tab, menu entry, key, theme, figures and the results it needs all follow from that.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from core.pictures.snapshot import Facts
from core.records import Record
from gui.kit.theme import Theme
from gui.kit.view import ShowsFacts, ShowsSnapshots, TabView, Themed, Wishes


class Page(Record):
    """A view made for its tab, and what it subscribes to; None means no subscription.

    `in_front` receives a moment only while it is visible, `every` receives them all. `figure` can
    be saved and copied as a picture, named by its accessible name.
    """

    view: QWidget
    themed: Themed | None = None
    facts: ShowsFacts | None = None
    in_front: TabView | None = None
    every: ShowsSnapshots | None = None
    wishes: Wishes | None = None
    figure: QWidget | None = None

    def set_theme(self, theme: Theme) -> None:
        """Give the view the colours of a theme, if it has any of its own."""
        if self.themed is not None:
            self.themed.set_theme(theme)

    def show_facts(self, facts: Facts) -> None:
        """Tell the view of a build, if that means something to it."""
        if self.facts is not None:
            self.facts.show_facts(facts)


def fits_all(_: Facts) -> bool:
    """Return True, for a view that suits every task."""
    return True


class Tab(Record):
    """How a view describes itself: its name, how it is made, and which tasks it suits.

    In `words`, & marks the menu letter. `menu_help` replaces `help` in the menu. `figure` is the
    accessible name of the page's figure, "" if it has none. An optional view is shown when it is
    chosen and hidden when it is chosen again.
    """

    name: str
    words: str
    help: str
    make: Callable[[], Page]
    menu_help: str = ""
    fits: Callable[[Facts], bool] = fits_all
    optional: bool = False
    figure: str = ""

    def menu_words(self) -> tuple[str, str]:
        """Return its name and help for the menu."""
        return self.words, self.menu_help or self.help

    def tab_words(self) -> tuple[str, str]:
        """Return its name and help for the tab."""
        return self.words.replace("&", ""), self.help


def key_of(place: int) -> str:
    """Return the key of the tab at a place, counted from 0; after the ninth, tabs have none."""
    return f"Ctrl+{place + 1}" if place < 9 else ""
