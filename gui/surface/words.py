"""The texts of a surface: about a place, a probe, and all its points."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.components.metrics import predicted_classes, true_classes
from core.counts import counted
from core.data.samples import Task
from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import count, figure, short
from core.pictures.snapshot import Facts, Probe, Surface, View
from core.words import say
from gui.surface.map import NeuronMap
from gui.surface.picture import Wish

Floats = NDArray[np.floating[Any]]


def held_points(facts: Facts) -> str:
    """Return the name of the points that are not learned from."""
    translate = QCoreApplication.translate
    if not facts.validation_samples:
        return translate("SurfacePlot", "test points")
    if not facts.test_samples:
        return translate("SurfacePlot", "validation points")
    return translate("SurfacePlot", "held-out points")


def inputs_in_words(facts: Facts, numbers: Iterable[tuple[int, float]]) -> str:
    """Return raw inputs, each with its name and value: x₁ 0.5, x₂ −0.4."""
    return ", ".join(f"{pretty_name(facts.raw_names[k])} {short(value)}" for k, value in numbers)


def place_in_words(facts: Facts, view: View, x: float, y: float) -> str:
    """Return a place on a plane or line: x₁ 0.5, x₂ −0.4."""
    numbers = [(view.x_axis, x)]
    if view.y_axis is not None:
        numbers.append((view.y_axis, y))
    return inputs_in_words(facts, numbers)


def winner_in_words(facts: Facts, outputs: Floats) -> str:
    """Return the class of the largest output, and that output."""
    safe = np.nan_to_num(np.asarray(outputs, dtype=np.float64), nan=-np.inf)
    winner = int(np.argmax(safe))
    name = facts.classes[winner] if winner < len(facts.classes) else str(winner)
    if name.isdecimal():  # beside a figure it would not look like a name
        name = say("SurfacePlot", "class {name}", name=name)
    return f"{name} {figure(float(outputs[winner]))}"


def answer_in_words(facts: Facts, answer: Floats) -> str:
    """Return what the network says (t,): the class and its certainty, or numbers."""
    if facts.task is Task.CLASSES and len(answer) > 1:
        return winner_in_words(facts, answer)
    if facts.task is Task.REGRESSION:
        return _named(facts, [figure(float(value)) for value in answer])
    if not np.isfinite(answer).all():
        return _named(facts, [figure(float(value)) for value in answer])
    said = predicted_classes(np.atleast_2d(answer), facts.task, facts.threshold).reshape(-1)
    names = facts.classes if len(facts.classes) == 2 else ("0", "1")
    parts = (f"{names[k]} (ŷ {figure(float(v))})" for k, v in zip(said, answer, strict=True))
    return _named(facts, list(parts))


def target_in_words(facts: Facts, target: Floats) -> str:
    """Return what the answer should be (t,)."""
    if facts.task is Task.REGRESSION:
        return ", ".join(figure(float(value)) for value in target)
    numbers = true_classes(np.atleast_2d(target), facts.task).reshape(-1)
    names = facts.classes or ("0", "1")
    return ", ".join(names[k] if k < len(names) else str(k) for k in numbers)


def _named(facts: Facts, values: list[str]) -> str:
    if len(values) == 1 or len(values) != len(facts.target_names):
        return ", ".join(values)
    names = (pretty_name(name) for name in facts.target_names)
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))


def probe_in_words(facts: Facts, probe: Probe) -> str:
    """Return which input is going through the network, and what the network says."""
    translate = QCoreApplication.translate
    inputs = ""
    if len(probe.raw) <= 2:
        inputs = inputs_in_words(facts, enumerate(float(value) for value in probe.raw))
    who = inputs or translate("SurfacePlot", "your input")
    if probe.sample is not None:
        who = translate("SurfacePlot", "sample {number}").format(number=count(probe.sample + 1))
    text = f"{who} → {answer_in_words(facts, probe.answer)}"
    if probe.target is not None:
        target = translate("SurfacePlot", ", target {target}")
        text += target.format(target=target_in_words(facts, probe.target))
    return f"{text} · {inputs}" if inputs and probe.sample is not None else text


def summary(facts: Facts, wrong: NDArray[np.bool_] | None, view: View | None) -> str:
    """Return the line under a surface while nothing is pointed at."""
    translate = QCoreApplication.translate
    if len(facts.raw_names) > 2:
        held = translate("SurfacePlot", "Other inputs at their mean.")
        if view is not None and view.held:
            held = translate("SurfacePlot", "Other inputs held as you have set them.")
        return " · ".join(part for part in (_right_and_wrong(facts, wrong), held) if part)
    if wrong is not None:
        return _right_and_wrong(facts, wrong)
    if facts.task is Task.REGRESSION and len(facts.raw_names) == 2:
        return translate("SurfacePlot", "Points are coloured by target.")
    return ""


def _right_and_wrong(facts: Facts, wrong: NDArray[np.bool_] | None) -> str:
    """Return how many training points are taken for another class."""
    translate = QCoreApplication.translate
    if wrong is not None:
        train = ~facts.points.test
        missed, total = int(np.count_nonzero(wrong & train)), int(np.count_nonzero(train))
        text = translate("SurfacePlot", "{wrong} of {total} wrong (ringed)")
        if missed == 0:
            text = translate("SurfacePlot", "All {total} right")
        return text.format(wrong=count(missed), total=counted(total, "training point"))
    return ""


def reading_at(
    facts: Facts, surface: Surface, wish: Wish, shown: NeuronMap | None, x: float, y: float
) -> str:
    """Return the reading at a place: the inputs, and what the network or one neuron says."""
    view = surface.view
    if not surface.outputs.size:
        return ""
    rows, columns = surface.outputs.shape[:2]
    (left, right), (low, high) = view.x_range, view.y_range
    across, up = (x - left) / ((right - left) or 1.0), 0.0
    if view.y_axis is not None:
        up = (y - low) / ((high - low) or 1.0)
    if not (0.0 <= across < 1.0 and 0.0 <= up < 1.0):
        return ""
    said = surface.outputs[int(up * rows), int(across * columns)]
    if shown is not None:
        answer = f"{shown.name} {figure(shown.value_at(across, up))}"
    elif wish.single is not None:
        answer = f"{facts.classes[wish.single]} {figure(float(said[wish.single]))}"
    elif facts.task is Task.CLASSES and len(said) == len(facts.classes) and len(said) > 1:
        answer = winner_in_words(facts, said)
    else:
        answer = figure(float(said[min(wish.output, len(said) - 1)]))
    return f"{place_in_words(facts, view, x, y)} → {answer}"
