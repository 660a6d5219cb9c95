"""Many starts: how often a network learns its task, and how far it gets, from other weights.

A single start is misleading: with some seeds a small network solves XOR, with others it never does.
Every start is trained headless with the same project and a different seed for weights and order;
the data stay the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.components.metrics import score_of
from core.data.dataset import Dataset
from core.data.options import seed_after
from core.data.samples import Task
from core.pictures.snapshot import Outcome
from core.project import Project
from core.training.trainer import Trainer

#: the score from which a start counts as solved
SOLVED_ACCURACY = 0.95
SOLVED_R2 = 0.9


@dataclass(frozen=True)
class StartResult:
    """How one start ended: its seed, the last losses, and whether the task is solved."""

    seed: int
    loss: float
    test_loss: float | None
    #: accuracy, or R² of a regression, on the validation, else the test, else the training part
    score: float
    solved: bool
    diverged: bool


def try_starts(
    project: Project, dataset: Dataset, starts: int, epochs: int, seconds: float = 0.02
) -> Iterator[StartResult | None]:
    """Yield the result of every start; in between None, about every `seconds` of training.

    Seeds count up from the project's own, and from 0 after the largest. Given starting weights are
    left out, as they would make all starts the same.
    """
    for k in range(starts):
        seed = seed_after(project.seed, k)
        trial = project.with_new_weights(seed)
        trainer = Trainer(trial, dataset)
        trainer.progress.epoch_limit = epochs
        while trainer.progress.outcome is Outcome.NONE:
            trainer.run(seconds=seconds)
            yield None
        yield result_of(trainer, seed)


def result_of(trainer: Trainer, seed: int) -> StartResult:
    """Return the result of a trainer."""
    figures = trainer.evaluate()
    metrics = figures.chosen_by
    regression = trainer.dataset.task is Task.REGRESSION
    score = metrics[score_of(trainer.dataset.task).name]
    # with four points, 95 % means all of them
    needed = SOLVED_R2 if regression else SOLVED_ACCURACY
    diverged = trainer.progress.outcome is Outcome.DIVERGED
    return StartResult(
        seed, figures.loss, figures.test_loss, score, score >= needed and not diverged, diverged
    )
