"""As much of Keras as an exported script needs to predict, in NumPy, from Keras's documentation."""

import math
from types import ModuleType, SimpleNamespace

import numpy as np


def _softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _gelu(z, approximate=True):
    if approximate:
        return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return 0.5 * z * (1 + np.vectorize(math.erf)(z / np.sqrt(2)))


def _elu(z, alpha=1.0):
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "relu6": lambda z: np.clip(z, 0, 6),
    "leaky_relu": lambda z, negative_slope=0.2: np.where(z > 0, z, negative_slope * z),
    "elu": _elu,
    "selu": lambda z: 1.0507009873554805 * _elu(z, 1.6732632423543772),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": _softmax,
    "softsign": lambda z: z / (1 + np.abs(z)),
    "hard_sigmoid": lambda z: np.clip(z + 3, 0, 6) / 6,
    "hard_silu": lambda z: z * np.clip(z + 3, 0, 6) / 6,
    "silu": lambda z: z / (1 + np.exp(-z)),
    "mish": lambda z: z * np.tanh(np.logaddexp(0, z)),
    "gelu": _gelu,
}


class Dense:
    def __init__(self, units, activation=None, use_bias=True, kernel_regularizer=None):
        known = ACTIVATIONS.get(activation, activation) if activation else ACTIVATIONS["linear"]
        self.units, self.activation, self.use_bias = units, known, use_bias

    def shapes(self, inputs):
        return [(inputs, self.units)] + [(self.units,)] * self.use_bias, self.units

    def forward(self, x):
        z = x @ self.weights[0]
        return self.activation(z + self.weights[1] if self.use_bias else z)


class BatchNormalization:
    def __init__(self, momentum=0.99, epsilon=1e-3):
        self.epsilon = epsilon

    def shapes(self, inputs):
        return [(inputs,)] * 4, inputs

    def forward(self, x):
        gamma, beta, mean, variance = self.weights
        return (x - mean) / np.sqrt(variance + x.dtype.type(self.epsilon)) * gamma + beta


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def shapes(self, inputs):
        return [], inputs

    def forward(self, x):
        return x


class Sequential:
    def __init__(self, layers):
        (self.width,), *self.layers = layers

    def set_weights(self, arrays):
        arrays, width = list(arrays), self.width
        for layer in self.layers:
            shapes, width = layer.shapes(width)
            layer.weights, arrays = arrays[: len(shapes)], arrays[len(shapes) :]
            assert [array.shape for array in layer.weights] == shapes
        assert not arrays

    def predict(self, x, batch_size, verbose):
        for layer in self.layers:
            x = layer.forward(x)
        return x


def made():
    """Return modules `keras`, without its random parts and its training."""
    keras = ModuleType("keras")
    keras.config = SimpleNamespace(set_floatx=lambda dtype: None, epsilon=lambda: 1e-7)
    keras.activations = SimpleNamespace(**ACTIVATIONS)
    keras.ops = operations()
    keras.saving = SimpleNamespace(register_keras_serializable=lambda: lambda function: function)
    keras.layers = SimpleNamespace(
        Dense=Dense, BatchNormalization=BatchNormalization, Dropout=Dropout
    )
    keras.Input, keras.Sequential = lambda shape: shape, Sequential
    keras.backend = SimpleNamespace(backend=lambda: "tensorflow")
    for kind in ("optimizers", "losses", "regularizers"):
        setattr(keras, kind, _Anything())
    return keras


class _Anything:
    def __getattr__(self, name):
        return lambda *arguments, **named: None


def operations():
    """Return `keras.ops` for NumPy's arrays."""
    names = [name for name in dir(np) if callable(getattr(np, name))]
    own = {name: getattr(np, name) for name in names}
    own |= {"convert_to_tensor": np.array, "cast": lambda x, dtype: np.asarray(x, dtype=dtype)}
    own["erf"] = np.vectorize(math.erf, otypes=[float])
    return SimpleNamespace(**own | {"shape": np.shape, "size": np.size})
