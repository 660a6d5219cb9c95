"""The run's part for assessing: which inputs the network's answers depend on, in slices."""

import time
from typing import TYPE_CHECKING

from core.run.questions import Host
from core.run.reporting import reporting
from core.run.telling import Told
from core.run.time import SAID_AFTER
from core.words import translate

if TYPE_CHECKING:
    from core.run.assessing.importance import Permuting


class Assessing:
    """Shuffles inputs of the present network; nothing is changed by it."""

    failed = Told()
    progress = Told()
    importance_measured = Told()  # Importance; None: given up

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Permuting | None = None
        self._since = 0.0
        self._said = False

    @reporting
    def ask_importance(self, part: str, repeats: int, seed: int) -> None:
        """Measure the importance of every input; `importance_measured` follows."""
        from core.run.assessing.importance import Permuting

        self.cancel()
        trainer = self._run.trainer
        if trainer is None:
            return
        self._job, self._since = Permuting(trainer, part, repeats, seed), time.perf_counter()
        self._run.slicer.begin(self)

    def cancel(self) -> None:
        """Give up."""
        job, self._job = self._job, None
        if job is not None:
            self._be_quiet()
            self.importance_measured.emit(None)

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
            self.importance_measured.emit(job.result)
            return False
        if time.perf_counter() - self._since > SAID_AFTER:
            self._said = True
            words = translate("Worker", "Shuffling one input after another")
            self.progress.emit(words, job.done, job.whole)
        return True

    def _be_quiet(self) -> None:
        if self._said:
            self._said = False
            self.progress.emit("", 0, 0)
