"""Optimizers: how a gradient becomes a step."""

# ruff: noqa: I001  (this is the order of the menus)
from core.components.optimizers.base import OPTIMIZERS, Measure, Optimizer, Update
from core.components.optimizers.line_search import Trial
from core.components.optimizers.descent import Sgd
from core.components.optimizers.adaptive import Adagrad, RmsProp
from core.components.optimizers.adam import Adam, AdamW
from core.components.optimizers.nadam import Nadam
from core.components.optimizers.resilient import Rprop
from core.components.optimizers.quasi_newton import Lbfgs
from core.components.optimizers.damped import LevenbergMarquardt
from core.components.optimizers.elsewhere import Recognized, recognized

__all__ = [
    "OPTIMIZERS",
    "Adagrad",
    "Adam",
    "AdamW",
    "Lbfgs",
    "LevenbergMarquardt",
    "Measure",
    "Nadam",
    "Optimizer",
    "Recognized",
    "RmsProp",
    "Rprop",
    "Sgd",
    "Trial",
    "Update",
    "recognized",
]
