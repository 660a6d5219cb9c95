"""Losses: how wrong the outputs are, as one number, and its slope."""

# ruff: noqa: I001  (menus have them in this order)
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
