"""One name for each layer, the same from its picture and from the project."""

import numpy as np
import pytest

from core.lesson.names.layers import (
    layer_line,
    layer_name,
    layer_title,
    short_names,
    the_layer,
    tiny_names,
)
from core.pictures.snapshot import LayerPicture
from core.run.makers.snapshots import layer_pictures
from tests.nets import dense, project, trainer_of

DROPOUT = {"name": "dropout", "rate": 0.2}
NORM = {"name": "batch_norm"}

NETWORKS = {
    "one": ([dense(3, "tanh"), dense(1, "sigmoid")], ["hidden layer 1", "output layer"]),
    "two": (
        [dense(3, "tanh"), dense(2, "tanh"), dense(1)],
        ["hidden layer 1", "hidden layer 2", "output layer"],
    ),
    "none": ([dense(1)], ["output layer"]),
    "kinds": (
        [dense(3), DROPOUT, NORM, dense(1)],
        ["hidden layer 1", "dropout", "batch normalization", "output layer"],
    ),
    "several": (
        [DROPOUT, dense(3), DROPOUT, NORM, DROPOUT, dense(2), NORM, dense(1)],
        [
            "dropout after the inputs",
            "hidden layer 1",
            "dropout 1 after hidden layer 1",
            "batch normalization after hidden layer 1",
            "dropout 2 after hidden layer 1",
            "hidden layer 2",
            "batch normalization after hidden layer 2",
            "output layer",
        ],
    ),
}


def names(layers):
    return [layer_name(layers, index) for index in range(len(layers))]


@pytest.mark.parametrize("which", NETWORKS)
def test_a_layer_has_one_name_from_its_picture_and_from_the_project(which):
    layers, expected = NETWORKS[which]
    made = project(layers)
    assert names(made.layers) == names(layer_pictures(trainer_of(made))) == expected
    assert len(set(expected)) == len(expected)


def test_grammar():
    layers = layer_pictures(trainer_of(project(NETWORKS["kinds"][0])))
    assert [the_layer(layers, i) for i in range(-1, 4)] == [
        "the inputs",
        "hidden layer 1",
        "dropout",
        "batch normalization",
        "the output layer",
    ]
    assert layer_title(layers, 0) == "Hidden layer 1"
    assert layer_title(layers, 2) == "Batch normalization"
    assert [layer_line(layers, i) for i in range(4)] == [
        "hidden layer 1 · 3 · linear",
        "dropout · 20 %",
        "batch normalization",
        "output layer · 1 · linear",
    ]


def test_short_names_count_as_the_long_ones_do():
    layers = project(NETWORKS["several"][0]).layers
    assert short_names(layers) == (
        "Dropout 1", "Hidden 1", "Dropout 2", "Batch norm 1", "Dropout 3",
        "Hidden 2", "Batch norm 2", "Output",
    )  # fmt: skip
    assert [tiny_names(layers)[i] for i in (0, 1, 3, 5, 7)] == ["Drop", "H1", "Norm", "H2", "Out"]
    assert short_names(project().layers) == ("Hidden", "Output")


def test_what_is_not_there_or_not_known_is_still_called_something():
    strange = LayerPicture("strange", "strange 3", 2, 2, "", {"gain": np.ones(2)})
    assert layer_name((strange,), 0) == "strange 3"
    assert layer_name((), 0) == "layer 1" and layer_name((), -1) == "inputs"
