"""A network on one part of its data, beside the baselines: where curves and figures come from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Task
from core.pictures.assessing.calibration import Calibration, calibration, most_likely
from core.pictures.assessing.question import Question, are_probabilities, of_part, truth
from core.pictures.assessing.ranking import Ranking, ranking
from core.pictures.assessing.residuals import Residuals, residuals
from core.pictures.baselines import Baselines
from core.pictures.samples import Samples

Array = NDArray[np.floating[Any]]

#: stands for the network among the names of the baselines
NETWORK = ""


@dataclass(frozen=True, eq=False)
class Judged:
    """The samples of a part with the answers of the network, and those of the baselines.

    Everything is computed from this part alone. A model is named as in the baselines, or NETWORK.
    """

    task: Task
    samples: Samples
    part: str
    baselines: Baselines | None = None

    @property
    def rows(self) -> NDArray[np.intp]:
        """The numbers of the samples of the part (m,)."""
        return of_part(self.samples, self.part)

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models that can be judged, the network first."""
        entries = () if self.baselines is None else self.baselines.entries
        return (NETWORK, *(entry.name for entry in entries if self.part in entry.outputs))

    def outputs(self, model: str = NETWORK) -> Array:
        """Return the answers of a model (m, t) in original units.

        Raises LookupError for a model that there is not.
        """
        if model == NETWORK:
            found: Array = self.samples.outputs[self.rows]
            return found
        for entry in () if self.baselines is None else self.baselines.entries:
            if entry.name == model and self.part in entry.outputs:
                return entry.outputs[self.part]
        raise LookupError(f"there is no model {model}")

    def ranking(self, question: Question, model: str = NETWORK) -> Ranking:
        """Return how well a model ranks the samples for a question."""
        scores = self.outputs(model)[:, question.output]
        return ranking(scores, truth(self.samples, question, self.rows))

    def calibration(self, question: Question | None, model: str = NETWORK) -> Calibration | None:
        """Return the calibration of a model for a question, None if it gives no probabilities.

        Without a question, that of the most likely of several classes.
        """
        outputs = self.outputs(model)
        if model != NETWORK and self.task is Task.CLASSES:
            # each class was fitted by itself against the rest; together they are shares of 1
            outputs = outputs / outputs.sum(axis=1, keepdims=True)
        if not are_probabilities(outputs, self.task):
            return None
        if question is not None:
            return calibration(
                outputs[:, question.output], truth(self.samples, question, self.rows)
            )
        return calibration(*most_likely(outputs, self.samples.true[self.rows, 0]))

    def residuals(self, target: int, model: str = NETWORK) -> Residuals:
        """Return the residuals of a model for a target."""
        rows = self.rows
        return residuals(rows, self.samples.targets[rows, target], self.outputs(model)[:, target])
