"""The list of lessons, with how far one is in each, and opening a lesson of one's own."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.documents.lesson_file import open_lesson, shipped_lesson, shipped_lessons
from core.documents.lesson_progress import kept_progress
from core.errors import FileError
from core.lesson.lessons.described import Lesson
from core.lesson.lessons.progress import Progress
from gui.commands.teaching.lessons import LessonCommands
from gui.documents.controller import FileController
from gui.kit.action_row import ActionRow, Menu, Place
from gui.lessons.list import Entry, LessonsDialog

_translate = QCoreApplication.translate


class LessonList(QObject):
    """Shows the lessons that ship; the one that is chosen is opened as any file is."""

    def __init__(self, window: QWidget, files: FileController, lessons: LessonCommands) -> None:
        super().__init__(window)
        self._window, self._files, self._lessons = window, files, lessons
        self.dialog: LessonsDialog | None = None
        self._read: dict[str, Lesson] = {}

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
        if self.dialog is None:
            self.dialog = LessonsDialog(self._window)
            self.dialog.chosen.connect(self._files.open_path)
            self.dialog.file_wanted.connect(self._ask_file)
        self.dialog.bring()
        self.dialog.show_lessons([self._entry(name) for name in shipped_lessons()])

    def _entry(self, name: str) -> Entry:
        path = shipped_lesson(name) / "lesson.toml"
        if name not in self._read:  # those that ship do not change
            self._read[name] = open_lesson(path).lesson
        lesson = self._read[name]
        progress = Progress.begin(lesson)
        if self._lessons.folder is not None:
            with suppress(FileError):  # said when the lesson is opened
                progress = kept_progress(self._lessons.folder, lesson)
        return Entry(path, lesson, progress)

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
