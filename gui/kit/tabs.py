"""The views that share one place, and the tabs that show them.

The window has one tuple of descriptions, a `Tab` each. A view is made when it is first in front.
"""

from collections.abc import Collection, Sequence
from functools import partial
from itertools import accumulate
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)

from core.late import Late
from core.pictures.snapshot import Facts
from gui.kit.fonts import caption_font
from gui.kit.icons import icon
from gui.kit.room import Upright
from gui.kit.style import set_role, text_scale
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.kit.views.choices import forget_choices, note_choices
from gui.kit.views.tab import Page, Tab, key_of

_translate = QCoreApplication.translate

View = TypeVar("View", bound=QWidget)


#: the key that gives the views all of the height
LARGER_KEY = "F8"

#: the least width of the views and height of one, in pixels at the usual text size, and how much of
#: either grows with the text: the same whichever view is in front
_WIDTH, _WIDTH_OF_TEXT, _HEIGHT, _HEIGHT_OF_TEXT = 300, 80, 164, 150
#: a width in which all tabs fit
_ALL = 10_000


class Row(QTabBar):
    """The row of tabs; it knows how wide a tab is, even one that is left out."""

    laid_out = Signal()

    def width_of(self, place: int) -> int:
        """Return the width of a tab in pixels."""
        return self.tabSizeHint(place).width()

    def scroll_back(self) -> None:
        """Show the row from its first tab: Qt scrolls it while there is a tab too many."""
        if any(self.tabRect(place).left() < 0 for place in range(self.count())):
            size = self.size()
            self.resize(_ALL, size.height())  # where everything fits, Qt does not scroll
            self.resize(size)

    def tabLayoutChange(self) -> None:
        self.laid_out.emit()


class _Room(QWidget):
    """The room of a view: what it needs at least, where Qt would give it what it likes best."""

    def __init__(self, view: QWidget) -> None:
        super().__init__()
        set_role(self, "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._view = view
        view.setParent(self)
        view.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:
        layout, least = self._view.layout(), self._view.minimumSizeHint()
        if layout is not None and layout.hasHeightForWidth():
            high = layout.totalMinimumHeightForWidth(max(self.width(), least.width()))
            least.setHeight(max(least.height(), high))
        return least

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._view.setGeometry(self.rect())


class ViewTabs(QTabWidget):
    """A page for each tab, in order; tabs that do not suit the task are left out.

    A tab is shown whole or not at all: those for which the row has no room are in the menu beside
    it, and the one that was last chosen there stays at the end of the row. All views have the same
    room; one that needs more height scrolls. `larger_wanted` says whether they are to have the
    height of the surface above them too.
    """

    offered_changed = Signal()
    larger_wanted = Signal(bool)

    def __init__(self, tabs: Sequence[Tab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = tuple(tabs)
        self._rooms = tuple(Upright() for _ in tabs)
        #: the pages by the names of their tabs, in order
        self.late = {
            tab.name: Late(partial(self._made, tab, within))
            for tab, within in zip(tabs, self._rooms, strict=True)
        }
        self._places = {tab.name: place for place, tab in enumerate(tabs)}
        self._offered = {tab.name for tab in tabs if not tab.optional}
        self._guest = -1  # the place of the tab that was last chosen in the menu
        self._row = Row()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self.setTabBar(self._row)
        self._covered: set[str] = set()
        self.setDocumentMode(True)
        self.setAccessibleName(_translate("ViewTabs", "Views"))
        self.tabBar().setExpanding(False)
        self.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self.tabBar().setUsesScrollButtons(False)  # all that it shows fits
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabBar().setAccessibleName(_translate("ViewTabs", "Views"))
        self.larger = QToolButton()
        self.larger.setCheckable(True)
        self.larger.setIconSize(QSize(16, 16))
        self.larger.setAccessibleName(_translate("ViewTabs", "Larger views"))
        help = _translate(
            "ViewTabs", "Give the views the height of the surface too, or give it back"
        )
        self.larger.setAccessibleDescription(help)
        self.larger.setToolTip(f"{help} ({LARGER_KEY})")
        self.larger.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self.larger, "plain")
        self.larger.toggled.connect(self._become_larger)
        self.all_views = QToolButton()
        self.all_views.setText(_translate("ViewTabs", "more ▾"))
        self.all_views.setAccessibleName(_translate("ViewTabs", "All views"))
        self.all_views.setToolTip(_translate("ViewTabs", "All views, with their keys"))
        self.all_views.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.all_views.setFont(caption_font(self.all_views.font()))
        set_role(self.all_views, "plain")
        for button in (self.all_views, self.larger):
            button.setStyleSheet("QToolButton { min-height: 22px; }")  # no higher than the tabs
        self.all_views.clicked.connect(self._open_menu)
        self._corner = corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, SPACE[1], 2)
        row.setSpacing(0)
        row.addWidget(self.all_views)
        row.addWidget(self.larger)
        self.setCornerWidget(corner)
        self._theme = LIGHT
        for place, (tab, within) in enumerate(zip(self.tabs, self._rooms, strict=True)):
            words, help = tab.tab_words()
            key = key_of(place)
            self.addTab(within, words)
            self.setTabToolTip(place, f"{help} ({key})" if key else help)
        self.currentChanged.connect(self._make_front)  # first: others tell it what to show
        self._make_front()
        self.currentChanged.connect(self._fit_row)
        self._row.laid_out.connect(self._soon.start)  # the text size may be another
        self._soon.timeout.connect(self._fit_row)
        self._fit_row()

    @staticmethod
    def _made(tab: Tab, within: Upright) -> Page:
        page = tab.make()
        within.setWidget(_Room(page.view))
        note_choices(page.view)
        return page

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of all tabs, in order; those that are not there yet are made."""
        return tuple(late.part() for late in self.late.values())

    def _make_front(self, *_: object) -> None:
        """Make the view in front, and then show it: as it is seen, it may ask for results."""
        if self.tabs:
            self.late[self.shown()].part()
            room = self._rooms[self._places[self.shown()]].widget()
            if room is not None:
                room.show()  # Qt does not, in an area that is visible already

    def minimumSizeHint(self) -> QSize:
        more = text_scale() - 1.0
        high = self._row.sizeHint().height() + _HEIGHT + round(_HEIGHT_OF_TEXT * more)
        return QSize(_WIDTH + round(_WIDTH_OF_TEXT * more), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_row()  # before Qt would scroll the row
        super().resizeEvent(event)

    def _fit_row(self, *_: object) -> None:
        """Show the first tabs, as many as there is room for, and after them the guest."""
        there = [place for place, tab in enumerate(self.tabs) if self.is_offered(tab.name)]
        if there and self.currentIndex() not in there:
            self.setTabVisible(there[0], True)
            self.setCurrentIndex(there[0])
        now = self.currentIndex()
        room = self.width() - self._corner.sizeHint().width()
        wide = {place: self._row.width_of(place) for place in there}
        fitting = _fitting(there, wide, room)
        if self._guest not in there or self._guest in fitting:
            self._guest = -1
        if self._guest >= 0:
            fitting = _fitting(there, wide, room, self._guest)
        if now in there and now not in fitting:
            self._guest = now
            fitting = _fitting(there, wide, room, now)
        for place in range(len(self.tabs)):
            self.setTabVisible(place, place in fitting)
        self._row.scroll_back()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for late in self.late.values():
            late.tell("theme", lambda page: page.set_theme(theme))
        self._show_arrow()

    def _show_arrow(self) -> None:
        name = "arrow-down" if self.larger.isChecked() else "arrow-up"
        self.larger.setIcon(icon(name, self._theme))

    def menu(self) -> QMenu:
        """Return a menu of the views that have a tab now, and of the optional ones."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, tab in enumerate(self.tabs):
            if self.is_offered(tab.name) or (tab.optional and tab.name not in self._covered):
                action = menu.addAction(f"{tab.tab_words()[0]}\t{key_of(place)}")
                action.setCheckable(True)
                action.setChecked(place == self.currentIndex())
                action.triggered.connect(lambda _=False, tab=tab: self._go_to(tab))
        return menu

    def _go_to(self, tab: Tab) -> None:
        if tab.optional:
            self.offer(tab.name, True)
        self.show_view(tab.name)

    def _open_menu(self) -> None:
        self.menu().popup(self.all_views.mapToGlobal(self.all_views.rect().bottomLeft()))

    def _become_larger(self, larger: bool) -> None:
        self._show_arrow()
        self.larger_wanted.emit(larger)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # what is hidden must not take the surface's room
            self.larger.setChecked(False)

    def view(self, kind: type[View]) -> View:
        """Return the view of a kind; to find it, others may be made.

        Raises LookupError if no tab has one.
        """
        lates = sorted(self.late.values(), key=lambda late: late.there() is None)
        for view in (late.part().view for late in lates):
            if isinstance(view, kind):
                return view
        raise LookupError(f"no tab shows a {kind.__name__}")

    def forget(self) -> None:
        """Forget what was chosen in the views: another document begins."""
        forget_choices(*(page.view for late in self.late.values() if (page := late.there())))

    def show_facts(self, facts: Facts) -> None:
        """Leave out the tabs that do not suit the task."""
        for tab in self.tabs:
            if not tab.optional:
                self.offer(tab.name, tab.fits(facts))

    def offer(self, name: str, offered: bool) -> None:
        """Show the tab of a view, or leave it out."""
        if offered:
            self._offered.add(name)
        else:
            self._offered.discard(name)
        self._fit_row()
        self.offered_changed.emit()

    def cover(self, names: Collection[str]) -> None:
        """Leave out views that would tell what is covered, beside those that do not suit."""
        if set(names) != self._covered:
            self._covered = set(names)
            self._fit_row()
            self.offered_changed.emit()

    def is_offered(self, name: str) -> bool:
        """Return whether a view has a tab now."""
        return name in self._offered and name not in self._covered

    def show_view(self, name: str) -> None:
        """Bring a view to the front, if it has a tab."""
        if name in self._places and self.is_offered(name):
            self.setTabVisible(self._places[name], True)  # Qt would not go to it otherwise
            self.setCurrentIndex(self._places[name])

    def shown(self) -> str:
        """Return the name of the view in front."""
        return self.tabs[max(0, self.currentIndex())].name


class PageFacts(QObject):
    """Tells the pages of each build; one that is not there yet hears of the last when it is."""

    def __init__(self, tabs: ViewTabs) -> None:
        super().__init__(tabs)
        self._pages = tuple(tabs.late.values())

    def show_facts(self, facts: Facts) -> None:
        """Show the data and the network of a build."""
        for late in self._pages:
            late.tell("facts", lambda page: page.show_facts(facts))


def _fitting(
    there: Sequence[int], wide: dict[int, int], room: int, guest: int | None = None
) -> list[int]:
    """Return the first tabs, as many as there is room for beside the guest, and the guest."""
    if guest is None:
        ends = accumulate(wide[place] for place in there)
        return [place for place, end in zip(there, ends, strict=True) if end <= room]
    others = [place for place in there if place != guest]
    return [*_fitting(others, wide, room - wide[guest]), guest]
