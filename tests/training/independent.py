"""The forward pass of a network written a second time, samples as rows, for autograd to use.

None of the engine's arithmetic is used; dropout takes the mask that the engine drew.
"""

import autograd.numpy as anp

from tests.components.test_activations import SMOOTH
from tests.components.test_losses import FORMULAS as LOSSES
from tests.components.test_regularizers import FORMULAS as PENALTIES


def softmax(z):
    e = anp.exp(z - anp.max(z, axis=1, keepdims=True))
    return e / anp.sum(e, axis=1, keepdims=True)


def activated(activation, z):
    return softmax(z) if activation.name == "softmax" else SMOOTH[activation.name](z)


def batch_norm(layer, x, arrays):
    mean = anp.mean(x, axis=0)
    variance = anp.mean((x - mean) ** 2, axis=0)
    return (x - mean) / anp.sqrt(variance + layer.epsilon) * arrays["scale"] + arrays["shift"]


def forward(project, parameters, x, masks):
    """Return the outputs (m, outputs) in training mode; `parameters` is a list of dicts."""
    for i, (layer, arrays) in enumerate(zip(project.layers, parameters, strict=True)):
        if layer.name == "dense":
            x = activated(layer.activation, x @ arrays["weight"] + arrays.get("bias", 0.0))
        elif layer.name == "batch_norm":
            x = batch_norm(layer, x, arrays)
        else:
            x = x * masks[i]
    return x


def loss(project, parameters, x, y, masks):
    """Return the loss with the penalty; only losses in their default form."""
    a = forward(project, parameters, x, masks)
    penalty = sum(
        PENALTIES[project.regularizer.name](arrays["weight"], project.regularizer)
        for arrays in parameters
        if "weight" in arrays
    )
    return LOSSES[project.loss.name](a.T, y.T) + penalty
