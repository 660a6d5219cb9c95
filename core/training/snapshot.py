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

from core.data.samples import Task

Array = NDArray[np.floating[Any]]


class Wanted(Flag):
    """What views ask to be worked out for them."""

    NOTHING = 0
    SURFACE = auto()
    MAPS = auto()
    WEIGHTS = auto()
    METRICS = auto()


@dataclass(frozen=True)
class LayerPicture:
    """One layer as it is now. `arrays` as in the file format: weight (inputs, units), bias, …"""

    kind: str  # dense, dropout, batch_norm
    label: str  # "4 · tanh", "dropout 0.2"
    inputs: int
    units: int
    activation: str  # its name, "" where there is none
    arrays: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Points:
    """The samples that are drawn on a surface; sent once for every build of the data.

    `inputs` (m, r) are raw inputs, `targets` (m, t) in original units, `test` (m,) marks the ones
    kept for testing.
    """

    inputs: Array
    targets: Array
    test: NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """The plane on which a surface is drawn: two raw inputs, or one, and their ranges."""

    x_axis: int
    y_axis: int | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """What the network says on a grid over the plane.

    `outputs` (rows, columns, outputs) in original units, row 0 at the lowest y; for one raw input
    (1, columns, outputs). `maps`: one array (map rows, map columns, units) a layer, or none;
    `input_maps` the same for the network's inputs, as it sees them.
    """

    view: View
    outputs: Array
    maps: tuple[Array, ...] = ()
    input_maps: Array | None = None


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
    raw_means: Array  # (r,) training means
    raw_ranges: tuple[tuple[float, float], ...]  # (low, high) of each raw input
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class History:
    """Figures at epoch boundaries, each array with one value an entry of `epochs`.

    `loss` over the training part and `test_loss` (empty where there is no test part), in
    prediction mode, without the penalty; `metrics` and `test_metrics` by name.
    """

    epochs: NDArray[np.float64]
    loss: NDArray[np.float64]
    test_loss: NDArray[np.float64]
    metrics: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    test_metrics: dict[str, NDArray[np.float64]] = field(default_factory=dict)


class Outcome(Enum):
    """Why training is not going on."""

    NONE = "none"
    EPOCHS = "epochs"  # all epochs are done
    TARGET = "target"  # the target loss is reached
    PATIENCE = "patience"  # no better loss for so long
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Divergence:
    """Where training went out of the finite numbers: the update and the first bad array."""

    update: int
    array: str


@dataclass(frozen=True)
class Snapshot:
    """One moment, for views.

    `update` and `epoch` count what is done; `position` is the share of the epoch at hand that is
    done, in samples. `history` holds only the entries since the last snapshot.
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
    history: History
    batch_loss: float | None = None
    outcome: Outcome = Outcome.NONE
    divergence: Divergence | None = None
    surface: Surface | None = None
    updates_per_second: float = 0.0
    learning_rate: float = 0.0
