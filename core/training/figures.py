"""The figures of a run: loss, metrics and predictions of the network as it is at the moment."""

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
    """The evaluators of both parts, bound to the arrays that a workspace has now."""

    def __init__(self, work: Workspace, dataset: Dataset) -> None:
        state = work.state
        self._work, self._dataset = work, dataset
        self._state, self._network, self._project = state, work.network, work.project
        self.predictor = Predictor(work.network, state.parameters, state.statistics)
        self._train, *test = self.evaluators(state.parameters, state.statistics)
        self._test = test[0] if test else None

    def evaluators(self, parameters: Array, statistics: Array) -> list[PartEvaluator]:
        """Return the evaluators of the training part, and of the test part if there is one."""
        own = parameters is self._state.parameters
        network, samples = self._network, self._work.samples
        predictor = self.predictor if own else Predictor(network, parameters, statistics)
        parts = [(samples.rows[:, : network.inputs + 1], self._dataset.train)]
        if self._dataset.test is not None and samples.test is not None:
            parts.append((samples.test, self._dataset.test))
        return [
            PartEvaluator(
                network,
                parameters,
                statistics,
                rows,
                part,
                self._dataset,
                self._project.loss,
                predictor,
            )
            for rows, part in parts
        ]

    @property
    def threshold(self) -> float:
        """The output at which two classes part."""
        return self._train.threshold

    def evaluate(self) -> Evaluation:
        """Return loss and metrics of both parts, in prediction mode."""
        with np.errstate(all="ignore"):
            loss, metrics = self._train.figures()
            if self._test is None:
                return Evaluation(loss, metrics, None, {})
            test_loss, test_metrics = self._test.figures()
        return Evaluation(loss, metrics, test_loss, test_metrics)

    def all_metrics(self) -> tuple[dict[str, Value], dict[str, Value] | None]:
        """Return every metric of the training part and of the test part, if there is one."""
        with np.errstate(all="ignore"):
            train = self._train.all_metrics()
            test = None if self._test is None else self._test.all_metrics()
        return train, test

    def outputs(self) -> Array:
        """Return the outputs on the training inputs in their order, original units, (m, t)."""
        with np.errstate(all="ignore"):
            return self._train.outputs()

    def penalty(self) -> float:
        """Return the regularizer's penalty on the weights as they are."""
        return penalty_of(self._network, self._state.parameters, self._project.regularizer)

    def predict(self, raw_inputs: Array) -> Array:
        """Return the outputs in original units (m, outputs) for raw inputs (m, raw)."""
        with np.errstate(all="ignore"):
            raw = np.asarray(raw_inputs, dtype=np.float64)
            outputs = self.predictor.predict(self._dataset.network_inputs(raw))
        return self._dataset.original_outputs(outputs.astype(np.float64))
