"""Components with nothing but what training needs: no expressions, no formulas in other notations.

They register themselves when this module is imported, so only separate processes import it.
"""

from dataclasses import dataclass

import numpy as np

from core.components.activations import ACTIVATIONS, Activation
from core.components.initializers import INITIALIZERS, Initializer
from core.components.layers import LAYERS, BoundLayer, Layer
from core.components.losses import LOSSES, Loss
from core.components.metrics import METRICS, Metric
from core.components.optimizers import OPTIMIZERS, Optimizer
from core.components.regularizers import REGULARIZERS, Regularizer
from core.components.schedules import SCHEDULES, Schedule
from core.registry import parameter


@ACTIVATIONS.register
@dataclass(frozen=True)
class Arctan(Activation):
    """The angle whose tangent is z."""

    name = "bare arctan"
    label = "bare arctan"
    formula = "a = arctan z"
    threshold = 0.0

    def forward(self, z, out, work):
        np.arctan(z, out)

    def backward(self, gradient, z, a, out, work):
        np.multiply(z, z, work)
        np.add(work, 1.0, work)
        np.divide(gradient, work, out)


@ACTIVATIONS.register
@dataclass(frozen=True)
class Centred(Activation):
    """Every sum minus the mean of its layer's sums."""

    name = "centred"
    label = "centred"

    stretch: float = parameter(1.0, "what it is multiplied by", low=0.0, low_open=True)

    def forward(self, z, out, work):
        np.multiply(z - z.mean(axis=0), self.stretch, out)

    def backward(self, gradient, z, a, out, work):
        np.multiply(gradient - gradient.mean(axis=0), self.stretch, out)


@LOSSES.register
@dataclass(frozen=True)
class Quartic(Loss):
    """Σ(a − y)⁴/n."""

    name = "quartic"
    label = "quartic"

    def forward(self, a, y, z, work):
        np.subtract(a, y, work)
        return float(np.mean(work**4, dtype=np.float64))

    def backward(self, a, y, out, work):
        np.multiply(work**3, 4.0 / work.size, out)


@LOSSES.register
@dataclass(frozen=True)
class Logistic(Loss):
    """Binary cross-entropy once more, fused with the sigmoid."""

    name = "logistic"
    label = "logistic"
    fits = ("sigmoid",)
    targets = "unit"
    fused = True

    def forward(self, a, y, z, work):
        return float(np.mean(np.logaddexp(0.0, z) - y * z))

    def backward(self, a, y, out, work):
        np.divide((a - y) / y.size, a * (1.0 - a), out)

    def backward_fused(self, a, y, out):
        np.divide(a - y, y.size, out)


@REGULARIZERS.register
@dataclass(frozen=True)
class Cubic(Regularizer):
    """0.01·Σ|w|³."""

    name = "cubic"
    label = "cubic"

    def penalty(self, weight):
        return float(0.01 * np.sum(np.abs(weight) ** 3))

    def add_gradient(self, weight, gradient, work):
        np.multiply(weight, np.abs(weight), work)
        np.multiply(work, 0.03, work)
        np.add(gradient, work, gradient)


@OPTIMIZERS.register
@dataclass(frozen=True)
class HeavyBall(Optimizer):
    """Steps along a fading memory of slopes."""

    name = "heavy-ball"
    label = "heavy ball"
    slots = ("memory",)
    counters = {"times": 0.0}  # noqa: RUF012

    def bind(self, parameters, gradient, slots, counters):
        memory = slots["memory"]

        def update(rate):
            counters["times"] += 1.0
            np.multiply(memory, 0.5, memory)
            np.add(memory, gradient, memory)
            np.subtract(parameters, rate * memory, parameters)

        return update


@SCHEDULES.register
@dataclass(frozen=True)
class Harmonic(Schedule):
    name = "harmonic"
    label = "harmonic"

    def at(self, t):
        return 1.0 / (1.0 + t)


@INITIALIZERS.register
@dataclass(frozen=True)
class Alternating(Initializer):
    """One half, minus one half, and so on."""

    name = "alternating"
    label = "alternating"

    def draw(self, rng, shape, inputs, units):
        return np.resize([0.5, -0.5, 0.25], shape)


@METRICS.register
@dataclass(frozen=True)
class Farthest(Metric):
    """The largest miss."""

    name = "farthest"
    label = "farthest"

    def value(self, outputs, targets, task, threshold):
        return float(np.max(np.abs(outputs - targets)))


def rows(array):
    return array.T.copy()


@LAYERS.register
@dataclass(frozen=True)
class Doubling(Layer):
    """Passes on twice its inputs."""

    name = "doubling"
    label = "doubling"

    def bind(self, place):
        x, a = place.x[:-1], place.a[:-1]

        def backward():
            if place.gradient_x is not None:
                np.multiply(place.gradient_a, 2.0, place.gradient_x)

        return BoundLayer(
            lambda: np.multiply(x, 2.0, a),
            backward,
            lambda: {"x": rows(x), "z": rows(a), "a": rows(a)},
            lambda: {
                "gradient_z": rows(place.gradient_a),
                "gradient_x": 2 * rows(place.gradient_a),
            },
            a,
            place.gradient_a,
        )


@LAYERS.register
@dataclass(frozen=True)
class Gains(Layer):
    """Every input times its own learned number."""

    name = "gains"
    label = "gains"
    array_names = ("gain",)

    def parameter_size(self, inputs):
        return inputs

    def arrays(self, inputs, parameters, statistics):
        return {"gain": parameters}

    def start(self, inputs, rng, parameters, statistics):
        parameters[...] = 1.0

    def bind(self, place):
        x, a, gain, slope = place.x[:-1], place.a[:-1], place.parameters, place.gradient

        def backward():
            np.sum(place.gradient_a * x, axis=1, out=slope)
            if place.gradient_x is not None:
                np.multiply(place.gradient_a, gain[:, None], place.gradient_x)

        return BoundLayer(
            lambda: np.multiply(x, gain[:, None], a),
            backward,
            lambda: {"x": rows(x), "z": rows(a), "a": rows(a)},
            lambda: {
                "gradient_z": rows(place.gradient_a),
                "gradient_gain": slope.copy(),
                "gradient_x": rows(place.gradient_a * gain[:, None]),
            },
            a,
            place.gradient_a,
        )


@LAYERS.register
@dataclass(frozen=True)
class Halves(Layer):
    """Two outputs per input, max(0, x) and min(0, x) times a scale; describes itself barely.

    Its arrays have names used by other layers, but another meaning.
    """

    name = "halves"
    label = "halves"
    array_names = ("scale", "bias")

    def units_out(self, inputs):
        return 2 * inputs

    def parameter_size(self, inputs):
        return 1 + 2 * 3 * inputs

    def arrays(self, inputs, parameters, statistics):
        return {"scale": parameters[:1], "bias": parameters[1:].reshape(inputs, 2, 3)}

    def start(self, inputs, rng, parameters, statistics):
        parameters[...] = 0.5

    def bind(self, place):
        x, a, weight = place.x[:-1], place.a[:-1], place.parameters
        m = len(x)

        def forward():
            np.multiply(np.maximum(x, 0.0), weight[0], a[:m])
            np.copyto(a[m:], np.minimum(x, 0.0))

        def backward():
            place.gradient[...] = 0.0
            place.gradient[0] = np.sum(place.gradient_a[:m] * np.maximum(x, 0.0))
            if place.gradient_x is not None:
                slope = np.where(x > 0.0, place.gradient_a[:m] * weight[0], place.gradient_a[m:])
                np.copyto(place.gradient_x, slope)

        return BoundLayer(forward, backward, dict, dict, a, place.gradient_a)
