"""A run as a person uses it: played, stepped, reversed, edited, in slices of ten milliseconds.

It knows no thread and no window: its owner calls `work` as often as `wait` says, and does commands
in between. The window does this in a separate thread, scripts wherever they like.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from core.documents.kept import Kept
from core.documents.records import RunRecord
from core.errors import UserError
from core.pictures.snapshot import View, Wanted
from core.project import Change, Project, change_between
from core.run.answers import NEWS, Answer
from core.run.asking import Asking
from core.run.assessing.part import Assessing
from core.run.building import Building
from core.run.commands import HANDLERS, MAKES, OF_A_NETWORK, Command
from core.run.doctor.foreseeing import Trials
from core.run.doctor.part import Doctor
from core.run.files import Files
from core.run.filming.part import FilmPart
from core.run.keeping import Keeping
from core.run.lab.part import Lab
from core.run.learning.handing_out import HandingOut
from core.run.learning.steps import LessonSteps
from core.run.learning.writing import LessonWriting
from core.run.makers.figures import Standing
from core.run.makers.tables import Tables
from core.run.parts import NumberEdits, Starts
from core.run.past.glimpse import Glimpsing
from core.run.past.health import HealthPart
from core.run.playing import Playing, state_after
from core.run.questions import Questions
from core.run.race.part import Racing
from core.run.reading import Reading
from core.run.reporting import interrupted
from core.run.resuming import kept_of
from core.run.runs.part import Runs
from core.run.showing import Showing
from core.run.slicer import Slicer
from core.run.states import State
from core.run.telling import Told
from core.run.time import Time
from core.training.trainer import Trainer
from core.words import translate as _translate


class Run:
    """Owns the trainer; everything others know about training comes from its answers."""

    state_changed = Told()
    failed = Told()
    progress = Told()
    answered = Told()  # all news as Answers, with the ticket of the question
    woken = Told()  # there is work again: ask `wait` how soon

    def __init__(self) -> None:
        self.state = State.EMPTY
        self.trainer: Trainer | None = None
        #: the folder from which the project's tables are looked for
        self.folder: Path | None = None
        #: the number of the network: it goes up when layers, units or data change
        self.generation = 0
        self._ticket = 0
        self.slicer = Slicer(lambda: self._ticket, self._answering, self.woken.emit)
        self.edits, self.runs, self.starts = NumberEdits(self), Runs(self), Starts(self)
        self.time, self.files, self.keeping = Time(self), Files(self), Keeping(self)
        self.questions, self.asking = Questions(self), Asking(self)
        self.health, self.filming = HealthPart(self), FilmPart(self)
        self.assessing, self.lab = Assessing(self), Lab(self)
        self.showing, self.doctor = Showing(self), Doctor(self)
        self.glimpsing = Glimpsing(self)
        self.reading = Reading(self.progress)
        self.tables = Tables(self)
        self.playing, self.building = Playing(self), Building(self)
        self.lessons, self.racing = LessonSteps(self), Racing(self)
        self.trials = Trials(self, self.building)
        self.writing, self.sheets = LessonWriting(self), HandingOut(self)
        self.playing.woken.connect(self.woken)
        self.files.progress.connect(self.progress)
        self.filming.progress.connect(self.progress)
        self.sheets.progress.connect(self.progress)
        for part in (
            *(self.edits, self.runs, self.starts, self.time, self.keeping),
            *(self.questions, self.asking, self.doctor, self.showing, self.building, self.playing),
            *(self.lessons, self.racing, self.health, self.glimpsing, self.assessing),
            self.trials,
            self.writing,
            self.lab,
        ):
            part.failed.connect(self.failed)
            part.progress.connect(self.progress)
        for news, place in NEWS.items():
            owner = getattr(self, place) if place else self
            getattr(owner, news).connect(partial(self._answer, news))

    # ------------------------------------------------------------------ commands and answers

    def do(self, command: Command) -> None:
        """Do a command; its answers carry its ticket."""
        part, method = HANDLERS[type(command)]
        values = [getattr(command, item.name) for item in fields(command) if not item.kw_only]
        with self._answering(command.ticket):
            if self._is_stale(command):
                self._drop(command)
                return
            getattr(getattr(self, part) if part else self, method)(*values)

    def _is_stale(self, command: Command) -> bool:
        """Return whether a command refers to a network that is gone."""
        other = command.generation > 0 and command.generation != self.generation
        return other and type(command) in OF_A_NETWORK

    def _drop(self, command: Command) -> None:
        """Leave a stale command undone, silently if nothing is lost by that."""
        if type(command) in MAKES:
            self.failed.emit(
                UserError(
                    _translate(
                        "Worker", "The network has changed in the meantime: nothing was done"
                    ),
                    _translate("Worker", "do it again in the present network"),
                )
            )

    def _answer(self, news: str, *values: Any) -> None:
        self.answered.emit(Answer(news, values, self._ticket, self.generation))

    @contextmanager
    def _answering(self, ticket: int) -> Iterator[None]:
        before, self._ticket = self._ticket, ticket
        try:
            yield
        except (UserError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException:
            self._tell_fault()
            raise
        finally:
            self._ticket = before

    def _tell_fault(self) -> None:
        """Report that a request has ended because of an unexpected fault.

        Otherwise whoever waits for its end would wait forever.
        """
        self.progress.emit("", 0, 0)
        self.failed.emit(interrupted())

    # ------------------------------------------------------------------ work

    def wait(self) -> float | None:
        """Return how many seconds there are to the next slice; None if there is nothing to do."""
        if not self.slicer.is_idle():
            return 0.0
        running = self.trainer is not None and self.state is State.RUNNING
        return self.playing.interval() / 1000 if running else None

    def is_at_full_speed(self) -> bool:
        """Return whether training is all there is to do, as fast as it can."""
        return self.slicer.is_idle() and self.wait() == 0.0

    def work(self) -> None:
        """Do one slice: each waiting job once, and any training that is due."""
        self.slicer.work()
        self.playing.run_slice()

    # ------------------------------------------------------------------ where it stands

    def standing(self) -> Standing | None:
        """Return the state of training: cheap enough to call after every slice."""
        return None if self.trainer is None else Standing.of(self.trainer)

    def is_over(self) -> bool:
        """Return whether training has ended here by its own rules."""
        return self.is_stopped() or self.trainer is None or self.trainer.is_over()

    def is_trained(self) -> bool:
        """Return whether the weights have been trained, here or in a file."""
        return self.trainer is not None and (self.trainer.update > 0 or self.building.is_given)

    # ------------------------------------------------------------------ for the parts

    def set_state(self, state: State) -> None:
        """Go over to a state, and tell it."""
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def is_stopped(self) -> bool:
        """Return whether nothing can be stepped: no network, or one that has diverged."""
        return self.state in (State.EMPTY, State.DIVERGED)

    def pause(self) -> None:
        """Stop at the update boundary at hand."""
        self.playing.pause()

    def wants(self) -> Wanted:
        """Return what views ask for."""
        return self.showing.wanted

    def view(self) -> View | None:
        """Return the plane of the surface, if there is one."""
        return self.showing.view()

    def points(self) -> Any:
        """Return the raw inputs (m, r) of the samples that views show."""
        return self.showing.facts.points.inputs

    def moved(self) -> None:
        """Note that training is at another moment, and show it."""
        if self.trainer is not None and self.state not in (State.EMPTY, State.RUNNING):
            self.set_state(state_after(self.trainer))
        self.showing.soon()

    def branched(self) -> None:
        """Keep the present run as it was recorded, and begin a new one here."""
        self.building.branched()

    def numbers_changed(self) -> None:
        """Note an edit of numbers: show it, and continue training from it if asked."""
        trainer, maker = self.trainer, self.showing.maker
        assert trainer is not None and maker is not None
        maker.forget_last_update()
        if self.state in (State.DIVERGED, State.FINISHED):
            self.set_state(state_after(trainer))
        self.runs.tell_changes()
        self.showing.soon()

    def resume_run(self, record: RunRecord) -> None:
        """Rebuild a kept run at the moment where it was left, as a new one."""
        self.building.resume_run(record)

    def set_budget(self, budget: int) -> None:
        """Choose how many bytes recorded moments take: half for this run, half for the others."""
        self.time.set_budget(budget // 2)
        self.runs.book.set_budget(budget // 2)

    # ------------------------------------------------------------------ files, end

    def kept(self, project: Project, thumbnail: bytes | None) -> Kept:
        """Return everything to keep of the document in its present state."""
        timeline = self.time.timeline if self.time.is_kept else None
        runs = self.runs.book.records()
        trainer, whole = self.trainer, self.time.timeline
        if trainer is not None and whole is not None and not self._is_of(trainer, project):
            # its training does not belong to this project, which could not be built, and would be
            # lost
            record = self.runs.book.recorded(whole, self.time.pins)
            runs = runs if record is None else (*runs, record)
        return kept_of(
            project,
            self.trainer,
            timeline,
            pins=self.time.pins if self.time.is_kept else (),
            runs=runs,
            thumbnail=self.building.thumbnail if thumbnail is None else thumbnail,
            recomputed=timeline is not None and timeline.recomputed,
        )

    @staticmethod
    def _is_of(trainer: Trainer, project: Project) -> bool:
        return change_between(trainer.project, project) is not Change.RESTART

    def cancel(self) -> None:
        """Stop long work: going to a moment, checking gradients, or searching the past."""
        self.time.cancel_going()
        self.questions.cancel()
        self.doctor.cancel()
        self.trials.cancel()
        self.asking.cancel()
        self.health.cancel_diagnosing()
        self.filming.cancel_film()
        self.assessing.cancel()
        self.lab.cancel()
        self.glimpsing.cancel()
        self.lessons.cancel()
        self.writing.cancel()
        self.sheets.cancel()
        self.racing.give_up()

    def shut_down(self) -> None:
        """Stop training and release everything."""
        self.slicer.clear()
        self.trainer = None
        self.starts.cancel_starts()
        for part in (self.playing, self.showing, self.building, self.files, self.time):
            part.end()
        self.questions.end()
        self.assessing.end()
        self.lab.end()
        self.doctor.end()
        self.trials.end()
        self.lessons.end()
        self.writing.end()
        self.sheets.end()
        self.racing.end_race()
        self.tables.forget_table()
        self.asking.end()
        self.health.end()
        self.filming.end()
        self.glimpsing.end()
        self.runs.book.clear()
