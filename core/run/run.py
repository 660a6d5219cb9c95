"""A run as a person uses it: played, stepped, taken back, edited, in slices of ten milliseconds.

It knows no thread and no window: whoever owns it calls `work` as often as `wait` says, and does
commands in between. The window does so in a thread of its own, scripts wherever they like.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from core.data.dataset import Dataset, load_dataset
from core.data.tables import Table
from core.documents.kept import Kept, kept_of
from core.documents.project_file import Opened, load, open_file
from core.documents.records import RunRecord
from core.documents.resuming import resume
from core.errors import UserError
from core.fit import Problem, find_problem
from core.pictures.snapshot import Outcome, View, Wanted
from core.project import Change, Project, change_between
from core.run.answers import NEWS, Answer
from core.run.commands import HANDLERS, MAKES, OF_A_NETWORK, Command
from core.run.files import Files
from core.run.keeping import Keeping
from core.run.kept_weights import keep_weights, same_arrays
from core.run.parts import NumberEdits, Runs, Starts
from core.run.publishing import Publisher
from core.run.reading import Reading
from core.run.reporting import reporting
from core.run.snapshots import SnapshotMaker
from core.run.states import State
from core.run.stops import Stops, StopWatch
from core.run.telling import Told
from core.run.time import Time
from core.training.timeline import ProjectChange
from core.training.trainer import Trainer
from core.words import plain
from core.words import translate as _translate

SLICE_SECONDS = 0.010


def _smaller(first: int | None, second: int | None) -> int | None:
    """Return the smaller of two limits; None is no limit."""
    limits = [limit for limit in (first, second) if limit is not None]
    return min(limits) if limits else None


class Run:
    """Owns the trainer; everything others know of training comes from what it tells."""

    facts_ready = Told()
    snapshot_ready = Told()
    state_changed = Told()
    failed = Told()
    misfit = Told()
    opened = Told()
    progress = Told()
    answered = Told()  # every news as an Answer, with the ticket of whose question it is
    woken = Told()  # there is work again: ask `wait` how soon
    stopped = Told()  # which stop was reached, and its figure

    def __init__(self) -> None:
        self.state = State.EMPTY
        self.trainer: Trainer | None = None
        self._folder: Path | None = None
        self._unpacked: Any = None
        self.edits, self.runs, self.starts = NumberEdits(self), Runs(self), Starts(self)
        self.time, self.files, self.keeping = Time(self), Files(self), Keeping(self)
        self.reading = Reading(self.progress)
        self.files.progress.connect(self.progress)
        for part in (self.edits, self.runs, self.starts, self.time, self.keeping):
            part.failed.connect(self.failed)
            part.progress.connect(self.progress)
        self._stops = Stops()
        self._watch: StopWatch | None = None
        #: work for the next slices, and the ticket it is done for
        self._pending: deque[tuple[Callable[[], None], int]] = deque()
        self._speed: float | None = None
        self._phases_per_second: float | None = None
        self._due_from = 0.0
        self._due_done = 0
        self._until_epoch: int | None = None
        self.publisher = Publisher(self.snapshot_ready.emit)
        self._maker: SnapshotMaker | None = None
        self._ticket = 0
        #: which network this is: counts up where layers, units or data become others
        self.generation = 0
        for news, place in NEWS.items():
            owner = getattr(self, place) if place else self
            getattr(owner, news).connect(partial(self._answer, news))

    # ------------------------------------------------------------------ commands and answers

    def do(self, command: Command) -> None:
        """Do a command; what it brings about is told under its ticket."""
        part, method = HANDLERS[type(command)]
        values = [getattr(command, item.name) for item in fields(command) if not item.kw_only]
        with self._answering(command.ticket):
            if self._is_stale(command):
                self._drop(command)
                return
            getattr(getattr(self, part) if part else self, method)(*values)

    def _is_stale(self, command: Command) -> bool:
        """Return whether a command speaks of a network that is gone."""
        other = command.generation > 0 and command.generation != self.generation
        return other and type(command) in OF_A_NETWORK

    def _drop(self, command: Command) -> None:
        """Leave a stale command undone: quietly where nothing is lost by it."""
        if type(command) in MAKES:
            self.failed.emit(
                UserError(
                    _translate("Worker", "The network has changed since: nothing was done"),
                    _translate("Worker", "do it again in the network as it is now"),
                )
            )

    def _answer(self, news: str, *values: Any) -> None:
        self.answered.emit(Answer(news, values, self._ticket, self.generation))

    @contextmanager
    def _answering(self, ticket: int) -> Iterator[None]:
        before, self._ticket = self._ticket, ticket
        try:
            yield
        finally:
            self._ticket = before

    # ------------------------------------------------------------------ building

    @reporting
    def load(self, project: Project, folder: Path | None) -> None:
        """Build a project anew."""
        opened = Opened(project, folder or Path())
        made = self._trainer_of(opened, self._dataset(project, folder))
        self._show_document(opened, made)

    @reporting
    def open_file(self, path: Path) -> None:
        """Open a file and build what it holds; on an error everything stays as it was."""
        words = _translate("Worker", "Opening {}").format(plain(path.name))
        with self.reading.watched(words) as watch:
            opened = open_file(path, watch)
            made = self._trainer_of(opened, load(opened, watch))
            self._unpacked = opened.unpacked
            self.opened.emit(opened.project, path)
            self._show_document(opened, made)

    def _trainer_of(self, opened: Opened, dataset: Dataset) -> Trainer | Problem:
        """Return the trainer of what was opened, or why it does not fit its data."""
        targets, task = dataset.train.targets, dataset.task
        return find_problem(opened.project, targets, task) or resume(opened, dataset)

    def _show_document(self, opened: Opened, made: Trainer | Problem) -> None:
        """Go over to another document: nothing of the last one, its runs included, is left."""
        self._folder = opened.folder
        self.trainer = self._maker = None
        self.files.end()
        self.time.end()
        self.runs.book.put_back(opened.runs)
        if isinstance(made, Problem):
            self._block()
            self.misfit.emit(made)
        else:
            self._take(made, opened)
        self.runs.tell()

    def _build(self, opened: Opened, folder: Path | None, dataset: Dataset | None = None) -> None:
        """Make a trainer, at the saved moment if there is one, and show it."""
        project = opened.project
        self._folder = folder
        try:
            if dataset is None:
                dataset = self._dataset(project, folder)
            made = self._trainer_of(opened, dataset)
        except UserError:
            self._block()
            raise
        if isinstance(made, Problem):
            self._block()
            self.misfit.emit(made)
        else:
            self._take(made, opened)

    def _dataset(self, project: Project, folder: Path | None) -> Dataset:
        is_table = isinstance(project.data.source, Table)
        words = _translate("Worker", "Reading the table") if is_table else ""
        with self.reading.watched(words) as watch:
            return load_dataset(project.data, project.data_seed(), folder, watch)

    def _take(self, trainer: Trainer, opened: Opened) -> None:
        self._forget_goal()
        old = self._maker
        if old is not None and self.time.timeline is not None:
            self.runs.book.archive(self.time.timeline, self.time.pins)
        same_data = old is not None and old.trainer.dataset is trainer.dataset
        self.trainer = trainer
        self.generation += 1
        self.time.begin(trainer, opened)
        self._new_run(old.view if old is not None and same_data else None)
        if trainer.update:
            trainer.is_over()  # a file may have been saved at the end of its epochs
        self._set_state(self._state_after(trainer))
        self.time.describe()

    def _new_run(self, view: View | None = None) -> None:
        """Announce a new run: its facts, then its first snapshot."""
        assert self.trainer is not None
        followed = None if self._maker is None else self._maker.followed
        self._maker = SnapshotMaker(self.trainer, self.runs.book.begin(), view)
        self._maker.followed = followed if view is not None else None
        self.publisher.begin(self._maker)
        self.facts_ready.emit(self._maker.facts)
        self.runs.tell()
        self._publish_soon()

    def _block(self) -> None:
        """Train nothing until the project is repaired; what was trained is kept."""
        self._forget_goal()
        self._set_state(State.EMPTY)

    @reporting
    def apply(self, project: Project) -> None:
        """Take over an edited project: live where that can be, else by a new start."""
        self._take_over(project, None)

    @reporting
    def remove_unit(self, project: Project, layer: int, unit: int) -> None:
        """Take over a project with a neuron fewer: that one, so that the others keep theirs."""
        self._take_over(project, (layer, unit))

    def _take_over(self, project: Project, removed: tuple[int, int] | None) -> None:
        trainer = self.trainer
        if trainer is None:
            self._build(Opened(project, self._folder or Path()), self._folder)
            return
        change = change_between(trainer.project, project)
        if change is Change.NOTHING and not self._leaves_the_future(project):
            trainer.project = project
            self._unblock()
        elif change is not Change.RESTART:
            self._apply_live(trainer, project)
        else:
            same_data = (
                trainer.project.data == project.data
                and trainer.project.data_seed() == project.data_seed()
            )
            dataset = trainer.dataset if same_data else None
            self._build(Opened(project, self._folder or Path()), self._folder, dataset)
            if self.trainer is not None and self.trainer is not trainer:
                self._keep_from(trainer, self.trainer, removed)
                if trainer.frozen is not None and same_arrays(trainer, self.trainer):
                    self.trainer.freeze(trainer.frozen)
                self.time.begin(self.trainer)  # what was kept belongs to the start
                self._publish_soon()

    def _leaves_the_future(self, project: Project) -> bool:
        """Return whether a project is not the one that the recorded future comes to have."""
        timeline = self.time.timeline
        if timeline is None or not timeline.is_past():
            return False
        return change_between(timeline.last_project(), project) is not Change.NOTHING

    def _keep_from(self, old: Trainer, new: Trainer, removed: tuple[int, int] | None) -> None:
        """Take over the weights that still fit, where the start was not meant to be another."""
        meant = (
            old.project.seed != new.project.seed
            or new.project.weights is not None
            or (old.project.weights is not None and old.project.layers == new.project.layers)
            or old.project.data.source != new.project.data.source
            or old.project.data.scaling != new.project.data.scaling
            or old.project.data_seed() != new.project.data_seed()
        )
        if not meant and keep_weights(old, new, removed):
            new.edited()

    def _apply_live(self, trainer: Trainer, project: Project) -> None:
        problem = find_problem(project, trainer.dataset.train.targets, trainer.dataset.task)
        if problem is not None:
            self._block()
            self.misfit.emit(problem)
            return
        self.time.prepare_change()
        try:
            trainer.apply(project)
        except UserError:
            self._block()
            raise
        self.time.record(ProjectChange(project))
        if trainer.outcome is Outcome.DIVERGED:
            self.time.go_on()
        self._restart_clock()
        if self.state is not State.RUNNING:
            self._set_state(State.READY if trainer.update == 0 else State.PAUSED)
        self._publish_soon()

    def _unblock(self) -> None:
        if self.state is State.EMPTY and self.trainer is not None:
            first = self.trainer.update == 0
            self._set_state(State.READY if first else State.PAUSED)
            self._publish_soon()

    # ------------------------------------------------------------------ running

    def play(self) -> None:
        """Train until paused or at an end."""
        self._start(None)

    def step_epoch(self) -> None:
        """Train to the end of the epoch at hand."""
        if self.trainer is not None:
            self._start(self.trainer.epoch + 1)

    def _start(self, until_epoch: int | None) -> None:
        if self.trainer is None or self.is_stopped():
            return
        self.time.settle()
        if self.trainer.outcome is not Outcome.NONE or self.state is State.FINISHED:
            self.time.go_on()
        self._until_epoch = until_epoch
        self._watch_stops()
        self._restart_clock()
        self.publisher.start_rate()
        self._set_state(State.RUNNING)
        self.woken.emit()

    def pause(self) -> None:
        """Stop at the update boundary at hand."""
        if self.state is State.RUNNING:
            self._rest(State.PAUSED)

    def step_update(self) -> None:
        """Do one update."""
        trainer = self.trainer
        if trainer is None or self.is_stopped():
            return
        self.time.settle()
        if trainer.outcome is not Outcome.NONE:
            self.time.go_on()
        self._run_shown_update()
        self._rest(self._state_after(trainer))

    def _run_shown_update(self) -> None:
        """Do one update that views show: described where they ask for it."""
        walk, timeline, maker = self.time.walk, self.time.timeline, self._maker
        assert walk is not None and timeline is not None and maker is not None
        if self.wants() & Wanted.STEP:
            maker.run_last_update(walk.run_update)
        else:
            maker.run_last_update(lambda: timeline.run(updates=1, seconds=0.0))

    def reset(self) -> None:
        """Go back to the same starting weights, as a new run."""
        if self.trainer is None or self.state is State.EMPTY:
            return
        self._forget_goal()
        assert self._maker is not None and self.time.timeline is not None
        self.time.settle()
        self.runs.book.archive(self.time.timeline, self.time.pins)
        self.trainer.reset()
        self.time.begin(self.trainer)
        self._new_run(self._maker.view)
        self._set_state(State.READY)

    def set_speed(self, updates_per_second: float | None) -> None:
        """Set the speed; None is as fast as it can."""
        self._speed = updates_per_second
        self._restart_clock()
        self.woken.emit()

    def set_slow_motion(self, phases_per_second: float | None) -> None:
        """Play phase by phase, so many a second; None plays updates."""
        self._phases_per_second = phases_per_second
        self._restart_clock()
        self.woken.emit()

    def set_budget(self, budget: int) -> None:
        """Choose how many bytes recorded moments take: half for this run, half for the others."""
        self.time.set_budget(budget // 2)
        self.runs.book.set_budget(budget // 2)

    # ------------------------------------------------------------------ the slicer

    def later(self, work: Callable[[], None]) -> None:
        """Do a piece of work in the next slice, after the commands that wait."""
        self._pending.append((work, self._ticket))
        self.woken.emit()

    def wait(self) -> float | None:
        """Return how many seconds there are to the next slice; None where nothing is to be done."""
        if self._pending:
            return 0.0
        return self._interval() / 1000 if self.trainer and self.state is State.RUNNING else None

    def work(self) -> None:
        """Do one slice: each waiting piece of work once, and what training is due."""
        for _ in range(len(self._pending)):
            if self._pending:
                work, ticket = self._pending.popleft()
                with self._answering(ticket):
                    work()
        self.run_slice()

    def _interval(self) -> int:
        """Return the pause between slices: none at full speed, else a part of an update's time."""
        if self._phases_per_second is not None:
            return 15
        return 0 if self._speed is None else max(1, min(15, int(500 / self._speed)))

    def _restart_clock(self) -> None:
        self._due_from, self._due_done = time.perf_counter(), 0

    def run_slice(self) -> None:
        """Train for one slice: as much as there is time for, or as is due at the set speed."""
        trainer = self.trainer
        if trainer is None or self.state is not State.RUNNING:
            return
        if self._phases_per_second is not None and self.wants() & Wanted.STEP:
            self._run_phases(trainer, self._phases_per_second)
        elif self._speed is None:
            self._run_for(trainer, None)
        else:
            due = 1 + int((time.perf_counter() - self._due_from) * self._speed) - self._due_done
            if due > 0:
                self._due_done += self._run_due(trainer, due)
                if due > self._speed:  # it cannot keep up: forget what is owed
                    self._restart_clock()
        if self.state is not State.RUNNING:
            return
        if trainer.outcome is not Outcome.NONE:
            self._rest(self._state_after(trainer))
        elif self._until_epoch is not None and trainer.epoch >= self._until_epoch:
            self._rest(State.PAUSED)
        else:
            self._publish_if_due()

    def _run_phases(self, trainer: Trainer, per_second: float) -> None:
        """Do the phase that is due, and show every one."""
        due = 1 + int((time.perf_counter() - self._due_from) * per_second) - self._due_done
        if due <= 0 or self.time.walk is None:
            return
        self._due_done += due
        self.time.walk.step()
        if self._watch is not None and not trainer.position:
            fired = self._watch.fired()
            if fired is not None:
                self._rest(self._state_after(trainer))
                self.stopped.emit(*fired)
                return
        self._publish_soon()

    def _run_for(self, trainer: Trainer, updates: int | None) -> int:
        """Run so many updates, or for a slice; look at the stops where there are any."""
        end = time.perf_counter() + SLICE_SECONDS
        done = 0
        timeline = self.time.timeline
        assert timeline is not None
        while trainer.outcome is Outcome.NONE:
            left = None if updates is None else updates - done
            epochs = None if self._until_epoch is None else self._until_epoch - trainer.epoch
            if self._watch is not None:
                left = _smaller(left, self._watch.updates_allowed())
                epochs = _smaller(epochs, self._watch.epochs_allowed())
            seconds = max(0.0, end - time.perf_counter())
            done += timeline.run(seconds=seconds, updates=left, epochs=epochs)
            if self._watch is not None:
                fired = self._watch.fired()
                if fired is not None:
                    self._rest(self._state_after(trainer))
                    self.stopped.emit(*fired)
                    break
            over = time.perf_counter() >= end or (updates is not None and done >= updates)
            if over or (self._until_epoch is not None and trainer.epoch >= self._until_epoch):
                break
        return done

    def _state_after(self, trainer: Trainer) -> State:
        if trainer.outcome is Outcome.DIVERGED:
            return State.DIVERGED
        if trainer.update == 0 and not trainer.position:
            return State.READY
        return State.PAUSED if trainer.outcome is Outcome.NONE else State.FINISHED

    def _rest(self, state: State) -> None:
        self._forget_goal()
        self.publisher.stop_rate()
        self._set_state(state)
        self.runs.tell()
        self.time.describe()
        self._publish_soon()

    def _forget_goal(self) -> None:
        self._until_epoch = None

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    # ------------------------------------------------------------------ snapshots

    def set_wanted(self, wanted: Wanted) -> None:
        """Take note of what views need; show it at once."""
        if wanted != self.publisher.wanted:
            self.publisher.wanted = wanted
            if self.state is not State.RUNNING:
                self.time.describe()
            self._publish_soon()

    def set_view(self, view: View) -> None:
        """Choose the plane of the surface."""
        if self._maker is not None:
            self._maker.set_view(view)
            self._publish_soon()

    def acknowledge(self) -> None:
        """Take note that the window has drawn; send what has waited for it."""
        if self.publisher.acknowledge():
            self._publish_soon()

    def _shows_updates(self) -> bool:
        """Return whether views ask for what only an update that is shown can tell."""
        described = Wanted.GRADIENTS | Wanted.DIAGNOSTICS | Wanted.STEP
        slow = self._phases_per_second is not None and self.wants() & Wanted.STEP
        return bool(self.wants() & described) and self._watch is None and not slow

    def _run_due(self, trainer: Trainer, due: int) -> int:
        """Run the updates that are due at the set speed, the last one as it is shown."""
        if not self._shows_updates():
            return self._run_for(trainer, due)
        done = self._run_for(trainer, due - 1) if due > 1 else 0
        ended = self._until_epoch is not None and trainer.epoch >= self._until_epoch
        if self.state is State.RUNNING and trainer.outcome is Outcome.NONE and not ended:
            self._run_shown_update()
            done += 1
        return done

    def _publish_if_due(self) -> None:
        if not self.publisher.is_due():
            return
        assert self.trainer is not None
        if self._speed is None and self._shows_updates():
            self._run_shown_update()
            if self.trainer.outcome is not Outcome.NONE:
                self._rest(self._state_after(self.trainer))
                return
        self._publish(fresh=False)

    def _publish_soon(self) -> None:
        """Publish now, or as soon as the window has drawn the last one."""
        if self.trainer is not None and self.publisher.soon():
            self._publish(fresh=self.state is not State.RUNNING)

    def _publish(self, fresh: bool) -> None:
        running = self.state is State.RUNNING
        self.publisher.publish(running, fresh, self.time.walk, self.time.pins)

    # ------------------------------------------------------------------ looking and stopping

    def follow(self, sample: int | None) -> None:
        """Send one of the facts' points through the network with every snapshot."""
        if self._maker is not None:
            self._maker.followed, self._maker.probed = sample, None
            self._publish_soon()

    @reporting
    def probe(self, raw: Any) -> None:
        """Send an input of one's own (raw inputs) through the network with every snapshot."""
        if self._maker is not None and self.trainer is not None:
            self.trainer.dataset.network_inputs(raw.reshape(1, -1))  # says what is wrong with it
            self._maker.probed = raw
            self._publish_soon()

    def set_stops(self, stops: Stops) -> None:
        """Choose where training pauses by itself."""
        self._stops = stops
        self._watch_stops()

    def _watch_stops(self) -> None:
        self._watch = None
        if self._stops.any() and self.trainer is not None and self._maker is not None:
            watched = self._maker.sample_inputs(self._stops.sample)
            self._watch = StopWatch(self.trainer, self._stops, watched)

    def go_to_epoch(self, epoch: int) -> None:
        """Train until an epoch ahead is done."""
        if self.trainer is not None and epoch > self.trainer.epoch:
            self._start(epoch)

    # ------------------------------------------------------------------ for the parts

    def is_stopped(self) -> bool:
        """Return whether nothing can be stepped: no network, or one that has diverged."""
        return self.state in (State.EMPTY, State.DIVERGED)

    @property
    def folder(self) -> Path | None:
        """Where the project's tables are found from."""
        return self._folder

    def wants(self) -> Wanted:
        """Return what views ask for."""
        return self.publisher.wanted

    def view(self) -> View | None:
        """Return the plane of the surface, if there is one."""
        return None if self._maker is None else self._maker.view

    def points(self) -> Any:
        """Return the raw inputs (m, r) of the samples that views show."""
        assert self._maker is not None
        return self._maker.facts.points.inputs

    def moved(self) -> None:
        """Take note that training stands at another moment: show it."""
        trainer = self.trainer
        if trainer is None or self.state in (State.EMPTY, State.RUNNING):
            self._publish_soon()
            return
        self._set_state(self._state_after(trainer))
        self._publish_soon()

    def branched(self) -> None:
        """Keep the present run as it was recorded, and begin a new one here."""
        timeline, maker = self.time.timeline, self._maker
        assert timeline is not None and maker is not None
        self.runs.book.archive(timeline, self.time.pins)
        timeline.cut()
        self.time.go_on_here()
        self._new_run(maker.view)
        self.time.branched.emit(timeline.end)

    def numbers_changed(self) -> None:
        """Take note of an edit of numbers: show it, and train on from it if asked."""
        trainer, maker = self.trainer, self._maker
        assert trainer is not None and maker is not None
        maker.forget_last_update()
        if self.state in (State.DIVERGED, State.FINISHED):
            self._set_state(self._state_after(trainer))
        self._publish_soon()

    def resume_run(self, record: RunRecord) -> None:
        """Build a kept run where it was left, as a new one."""
        folder, trainer = self._folder, self.trainer
        opened = Opened.of_run(record, folder or Path())
        same = trainer is not None and (
            trainer.project.data == record.project.data
            and trainer.project.data_seed() == record.project.data_seed()
        )
        dataset = trainer.dataset if same and trainer is not None else None
        self._build(opened, folder, dataset)

    # ------------------------------------------------------------------ files, end

    def kept(self, project: Project, thumbnail: bytes | None) -> Kept:
        """Return all that is to be kept of the document as it is now."""
        return kept_of(
            project,
            self.trainer,
            self.time.timeline,
            pins=self.time.pins,
            runs=self.runs.book.records(),
            thumbnail=thumbnail,
            recomputed=self.time.timeline is not None and self.time.timeline.recomputed,
        )

    def shut_down(self) -> None:
        """Stop training and let go of everything."""
        self._forget_goal()
        self._pending.clear()
        self.trainer = None
        self._maker = self.publisher.maker = None
        self._watch = None
        self.starts.cancel_starts()
        self.files.end()
        self.time.end()
        self.runs.book.clear()
        self._unpacked = None
