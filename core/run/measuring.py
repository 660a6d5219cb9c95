"""What the parts of a run that measure its network have in common: slices, progress, the end."""

import time
from typing import Any, Protocol

from core.run.questions import Host
from core.run.reporting import reporting
from core.run.telling import Event, Told
from core.run.time import SAID_AFTER
from core.training.trainer import Trainer


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

    def _measured(self) -> Event:
        """Return what carries the result; None: given up."""
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
            self._measured().emit(None)

    def end(self) -> None:
        """Release everything."""
        self._job = None

    def work(self, seconds: float) -> bool:
        """Measure for a slice; return whether it has come to its end."""
        if self._goes_on(seconds):
            return False
        self._job = None
        return True

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        job = self._job
        if job is None:
            return False
        if job.trainer is not self._run.trainer:
            self.cancel()  # the network has been replaced in the meantime
            return False
        if job.work(seconds):
            self._job = None
            self._be_quiet()
            self._measured().emit(job.result)
            return False
        if time.perf_counter() - self._since > SAID_AFTER:
            self._said = True
            self.progress.emit(self._words(), job.done, job.whole)
        return True

    def _be_quiet(self) -> None:
        if self._said:
            self._said = False
            self.progress.emit("", 0, 0)
