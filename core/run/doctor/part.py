"""The run's part for the doctor: findings at the present moment."""

from typing import Any

from core.run.measuring import MeasuringPart
from core.run.reporting import reporting
from core.run.telling import Told
from core.words import translate


class Doctor(MeasuringPart):
    """Examines the present moment in slices; nothing is changed by it."""

    examined = Told()  # tuple of Finding, the most important first; None: given up

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
        self.begin(Examining(trainer, start))

    def _tell(self, result: Any) -> None:
        self.examined.emit(result)

    def _words(self) -> str:
        return translate("Worker", "Looking for what is wrong")
