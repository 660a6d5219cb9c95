"""What the visible views need computed, and snapshots for views that become visible."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from core.late import Late
from core.pictures.snapshot import Facts, Snapshot, Wanted
from gui.kit.tabs import ViewTabs
from gui.kit.view import TabView, Wishes
from gui.kit.views.tab import Page
from gui.thread.session import Session

#: what costs nothing and is always included
_ALWAYS = Wanted.WEIGHTS | Wanted.METRICS


class Subscriptions(QObject):
    """Requests from the session what is visible, and passes snapshots to the view in front.

    The gradients for the diagram's card are requested while the cursor or the keyboard is in it.
    """

    def __init__(
        self,
        session: Session,
        window: QWidget,
        diagram: QWidget,
        wishing: Sequence[Late[Wishes]],
        tabs: ViewTabs,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._window, self._diagram, self._tabs = window, diagram, tabs
        self._wishing: list[Wishes] = []
        self._views: list[TabView] = []
        self._asked: Wanted | None = None
        self._snapshot: Snapshot | None = None
        self._inside = False
        for widget in (window, diagram):
            widget.installEventFilter(self)
        for part in wishing:
            part.connect(self._heed)
        for page in tabs.late.values():
            page.connect(self._take)
        tabs.currentChanged.connect(self._tab_changed)

    def _heed(self, part: Wishes) -> None:
        self._wishing.append(part)
        part.wanted_changed.connect(self.ask)

    def _take(self, page: Page) -> None:
        if page.wishes is not None:
            self._heed(page.wishes)
        if page.in_front is not None:
            self._views.append(page.in_front)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Leave out the tabs that do not suit the task."""
        self._snapshot = None
        self._tabs.show_facts(facts)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Pass a moment to the view in front; the others would draw unseen."""
        self._snapshot = snapshot
        for view in self._views:
            if view.isVisible():
                view.show_snapshot(snapshot)

    @Slot()
    def ask(self) -> None:
        """Request what is needed now, if that has changed."""
        if not isValid(self._window):  # its children are being destroyed
            return
        wanted = self.wanted()
        if wanted != self._asked:
            self._asked = wanted
            self._session.set_wanted(wanted)

    def wanted(self) -> Wanted:
        """Return what is needed now."""
        wanted = _ALWAYS
        if self._window.isMinimized():
            return wanted
        wanted |= Wanted.MAPS
        if self._inside or self._diagram.hasFocus():
            wanted |= Wanted.GRADIENTS
        for view in self._wishing:
            wanted |= view.wants()
        return wanted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._diagram and kind in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._inside = kind is QEvent.Type.Enter
            self.ask()
        elif kind in (
            QEvent.Type.WindowStateChange,
            QEvent.Type.FocusIn,
            QEvent.Type.FocusOut,
        ):
            self.ask()
        return super().eventFilter(watched, event)

    @Slot(int)
    def _tab_changed(self, _: int) -> None:
        self.ask()
        if self._snapshot is not None:
            self.show_snapshot(self._snapshot)
