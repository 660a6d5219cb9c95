"""An evaluation: the figures of the parts of the data at one moment."""

from collections.abc import Mapping
from dataclasses import field

from core.records import Record


class Evaluation(Record):
    """Loss and metrics over each whole part; None and empty for a part that does not exist."""

    loss: float
    metrics: dict[str, float]
    test_loss: float | None
    test_metrics: dict[str, float]
    validation_loss: float | None = None
    validation_metrics: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Mapping[str, tuple[float, dict[str, float]]]) -> "Evaluation":
        """Return the losses and metrics of the parts by their names: train, test, validation."""
        loss, metrics = found["train"]
        test_loss, test_metrics = found.get("test", (None, {}))
        validation_loss, validation_metrics = found.get("validation", (None, {}))
        return cls(loss, metrics, test_loss, test_metrics, validation_loss, validation_metrics)

    @property
    def watched(self) -> float:
        """The loss that patience watches: validation, else test, else training."""
        for loss in (self.validation_loss, self.test_loss):
            if loss is not None:
                return loss
        return self.loss

    @property
    def chosen_by(self) -> dict[str, float]:
        """The metrics of the same part, by which one of several networks is chosen."""
        return self.validation_metrics or self.test_metrics or self.metrics
