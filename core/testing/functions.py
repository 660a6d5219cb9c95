"""Activations and losses: their gradients, their range, and the forms in which they are shown."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS, Activation
from core.components.losses import Loss
from core.testing.expecting import (
    STEP,
    evaluated,
    expect,
    expect_balanced,
    expect_close,
    expect_same,
)

Array = NDArray[Any]

_VALUES = (0.0, 1e-8, 0.3, 1.0, 2.5, 3.0, 17.0, 36.7, 100.0, 700.0, 1e4)
_EXTREME = (*_VALUES, 1e-300, 5e-324, 1e10, 1e155, 1e300, 1.7e308)
#: between the kinks of the usual activations
_GRID = (-7.3, -3.4, -2.6, -1.2, -0.35, -1e-3, 1e-3, 0.35, 1.2, 2.6, 3.4, 7.3)


def _both_signs(values: tuple[float, ...]) -> Array:
    return np.array([*values, *(-value for value in values)])


def forward(activation: Activation, z: Array) -> Array:
    """Return a = f(z), in arrays filled with NaN beforehand."""
    out, work = np.full_like(z, np.nan), np.full_like(z, np.nan)
    with np.errstate(all="ignore"):
        activation.forward(z, out, work)
    return out


def backward(activation: Activation, z: Array, gradient: Array | None = None) -> Array:
    """Return ∂L/∂z for ∂L/∂a = `gradient`, or for ones."""
    gradient = np.ones_like(z) if gradient is None else gradient
    out, work = np.full_like(z, np.nan), np.full_like(z, np.nan)
    a = forward(activation, z)
    with np.errstate(all="ignore"):
        activation.backward(gradient, z, a, out, work)
    return out


def is_finite_everywhere(activation: Activation) -> None:
    """Outputs and slopes are finite from −1.7e308 to 1.7e308."""
    values = _both_signs(_EXTREME)
    z = np.array([values, values[::-1], np.zeros(len(values))])
    expect(np.isfinite(forward(activation, z)).all(), "some outputs are not finite")
    expect(np.isfinite(backward(activation, z)).all(), "some slopes are not finite")


def stays_in_float32(activation: Activation) -> None:
    """In float32 it computes in float32, and agrees with float64."""
    values = _both_signs(_VALUES)
    z = np.array([values, values[::-1]])
    narrow = z.astype(np.float32)
    out, slope = forward(activation, narrow), backward(activation, narrow)
    expect(out.dtype == slope.dtype == np.float32, "float32 becomes another type")
    finite = np.isfinite(out).all() and np.isfinite(slope).all()
    expect(finite, "something is not finite in float32")
    expect_close(out, forward(activation, z), "outputs in float32", 3e-6, 1e-6)
    # sin 1e4 and cos 1e4 know their angle only as exactly as float32
    expect_close(slope, backward(activation, z), "slopes in float32", 1e-5, 1e-5)


def leaves_its_inputs_alone(activation: Activation) -> None:
    """Neither z nor the gradient is written to."""
    z, gradient = np.array([[0.5, -1.0], [2.0, 0.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    kept = z.copy(), gradient.copy()
    backward(activation, z, gradient)
    expect_same(z, kept[0], "z was written to")
    expect_same(gradient, kept[1], "the gradient was written to")


def is_linear_in_the_gradient(activation: Activation) -> None:
    """The slope for 2g − h is twice that for g less that for h."""
    z = np.array([[0.5, -1.0], [2.0, 0.1]])
    g, h = np.random.default_rng(0).normal(size=(2, 2, 2))
    expected = 2 * backward(activation, z, g) - backward(activation, z, h)
    expect_close(backward(activation, z, 2 * g - h), expected, "not linear", 1e-7, 1e-14)


def has_its_slope(activation: Activation) -> None:
    """∂L/∂z against central differences, unit by unit, which covers the mixing of units too."""
    grid = np.array(_GRID)
    z = np.array([grid, np.roll(grid, 5), np.roll(grid, 7)])
    gradient = np.random.default_rng(1).normal(size=z.shape)
    slope = backward(activation, z, gradient)
    for unit in range(len(z)):
        up, down = z.copy(), z.copy()
        up[unit] += STEP
        down[unit] -= STEP
        change = forward(activation, up) - forward(activation, down)
        numeric = (gradient * change).sum(0) / 2 / STEP
        expect_close(slope[unit], numeric, "the slope is not the outputs'", 1e-7, 2e-9)


def activation_is_as_written(activation: Activation) -> None:
    """Its NumPy expressions give what it computes, also in float32; its LaTeX can be typeset."""
    rng = np.random.default_rng(3)
    for scale in (0.1, 1.0, 6.0):
        z = rng.normal(0, scale, (6, 4))
        z[0, 0], z[1, 1], z[2, 2] = 0.0, 3.0, -3.0
        activation_agrees(activation, z, rng.normal(size=z.shape))
    expect_balanced(activation.latex())
    narrow = np.linspace(-2, 2, 6, dtype=np.float32).reshape(2, 3)
    if activation.is_written:
        a = evaluated(activation.numpy(), z=narrow)
        expect(a.dtype == np.float32, "its expression makes float64 of float32")
        if activation.is_gradient_written:
            slope = evaluated(activation.numpy_gradient(), g=narrow, z=narrow, a=a)
            expect(slope.dtype == np.float32, "its slope's expression makes float64 of float32")
    if activation.derivative:
        begins = activation.derivative.startswith(("f′(z) = ", "∂L/∂zᵢ = "))
        expect(begins, "its derivative does not begin with f′(z) = or ∂L/∂zᵢ =")


def activation_agrees(activation: Activation, z: Array, g: Array) -> None:
    """Its expressions against the engine for z and ∂L/∂a = g, both (m, units)."""
    columns = np.ascontiguousarray(z.T)
    a = forward(activation, columns).T
    if activation.is_written:
        found = evaluated(activation.numpy(), z=z)
        expect_close(found, a, f"{activation.numpy()} is not what it computes", 1e-12, 1e-14)
    if activation.is_gradient_written:
        expected = backward(activation, columns, np.ascontiguousarray(g.T)).T
        found = evaluated(activation.numpy_gradient(), g=g, z=z, a=a)
        words = f"{activation.numpy_gradient()} is not the slope it computes"
        expect_close(found, expected, words, 1e-12, 1e-13)


# ---------------------------------------------------------------------- losses


def output_of(loss: Loss) -> Activation:
    """Return the first output activation that a loss names, linear if it fits any."""
    return ACTIVATIONS.named((loss.fits or ("linear",))[0])()


def sums_and_targets(
    loss: Loss, shape: tuple[int, int] = (3, 5), seed: int = 0
) -> tuple[Activation, Array, Array, Array]:
    """Return an output activation, and z, a and y (outputs, samples) that fit the loss."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 1.5, size=shape)
    activation = output_of(loss)
    a = forward(activation, z)
    if loss.targets == "shares":
        y = rng.uniform(size=shape)
        y /= y.sum(axis=0)
    elif loss.targets == "binary":
        y = rng.integers(0, 2, size=shape).astype(float)
    elif loss.targets == "unit":
        y = rng.uniform(size=shape)
        y[0, :2] = 0, 1
    else:
        y = rng.normal(size=shape)
    return activation, z, a, y


def loss_value(loss: Loss, a: Array, y: Array, z: Array) -> float:
    """Return the loss L."""
    return loss.forward(a, y, z, np.empty_like(a))


def loss_slope(loss: Loss, a: Array, y: Array, z: Array) -> Array:
    """Return ∂L/∂a."""
    work, out = np.empty_like(a), np.empty_like(a)
    loss.forward(a, y, z, work)
    loss.backward(a, y, out, work)
    return out


def fused_slope(loss: Loss, a: Array, y: Array) -> Array:
    """Return ∂L/∂z of a fused loss."""
    out = np.empty_like(a)
    loss.backward_fused(a, y, out)
    return out


def loss_has_its_slope(loss: Loss) -> None:
    """∂L/∂z through the output activation against central differences of the value."""
    activation, z, a, y = sums_and_targets(loss, (3, 4), seed=3)
    if loss.fused:
        found = fused_slope(loss, a, y)
    else:
        found = backward(activation, z, loss_slope(loss, a, y, z))
    for index in np.ndindex(z.shape):
        sides = []
        for step in (STEP, -STEP):
            moved = z.copy()
            moved[index] += step
            sides.append(loss_value(loss, forward(activation, moved), y, moved))
        numeric = (sides[0] - sides[1]) / 2 / STEP
        expect_close(found[index], numeric, "the slope is not the value's", 1e-6, 1e-9)


def loss_of_each_is_its_own(loss: Loss) -> None:
    """The loss of each sample by itself is the loss of a batch that holds only that sample."""
    for shape in ((3, 5), (1, 4)):
        _, z, a, y = sums_and_targets(loss, shape, seed=5)
        alone = [
            loss_value(loss, a[:, k : k + 1], y[:, k : k + 1], z[:, k : k + 1])
            for k in range(shape[1])
        ]
        found = loss.of_each(a, y, z)
        expect_close(found, np.array(alone), "the loss of each is another", 1e-12, 1e-14)


def fused_is_the_chain(loss: Loss) -> None:
    """A fused loss names one activation, and its slope is the chain of both."""
    if not loss.fused:
        return
    expect(len(loss.fits) == 1, "a fused loss names the one activation it is fused with")
    activation, z, a, y = sums_and_targets(loss)
    chain = backward(activation, z, loss_slope(loss, a, y, z))
    expect_close(fused_slope(loss, a, y), chain, "the fused slope is another", 1e-10, 1e-15)


def loss_is_as_written(loss: Loss) -> None:
    """Its NumPy expressions, with samples as rows, agree with it; its LaTeX can be typeset."""
    expect_balanced(loss.latex())
    if not loss.is_written:
        return
    for seed in range(4):
        _, z, a, y = sums_and_targets(loss, seed=seed)
        if loss.targets == "any":
            a[:, 0] = y[:, 0]  # at the kink of an absolute error
        value, slope = loss_value(loss, a, y, z), loss_slope(loss, a, y, z)
        rows = {"a": a.T, "y": y.T}
        expect_close(evaluated(loss.numpy(), **rows), value, "its expression", 1e-12)
        expect_close(evaluated(loss.numpy_gradient(), **rows), slope.T, "its slope", 1e-12, 1e-15)
        if loss.fused:
            found = evaluated(loss.numpy_fused(), **rows)
            expect_close(found, fused_slope(loss, a, y).T, "its fused slope", 1e-12, 1e-15)
            found = evaluated(loss.numpy_from_sums(), z=z.T, y=y.T)
            expect_close(found, value, "its expression from sums", 1e-12)
