"""The column at the left: the settings, and while a lesson is played its page in their place."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.kit.style import set_role

_translate = QCoreApplication.translate

LESSON, SETTINGS = 0, 1

#: from the width of the window to that of a page, in pixels
Width = Callable[[int], int]


class LeftColumn(QWidget):
    """Without a lesson it is the settings, in the Train view only.

    With one it keeps its width in both views; in the Train view two tabs lead to the settings and
    back, as some tasks are about them. `widths` are those of the settings and of the lesson.
    """

    def __init__(self, settings: QWidget, lesson: QWidget, widths: tuple[Width, Width]) -> None:
        super().__init__()
        self._widths = widths
        self._room = 0  # the width of the window
        set_role(self, "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._settings, self._lesson = settings, lesson
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
        """Take the width of what is shown; in a lesson that of its page in both views."""
        self.setFixedWidth(self._widths[1 if self._playing else 0](self._room) + 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.fit()  # the text size may be another

    @Slot()
    def _show(self, *_: object) -> None:
        of_lesson = self._playing and (self._stepping or self.tabs.currentIndex() == LESSON)
        self.stack.setCurrentWidget(self._lesson if of_lesson else self._settings)
        self.fit()
        self.tabs.setVisible(self._playing and not self._stepping)
        wanted = self._playing or not self._stepping
        if self.parentWidget() is not None or not wanted:
            self.setVisible(wanted)  # before it is in the window, it would flash up as one itself
