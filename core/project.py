"""The project: one immutable description of everything that decides a training run.

Data, layers, loss, regularizer, optimizer, training options, the seed and, only if given, the
weights to start from. The window edits it, files hold it, the trainer is built from it; the same
project gives the same run, to the last bit.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, Self

import numpy as np

import core.data.formula
import core.data.generated
import core.data.points
import core.data.tables  # noqa: F401  (the sources register themselves)
from core.components.layers import LAYERS, Layer
from core.components.losses import LOSSES, Loss, MeanSquaredError
from core.components.optimizers import OPTIMIZERS, Optimizer, Sgd
from core.components.regularizers import REGULARIZERS, NoRegularizer, Regularizer
from core.data.options import MAX_SEED, DataOptions
from core.errors import ProjectError, one_of
from core.frozen import Frozen, moved_up, read_frozen, write_frozen
from core.off import read_off
from core.optimizer_state import OptimizerState, read_optimizer_state
from core.records import record
from core.registry import Options, parameter
from core.values import Values, read_matrix, read_vector

FORMAT = "backstep-project"
VERSION = 1
#: a network with more could be neither drawn nor stepped through
MAX_LAYERS = 1_000


@record
class StopRules(Options):
    """When training stops by itself, apart from the number of epochs."""

    target_loss: float | None = parameter(
        None, "stop when the training loss is at or under this", kind="number", optional=True
    )
    patience: int | None = parameter(
        None,
        "stop after this many epochs without a better loss (of the validation part, else of the "
        "test part, else of the training part), and bring back the best weights",
        kind="integer",
        low=1,
        high=10**9,
        optional=True,
    )
    min_change: float = parameter(0.0, "what counts as better: lower by more than this", low=0.0)

    def any(self) -> bool:
        """Return whether a rule is set."""
        return self.target_loss is not None or self.patience is not None


@record
class TrainingOptions(Options):
    """In what order training takes the samples, for how long, and with how many digits."""

    batch_size: int | None = parameter(
        10,
        "samples averaged in one update; if not given, the whole training part",
        kind="integer",
        low=1,
        high=10**9,
        optional=True,
    )
    shuffle: bool = parameter(True, "take the samples in a new order every epoch")
    epochs: int | None = parameter(
        None,
        "passes through the training part; if not given, it runs until stopped",
        kind="integer",
        low=0,
        high=10**12,
        optional=True,
    )
    precision: str = parameter(
        "float64",
        "digits of the numbers: float64 has 16; float32 has 7 and is faster on large networks",
        choices=("float64", "float32"),
    )
    stop: StopRules = parameter(StopRules(), "when to stop early", options=StopRules)
    figures_every: int | None = parameter(
        None,
        "epochs from one measuring of loss and metrics over the whole parts to the next; if not "
        "given, every epoch, or on large data, without a rule to stop early, so seldom that they "
        "take at most a tenth of the time",
        kind="integer",
        low=1,
        high=10**9,
        optional=True,
    )

    @property
    def dtype(self) -> type[np.floating[Any]]:
        """The NumPy type of the precision."""
        return np.float32 if self.precision == "float32" else np.float64


Weights = tuple[tuple[tuple[str, Values], ...], ...]

_MATRICES = ("weight",)
_KNOWN_ARRAYS = ("weight", "bias", "scale", "shift", "running_mean", "running_variance")


def read_weights(value: Any, where: str) -> Weights:
    """Read starting weights: one object of named arrays per dense or batch_norm layer, in order.

    Raises ProjectError that names an entry which is not an array of finite numbers. Whether the
    shapes fit is known only with the data: the network checks that.
    """
    if not isinstance(value, (list, tuple)):
        raise ProjectError(f"{where} is not a list", "give one entry per layer with weights")
    entries = []
    for i, entry in enumerate(value):
        place = f"{where}.{i}"
        if not isinstance(entry, Mapping):
            raise ProjectError(f"{place} is not an object", 'write {"weight": …, "bias": …}')
        arrays = []
        for name, array in entry.items():
            if name not in _KNOWN_ARRAYS:
                raise ProjectError(
                    f"{place}: unknown array {str(name)[:40]!r}",
                    f"known are {one_of(_KNOWN_ARRAYS)}",
                )
            read = read_matrix if name in _MATRICES else read_vector
            arrays.append((name, read(array, f"{place}.{name}")))
        entries.append(tuple(sorted(arrays, key=lambda item: _KNOWN_ARRAYS.index(item[0]))))
    return tuple(entries)


@record
class Project(Options):
    """The document: everything that decides a run, immutable."""

    data: DataOptions = parameter(help="where the examples come from", options=DataOptions)
    layers: tuple[Layer, ...] = parameter(
        help="the layers, from the inputs to the outputs", registry=LAYERS, kind="list"
    )
    name: str = parameter("Untitled", "its name in the window and in files")
    seed: int = parameter(0, "the seed of all random numbers", low=0, high=MAX_SEED)
    loss: Loss = parameter(MeanSquaredError(), "what training minimises", registry=LOSSES)
    regularizer: Regularizer = parameter(
        NoRegularizer(), "a penalty on large weights", registry=REGULARIZERS
    )
    optimizer: Optimizer = parameter(Sgd(), "how a gradient becomes a step", registry=OPTIMIZERS)
    training: TrainingOptions = parameter(
        TrainingOptions(), "how training takes the samples", options=TrainingOptions
    )
    weights: Weights | None = parameter(
        None, "the weights to start from", reader=read_weights, optional=True
    )
    frozen: Frozen | None = parameter(
        None,
        "what training leaves unchanged: true or arrays of booleans, per layer",
        reader=read_frozen,
        optional=True,
    )  # fmt: skip
    off: Frozen | None = parameter(
        None,
        "the weights that are switched off, held at 0: true or arrays of booleans, per layer",
        reader=read_off,
        optional=True,
    )
    optimizer_state: OptimizerState | None = parameter(
        None, "what the optimizer has kept at the start, beside given weights",
        reader=read_optimizer_state, optional=True,
    )  # fmt: skip

    @classmethod
    def from_json(cls, description: Any) -> Self:
        """Build a project from the JSON form of the file format.

        Raises ProjectError, saying if, for anything that is not a project of this version.
        """
        if not isinstance(description, Mapping):
            raise ProjectError("the file holds no project", 'a project is an object: {"format": …}')
        if description.get("format") != FORMAT:
            raise ProjectError(
                f"the file's format is {str(description['format'])[:40]!r}, not {FORMAT!r}"
                if "format" in description
                else "the file does not say its format",
                f'a project starts with {{"format": "{FORMAT}", "version": {VERSION}, …}}',
            )
        version = description.get("version")
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            raise ProjectError(
                f"version {str(version)[:40]!r} is not a version", f"write {VERSION}"
            )
        if version > VERSION:
            raise ProjectError(
                f"the file is of version {str(version)[:20]}, this program reads up to {VERSION}",
                "open it with a newer Backstep",
            )
        layers = description.get("layers")
        if isinstance(layers, list) and len(layers) > MAX_LAYERS:
            raise ProjectError(
                f"layers: there are {len(layers):,}, more than {MAX_LAYERS:,}", "leave some out"
            )
        values = {k: v for k, v in description.items() if k not in ("format", "version")}
        values = moved_up(values)
        project = cls.read(values, "")
        if not project.layers:
            raise ProjectError("layers: there is no layer", "add at least one dense layer")
        return project

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, every field spelled out; weights only where they are given."""
        written = self.write()
        head = {"format": FORMAT, "version": VERSION, "name": self.name, "seed": self.seed}
        order = ("data", "layers", "loss", "regularizer", "optimizer", "training")
        body = {key: written[key] for key in order}
        if self.weights is not None:
            body["weights"] = [
                {name: values.write() for name, values in entry} for entry in self.weights
            ]
            if self.optimizer_state is not None:  # without the weights it means nothing
                body["optimizer_state"] = self.optimizer_state.write()
        if self.frozen is not None:
            body["frozen"] = write_frozen(self.frozen)
        if self.off is not None:
            body["off"] = write_frozen(self.off)
        return {**head, **body}

    @property
    def output_layer(self) -> Layer:
        """The last layer."""
        return self.layers[-1]

    @property
    def batch_size(self) -> int | None:
        """How many samples an update takes; None: the whole training part.

        That is `training.batch_size`, unless the optimizer needs the whole part in every update.
        """
        return None if self.optimizer.whole_part else self.training.batch_size

    def data_seed(self) -> int:
        """Return the seed from which data and split are drawn."""
        return self.seed if self.data.seed is None else self.data.seed

    def with_new_weights(self, seed: int) -> "Project":
        """Return the project with another seed and no given weights; its data stay the same."""
        data = replace(self.data, seed=self.data_seed())
        return replace(self, seed=seed, data=data, weights=None, optimizer_state=None)

    def with_layer(self, index: int, layer: Layer) -> "Project":
        """Return the project with one layer replaced."""
        return replace(self, layers=(*self.layers[:index], layer, *self.layers[index + 1 :]))


class Change(Enum):
    """What a change of the project needs to take effect."""

    NOTHING = "nothing"  # no number of the run depends on it
    LIVE = "live"  # applies at the next update boundary
    RESTART = "restart"  # another network, other data or another start


def change_between(old: Project, new: Project) -> Change:
    """Return what going from one project to another needs."""
    same_start = (
        old.data == new.data
        and old.seed == new.seed
        and old.weights == new.weights
        and old.optimizer_state == new.optimizer_state
        and old.training.precision == new.training.precision
        and [layer.built_from() for layer in old.layers]
        == [layer.built_from() for layer in new.layers]
    )
    if not same_start:
        return Change.RESTART
    return Change.NOTHING if replace(old, name=new.name) == new else Change.LIVE
