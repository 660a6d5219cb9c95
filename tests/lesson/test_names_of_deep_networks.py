"""Names of deep networks: each layer has the same name by itself as among all of them."""

import numpy as np
import pytest

from core.errors import ProjectError
from core.lesson.names.layers import layer_name, layer_numbers, output_layer
from core.lesson.names.network import captions
from core.lesson.names.units import names_of_all, unit_names
from core.pictures.snapshot import LayerPicture
from core.project import MAX_LAYERS, Project
from tests.nets import dense, described


def picture(kind: str, units: int = 2) -> LayerPicture:
    return LayerPicture(kind, f"{units} · tanh", 2, units, "tanh", {"weight": np.ones((2, units))})


LAYERS = tuple(picture(kind) for kind in ("dense", "dropout", "dense", "batch_norm", "dense"))


def test_hidden_layers_are_counted_and_the_last_is_the_output() -> None:
    assert output_layer(LAYERS) == 4 and layer_numbers(LAYERS) == {0: 1, 2: 2}
    assert [layer_name(LAYERS, index) for index in range(5)] == [
        "hidden layer 1",
        "dropout",
        "hidden layer 2",
        "batch normalization",
        "output layer",
    ]
    assert layer_name(LAYERS[1:2], 0) == "dropout" and output_layer(LAYERS[1:2]) == -1


@pytest.mark.parametrize("layers", [LAYERS, LAYERS[:1], (picture("dense"), picture("dense", 1))])
def test_all_at_once_is_each(layers: tuple[LayerPicture, ...]) -> None:
    each = tuple(unit_names(None, layers, index) for index in range(len(layers)))
    assert names_of_all(None, layers) == each
    for index in range(-1, len(layers)):
        for frozen in (False, True):
            one = captions(layers, index, frozen)
            assert one == captions(layers, index, frozen, output_layer(layers))


def test_a_project_of_very_many_layers_is_refused() -> None:
    told = described([dense(2)] * MAX_LAYERS + [dense(1)])
    with pytest.raises(ProjectError, match="more than 1,000"):
        Project.from_json(told)
