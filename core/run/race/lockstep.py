"""Two trainers side by side: each trains as it would alone, to the last bit.

They advance together, update by update; where their batches have other sizes, the one that is
behind in its epoch goes on until the other is. Until something differs, every update is compared.
"""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.fit import find_problem, fitted_to
from core.lesson.numbers import count
from core.moments.moment import Moment
from core.pictures.snapshot import Facts, Outcome, Snapshot, View, Wanted
from core.project import Project
from core.run.makers.snapshots import SnapshotMaker
from core.run.race.parting import Parting, at_the_start, found_between, part_at
from core.training.network import Network
from core.training.trainer import Trainer
from core.words import say

Array = NDArray[np.floating[Any]]
#: a stretch of updates at full speed takes about this long, in seconds
_STRETCH = 0.003


class Side:
    """One of the two: its trainer, and what pictures are made with."""

    def __init__(
        self,
        project: Project,
        dataset: Dataset,
        start: Array | Moment | None,
        number: int,
        view: View | None,
    ) -> None:
        """Build it. Raises ProjectError or SizeError if the project cannot be trained.

        `start` are the parameters and statistics to start from, or the moment that has them; None:
        they are drawn anew.
        """
        dataset = fitted_to(project, dataset)
        problem = find_problem(project, dataset.train.targets, dataset.task)
        if problem is not None:
            raise problem.error()
        self.trainer = Trainer(project, dataset)
        if isinstance(start, Moment):
            start = _learned(start, self.trainer.network)
        size = self.trainer.network.parameter_count + self.trainer.network.statistics_count
        if start is not None and start.shape == (size,):
            self.trainer.start_values = start.astype(self.trainer.state.vector.dtype)
            self.trainer.begin(project, Network(project.layers, dataset.inputs))
        self.maker = SnapshotMaker(self.trainer, number, view)
        self._told = 0

    @property
    def facts(self) -> Facts:
        """What stays the same."""
        return self.maker.facts

    @property
    def position(self) -> float:
        """How many epochs are done, with the share of the current one."""
        done, whole = self.trainer.epoch_share()
        return self.trainer.epoch + done / whole

    def is_over(self) -> bool:
        """Return whether training has ended here."""
        return self.trainer.is_over()

    def picture(self) -> Snapshot:
        """Return the present moment, with the figures since the last picture."""
        trainer = self.trainer
        start, self._told = self._told, len(trainer.history)
        # on large data figures are measured now and then only, and so they are here
        seldom = trainer.figures.every > 1
        figures = trainer.progress.last_figures if seldom else trainer.evaluate()
        return self.maker.make(Wanted.SURFACE, figures, trainer.history.since(start), 0.0)


def _learned(moment: Moment, network: Network) -> Array:
    """Return the parameters and statistics of a moment, one after the other."""
    parameters, statistics = network.parameter_count, network.statistics_count
    found: Array = np.concatenate(
        [moment.state[:parameters], moment.state[moment.state.size - statistics :]]
    )
    return found


class Lockstep:
    """The race: `parting` is the first number that differs, None while all are the same."""

    def __init__(self, first: Side, second: Side) -> None:
        self.sides = first, second
        self.trainers = first.trainer, second.trainer
        self.parting: Parting | None = at_the_start(*self.trainers)
        self._stretch = 1
        a, b = (side.facts.updates_per_epoch for side in self.sides)
        self._same_pace = a == b

    def is_over(self) -> bool:
        """Return whether both have ended."""
        return all(side.is_over() for side in self.sides)

    def advance(self, updates: int | None, seconds: float) -> int:
        """Go on for so many updates, or until the time is up; return how many rounds were done.

        A round is an update of both, or of the one that is behind. At least one is done, unless
        both have ended.
        """
        end = time.perf_counter() + seconds
        done = 0
        while not self.is_over() and (updates is None or done < updates):
            left = self._stretch if updates is None else min(self._stretch, updates - done)
            done += self._round(1 if self.parting is None else left)
            if time.perf_counter() >= end:
                break
        return done

    def _round(self, updates: int) -> int:
        first, second = self.sides
        running = [side for side in self.sides if not side.is_over()]
        if self.parting is None:
            self._compare(running)
            return 1
        if len(running) == 2 and not self._same_pace:
            gap = first.position - second.position
            if gap:
                running = [second if gap > 0.0 else first]
            updates = 1
        began = time.perf_counter()
        for side in running:
            side.trainer.run(updates=updates)
        took = time.perf_counter() - began
        if took < _STRETCH / 2:
            self._stretch = min(2 * self._stretch, 4096)
        elif took > _STRETCH:
            self._stretch = max(1, self._stretch // 2)
        return updates

    def _compare(self, running: list[Side]) -> None:
        """Do one update of both, and find out whether it parts them."""
        moments = [trainer.moment() for trainer in self.trainers]
        update = moments[0].record.update + 1
        if len(running) == 1:
            words = say("Race", "They part at update {n}: one of them has ended.", n=count(update))
            self.parting = Parting(update, words)
            return
        for side in running:
            side.trainer.run(updates=1)
        ended = [trainer.progress.outcome is Outcome.DIVERGED for trainer in self.trainers]
        if all(ended) or (not any(ended) and not part_at(*self.trainers)):
            return
        self.parting = found_between(*self.trainers, moments)
