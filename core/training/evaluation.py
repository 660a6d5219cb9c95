"""Evaluation: the network's results on a whole part of the data, in prediction mode.

Losses and metrics are over the whole part, in original units, and never include the penalty.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.losses import Loss
from core.components.metrics import Metric, Value, metrics_for
from core.data.dataset import Dataset, Part
from core.training.network import Network
from core.training.plan import PredictionPlan

Array = NDArray[np.floating[Any]]

#: the most memory for the arrays of a prediction plan
_CHUNK_BYTES = 64 * 1024**2
_CHUNK_SAMPLES = 4096
#: plans kept for chunks of different sizes
_MAX_PLANS = 8


class Predictor:
    """The forward pass over many samples, in chunks whose arrays are kept."""

    def __init__(self, network: Network, parameters: Array, statistics: Array) -> None:
        self._network = network
        self._parameters, self._statistics = parameters, statistics
        self._plans: dict[int, PredictionPlan] = {}
        per_sample = sum(3 * (span.units + 1) for span in network.spans) + network.inputs + 1
        fitting = _CHUNK_BYTES // (per_sample * parameters.dtype.itemsize)
        self.chunk = max(1, min(_CHUNK_SAMPLES, fitting))

    def plan(self, size: int) -> PredictionPlan:
        """Return the kept plan for a chunk of `size` samples, over its own input array."""
        plan = self._plans.get(size)
        if plan is None:
            x: Array = np.ones_like(self._parameters, shape=(self._network.inputs + 1, size))
            plan = PredictionPlan(self._network, self._parameters, self._statistics, x)
            if len(self._plans) >= _MAX_PLANS:
                self._plans.clear()
            self._plans[size] = plan
        return plan

    def predict(self, inputs: Array) -> Array:
        """Return the network's own outputs (m, outputs) for network inputs (m, k)."""
        return self.predict_with_sums(inputs)[0]

    def predict_with_sums(self, inputs: Array) -> tuple[Array, Array]:
        """Return the network's own outputs a and their weighted sums z, (m, outputs) each."""
        shape = (inputs.shape[0], self._network.outputs)
        out, sums = (np.empty(shape, dtype=self._parameters.dtype) for _ in range(2))
        for start in range(0, inputs.shape[0], self.chunk):
            chunk = inputs[start : start + self.chunk]
            plan = self.plan(chunk.shape[0])
            plan.x[:-1] = chunk.T
            plan.run()
            out[start : start + self.chunk] = plan.a.T
            sums[start : start + self.chunk] = plan.z.T
        return out, sums


class PartEvaluator:
    """Loss and metrics over one part; the constant parts are prepared once."""

    def __init__(
        self,
        network: Network,
        parameters: Array,
        statistics: Array,
        rows: Array,
        part: Part,
        dataset: Dataset,
        loss: Loss,
        predictor: Predictor,
    ) -> None:
        """Prepare for `rows` (m, inputs + 1), the part's inputs with a last column of ones."""
        samples = rows.shape[0]
        self._rows, self._dataset, self._loss = rows, dataset, loss
        self._predictor = predictor
        dtype = parameters.dtype
        self._targets: Array = part.original_targets
        scaling = dataset.target_scaling
        self._y: Array = np.ascontiguousarray(part.original_targets.T, dtype=dtype)
        self._scaled = bool(np.any(scaling.factor != 1.0) or np.any(scaling.offset != 0.0))
        self._whole: PredictionPlan | None = None
        if samples <= predictor.chunk:
            self._whole = PredictionPlan(network, parameters, statistics, rows.T)
            self._z, self._a = self._whole.z, self._whole.a
        else:
            self._z = np.empty_like(parameters, shape=(network.outputs, samples))
            self._a = np.empty_like(parameters, shape=(network.outputs, samples))
        self._work = np.empty_like(self._a)
        last = network.spans[-1].layer.neurons
        self.threshold = 0.5 if last is None else last.activation.threshold
        metrics = metrics_for(dataset.task)
        self._scalar = tuple(metric for metric in metrics if metric.scalar)
        self._metrics = metrics

    def _forward(self) -> Array:
        """Go forward; return the outputs in original units, (outputs, m)."""
        if self._whole is not None:
            self._whole.run()
        else:
            chunk = self._predictor.chunk
            for start in range(0, self._rows.shape[0], chunk):
                rows = self._rows[start : start + chunk]
                plan = self._predictor.plan(rows.shape[0])
                plan.x[:-1] = rows[:, :-1].T
                plan.run()
                self._z[:, start : start + chunk] = plan.z
                self._a[:, start : start + chunk] = plan.a
        if self._scaled:
            return self._dataset.original_outputs(self._a.T.astype(np.float64)).T
        return self._a

    def outputs(self) -> Array:
        """Return the outputs in original units, a copy (m, outputs)."""
        return self._forward().T.copy()

    def loss(self) -> float:
        """Return the loss over the part."""
        return float(self._loss.forward(self._forward(), self._y, self._z, self._work))

    def figures(self) -> tuple[float, dict[str, float]]:
        """Return the loss and the single-number metrics, by name."""
        loss, values = self.take_figures()
        return float(loss), {name: float(value) for name, value in values.items()}

    def tell_of(self, know: Callable[[Array], Array]) -> None:
        """Pass every read-only array to `know`, and use the view it returns."""
        self._y, self._targets = know(self._y), know(self._targets)
        scaling = self._dataset.target_scaling
        for array in (self._rows, scaling.spread, scaling.offset):
            know(array)

    def take_figures(self) -> tuple[float, dict[str, Any]]:
        """Return the same without conversion; while recording these are 0-dimensional arrays."""
        a = self._forward()
        loss = self._loss.forward(a, self._y, self._z, self._work)
        return loss, {metric.name: self._value(metric, a) for metric in self._scalar}

    def all_metrics(self) -> dict[str, Value]:
        """Return every metric by name, including those of several numbers."""
        a = self._forward()
        return {metric.name: self._value(metric, a) for metric in self._metrics}

    def _value(self, metric: Metric, a: Array) -> Value:
        return metric.value(a.T, self._targets, self._dataset.task, self.threshold)
