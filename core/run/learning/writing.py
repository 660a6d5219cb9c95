"""The run's part for lessons that are written: moments taken, lessons checked, opened and saved."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.errors import UserError
from core.run.building import Building
from core.run.reporting import carried_on, reporting
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import Time
from core.training.trainer import Trainer
from core.words import translate

if TYPE_CHECKING:
    from core.documents.lesson_file import LessonFile
    from core.lesson.lessons.described import Lesson
    from core.run.learning.lessons import Problem


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    folder: Path | None
    time: Time
    building: Building

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""


class LessonWriting:
    """Does what writing a lesson needs of training and of the disk."""

    failed = Told()
    progress = Told()
    moment_taken = Told()  # Taken
    lesson_checked = Told()  # tuple of Problem, whether that is all
    lesson_saved = Told()  # Path
    writing_opened = Told()  # LessonFile, whether it was written by hand

    def __init__(self, run: Host) -> None:
        self._run = run
        #: what is being looked over: problems, and between them how many steps are done
        self._looking: Iterator[Problem | int | None] | None = None
        self._steps = 0
        self._found: list[Problem] = []

    @reporting
    def take_moment(self, folder: Path, stepped: bool) -> None:
        """Take the moment at hand; `stepped`: at the stop that is shown."""
        from core.run.learning.taking import taken

        walk = self._run.time.walk
        picture = walk.picture() if stepped and walk is not None and walk.is_described() else None
        self.moment_taken.emit(taken(self._run, folder, picture))

    @reporting
    def open_lesson(self, path: Path, language: str) -> None:
        """Open a lesson to be changed, in a folder of its own; `writing_opened` brings it."""
        from core.documents.lesson_writing import is_by_hand, open_for_writing

        self.writing_opened.emit(open_for_writing(path, language), is_by_hand(path))

    @reporting
    def save_lesson(self, lesson: "Lesson", folder: Path, path: Path) -> None:
        """Write a lesson and read it back; `lesson_saved` tells."""
        from core.documents.lesson_writing import save_lesson

        save_lesson(lesson, folder, path)
        self.lesson_saved.emit(path)

    def set_aside(self, lesson: "Lesson | None", folder: Path, path: Path) -> None:
        """Write a lesson in case of a crash, without a word; None deletes the file.

        One that is not complete is not written: the last that was stays.
        """
        from core.documents.lesson_writing import save_lesson

        with suppress(UserError, OSError):
            if lesson is None:
                path.unlink(missing_ok=True)
            else:
                save_lesson(lesson, folder, path)

    # ------------------------------------------------------------------ checking

    @reporting
    def check_lesson(self, file: "LessonFile") -> None:
        """Look for what is wrong with a lesson, as it would be saved, in slices."""
        from core.documents.lesson_file import NAME
        from core.documents.lesson_writing import with_lesson
        from core.lesson.lessons.reading import LessonError
        from core.lesson.writing.written import checked
        from core.run.learning.lessons import Problem, looked_over

        self.cancel()
        try:
            lesson = checked(file.lesson, NAME)[1]
        except LessonError as error:
            problem = Problem(error.step, "", error.line or 0, error.bare, error.hint)
            self.lesson_checked.emit((problem,), True)
            return
        self._steps, self._found = len(lesson.steps), []
        whole, others = with_lesson(file, lesson), []
        for language in whole.languages():
            try:
                others.append(whole.translated(language)[0].lesson)
            except UserError as error:  # it has a step that is gone
                self._found.append(Problem("", "", 0, error.message, error.hint))
        self._looking = looked_over(whole, translations=others)
        self._run.slicer.begin(self)

    def work(self, seconds: float) -> bool:
        """Look on for a slice; return whether that was all of it."""
        return not carried_on(self._goes_on, self.cancel)

    @reporting
    def _goes_on(self) -> bool:
        if self._looking is None:
            return False
        try:
            found = next(self._looking)
        except StopIteration:
            self._looking = None
            self.progress.emit("", 0, 0)
            self.lesson_checked.emit(tuple(self._found), True)
            return False
        if isinstance(found, int):
            words = translate("Worker", "Checking the lesson")
            self.progress.emit(words, found, self._steps)
        elif found is not None:
            self._found.append(found)
            self.lesson_checked.emit(tuple(self._found), False)
        return True

    def cancel(self) -> None:
        """Stop looking; what was found stays."""
        if self._looking is not None:
            self._looking = None
            self.progress.emit("", 0, 0)

    def end(self) -> None:
        """Let go of everything."""
        self._looking, self._found = None, []
