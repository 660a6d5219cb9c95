"""Activations: what a neuron does with its weighted sum."""

# ruff: noqa: I001  (this is the order of the menus)
from core.components.activations.base import (
    ACTIVATIONS,
    Activation,
    activation_called,
    bounds_of,
)
from core.components.activations.classic import Linear, Sigmoid, Tanh
from core.components.activations.rectifiers import (
    Elu,
    HardSwish,
    LeakyRelu,
    PRelu,
    Relu,
    Relu6,
    Selu,
)
from core.components.activations.smooth import Gelu, GeluExact, Mish, Softplus, Swish
from core.components.activations.bounded import Gaussian, HardSigmoid, Sine, Softmax, Softsign

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Elu",
    "Gaussian",
    "Gelu",
    "GeluExact",
    "HardSigmoid",
    "HardSwish",
    "LeakyRelu",
    "Linear",
    "Mish",
    "PRelu",
    "Relu",
    "Relu6",
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
