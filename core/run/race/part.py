"""The part of a run that races two variants: it begins a race, goes on with it, and ends it.

Whoever watches asks for the next stretch when the last picture is drawn, so that a race is as fast
as it is watched and stops when nobody does.
"""

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.documents.records import RunRecord
from core.errors import UserError
from core.lesson.names.settings import component_label
from core.moments.moment import Moment
from core.pictures.snapshot import Facts, Snapshot, View
from core.project import Change, Project, change_between
from core.records import Record
from core.run.reporting import Saying, reporting
from core.run.runs.book import RunBook
from core.run.slicer import Slicer
from core.run.telling import Told
from core.training.trainer import Trainer
from core.words import say, translate

if TYPE_CHECKING:  # what a race needs is imported when one begins
    from core.run.race.lockstep import Lockstep, Side
    from core.run.race.parting import Parting

Array = NDArray[np.floating[Any]]
Start = Array | Moment | None
#: one stretch at full speed, and the longest at a set speed, in seconds
_FULL, _MOST = 0.03, 0.1


class RaceFacts(Record):
    """A race that begins: the two sides, what each is called, and what differs, in words.

    `same_order` says whether both take the samples in the same batches, `comparable` whether their
    losses measure the same.
    """

    sides: tuple[Facts, Facts]
    names: tuple[str, str]
    differs: str
    parting: "Parting | None"
    same_order: bool
    comparable: bool


class RacePicture(Record):
    """Both sides at a moment, with their figures since the last picture."""

    sides: tuple[Snapshot, Snapshot]
    parting: "Parting | None"
    over: bool


class Runs(Protocol):
    """What a race needs of the list of runs."""

    book: RunBook


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    @property
    def runs(self) -> Runs:
        """The list of runs."""

    def pause(self) -> None:
        """Stop at the update boundary at hand."""

    def view(self) -> View | None:
        """Return the plane of the surface, if there is one."""


class _Preparing:
    """The two sides while they are built, one after the other."""

    def __init__(
        self,
        trainer: Trainer,
        projects: tuple[Project, Project],
        starts: list[Start],
        names: tuple[str, str],
        view: View | None,
    ) -> None:
        self.projects, self.names = projects, names
        self.sides: list[Side] = []
        self._trainer, self._starts, self._view = trainer, starts, view

    def build(self) -> None:
        """Build the next side. Raises UserError if it cannot be trained."""
        from core.run.race.lockstep import Side

        number = len(self.sides)
        project = replace(self.projects[number], name=self._trainer.project.name)
        made = Side(project, self._trainer.dataset, self._starts[number], number + 1, self._view)
        self.sides.append(made)


class Racing:
    """Trains two variants of a network on the same data, beside the run itself."""

    failed = Told()
    progress = Told()
    race_ready = Told()  # RaceFacts
    raced = Told()  # RacePicture

    def __init__(self, run: Host) -> None:
        self._run = run
        self._race: Lockstep | None = None
        self._preparing: _Preparing | None = None
        self._saying = Saying(self.progress)
        self._left: int | None = 0
        self._end = 0.0

    @reporting
    def start_race(self, first: Project, second: Project) -> None:
        """Begin a race of two variants of the present network, from the start of both."""
        from core.lesson.differences import differences, in_short

        trainer = self._run.trainer
        if trainer is None:
            return
        names = translate("Race", "As it is"), in_short(differences(first, second))
        starts: list[Start] = [_start_of(project, trainer) for project in (first, second)]
        self._begin(trainer, (first, second), starts, names)

    @reporting
    def race_run(self, run_id: int) -> None:
        """Begin a race of a kept run against the present network, from the start of both."""
        trainer, record = self._run.trainer, self._run.runs.book.record(run_id)
        if trainer is None or record is None:
            return
        now = trainer.project
        starts: list[Start] = [_start_of_run(record), _start_of(now, trainer)]
        names = self._run.runs.book.name(run_id), translate("Race", "Now")
        self._begin(trainer, (record.project, now), starts, names)

    def _begin(
        self,
        trainer: Trainer,
        projects: tuple[Project, Project],
        starts: list[Start],
        names: tuple[str, str],
    ) -> None:
        for project in projects:
            _check_data(trainer, project)
        self._run.pause()
        self.end_race()
        self._preparing = _Preparing(trainer, projects, starts, names, self._run.view())
        self._saying.begin()
        self._run.slicer.begin(self)

    def give_up(self) -> None:
        """Stop preparing a race."""
        self._preparing = None
        self._saying.stop()

    @reporting
    def advance_race(self, updates: int | None) -> None:
        """Go on for so many updates of both, None: for a moment at full speed; `raced` follows."""
        if self._race is None or self._preparing is not None:
            return
        self._left = updates
        self._end = time.perf_counter() + (_FULL if updates is None else _MOST)
        self._run.slicer.begin(self)

    def end_race(self) -> None:
        """Let go of both sides."""
        self.give_up()
        self._race = None
        self._run.slicer.end(self)

    def work(self, seconds: float) -> bool:
        """Train for a slice; return whether the stretch is done."""
        return not self._goes_on(seconds)

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        if self._preparing is not None:
            return self._prepare(self._preparing)
        race = self._race
        if race is None:
            return False
        done = race.advance(self._left, seconds)
        if self._left is not None:
            self._left -= done
        if not race.is_over() and time.perf_counter() < self._end and self._left != 0:
            return True
        self._tell()
        return False

    def _prepare(self, job: "_Preparing") -> bool:
        """Build one side in a slice; return whether there is more to do."""
        from core.lesson.differences import differences, in_short
        from core.run.race.lockstep import Lockstep

        try:
            job.build()
        except BaseException:
            self.give_up()
            raise
        if len(job.sides) < 2:
            self._saying.say(translate("Worker", "Preparing the race"), 1, 2)
            return True
        self.give_up()
        race = self._race = Lockstep(*job.sides)
        facts = (job.sides[0].facts, job.sides[1].facts)
        self.race_ready.emit(
            RaceFacts(
                facts,
                job.names,
                in_short(differences(*job.projects)),
                race.parting,
                _same_order(*job.projects),
                job.projects[0].loss == job.projects[1].loss,
            )
        )
        self._tell()
        return False

    def _tell(self) -> None:
        race = self._race
        assert race is not None
        first, second = race.sides
        pictures = first.picture(), second.picture()
        self.raced.emit(RacePicture(pictures, race.parting, race.is_over()))


def _same_order(one: Project, other: Project) -> bool:
    """Return whether both draw the same batches, one after another."""
    first, second = one.training, other.training
    alike = one.batch_size == other.batch_size and first.shuffle == second.shuffle
    return alike and (one.seed == other.seed or not first.shuffle)


def _check_data(trainer: Trainer, project: Project) -> None:
    now = trainer.project
    same = replace(project.data, seed=None) == replace(now.data, seed=None)
    if same and project.data_seed() == now.data_seed():
        return
    raise UserError(
        translate("Race", "The two have other data: a race needs the same for both"),
        say("Race", "choose a run that learned “{data}”", data=component_label(now.data.source)),
    )


def _start_of(project: Project, trainer: Trainer) -> Array | None:
    """Return the numbers from which a variant starts, where they are those of the present run."""
    same = change_between(trainer.project, project) is not Change.RESTART
    return trainer.start_values if same else None


def _start_of_run(record: RunRecord) -> Moment | None:
    """Return the moment at which a kept run started, if it is recorded."""
    if record.recording is None or record.recording.keyframes[0].update:
        return None
    return record.recording.keyframes[0].moment
