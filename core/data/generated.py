"""Generated data: the four gates, and point clouds and curves from the data's random stream.

All inputs lie in [−6, 6], the window of the surface plot. Classes are balanced. Noise is a share of
the set's natural spread; it is drawn even if it is not used, so that moving the noise slider moves
the same points further. A point that noise would push out of the window is reflected at its edge.
Four of the class sets and the two regression sets over two inputs follow TensorFlow Playground
(Smilkov et al., 2017, dataset.ts).
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.counts import counted
from core.data.samples import SOURCES, Matrix, Samples, Source, Task
from core.errors import DataError
from core.records import record
from core.registry import parameter

#: inputs lie in [−LIMIT, LIMIT]
LIMIT = 6.0
_RADIUS = 5.0

Vector = NDArray[np.float64]
Labels = NDArray[np.intp]


def _samples(default: int) -> Any:
    return parameter(default, "how many samples to draw", low=4, high=100_000)


def _noise() -> Any:
    return parameter(0.0, "noise, as a share of the natural spread", low=0.0, high=0.5)


def _balanced(samples: int, classes: int, rng: Generator) -> Labels:
    """Return class numbers (samples,) in random order, in numbers as equal as possible."""
    if samples < classes:
        raise DataError(
            f"{counted(classes, 'class')} cannot be drawn with {counted(samples, 'sample')}",
            f"draw at least {counted(classes, 'sample')}",
        )
    return rng.permutation(np.arange(samples) % classes)


def _spread_out(labels: Labels, rng: Generator) -> Vector:
    """Return numbers (m,) in [0, 1), spread evenly within each class, with jitter."""
    shares = np.empty(len(labels))
    for number in np.flatnonzero(np.bincount(labels)):  # in order, as `unique`, without numpy.ma
        members = np.flatnonzero(labels == number)
        count = len(members)
        shares[members] = (rng.permutation(count) + rng.uniform(size=count)) / count
    return shares


def _inside(points: Matrix) -> Matrix:
    """Return points with those outside the window reflected at its edges."""
    reflected = LIMIT - np.abs((points + LIMIT) % (4.0 * LIMIT) - 2.0 * LIMIT)
    return np.where(np.abs(points) <= LIMIT, points, reflected)


def _scattered(points: Matrix, reach: float, rng: Generator) -> Matrix:
    """Return points (m, 2) each moved by up to `reach` along both axes, kept in the window."""
    return _inside(points + reach * rng.uniform(-1.0, 1.0, points.shape))


def _polar(radius: Vector, angle: Vector) -> Matrix:
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def _two_classes(points: Matrix, labels: Labels) -> Samples:
    targets = labels.astype(np.float64)[:, np.newaxis]
    return Samples(points, targets, ("x1", "x2"), ("y",), Task.TWO_CLASSES, ("0", "1"))


def _several_classes(points: Matrix, labels: Labels, classes: int) -> Samples:
    names = tuple(str(k + 1) for k in range(classes))
    return Samples(points, np.eye(classes)[labels], ("x1", "x2"), names, Task.CLASSES, names)


def _regression(inputs: Matrix, values: Vector, noise: float, rng: Generator) -> Samples:
    """Return samples whose noise is normal, with `noise` × the deviation of the clean values."""
    noisy = values + noise * float(np.std(values)) * rng.standard_normal(len(values))
    names = ("x",) if inputs.shape[1] == 1 else ("x1", "x2")
    return Samples(inputs, noisy[:, np.newaxis], names, ("y",), Task.REGRESSION)


def _gate(targets: tuple[int, int, int, int]) -> Samples:
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return _two_classes(points, np.array(targets, dtype=np.intp))


@SOURCES.register
@record
class And(Source):
    """(0, 0), (0, 1), (1, 0), (1, 1) → 0, 0, 0, 1."""

    name = "and"
    label = "AND"
    group = "gates"
    default_test_share = 0.0

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the four points."""
        return _gate((0, 0, 0, 1))


@SOURCES.register
@record
class Or(Source):
    """(0, 0), (0, 1), (1, 0), (1, 1) → 0, 1, 1, 1."""

    name = "or"
    label = "OR"
    group = "gates"
    default_test_share = 0.0

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the four points."""
        return _gate((0, 1, 1, 1))


@SOURCES.register
@record
class Nand(Source):
    """(0, 0), (0, 1), (1, 0), (1, 1) → 1, 1, 1, 0."""

    name = "nand"
    label = "NAND"
    group = "gates"
    default_test_share = 0.0

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the four points."""
        return _gate((1, 1, 1, 0))


@SOURCES.register
@record
class Xor(Source):
    """(0, 0), (0, 1), (1, 0), (1, 1) → 0, 1, 1, 0."""

    name = "xor"
    label = "XOR"
    group = "gates"
    default_test_share = 0.0

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return the four points."""
        return _gate((0, 1, 1, 0))


@SOURCES.register
@record
class TwoGaussians(Source):
    """Normal clouds around (−d, −d) and (d, d), of variance ½ + 7·noise, as in the Playground."""

    name = "two_gaussians"
    label = "two Gaussians"
    group = "classes"

    samples: int = _samples(500)
    noise: float = _noise()
    distance: float = parameter(
        2.0, "how far each centre is from the middle, along each axis", low=0.0, high=4.0
    )

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        labels = _balanced(self.samples, 2, rng)
        centres = np.array([-self.distance, self.distance])[labels][:, np.newaxis]
        deviation = math.sqrt(0.5 + 7.0 * self.noise)
        clouds = centres + deviation * rng.standard_normal((self.samples, 2))
        return _two_classes(_inside(clouds), labels)


@SOURCES.register
@record
class Circle(Source):
    """A disc (class 1) in a ring (class 0): radii 0 to 2.5 and 3.5 to 5, as in the Playground."""

    name = "circle"
    label = "circle"
    group = "classes"

    samples: int = _samples(500)
    noise: float = _noise()
    gap: float = parameter(
        0.2, "the empty part of the radius between the two, as a share", low=0.0, high=0.6
    )

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        labels = _balanced(self.samples, 2, rng)
        share = rng.uniform(size=self.samples)
        inner, outer = 0.6 - self.gap / 2.0, 0.6 + self.gap / 2.0
        radius = _RADIUS * np.where(labels == 1, inner * share, outer + (1.0 - outer) * share)
        points = _polar(radius, rng.uniform(0.0, 2.0 * math.pi, self.samples))
        return _two_classes(_scattered(points, self.noise * _RADIUS, rng), labels)


@SOURCES.register
@record
class XorClouds(Source):
    """Four squares, class 1 where the signs of x1 and x2 differ, as in the gate XOR."""

    name = "xor_clouds"
    label = "XOR clouds"
    group = "classes"

    samples: int = _samples(500)
    noise: float = _noise()
    gap: float = parameter(0.3, "how far the squares stay from the axes", low=0.0, high=1.0)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        labels = _balanced(self.samples, 2, rng)
        right = rng.choice([-1.0, 1.0], self.samples)
        signs = np.column_stack((right, np.where(labels == 1, -right, right)))
        points = signs * (self.gap + rng.uniform(0.0, _RADIUS, (self.samples, 2)))
        return _two_classes(_scattered(points, self.noise * _RADIUS, rng), labels)


def _spiral_arms(labels: Labels, arms: int, turns: float, rng: Generator) -> Matrix:
    """Return points (m, 2) on arms (r sin a, r cos a), out to r = 5, with a growing with r."""
    share = _spread_out(labels, rng)
    angle = 2.0 * math.pi * (turns * share + labels / arms)
    radius = _RADIUS * share
    return np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))


@SOURCES.register
@record
class Spiral(Source):
    """Two arms wound around each other, out to radius 5 in 1.75 turns, as in the Playground."""

    name = "spiral"
    label = "spiral"
    group = "classes"

    samples: int = _samples(500)
    noise: float = _noise()
    turns: float = parameter(1.75, "how many turns each arm makes", low=0.25, high=4.0)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        labels = _balanced(self.samples, 2, rng)
        points = _spiral_arms(labels, 2, self.turns, rng)
        return _two_classes(_scattered(points, self.noise, rng), labels)


@SOURCES.register
@record
class Moons(Source):
    """Two half circles, one reaching into the other: (cos t, sin t) and (1 − cos t, o − sin t)."""

    name = "moons"
    label = "moons"
    group = "classes"

    samples: int = _samples(500)
    noise: float = _noise()
    overlap: float = parameter(0.5, "how far each moon reaches into the other", low=-0.5, high=0.8)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        labels = _balanced(self.samples, 2, rng)
        angle = math.pi * _spread_out(labels, rng)
        scale = 3.2
        first = labels == 0
        x = np.where(first, np.cos(angle), 1.0 - np.cos(angle)) - 0.5
        y = np.where(first, np.sin(angle), self.overlap - np.sin(angle)) - self.overlap / 2.0
        points = scale * np.column_stack((x, y))
        return _two_classes(_scattered(points, self.noise * scale, rng), labels)


@SOURCES.register
@record
class Rings(Source):
    """Rings around the middle with alternating classes."""

    name = "rings"
    label = "rings"
    group = "classes"

    samples: int = _samples(500)
    noise: float = _noise()
    rings: int = parameter(3, "how many rings", low=2, high=6)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        labels = _balanced(self.samples, 2, rng)
        width = 5.5 / self.rings
        ring = np.empty(self.samples)
        for number in (0, 1):
            members = np.flatnonzero(labels == number)
            choices = np.arange(number, self.rings, 2)
            share = (choices + 0.5) / float(np.sum(choices + 0.5))
            ring[members] = rng.choice(choices, len(members), p=share)
        radius = width * (ring + rng.uniform(0.2, 0.8, self.samples))
        points = _polar(radius, rng.uniform(0.0, 2.0 * math.pi, self.samples))
        return _two_classes(_scattered(points, self.noise * width, rng), labels)


@SOURCES.register
@record
class Checkerboard(Source):
    """A board of cells × cells squares with alternating classes."""

    name = "checkerboard"
    label = "checkerboard"
    group = "classes"

    samples: int = _samples(500)
    noise: float = _noise()
    cells: int = parameter(4, "squares along each side", low=2, high=8)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        labels = _balanced(self.samples, 2, rng)
        side = 2.0 * LIMIT / self.cells
        columns, rows = np.divmod(np.arange(self.cells**2), self.cells)
        corner = np.empty((self.samples, 2))
        for number in (0, 1):
            members = np.flatnonzero(labels == number)
            squares = np.flatnonzero((columns + rows) % 2 == number)
            square = rng.choice(squares, len(members))
            corner[members] = np.column_stack((columns[square], rows[square]))
        points = side * (corner + rng.uniform(size=(self.samples, 2))) - LIMIT
        return _two_classes(_scattered(points, self.noise * side, rng), labels)


@SOURCES.register
@record
class Blobs(Source):
    """Normal clouds, one per class, with centres spaced evenly on a circle of radius 4."""

    name = "blobs"
    label = "blobs"
    group = "several"

    samples: int = _samples(500)
    noise: float = _noise()
    classes: int = parameter(3, "how many classes", low=2, high=10)
    spread: float = parameter(0.6, "the deviation of each cloud", low=0.1, high=2.0)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and one-hot targets (samples, classes).

        Raises DataError if there are fewer samples than classes.
        """
        labels = _balanced(self.samples, self.classes, rng)
        angle = 2.0 * math.pi * (labels / self.classes) + 0.5 * math.pi
        centres = _polar(np.full(self.samples, 4.0), angle)
        deviation = self.spread + 3.0 * self.noise
        clouds = centres + deviation * rng.standard_normal((self.samples, 2))
        return _several_classes(_inside(clouds), labels, self.classes)


@SOURCES.register
@record
class ThreeSpirals(Source):
    """Three arms wound around each other, one per class, out to radius 5."""

    name = "three_spirals"
    label = "three spirals"
    group = "several"

    samples: int = _samples(500)
    noise: float = _noise()
    turns: float = parameter(1.0, "how many turns each arm makes", low=0.25, high=3.0)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and one-hot targets (samples, 3)."""
        labels = _balanced(self.samples, 3, rng)
        points = _spiral_arms(labels, 3, self.turns, rng)
        return _several_classes(_scattered(points, self.noise, rng), labels, 3)


@SOURCES.register
@record
class Plane(Source):
    """y = a·x1 + b·x2 + c; by default (x1 + x2)/10, as in the Playground."""

    name = "plane"
    label = "plane"
    group = "regression"

    samples: int = _samples(1200)
    noise: float = _noise()
    slope_x1: float = parameter(0.1, "how much y grows with x1", low=-10.0, high=10.0)
    slope_x2: float = parameter(0.1, "how much y grows with x2", low=-10.0, high=10.0)
    height: float = parameter(0.0, "y in the middle", low=-10.0, high=10.0)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        inputs = rng.uniform(-LIMIT, LIMIT, (self.samples, 2))
        values = self.slope_x1 * inputs[:, 0] + self.slope_x2 * inputs[:, 1] + self.height
        return _regression(inputs, values, self.noise, rng)


#: the centres of the hills of the Playground, and whether each is a hill or a hollow
_HILLS = (
    (-4.0, 2.5, 1.0),
    (0.0, 2.5, -1.0),
    (4.0, 2.5, 1.0),
    (-4.0, -2.5, -1.0),
    (0.0, -2.5, 1.0),
    (4.0, -2.5, -1.0),
)


@SOURCES.register
@record
class GaussianHills(Source):
    """Three hills and three hollows: y = ±max(0, 1 − d/radius), d the distance to the nearest.

    The Playground calls this set "multi gaussian"; its hills are cones there too.
    """

    name = "gaussian_hills"
    label = "Gaussian hills"
    group = "regression"

    samples: int = _samples(1200)
    noise: float = _noise()
    radius: float = parameter(2.0, "how wide each hill is", low=0.5, high=4.0)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) and targets (samples, 1)."""
        inputs = rng.uniform(-LIMIT, LIMIT, (self.samples, 2))
        hills = np.array(_HILLS)
        steps = inputs[:, np.newaxis, :] - hills[np.newaxis, :, :2]
        distances = np.hypot(steps[..., 0], steps[..., 1])
        nearest = np.argmin(distances, axis=1)
        height = np.maximum(0.0, 1.0 - np.min(distances, axis=1) / self.radius)
        return _regression(inputs, hills[nearest, 2] * height, self.noise, rng)


@SOURCES.register
@record
class Sine(Source):
    """y = amplitude · sin(frequency · x + phase)."""

    name = "sine"
    label = "sine"
    group = "regression"

    samples: int = _samples(1200)
    noise: float = _noise()
    frequency: float = parameter(1.0, "radians per unit of x", low=0.1, high=10.0)
    amplitude: float = parameter(1.0, "the height of the wave", low=0.1, high=10.0)
    phase: float = parameter(0.0, "radians at x = 0", low=-6.3, high=6.3)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 1) and targets (samples, 1)."""
        inputs = rng.uniform(-LIMIT, LIMIT, (self.samples, 1))
        values = self.amplitude * np.sin(self.frequency * inputs[:, 0] + self.phase)
        return _regression(inputs, values, self.noise, rng)


@SOURCES.register
@record
class Polynomial(Source):
    """y = constant + linear·x + quadratic·x² + cubic·x³."""

    name = "polynomial"
    label = "polynomial"
    group = "regression"

    samples: int = _samples(1200)
    noise: float = _noise()
    constant: float = parameter(0.0, "y at x = 0", low=-10.0, high=10.0)
    linear: float = parameter(-0.5, "the factor of x", low=-10.0, high=10.0)
    quadratic: float = parameter(0.0, "the factor of x²", low=-10.0, high=10.0)
    cubic: float = parameter(0.02, "the factor of x³", low=-10.0, high=10.0)

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 1) and targets (samples, 1)."""
        inputs = rng.uniform(-LIMIT, LIMIT, (self.samples, 1))
        x = inputs[:, 0]
        values = self.constant + x * (self.linear + x * (self.quadratic + x * self.cubic))
        return _regression(inputs, values, self.noise, rng)
