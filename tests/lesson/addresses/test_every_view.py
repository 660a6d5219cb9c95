"""The same number has the same symbol, and the same value, in every view that shows it.

Cards are tested beside this file. Here: the diagram's light, the bars, Explain, the arrays of the
notebook, and what `trace` reports for the same update.
"""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.documents.examples import examples
from core.documents.project_file import open_file
from core.lesson.addresses.address import Address
from core.lesson.addresses.moment import numbers_of
from core.lesson.addresses.writing import symbol
from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.lights import light_of
from core.lesson.formulas.neurons import neuron_lines
from core.lesson.names.notation import Notation
from core.lesson.notebook.arrays import arrays_of
from core.lesson.parts import Part
from core.project import Project
from tests.amount import some
from tests.gui.stepped import Stepped
from tests.nets import dense, described, points, trainer_of
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


def check_bars(card, step, layers, cursor, facts, numbers):
    """Bars are named after the slope they add up to, which is of L and never of J."""
    stop = step.rail[step.done - 1]
    for bars in card.bars if stop.kind == "backward" else ():
        layer = stop.layer
        slopes = [line.head.removesuffix(" =") for block in card.blocks for line in block]
        (named,) = re.findall(r"∂L/∂\S+", bars.title)
        assert named in slopes, (named, slopes)
        if not step.project.regularizer.penalizes and layers[layer].has_neurons:
            unit = min(cursor.neuron, layers[layer].units - 1)
            total = numbers[f"dW{layer + 1}"][0, unit]
            assert np.sum(bars.values) == pytest.approx(total, rel=1e-4, abs=1e-7, nan_ok=True)


def check_notebook(card, step, layers, numbers):
    """The notebook opens on the array of the phase, under its name in the list."""
    matrix, found = card.matrix, arrays_of(step, layers)
    if matrix is not None and matrix.name != "L of each sample":
        assert same(matrix.array, found[matrix.name]), matrix.name
    assert matrix is None or matrix.name in found or np.size(matrix.array) == len(numbers["y"])
    for name, array in arrays_of(step, layers).items():
        if " " not in name:
            assert same(array, numbers[name]), name


def check_followed_bias(step, layers, facts, numbers):
    """Following a bias, the notebook opens on what the phase wrote too."""
    for i, layer in enumerate(layers):
        if "bias" in layer.arrays:
            card = card_of(step, layers, facts, Cursor(0, 0, Part(i, "bias", (0,))))
            check_notebook(card, step, layers, numbers)


def check_explain(project, layers):
    """Neuron by neuron, everything has the name that the panel uses for a large network."""
    units = [layer.units for layer in layers]
    notation = Notation.of(layers)
    full = Notation(tuple(units), False, notation.has_h)
    lines = neuron_lines(project, layers[0].inputs)
    heads = [line.partition(" = ")[0] for line in lines]
    assert len(heads) == len(set(heads))
    expected = {}
    for i, layer in enumerate(layers):
        for unit in range(layer.units):
            for kind in "za":
                address = Address(kind, i + 1, (1, unit + 1))
                expected[symbol(address, "panel", full)] = address
    assert not lines or set(heads) <= set(expected)
    for line in lines:
        for text in re.findall(r"[wb]⁽[^ ·)]+", line):
            layer = int(
                text[2 : text.index("⁾")].translate(str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890"))
            )
            kind = "weight" if text[0] == "w" else "bias"
            array = layers[layer - 1].arrays[kind]
            every = {full.learned(layer - 1, kind, place) for place in np.ndindex(array.shape)}
            assert text in every, text


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
            check_bars(card, step, layers, cursor, stepped.facts, numbers)
            check_notebook(card, step, layers, numbers)
        check_followed_bias(step, layers, stepped.facts, numbers)
    check_explain(project, layers)
    check_trace(project, last)


@pytest.mark.parametrize("example", examples(), ids=lambda item: item.path.stem)
def test_every_example(example):
    opened = open_file(example.path)
    if opened.folder is None:
        check(opened.project)


@settings(max_examples=some(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable())
def test_random_projects(description):
    check(Project.from_json(description))


FIRST = {
    "deep": [dense(2, "tanh"), dense(2, "tanh"), dense(1, "sigmoid")],
    "two outputs": [dense(2, "tanh"), dense(2, "sigmoid")],
    "norm and dropout": [
        dense(3, "tanh"), {"name": "batch_norm"}, {"name": "dropout", "rate": 0.5}, dense(1)
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", FIRST)
def test_networks_whose_short_symbols_would_be_ambiguous(name):
    layers = FIRST[name]
    outputs = layers[-1]["units"]
    check(
        Project.from_json(
            described(
                layers,
                data={"source": points(4, 2, outputs, "numbers", 1)},
                loss="mean_squared_error",
                regularizer="l2",
                optimizer="adam",
            )
        )
    )
