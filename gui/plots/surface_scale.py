"""What the colours of a surface mean: their limits, and the key that says so."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.data.samples import Task
from core.training.snapshot import Facts
from gui.plots.colours import BOUNDS, signed_table, symmetric_limit, two_tone_table
from gui.plots.marks import class_fill, class_shape
from gui.plots.numbers import tidy
from gui.plots.surface_key import Bar, Entry
from gui.theme import Theme

Floats = NDArray[np.floating[Any]]


def colour_limits(
    facts: Facts, output: int, activation: str, outputs: Floats | None, before: float
) -> tuple[float, float]:
    """Return what the colours are centred on, and how far they go to either side.

    Two classes: the threshold, and the ends of the activation. Numbers: zero, and the targets;
    targets that are all of one sign are centred on their middle. `before` is how far they went: it
    stays while it serves, so that colours do not jump from picture to picture.
    """
    if facts.task is Task.REGRESSION:
        targets = facts.points.targets[:, output]
        low, high = (float(targets.min()), float(targets.max())) if len(targets) else (-1.0, 1.0)
        if low * high > 0.0:
            return (low + high) / 2.0, (high - low) / 2.0 or 1.0
        return 0.0, symmetric_limit(targets)
    centre = facts.threshold
    if facts.task is Task.CLASSES:
        return centre, before
    if activation in BOUNDS or outputs is None:
        low, high = BOUNDS.get(activation, (0.0, 2.0 * centre or 1.0))
        return centre, max(high - centre, centre - low)
    reach = symmetric_limit(outputs - centre)
    return centre, reach if reach > before or reach < 0.3 * before else before


def class_entries(facts: Facts, theme: Theme) -> tuple[Entry, ...]:
    """Return the key of several classes."""
    return tuple(
        Entry(name, class_fill(k, facts.task, theme), class_shape(k, facts.task))
        for k, name in enumerate(facts.classes)
    )


def curve_entries(facts: Facts, theme: Theme, test: bool) -> tuple[Entry, ...]:
    """Return the key of a curve through points."""
    translate = QCoreApplication.translate
    entries = [
        Entry(translate("SurfacePlot", "prediction"), theme.positive, line=True),
        Entry(translate("SurfacePlot", "training points"), theme.secondary),
    ]
    if test and np.any(facts.points.test):
        entries.append(Entry(translate("SurfacePlot", "test points"), theme.text, hollow=True))
    return tuple(entries)


def colour_bar(facts: Facts, theme: Theme, centre: float, reach: float, two_tone: bool) -> Bar:
    """Return the colour bar of two classes or of numbers."""
    table = (two_tone_table(theme) if two_tone else signed_table(theme)).tobytes()
    low, middle, high = tidy(centre - reach), tidy(centre), tidy(centre + reach)
    if facts.task is Task.REGRESSION:
        return Bar(table, low, middle, high)
    named = facts.classes if len(facts.classes) == 2 else ("0", "1")
    first, second = (
        Entry(named[k], class_fill(k, facts.task, theme), class_shape(k, facts.task))
        for k in (0, 1)
    )
    text = QCoreApplication.translate("SurfacePlot", "{value} undecided")
    if named == (low, high):  # the names at the ends say it already
        low = high = ""
    return Bar(table, low, text.format(value=middle), high, (first, second))
