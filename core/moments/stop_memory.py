"""Stop rules: what patience remembers, and when training stops by itself."""

from dataclasses import replace

from core.moments.evaluation import Evaluation
from core.pictures.snapshot import Outcome
from core.project import StopRules
from core.records import Record


class StopMemory(Record):
    """What the patience rule remembers: the best loss, its epoch, and the epochs waited since.

    Patience watches the validation loss; if there is no such part the test loss, and if there is no
    test part the training loss. If training is continued after reaching the target, `target_passed`
    is set: the target does not stop that run again.
    """

    best_loss: float | None = None
    best_epoch: int = 0
    waited: int = 0
    target_passed: bool = False

    def improves(self, rules: StopRules, figures: Evaluation) -> bool:
        """Return whether these figures are the best so far; never without a patience rule."""
        if rules.patience is None:
            return False
        return self.best_loss is None or figures.watched < self.best_loss - rules.min_change

    def after(self, rules: StopRules, figures: Evaluation, epoch: int) -> "StopMemory":
        """Return the memory after the figures at an epoch's start."""
        if rules.patience is None:
            return self
        if self.improves(rules, figures):
            return replace(self, best_loss=figures.watched, best_epoch=epoch, waited=0)
        # figures may be some epochs apart
        return replace(self, waited=epoch - self.best_epoch)

    def outcome(self, rules: StopRules, figures: Evaluation) -> Outcome:
        """Return the outcome of the rule that fires, or NONE."""
        reached = rules.target_loss is not None and figures.loss <= rules.target_loss
        if reached and not self.target_passed:
            return Outcome.TARGET
        if rules.patience is not None and self.waited >= rules.patience:
            return Outcome.PATIENCE
        return Outcome.NONE
