"""The self-check: the results of a tape are compared with those of the phases, byte for byte.

One update records the tape. Several more are done twice from the same state, by the phases and by
the tape, over different batches in a row, so that changes outside the arrays (a count kept by a
component) are found too, and from far larger and smaller parameters. The workspace is restored
afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.moments.evaluation import Evaluation
from core.training.figures import Figures
from core.training.tape.loops import Unplayable
from core.training.tape.player import PlayedTape, Player
from core.training.tape.recording import FiguresTape, UpdateTape
from core.training.workspace import Workspace

Array = NDArray[np.floating[Any]]

_UPDATES = 3
#: what the parameters are multiplied by for one more update each: a condition in Python on numbers
#: that were taken out of their arrays unseen has another answer there, most likely
_SCALES = (64.0, -1.0 / 64.0)


@dataclass(frozen=True)
class _Kept:
    """Everything that updates change, except what only the drawing of batches changes."""

    vector: Array
    gradient: Array
    counters: dict[str, float]
    dropout: dict[str, Any]
    update: int

    @classmethod
    def of(cls, work: Workspace) -> "_Kept":
        return cls(
            work.state.vector.copy(),
            work.gradient.copy(),
            dict(work.counters),
            work.dropout_state(),
            work.update,
        )

    def put_back(self, work: Workspace) -> None:
        work.state.vector[...] = self.vector
        work.gradient[...] = self.gradient
        work.counters.clear()
        work.counters.update(self.counters)
        work.set_dropout_state(self.dropout)
        work.update = self.update

    def bits(self) -> tuple[Any, ...]:
        return bits(self.vector), bits(self.gradient), self.counters, str(self.dropout)


def bits(array: Any) -> bytes:
    """Return the bytes of numbers, all that are not a number as one: their sign says nothing."""
    found = np.array(array)
    found[np.isnan(found)] = np.nan
    return found.tobytes()


def check_update(
    work: Workspace,
    size: int,
    record: Callable[[Array], UpdateTape],
    player: Player,
) -> UpdateTape:
    """Record an update on batches of a size and return its tape, if its bits are the phases'.

    Raises Unplayable if they are not, or something cannot be played.
    """
    before = _Kept.of(work)
    rows = work.samples.rows
    chosen = [rows[(np.arange(size) + i * size) % len(rows)] for i in range(_UPDATES + 1)]
    try:
        tape = record(chosen[0])
        start = _Kept.of(work)
        _compare(work, tape, chosen[1:], player)
        for scale in _SCALES:
            start.put_back(work)
            work.state.parameters[...] *= scale
            _compare(work, tape, chosen[1:2], player)
    finally:
        before.put_back(work)
    return tape


def _compare(work: Workspace, tape: UpdateTape, batches: list[Array], player: Player) -> None:
    """Do updates from here twice, by the phases and by the tape. Raises Unplayable if they differ.

    The workspace stands after them.
    """
    start, optimizer = _Kept.of(work), work.project.optimizer
    plan, wanted = work.plan_of(len(tape.batch)), []
    for rows in batches:
        work.update += 1
        plan.samples[...] = rows
        for call in plan.calls[1:]:
            call()
        wanted.append((_Kept.of(work).bits(), bits(plan.loss_value)))
    start.put_back(work)
    for rows, expected in zip(batches, wanted, strict=True):
        work.update += 1
        tape.batch[...] = rows
        tape.numbers[...] = optimizer.numbers(optimizer.rate(work.update), work.counters)
        player.run(tape.tape)
        if (_Kept.of(work).bits(), bits(tape.loss)) != expected:
            raise Unplayable("the tape's bits are not those of the phases")


def check_figures(work: Workspace, figures: Figures, tape: FiguresTape, player: Player) -> None:
    """Raise Unplayable if played figures are not those of the phases, bit for bit."""
    before = _Kept.of(work)
    try:
        for scale in (1.0, 0.75, -0.5):
            work.state.parameters[...] = before.vector[: work.state.parameters.size] * scale
            player.run(tape.tape)
            played = tape.evaluation(np.array([float(cell) for cell in tape.cells]))
            if _all_bits(played) != _all_bits(figures.evaluate()):
                raise Unplayable("the played figures are not those of the phases")
    finally:
        before.put_back(work)


def _all_bits(figures: Evaluation) -> Any:
    metrics = figures.metrics, figures.test_metrics, figures.validation_metrics
    numbers = [value for found in metrics for value in found.values()]
    losses = [figures.loss, figures.test_loss, figures.validation_loss]
    numbers += [loss for loss in losses if loss is not None]
    return bits(numbers), tuple(map(tuple, metrics)), len(numbers)


def played_tape(tape: UpdateTape, size: int) -> PlayedTape:
    """Return an update's tape in the library's form."""
    return PlayedTape(
        tape.tape.address,
        len(tape.tape),
        tape.batch.ctypes.data,
        size,
        tape.loss.ctypes.data,
    )
