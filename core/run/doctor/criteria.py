"""The criteria: from which measured number on something counts as wrong.

The doctor's rules and the verdict of the diagnostics share them, so that they never disagree.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.data.samples import Task
from core.run.starts import SOLVED_ACCURACY, SOLVED_R2

Array = NDArray[np.floating[Any]]

#: the share of the last layer's gradient below which the first layer's has vanished, and the
#: factor from which it has exploded; from how many layers with weights on
VANISHED, EXPLODED, DEEP = 0.01, 100.0, 3
#: the share of its weights by which an update may change a layer, and the usual one (Karpathy,
#: CS231n notes, 2015)
LARGE, USUAL = 0.5, 1e-3
#: the share of hidden units that are dead before it matters
DEAD_SHARE = 0.25
#: how far out a unit counts as saturated, on what share of samples, and for what share of units
OUT, OF_SAMPLES, OF_UNITS = 0.99, 0.95, 0.5
#: the updates in a trial, those after which shorter steps are compared, and those over which steps
#: are compared with the weights
TRIED, FURTHER, STEPS = 20, 100, 10
#: the shares of the rate that are tried as shorter steps, and the multiples as longer ones
SHORTER = (1.0 / 3.0, 0.1, 1.0 / 30.0, 0.01)
LONGER = (3.0, 10.0, 100.0, 1000.0, 10000.0)
#: shares of the present loss that count as a rise, as hardly anything, and as a gain; how many
#: times as much ten times the rate must gain where steps are too short
RISE, NOTHING, GAIN, TIMES = 0.05, 0.001, 0.02, 7.0
#: the most training samples on which units are examined
MOST_SAMPLES = 1000
#: how far apart deviations of inputs may be, and how large one
APART = 30.0
#: the share of batches of one class, and the share by chance from which on that says nothing
ONE_CLASS, BY_CHANCE = 0.5, 0.25
#: how many times as frequent the most frequent class is as a rare one, below what share it is
#: recognised, and from which accuracy on all seems well
RARE, MISSED, SEEMS_WELL = 5.0, 0.5, 0.8
#: overfitting: how many epochs ago the lowest test loss was, or what share of all, how many times
#: as high the test loss is now, and how much higher as a share of the first
AGO_EPOCHS, AGO_SHARE, ABOVE, OF_FIRST = 5, 0.1, 1.2, 0.05
#: a plateau: after how many epochs, over which share of them or how many, and within which share of
#: the loss
PLATEAU_EPOCHS, LAST_SHARE, LAST_EPOCHS, MOVED = 30, 0.2, 10, 0.005
#: a penalty: the share of the start's weights that is left, the pull as a share of the loss's, and
#: the penalty as a share of the loss; the weaker ones tried, and the share of the weights that they
#: must leave
SHRUNK, PULL, OF_LOSS = 0.1, 0.5, 0.1
WEAKER, HELD = (0.1, 0.01, 0.001), 0.5
#: how many times the loss of a network of zeros the first loss may be
FAR_OFF = 2.0
#: for how many epochs the future with a remedy is shown, and the most where it starts anew
FORESEEN, MOST_FORESEEN = 20, 2000
#: a test of rates: how many updates, from which share of the rate to which multiple of it, over how
#: many rates on each side the slope is taken, and the rise that ends it
RATES, LOWEST_RATE, HIGHEST_RATE, BESIDE, RISEN = 100, 1e-4, 1e4, 2, 4.0


def is_solved(task: Task, score: float) -> bool:
    """Return whether a score (accuracy or R²) is so good that nothing needs a remedy."""
    return score >= (SOLVED_R2 if task is Task.REGRESSION else SOLVED_ACCURACY)


def examined(inputs: Array, most: int = MOST_SAMPLES) -> Array:
    """Return the samples (m, k) on which units are examined: at most so many, evenly taken."""
    if len(inputs) <= most:
        return inputs
    return inputs[np.linspace(0, len(inputs) - 1, most).astype(np.intp)]


def size(array: Array) -> float:
    """Return the root mean square of an array's numbers."""
    return float(np.sqrt(np.mean(np.square(array))))


def first_to_last(sizes: Sequence[float]) -> float | None:
    """Return the gradient of the first layer with weights as a share of the last one's.

    `sizes` are root mean squares of ∂L/∂W, layer by layer. None if too few layers, or no gradient.
    """
    if len(sizes) < DEEP or not sizes[-1] > 0.0:
        return None
    return sizes[0] / sizes[-1]


def change(step: Array, weights: Array) -> float:
    """Return ‖step‖/‖weights‖; 0 if all weights are 0."""
    length = float(np.linalg.norm(weights))
    return float(np.linalg.norm(step)) / length if length else 0.0


def dead_units(activation: Activation, sums: Array, outputs: Array) -> NDArray[np.bool_]:
    """Return which units (units,) give the same for all samples (units, m), with a slope of 0."""
    if activation.gives_shares:
        return np.zeros(len(sums), dtype=np.bool_)
    slope, work = np.empty_like(sums), np.empty_like(sums)
    with np.errstate(all="ignore"):
        activation.backward(np.ones_like(sums), sums, outputs, slope, work)
    dead: NDArray[np.bool_] = np.all(slope == 0.0, axis=1)
    dead &= np.all(outputs == outputs[:, :1], axis=1)
    return dead


def saturated_units(activation: Activation, outputs: Array) -> NDArray[np.bool_] | None:
    """Return which units (units,) are at an end of their range on nearly all samples (units, m).

    None if the activation has no two ends.
    """
    if activation.bounds is None or activation.gives_shares:
        return None
    low, high = activation.bounds
    out = np.abs(outputs - (low + high) / 2.0) > OUT * (high - low) / 2.0
    far: NDArray[np.bool_] = np.mean(out, axis=1) >= OF_SAMPLES
    return far
