"""The run's part for the lab: a copy of the present network is measured, in slices."""

from typing import Any

from core.run.measuring import MeasuringPart
from core.run.reporting import reporting
from core.run.telling import Told
from core.words import translate


class Lab(MeasuringPart):
    """Changes copies of the present network and measures them; nothing else is changed by it."""

    lab_measured = Told()  # Worth or Curve; None: given up

    @reporting
    def ask_worth(self) -> None:
        """Measure the network without each of its hidden units; `lab_measured` follows."""
        from core.run.lab.changing import WithoutUnits

        self.cancel()
        if self._run.trainer is not None:
            self.begin(WithoutUnits(self._run.trainer))

    @reporting
    def ask_curve(self, kind: str, amounts: tuple[float, ...], draws: int, seed: int) -> None:
        """Measure the network over the amount of a change; `lab_measured` follows."""
        from core.run.lab.changing import Changed

        self.cancel()
        if self._run.trainer is not None:
            self.begin(Changed(self._run.trainer, kind, amounts, draws, seed))

    def _tell(self, result: Any) -> None:
        self.lab_measured.emit(result)

    def _words(self) -> str:
        return translate("Worker", "Measuring changed copies of the network")
