"""The run's part for lessons: one is opened, its steps are gone to, and its progress is kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.errors import FileError, UserError
from core.project import Project
from core.run.building import Building
from core.run.parts import NumberEdits
from core.run.reporting import Saying, carried_on, reporting
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import Time
from core.training.trainer import Trainer
from core.training.twin import twin_at
from core.words import say, translate

if TYPE_CHECKING:
    from core.documents.lesson_file import LessonFile
    from core.lesson.lessons.described import Step
    from core.lesson.lessons.progress import Progress
    from core.lesson.lessons.report import Report


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    time: Time
    edits: NumberEdits
    building: Building

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    def is_stopped(self) -> bool:
        """Return whether nothing can be stepped: no network, or one that has diverged."""

    def pause(self) -> None:
        """Stop at the update boundary at hand."""


class LessonSteps:
    """Puts the network of a step in the place of the document, and trains to its moment."""

    failed = Told()
    progress = Told()
    lesson_opened = Told()  # LessonFile, Progress
    handed_in = Told()  # Path
    stood = Told()  # Stand: what the tasks of the step are held against

    def __init__(self, run: Host) -> None:
        self._run = run
        self._step: Step | None = None  # that is being gone to
        self._of: Trainer | None = None  # whose moment that is
        self._before: Project | None = None  # as the step had it
        self._limit: int | None = None
        self._saying = Saying(self.progress)

    @reporting
    def open_lesson(self, path: Path, language: str, folder: Path | None) -> None:
        """Open a lesson, in a language if it has that; `lesson_opened` brings it."""
        from core.documents.lesson_file import open_lesson
        from core.documents.lesson_progress import kept_progress
        from core.lesson.lessons.progress import Progress

        file = open_lesson(path)
        file = file.best_in(language)
        progress = Progress.begin(file.lesson)
        try:
            if folder is not None:
                progress = kept_progress(folder, file.lesson)
        except FileError as error:
            self.failed.emit(error)  # and it begins anew
        self.lesson_opened.emit(file, progress)

    @reporting
    def keep(self, folder: Path, progress: "Progress") -> None:
        """Write how far somebody is."""
        from core.documents.lesson_progress import keep_progress

        keep_progress(folder, progress)

    @reporting
    def forget(self, folder: Path) -> None:
        """Delete what is kept of everybody's progress."""
        from core.documents.lesson_progress import forget_progress

        forget_progress(folder)

    @reporting
    def hand_in(self, path: Path, report: "Report") -> None:
        """Write a learner's answers to a file; `handed_in` tells."""
        from core.documents.lesson_progress import write_report

        write_report(path, report)
        self.handed_in.emit(path)

    # ------------------------------------------------------------------ going to a step

    @reporting
    def open_step(self, file: "LessonFile", step: "Step") -> None:
        """Take the network of a step, plant its bug, and go to its moment in slices."""
        from core.run.learning.lessons import prepared

        self.cancel()
        self._run.pause()
        opened, before = prepared(file, step)
        self._run.building.go_over(opened, None)
        trainer = self._run.trainer
        if trainer is None or self._run.is_stopped():
            return  # the project does not fit its data, which was told
        self._run.edits.plant_bug(step.bug)
        self._step, self._of, self._before = step, trainer, before
        self._limit, trainer.progress.epoch_limit = trainer.progress.epoch_limit, None
        self._saying.begin()
        self._run.slicer.begin(self)

    def work(self, seconds: float) -> bool:
        """Train towards the moment for a slice; return whether it is reached."""
        return not carried_on(lambda: self._goes_on(seconds), self.cancel)

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        from core.run.learning.lessons import check_arrived, stop_name, way_to

        trainer, step, timeline = self._run.trainer, self._step, self._run.time.timeline
        if step is None or trainer is None or trainer is not self._of or timeline is None:
            self.cancel()  # the network has been replaced in the meantime
            return False
        updates, epochs = way_to(trainer, step)
        if (updates or epochs) and timeline.run(updates=updates, epochs=epochs, seconds=seconds):
            self._say_progress(trainer, step)
            return True
        self.cancel()
        check_arrived(trainer, step)
        self.ask_stand()
        stops = ["before", *(stop_name(phase) for phase in trainer.plan_at_hand().phases)]
        if step.moment.stop not in stops:
            raise UserError(
                say("Lessons", "there is no stop “{stop}”", stop=step.moment.stop),
                say("Lessons", "there are {stops}", stops=", ".join(stops)),
            )
        self._run.time.go_to_stop(stops.index(step.moment.stop))
        return False

    def _say_progress(self, trainer: Trainer, step: "Step") -> None:
        done, whole = trainer.update, step.moment.update
        if step.moment.epoch is not None:
            done, whole = trainer.epoch, step.moment.epoch
        words = translate("Worker", "Training to where the step stands")
        self._saying.say(words, done, whole)

    def cancel(self) -> None:
        """Stay where the way has come to."""
        if self._step is not None and self._of is not None:
            self._of.progress.epoch_limit = self._limit
        self._step = self._of = None
        self._saying.stop()

    def end(self) -> None:
        """Let go of everything."""
        self._step = self._of = self._before = None

    @reporting
    def ask_stand(self) -> None:
        """Work out what the tasks are held against, on a twin; `stood` tells."""
        from core.run.learning.lessons import stand_of

        trainer = self._run.trainer
        if trainer is None:
            raise UserError(
                translate("Worker", "There is no network yet"),
                translate("Worker", "mend the project first"),
            )
        before = trainer.project if self._before is None else self._before
        self.stood.emit(stand_of(twin_at(trainer.dataset, trainer.moment()), before))
