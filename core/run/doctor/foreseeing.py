"""The run's part for trials on twins: both futures of a remedy, and the test of rates."""

import time
from typing import TYPE_CHECKING, Any, Protocol

from core.project import Change, Project
from core.run.reporting import reporting
from core.run.slicer import Slicer
from core.run.telling import Event, Told
from core.run.time import Time
from core.training.timeline import Timeline
from core.training.trainer import Trainer

if TYPE_CHECKING:
    from core.pictures.findings import Finding

#: how often the trial at hand is shown, in seconds
_OFTEN = 0.1


class Trial(Protocol):
    """A job that can be looked at while it goes on."""

    def work(self, seconds: float) -> bool:
        """Continue for about this long; return whether it is over."""

    def picture(self) -> Any:
        """Return how it stands."""


class Builder(Protocol):
    """What knows how settings are applied."""

    def changes_how(self, trainer: Trainer, project: Project) -> Change:
        """Return how applying a project would change a trainer."""

    def successor(self, trainer: Trainer, project: Project) -> Trainer:
        """Return the trainer that applying a project with a restart would make."""


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    time: Time

    @property
    def building(self) -> Builder:
        """The part that applies settings."""

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    def pause(self) -> None:
        """Stop at the update boundary at hand."""


class Trials:
    """Tries on twins what would happen; nothing is changed by it, and only the last one goes on."""

    failed = Told()
    progress = Told()
    foreseen = Told()  # Futures so far; None: given up
    rates_tried = Told()  # RateTest so far; None: given up

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Trial | None = None
        self._news: Event = self.foreseen
        self._trainer: Trainer | None = None
        self._told_at = 0.0

    @reporting
    def foresee(self, finding: "Finding") -> None:
        """Train on without a finding's remedy and with it, apart; `foreseen` tells of both."""
        from core.run.doctor.futures import Foreseeing

        timeline, building = self._prepare(self.foreseen), self._run.building
        if timeline is not None:
            job = Foreseeing(timeline, finding, building.changes_how, building.successor)
            self._begin(job, self.foreseen)

    @reporting
    def try_rates(self) -> None:
        """Do updates at growing learning rates, apart; `rates_tried` tells what comes of them."""
        from core.run.doctor.rates import RateFinding

        if self._prepare(self.rates_tried) is not None and self._run.trainer is not None:
            self._begin(RateFinding(self._run.trainer), self.rates_tried)

    def _prepare(self, news: Event) -> Timeline | None:
        """Make room for a newer trial; who asks for another of the same kind needs no word."""
        if self._news is news:
            self._job = None
        self.cancel_trials()
        if self._run.trainer is None:
            return None
        self._run.pause()
        self._run.time.settle()
        return self._run.time.timeline

    def _begin(self, job: Trial, news: Event) -> None:
        self._job, self._news, self._trainer = job, news, self._run.trainer
        self._told_at = 0.0
        self._run.slicer.begin(self)

    def cancel_trials(self) -> None:
        """Give up."""
        job, self._job = self._job, None
        if job is not None:
            self._run.slicer.end(self)
            self._news.emit(None)

    def end(self) -> None:
        """Release everything."""
        self._job = self._trainer = None

    def work(self, seconds: float) -> bool:
        """Train for a slice; return whether it has come to its end."""
        return not self._goes_on(seconds)

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        job = self._job
        if job is None:
            return False
        if self._trainer is not self._run.trainer:
            self.cancel_trials()  # the network has been replaced in the meantime
            return False
        over = job.work(seconds)
        now = time.perf_counter()
        if over or now - self._told_at > _OFTEN:
            self._told_at = now
            if over:
                self._job = None
            self._news.emit(job.picture())
        return not over
