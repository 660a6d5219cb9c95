"""The parts of a slope, ready to be drawn: one per sample, the penalty's, the engine's total.

Also the other way round: what one sample adds to every weight. Everything but the total is computed
for display from the records of the phases.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.contribution.words import sentence
from core.lesson.contributions import contributions, penalty_part, pushes
from core.lesson.names.numbers import symbol
from core.lesson.names.symbols import objective, slope
from core.lesson.numbers import count, full, rough
from core.lesson.parts import Part, value_before, weight
from core.pictures.snapshot import Facts, LayerPicture, StepPicture
from core.words import translate

Array = NDArray[np.floating[Any]]

#: the most pushes that are listed; the others are counted
MOST_PUSHES = 120


@dataclass(frozen=True, eq=False)
class Shares:
    """What each sample (m,) adds to a slope, what the penalty adds (or None), and their total.

    `total` is the engine's, `symbol` that of the slope, `words` says who asks for what.
    """

    values: Array
    penalty: float | None
    total: float
    words: str
    symbol: str


@dataclass(frozen=True, eq=False)
class Pushes:
    """What one sample adds to the slopes of weights: `edges` layer → (inputs, units).

    `values` are the largest of them, in order, and `parts` their weights; `left` says how many are
    not listed.
    """

    edges: dict[int, Array]
    values: Array
    parts: tuple[Part, ...]
    left: int


def shares_of(
    step: StepPicture, layers: tuple[LayerPicture, ...], part: Part, row: int | None = None
) -> Shares | None:
    """Return the parts of one number's slope, or None while the backward phase is not done.

    `row` is the followed sample, which the words are about.
    """
    forward, backward = step.record("forward", part.layer), step.record("backward", part.layer)
    if forward is None or backward is None or part.name is None:
        return None
    values = contributions(forward.values, backward.values, part.name, part.index)
    regularizer, penalty = step.project.regularizer, None
    if part.name == "weight" and regularizer.penalizes:
        penalty = penalty_part(regularizer, value_before(step, part, layers))
    total = float(backward.values[f"gradient_{part.name}"][part.index])
    called = slope(symbol(part, layers), objective(regularizer.penalizes))
    numbers = sample_numbers(step, len(values))
    words = sentence(values, penalty or 0.0, part.name, row, numbers)
    return Shares(values, penalty, total, words, called)


def sample_numbers(step: StepPicture, size: int) -> tuple[int, ...]:
    """Return the names of the batch's rows: their numbers in the training part, from 1."""
    record = step.record("batch")
    if record is None:
        return tuple(range(1, size + 1))
    return tuple(int(index) + 1 for index in record.values["indexes"])


def pushes_of(step: StepPicture, sample: int) -> Pushes:
    """Return what a sample, by its row in the batch, adds to the weights of all layers done."""
    records = [record for phase in step.records for record in phase]
    found = pushes(records, records, sample)
    edges = {layer: arrays["weight"] for layer, arrays in found.items() if "weight" in arrays}
    if not edges:
        return Pushes({}, np.empty(0), (), 0)
    order = sorted(edges)
    flat = np.concatenate([edges[layer].ravel() for layer in order])
    starts = np.cumsum([0, *(edges[layer].size for layer in order)])
    size = np.nan_to_num(np.abs(flat), nan=np.inf)
    shown = np.arange(len(flat))
    if len(flat) > MOST_PUSHES:
        shown = np.argpartition(size, -MOST_PUSHES)[-MOST_PUSHES:]
    shown = shown[np.argsort(-size[shown], kind="stable")]
    parts = []
    for number in shown:
        k = int(np.searchsorted(starts, number, side="right")) - 1
        source, unit = divmod(int(number - starts[k]), edges[order[k]].shape[1])
        parts.append(weight(order[k], source, unit))
    return Pushes(edges, flat[shown], tuple(parts), len(flat) - len(shown))


def point_of(facts: Facts, sample: int) -> int | None:
    """Return a training sample's index among the facts' points; None if it is not drawn."""
    points, samples = len(facts.points.inputs), facts.train_samples + facts.test_samples
    if points >= samples:
        return sample if sample < points else None
    drawn = np.linspace(0, samples - 1, points).astype(np.intp)
    found = int(np.searchsorted(drawn, sample))
    return found if found < points and drawn[found] == sample else None


class BatchNames:
    """The names of the samples in the current batch: 3 (1, 0), and in full."""

    def __init__(self, step: StepPicture, facts: Facts) -> None:
        record = step.record("batch")
        self._facts = facts
        self._indexes = np.empty(0, np.intp) if record is None else record.values["indexes"]

    def point(self, row: int) -> int | None:
        """Return where the sample is among the facts' points, or None."""
        if not 0 <= row < len(self._indexes):
            return None
        return point_of(self._facts, int(self._indexes[row]))

    def short(self, row: int) -> str:
        """Return its number in the data, and its raw inputs if there are one or two."""
        known = row < len(self._indexes)
        point, text = self.point(row), count(int(self._indexes[row]) + 1 if known else row + 1)
        inputs = self._facts.points.inputs
        if point is None or inputs.shape[1] > 2:
            return text
        return f"{text} ({', '.join(rough(float(value)) for value in inputs[point])})"

    def long(self, row: int, value: float) -> str:
        """Return its number in the data and its row in the batch, and what it adds, in full."""
        text = translate(
            "Questions", "Sample {number} of the training data, row {row} of the batch: {value}"
        )
        number = int(self._indexes[row]) + 1 if row < len(self._indexes) else row + 1
        return text.format(row=count(row + 1), number=count(number), value=full(value))
