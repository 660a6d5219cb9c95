"""Findings: what is computed about a moment on request, as plain data for views.

The loss along one parameter, the comparison of two moments, and the check of every gradient. Like
snapshots they hold copies in the textbook's shapes.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pictures.records import PhaseRecord
from core.records import Record

Array = NDArray[np.floating[Any]]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]


class LossCurve(Record, eq=False):
    """The loss of one batch, penalty included, along the parameter at `index` in an array.

    `values` (n,) ascend, and include both `value`, where the parameter is, and `reached`, where the
    update takes it (or `value` again if that is not finite, or too far away). `losses` (n,) are NaN
    where the loss is not finite. `loss` and `slope` are the engine's at `value`, `rate` is the
    learning rate of the update.
    """

    layer: int
    name: str
    index: tuple[int, ...]
    values: Vector
    losses: Vector
    value: float
    loss: float
    slope: float
    rate: float
    reached: float


class Nudge(Record, eq=False):
    """One number moved a little, with all phases of its batch before and after that.

    `before` and `after` hold one record per phase, batch to backward, in float64; `value` is the
    number before, `by` what was added. `loss` and `loss_after` include the penalty, `slope` is the
    engine's at `value`.
    """

    layer: int
    name: str
    index: tuple[int, ...]
    value: float
    by: float
    before: tuple[tuple[PhaseRecord, ...], ...]
    after: tuple[tuple[PhaseRecord, ...], ...]
    loss: float
    loss_after: float
    slope: float


class MomentPicture(Record, eq=False):
    """One moment, with everything a comparison needs.

    `layers` holds every array of a layer under its name, `gradients` those of the next update's
    batch, penalty included. `outputs` (m, t) are the predictions of the points, in original units,
    `classes` the class numbers they stand for: (m,), or (m, t) for several outputs of two classes
    each, None for a regression. Losses are over the whole parts.
    """

    update: int
    epoch: int
    loss: float
    test_loss: float | None
    layers: tuple[dict[str, Array], ...]
    gradients: tuple[dict[str, Array], ...]
    outputs: Array
    classes: NDArray[np.intp] | None


class ArrayChange(Record, eq=False):
    """One array at both moments; `change` is after − before."""

    before: Array
    after: Array
    change: Array


class Crossing(Record):
    """A sample whose predicted class has changed; `output` says which of several outputs."""

    sample: int
    before: int
    after: int
    output: int = 0


class OutputChange(Record):
    """How far one output of one sample has moved, in original units."""

    sample: int
    output: int
    before: float
    after: float


class MomentComparison(Record, eq=False):
    """Two moments of a network compared.

    `arrays` and `gradients` hold one change under each name of a layer. `changed_side` are the
    samples whose predicted class has changed, by their numbers among the points (of the training
    part, then of the test part); a regression has none. `moved_most` are the outputs that have
    moved the furthest, in that order. `losses` and `test_losses` are (before, after).
    """

    updates: tuple[int, int]
    epochs: tuple[int, int]
    losses: tuple[float, float]
    test_losses: tuple[float, float] | None
    arrays: tuple[dict[str, ArrayChange], ...]
    gradients: tuple[dict[str, ArrayChange], ...]
    changed_side: tuple[Crossing, ...]
    moved_most: tuple[OutputChange, ...]


#: the relative agreement that a gradient check requires
TOLERANCE = 1e-6


class ArrayCheck(Record):
    """The check of one array: the number of gradients, the largest relative error, its index."""

    layer: int
    name: str
    checked: int
    size: int
    worst: float
    worst_index: tuple[int, ...]
    failures: int
    kinks: int

    @property
    def is_by_rounding(self) -> bool:
        """Whether all agree, one only because the difference itself is no more exact than that."""
        return not self.failures and self.worst > TOLERANCE


class Worst(Record):
    """The parameter that agrees least: the engine's gradient, and the one by differences.

    At a `kink` the two may differ although both are right; the error is then 0.
    """

    layer: int
    name: str
    index: tuple[int, ...]
    slope: float
    numeric: float
    error: float
    kink: bool


class GradientCheck(Record, eq=False):
    """The check of a whole network on one batch.

    `errors` (parameters,) are relative, NaN where not checked; `layer_errors`, `layer_kinks`,
    `layer_slopes` (the engine's) and `layer_numeric` (by differences, NaN where not checked) hold
    one array under each name of a layer, in the textbook's shapes. `worst` is None for a network
    that learns nothing.
    """

    arrays: tuple[ArrayCheck, ...]
    samples: int
    errors: Vector
    layer_errors: tuple[dict[str, Vector], ...]
    layer_kinks: tuple[dict[str, Mask], ...]
    layer_slopes: tuple[dict[str, Vector], ...]
    layer_numeric: tuple[dict[str, Vector], ...]
    worst: Worst | None

    @property
    def is_by_rounding(self) -> bool:
        """Whether all agree, some only because the differences are no more exact than that."""
        return not self.failures and any(item.is_by_rounding for item in self.arrays)

    @property
    def failures(self) -> int:
        """How many gradients disagree."""
        return sum(item.failures for item in self.arrays)


class Finding(Record):
    """One thing that is wrong with training: the measurement, its meaning, and a remedy.

    `key` identifies it, `title` names it in two or three words. `measured` holds the figures behind
    it, `says` what they mean. `remedy` are the settings that fix it, by their paths as in `--set`,
    or None if there are none. `units` are the (layer, unit) concerned, `plot` is what shows it:
    loss, surface, diagnostics, weights. `back_to` is the recorded update from which the settings
    are to act, None: from here. `of_test` says that the loss of the test part is what counts.
    """

    key: str
    title: str
    measured: str
    says: str
    remedy: Mapping[str, Any] | None = None
    units: tuple[tuple[int, int], ...] = ()
    plot: str = ""
    back_to: int | None = None
    of_test: bool = False


class Futures(Record, eq=False):
    """How a run goes on from here without a finding's remedy and with it, so far.

    `without` and `having` (points, 2) hold how many epochs from here, and the figure then; NaN once
    training has diverged. `figure` names it: the loss, or a score where the two losses measure
    different things. `epochs` is how far both are to go, `is_over` whether they have, `words` what
    has come of it. `starts_anew` says that the remedy starts training again, `back_to` at which
    epoch it begins otherwise, None: here.
    """

    finding: Finding
    figure: str
    without: Vector
    having: Vector
    epochs: int
    words: str
    is_over: bool
    starts_anew: bool = False
    back_to: int | None = None


class RateTried(Record):
    """One update of a test of rates, and the loss of the whole training part after it."""

    rate: float
    loss: float


class RateTest(Record):
    """Updates at growing learning rates, so far; `rate` is the one set, `best` the suggestion.

    `best` is None while the test goes on, and if the loss falls at none of the rates.
    """

    tried: tuple[RateTried, ...]
    rate: float
    best: float | None
    is_over: bool


class LayerSize(Record):
    """One layer: its inputs and units, what it learns, its multiply-adds for a sample, forward."""

    title: str
    inputs: int
    units: int
    parameters: int
    multiply_adds: int


class BeforeTraining(Record):
    """What training a network takes, and how it starts.

    `forward` are the multiply-adds for one sample, `per_epoch` those of an epoch, there and back;
    `bytes` is about the memory of its arrays. `first_loss` is that of the start over the training
    part, `loss_of_nothing` that of weights and biases which are all 0. `words` say what it means.
    """

    layers: tuple[LayerSize, ...]
    parameters: int
    forward: int
    per_epoch: int
    bytes: int
    samples: int
    batch: int
    first_loss: float
    loss_of_nothing: float
    words: tuple[str, ...]


class Found(Record):
    """The first update where a condition holds; None if there is none from `start` to `end`.

    `address` is the number (or figure) in the condition, `value` its value there, `epoch` how many
    epochs are done. `diverged` says that training could not go on.
    """

    condition: str
    update: int | None
    address: str
    value: float | None
    epoch: int
    start: int
    end: int
    diverged: bool = False


class OverTime(Record, eq=False):
    """Numbers over the updates of a run: `values` (numbers, points) at `updates` (points,).

    `names` are the quantities as the person wrote them. `every` is the number of updates between
    two points; 1 means all. The last point, the end of the range, may be nearer. NaN means no
    value.
    """

    names: tuple[str, ...]
    updates: NDArray[np.int64]
    values: Vector
    every: int
