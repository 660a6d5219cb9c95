"""The list of lessons, with how far one is in each, and opening a lesson of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.commands.teaching.lessons import LessonCommands
from gui.documents.controller import FileController
from gui.kit.action_row import ActionRow, Menu, Place
from gui.kit.settings import Settings

if TYPE_CHECKING:
    from gui.lessons.list import LessonsDialog

_translate = QCoreApplication.translate
#: how long lessons are read at a time, in seconds
_SLICE = 0.02


class LessonList(QObject):
    """Shows the lessons that ship; the one that is chosen is opened as any file is."""

    def __init__(
        self, window: QWidget, files: FileController, lessons: LessonCommands, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window, self._files, self._lessons = window, files, lessons
        self._settings = settings
        self.dialog: LessonsDialog | None = None

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "lessons",
                _translate("Actions", "&All lessons…"),
                _translate("Actions", "The lessons, what each is about, and how far you are"),
                Place(Menu.LESSONS),
                self.show_list,
                keys=("Ctrl+Shift+L",),
            ),
        )

    @Slot()
    def show_list(self) -> None:
        """Show the lessons that ship."""
        from gui.lessons.list import LessonsDialog

        if self.dialog is None:
            self.dialog = LessonsDialog(self._settings, self._window)
            self.dialog.language.chosen.connect(lambda: self._show_lessons(True))
            self.dialog.chosen.connect(self._files.open_path)
            self.dialog.file_wanted.connect(self._ask_file)
        self.dialog.bring()
        self._show_lessons()

    def _show_lessons(self, again: bool = False) -> None:
        """Fill the list once the lessons are read, in slices between which the window answers."""
        from core.documents.lesson_list import lesson_groups, read_on

        assert self.dialog is not None
        language = self._settings.language()
        if not read_on(language, _SLICE):
            QTimer.singleShot(0, self, lambda: self._show_lessons(again))
            return
        self.dialog.show_lessons(lesson_groups(language, self._lessons.folder), again)

    def _ask_file(self) -> None:
        path = ask_lesson(self._window)
        if path is not None:
            self._files.open_path(path)


def ask_lesson(window: QWidget) -> Path | None:
    """Ask for the file of a lesson."""
    words = _translate("Lessons", "Lessons (*.lesson lesson.toml);;All files (*)")
    title = _translate("Lessons", "Open a lesson")
    path, _ = QFileDialog.getOpenFileName(window, title, str(Path.home()), words)
    return Path(path) if path else None
