"""The self-check: what a tape does is compared with what the phases do, byte for byte.

One update records the tape. Several more are done twice from the same state, by the phases and by
the tape, over other batches, one after another, so that what goes on outside of the arrays (a count
kept by a component) is found too. The trainer is put back afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.batches import Batches
from core.project import Project
from core.training.evaluation import Evaluation, PartEvaluator
from core.training.moment import State
from core.training.plan import TrainingPlan
from core.training.stepping import Stepping
from core.training.tape.loops import Unplayable
from core.training.tape.player import PlayedTape, Player
from core.training.tape.recording import Bound, FiguresTape, UpdateTape

Array = NDArray[np.floating[Any]]

_UPDATES = 3


class Checked(Protocol):
    """What recording and checking need of a trainer."""

    project: Project
    state: State
    gradient: Array
    counters: dict[str, float]
    update: int
    stepping: Stepping

    @property
    def batches(self) -> Batches:
        """The batches it draws."""

    @property
    def rows(self) -> Array:
        """The data: inputs, a one, targets."""

    @property
    def batch_size(self) -> int | None:
        """The size of a batch, None for all."""

    def bound(self) -> Bound:
        """Return what its plans are bound to."""

    def evaluators(self, parameters: Array, statistics: Array) -> Mapping[str, PartEvaluator]:
        """Return the evaluators of its parts over given numbers."""

    def evaluate(self) -> Evaluation:
        """Return loss and metrics of the parts."""

    def plan_of(self, size: int) -> TrainingPlan:
        """Return its plan for a size of batch."""

    def dropout_state(self) -> dict[str, Any]:
        """Return the state of the dropout stream."""

    def set_dropout_state(self, state: dict[str, Any]) -> None:
        """Put the dropout stream back to a state."""


@dataclass(frozen=True)
class _Kept:
    """All that updates change, but for what only the drawing of batches changes."""

    vector: Array
    gradient: Array
    counters: dict[str, float]
    dropout: dict[str, Any]
    update: int

    @classmethod
    def of(cls, trainer: Checked) -> "_Kept":
        return cls(
            trainer.state.vector.copy(),
            trainer.gradient.copy(),
            dict(trainer.counters),
            trainer.dropout_state(),
            trainer.update,
        )

    def put_back(self, trainer: Checked) -> None:
        trainer.state.vector[...] = self.vector
        trainer.gradient[...] = self.gradient
        trainer.counters.clear()
        trainer.counters.update(self.counters)
        trainer.set_dropout_state(self.dropout)
        trainer.update = self.update

    def bits(self) -> tuple[Any, ...]:
        return self.vector.tobytes(), self.gradient.tobytes(), self.counters, str(self.dropout)


def check_update(
    trainer: Checked,
    size: int,
    record: Callable[[Array], UpdateTape],
    player: Player,
) -> UpdateTape:
    """Record an update on batches of a size and return its tape, if its bits are the phases'.

    Raises Unplayable where they are not, or something cannot be played.
    """
    before = _Kept.of(trainer)
    rows, optimizer = trainer.rows, trainer.project.optimizer
    chosen = [(np.arange(size) + i * size) % len(rows) for i in range(_UPDATES + 1)]
    try:
        tape = record(rows[chosen[0]])
        start = _Kept.of(trainer)
        plan, wanted = trainer.plan_of(size), []
        for indexes in chosen[1:]:
            trainer.update += 1
            plan.samples[...] = rows[indexes]
            for call in plan.calls[1:]:
                call()
            wanted.append((_Kept.of(trainer).bits(), np.float64(plan.loss_value).tobytes()))
        start.put_back(trainer)
        for indexes, expected in zip(chosen[1:], wanted, strict=True):
            trainer.update += 1
            tape.batch[...] = rows[indexes]
            rate = optimizer.rate(trainer.update)
            tape.numbers[...] = optimizer.numbers(rate, trainer.counters)
            player.run(tape.tape)
            if (_Kept.of(trainer).bits(), tape.loss.tobytes()) != expected:
                raise Unplayable("the tape's bits are not those of the phases")
    finally:
        before.put_back(trainer)
    return tape


def check_figures(trainer: Checked, figures: FiguresTape, player: Player) -> None:
    """Raise Unplayable where played figures are not those of the phases, bit for bit."""
    before = _Kept.of(trainer)
    try:
        for scale in (1.0, 0.75, -0.5):
            trainer.state.parameters[...] = before.vector[: trainer.state.parameters.size] * scale
            player.run(figures.tape)
            played = figures.evaluation(np.array([float(cell) for cell in figures.cells]))
            if _bits(played) != _bits(trainer.evaluate()):
                raise Unplayable("the played figures are not those of the phases")
    finally:
        before.put_back(trainer)


def _bits(figures: Evaluation) -> Any:
    metrics = figures.metrics, figures.test_metrics, figures.validation_metrics
    numbers = [value for found in metrics for value in found.values()]
    losses = [figures.loss, figures.test_loss, figures.validation_loss]
    numbers += [loss for loss in losses if loss is not None]
    return np.array(numbers).tobytes(), tuple(map(tuple, metrics)), len(numbers)


def played_tape(tape: UpdateTape, size: int) -> PlayedTape:
    """Return an update's tape as the library has it."""
    return PlayedTape(
        tape.tape.address,
        len(tape.tape),
        tape.batch.ctypes.data,
        size,
        tape.loss.ctypes.data,
    )
