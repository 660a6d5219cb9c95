"""The job that shuffles one input after another and measures how much worse the network gets.

It works with a copy of the weights, in blocks of samples, so that training may continue and every
command is answered in between. Each input has its own random stream: the same seed gives the same
figures, whichever other inputs there are.
"""

import time
from collections.abc import Iterator

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from core.components.metrics import score_of
from core.data.dataset import Dataset, Part
from core.errors import UserError
from core.pictures.assessing.importance import Importance
from core.training.evaluation import Predictor
from core.training.trainer import Trainer
from core.words import plain_name, say

Array = NDArray[np.float64]
Numbers = NDArray[np.intp]

#: the most samples × parameters that are predicted between two looks at the clock
_BLOCK_WORK = 5 * 10**6
#: the most repeats that can be asked for
MOST_REPEATS = 1_000
#: what sets its streams apart from those of training: keys of two numbers
_KEY = 100


def columns_of(dataset: Dataset) -> tuple[tuple[str, slice], ...]:
    """Return the columns of the data, each with its raw inputs: several for a one-hot category."""
    found, begin = [], 0
    for column in dataset.columns:
        width = len(column.input_names())
        found.append((column.name, slice(begin, begin + width)))
        begin += width
    if begin != len(dataset.raw_names):
        return tuple((name, slice(k, k + 1)) for k, name in enumerate(dataset.raw_names))
    return tuple(found)


class Permuting:
    """Measures the importance of every input on one part of a trainer's data."""

    def __init__(self, trainer: Trainer, part: str, repeats: int, seed: int) -> None:
        """Prepare; raises UserError for a part that does not exist or a bad number of repeats."""
        dataset = trainer.dataset
        if part not in dataset.parts:
            raise UserError(
                say("Worker", "There is no {part} part", part=part),
                say("Worker", "choose one of {parts}", parts=", ".join(dataset.parts)),
            )
        if not 1 <= repeats <= MOST_REPEATS:
            raise UserError(
                say("Worker", "{repeats} repeats are not possible", repeats=repeats),
                say("Worker", "choose a number from 1 to {most}", most=MOST_REPEATS),
            )
        self._name, self._part, self._seed = part, dataset.parts[part], seed
        self._dataset, self._repeats = dataset, repeats
        state = trainer.state
        self._predictor = Predictor(
            trainer.network, state.parameters.copy(), state.statistics.copy()
        )
        self._threshold = trainer.figures.threshold
        self._metric = score_of(dataset.task)()
        self._columns = columns_of(dataset)
        count = max(1, trainer.network.parameter_count)
        self._block = max(1, min(self._predictor.chunk, _BLOCK_WORK // count))
        self._when = trainer.update, trainer.epoch
        self._steps = self._go()
        self.done, self.whole = 0, 1 + len(self._columns) * repeats
        self.result: Importance | None = None

    def work(self, seconds: float) -> bool:
        """Measure for about this long; return whether all inputs are done."""
        end = time.perf_counter() + seconds
        return all(time.perf_counter() < end for _ in self._steps)

    def _go(self) -> Iterator[None]:
        """Measure block by block, and keep the result at the end."""
        part, outputs = self._part, np.empty(self._part.original_targets.shape)
        yield from self._predict(part, outputs, slice(0, 0), None)
        score = self._score(outputs)
        drops = np.empty((len(self._columns), self._repeats))
        for k, (_, where) in enumerate(self._columns):
            key = SeedSequence(entropy=self._seed, spawn_key=(_KEY, k))
            draw = Generator(PCG64(key))
            for repeat in range(self._repeats):
                yield from self._predict(part, outputs, where, draw.permutation(len(part)))
                drops[k, repeat] = score - self._score(outputs)
        names = tuple(plain_name(name) for name, _ in self._columns)
        self.result = Importance(
            self._name,
            self._metric.name,
            score,
            names,
            drops,
            self._seed,
            len(part),
            *self._when,
        )

    def _predict(
        self, part: Part, outputs: Array, where: slice, order: Numbers | None
    ) -> Iterator[None]:
        """Write the outputs with the raw inputs `where` dealt out in another order."""
        dataset = self._dataset
        for begin in range(0, len(part), self._block):
            rows = slice(begin, begin + self._block)
            inputs = part.inputs[rows]
            if order is not None:
                raw = part.raw_inputs[rows].copy()
                raw[:, where] = part.raw_inputs[order[rows], where]
                inputs = dataset.network_inputs(raw)
            with np.errstate(all="ignore"):
                own = self._predictor.predict(inputs).astype(np.float64)
                outputs[rows] = dataset.original_outputs(own)
            yield
        self.done += 1

    def _score(self, outputs: Array) -> float:
        targets, task = self._part.original_targets, self._dataset.task
        with np.errstate(all="ignore"):
            value = self._metric.value(outputs, targets, task, self._threshold)
        assert isinstance(value, float)  # a score is one number
        return value
