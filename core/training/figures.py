"""The figures of a run: loss, metrics and predictions of the network at present.

On large data they are measured less often than every epoch. How often is decided by counted work,
not by a clock, so that the same project gives the same history on every machine.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import Value
from core.data.dataset import Dataset
from core.moments.evaluation import Evaluation
from core.project import Project
from core.training.evaluation import PartEvaluator, Predictor
from core.training.plan import penalty_of
from core.training.workspace import Workspace

Array = NDArray[np.floating[Any]]

#: multiply-adds of one measuring up to which it is done every epoch: some hundredths of a second
_CHEAP = 2 * 10**8
#: how many epochs' work a measuring is spread over: figures take at most about a tenth of the time
_SPREAD = 10


def epochs_between(project: Project, parameters: int, samples: int, measured: int) -> int:
    """Return after how many epochs each figures are measured.

    `parameters` counts those of the network, `samples` those of the training part, `measured`
    those of all parts. What a project sets counts; a stop rule looks at every epoch. Otherwise
    figures are measured every epoch as long as they are cheap, else so seldom that they would take
    a tenth of the time if a sample took as long to measure as to train on. It takes less.
    """
    if project.training.figures_every is not None:
        return project.training.figures_every
    if project.training.stop.any() or measured * parameters <= _CHEAP:
        return 1
    return -(-_SPREAD * measured // samples)


class Figures:
    """The evaluators of the parts, bound to a workspace's present arrays.

    `every` is after how many epochs they are measured in training; `is_cheap` says whether they
    take so little that they could be measured every epoch.
    """

    def __init__(self, work: Workspace, dataset: Dataset) -> None:
        state = work.state
        self._work, self._dataset = work, dataset
        self._state, self._network, self._project = state, work.network, work.project
        self.predictor = Predictor(work.network, state.parameters, state.statistics)
        self._parts = self.evaluators(state.parameters, state.statistics)
        self._train = self._parts["train"]
        measured = sum(len(part.inputs) for part in dataset.parts.values())
        count = work.network.parameter_count
        self.is_cheap = measured * count <= _CHEAP
        self.every = epochs_between(work.project, count, work.samples.count, measured)

    def evaluators(self, parameters: Array, statistics: Array) -> dict[str, PartEvaluator]:
        """Return the evaluators of the existing parts, by name, with training first."""
        own = parameters is self._state.parameters
        network, samples = self._network, self._work.samples
        predictor = self.predictor if own else Predictor(network, parameters, statistics)
        rows = {"train": samples.rows[:, : network.inputs + 1], **samples.held}
        loss = self._work.fitted.loss
        return {
            name: PartEvaluator(
                network,
                parameters,
                statistics,
                rows[name],
                part,
                self._dataset,
                loss,
                predictor,
            )
            for name, part in self._dataset.parts.items()
        }

    @property
    def threshold(self) -> float:
        """The output that separates two classes."""
        return self._train.threshold

    def evaluate(self) -> Evaluation:
        """Return loss and metrics of the parts, in prediction mode."""
        with np.errstate(all="ignore"):
            return Evaluation.of({name: part.figures() for name, part in self._parts.items()})

    def all_metrics(self) -> dict[str, dict[str, Value]]:
        """Return every metric of the existing parts, by the part's name."""
        with np.errstate(all="ignore"):
            return {name: part.all_metrics() for name, part in self._parts.items()}

    def outputs(self) -> Array:
        """Return the outputs on the training inputs in their order, original units, (m, t)."""
        with np.errstate(all="ignore"):
            return self._train.outputs()

    def penalty(self) -> float:
        """Return the regularizer's penalty on the present weights."""
        return penalty_of(self._network, self._state.parameters, self._project.regularizer)

    def predict(self, raw_inputs: Array) -> Array:
        """Return the outputs in original units (m, outputs) for raw inputs (m, raw)."""
        with np.errstate(all="ignore"):
            raw = np.asarray(raw_inputs, dtype=np.float64)
            outputs = self.predictor.predict(self._dataset.network_inputs(raw))
        return self._dataset.original_outputs(outputs.astype(np.float64))
