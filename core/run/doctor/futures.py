"""Both futures of a finding: how the run goes on from here without its remedy, and with it.

Both are trained in turn on twins, an epoch at a time, so that they can be watched side by side. The
remedy is applied to its twin exactly as it would be to the run; who takes it then gets the same
bits.
"""

import math
import time
from collections.abc import Callable, Generator

import numpy as np

from core.components.metrics import score_of
from core.counts import counted
from core.lesson.names.settings import component_label
from core.lesson.numbers import count, figure, percent
from core.moments.evaluation import Evaluation
from core.pictures.findings import Finding, Futures, Vector
from core.pictures.snapshot import Outcome
from core.project import Change, Project
from core.run.doctor.criteria import FORESEEN, MOST_FORESEEN
from core.run.doctor.looking import SLICE
from core.run.doctor.remedy import remedied
from core.run.past.again import again
from core.training import changes
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.twin import twin_at
from core.words import say, translate


class _Future:
    """One of the two: its trainer, and its figures from epoch to epoch."""

    def __init__(self, trainer: Trainer, read: Callable[[Evaluation], float]) -> None:
        self.trainer, self._read = trainer, read
        trainer.progress.epoch_limit = None
        self._first = trainer.epoch
        self.points = [(0, read(trainer.evaluate()))]

    @property
    def epoch(self) -> int:
        """How many epochs it has gone."""
        return self.trainer.epoch - self._first

    def is_over(self, epochs: int) -> bool:
        """Return whether it has gone so many epochs, has ended by a rule, or has diverged."""
        return self.epoch >= epochs or self.trainer.progress.outcome is not Outcome.NONE

    def run_epoch(self, epochs: int) -> Generator[None, None, None]:
        """Train to the end of the epoch, in slices, and note the figure if it was measured."""
        trainer, before = self.trainer, self.trainer.epoch
        while trainer.epoch == before and trainer.progress.outcome is Outcome.NONE:
            if not trainer.run(epochs=1, seconds=SLICE):
                break
            yield
        if trainer.progress.outcome is Outcome.DIVERGED:
            self.points.append((self.epoch + 1, math.nan))
        elif self.is_over(epochs):
            # a rule may have put the best weights back: what counts is where it stands
            self.points.append((self.epoch, self._read(trainer.evaluate())))
        elif not trainer.progress.is_unmeasured:
            self.points.append((self.epoch, self._read(trainer.progress.last_figures)))

    @property
    def last(self) -> float:
        """Its last figure, NaN if it has diverged."""
        return self.points[-1][1]


class Foreseeing:
    """A job that trains both futures; `result` is how they stand. To cancel it, drop it.

    `successor` makes the trainer of a project that needs a restart, as applying it would.
    """

    def __init__(
        self,
        timeline: Timeline,
        finding: Finding,
        changes_how: Callable[[Trainer, Project], Change],
        successor: Callable[[Trainer, Project], Trainer],
    ) -> None:
        """Take over the moment. Raises UserError if the remedy does not fit the project."""
        trainer = timeline.trainer
        self._finding, self._timeline, self._successor = finding, timeline, successor
        self._project = remedied(trainer.project, finding)
        self._starts_anew = changes_how(trainer, self._project) is Change.RESTART
        self._is_back = finding.back_to is not None
        self._moment, self._dataset = trainer.moment(), trainer.dataset
        self._epoch = trainer.epoch
        self._is_of_score = trainer.project.loss != self._project.loss
        # a start of its own is to be seen for as long as the run that it replaces
        done = trainer.epoch if self._starts_anew else 0
        patience = self._project.training.stop.patience or 0
        self.epochs = min(max(FORESEEN, done, patience + 1), MOST_FORESEEN)
        self._without: _Future | None = None
        self._having: _Future | None = None
        self._back_to: int | None = None
        self._steps = self._each()
        self._is_over = False

    @property
    def done(self) -> int:
        """How many epochs of both are done."""
        made = (self._without, self._having)
        return sum(min(each.epoch, self.epochs) for each in made if each is not None)

    @property
    def whole(self) -> int:
        """How many epochs both may take."""
        return 2 * self.epochs

    def work(self, seconds: float) -> bool:
        """Train for about this long; return whether both have come to their end."""
        end = time.perf_counter() + seconds
        with np.errstate(all="ignore"):
            for _ in self._steps:
                if time.perf_counter() >= end:
                    return False
        self._is_over = True
        return True

    def _each(self) -> Generator[None, None, None]:
        twin = twin_at(self._dataset, self._moment)
        self._without = _Future(twin, self._figure)
        yield
        self._having = _Future((yield from self._remedied()), self._figure)
        futures = (self._without, self._having)
        while not all(each.is_over(self.epochs) for each in futures):
            for each in futures:
                if not each.is_over(self.epochs):
                    yield from each.run_epoch(self.epochs)
                    yield

    def _remedied(self) -> Generator[None, None, Trainer]:
        """Return the trainer to which the remedy is applied, as the run's own would be."""
        if self._starts_anew:
            return self._successor(twin_at(self._dataset, self._moment), self._project)
        if self._is_back:
            copy = again(self._timeline)
            back_to = self._finding.back_to or 0
            while not copy.replay(back_to, SLICE):
                yield
            twin = copy.trainer
            self._back_to = twin.epoch
        else:
            twin = twin_at(self._dataset, self._moment)
        changes.apply(twin, self._project)
        return twin

    def _figure(self, figures: Evaluation) -> float:
        """Return the figure that both are compared by."""
        of_test = self._finding.of_test
        if self._is_of_score:
            metrics = figures.test_metrics if of_test else figures.metrics
            return float(metrics[score_of(self._dataset.task).name])
        loss = figures.test_loss if of_test else figures.loss
        return math.nan if loss is None else float(loss)

    # ------------------------------------------------------------------ what is told

    @property
    def result(self) -> Futures:
        """Both as far as they have come."""
        return Futures(
            self._finding,
            self._name(),
            _points(self._without),
            _points(self._having),
            self.epochs,
            self._words() if self._is_over else "",
            self._is_over,
            self._starts_anew,
            self._back_to,
        )

    def _name(self) -> str:
        if self._is_of_score:
            return component_label(score_of(self._dataset.task))
        if self._finding.of_test:
            return translate("Doctor", "test loss")
        return translate("Doctor", "training loss")

    def _words(self) -> str:
        assert self._without is not None and self._having is not None
        values = {
            "figure": self._name(),
            "epochs": counted(self.epochs, "epoch"),
            "without": self._shown(self._without.last),
            "having": self._shown(self._having.last),
        }
        outcome = self._having.trainer.progress.outcome
        if outcome not in (Outcome.NONE, Outcome.DIVERGED):
            return say(
                "Doctor", "in {epochs}: {figure} {without} without, {having} with, stopped "
                "after {stopped}",
                stopped=count(self._having.epoch), **values,
            )  # fmt: skip
        return say("Doctor", "in {epochs}: {figure} {without} without, {having} with", **values)

    def _shown(self, value: float) -> str:
        if not math.isfinite(value):
            return translate("Doctor", "no longer a number")
        is_share = self._is_of_score and score_of(self._dataset.task).is_share
        return percent(value) if is_share else figure(value)


def _points(future: _Future | None) -> Vector:
    return np.array([] if future is None else future.points, dtype=np.float64).reshape(-1, 2)
