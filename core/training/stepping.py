"""Stepping: the current update, one phase at a time, each described once it is done.

The phases are the same as in fast running; only the stops between them are added here. The moment
at the update's start is kept, so that finished phases can be undone.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from core.moments.moment import Moment, State
from core.pictures.records import PhaseRecord
from core.training.phases import Description, Phase
from core.training.plan import TrainingPlan
from core.training.update_description import describe_update
from core.training.workspace import Workspace


class Steppable(Protocol):
    """What stepping needs from a trainer."""

    @property
    def work(self) -> Workspace:
        """What its updates read and write."""

    @property
    def epoch(self) -> int:
        """How many epochs are done."""

    def moment(self) -> Moment:
        """Return a copy of everything that determines what comes next."""

    def plan_at_hand(self) -> TrainingPlan:
        """Return the plan of the current update."""

    def finish_update(self, plan: TrainingPlan) -> None:
        """Count an update whose phases are all done."""


class Stepping:
    """Steps one trainer; `position` counts the finished phases of the current update.

    `start` is the moment at which that update began, None at an update boundary, `size` its
    batch's. For the last update that was stepped to its end, `last_start` is the moment at its
    start, `loss` its loss, and `loss_after` the loss of the same batch with the numbers after it.
    """

    def __init__(self, trainer: Steppable) -> None:
        self._trainer = trainer
        self.position = 0
        self.size = 0
        self.start: Moment | None = None
        self.last_start: Moment | None = None
        self.loss = 0.0
        self.loss_after: float | None = None
        self._before: State | None = None
        self._counters_before: dict[str, float] = {}

    def leave(self) -> None:
        """Return to an update boundary: the update was finished otherwise, or undone."""
        self.position, self.start = 0, None

    def next_phase(self) -> Phase:
        """Return the phase that `step` would run."""
        return self._trainer.plan_at_hand().phases[self.position]

    def step(self) -> list[PhaseRecord]:
        """Run one phase and return its description: one record, for an update one per layer."""
        trainer = self._trainer
        plan = trainer.plan_at_hand()
        if self.position == 0:
            self.start, self.size = trainer.moment(), plan.size
        phase = plan.phases[self.position]
        if phase.kind == "update":
            self._before = trainer.work.state.copy()
            self._counters_before = dict(trainer.work.counters)
        with np.errstate(all="ignore"):
            phase.run()
            records = self._records(phase)
            if phase.kind == "update":
                self.loss, self.loss_after = plan.loss_value, self._loss_again(plan)
        self.position += 1
        if self.position == len(plan.phases):
            self.last_start = self.start
            self.leave()
            with np.errstate(all="ignore"):
                trainer.finish_update(plan)
        return records

    def describe_update(self) -> Description:
        """Describe what the update phase did, all layers at once."""
        return {f"layers.{layer}": values for layer, values in self._describe_layers()}

    def _records(self, phase: Phase) -> list[PhaseRecord]:
        epoch, update = self._trainer.epoch + 1, self._trainer.work.update + 1
        if phase.kind == "update":
            return [
                PhaseRecord("update", epoch, update, layer, values)
                for layer, values in self._describe_layers()
            ]
        return [PhaseRecord(phase.kind, epoch, update, phase.layer, phase.describe())]

    def _describe_layers(self) -> Iterator[tuple[int, Description]]:
        work = self._trainer.work
        before = work.state if self._before is None else self._before
        counters = (self._counters_before, work.counters)
        rate = work.project.optimizer.rate(work.update)
        trials = work.trials if work.project.optimizer.searches else None
        return describe_update(work.network, before, work.state, counters, rate, trials)

    def _loss_again(self, plan: TrainingPlan) -> float:
        """Return the loss of the plan's batch with the present numbers and the same masks."""
        work = self._trainer.work
        assert self.start is not None
        kept, dropout = work.state.statistics.copy(), work.dropout_state()
        work.set_dropout_state(self.start.record.dropout_state)
        loss = plan.loss_again()
        work.state.statistics[...] = kept
        work.set_dropout_state(dropout)
        return loss
