"""The questions with two answers that a network is asked, and the part it is judged on.

Two classes are one question: is it the second class? Several classes are one question each: is it
this class, or any other (one against the rest)? Several targets of two classes are one each.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Task
from core.pictures.samples import Samples
from core.pictures.snapshot import Facts

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

#: parts in the order in which they are preferred: the network learned nothing from the first
PREFERRED = ("test", "validation", "train")


@dataclass(frozen=True)
class Question:
    """Is a sample of this class? `against` is the other class, "" for all the others.

    `output` is the number of the output that answers. `threshold` is the output above which the
    network itself says yes; None if it takes the largest output instead.
    """

    output: int
    name: str
    against: str = ""
    threshold: float | None = None


def questions_of(facts: Facts) -> tuple[Question, ...]:
    """Return the questions of a network, in the order of its outputs; none for a regression."""
    if facts.task is Task.REGRESSION:
        return ()
    if facts.task is Task.CLASSES:
        return tuple(Question(k, name) for k, name in enumerate(facts.classes))
    if len(facts.target_names) > 1:
        names = enumerate(facts.target_names)
        return tuple(Question(k, name, threshold=facts.threshold) for k, name in names)
    no, yes = facts.classes if len(facts.classes) == 2 else ("0", "1")
    return (Question(0, yes, no, facts.threshold),)


def part_judged(parts: tuple[str, ...], wanted: str | None = None) -> str:
    """Return the part to judge on: the wanted one, else test, else validation, else training."""
    if wanted in parts:
        return str(wanted)
    return next((part for part in PREFERRED if part in parts), "train")


def of_part(samples: Samples, part: str) -> NDArray[np.intp]:
    """Return the numbers of the samples of a part, in ascending order."""
    if part not in samples.parts:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(samples.part == samples.parts.index(part))


def truth(samples: Samples, question: Question, rows: NDArray[np.intp]) -> Mask:
    """Return for which of the samples with these numbers the true answer is yes, (m,)."""
    if samples.true.shape[1] == 1 and samples.outputs.shape[1] > 1:
        return np.asarray(samples.true[rows, 0] == question.output)
    return np.asarray(samples.true[rows, question.output] == 1)


def are_probabilities(outputs: Array, task: Task) -> bool:
    """Return whether all finite outputs (m, t) are from 0 to 1, and for several classes sum to 1.

    Outputs of linear or tanh units are none, even where they are between 0 and 1 by chance.
    """
    finite = outputs[np.isfinite(outputs).all(axis=1)]
    if not len(finite) or finite.min() < 0.0 or finite.max() > 1.0:
        return False
    sums = finite.sum(axis=1)
    return task is not Task.CLASSES or bool(np.abs(sums - 1.0).max() < 1e-5)
