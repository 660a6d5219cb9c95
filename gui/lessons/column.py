"""The column at the left: the settings, or the page of a lesson that is played or written."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.kit.room import SidePage
from gui.kit.style import set_role

_translate = QCoreApplication.translate

LESSON, SETTINGS = 0, 1

#: from the width of the window to that of the settings, in pixels
Width = Callable[[int], int]


class LeftColumn(QWidget):
    """Without a lesson it is the settings, in the Train view only.

    With one that is played or written it has the width of its page in both views; in the Train
    view two tabs lead to the settings and back, as some tasks are about them.
    """

    def __init__(self, settings: QWidget, of_settings: Width, lesson: SidePage) -> None:
        super().__init__()
        self._of_settings = of_settings
        self._room = 0  # the width of the window
        set_role(self, "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._settings, self._lesson = settings, lesson
        self._writing: SidePage | None = None
        self._stepping = self._playing = False
        self.tabs = QTabBar()
        self.tabs.addTab(_translate("Lessons", "Lesson"))
        self.tabs.addTab(_translate("Lessons", "Settings"))
        self.tabs.setTabToolTip(LESSON, _translate("Lessons", "The step of the lesson"))
        self.tabs.setTabToolTip(SETTINGS, _translate("Lessons", "Data, network and training"))
        self.tabs.setAccessibleName(_translate("Lessons", "Lesson or settings"))
        set_role(self.tabs, "left")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(lesson)
        self.stack.addWidget(settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)  # the line at its right
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._show)
        self._show()

    def show_view(self, stepping: bool) -> None:
        """Follow the view: the settings belong to the Train view."""
        self._stepping = stepping
        self._show()

    def show_lesson(self, playing: bool) -> None:
        """Have the page of a lesson, or not."""
        self._playing = playing
        self.tabs.setCurrentIndex(LESSON)
        self._show()

    def fit_in(self, room: int) -> None:
        """Take the width for a window of this width."""
        self._room = room
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Take the width of the settings, or with a lesson that of its page in both views."""
        page = self._page()
        wide = self._of_settings(self._room) if page is None else page.width_in(self._room)
        self.setFixedWidth(wide + 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.fit()  # the text size may be another

    def _page(self) -> SidePage | None:
        return self._lesson if self._playing else self._writing

    def show_writing(self, page: SidePage | None) -> None:
        """Have the page of a lesson that is written, or none; one that is played goes before it."""
        if page is not None and self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self._writing = page
        self.tabs.setCurrentIndex(LESSON)
        self._show()

    @Slot()
    def _show(self, *_: object) -> None:
        page = self._page()
        in_front = page is not None and (self._stepping or self.tabs.currentIndex() == LESSON)
        self.stack.setCurrentWidget(page if in_front and page is not None else self._settings)
        self.fit()
        self.tabs.setVisible(page is not None and not self._stepping)
        wanted = page is not None or not self._stepping
        if self.parentWidget() is not None or not wanted:
            self.setVisible(wanted)  # before it is in the window, it would flash up as one itself
