"""Layers: what a network is a list of."""

# ruff: noqa: I001  (this is the order of the menus)
from core.components.layers.base import (
    MAX_PARAMETERS,
    MAX_UNITS,
    LAYERS,
    BoundLayer,
    Equation,
    Layer,
    Neurons,
    Place,
    layer_kind,
)
from core.components.layers.dense import Dense
from core.components.layers.dropout import Dropout
from core.components.layers.batch_norm import BatchNorm

__all__ = [
    "LAYERS",
    "MAX_PARAMETERS",
    "MAX_UNITS",
    "BatchNorm",
    "BoundLayer",
    "Dense",
    "Dropout",
    "Equation",
    "Layer",
    "Neurons",
    "Place",
    "layer_kind",
]
