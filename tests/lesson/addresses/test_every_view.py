"""The same number has the same symbol, and the same value, in every view that shows it.

Symbols are tested beside this file. Here: the diagram's light, what bars add up to, the array that
the notebook opens on, and what `trace` tells of the same update.
"""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from core.documents.examples import examples
from core.documents.project_file import open_file
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import numbers_of, value
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.lights import light_of
from core.lesson.notebook.arrays import arrays_of
from core.lesson.parts import Part
from core.project import Project
from tests.amount import few, some
from tests.gui.stepped import Stepped
from tests.lesson.addresses.kinds import KINDS
from tests.nets import trainer_of
from tests.strategies import trainable

NAMES = {"z": "Z", "a": "A", "mask": "D", "normalized": "N", "weight": "W", "bias": "b"}


def same(first, second):
    return np.array_equal(np.asarray(first), np.asarray(second), equal_nan=True)


def check_light(step, layers, cursor, numbers):
    """Neurons and edges show the array's number at that address, or none yet."""
    light, row = light_of(step, layers, cursor), cursor.sample or 0
    for layer, values in light.values.items():
        array = numbers.get("X" if layer < 0 else f"A{layer + 1}")
        if array is None:
            assert np.all(np.isnan(values)), layer
        else:
            assert same(values, array[min(row, len(array) - 1)]), layer
    for layer, slopes in light.slopes.items():
        kind = "Z" if layers[layer].has_neurons else "A"
        array = numbers.get(f"d{kind}{layer + 1}") if step.record("backward", layer) else None
        if array is None:
            assert np.all(np.isnan(slopes)), layer
        elif kind == "Z":
            assert same(slopes, array[min(row, len(array) - 1)]), layer
    for layer, found in (light.gradients or {}).items():
        for name, array in found.items():
            assert same(array, numbers[f"d{NAMES.get(name, name)}{layer + 1}"]), (layer, name)
    for layer, array in light.edges.items():
        known = step.record("backward", layer) is not None
        assert same(array, numbers[f"dW{layer + 1}"]) if known else np.all(np.isnan(array))


def check_bars(card, step, numbers):
    """Bars are named after the slope that they add up to, which is ∂L and never ∂J."""
    stop = step.rail[step.done - 1]
    for bars in card.bars if stop.kind == "backward" else ():
        slopes = [line.head.removesuffix(" =") for block in card.blocks for line in block]
        (named,) = re.findall(r"∂L/∂\S+", bars.title)
        assert named in slopes, (named, slopes)
        if not step.project.regularizer.penalizes:  # its part is in the slope, and in no bar
            total = value(parse(bars.whole), numbers)
            assert np.sum(bars.values) == pytest.approx(total, rel=1e-4, abs=1e-7, nan_ok=True)


def check_matrix(card, step, layers, numbers):
    """The notebook opens on the array of the phase, under the name that it has in the list."""
    matrix, found = card.matrix, arrays_of(step, layers)
    if matrix is not None and matrix.name != "L of each sample":
        assert same(matrix.array, found[matrix.name]), matrix.name
    assert matrix is None or matrix.name in found or np.size(matrix.array) == len(numbers["y"])


def check_followed_bias(step, layers, facts, numbers):
    """Following a bias, the notebook opens on what the phase wrote too."""
    for i, layer in enumerate(layers):
        if "bias" in layer.arrays:
            card = card_of(step, layers, facts, Cursor(0, 0, Part(i, "bias", (0,))))
            check_matrix(card, step, layers, numbers)


def check_trace(project, numbers_at_end):
    """`trace` reports the same numbers under the same addresses."""
    one = trainer_of(project)
    with np.errstate(all="ignore"):
        for record in one.trace(1):
            k = None if record.layer is None else record.layer + 1
            for name, value in record.values.items():
                if record.phase == "batch" and name in ("x", "y"):
                    assert same(value, numbers_at_end["X" if name == "x" else "y"])
                elif record.phase == "forward" and name in ("z", "a", "mask", "normalized"):
                    key = f"{NAMES[name]}{k}"
                    if key in numbers_at_end:
                        assert same(value, numbers_at_end[key]), key
                elif record.phase == "backward" and name.startswith("gradient_"):
                    own = name.removeprefix("gradient_")
                    key = f"d{NAMES.get(own, own)}{k}"
                    if own not in ("x", "z") and key in numbers_at_end:
                        assert same(value, numbers_at_end[key]), key
                elif record.phase == "update" and name.endswith("_after"):
                    own = name.removesuffix("_after")
                    assert same(value, numbers_at_end[f"{NAMES.get(own, own)}{k}'"]), name


def check(project):
    stepped, last = Stepped(project), None
    for snapshot in stepped.update():
        step, layers = snapshot.step, snapshot.layers
        if not step.records:
            return  # diverged
        numbers = last = numbers_of(step, layers)
        for cursor in (Cursor(0, 0), Cursor(0, 1)):
            check_light(step, layers, cursor, numbers)
            card = card_of(step, layers, stepped.facts, cursor)
            check_bars(card, step, numbers)
            check_matrix(card, step, layers, numbers)
        check_followed_bias(step, layers, stepped.facts, numbers)
    check_trace(project, last)


@pytest.mark.parametrize("example", examples(), ids=lambda item: item.path.stem)
def test_every_example(example):
    opened = open_file(example.path)
    if opened.folder is None:
        check(opened.project)


#: the first weight's slope is tiny beside the second's, so the card follows the second
ONE_SMALL_INPUT = {
    "format": "backstep-project",
    "version": 1,
    "data": {
        "source": {"name": "points", "inputs": [[0.001, 0.3]], "targets": [[-0.02]]},
        "scaling": "none",
        "test_share": 0.0,
    },
    "layers": [
        {"name": "dense", "units": 1, "activation": "linear", "bias": False},
        {"name": "dense", "units": 1, "activation": "linear"},
    ],
    "training": {"batch_size": None, "shuffle": False, "epochs": None, "precision": "float64"},
    "seed": 0,
    "loss": {"name": "sum_squared_error"},
    "regularizer": "none",
    "optimizer": "sgd",
}


@settings(max_examples=some(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
@example(ONE_SMALL_INPUT)
def test_random_projects(description):
    check(Project.from_json(description))


@pytest.mark.parametrize("name", few(KINDS, 6))
def test_networks_of_every_kind(name):
    check(Project.from_json(KINDS[name]()))
