"""Snapshots: immutable pictures of one moment of training, made for views.

A snapshot holds copies in the textbook's shapes, so that a view can be tested with one made by
hand, and nothing the worker does later changes what is on the screen. Anything slow to compute
(surface, maps, activations) is included only if a view has asked for it.
"""

from dataclasses import field
from enum import Enum, Flag, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Task
from core.history.figures import History as History
from core.history.parts import Packed
from core.pictures.baselines import Baselines
from core.pictures.lab.hidden import HiddenSpace
from core.pictures.layers import LayerPicture as LayerPicture
from core.pictures.records import PhaseRecord
from core.pictures.samples import Samples
from core.project import Project
from core.records import Record

Array = NDArray[np.floating[Any]]


class Wanted(Flag):
    """What views can ask to be computed."""

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
    HIDDEN = auto()


class Probe(Record):
    """One input on its way through the network, in prediction mode.

    `raw` (r,) are its raw inputs, `inputs` (k,) what the network sees, `sums` and `outputs` one
    vector (units,) per layer: z and a; `answer` (t,) is in original units. `sample` is its number
    among the facts' points and `target` (t,) its target, or None for an input chosen by the person.
    """

    raw: Array
    inputs: Array
    sums: tuple[Array, ...]
    outputs: tuple[Array, ...]
    answer: Array
    sample: int | None = None
    target: Array | None = None


class Histogram(Record):
    """Counts (bins,) of values between the edges (bins + 1,)."""

    counts: NDArray[np.intp]
    edges: NDArray[np.float64]


class LayerDiagnostics(Record):
    """One layer: three histograms, the norm of its gradient, and how large its steps are.

    `update_ratio` is ‖last step‖/‖weights‖; about 0.001 is usual; with far more, training is
    unstable, with far less it hardly moves. `gradient_size` is the root mean square of ∂L/∂W. None
    if nothing has been learned yet, or the layer has no parameters. Of the `units` of a hidden
    layer, so many are `dead`, and so many `saturated` (None if its activation has no two ends).
    """

    layer: int
    weights: Histogram | None
    gradients: Histogram | None
    activations: Histogram | None
    gradient_norm: float | None
    update_ratio: float | None
    gradient_size: float | None = None
    units: int = 0
    dead: int = 0
    saturated: int | None = None


class Confusion(Record):
    """Counts (classes, classes): rows the true classes, columns the predicted ones."""

    train: NDArray[np.intp]
    test: NDArray[np.intp] | None
    validation: NDArray[np.intp] | None = None


class RunSummary(Record):
    """One training run for the list of runs; `current` marks the one in progress.

    Losses of runs can be compared if `measures` is the same: the data and the loss. `changed` says
    in words what was changed since the run before it, and on the way. `part` says of which samples
    the metrics are: test, validation or training, "" where that is not known.
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
    changed: str = ""
    part: str = ""


def judged_by(
    test: dict[str, float], validation: dict[str, float], training: dict[str, float]
) -> tuple[str, dict[str, float]]:
    """Return the part of the data that a run is judged by, and its metrics.

    That is the test part where there is one, else the validation part, else the training part.
    """
    parts = {"test": test, "validation": validation, "training": training}
    return next(((part, held) for part, held in parts.items() if held), ("training", {}))


class Points(Record):
    """The samples drawn on a surface; sent once for every build of the data.

    `inputs` (m, r) are raw inputs, `targets` (m, t) in original units, `test` (m,) marks those kept
    for testing or validation, `validation` (m,) those for validation.
    """

    inputs: Array
    targets: Array
    test: NDArray[np.bool_]
    validation: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))


class View(Record):
    """The plane on which a surface is drawn: two raw inputs, or one, and their ranges.

    `held` (r,) are the values of the raw inputs not on the axes (the others are ignored); if empty,
    their training means or most frequent category.
    """

    x_axis: int
    y_axis: int | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    held: tuple[float, ...] = ()


class Surface(Record):
    """The network's outputs on a grid over the plane.

    `outputs` (rows, columns, outputs) in original units, row 0 at the lowest y; for one raw input
    (1, columns, outputs). `maps`: one array (map rows, map columns, units) per layer, or none;
    `input_maps` the same for the network's inputs, as it sees them. `answers` (m, outputs) are the
    outputs for the facts' points themselves; None if there are too many. `fine` is the map of one
    neuron (layer, unit), `focus`, as fine as the outputs.
    """

    view: View
    outputs: Array
    maps: tuple[Array, ...] = ()
    input_maps: Array | None = None
    answers: Array | None = None
    focus: tuple[int, int] | None = None
    fine: Array | None = None


class Facts(Record):
    """What stays the same for one build of the network: names, task, ranges, samples."""

    run_id: int
    task: Task
    classes: tuple[str, ...]
    raw_names: tuple[str, ...]
    input_names: tuple[str, ...]  # of the network's inputs, after features
    target_names: tuple[str, ...]
    points: Points
    threshold: float  # the output that separates two classes
    updates_per_epoch: int
    parameters: int
    loss_label: str
    train_samples: int
    test_samples: int
    raw_means: Array  # (r,) training means, or the most frequent category
    raw_ranges: tuple[tuple[float, float], ...]  # (low, high) of each raw input
    notices: tuple[str, ...] = ()
    validation_samples: int = 0
    figures_every: int = 1  # epochs from one measuring of the figures to the next
    #: of the training part, in the order of the classes; empty if the targets are not one class
    #: each
    class_counts: tuple[int, ...] = ()
    #: the score of the most frequent class alone, or of the mean, by part: train, test, validation
    simplest: dict[str, float] = field(default_factory=dict)
    axes: tuple[int, int] = (0, 1)  # the two raw inputs that tell most about the targets

    @property
    def samples(self) -> int:
        """How many samples there are in all parts."""
        return self.train_samples + self.test_samples + self.validation_samples


class Outcome(Enum):
    """Why training has stopped."""

    NONE = "none"
    EPOCHS = "epochs"  # all epochs are done
    TARGET = "target"  # the target loss is reached
    PATIENCE = "patience"  # no better loss for too long
    STOP = "stop"  # a breakpoint the person has set
    DIVERGED = "diverged"


class Divergence(Record):
    """Where numbers stopped being finite: the update and the first bad array."""

    update: int
    array: str


class Stop(Record):
    """One phase of an update, as a place to stop at: batch, forward 0, loss, …"""

    kind: str
    layer: int | None = None


class StepPicture(Record):
    """The update being stepped through: all its phases, and the records of those done.

    `update` and `epoch` count from 1. `rail` are all phases in order, `records` those of the phases
    done: `records[i]` belongs to `rail[i]` and holds one record, except for the update, which has
    one per layer with parameters. If none is done, this is the moment before the update (or its
    start after an edit); if all are done, the moment after it. `project` is the one in force, for
    its layers and its loss. `loss_after` is the loss of this batch with the numbers after the
    update, known once it is done. `batch` and `batches` say which batch of the epoch it is, counted
    from 1.
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
        """Return the record of a phase, or None while it is not done; for the update, by layer."""
        for records in self.records:
            for record in records:
                if record.phase == kind and record.layer == layer:
                    return record
        return None


class Pin(Record):
    """A moment with a name."""

    number: int
    name: str
    update: int
    epoch: float
    loss: float | None


class TimeSpan(Record):
    """How far one can go back and forth: updates from `start` to `end`, and the pins.

    `recomputed` says that the recording comes from another machine: going back in it recomputes it,
    perhaps with different last digits.
    """

    start: int
    end: int
    pins: tuple[Pin, ...] = ()
    bytes: int = 0
    keyframes: int = 0
    recomputed: bool = False


class Snapshot(Record):
    """One moment, for views.

    `update` and `epoch` count those done, `position` is the same as a fractional number of epochs
    (2.4), for the axis of plots. `history` holds only the entries since the last snapshot, or all
    of them if it is packed. `past` says that more was recorded after this moment; `project` is the
    one in force then, which may differ from the document's. `time` is how far one can go back and
    forth, `phases` how many phases of the next update are done, `watched` the present values of the
    quantities plotted over time, by their text.
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
    #: what the diagnostics say, in one sentence
    verdict: str = ""
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
    #: None if they are not asked for, or the last ones sent are fresh enough
    samples: Samples | None = None
    baselines: Baselines | None = None
    #: the name of the bug planted in the backward pass, "" if there is none
    bug: str = ""
    #: the training points in a plane of a layer; None if not asked for, or no plane is chosen
    hidden: HiddenSpace | None = None
    #: why updates are done by the phases, "" if they are played from a tape or so few were done yet
    by_phases: str = ""
