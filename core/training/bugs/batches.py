"""Bugs about batches: the divisor, and which samples are added up."""

import numpy as np

from core.records import record
from core.training.bugs.base import BUGS, Array, Bug, Call, Ends, Spot


@BUGS.register
@record
class NoMean(Bug):
    """The loss is a mean, but 1/n is left out of its slope: all gradients are n times too large."""

    name = "no_mean"
    label = "the mean's 1/n"
    right = "dZ{k} = (A{k} - y) / n"
    wrong = "dZ{k} = A{k} - y"
    says = "The loss is a mean over n values: its slope is divided by n as well"

    def after_loss(self, ends: Ends) -> Call | None:
        """Multiply the gradient by the loss's divisor."""
        slope = ends.gradient_a
        by = float(ends.size if ends.loss.adds_outputs else ends.y.size)
        if by == 1.0 or not _is_mean(ends):
            return None
        return lambda: _multiply(slope, by)


@BUGS.register
@record
class WrongCount(Bug):
    """The last, smaller batch of an epoch is divided by the size of the others."""

    name = "wrong_count"
    label = "the size of the last batch"
    right = "dZ{k} = (A{k} - y) / len(y)"
    wrong = "dZ{k} = (A{k} - y) / batch_size"
    says = "The last batch of an epoch may be smaller: its mean is over its own samples"

    def after_loss(self, ends: Ends) -> Call | None:
        """Divide a smaller batch by the full size."""
        if ends.size >= ends.full or not _is_mean(ends):
            return None
        slope, share = ends.gradient_a, ends.size / ends.full
        return lambda: _multiply(slope, share)


@BUGS.register
@record
class FirstSample(Bug):
    """∂L/∂b is that of the first sample only."""

    name = "first_sample"
    label = "the biases' samples"
    right = "db{k} = np.sum(dZ{k}, axis=0)"
    wrong = "db{k} = dZ{k}[0]"
    says = "Every sample of the batch contributes to ∂L/∂b: they add up"

    def after_backward(self, spot: Spot) -> Call | None:
        """Keep the first sample's slope of the biases."""
        gradient_z, slopes = spot.bound.gradient_z, spot.bias_slopes
        if gradient_z is None or slopes is None or gradient_z.shape[1] < 2:
            return None
        return lambda: np.copyto(slopes, gradient_z[:, 0])


@BUGS.register
@record
class LastSample(Bug):
    """Going through the samples, = instead of +=: ∂L/∂W is that of the last one only."""

    name = "last_sample"
    label = "= for +="
    right = "dW{k} += np.outer({x}[i], dZ{k}[i])"
    wrong = "dW{k} = np.outer({x}[i], dZ{k}[i])"
    says = "∂L/∂W is added up over the samples: with = only the last one remains"

    def after_backward(self, spot: Spot) -> Call | None:
        """Keep the last sample's slopes of the weights."""
        gradient_z = spot.bound.gradient_z
        if gradient_z is None or gradient_z.shape[1] < 2:
            return None
        slopes, work = spot.weight_slopes, np.empty_like(spot.weight_slopes)

        def spoil() -> None:
            slopes[...] = np.outer(spot.x[:, -1], gradient_z[:, -1])
            if spot.regularizer.penalizes:
                spot.regularizer.add_gradient(spot.weight, slopes, work)

        return spoil


def _multiply(slope: Array, factor: float) -> None:
    np.multiply(slope, factor, slope)


def _is_mean(ends: Ends) -> bool:
    """Return whether the loss of a batch is a mean, not a sum."""
    rows = ends.y.shape[0]
    slopes = []
    for samples in (1, 2):
        # far from any kink, the slope of one value depends only on the number of samples
        a, y = np.full((rows, samples), 0.3), np.zeros((rows, samples))
        y[0] = 1.0
        out, work = np.zeros_like(a), np.zeros_like(a)
        if ends.loss.fused:
            ends.loss.backward_fused(a, y, out)
        else:
            ends.loss.forward(a, y, a, work)
            ends.loss.backward(a, y, out, work)
        slopes.append(float(out[0, 0]))
    return bool(np.isclose(slopes[0], 2.0 * slopes[1]))
