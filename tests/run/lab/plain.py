"""A network gone through with NumPy alone, as a textbook writes it, to test the lab against."""

import numpy as np

ACTIVATIONS = {
    "linear": lambda z: z,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "softmax": lambda z: (
        np.exp(z - z.max(axis=1, keepdims=True))
        / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
    ),
}


def forward(project, arrays, x):
    """Return the outputs of every layer, (m, units) each, in prediction mode."""
    found = []
    for layer, own in zip(project.layers, arrays, strict=True):
        if layer.name == "dense":
            x = ACTIVATIONS[layer.activation.name](x @ own["weight"] + own.get("bias", 0.0))
        elif layer.name == "batch_norm":
            x = (x - own["running_mean"]) / np.sqrt(own["running_variance"] + layer.epsilon)
            x = x * own["scale"] + own["shift"]
        found.append(x)
    return found


def loss_of(name, a, y):
    """Return the mean loss over all samples."""
    if name == "mean_squared_error":
        return float(np.mean((a - y) ** 2))
    if name == "binary_cross_entropy":
        return float(-np.mean(y * np.log(a) + (1 - y) * np.log(1 - a)))
    assert name == "categorical_cross_entropy"
    return float(-np.mean(np.sum(y * np.log(a), axis=1)))


def score_of(name, a, y):
    """Return accuracy, or R² of a regression with one target."""
    if name == "mean_squared_error":
        return 1.0 - float(np.sum((a - y) ** 2) / np.sum((y - y.mean(axis=0)) ** 2))
    if name == "binary_cross_entropy":
        return float(np.mean((a > 0.5) == (y > 0.5)))
    return float(np.mean(a.argmax(axis=1) == y.argmax(axis=1)))
