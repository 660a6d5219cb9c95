"""Playing a lesson: going through its steps, and leaving it.

A lesson begins as any file is opened: what is not saved is asked about first. From then on the
document is the network of the step at hand, in no file of the person's; leaving the lesson keeps
that network in the window and lets its covers and locks fall. What was answered is kept after
every answer, in a folder of the program's own.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.documents.opening import LESSON_FILE
from core.errors import UserError
from core.lesson.addresses.address import Address
from core.lesson.cards.covering import Cover
from core.lesson.lessons.progress import Progress
from core.lesson.parts import Part
from core.pictures.snapshot import Snapshot
from core.run.answers import Answer
from core.run.commands import AskStand, KeepProgress, OpenLesson, OpenStep
from core.words import plain, say
from gui.commands.teaching.locks import LessonLocks
from gui.commands.teaching.rows import lesson_rows
from gui.commands.time import TimeCommands
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.kit.action_row import ActionRow
from gui.kit.settings import Settings
from gui.lessons.column import LeftColumn
from gui.lessons.page import LessonPage
from gui.step.panel import StepPanel
from gui.thread.session import Session

if TYPE_CHECKING:
    from core.documents.lesson_file import LessonFile
    from core.lesson.lessons.attempts import Attempt
    from core.lesson.lessons.described import Lesson, Step
    from core.lesson.lessons.report import Report
    from core.lesson.lessons.score import Score

_translate = QCoreApplication.translate


class LessonCommands(QObject):
    """Plays one lesson at a time; which it is, the page and the menu say."""

    told = Signal(str)
    offered = Signal(str, object)  # a message, and what can be done: [(words, act)]
    failed = Signal(object)  # UserError
    handing_in = Signal()
    #: a lesson is played now, or none, or it is at another step
    changed = Signal()
    #: what the step points out: parts of the network, and the names of parts of the window
    pointed_out = Signal(object, object)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        files: FileController,
        time: TimeCommands,
        steps: StepPanel,
        lockable: Sequence[QWidget],
        settings: Settings,
        recovery: Path | None,
    ) -> None:
        super().__init__(window)
        self._session, self._document = session, document
        self._files, self._time, self._steps = files, time, steps
        #: where progress is kept: beside what is set aside in case of a crash
        self.folder = None if recovery is None else recovery.with_name("lessons")
        self._settings = settings
        self.locks = LessonLocks(document, lockable)
        self.locks.refused.connect(self.told)
        self.page = LessonPage()
        self.column: LeftColumn | None = None
        self.file: LessonFile | None = None
        self._progress = Progress("", 0)
        self._last: Lesson | None = None  # the one that `_progress` is of
        self._trying = False  # its author tries it: nothing is kept
        self._at = 0  # which step
        self._is_shown = False  # whether its text and tasks are there
        self._covers: tuple[frozenset[str], bool] = (frozenset(), False)
        self._attempts: list[Attempt] = []
        self._own: set[int] = set()  # tickets of steps that were asked for
        self._asked = 0  # the ticket of the moment at hand
        self._opens = False  # the document that comes next is a step's
        self._opening: Path | None = None
        self._came_from: Path | None = None  # what was open before the lesson
        self.followed: Step | None = None  # whose sample is followed once it is there
        session.lesson_opened.connect(self._begin)
        session.answered.connect(self._answered)
        document.replaced.connect(self._replaced)
        files.lesson_wanted.connect(self._open)
        page = self.page
        page.answered.connect(self._keep)
        page.stand_wanted.connect(self._ask_stand)
        page.back_wanted.connect(self.back)
        page.next_wanted.connect(self.next)
        page.leave_wanted.connect(self.leave)
        steps.sheet.part_chosen.connect(self.take_part)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return lesson_rows(self.next, self.back, self.go_to_task, self.again, self.leave)

    # ------------------------------------------------------------------ beginning and leaving

    @Slot(object)
    def _open(self, path: Path) -> None:
        """Open a lesson; nothing unsaved is in the way any more."""
        self._opening = path
        self._session.do(OpenLesson(path, self._settings.language(), self.folder))

    @Slot(object, object)
    def _begin(self, file: "LessonFile", progress: Progress) -> None:
        """Play a lesson that was opened, where it was left."""
        if self.file is None:
            self._came_from = self._document.path
        self._trying = False
        names = [step.id for step in file.lesson.steps]
        self._play(file, progress, names.index(progress.step) if progress.step in names else 0)

    def try_from(self, file: "LessonFile", at: int) -> None:
        """Play a lesson that is being written from a step (from 0), and keep no answer."""
        self._trying = True
        self._play(file, Progress.begin(file.lesson), at)

    def _play(self, file: "LessonFile", progress: Progress, at: int) -> None:
        self.file, self._last, self._progress = file, file.lesson, progress
        self._go(at)
        if self.column is not None:
            self.column.show_lesson(True)

    @Slot()
    def leave(self) -> None:
        """End the lesson; its network stays in the window."""
        if self.file is None:
            return
        name = plain(self.file.lesson.title)
        score, whole = self._progress.score(self.file.lesson), len(self.file.lesson.tasks())
        tried = self._trying
        self._let_go()
        if tried:
            self._came_from = None
            return
        words = say(
            "Lessons",
            "“{name}” is left: {score}. The answers are kept, and its network stays here.",
            name=name,
            score=score.words(),
        )
        before, self._came_from = self._came_from, None
        answers: list[tuple[str, Callable[[], object]]] = []
        if before is not None and before.is_file():
            back = say("Lessons", "Back to {name}", name=plain(before.name))
            answers.append((back, partial(self._files.open_path, before)))
        if whole:
            answers.append((_translate("Lessons", "Hand in…"), self.handing_in.emit))
        if answers:
            self.offered.emit(words, tuple(answers))
        else:
            self.told.emit(words)

    def report(self, name: str) -> "Report | None":
        """Return what can be handed in of the lesson played, or played last; None if nothing."""
        last = None if self._trying else self._last
        return None if last is None else self._progress.report(name, last)

    def score(self) -> "Score | None":
        """Return how well the lesson goes that is played, or went that was played last."""
        return None if self._last is None else self._progress.score(self._last)

    def has_answers(self) -> bool:
        """Return whether there is something to hand in."""
        return self._last is not None and not self._trying and bool(self._last.tasks())

    def title(self) -> str:
        """Return the title of the lesson played, or played last."""
        return "" if self._last is None else self._last.title

    def forget(self) -> None:
        """End the lesson without a word: its answers are another person's."""
        self._came_from = None
        self._let_go()
        self._last = None
        self.changed.emit()

    def _let_go(self) -> None:
        self.file, self._attempts, self.followed = None, [], None
        self._is_shown = False
        if self._trying:
            self._trying, self._last = False, None
        self.locks.lock(())
        self.pointed_out.emit((), ())
        self._steps.set_cover(None)
        if self.column is not None:
            self.column.show_lesson(False)
        self.changed.emit()

    @Slot(object)
    def _replaced(self, _: object) -> None:
        """Another document of the person's ends the lesson: what was answered is kept."""
        if self._opens:
            self._opens = False
        elif self.file is not None:
            self._let_go()

    @Slot()
    def again(self) -> None:
        """Forget the answers to this lesson, and go to its first step."""
        if self.file is not None:
            self._progress = Progress.begin(self.file.lesson)
            self._if_safe(lambda: self._go(0))

    # ------------------------------------------------------------------ going through it

    def is_played(self) -> bool:
        """Return whether a lesson is played."""
        return self.file is not None

    def can_go_back(self) -> bool:
        """Return whether there is a step before."""
        return self.file is not None and self._at > 0

    def can_go_on(self) -> bool:
        """Return whether the step at hand lets on: as it says, once it is answered, or read."""
        if self.file is None or not self._is_shown:
            return False
        step = self.file.lesson.steps[self._at]
        if step.go_on == "never":
            return False
        return step.go_on == "read" or all(attempt.is_over for attempt in self._attempts)

    @Slot()
    def next(self) -> None:
        """Go to the next step; after the last one the lesson is at its end."""
        if self.file is None or not self.can_go_on():
            return
        if self._at + 1 < len(self.file.lesson.steps):
            self._if_safe(lambda: self._go(self._at + 1))
        else:
            self._progress = self._progress.at("")
            self._write()
            self.leave()

    @Slot()
    def back(self) -> None:
        """Go to the step before."""
        if self.can_go_back():
            self._if_safe(lambda: self._go(self._at - 1))

    def _if_safe(self, act: Callable[[], None]) -> None:
        """Go on, once a person who has saved the network of this step has saved that again."""
        if self._document.path is None:
            act()
        else:
            self._files.if_safe(act)

    def _go(self, at: int) -> None:
        from core.lesson.lessons.attempts import Attempt

        assert self.file is not None
        lesson, self._at = self.file.lesson, at
        step = lesson.steps[at]
        self._progress = self._progress.at(step.id)
        answer = partial(self._progress.answer, step.id)
        self._attempts = [Attempt.again(task, answer(task.id)) for task in step.tasks]
        self._is_shown = False
        self.pointed_out.emit((), ())
        self.page.begin_step(lesson, step)
        if self._trying:
            self.page.lesson.setText(_translate("Lessons", "Tried: no answer is kept"))
        self._steps.set_cover(None)
        self._time.show_steps(step.moment.is_stepped)
        ticket = self._session.ticket()
        self._own.add(ticket)
        self._session.do(OpenStep(self.file, step, ticket=ticket))
        self.locks.lock((*lesson.lock, *step.lock))
        self._write()
        self.changed.emit()

    @Slot()
    def go_to_task(self) -> None:
        """Put the keys into the first task that is open."""
        if self.column is not None:
            self.column.tabs.setCurrentIndex(0)
        self.page.begin()

    # ------------------------------------------------------------------ what training says

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        """Hear what came of the steps and moments that were asked for, and of no others."""
        if answer.news == "lesson_opened" and self._opening is not None:
            if self._opening.name != LESSON_FILE:
                self._settings.add_recent(self._opening)
            self._opening = None
        if answer.ticket and answer.ticket == self._asked:
            if answer.news == "stood":
                self._asked = 0
                (stand,) = answer.values
                self.page.show_stand(stand.update, stand.facts)
            elif answer.news == "failed":
                self._asked = 0
                self.page.stand_failed()
        elif answer.ticket in self._own:
            if answer.news == "opened":
                self._opens = True
            elif answer.news == "stood":
                self._show(*answer.values)
            elif answer.news in ("failed", "misfit"):
                self._own.discard(answer.ticket)

    def _show(self, stand: Any) -> None:
        from core.lesson.lessons.expressions import addresses_in
        from core.lesson.lessons.highlights import highlights_of

        if self.file is None:
            return
        lesson, step = self.file.lesson, self.file.lesson.steps[self._at]
        try:
            self.page.show_step(lesson, step, self._attempts, stand.update)
            highlights = highlights_of(step.highlight, stand.update.numbers)
            hidden = [
                str(address)
                for pattern in step.cover
                if pattern != "*"
                for address in addresses_in(pattern, stand.update.numbers)
            ]
        except UserError as error:
            self.failed.emit(error)
            return
        self.pointed_out.emit(*highlights)
        self._covers = (frozenset(hidden), "*" in step.cover)
        self.followed, self._is_shown = step, True
        self._cover()
        self._tell()

    def _cover(self) -> None:
        """Cover what is asked for until all of it is answered."""
        addresses, whole = self._covers
        open_ = all(attempt.is_over for attempt in self._attempts)
        self._steps.set_cover(None if open_ else Cover(addresses, whole))

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow the sample and the number of the step, once its moment is there."""
        from core.lesson.lessons.standing import followed_part, is_shown

        step = self.followed
        if step is None or not is_shown(step.moment, snapshot):
            return
        self.followed, moment = None, step.moment
        part = followed_part(moment)
        if part is not None:
            self._steps.show_selected(part)
        if moment.is_stepped and moment.stop != "before":
            self._steps.follow_row(moment.sample - 1)
        else:
            self._session.follow(moment.sample - 1)

    # ------------------------------------------------------------------ answers

    @Slot(object)
    def _keep(self, attempt: "Attempt") -> None:
        if self.file is None:
            return
        step = self.file.lesson.steps[self._at]
        self._progress = self._progress.with_answer(attempt.answered(step.id))
        self._write()
        self._cover()
        self._tell()

    def _write(self) -> None:
        if self.folder is not None and not self._trying:
            self._session.do(KeepProgress(self.folder, self._progress))

    def _tell(self) -> None:
        self.page.let_on(self.can_go_on())
        self.changed.emit()

    @Slot()
    def _ask_stand(self) -> None:
        self._asked = self._session.ticket()
        self._session.do(AskStand(ticket=self._asked))

    @Slot(object)
    def take_part(self, part: Part | None) -> None:
        """Give a number that was chosen in the window to the task that asks for one."""
        if self.file is None or part is None or part.name is None or part.index is None:
            return
        index = tuple(int(at) + 1 for at in part.index)
        self.page.take_part(str(Address(part.name, part.layer + 1, index)))
