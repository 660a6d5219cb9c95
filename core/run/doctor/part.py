"""The run's part for the doctor: findings at the present moment."""

import time
from typing import TYPE_CHECKING

from core.run.questions import Host
from core.run.reporting import reporting
from core.run.telling import Told
from core.run.time import SAID_AFTER
from core.training.trainer import Trainer
from core.words import translate

if TYPE_CHECKING:
    from core.run.doctor.examining import Examining


class Doctor:
    """Examines the present moment in slices; nothing is changed by it."""

    failed = Told()
    progress = Told()
    examined = Told()  # tuple of Finding, the most important first; None: given up

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Examining | None = None
        self._trainer: Trainer | None = None
        self._since = 0.0

    @reporting
    def examine(self) -> None:
        """Look for what is wrong, in slices; `examined` follows."""
        from core.run.doctor.examining import Examining

        trainer = self._run.trainer
        if trainer is None:
            return
        self._run.pause()
        self._run.time.settle()
        timeline = self._run.time.timeline
        start = trainer.update if timeline is None else timeline.start
        self._job, self._since = Examining(trainer, start), time.perf_counter()
        self._trainer = trainer
        self._run.slicer.begin(self)

    def cancel_examining(self) -> None:
        """Stop looking."""
        job, self._job = self._job, None
        if job is not None:
            self.progress.emit("", 0, 0)
            self.examined.emit(None)

    def end(self) -> None:
        """Release everything."""
        self._job = self._trainer = None

    def work(self, seconds: float) -> bool:
        """Look for a slice; return whether it has come to its end."""
        return not self._goes_on(seconds)

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        job = self._job
        if job is None:
            return False
        if self._trainer is not self._run.trainer:
            self.cancel_examining()  # the network has been replaced in the meantime
            return False
        if job.work(seconds):
            self._job = None
            self.progress.emit("", 0, 0)
            self.examined.emit(job.found)
            return False
        if time.perf_counter() - self._since > SAID_AFTER:
            self.progress.emit(
                translate("Worker", "Looking for what is wrong"), job.done, job.whole
            )
        return True
