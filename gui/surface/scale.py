"""What the colours of a surface mean: their limits, and the key that explains them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.components.activations import bounds_of
from core.data.samples import Task
from core.lesson.numbers import tidy
from core.pictures.colours import symmetric_limit, target_limits
from core.pictures.snapshot import Facts, View
from gui.kit.colours import class_table, signed_table, two_tone_table
from gui.kit.key import Bar, Entry, SurfaceKey
from gui.kit.marks import class_fill, class_shape
from gui.kit.theme import Theme
from gui.surface.map import NeuronMap
from gui.surface.picture import Wish
from gui.surface.words import held_points

Floats = NDArray[np.floating[Any]]


def colour_limits(
    facts: Facts, output: int, activation: str, outputs: Floats | None, before: float
) -> tuple[float, float]:
    """Return the centre of the colours, and their reach to either side.

    Two classes: the threshold, and the ends of the activation. Numbers: zero, and the range of the
    targets; targets that all have one sign are centred on their middle. `before` is the previous
    reach, which is kept while it is adequate, so that colours do not jump from picture to picture.
    """
    if facts.task is Task.REGRESSION:
        return target_limits(facts.points.targets[:, output])
    centre = facts.threshold
    if facts.task is Task.CLASSES:
        return centre, before
    bounds = bounds_of(activation)
    if bounds is not None or outputs is None:
        low, high = bounds or (0.0, 2.0 * centre or 1.0)
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
        entries.append(Entry(held_points(facts), theme.text, hollow=True))
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
    if named == (low, high):  # the names at the ends already say it
        low = high = ""
    return Bar(table, low, text.format(value=middle), high, (first, second))


def curve_range(facts: Facts, output: int, shown: NeuronMap | None) -> tuple[float, float]:
    """Return the lowest and the highest value beside a curve."""
    if shown is not None:
        low, high = shown.centre - shown.reach, shown.centre + shown.reach
    elif facts.task is Task.REGRESSION:
        targets = facts.points.targets[:, output]
        low, high = (float(targets.min()), float(targets.max())) if len(targets) else (-1.0, 1.0)
    else:
        low, high = (0.0, 1.0) if facts.threshold > 0.0 else (-1.0, 1.0)
    room = 0.12 * (high - low) or 1.0
    return low - room, high + room


def show_key(
    key: SurfaceKey,
    facts: Facts,
    theme: Theme,
    view: View,
    wish: Wish,
    centre: float,
    reach: float,
) -> None:
    """Show what colours and marks mean."""
    if facts.task is Task.CLASSES and wish.single is not None and view.y_axis is not None:
        text = QCoreApplication.translate("SurfacePlot", "share of {name}")
        name = facts.classes[wish.single]
        key.show_bar(
            Bar(class_table(theme, wish.single).tobytes(), "0", text.format(name=name), "1")
        )
    elif facts.task is Task.CLASSES:
        key.show_entries(class_entries(facts, theme))
    elif facts.task is Task.REGRESSION and view.y_axis is None:
        key.show_entries(curve_entries(facts, theme, wish.test_points))
    else:
        key.show_bar(colour_bar(facts, theme, centre, reach, wish.discretize))
