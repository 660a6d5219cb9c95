"""The run's part for trials on twins: both futures of a remedy, and the test of rates."""

import time
from typing import TYPE_CHECKING, Any, Protocol

from core.project import Change, Project
from core.run.measuring import Host, Job, MeasuringPart
from core.run.reporting import reporting
from core.run.telling import Event, Told
from core.training.timeline import Timeline
from core.training.trainer import Trainer

if TYPE_CHECKING:
    from core.pictures.findings import Finding

#: how often the trial at hand is shown, in seconds
_OFTEN = 0.1


class Builder(Protocol):
    """What knows how settings are applied."""

    def changes_how(self, trainer: Trainer, project: Project) -> Change:
        """Return how applying a project would change a trainer."""

    def successor(self, trainer: Trainer, project: Project) -> Trainer:
        """Return the trainer that applying a project with a restart would make."""


class Trials(MeasuringPart):
    """Tries on twins what would happen; nothing is changed by it, and only the last one goes on."""

    foreseen = Told()  # Futures so far; None: given up
    rates_tried = Told()  # RateTest so far; None: given up

    def __init__(self, run: Host, building: Builder) -> None:
        super().__init__(run)
        self._building = building
        self._news: Event = self.foreseen
        self._told_at = 0.0

    @reporting
    def foresee(self, finding: "Finding") -> None:
        """Train on without a finding's remedy and with it, apart; `foreseen` tells of both."""
        from core.run.doctor.futures import Foreseeing

        timeline, building = self._prepare(), self._building
        if timeline is not None:
            job = Foreseeing(timeline, finding, building.changes_how, building.successor)
            self._try(job, self.foreseen)

    @reporting
    def try_rates(self) -> None:
        """Do updates at growing learning rates, apart; `rates_tried` tells what comes of them."""
        from core.run.doctor.rates import RateFinding

        timeline = self._prepare()
        if timeline is not None:
            self._try(RateFinding(timeline.trainer), self.rates_tried)

    def _prepare(self) -> Timeline | None:
        """Make room for a newer trial."""
        self.cancel()
        if self._run.trainer is None:
            return None
        self._run.pause()
        self._run.time.settle()
        return self._run.time.timeline

    def _try(self, job: Job, news: Event) -> None:
        self._news, self._told_at = news, 0.0
        self.begin(job)

    def _tell(self, result: Any) -> None:
        self._news.emit(result)

    def _tell_along(self, job: Job) -> None:
        now = time.perf_counter()
        if now - self._told_at > _OFTEN:
            self._told_at = now
            self._news.emit(job.result)
