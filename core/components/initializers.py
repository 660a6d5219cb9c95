"""Initializers: the starting weights and biases, drawn from a stream of random numbers."""

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.records import record
from core.registry import Component, Registry, parameter

Matrix = NDArray[np.float64]


class Initializer(Component):
    """A way to draw starting values."""

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return starting values of `shape` for a layer with these numbers of inputs and units."""
        raise NotImplementedError


INITIALIZERS: Registry[Initializer] = Registry("initializer")


@INITIALIZERS.register
@record
class GlorotUniform(Initializer):
    """U(−r, r) with r = √(6/(in + out)) (Glorot and Bengio, 2010)."""

    name = "glorot_uniform"
    label = "Glorot, uniform"

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return draws from U(−r, r)."""
        limit = math.sqrt(6.0 / (inputs + units))
        return rng.uniform(-limit, limit, shape)


@INITIALIZERS.register
@record
class GlorotNormal(Initializer):
    """N(0, 2/(in + out)) (Glorot and Bengio, 2010)."""

    name = "glorot_normal"
    label = "Glorot, normal"

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return draws with variance 2/(in + out)."""
        return rng.normal(0.0, math.sqrt(2.0 / (inputs + units)), shape)


@INITIALIZERS.register
@record
class HeUniform(Initializer):
    """U(−r, r) with r = √(6/in), for rectifiers (He et al., 2015)."""

    name = "he_uniform"
    label = "He, uniform"

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return draws from U(−r, r)."""
        limit = math.sqrt(6.0 / inputs)
        return rng.uniform(-limit, limit, shape)


@INITIALIZERS.register
@record
class HeNormal(Initializer):
    """N(0, 2/in), for rectifiers (He et al., 2015)."""

    name = "he_normal"
    label = "He, normal"

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return draws with variance 2/in."""
        return rng.normal(0.0, math.sqrt(2.0 / inputs), shape)


@INITIALIZERS.register
@record
class LecunNormal(Initializer):
    """N(0, 1/in), which SELU needs (LeCun et al., 1998)."""

    name = "lecun_normal"
    label = "LeCun, normal"

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return draws with variance 1/in."""
        return rng.normal(0.0, math.sqrt(1.0 / inputs), shape)


@INITIALIZERS.register
@record
class Uniform(Initializer):
    """U(low, high)."""

    name = "uniform"
    label = "uniform"

    low: float = parameter(-1.0, "the smallest value", low=-1e6, high=1e6)
    high: float = parameter(1.0, "the largest value", low=-1e6, high=1e6)

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return draws between the two ends, in whichever order they are given."""
        return rng.uniform(min(self.low, self.high), max(self.low, self.high), shape)


@INITIALIZERS.register
@record
class Normal(Initializer):
    """N(mean, deviation²)."""

    name = "normal"
    label = "normal"

    mean: float = parameter(0.0, "the mean", low=-1e6, high=1e6)
    deviation: float = parameter(1.0, "the standard deviation", low=0.0, high=1e6)

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return draws from the normal distribution."""
        # NumPy takes a deviation of −0 for negative
        return rng.normal(self.mean, abs(self.deviation), shape)


@INITIALIZERS.register
@record
class Orthogonal(Initializer):
    """gain·Q with orthonormal rows or columns, whichever are fewer (Saxe et al., 2013)."""

    name = "orthogonal"
    label = "orthogonal"

    gain: float = parameter(1.0, "the factor on all values", low=-1e6, high=1e6)

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return the Q of a random normal matrix, with signs that make it uniformly distributed."""
        columns = shape[-1]
        rows = math.prod(shape[:-1])
        drawn = rng.normal(size=(max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(drawn)
        q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
        if rows < columns:
            q = q.T
        return self.gain * q.reshape(shape)


@INITIALIZERS.register
@record
class Zeros(Initializer):
    """All zeros: right for biases, hopeless for hidden weights, as all neurons stay alike."""

    name = "zeros"
    label = "zeros"

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return zeros."""
        return np.zeros(shape)


@INITIALIZERS.register
@record
class Constant(Initializer):
    """The same value everywhere."""

    name = "constant"
    label = "constant"

    value: float = parameter(0.1, "the value", low=-1e6, high=1e6)

    def draw(self, rng: Generator, shape: tuple[int, ...], inputs: int, units: int) -> Matrix:
        """Return the value everywhere."""
        return np.full(shape, self.value)
