"""The progress of a run: its epochs, the figures at each of their starts, and why it ends.

It counts and judges; whoever ends an epoch computes the figures.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.moments.evaluation import Evaluation
from core.moments.moment import Record
from core.moments.stop_memory import StopMemory
from core.pictures.snapshot import Divergence, Outcome
from core.project import Project
from core.training.history import HistoryBook
from core.training.workspace import Workspace

Array = NDArray[np.floating[Any]]


class Progress:
    """How far a workspace has been trained; `outcome` says why training has ended.

    `epoch_limit` is the epoch at whose end training ends, None for never. `last_figures` are those
    of the last whole epoch, or of the moment last gone to. `best` are the learned numbers that
    patience would restore, `stop` is the memory of the stop rules. `batch_loss` is the loss of the
    last update, None where that is not known.
    """

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._figures: Evaluation | None = None
        #: whether the last epoch ended without figures, so that `last_figures` are older
        self.is_unmeasured = False
        self.epoch = 0
        self.batch_loss: float | None = None
        self.outcome = Outcome.NONE
        self.divergence: Divergence | None = None
        self.epoch_limit = work.project.training.epochs
        self.stop = StopMemory()
        self.best: Array | None = None
        self.history = HistoryBook()

    @property
    def last_figures(self) -> Evaluation:
        """The figures last measured."""
        assert self._figures is not None
        return self._figures

    @last_figures.setter
    def last_figures(self, figures: Evaluation) -> None:
        self._figures, self.is_unmeasured = figures, False

    # ------------------------------------------------------------------ epochs

    def is_due(self, every: int, epochs: int = 1) -> bool:
        """Return whether figures are due `epochs` from now, if they are every `every` epochs.

        They always are at the end of training.
        """
        epoch = self.epoch + epochs
        return epoch % every == 0 or epoch == self.epoch_limit

    def record_epoch(self, figures: Evaluation, update: int) -> None:
        """Record the figures at the start of an epoch, after `update` updates."""
        rules = self._work.project.training.stop
        self.last_figures = figures
        self.history.add(self.epoch, update, figures)
        if self.stop.improves(rules, figures):
            self.best = self._work.learned()
        self.stop = self.stop.after(rules, figures, self.epoch)

    def finish_epoch(self, figures: Evaluation | None, update: int) -> None:
        """Count an epoch that ended after `update` updates, and check whether it was the last.

        `figures` is None if they were not due: the rules wait until they are.
        """
        self.epoch += 1
        if figures is None:
            self.history.add(self.epoch, update, None)
            self.is_unmeasured = True
            return
        self.record_epoch(figures, update)
        self.outcome = self.stop.outcome(self._work.project.training.stop, figures)
        if self.outcome is Outcome.PATIENCE and self.best is not None:
            self._work.set_learned(self.best)
        if self.outcome is Outcome.NONE and self._is_at_limit():
            self.outcome = Outcome.EPOCHS

    def _is_at_limit(self) -> bool:
        return self.epoch_limit is not None and self.epoch >= self.epoch_limit

    def is_over(self) -> bool:
        """Return whether training has ended; `outcome` says why."""
        if self.outcome is Outcome.NONE and self._work.batches.cursor == 0:
            rules = self._work.project.training.stop
            self.outcome = self.stop.outcome(rules, self.last_figures)
        if self._is_at_limit():
            self.outcome = Outcome.EPOCHS
        return self.outcome is not Outcome.NONE

    # ------------------------------------------------------------------ what the person changes

    def go_on(self) -> None:
        """Pass a stop: as many epochs again, with new patience, past the target."""
        training = self._work.project.training
        target = training.stop.target_loss
        passed = target is not None and self.last_figures.loss <= target
        self.outcome, self.divergence = Outcome.NONE, None
        self.forget_stops(StopMemory(target_passed=passed))
        if self.epoch_limit is not None and self.epoch >= self.epoch_limit:
            self.epoch_limit = self.epoch + max(1, training.epochs or 1)

    def forget_stops(self, stop: StopMemory | None = None) -> None:
        """Restart the stop rules."""
        self.stop, self.best = stop or StopMemory(), None

    def change_to(self, old: Project, new: Project) -> None:
        """Change to another project that was applied live."""
        if old.training.epochs != new.training.epochs:
            self.epoch_limit = new.training.epochs
        if old.training.stop != new.training.stop or old.loss != new.loss:
            self.forget_stops()
        if self.outcome is not Outcome.DIVERGED:
            self.outcome = Outcome.NONE

    def begin_again(self, figures: Evaluation) -> None:
        """Note other numbers before the first update: they become the start."""
        self.forget_stops()
        self.history.cut_after(-1)
        self.record_epoch(figures, self._work.update)

    def pass_edit(self, figures: Evaluation) -> None:
        """Note that numbers were set by hand, and their figures."""
        self.last_figures = figures
        if self.outcome is not Outcome.EPOCHS:
            self.outcome = Outcome.NONE
        self.divergence = None

    # ------------------------------------------------------------------ moments

    def restore(self, record: Record, best: Array | None) -> None:
        """Restore what a moment says about the run; the caller computes the figures."""
        self.epoch = record.epoch
        self.stop = record.stop
        self.best = None if best is None else best.copy()
        self.outcome, self.divergence = Outcome.NONE, None
        self.batch_loss = None  # a moment does not hold it
        self.history.rewind(record.epoch)
