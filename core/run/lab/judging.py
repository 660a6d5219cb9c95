"""A copy of the present network that may be changed, and its figures on all parts of the data.

It goes forward in prediction mode, in blocks of samples, so that every command is answered in
between.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import score_of
from core.data.dataset import Part
from core.training.evaluation import Predictor
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]

#: the most samples × parameters that are predicted between two looks at the clock
_BLOCK_WORK = 5 * 10**6


class Judge:
    """Measures a copy of a trainer's network: `parameters` may be changed between two measurings.

    `weights` are the views of the parameters that hold the layers' weights (inputs, units), None
    for a layer without; `off` marks those that are switched off. After `go`, `score` and `loss`
    (parts,) are its figures.
    """

    def __init__(self, trainer: Trainer) -> None:
        state, network = trainer.state, trainer.network
        self.start = state.parameters.copy()
        self.parameters = state.parameters.copy()
        statistics = state.statistics.copy()
        arrays = network.learned(self.parameters)
        self.weights: list[Array | None] = [found.get("weight") for found in arrays]
        mask = trainer.work.off
        marks = [{}] * len(arrays) if mask is None else network.learned(mask.astype(np.float64))
        self.off = [
            None if "weight" not in found else found["weight"].astype(bool) for found in marks
        ]
        self._dataset = trainer.dataset
        self.parts = tuple(self._dataset.parts)
        self.metric = score_of(self._dataset.task)()
        self._loss = trainer.work.fitted.loss
        self._threshold = trainer.figures.threshold
        self._predictor = Predictor(network, self.parameters, statistics)
        count = max(1, network.parameter_count)
        self._block = max(1, min(self._predictor.chunk, _BLOCK_WORK // count))
        self.score = np.full(len(self.parts), np.nan)
        self.loss = np.full(len(self.parts), np.nan)

    def undo(self) -> None:
        """Take back every change."""
        self.parameters[...] = self.start

    def spread(self) -> Array:
        """Return the standard deviation of every raw input over the training part, (r,)."""
        found: Array = self._dataset.train.raw_inputs.std(axis=0)
        return found

    def parts_of(self) -> Mapping[str, Part]:
        """Return the parts of the data by their names."""
        return self._dataset.parts

    def go(self, noise: Mapping[str, Array] | None = None) -> Iterator[None]:
        """Measure; `noise` is added to the raw inputs (m, r) of each part."""
        for k, name in enumerate(self.parts):
            part = self._dataset.parts[name]
            shape = part.original_targets.shape
            outputs, sums = (np.empty(shape, dtype=self.parameters.dtype) for _ in range(2))
            for begin in range(0, len(part), self._block):
                rows = slice(begin, begin + self._block)
                inputs = part.inputs[rows]
                if noise is not None:
                    inputs = self._dataset.network_inputs(part.raw_inputs[rows] + noise[name][rows])
                with np.errstate(all="ignore"):
                    outputs[rows], sums[rows] = self._predictor.predict_with_sums(inputs)
                yield
            self._take(k, part, outputs, sums)

    def _take(self, k: int, part: Part, outputs: Array, sums: Array) -> None:
        """Take the figures of a part from its outputs (m, t) and their weighted sums."""
        dtype = self.parameters.dtype
        with np.errstate(all="ignore"):
            own = self._dataset.original_outputs(outputs.astype(np.float64))
            y = np.ascontiguousarray(part.original_targets.T, dtype=dtype)
            a = np.ascontiguousarray(own.T, dtype=dtype)
            z = np.ascontiguousarray(sums.T)
            self.loss[k] = float(self._loss.forward(a, y, z, np.empty_like(a)))
            task = self._dataset.task
            value = self.metric.value(own, part.original_targets, task, self._threshold)
        assert isinstance(value, float)  # a score is one number
        self.score[k] = value
