"""Twins: a second trainer at a given moment, to look into an update without touching the first.

Moving a trainer to another moment affects more than its numbers: history, keyframes, outcome and
the phases of the current update all depend on it. A twin has its own copy of all that, so whatever
is tried on it, the trainer that a person watches continues to the same bits.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.moments.moment import Moment
from core.pictures.records import PhaseRecord
from core.training.plan import penalty_of
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


def twin_at(dataset: Dataset, moment: Moment, precision: str | None = None) -> Trainer:
    """Return a separate trainer at a moment: it draws the same batch and masks next.

    Another `precision`, such as float64, converts the same numbers. Raises SizeError if it would be
    too large.
    """
    project = moment.project
    if precision is not None:
        project = replace(project, training=replace(project.training, precision=precision))
        dtype = project.training.dtype
        moment = replace(
            moment,
            project=project,
            state=moment.state.astype(dtype),
            best=None if moment.best is None else moment.best.astype(dtype),
            aside=None if moment.aside is None else moment.aside.astype(dtype),
        )
    twin = Trainer(project, dataset)
    twin.restore(moment)
    return twin


def array_with(trainer: Trainer, layer: int, name: str, index: tuple[int, ...]) -> Array:
    """Return the learned array of a layer in which a place lies, as a view that can be written.

    Raises ValueError where the layer learns no such number.
    """
    arrays = trainer.network.learned(trainer.state.parameters)
    if not 0 <= layer < len(arrays) or name not in arrays[layer]:
        raise ValueError(f"layers.{layer} learns no {name}")
    array: Array = arrays[layer][name]
    if len(index) != array.ndim or not all(
        0 <= k < n for k, n in zip(index, array.shape, strict=True)
    ):
        raise ValueError(f"layers.{layer}.{name} has no place {index}")
    return array


class HeldBatch:
    """The batch of a trainer's next update, held fixed: its loss for any parameters.

    The dropout masks are the same every time. Making one draws the batch, so the trainer must be a
    twin, or be restored afterwards.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self._plan = trainer.plan_at_hand()
        self._dropout = trainer.work.dropout_state()
        phases = self._plan.phases
        phases[0].run()
        self._forward = [phase.run for phase in phases if phase.kind in ("forward", "loss")]
        self._backward = [phase.run for phase in phases if phase.kind == "backward"]
        self._update = phases[-1].run

    @property
    def size(self) -> int:
        """How many samples the batch has."""
        return self._plan.size

    def loss(self) -> float:
        """Go forward; return the loss with the penalty."""
        trainer = self.trainer
        trainer.work.set_dropout_state(self._dropout)
        for call in self._forward:
            call()
        return self._plan.loss_value + penalty_of(
            trainer.network, trainer.state.parameters, trainer.project.regularizer
        )

    def gradient(self) -> Array:
        """Go backward after `loss`; return a copy of the engine's gradient, (parameters,)."""
        for call in self._backward:
            call()
        return self.trainer.work.gradient.copy()

    def records(self) -> tuple[tuple[PhaseRecord, ...], ...]:
        """Return the records of the phases up to the last backward one, in order."""
        epoch, update = self.trainer.epoch + 1, self.trainer.update + 1
        return tuple(
            (PhaseRecord(phase.kind, epoch, update, phase.layer, phase.describe()),)
            for phase in self._plan.phases[:-1]
        )

    def update(self) -> None:
        """Update the parameters, after `gradient`."""
        self._update()
