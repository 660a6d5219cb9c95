"""Two runs side by side: the settings in which they differ, their figures and their curves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.documents.records import RunRecord
from core.history.book import FigureBook
from core.history.figures import LOSS, TEST_LOSS, series_of
from core.history.parts import Packed
from core.history.peaks import peaks
from core.lesson.differences import Difference, differences, edits_in_words
from core.pictures.snapshot import RunSummary
from core.run.runs.book import Course, measures

Floats = NDArray[np.float64]
#: how many points of a curve are drawn
_POINTS = 600


@dataclass(frozen=True)
class Curve:
    """A loss over the epochs, both (n,); empty if it was not measured."""

    epochs: Floats
    loss: Floats


@dataclass(frozen=True)
class RunSide:
    """One of two runs: its figures at the end, what was edited on the way, and its curves."""

    summary: RunSummary
    edits: tuple[str, ...]
    training: Curve
    test: Curve


@dataclass(frozen=True)
class RunComparison:
    """Two runs; `comparable` says whether their losses measure the same: same data, same loss."""

    first: RunSide
    second: RunSide
    settings: tuple[Difference, ...]
    comparable: bool


def compared(first: RunRecord, second: RunRecord) -> RunComparison:
    """Return two runs side by side; the settings are those that each began with."""
    one, other = Course.of(first), Course.of(second)
    return RunComparison(
        _side(first, one),
        _side(second, other),
        differences(one.project, other.project),
        measures(first.project) == measures(second.project),
    )


def _side(record: RunRecord, course: Course) -> RunSide:
    book = FigureBook()
    if isinstance(record.history, Packed):
        book.restore(record.history)
    else:
        history = record.history
        updates = history.updates
        if len(updates) != len(history.epochs):
            updates = np.zeros(len(history.epochs))
        book.extend(history.epochs, updates, series_of(history))
    # figures that are measured now and then only are joined across the epochs between
    curves = [Curve(*peaks(book, name, _POINTS, across=True)) for name in (LOSS, TEST_LOSS)]
    return RunSide(record.summary, edits_in_words(course.project, course.log), *curves)
