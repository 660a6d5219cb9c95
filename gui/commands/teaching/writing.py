"""Writing a lesson: begun, tried, checked, saved and closed; nothing is lost without asking."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.documents.lesson_aside import LessonAside
from core.documents.opening import LESSON_FILE, LESSON_SUFFIX
from core.errors import UserError
from core.run.commands import CheckLesson, OpenForWriting, SaveLesson, SetLessonAside
from core.words import plain, say
from gui.commands.teaching.lessons import LessonCommands
from gui.commands.teaching.moments import Asking, StepMoments
from gui.documents.controller import FileController
from gui.documents.questions import Answer, clock
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.settings import Settings
from gui.lessons.column import LeftColumn
from gui.thread.session import Session

if TYPE_CHECKING:
    from core.documents.lesson_file import LessonFile
    from core.lesson.lessons.described import Lesson, Moment
    from gui.writing.choosing import Choice, ChoosingDialog
    from gui.writing.editor import Editor

_translate = QCoreApplication.translate

#: how long nothing is edited before the lesson is set aside, in milliseconds
_ASIDE = 2000


class WritingCommands(QObject):
    """Writes one lesson at a time; the page is made when the first one is begun."""

    told = Signal(str)
    failed = Signal(object)  # UserError
    begun = Signal()

    def __init__(
        self,
        window: QWidget,
        session: Session,
        files: FileController,
        lessons: LessonCommands,
        moments: StepMoments,
        settings: Settings,
        aside: Path | None,
    ) -> None:
        super().__init__(window)
        self._session, self._settings = session, settings
        self._aside = None if aside is None else LessonAside(aside)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_ASIDE)
        self._later.timeout.connect(self.set_aside)
        self._window, self._files, self._lessons = window, files, lessons
        self.moments = moments
        self._asking = Asking(session, self)
        self.column: LeftColumn | None = None
        self.dialog: ChoosingDialog | None = None
        self.editor: Editor | None = None
        self._path: Path | None = None
        self._after_save: Callable[[], None] | None = None
        self._tried = False
        lessons.changed.connect(self._come_back)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "write_lesson",
                _translate("Actions", "&Write a lesson…"),
                _translate("Actions", "Write a lesson of your own, or change one (Ctrl+Shift+W)"),
                Place(Menu.LESSONS, 3),
                self.choose,
                is_built,
                ("Ctrl+Shift+W",),
            ),
        )

    def is_writing(self) -> bool:
        """Return whether a lesson is being written."""
        return self.moments.file is not None

    def is_unsaved(self) -> bool:
        """Return whether a lesson is being written with edits that no file has."""
        return self.editor is not None and self.is_writing() and self.editor.is_unsaved()

    # ------------------------------------------------------------------ what to write

    @Slot()
    def choose(self) -> None:
        """Ask what to write."""
        from core.documents.lesson_file import shipped_lesson, shipped_lessons
        from core.documents.lesson_list import title_of
        from gui.writing.choosing import Choice, ChoosingDialog

        if self.dialog is None:
            self.dialog = ChoosingDialog(self._window)
            self.dialog.chosen.connect(self._chosen)
            self.dialog.file_wanted.connect(self._ask_file)
        choices = [Choice(_translate("Writing", "A new lesson, from the network in the window"))]
        for left in () if self._aside is None else self._aside.left():
            words = say(
                *("Writing", "“{title}”, left unsaved at {time}"),
                title=left.title,
                time=clock(left.time),
            )
            choices.append(Choice(words, left.path, is_copy=True, is_recovered=True))
        for name in shipped_lessons():
            path = shipped_lesson(name)
            title = title_of(name, self._settings.language())
            choices.append(Choice(say("Writing", "A copy of “{title}”", title=title), path, True))
        self.dialog.bring()
        self.dialog.show_choices(choices)

    def _ask_file(self) -> None:
        from gui.commands.teaching.list import ask_lesson

        path = ask_lesson(self._window)
        if path is not None:
            self.if_safe(lambda: self.open(path))

    @Slot(object)
    def _chosen(self, choice: "Choice") -> None:
        path = choice.path
        if path is None:
            self.if_safe(self.begin_new)
        else:
            self.if_safe(lambda: self.open(path, choice.is_copy, choice.is_recovered))

    def begin_new(self) -> None:
        """Begin a lesson of one step, at the moment that the window shows."""
        from core.documents.lesson_writing import begin_writing
        from core.lesson.writing.edits import changed, new_lesson, with_project

        self._lessons.leave()
        language = self._settings.language()
        language = language if language.islower() else "en"  # “C” is no language
        name = f"lesson-{secrets.token_hex(3)}"
        file = begin_writing(new_lesson(language, name=name))

        def begin(project: str, moment: "Moment", bug: str) -> None:
            lesson = changed(file.lesson, 0, moment=moment, bug=bug)
            editor = self._begin(file, with_project(lesson, 0, project), None)
            editor.begin()

        self.moments.take(file, begin)

    def open(self, path: Path, is_copy: bool = False, is_recovered: bool = False) -> None:
        """Open a lesson to be changed; a copy is in no file yet. What is recovered is set aside."""
        from core.documents.lesson_file import is_shipped
        from core.lesson.writing.edits import as_copy

        is_copy = is_copy or is_shipped(path)

        def begin(file: "LessonFile", by_hand: bool) -> None:
            lesson = file.lesson
            if by_hand and not is_copy:
                self.told.emit(
                    _translate(
                        "Writing",
                        "This lesson was written by hand: saving writes its file anew, without "
                        "comments.",
                    )
                )
            if is_copy and not is_recovered:
                lesson = as_copy(lesson, secrets.token_hex(3))
            self._begin(file, lesson, None if is_copy else path, is_recovered)
            self.moments.show_step()
            if is_recovered:
                self.set_aside()
                self._session.do(SetLessonAside(None, path.parent, path))

        self._lessons.leave()
        language = self._settings.language() if is_copy and not is_recovered else ""
        self._asking.ask(OpenForWriting(path, language), "writing_opened", begin)

    def _begin(
        self, file: "LessonFile", lesson: "Lesson", path: Path | None, is_recovered: bool = False
    ) -> "Editor":
        self._end_aside()
        if self._aside is not None:
            self._aside.begin()
        self.moments.file, self._path = file, path
        if self.editor is None:
            self._make_editor(lesson)
        assert self.editor is not None
        self.editor.begin_with(lesson, not is_recovered, self._place_words())
        self.editor.pick("")
        if self.column is not None:
            self.column.show_writing(self.editor)
        self.begun.emit()
        return self.editor

    def _make_editor(self, lesson: "Lesson") -> None:
        from gui.writing.editor import Editor

        editor = self.editor = Editor(lesson)
        self.moments.serve(editor)
        editor.told.connect(self.told)
        editor.edited.connect(self._later.start)
        editor.try_wanted.connect(self.try_it)
        editor.check_wanted.connect(self.check)
        editor.save_wanted.connect(self.save)
        editor.lesson.save_as_wanted.connect(self.save_as)
        editor.close_wanted.connect(lambda: self.if_safe(self.close))

    # ------------------------------------------------------------------ trying and checking

    @Slot()
    def try_it(self) -> None:
        """Play the lesson from the step at hand; leaving it comes back to the page."""
        from core.lesson.writing.written import checked

        editor, file = self.editor, self.moments.lesson_file()
        if editor is None or file is None:
            return
        editor.pick("")
        try:
            checked(file.lesson, LESSON_FILE)
        except UserError as error:
            self.failed.emit(error)
            editor.go_to(getattr(error, "step", ""), "")
            return

        def play() -> None:
            self._tried = True
            self._lessons.try_from(file, editor.at)

        self._files.if_safe(play)

    @Slot()
    def _come_back(self) -> None:
        """Show the step again, once the lesson that was tried is left."""
        if self._tried and not self._lessons.is_played():
            self._tried = False
            self.moments.show_reading()

    @Slot()
    def check(self) -> None:
        """Look for what is wrong with the lesson."""
        editor, file = self.editor, self.moments.lesson_file()
        if editor is None or file is None:
            return

        def show(found: Any, whole: bool) -> None:
            editor.show_problems(found, whole, [step.id for step in editor.lesson_now.steps])

        show((), False)
        self._asking.ask(CheckLesson(file), "lesson_checked", show)

    # ------------------------------------------------------------------ saving and closing

    @Slot()
    def save(self) -> None:
        """Save to the lesson's own file, or ask for one."""
        if self._path is None:
            self.save_as()
        else:
            self._save_to(self._path)

    @Slot()
    def save_as(self) -> None:
        """Ask for a file or a folder, and save there."""
        path = self._ask_where()
        if path is None:
            self._after_save = None
        else:
            self._save_to(path)

    def _ask_where(self) -> Path | None:
        if self.editor is None:
            return None
        packed = _translate("Writing", "Lesson in one file (*.lesson)")
        folder = _translate("Writing", "Folder with a lesson.toml (*)")
        home = Path.home() if self._path is None else self._path.parent
        chosen, kind = QFileDialog.getSaveFileName(
            self._window,
            _translate("Writing", "Save the lesson"),
            str(home / f"{file_stem(self.editor.lesson_now.title)}{LESSON_SUFFIX}"),
            f"{packed};;{folder}",
        )
        if not chosen:
            return None
        path = Path(chosen)
        if kind == folder:
            return path.with_suffix("") if path.suffix.lower() == LESSON_SUFFIX else path
        if path.suffix.lower() == LESSON_SUFFIX:
            return path
        path = path.with_name(path.name + LESSON_SUFFIX)  # the file dialog has not asked about it
        return path if not path.exists() or self._files.questions.replace(path) else None

    def _save_to(self, path: Path) -> None:
        editor, file = self.editor, self.moments.lesson_file()
        if editor is None or file is None:
            return

        def saved(_: Path) -> None:
            self._path = path
            editor.note_saved(file.lesson, self._place_words())
            self.set_aside()
            self.told.emit(say("Writing", "The lesson is saved as {name}", name=plain(path.name)))
            after, self._after_save = self._after_save, None
            if after is not None:
                after()

        def failed(error: UserError) -> None:
            self._after_save = None
            editor.go_to(getattr(error, "step", ""), "")

        command = SaveLesson(file.lesson, file.folder, path)
        self._asking.ask(command, "lesson_saved", saved, failed)

    def _place_words(self) -> str:
        if self._path is None:
            return _translate("Writing", "Not saved in any file yet")
        return say("Writing", "Saved in {name}", name=plain(str(self._path)))

    def if_safe(self, act: Callable[[], None]) -> None:
        """Do what the lesson goes by, once nothing of it is lost by that."""
        if self.editor is None or not self.is_unsaved():
            act()
            return
        answer = self._files.questions.unsaved(self.editor.lesson_now.title, False)
        if answer is Answer.DISCARD:
            act()
        elif answer is Answer.SAVE:
            self._after_save = act
            self.save()

    def may_close(self, act: Callable[[], object]) -> bool:
        """Return whether the window may close; if not, it is asked first, and `act` follows."""
        if not self.is_unsaved():
            return True

        def go_on() -> None:
            self.close()
            act()

        self.if_safe(go_on)
        return False

    @Slot()
    def set_aside(self) -> None:
        """Write what is not saved where it is found after a crash."""
        file, path = self.moments.lesson_file(), None if self._aside is None else self._aside.path
        if file is None or path is None or self.editor is None:
            return
        lesson = file.lesson if self.editor.is_unsaved() else None
        self._session.do(SetLessonAside(lesson, file.folder, path))

    def _end_aside(self) -> None:
        self._later.stop()
        if self._aside is not None and self._aside.path is not None:
            path = self._aside.path
            self._session.do(SetLessonAside(None, path.parent, path))
            self._aside.end()

    def end(self) -> None:
        """Let go of the lesson: the window is closed, and nothing of it is unsaved any more."""
        self._end_aside()

    def close(self) -> None:
        """Let go of the lesson: what is not saved is lost."""
        self._end_aside()
        if self.editor is not None:
            self.editor.pick("")
        self.moments.end()
        self._path = None
        if self.column is not None:
            self.column.show_writing(None)


def file_stem(title: str) -> str:
    """Return a title as the name of a file."""
    return re.sub(r"[^\w -]", "", title).strip()[:60] or "lesson"
