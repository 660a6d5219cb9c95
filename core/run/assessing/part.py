"""The run's part for assessing: which inputs the network's answers depend on, in slices."""

from typing import Any

from core.run.measuring import MeasuringPart
from core.run.reporting import reporting
from core.run.telling import Told
from core.words import translate


class Assessing(MeasuringPart):
    """Shuffles inputs of the present network; nothing is changed by it."""

    importance_measured = Told()  # Importance; None: given up

    @reporting
    def ask_importance(self, part: str, repeats: int, seed: int) -> None:
        """Measure the importance of every input; `importance_measured` follows."""
        from core.run.assessing.importance import Permuting

        self.cancel()
        if self._run.trainer is not None:
            self.begin(Permuting(self._run.trainer, part, repeats, seed))

    def _tell(self, result: Any) -> None:
        self.importance_measured.emit(result)

    def _words(self) -> str:
        return translate("Worker", "Shuffling one input after another")
