"""The figures of a run: loss, metrics and predictions of the network at present."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import Value
from core.data.dataset import Dataset
from core.moments.evaluation import Evaluation
from core.training.evaluation import PartEvaluator, Predictor
from core.training.plan import penalty_of
from core.training.workspace import Workspace

Array = NDArray[np.floating[Any]]


class Figures:
    """The evaluators of the parts, bound to a workspace's present arrays."""

    def __init__(self, work: Workspace, dataset: Dataset) -> None:
        state = work.state
        self._work, self._dataset = work, dataset
        self._state, self._network, self._project = state, work.network, work.project
        self.predictor = Predictor(work.network, state.parameters, state.statistics)
        self._parts = self.evaluators(state.parameters, state.statistics)
        self._train = self._parts["train"]

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
