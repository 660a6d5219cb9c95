"""Recording a plan: the same phases, bound to arrays that report what is done with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.moments.evaluation import Evaluation
from core.moments.moment import State
from core.training.blocks import bound_update
from core.training.evaluation import PartEvaluator
from core.training.plan import TrainingPlan
from core.training.tape.loops import Unplayable
from core.training.tape.recorded import plain
from core.training.tape.recorder import Recorder
from core.training.tape.writing import Tape
from core.training.workspace import Workspace

Array = NDArray[np.floating[Any]]
#: makes the evaluators of the parts over given parameters and statistics
Evaluators = Callable[[Array, Array], Mapping[str, PartEvaluator]]


@dataclass(frozen=True)
class UpdateTape:
    """One update on a batch of a given size, without the drawing.

    The rows of the batch are read from `batch`, the arguments of the update from `numbers` (n,);
    afterwards the loss is in `loss` ().
    """

    tape: Tape
    batch: Array
    numbers: Array
    loss: NDArray[np.float64]


@dataclass(frozen=True)
class FiguresTape:
    """The evaluation of the parts: the figures are in `cells`, all (), in the order of `names`.

    A name is the part's and the metric's, empty for the loss.
    """

    tape: Tape
    names: tuple[tuple[str, str], ...]
    cells: tuple[NDArray[np.float64], ...]

    def evaluation(self, row: NDArray[np.float64]) -> Evaluation:
        """Return figures in the order of `names` as an evaluation of the parts."""
        found: dict[str, tuple[float, dict[str, float]]] = {}
        for (part, name), value in zip(self.names, row.tolist(), strict=True):
            if name:
                found[part][1][name] = value
            else:
                found[part] = value, {}
        return Evaluation.of(found)


class _Drawing:
    """The dropout stream for a recorded plan: its draws are written down."""

    def __init__(self, recorder: Recorder, generator: np.random.Generator) -> None:
        self._recorder, self._generator = recorder, generator

    def random(self, *, out: Array) -> None:
        """Draw numbers from 0 to 1."""
        self._recorder.random(self._generator, out)

    def __getattr__(self, name: str) -> Any:
        raise Unplayable(f"rng.{name} is drawn")


def record_update(
    work: Workspace, size: int, recorder: Recorder, rows: Array, numbers: Array, t: int
) -> UpdateTape:
    """Record the update after t updates on a batch of `size` rows; the state changes.

    The arguments of the update are read from `numbers` (n,) whenever it is played.

    Raises Unplayable if something cannot be played.
    """
    project, state = work.fitted, work.state
    if project.optimizer.searches:
        raise Unplayable("an optimizer that searches for its step")
    parameters, gradient = recorder.know(state.parameters), recorder.know(work.gradient)
    slots = {name: recorder.know(vector) for name, vector in state.slots.items()}
    plan = TrainingPlan(
        work.network,
        parameters,
        recorder.know(state.statistics),
        gradient,
        work.batches,
        size,
        project.loss,
        project.regularizer,
        cast(np.random.Generator, _Drawing(recorder, work.dropout)),
        project.loss.fused,
        lambda _: lambda: None,
        dict,
    )
    batch = plain(plan.samples)
    batch[...] = rows
    step = bound_update(project.optimizer, parameters, gradient, slots, work.counters)
    values = project.optimizer.numbers(project.optimizer.rate(t), work.counters)
    numbers[...] = values
    cells = [recorder.know(numbers[i : i + 1].reshape(())) for i in range(len(values))]
    loss = np.empty(())
    counted = dict(work.counters)
    recorder.know(loss)
    kept = []
    recorder.start()
    for phase in plan.phases[1:-1]:
        if phase.kind == "loss":
            found = plan.take_loss()
            recorder.copyto(loss, found)
        else:
            phase.run()
    if work.held is not None:
        mask = recorder.know(work.held)
        kept = [(vector, vector.copy()) for vector in (parameters, *slots.values())]
    step(*cells)
    for vector, before in kept:
        recorder.copyto(vector, before, mask)
    if work.counters != counted:
        raise Unplayable("an optimizer that counts within its update")
    return UpdateTape(recorder.finish(), batch, numbers, loss)


def record_figures(state: State, make: Evaluators, recorder: Recorder) -> FiguresTape:
    """Record the evaluation of the parts. Raises Unplayable if it cannot be played."""
    evaluators = make(recorder.know(state.parameters), recorder.know(state.statistics))
    for evaluator in evaluators.values():
        evaluator.tell_of(recorder.know)
    names: list[tuple[str, str]] = []
    cells: list[NDArray[np.float64]] = []
    recorder.start()
    for part, evaluator in evaluators.items():
        loss, metrics = evaluator.take_figures()
        for name, value in {"": loss, **metrics}.items():
            cell = np.empty(())
            recorder.know(cell)
            recorder.copyto(cell, value)
            names.append((part, name))
            cells.append(cell)
    return FiguresTape(recorder.finish(), tuple(names), tuple(cells))
