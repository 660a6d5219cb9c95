"""Checks of regularizers, initializers, optimizers, schedules, layers, metrics and sources."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.initializers import Initializer
from core.components.layers import Equation, Layer, Place
from core.components.metrics import Metric
from core.components.optimizers import Optimizer
from core.components.regularizers import Regularizer
from core.components.schedules import Schedule
from core.data.samples import Source, Task
from core.testing.expecting import (
    STEP,
    evaluated,
    expect,
    expect_balanced,
    expect_close,
    expect_same,
)

Array = NDArray[Any]

SIZE, UPDATES = 7, 50


def regularizer_has_its_slope(regularizer: Regularizer) -> None:
    """What it adds to a gradient against central differences of its penalty."""
    weight = np.array([[0.5, -2.0], [3.0, -0.25]])
    gradient = np.ones_like(weight)
    regularizer.add_gradient(weight, gradient, np.empty_like(weight))
    for index in np.ndindex(weight.shape):
        up, down = weight.copy(), weight.copy()
        up[index] += STEP
        down[index] -= STEP
        numeric = (regularizer.penalty(up) - regularizer.penalty(down)) / 2 / STEP
        expect_close(gradient[index] - 1.0, numeric, "the slope is not the penalty's", 1e-6, 1e-10)


def regularizer_is_as_written(regularizer: Regularizer) -> None:
    """Its NumPy expressions give what it computes, and its LaTeX can be typeset."""
    expect_balanced(regularizer.latex())
    if not regularizer.is_written:
        return
    weight = np.random.default_rng(1).normal(size=(4, 3))
    weight[1, 2] = 0.0
    gradient = np.zeros_like(weight)
    regularizer.add_gradient(weight, gradient, np.empty_like(weight))
    found = evaluated(regularizer.numpy("W7"), W7=weight)
    expect_close(found, regularizer.penalty(weight), "its expression", 1e-12)
    found = evaluated(regularizer.numpy_gradient("W7"), W7=weight)
    expect_close(found, gradient, "its slope's expression", 1e-12, 1e-18)


def draws_from_its_stream_alone(initializer: Initializer) -> None:
    """The same seed draws the same finite numbers, in the requested shape."""
    before = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    for shape, inputs, units in (((300, 500), 300, 500), ((1, 1), 1, 1), ((7,), 3, 7)):
        first, again = (
            initializer.draw(np.random.default_rng(0), shape, inputs, units) for _ in range(2)
        )
        expect(first.shape == shape and first.dtype == np.float64, "another shape or type")
        expect(np.isfinite(first).all(), "some numbers are not finite")
        expect_same(first, again, "the same seed draws other numbers")
    after = np.random.get_state()[1]  # type: ignore[index]  # noqa: NPY002
    expect_same(before, after, "it draws from NumPy's global state")


def drive(
    optimizer: Optimizer, start: Array, series: Any, dtype: Any = np.float64
) -> tuple[Array, dict[str, Array], dict[str, float]]:
    """Run updates on a flat vector; return it after each (updates, size), and the state."""
    w, gradient = start.astype(dtype), np.zeros(start.size, dtype)
    slots = {name: np.zeros(start.size, dtype) for name in optimizer.state_slots()}
    counters = dict(optimizer.counters)
    update = optimizer.bind(w, gradient, slots, counters)
    found = []
    with np.errstate(all="ignore"):
        for t, g in enumerate(series):
            gradient[...] = g
            update(*optimizer.numbers(optimizer.rate(t), counters))
            found.append(w.copy())
    return np.array(found), slots, counters


def figures(seed: int = 0) -> tuple[Array, Array]:
    """Return a start (size,) and gradients (updates, size) large and small, some of them 0."""
    rng = np.random.default_rng(seed)
    series = rng.normal(size=(UPDATES, SIZE)) * 10.0 ** rng.integers(-3, 2, size=SIZE)
    series[:, 0] = 1e-5  # a small slope
    series[10:20, 1] = 0.0  # none for a while
    return rng.normal(size=SIZE), series


def descends_a_valley(optimizer: Optimizer) -> None:
    """½w² from 1 is below 0.005 after three hundred updates at a rate of 0.1."""
    w, gradient = np.ones(SIZE), np.zeros(SIZE)
    slots: dict[str, Array] = {slot: np.zeros(SIZE) for slot in optimizer.state_slots()}
    counters = dict(optimizer.counters)
    update = optimizer.bind(w, gradient, slots, counters)
    for _ in range(300):
        gradient[...] = w
        update(*optimizer.numbers(0.1, counters))
    expect(np.abs(w).max() < 0.1, f"½w² is not minimised: {np.abs(w).max():.3g} is left of 1")


def leaves_the_gradient_alone(optimizer: Optimizer) -> None:
    """The gradient is not written to, and float32 stays float32 and agrees."""
    start, series = figures(3)
    wide, _, _ = drive(optimizer, start, series)
    narrow, slots, _ = drive(optimizer, start, series, np.float32)
    expect(narrow.dtype == np.float32, "float32 becomes another type")
    kept = all(vector.dtype == np.float32 for vector in slots.values())
    expect(kept, "the state leaves float32")
    expect_close(narrow, wide, "updates in float32", 1e-3, 1e-3)
    gradient = series[0].copy()
    slots = {slot: np.zeros(SIZE) for slot in optimizer.state_slots()}
    counters = dict(optimizer.counters)
    update = optimizer.bind(start.copy(), gradient, slots, counters)
    update(*optimizer.numbers(0.1, counters))
    expect_same(gradient, series[0], "the gradient was written to")


def keeps_its_state_in_slots(optimizer: Optimizer) -> None:
    """Bound again to copies of its state after half the updates, it continues to the same bits."""
    before = dict(optimizer.counters)
    start, series = figures(5)
    straight, _, _ = drive(optimizer, start, series)
    half = UPDATES // 2
    first, slots, counters = drive(optimizer, start, series[:half])
    w, gradient = first[-1].copy(), np.zeros(SIZE)
    copies = {name: vector.copy() for name, vector in slots.items()}
    counters = dict(counters)
    update = optimizer.bind(w, gradient, copies, counters)
    with np.errstate(all="ignore"):
        for t in range(half, UPDATES):
            gradient[...] = series[t]
            update(*optimizer.numbers(optimizer.rate(t), counters))
    expect_same(w, straight[-1], "some of its state is in neither a slot nor a counter")
    expect(type(optimizer).counters == before, "the starting counters were written to")


def steps_apart_if_it_says_so(optimizer: Optimizer) -> None:
    """If each parameter's step depends on no other, two parts give the bits of the whole."""
    if not optimizer.each_alone:
        return
    start, series = figures(7)
    for dtype in (np.float64, np.float32):
        whole, _, _ = drive(optimizer, start, series, dtype)
        cut = SIZE // 3
        parts = [
            drive(optimizer, start[part], series[:, part], dtype)[0]
            for part in (slice(cut), slice(cut, None))
        ]
        expect_same(np.hstack(parts), whole, "in two parts the steps are others")


def is_a_factor(schedule: Schedule) -> None:
    """A float from 0 to 1 for every update, with the defaults."""
    for t in (0, 1, 499, 500, 9_999, 10_000, 10**6, 10**12):
        factor = schedule.at(t)
        expect(type(factor) is float, f"the factor after {t} updates is no float")
        expect(0.0 <= factor <= 1.0, f"the factor after {t} updates is {factor}")


def is_a_view_of_its_vectors(layer: Layer) -> None:
    """All its named arrays are in its two vectors and cover them; its start is finite."""
    for dtype in (np.float32, np.float64):
        parameters: Array = np.zeros(layer.parameter_size(4), dtype)
        statistics: Array = np.zeros(layer.statistics_size(4), dtype)
        arrays = layer.arrays(4, parameters, statistics)
        expect(tuple(arrays) == layer.array_names, "its arrays have other names than it says")
        for array in arrays.values():
            array[...] = 1.0
        expect_same(parameters, 1.0, "its arrays do not cover the parameters")
        expect_same(statistics, 1.0, "its arrays do not cover the statistics")
        layer.start(4, np.random.default_rng(0), parameters, statistics)
        finite = np.isfinite(parameters).all() and np.isfinite(statistics).all()
        expect(finite, "it does not start with finite numbers")


def computes_what_its_equation_says(layer: Layer) -> None:
    """Its mask, or its normalized inputs, follow its equation and the constants it states."""
    rng, units, count = np.random.default_rng(0), layer.units_out(4), 50
    x, a = np.ones((5, count)), np.ones((units + 1, count))
    x[:-1] = rng.normal(size=(4, count))
    numbers = np.zeros(layer.parameter_size(4)), np.zeros(layer.statistics_size(4))
    layer.start(4, rng, *numbers)
    place = Place(x, a, *numbers, training=True, rng=rng)
    place.gradient_a, place.gradient_x = np.ones((units, count)), np.empty((4, count))
    place.gradient = np.empty_like(numbers[0])
    bound = layer.bind(place)
    bound.forward()
    said = bound.describe_forward()
    if layer.equation is Equation.MASK:
        kept = 1.0 / (1.0 - layer.mask_rate)
        expect(bool(np.isin(said["mask"], (0.0, kept)).all()), "its mask is not 0 or 1/(1 − rate)")
    elif layer.equation is Equation.NORMALIZED:
        deviation = np.sqrt(said["variance"] + layer.norm_epsilon)
        expected = (said["x"] - said["mean"]) / deviation
        words = "it is normalized differently from what it says"
        expect_close(said["normalized"], expected, words, rtol=1e-12)


def is_a_figure(metric: Metric) -> None:
    """It gives a figure for each of its tasks, and writes to nothing."""
    rng = np.random.default_rng(2)
    for task in metric.tasks:
        outputs = rng.uniform(0.05, 0.95, size=(8, 3))
        targets = rng.normal(size=(8, 3))
        if task is Task.CLASSES:
            targets = np.eye(3)[rng.integers(0, 3, 8)]
        elif task is Task.TWO_CLASSES:
            outputs, targets = outputs[:, :1], rng.integers(0, 2, (8, 1)).astype(float)
        kept = outputs.copy(), targets.copy()
        value = metric.value(outputs, targets, task, 0.5)
        if metric.scalar:
            expect(type(value) is float, f"the figure of {task.value} is no float")
        expect_same(outputs, kept[0], "the outputs were written to")
        expect_same(targets, kept[1], "the targets were written to")


def draws_samples(source: Source) -> None:
    """The same stream gives the same samples, finite, with a name for every column."""
    first, again = (source.draw(np.random.default_rng(1), None) for _ in range(2))
    same = first.inputs.tobytes() == again.inputs.tobytes()
    same = same and first.targets.tobytes() == again.targets.tobytes()
    expect(same, "the same stream draws other samples")
    expect(np.isfinite(first.inputs).all(), "some inputs are not finite")
    expect(np.isfinite(first.targets).all(), "some targets are not finite")
    count = len(first.inputs)
    expect(first.inputs.shape == (count, len(first.input_names)), "inputs without a name")
    expect(first.targets.shape == (count, len(first.target_names)), "targets without a name")
