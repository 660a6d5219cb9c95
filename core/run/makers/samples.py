"""The picture of every sample with the network's prediction."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import predicted_classes, true_classes
from core.data.samples import Task
from core.pictures.samples import Numbers, Samples
from core.training.trainer import Trainer

#: the shortest time between two updates of the table while training runs, in seconds
_OFTEN = 0.5
#: the largest share of the time that it may take
_SHARE = 0.1
#: the most samples in a plot; if there are more, an evenly spread selection
MAX_POINTS = 5_000


def point_numbers(samples: int) -> Numbers:
    """Return the numbers of the samples that plots draw as points, in ascending order."""
    if samples <= MAX_POINTS:
        return np.arange(samples)
    return np.linspace(0, samples - 1, MAX_POINTS).astype(np.intp)


class SamplesMaker:
    """Makes the picture of one trainer's samples; the constant parts are assembled once."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        dataset = trainer.dataset
        parts = dataset.parts
        lengths = [len(part) for part in parts.values()]
        self._parts = tuple(parts)
        self._part: Numbers = np.repeat(np.arange(len(parts)), lengths)
        self._inputs = np.concatenate([part.raw_inputs for part in parts.values()])
        self._targets = np.concatenate([part.original_targets for part in parts.values()])
        self._points: Numbers = np.full(len(self._inputs), -1, dtype=np.intp)
        drawn = point_numbers(len(self._inputs))
        self._points[drawn] = np.arange(len(drawn))
        none = np.zeros((len(self._inputs), 0), dtype=np.intp)
        self._true = none
        if dataset.task is not Task.REGRESSION:
            self._true = _columns(true_classes(self._targets, dataset.task))
        self._made: Samples | None = None
        self._of: tuple[object, NDArray[Any], NDArray[Any]] | None = None
        self._next = 0.0

    def make(self, running: bool) -> Samples | None:
        """Return the samples with the network's present predictions.

        The same object while nothing has changed; None if training is running and the last one is
        fresh enough, so that this takes little time.
        """
        state = self._trainer.state
        if self._made is not None and self._of is not None:
            of, parameters, statistics = self._of
            same = np.array_equal(parameters, state.parameters, equal_nan=True)
            if of is state and same and np.array_equal(statistics, state.statistics):
                return self._made
        begin = time.perf_counter()
        if running and self._made is not None and begin < self._next:
            return None
        self._made = self._work_out()
        self._of = (state, state.parameters.copy(), state.statistics.copy())
        end = time.perf_counter()
        self._next = end + max(_OFTEN, (end - begin) / _SHARE)
        return self._made

    def _work_out(self) -> Samples:
        trainer, dataset = self._trainer, self._trainer.dataset
        with np.errstate(all="ignore"):
            found = [
                trainer.figures.predictor.predict_with_sums(part.inputs)
                for part in dataset.parts.values()
            ]
            own, sums = map(np.concatenate, zip(*found, strict=True))
            outputs = dataset.original_outputs(own.astype(np.float64))
            error = np.abs(outputs - self._targets).max(axis=1)
            loss = trainer.fitted.loss.of_each(
                outputs.T, self._targets.T, sums.astype(np.float64).T
            )
        said = self._true
        if dataset.task is not Task.REGRESSION:
            said = _columns(predicted_classes(outputs, dataset.task, trainer.figures.threshold))
        return Samples(
            self._parts,
            self._part,
            self._inputs,
            self._targets,
            outputs,
            self._true,
            said,
            error,
            self._points,
            loss,
        )


def _columns(classes: Numbers) -> Numbers:
    """Return numbers of classes (m,) or (m, n) as (m, n)."""
    return classes.reshape(len(classes), -1)
