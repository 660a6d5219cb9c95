"""The run's part for the lab: a copy of the present network is measured, in slices."""

import time
from typing import TYPE_CHECKING

from core.run.questions import Host
from core.run.reporting import reporting
from core.run.telling import Told
from core.run.time import SAID_AFTER
from core.words import translate

if TYPE_CHECKING:
    from core.run.lab.changing import Measuring


class Lab:
    """Changes copies of the present network and measures them; nothing else is changed by it."""

    failed = Told()
    progress = Told()
    lab_measured = Told()  # Worth or Curve; None: given up

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Measuring | None = None
        self._since = 0.0
        self._said = False

    @reporting
    def ask_worth(self) -> None:
        """Measure the network without each of its hidden units; `lab_measured` follows."""
        from core.run.lab.changing import WithoutUnits

        self.cancel()
        if self._run.trainer is not None:
            self._begin(WithoutUnits(self._run.trainer))

    @reporting
    def ask_curve(self, kind: str, amounts: tuple[float, ...], draws: int, seed: int) -> None:
        """Measure the network over the amount of a change; `lab_measured` follows."""
        from core.run.lab.changing import Changed

        self.cancel()
        if self._run.trainer is not None:
            self._begin(Changed(self._run.trainer, kind, amounts, draws, seed))

    def _begin(self, job: "Measuring") -> None:
        self._job, self._since = job, time.perf_counter()
        self._run.slicer.begin(self)

    def cancel(self) -> None:
        """Give up."""
        job, self._job = self._job, None
        if job is not None:
            self._be_quiet()
            self.lab_measured.emit(None)

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
            self.lab_measured.emit(job.result)
            return False
        if time.perf_counter() - self._since > SAID_AFTER:
            self._said = True
            words = translate("Worker", "Measuring changed copies of the network")
            self.progress.emit(words, job.done, job.whole)
        return True

    def _be_quiet(self) -> None:
        if self._said:
            self._said = False
            self.progress.emit("", 0, 0)
