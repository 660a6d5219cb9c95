"""The run's part for building: it opens a project, applies an edited one, or starts again."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from core.counts import counted
from core.data.dataset import Dataset, load_dataset
from core.data.samples import Source
from core.data.table_files import with_needs
from core.disk.apart import Watch, unwatched
from core.documents.project_file import Opened, load, open_file, open_with, opened_as
from core.documents.records import RunRecord
from core.documents.table_access import TablesElsewhere, check_tables
from core.errors import DataError, ProjectError, SizeError, UserError
from core.fit import Problem, find_problem, fitted_to
from core.moments.recording import ProjectChange
from core.pictures.snapshot import Outcome, View
from core.project import Change, Project, change_between
from core.run.files import Files
from core.run.kept_weights import carry_over
from core.run.makers.tables import Tables
from core.run.playing import Playing, state_after
from core.run.reading import GivenUp, Reading
from core.run.reporting import reporting
from core.run.resuming import resume
from core.run.runs.part import Runs
from core.run.showing import Showing
from core.run.states import State
from core.run.telling import Told
from core.run.time import Time
from core.training import changes
from core.training.trainer import Trainer
from core.words import plain, say
from core.words import translate as _translate


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    state: State
    trainer: Trainer | None
    folder: Path | None
    generation: int
    time: Time
    runs: Runs
    files: Files
    showing: Showing
    playing: Playing
    reading: Reading
    tables: Tables

    def set_state(self, state: State) -> None:
        """Change to a state, and report it."""


def _opening(path: Path) -> str:
    return with_needs(say("Worker", "Opening {name}", name=plain(path.name)), path)


def _starts_anew(old: Project, new: Project) -> bool:
    """Return whether changing to another project loses the training so far."""
    same = replace(new, training=replace(new.training, precision=old.training.precision))
    return change_between(old, same) is Change.RESTART


def _targets_change(trainer: Trainer, project: Project) -> bool:
    """Return whether a project's loss needs the targets in the other form: scaled or not."""
    return fitted_to(project, trainer.dataset) is not trainer.dataset


def _refuse_to_lose(opened: Opened) -> None:
    """Raise UserError if the opened document has been trained."""
    if opened.moment is not None and opened.moment.record.update:
        lost = counted(opened.moment.record.update, "update")
        raise UserError(
            say("Worker", "these settings restart training: {lost} would be lost", lost=lost),
            say("Worker", "add --restart to train from the start, or leave the settings out"),
        )


class Building:
    """Makes the trainer of a project, and keeps it up to date with the edited project."""

    failed = Told()
    progress = Told()
    misfit = Told()  # Problem: the project does not fit its data
    opened = Told()  # Project, Path or None
    elsewhere = Told()  # TablesElsewhere: nothing was opened, as they have not been allowed

    def __init__(self, run: Host) -> None:
        self._run = run
        self._unpacked: Any = None
        #: whether the document has its own weights
        self.is_given = False
        #: the picture in the document's file
        self.thumbnail: bytes | None = None
        #: updates before a file's precision was changed, which keeps the weights and counts anew
        self.counted_anew = 0

    @reporting
    def load(self, project: Project, folder: Path | None) -> None:
        """Build a project from scratch."""
        opened = Opened(project, folder or Path())
        made = self._trainer_of(opened, self._dataset(project, folder))
        self._show_document(opened, made)

    @reporting
    def open_file(self, path: Path, tables: tuple[str, ...] = ()) -> None:
        """Open a file and build its project; on an error nothing changes.

        A project opens even if it has no usable data, or its network cannot be built: `misfit` says
        why, and its runs are available.
        """
        with self._run.reading.watched(_opening(path)) as watch:
            opened = open_file(path, watch)
            if self._may_read(opened, path, tables):
                self.go_over(opened, path, watch)

    @reporting
    def open_table(self, path: Path, source: Source) -> None:
        """Open a table read as a source says; one that was just looked at is not read again."""
        with self._run.reading.watched(_opening(path)) as watch:
            samples = self._run.tables.taken(source)
            self.go_over(opened_as(path, source, samples, watch), path, watch)

    def go_over(self, opened: Opened, path: Path | None, watch: Watch = unwatched) -> None:
        """Go over to what was opened; None: it is in no file of the person's."""
        made = self._made(opened, watch)
        self._unpacked = opened.unpacked
        self.opened.emit(opened.project, path)
        self._show_opened(opened, made)

    @reporting
    def open_with(
        self,
        path: Path,
        settings: tuple[str, ...],
        tables: tuple[str, ...] = (),
        restarts: bool = True,
    ) -> None:
        """Open a file with settings applied; live ones are applied at its moment."""
        with self._run.reading.watched(_opening(path)) as watch:
            opened, project = open_with(path, settings, watch)
            # a table named in a setting is the person's own choice
            own = project.data.source.file
            chosen = () if own is None or own == opened.project.data.source.file else (own,)
            if _starts_anew(opened.project, project):
                if not restarts:
                    _refuse_to_lose(opened)
                opened = replace(opened, moment=None, history=None, start=None, recording=None)
            at_start = opened.moment is None
            if at_start:
                opened = replace(opened, project=project)
            if not self._may_read(opened, path, (*tables, *chosen)):
                return
            made = self._trainer_of(opened, load(opened, watch))
            self._unpacked = opened.unpacked
            self.opened.emit(project, path)
            self._show_opened(opened, made)
            if not at_start and self._run.trainer is not None:
                if self._run.trainer.project.training.precision != project.training.precision:
                    self.counted_anew = self._run.trainer.update
                if not restarts and _targets_change(self._run.trainer, project):
                    _refuse_to_lose(opened)
                self._take_over(project, None)

    def _may_read(self, opened: Opened, path: Path, allowed: tuple[str, ...]) -> bool:
        """Return whether all tables that a file names may be read; report those that may not."""
        try:
            check_tables(opened, path, allowed)
        except TablesElsewhere as error:
            self.elsewhere.emit(error)
            return False
        return True

    def _made(self, opened: Opened, watch: Watch) -> Trainer | Problem:
        """Return the trainer of a document, or why there is none."""
        try:
            dataset = load(opened, watch)
        except GivenUp:
            raise
        except UserError as error:
            return Problem.of(error)
        try:
            return self._trainer_of(opened, dataset)
        except (ProjectError, DataError, SizeError) as error:
            return Problem.of(error)

    def _trainer_of(self, opened: Opened, dataset: Dataset) -> Trainer | Problem:
        """Return the trainer of an opened document, or why it does not fit its data."""
        dataset = fitted_to(opened.project, dataset)
        targets, task = dataset.train.targets, dataset.task
        return find_problem(opened.project, targets, task) or resume(opened, dataset)

    def _show_opened(self, opened: Opened, made: Trainer | Problem) -> None:
        """Change to an announced document: complete, or with nothing to train."""
        try:
            self._show_document(opened, made)
        except BaseException:
            self._run.trainer = self._run.showing.maker = None
            self._block()
            raise

    def _show_document(self, opened: Opened, made: Trainer | Problem) -> None:
        """Change to another document: nothing of the last one is left, not even its runs."""
        self._run.folder = opened.folder
        self.thumbnail = opened.thumbnail
        self.is_given = opened.moment is not None or opened.project.weights is not None
        self._run.trainer = self._run.showing.maker = None
        self._run.files.end()
        self._run.time.end()
        self._run.runs.book.put_back(opened.runs)
        self._run.generation += 1
        if isinstance(made, Problem):
            self._run.runs.book.put_left(opened)
            self._block(made)
        else:
            self._take(made, opened)
        self._run.runs.tell()

    def _build(self, opened: Opened, folder: Path | None, dataset: Dataset | None = None) -> None:
        """Make a trainer, at the saved moment if there is one, and show it."""
        project = opened.project
        self._run.folder = folder
        try:
            if dataset is None:
                dataset = self._dataset(project, folder)
            made = self._trainer_of(opened, dataset)
        except UserError:
            self._block()
            raise
        if isinstance(made, Problem):
            self._block(made)
        else:
            self._take(made, opened)

    def _dataset(self, project: Project, folder: Path | None) -> Dataset:
        known = self._run.tables.dataset(project, folder)
        if known is not None:
            return known
        is_table = project.data.source.file is not None
        words = _translate("Worker", "Reading the table") if is_table else ""
        with self._run.reading.watched(words) as watch:
            return load_dataset(project.data, project.data_seed(), folder, watch)

    def _take(self, trainer: Trainer, opened: Opened) -> None:
        self._run.playing.forget_goal()
        old = self._run.showing.maker
        if old is not None and self._run.time.timeline is not None:
            self._run.runs.book.archive(self._run.time.timeline, self._run.time.pins)
        same_data = old is not None and old.trainer.dataset is trainer.dataset
        self._run.trainer = trainer
        self._run.generation += 1
        self._run.time.begin(trainer, opened)
        self.new_run(old.view if old is not None and same_data else None)
        if trainer.update:
            trainer.is_over()  # a file may have been saved at the end of its epochs
        self._run.set_state(state_after(trainer))
        self._run.time.describe()

    def new_run(self, view: View | None = None) -> None:
        """Announce a new run: its facts, then its first snapshot."""
        trainer = self._run.trainer
        assert trainer is not None
        self._run.showing.begin(trainer, self._run.runs.book.begin(), view)
        self._run.runs.tell()
        self._run.showing.soon()

    def _block(self, problem: Problem | None = None) -> None:
        """Train nothing until the project is repaired; the training so far is kept."""
        self._run.playing.forget_goal()
        self._run.set_state(State.EMPTY)
        if problem is not None:
            self.misfit.emit(problem)

    @reporting
    def apply(self, project: Project) -> None:
        """Apply an edited project: live if possible, else with a new start."""
        self._take_over(project, None)

    @reporting
    def remove_unit(self, project: Project, layer: int, unit: int) -> None:
        """Apply a project with one neuron removed, so that the others keep their weights."""
        self._take_over(project, (layer, unit))

    def _take_over(self, project: Project, removed: tuple[int, int] | None) -> None:
        trainer = self._run.trainer
        if trainer is None:
            self._build(Opened(project, self._run.folder or Path()), self._run.folder)
            return
        change = self.changes_how(trainer, project)
        if change is Change.NOTHING and not self._leaves_the_future(project):
            changes.rename(trainer, project)
            self._unblock()
        elif change is not Change.RESTART:
            self._apply_live(trainer, project)
        else:
            dataset = self._same_dataset(trainer, project)
            self._build(Opened(project, self._run.folder or Path()), self._run.folder, dataset)
            if self._run.trainer is not None and self._run.trainer is not trainer:
                carry_over(trainer, self._run.trainer, removed)
                self._run.time.begin(self._run.trainer)  # the kept weights belong to the start
                self._run.showing.soon()

    @staticmethod
    def _same_dataset(trainer: Trainer, project: Project) -> Dataset | None:
        """Return the trainer's dataset if a project has the same, else None."""
        one = trainer.project
        same = one.data == project.data and one.data_seed() == project.data_seed()
        return trainer.dataset if same else None

    def changes_how(self, trainer: Trainer, project: Project) -> Change:
        """Return how applying a project would change a trainer: not at all, live, by a restart."""
        change = change_between(trainer.project, project)
        if change is not Change.RESTART and _targets_change(trainer, project):
            return Change.RESTART
        return change

    def successor(self, trainer: Trainer, project: Project) -> Trainer:
        """Return the trainer that applying a project with a restart would make; apart, not shown.

        Raises UserError if the project cannot be trained.
        """
        dataset = self._same_dataset(trainer, project)
        if dataset is None:
            dataset = self._dataset(project, self._run.folder)
        made = self._trainer_of(Opened(project, self._run.folder or Path()), dataset)
        if isinstance(made, Problem):
            raise made.error()
        carry_over(trainer, made)
        return made

    def _leaves_the_future(self, project: Project) -> bool:
        """Return whether a project differs from the one in the recorded future."""
        timeline = self._run.time.timeline
        if timeline is None or not timeline.is_past():
            return False
        return change_between(timeline.last_project(), project) is not Change.NOTHING

    def _apply_live(self, trainer: Trainer, project: Project) -> None:
        problem = find_problem(project, trainer.dataset.train.targets, trainer.dataset.task)
        if problem is not None:
            self._block(problem)
            return
        try:
            changes.check(trainer, project)
            self._run.time.prepare_change()  # only now: what is refused cuts off no future
            changes.apply(trainer, project)
        except UserError:
            self._block()
            raise
        self._run.time.record(ProjectChange(project))
        self._run.runs.tell_changes()
        if trainer.progress.outcome is Outcome.DIVERGED:
            self._run.time.go_on()
        self._run.playing.restart_clock()
        if self._run.state is not State.RUNNING:
            self._run.set_state(State.READY if trainer.update == 0 else State.PAUSED)
        self._run.showing.soon()

    def _unblock(self) -> None:
        if self._run.state is State.EMPTY and self._run.trainer is not None:
            first = self._run.trainer.update == 0
            self._run.set_state(State.READY if first else State.PAUSED)
            self._run.showing.soon()

    def reset(self) -> None:
        """Go back to the same starting weights, as a new run."""
        if self._run.trainer is None or self._run.state is State.EMPTY:
            return
        self._run.playing.forget_goal()
        assert self._run.showing.maker is not None and self._run.time.timeline is not None
        self._run.time.settle()
        self._run.runs.book.archive(self._run.time.timeline, self._run.time.pins)
        changes.reset(self._run.trainer)
        self._run.time.begin(self._run.trainer)
        self.new_run(self._run.showing.view())
        self._run.set_state(State.READY)

    def branched(self) -> None:
        """Keep the present run with its recording, and begin a new one here."""
        timeline, maker = self._run.time.timeline, self._run.showing.maker
        assert timeline is not None and maker is not None
        self._run.runs.book.archive(timeline, self._run.time.pins)
        timeline.cut()
        self._run.time.go_on_here()
        self.new_run(maker.view)
        self._run.time.branched.emit(timeline.end)

    def resume_run(self, record: RunRecord) -> None:
        """Rebuild a kept run at the moment where it was left, as a new one."""
        folder, trainer = self._run.folder, self._run.trainer
        opened = Opened.of_run(record, folder or Path())
        dataset = None if trainer is None else self._same_dataset(trainer, record.project)
        self._build(opened, folder, dataset)

    def end(self) -> None:
        """Let go of everything."""
        self._unpacked = None
