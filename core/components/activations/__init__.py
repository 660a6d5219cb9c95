"""Activations: what a neuron does with its weighted sum."""

# ruff: noqa: I001  (menus have them in this order)
from core.components.activations.base import (
    ACTIVATIONS,
    Activation,
    activation_called,
    bounds_of,
)
from core.components.activations.classic import Linear, Sigmoid, Tanh
from core.components.activations.rectifiers import Elu, LeakyRelu, Relu, Selu
from core.components.activations.smooth import Gelu, Mish, Softplus, Swish
from core.components.activations.bounded import Gaussian, HardSigmoid, Sine, Softmax, Softsign

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Elu",
    "Gaussian",
    "Gelu",
    "HardSigmoid",
    "LeakyRelu",
    "Linear",
    "Mish",
    "Relu",
    "Selu",
    "Sigmoid",
    "Sine",
    "Softmax",
    "Softplus",
    "Softsign",
    "Swish",
    "Tanh",
    "activation_called",
    "bounds_of",
]
