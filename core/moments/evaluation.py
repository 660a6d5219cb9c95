"""An evaluation: the figures of both parts of the data at one moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Evaluation:
    """Loss and metrics over each whole part; `test_loss` is None where there is no test part."""

    loss: float
    metrics: dict[str, float]
    test_loss: float | None
    test_metrics: dict[str, float]
