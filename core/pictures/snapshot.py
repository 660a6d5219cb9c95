"""Snapshots: immutable pictures of one moment of training, made for views.

A snapshot holds copies in the textbook's shapes, so that a view can be shown with one made by
hand, and nothing the worker does later changes what is on the screen. What costs time to work
out (surface, maps, activations) is in it only if a view has asked for it.
"""

from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import ACTIVATIONS
from core.components.layers import Equation, Layer, layer_kind
from core.data.samples import Task
from core.history.figures import History as History
from core.history.parts import Packed
from core.pictures.baselines import Baselines
from core.pictures.records import PhaseRecord
from core.pictures.samples import Samples
from core.project import Project

Array = NDArray[np.floating[Any]]


class Wanted(Flag):
    """What views ask to be worked out for them."""

    NOTHING = 0
    SURFACE = auto()
    MAPS = auto()
    WEIGHTS = auto()
    METRICS = auto()
    GRADIENTS = auto()
    DIAGNOSTICS = auto()
    CONFUSION = auto()
    STEP = auto()
    SAMPLES = auto()


@dataclass(frozen=True)
class LayerPicture:
    """One layer as it is now. `arrays` as in the file format: weight (inputs, units), bias, …

    Under the same names and in the same shapes: `frozen` marks what stays as it is (only where
    something does), `gradients` and `changes` are those of the last update, if they are wanted
    and there was one.
    """

    kind: str  # the name of its kind
    label: str  # "4 · tanh", "dropout 0.2"
    inputs: int
    units: int
    activation: str  # its name, "" where there is none
    arrays: dict[str, Array] = field(default_factory=dict)
    frozen: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    gradients: dict[str, Array] = field(default_factory=dict)
    changes: dict[str, Array] = field(default_factory=dict)

    @property
    def told(self) -> type[Layer]:
        """What its kind tells of itself: its equation and titles."""
        return layer_kind(self.kind)

    @property
    def has_neurons(self) -> bool:
        """Whether its units are neurons of their own, with a weighted sum each."""
        return self.told.equation is Equation.WEIGHTED_SUM

    @property
    def is_identity(self) -> bool:
        """Whether its outputs are its sums, or it has no activation."""
        kind = self.activation
        return not kind or (kind in ACTIVATIONS and ACTIVATIONS.named(kind).is_identity)

    @property
    def gives_shares(self) -> bool:
        """Whether its outputs are shares of one, of the exponentials of all its sums."""
        return self.activation in ACTIVATIONS and ACTIVATIONS.named(self.activation).gives_shares


@dataclass(frozen=True)
class Probe:
    """One input on its way through the network, in prediction mode.

    `raw` (r,) are its raw inputs, `inputs` (k,) what the network sees, `sums` and `outputs` one
    vector (units,) a layer: z and a; `answer` (t,) is in original units. `sample` is its number
    among the facts' points and `target` (t,) what it should be, or None for an input of one's own.
    """

    raw: Array
    inputs: Array
    sums: tuple[Array, ...]
    outputs: tuple[Array, ...]
    answer: Array
    sample: int | None = None
    target: Array | None = None


@dataclass(frozen=True)
class Histogram:
    """Counts (bins,) of values between the edges (bins + 1,)."""

    counts: NDArray[np.intp]
    edges: NDArray[np.float64]


@dataclass(frozen=True)
class LayerDiagnostics:
    """One layer: three histograms, the norm of its gradient, and how large its steps are.

    `update_ratio` is ‖last step‖/‖weights‖; about 0.001 is usual, far more shakes, far less
    hardly moves. None where nothing has been learned yet, or the layer has no numbers.
    """

    layer: int
    weights: Histogram | None
    gradients: Histogram | None
    activations: Histogram | None
    gradient_norm: float | None
    update_ratio: float | None


@dataclass(frozen=True)
class Confusion:
    """Counts (classes, classes): rows the true classes, columns the predicted ones."""

    train: NDArray[np.intp]
    test: NDArray[np.intp] | None
    validation: NDArray[np.intp] | None = None


@dataclass(frozen=True)
class RunSummary:
    """One training run as the list of runs shows it; `current` is the one that goes on.

    Losses of runs can be compared where `measures` is the same: the data and the loss.
    """

    run_id: int
    name: str
    settings: str
    epochs: int
    updates: int
    loss: float | None
    test_loss: float | None
    metrics: dict[str, float]
    hidden: bool
    current: bool
    measures: str = ""


@dataclass(frozen=True)
class Points:
    """The samples that are drawn on a surface; sent once for every build of the data.

    `inputs` (m, r) are raw inputs, `targets` (m, t) in original units, `test` (m,) marks the ones
    that are not learned from: kept for testing or validation, which `validation` (m,) marks.
    """

    inputs: Array
    targets: Array
    test: NDArray[np.bool_]
    validation: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))


@dataclass(frozen=True)
class View:
    """The plane on which a surface is drawn: two raw inputs, or one, and their ranges.

    `held` (r,) are the raw inputs off the axes (those on them do not matter); empty: their
    training means, or the most frequent category.
    """

    x_axis: int
    y_axis: int | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    held: tuple[float, ...] = ()


@dataclass(frozen=True)
class Surface:
    """What the network says on a grid over the plane.

    `outputs` (rows, columns, outputs) in original units, row 0 at the lowest y; for one raw input
    (1, columns, outputs). `maps`: one array (map rows, map columns, units) a layer, or none;
    `input_maps` the same for the network's inputs, as it sees them. `answers` (m, outputs) is what
    the network says of the facts' points themselves; None where there are too many.
    """

    view: View
    outputs: Array
    maps: tuple[Array, ...] = ()
    input_maps: Array | None = None
    answers: Array | None = None


@dataclass(frozen=True)
class Facts:
    """What stays the same for one build of the network: names, task, ranges, samples."""

    run_id: int
    task: Task
    classes: tuple[str, ...]
    raw_names: tuple[str, ...]
    input_names: tuple[str, ...]  # of the network's inputs, after features
    target_names: tuple[str, ...]
    points: Points
    threshold: float  # the output at which two classes part
    updates_per_epoch: int
    parameters: int
    loss_label: str
    train_samples: int
    test_samples: int
    raw_means: Array  # (r,) training means, or the most frequent category
    raw_ranges: tuple[tuple[float, float], ...]  # (low, high) of each raw input
    notices: tuple[str, ...] = ()
    validation_samples: int = 0
    #: of the training part, in the order of the classes; empty where no one class is told
    class_counts: tuple[int, ...] = ()

    @property
    def samples(self) -> int:
        """How many samples there are in all parts."""
        return self.train_samples + self.test_samples + self.validation_samples


class Outcome(Enum):
    """Why training is not going on."""

    NONE = "none"
    EPOCHS = "epochs"  # all epochs are done
    TARGET = "target"  # the target loss is reached
    PATIENCE = "patience"  # no better loss for so long
    STOP = "stop"  # a stop the person has set
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Divergence:
    """Where training went out of the finite numbers: the update and the first bad array."""

    update: int
    array: str


@dataclass(frozen=True)
class Stop:
    """One phase of an update, as a place where one can stand: batch, forward 0, loss, …"""

    kind: str
    layer: int | None = None


@dataclass(frozen=True)
class StepPicture:
    """The update that is being stepped through: all its phases, and what those done have said.

    `update` and `epoch` count from 1. `rail` are all phases in their order, `records` those that
    are done: `records[i]` belongs to `rail[i]` and holds one record, but for the update one a
    layer with parameters. None done: the moment before the update (or its start after an edit);
    all done: the moment after it. `project` is the one in force, for its layers and its loss.
    `loss_after` is the loss of this batch with the numbers after the update, known once it is
    done. `batch` and `batches` say which batch of the epoch it is, counted from 1.
    """

    update: int
    epoch: int
    rail: tuple[Stop, ...]
    records: tuple[tuple[PhaseRecord, ...], ...]
    project: Project
    batch: int
    batches: int
    loss_after: float | None = None

    @property
    def done(self) -> int:
        """How many phases are done."""
        return len(self.records)

    def record(self, kind: str, layer: int | None = None) -> PhaseRecord | None:
        """Return what a phase said, or None while it is not done; an update by its layer."""
        for records in self.records:
            for record in records:
                if record.phase == kind and record.layer == layer:
                    return record
        return None


@dataclass(frozen=True)
class Pin:
    """A moment with a name."""

    number: int
    name: str
    update: int
    epoch: float
    loss: float | None


@dataclass(frozen=True)
class TimeSpan:
    """How far back and forth one can go: updates from `start` to `end`, and the pins.

    `recomputed` says that what was recorded comes from another machine: going back in it computes
    it anew, perhaps with other last digits.
    """

    start: int
    end: int
    pins: tuple[Pin, ...] = ()
    bytes: int = 0
    keyframes: int = 0
    recomputed: bool = False


@dataclass(frozen=True)
class Snapshot:
    """One moment, for views.

    `update` and `epoch` count what is done, `position` is the same as a number of epochs with its
    fraction (2.4), as plots have it on their axis. `history` holds only the entries since the last
    snapshot, or all there are where it is packed. `past` says that more was recorded after this
    moment; `project` is the one in force at it, which then need not be the document's. `time` is
    how far one can go back and forth, `phases` how many phases of the next update are done,
    `watched` the values at this moment of what is plotted over time, by its text.
    """

    run_id: int
    update: int
    epoch: int
    layers: tuple[LayerPicture, ...]
    loss: float | None
    test_loss: float | None
    penalty: float
    train_metrics: dict[str, float]
    test_metrics: dict[str, float]
    history: History | Packed
    batch_loss: float | None = None
    outcome: Outcome = Outcome.NONE
    divergence: Divergence | None = None
    surface: Surface | None = None
    updates_per_second: float = 0.0
    learning_rate: float = 0.0
    probe: Probe | None = None
    diagnostics: tuple[LayerDiagnostics, ...] = ()
    confusion: Confusion | None = None
    position: float = 0.0
    phases: int = 0
    past: bool = False
    project: Project | None = None
    time: TimeSpan = TimeSpan(0, 0)
    step: StepPicture | None = None
    validation_loss: float | None = None
    validation_metrics: dict[str, float] = field(default_factory=dict)
    #: the project with its class weights as numbers
    fitted: Project | None = None
    watched: dict[str, float] = field(default_factory=dict)
    #: None where they are not asked for, or those sent last are fresh enough
    samples: Samples | None = None
    baselines: Baselines | None = None
    #: the name of the bug that is planted in the backward pass, "" where none is
    bug: str = ""
