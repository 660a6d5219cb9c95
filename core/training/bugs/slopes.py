"""Bugs about slopes: a wrong sign, a factor of the loss, the activation's slope."""

import numpy as np

from core.records import record
from core.training.bugs.base import BUGS, Array, Bug, Call, Ends, Spot


@BUGS.register
@record
class Sign(Bug):
    """∂L/∂z = y − ŷ at the output: every gradient has the wrong sign."""

    name = "sign"
    label = "the error's sign"
    right = "dZ{k} = (A{k} - y) / n"
    wrong = "dZ{k} = (y - A{k}) / n"
    says = "The error is ŷ − y: with y − ŷ every step goes uphill"

    def after_loss(self, ends: Ends) -> Call | None:
        """Reverse the sign of the gradient."""
        slope = ends.gradient_a
        return lambda: _negate(slope)


@BUGS.register
@record
class Half(Bug):
    """The 2 of the slope of (ŷ − y)² is missing: every gradient is half the right one."""

    name = "half"
    label = "the square's 2"
    right = "dA{k} = 2 * (A{k} - y) / n"
    wrong = "dA{k} = (A{k} - y) / n"
    says = "The slope of (ŷ − y)² is 2·(ŷ − y): a missing 2 halves every gradient"

    def after_loss(self, ends: Ends) -> Call | None:
        """Halve the gradient, if the loss is a square whose slope has a 2."""
        if ends.loss.fused or not _is_square(ends):
            return None
        slope = ends.gradient_a
        return lambda: _times(slope, 0.5)


@BUGS.register
@record
class NoSlope(Bug):
    """Hidden layers without f′(z): ∂L/∂z = ∂L/∂a."""

    name = "no_slope"
    label = "the activation's slope"
    right = "dZ{k} = dA{k} * f_slope(Z{k})"
    wrong = "dZ{k} = dA{k}"
    says = "∂L/∂z is ∂L/∂a times the slope f′(z) of the activation"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back as if the activation had the slope 1."""
        gradient_a, gradient_z = spot.place.gradient_a, spot.bound.gradient_z
        if not spot.has_own_slope or gradient_a is None or gradient_z is None:
            return None

        def spoil() -> None:
            np.copyto(gradient_z, gradient_a)
            spot.hand_on(gradient_z)

        return spoil


@BUGS.register
@record
class SlopeOfOther(Bug):
    """f′ is taken at a instead of z."""

    name = "slope_of_z"
    label = "where the slope is taken"
    right = "dZ{k} = dA{k} * f_slope(Z{k})"
    wrong = "dZ{k} = dA{k} * f_slope(A{k})"
    says = "The slope of the activation is taken at the sum z, not at the output a"

    def after_backward(self, spot: Spot) -> Call | None:
        """Go back with the slope at a, if that is different."""
        gradient_a, gradient_z = spot.place.gradient_a, spot.bound.gradient_z
        if not spot.has_own_slope or gradient_a is None or gradient_z is None:
            return None
        f = spot.activation
        if f.gives_shares or not _differs_at_outputs(spot):
            return None
        again, work = np.empty_like(spot.a), np.empty_like(spot.a)

        def spoil() -> None:
            f.forward(spot.a, again, work)
            f.backward(gradient_a, spot.a, again, gradient_z, work)
            spot.hand_on(gradient_z)

        return spoil


def _negate(slope: Array) -> None:
    np.negative(slope, slope)


def _times(slope: Array, factor: float) -> None:
    np.multiply(slope, factor, slope)


def _is_square(ends: Ends) -> bool:
    """Return whether the loss of one value is the square of its error, with a slope of twice it."""
    if ends.loss.problem_with(1):
        return False  # the outputs weigh differently, so that there is no loss of one value
    y = np.zeros((1, 1))
    values, slopes = [], []
    for error in (1.0, 2.0):
        a, out, work = np.full((1, 1), error), np.zeros((1, 1)), np.zeros((1, 1))
        values.append(float(ends.loss.forward(a, y, a, work)))
        ends.loss.backward(a, y, out, work)
        slopes.append(float(out[0, 0]))
    return bool(np.allclose(values, (1.0, 4.0)) and np.allclose(slopes, (2.0, 4.0)))


def _differs_at_outputs(spot: Spot) -> bool:
    """Return whether the activation's slope at its outputs differs from that at its sums."""
    f, z = spot.activation, np.linspace(-2.0, 2.0, 9)[np.newaxis]
    a, again, ones, work = np.empty_like(z), np.empty_like(z), np.ones_like(z), np.empty_like(z)
    at_z, at_a = np.empty_like(z), np.empty_like(z)
    with np.errstate(all="ignore"):
        f.forward(z, a, work)
        f.forward(a, again, work)
        f.backward(ones, z, a, at_z, work)
        f.backward(ones, a, again, at_a, work)
    return not np.allclose(at_z, at_a)
