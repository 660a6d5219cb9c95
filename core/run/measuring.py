"""What the parts of a run that look at its network have in common: slices, progress, the end."""

import time
from typing import Any, Protocol

from core.run.reporting import reporting
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import SAID_AFTER, Time
from core.training.trainer import Trainer


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    time: Time

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    def pause(self) -> None:
        """Stop at the update boundary at hand."""


class Job(Protocol):
    """Something that is measured on one trainer's network, in slices; `result` comes last."""

    trainer: Trainer
    done: int
    whole: int
    result: Any

    def work(self, seconds: float) -> bool:
        """Measure for about this long; return whether all is done."""


class MeasuringPart:
    """Has one job at a time; a new one, or another network, ends it."""

    failed = Told()
    progress = Told()

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Job | None = None
        self._since = 0.0
        self._said = False

    def _tell(self, result: Any) -> None:
        """Tell the result; None: given up."""
        raise NotImplementedError

    def _words(self) -> str:
        """Return what the progress is called."""
        raise NotImplementedError

    def begin(self, job: Job) -> None:
        """Begin a job."""
        self._job, self._since = job, time.perf_counter()
        self._run.slicer.begin(self)

    def cancel(self) -> None:
        """Give up."""
        job, self._job = self._job, None
        if job is not None:
            self._be_quiet()
            self._tell(None)

    def end(self) -> None:
        """Release everything."""
        self._job = None

    def work(self, seconds: float) -> bool:
        """Measure for a slice; return whether there is nothing left to measure."""
        job = self._job
        if job is not None and self._goes_on(job, seconds) is None and self._job is job:
            self._job, self._said = None, False  # it has failed: its progress is taken back too
        return self._job is None  # who heard of the end may have begun another

    @reporting
    def _goes_on(self, job: Job, seconds: float) -> bool:
        if job.trainer is not self._run.trainer:
            self.cancel()  # the network has been replaced in the meantime
            return False
        if job.work(seconds):
            self._job = None
            self._be_quiet()
            self._tell(job.result)
            return False
        if time.perf_counter() - self._since > SAID_AFTER:
            self._said = True
            self.progress.emit(self._words(), job.done, job.whole)
        return True

    def _be_quiet(self) -> None:
        """Take the progress back if it was said: what stands there may be another part's."""
        if self._said:
            self._said = False
            self.progress.emit("", 0, 0)
