"""What the parts of a run that look at its network have in common: slices, progress, the end."""

from typing import Any, Protocol

from core.run.reporting import Saying, carried_on, reporting
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import Time
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
    """Something that is measured in slices; `result` comes last."""

    @property
    def done(self) -> int:
        """How much of it is done."""

    @property
    def whole(self) -> int:
        """How much there is to do."""

    @property
    def result(self) -> Any:
        """What has been measured."""

    def work(self, seconds: float) -> bool:
        """Measure for about this long; return whether all is done."""


class MeasuringPart:
    """Has one job at a time; a new one, or another subject, ends it.

    Whoever asked for a job hears of its end under the ticket of the question, also if it is given
    up.
    """

    failed = Told()
    progress = Told()

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Job | None = None
        self._of: object = None  # the subject of the job
        self._saying = Saying(self.progress)

    def _tell(self, result: Any) -> None:
        """Tell the result; None: given up."""
        raise NotImplementedError

    def _subject(self) -> object:
        """Return what a job that begins now is about: the network, or the recorded run."""
        return self._run.trainer

    def _words(self) -> str:
        """Return what the progress is called."""
        raise NotImplementedError

    def _tell_along(self, job: Job) -> None:
        """Tell how far a job is, after a slice that was not the last."""
        self._saying.say(self._words(), job.done, job.whole)

    def begin(self, job: Job) -> None:
        """Begin a job."""
        self.cancel()
        self._job, self._of = job, self._subject()
        self._saying.begin()
        self._run.slicer.begin(self)

    def cancel(self) -> None:
        """Give up."""
        job, self._job = self._job, None
        if job is not None:
            with self._run.slicer.answering(self):
                self._run.slicer.end(self)
                self._saying.stop()
                self._tell(None)

    def end(self) -> None:
        """Release everything."""
        self._job = self._of = None

    def work(self, seconds: float) -> bool:
        """Measure for a slice; return whether there is nothing left to measure."""
        job = self._job
        if job is not None:
            carried_on(lambda: self._goes_on(job, seconds), lambda: self._let_go(job))
        return self._job is None  # who heard of the end may have begun another

    def _let_go(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self._saying.stop()

    @reporting
    def _goes_on(self, job: Job, seconds: float) -> bool:
        if self._of is not self._subject():
            self.cancel()  # it has been replaced in the meantime
            return False
        if job.work(seconds):
            self._job = None
            self._saying.stop()
            self._tell(job.result)
            return False
        self._tell_along(job)
        return True
