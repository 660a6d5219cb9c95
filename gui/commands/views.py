"""The View menu's entries: the views that share one place, and how large the network is."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Slot

from gui.kit.action_row import ActionRow, Menu, Place, When, always, is_built
from gui.kit.settings import Settings
from gui.kit.tabs import LARGER_KEY, ViewTabs
from gui.kit.views.tab import Tab, key_of

_translate = QCoreApplication.translate


class ViewCommands(QObject):
    """Brings views to the front; choosing an optional one shows it, choosing it again hides it."""

    def __init__(self, tabs: ViewTabs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tabs, self._settings = tabs, settings
        tabs.currentChanged.connect(self._remember)
        for tab in tabs.tabs:
            if tab.optional:
                tabs.offer(tab.name, settings.is_asked(tab.name))
        tabs.show_view(tabs.tabs[0].name)
        tabs.show_view(settings.view())

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions, one for each tab, and one that makes them all larger."""
        larger = ActionRow(
            "larger_views",
            _translate("Actions", "Lar&ger views"),
            _translate(
                "Actions", "Give these views the height of the surface too, or give it back"
            ),
            Place(Menu.VIEW, 2),
            self._tabs.larger.click,
            keys=(LARGER_KEY,),
        )
        return (*(self._row(place, tab) for place, tab in enumerate(self._tabs.tabs)), larger)

    def _row(self, place: int, tab: Tab) -> ActionRow:
        text, help = tab.menu_words()
        key = key_of(place)
        return ActionRow(
            f"view_{tab.name}",
            text,
            help,
            Place(Menu.VIEW, 1),
            partial(self.show, tab.name),
            keys=(key,) if key else (),
            checked=_is_offered(tab.name) if tab.optional else _is_in_front(tab.name),
            shown=always if tab.optional else _is_offered(tab.name),
        )

    def tabs(self) -> tuple[Tab, ...]:
        """Return all that have a tab."""
        return self._tabs.tabs

    def show(self, name: str) -> None:
        """Bring a view to the front; an optional one that is already shown is hidden."""
        tabs = self._tabs
        if any(tab.optional for tab in tabs.tabs if tab.name == name):
            away = tabs.is_offered(name) and tabs.shown() == name
            tabs.offer(name, not away)
            self._settings.set_asked(name, not away)
            if away:
                tabs.show_view(tabs.tabs[0].name)
        tabs.show_view(name)

    def bring(self, name: str) -> None:
        """Bring a view to the front, showing it first if it is optional."""
        if not self._tabs.is_offered(name):
            self._tabs.offer(name, True)
            self._settings.set_asked(name, True)
        self._tabs.show_view(name)

    def start_over(self) -> None:
        """Hide what is optional, and show the first view."""
        for tab in self._tabs.tabs:
            if tab.optional:
                self._tabs.offer(tab.name, False)
        self._tabs.show_view(self._tabs.tabs[0].name)

    @Slot()
    def _remember(self, *_: object) -> None:
        self._settings.set_view(self._tabs.shown())


def zoom_rows(zoom: Callable[[int], object], fit: Callable[[], object]) -> tuple[ActionRow, ...]:
    """Return the actions; `zoom` is called with a number of notches."""
    place = Place(Menu.VIEW, 3)
    return (
        ActionRow(
            "zoom_in",
            _translate("Actions", "Zoom in"),
            _translate("Actions", "Show the network larger (Ctrl++ or Ctrl and the wheel)"),
            place,
            lambda: zoom(1),
            is_built,
            ("Ctrl++", "Ctrl+="),
        ),
        ActionRow(
            "zoom_out",
            _translate("Actions", "Zoom out"),
            _translate("Actions", "Show the network smaller (Ctrl+−)"),
            place,
            lambda: zoom(-1),
            is_built,
            ("Ctrl+-",),
        ),
        ActionRow(
            "zoom_fit",
            _translate("Actions", "Fit the network"),
            _translate("Actions", "Show the network as large as fits (Ctrl+0)"),
            place,
            fit,
            is_built,
            ("Ctrl+0",),
        ),
    )


def _is_in_front(name: str) -> When:
    return lambda now: now.tab == name


def _is_offered(name: str) -> When:
    return lambda now: name in now.tabs
