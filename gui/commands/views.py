"""The View menu's entries for the views that share one place, kept in step with their tabs."""

from PySide6.QtCore import QObject, Slot

from gui.kit.actions import Actions
from gui.kit.settings import Settings
from gui.kit.tabs import VIEWS, ViewTabs

OPTIONAL = "diagnostics"


class ViewCommands(QObject):
    """Brings views to the front; diagnostics come when asked for and go when asked again."""

    def __init__(
        self,
        actions: Actions,
        tabs: ViewTabs,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._tabs, self._settings = actions, tabs, settings
        for name in VIEWS:
            actions[f"view_{name}"].triggered.connect(lambda _=False, name=name: self.show(name))
        tabs.currentChanged.connect(self._follow)
        tabs.offer(OPTIONAL, settings.diagnostics())
        tabs.show_view(settings.view() if settings.view() in VIEWS else VIEWS[0])
        self._follow()

    def show(self, name: str) -> None:
        """Bring a view to the front; one that can be put away goes if it is there already."""
        tabs = self._tabs
        if name == OPTIONAL:
            away = tabs.is_offered(name) and tabs.shown() == name
            tabs.offer(name, not away)
            self._settings.set_diagnostics(not away)
            if away:
                tabs.show_view(VIEWS[0])
        tabs.show_view(name)
        self._follow()

    @Slot()
    def show_facts(self, *_: object) -> None:
        """Offer in the menu what has a tab."""
        for name in VIEWS:
            if name != OPTIONAL:
                self._actions[f"view_{name}"].setVisible(self._tabs.is_offered(name))
        self._follow()

    def _follow(self, *_: object) -> None:
        for name in VIEWS:
            shown = name == self._tabs.shown()
            if name == OPTIONAL:
                shown = self._tabs.is_offered(name)
            self._actions[f"view_{name}"].setChecked(shown)
        self._settings.set_view(self._tabs.shown())
