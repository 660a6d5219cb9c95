"""Losses: how wrong the outputs are, as one number, and its gradient."""

# ruff: noqa: I001  (this is the order of the menus)
from core.components.losses.base import LOSSES, Loss, total
from core.components.losses.distances import (
    Huber,
    MeanAbsoluteError,
    MeanSquaredError,
    SumSquaredError,
)
from core.components.losses.classes import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Hinge,
)

__all__ = [
    "LOSSES",
    "BinaryCrossEntropy",
    "CategoricalCrossEntropy",
    "Hinge",
    "Huber",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SumSquaredError",
    "total",
]
