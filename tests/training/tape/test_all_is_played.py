"""What people train is played: no batch size, network or example falls back to the phases."""

from dataclasses import replace

import numpy as np
import pytest

from core.components.layers import Dense
from core.data.samples import SOURCES
from core.documents.examples import examples
from core.documents.project_file import load, open_file
from core.training.trainer import Trainer
from tests.amount import few
from tests.training.tape.test_same_bits import PLAIN, assert_same, both, engine

CIRCLE = replace(PLAIN.data, source=SOURCES.named("circle")(samples=61))
ACTIVATION = PLAIN.layers[0].activation


def network(*units):
    layers = [Dense(units=count, activation=ACTIVATION) for count in units]
    return replace(PLAIN, data=CIRCLE, layers=(*layers, PLAIN.layers[-1]))


def assert_played(tape):
    assert tape.engine.plays, tape.engine.refused
    assert tape.engine.figure_names


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("units", [(4, 2), (8, 8), (5, 7, 3)])
@pytest.mark.parametrize("size", [1, 2, 3, 12, 20])
def test_any_batch_size(size, units, precision):
    """Of 61 samples, batches of 1 and the last of 2, 3, 12 and 20 have one: a product by vectors.

    NumPy takes such products another way than those of matrices.
    """
    project = network(*units)
    options = replace(project.training, batch_size=size, precision=precision)
    phases, tape = both(replace(project, training=options))
    assert phases.run(epochs=2) == tape.run(epochs=2)
    assert_same(phases, tape)
    assert_played(tape)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_sums_of_more_numbers_than_numpy_converts_at_once(precision):
    generator = np.random.default_rng(2)
    inputs, targets = (generator.normal(size=(900, columns)).tolist() for columns in (2, 10))
    source = SOURCES.read({"name": "points", "inputs": inputs, "targets": targets}, "data.source")
    project = replace(
        PLAIN,
        data=replace(PLAIN.data, source=source),
        layers=(PLAIN.layers[0], Dense(units=10)),
        training=replace(PLAIN.training, batch_size=900, precision=precision),
    )
    phases, tape = both(project)
    assert phases.run(epochs=3) == tape.run(epochs=3)
    assert_same(phases, tape)
    assert_played(tape)


def test_figures_in_original_units():
    project = replace(PLAIN, data=replace(PLAIN.data, scaling="standard"))
    phases, tape = both(project)
    assert phases.run(epochs=3) == tape.run(epochs=3)
    assert_same(phases, tape)
    assert_played(tape)


@pytest.mark.parametrize("example", few(examples(), 8), ids=lambda each: each.name)
def test_examples(example):
    opened = open_file(example.path)
    with engine("tape"):
        one = Trainer(opened.project, load(opened))
    one.run(updates=1)
    assert_played(one)
