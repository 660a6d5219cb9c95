"""The moment that the doctor examines, and what it tries from there on a twin.

Every trial begins from the same moment: the trainer that the person watches is not touched.
"""

import math
import time
from collections.abc import Generator
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import confusion, score_of
from core.history.figures import History, measured
from core.pictures.snapshot import Outcome
from core.project import Project, StopRules
from core.run.doctor.criteria import TRIED, dead_units, examined, is_solved
from core.training.network import Span
from core.training.trainer import Trainer
from core.training.twin import HeldBatch, twin_at

Array = NDArray[np.floating[Any]]

#: the length of a slice, in seconds
SLICE = 0.008


class Looking:
    """One moment of a run.

    `project` is that of the moment, `loss` and `score` those of the whole training part;
    `recorded_from` is the first update to which the run can go back.
    """

    def __init__(self, trainer: Trainer, recorded_from: int = 0) -> None:
        """Take over the moment. Raises SizeError if a twin would be too large."""
        self.recorded_from = recorded_from
        moment = trainer.moment()
        self.project = moment.project
        self.dataset = trainer.dataset
        self.history: History = measured(trainer.history.since(0), trainer.epoch)
        self.epoch, self.update = trainer.epoch, trainer.update
        self._moment = replace(moment, project=_unbounded(moment.project))
        self.twin = twin_at(trainer.dataset, self._moment)
        figures = self.twin.progress.last_figures
        self.loss = figures.loss
        self.score = figures.metrics[score_of(self.dataset.task).name]
        self.is_solved = is_solved(self.dataset.task, self.score)
        self._losses: dict[float, float] = {}

    @property
    def rate(self) -> float:
        """The learning rate that the project sets, before its schedule."""
        return float(self.project.optimizer.learning_rate)

    @property
    def batch_size(self) -> int:
        """How many samples an update takes."""
        samples = len(self.dataset.train)
        return min(self.project.batch_size or samples, samples)

    def at_rate(self, factor: float) -> Project:
        """Return the project with its learning rate multiplied."""
        project = self._moment.project
        rate = self.rate * factor
        return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))

    def start(self, project: Project | None = None) -> Trainer:
        """Reset the twin to the moment, with settings that can change live, and return it."""
        self.twin.restore(replace(self._moment, project=project or self._moment.project))
        self.twin.progress.epoch_limit = None
        return self.twin

    def loss_at(self, factor: float) -> Generator[None, None, float]:
        """Return the loss after `TRIED` updates at a multiple of the rate; infinite: diverged."""
        if factor not in self._losses:
            self._losses[factor] = yield from self.loss_with(self.at_rate(factor))
        return self._losses[factor]

    def loss_with(
        self, project: Project | None = None, updates: int = TRIED
    ) -> Generator[None, None, float]:
        """Return the loss after some updates with settings that can change live."""
        twin = self.start(project)
        yield  # on large data this and the loss take as long as all the updates
        yield from running(twin, updates)
        yield
        return loss_of(twin)

    @cached_property
    def gradients(self) -> list[dict[str, Array]]:
        """The slopes of the next batch, including the penalty's, a dict of arrays per layer."""
        twin = self.start()
        batch = HeldBatch(twin)
        with np.errstate(all="ignore"):
            batch.loss()
            return twin.network.learned(batch.gradient())

    @cached_property
    def arrays(self) -> list[dict[str, Array]]:
        """Copies of the learned arrays, a dict per layer."""
        twin = self.start()
        return [
            {name: array.copy() for name, array in found.items()}
            for found in twin.network.learned(twin.state.parameters)
        ]

    @cached_property
    def samples(self) -> Array:
        """The training inputs on which units are examined, as the network sees them, (m, k)."""
        return examined(np.asarray(self.dataset.train.inputs))

    @cached_property
    def passed(self) -> tuple[list[Array], list[Array]]:
        """The sums and the outputs of every layer on `samples`, each (units, m)."""
        twin = self.start()
        plan = twin.figures.predictor.plan(len(self.samples))
        plan.x[:-1] = self.samples.T
        with np.errstate(all="ignore"):
            plan.run()
        sums = [np.array(each) for each in plan.layer_sums]
        return sums, [np.array(each) for each in plan.layer_outputs]

    def confusion(self) -> NDArray[np.intp]:
        """Return counts (classes, classes) of the training part: rows the true classes."""
        twin, task = self.start(), self.dataset.task
        targets = np.asarray(self.dataset.train.original_targets)
        return confusion(twin.figures.outputs(), targets, task, twin.figures.threshold)

    def hidden(self) -> list[tuple[int, Span]]:
        """Return the hidden layers that have neurons, with their numbers from 0."""
        spans = list(enumerate(self.twin.network.spans))
        return [(i, span) for i, span in spans[:-1] if span.layer.neurons is not None]

    def dense(self) -> list[int]:
        """Return the numbers of all layers with neurons, from 0."""
        spans = enumerate(self.twin.network.spans)
        return [i for i, span in spans if span.layer.neurons is not None]

    @property
    def is_held(self) -> bool:
        """Whether everything is frozen or switched off, so that no training changes anything."""
        held = self.twin.work.held
        return held is not None and bool(held.all())

    @cached_property
    def off_units(self) -> frozenset[tuple[int, int]]:
        """The hidden units that are switched off, as (layer, unit): no weight leads away."""
        off = self.start().work.off
        if off is None:
            return frozenset()
        marks, found = self.twin.network.learned(off.astype(np.float64)), set()
        for layer, after in pairwise(self.dense()):
            units = np.flatnonzero(marks[after]["weight"].all(axis=1))
            found |= {(layer, int(unit)) for unit in units}
        return frozenset(found)

    def dead(self) -> list[tuple[int, int]]:
        """Return the hidden units with a slope of 0 on every sample, but for those that are off.

        Each is (layer, unit).
        """
        found = []
        for i, span in self.hidden():
            neurons = span.layer.neurons
            if neurons is None:
                continue
            dead = dead_units(neurons.activation, *(each[i] for each in self.passed))
            found += [(i, int(unit)) for unit in np.flatnonzero(dead)]
        return [each for each in found if each not in self.off_units]


def running(twin: Trainer, updates: int) -> Generator[None, None, None]:
    """Run a trainer for some updates, in slices; it may diverge."""
    end = twin.update + updates
    while twin.update < end and twin.progress.outcome is Outcome.NONE:
        begin = time.perf_counter()
        twin.run(updates=end - twin.update, seconds=SLICE)
        if time.perf_counter() - begin > SLICE or twin.update < end:
            yield


def loss_of(twin: Trainer) -> float:
    """Return the loss over the whole training part, infinite if training has diverged."""
    if twin.progress.outcome is Outcome.DIVERGED:
        return math.inf
    loss = twin.evaluate().loss
    return loss if math.isfinite(loss) else math.inf


def _unbounded(project: Project) -> Project:
    """Return a project that trains on past every end."""
    return replace(project, training=replace(project.training, epochs=None, stop=StopRules()))
