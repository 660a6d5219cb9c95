"""The state of a run in figures: plain data, for the command line and for scripts."""

from typing import Any

from core.pictures.baselines import Baselines
from core.pictures.snapshot import History, Outcome
from core.records import Record
from core.run.makers.baselines import baselines_of
from core.run.makers.class_weights import weights_told
from core.training.trainer import Trainer

#: the most samples for which outputs are computed
MOST_OUTPUTS = 64

Value = float | list[float]


class Divergence(Record):
    """Where numbers stopped being finite: which update, and the first array in it."""

    update: int
    array: str


class Standing(Record):
    """The state of training: what is known without computing anything."""

    epoch: int
    samples: int  # those of the current epoch that are done
    update: int
    end: int | None  # the epoch after which training ends, if one is set
    loss: float  # of the last epoch's end, as the test loss
    test_loss: float | None
    outcome: Outcome
    divergence: Divergence | None
    validation_loss: float | None = None

    @classmethod
    def of(cls, trainer: Trainer) -> "Standing":
        """Return the state of a trainer."""
        figures, found = trainer.progress.last_figures, trainer.progress.divergence
        return cls(
            trainer.epoch,
            trainer.epoch_share()[0],
            trainer.update,
            trainer.progress.epoch_limit,
            figures.loss,
            figures.test_loss,
            trainer.progress.outcome,
            None if found is None else Divergence(found.update, found.array),
            figures.validation_loss,
        )


class Figures(Record, eq=False):
    """Losses, metrics, outputs and weights of one moment, over the whole of each part.

    Losses are without the penalty. Metrics are by name; `all_metrics` also holds those that no plot
    shows, for the command line. `outputs` are predictions for the training inputs in order, if they
    are few enough to read; `weights` as in a project file.
    """

    name: str
    notices: tuple[str, ...]
    standing: Standing
    loss: float
    test_loss: float | None
    penalty: float
    metrics: dict[str, float]
    test_metrics: dict[str, float]
    all_metrics: dict[str, Any]
    all_test_metrics: dict[str, Any] | None
    history: History
    outputs: Any
    weights: list[dict[str, Any]]
    validation_loss: float | None
    validation_metrics: dict[str, float]
    all_validation_metrics: dict[str, Any] | None
    baselines: Baselines

    @classmethod
    def of(cls, trainer: Trainer) -> "Figures":
        """Compute the figures of a trainer at its present moment."""
        now = trainer.evaluate()
        every = trainer.figures.all_metrics()
        few = len(trainer.dataset.train) <= MOST_OUTPUTS
        return cls(
            trainer.project.name,
            (*trainer.dataset.notices, *weights_told(trainer.dataset, trainer.fitted)),
            Standing.of(trainer),
            now.loss,
            now.test_loss,
            trainer.figures.penalty(),
            dict(now.metrics),
            dict(now.test_metrics),
            every["train"],
            every.get("test"),
            trainer.history.since(0),
            trainer.figures.outputs() if few else None,
            trainer.weights(),
            now.validation_loss,
            dict(now.validation_metrics),
            every.get("validation"),
            baselines_of(trainer.dataset),
        )
