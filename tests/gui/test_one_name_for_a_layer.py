"""Each layer carries one name wherever a person meets it, in the real window."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.components.layers import BatchNorm, Dense, Dropout, Layer
from core.lesson.comparison import NumberNames
from core.project import Project
from gui.kit.settings import Settings
from gui.weights.plot import WeightsPlot
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough

HIDDEN = ("hidden layer 1", "output layer")
NETWORKS: tuple[tuple[tuple[Layer, ...], tuple[str, ...]], ...] = (
    ((Dense(3),), HIDDEN),
    ((Dense(3), Dense(2)), ("hidden layer 1", "hidden layer 2", "output layer")),
    (
        (Dense(3), Dropout(rate=0.2), BatchNorm(), Dense(2)),
        ("hidden layer 1", "dropout", "batch normalization", "hidden layer 2", "output layer"),
    ),
    (
        (Dense(3), BatchNorm(), Dense(2), BatchNorm(), Dropout(rate=0.5)),
        (
            "hidden layer 1",
            "batch normalization after hidden layer 1",
            "hidden layer 2",
            "batch normalization after hidden layer 2",
            "dropout",
            "output layer",
        ),
    ),
)


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


def test_one_name_everywhere(real: RealWindow) -> None:
    first: Project = real.document.project
    for before, names in NETWORKS:
        layers = (*before, first.layers[-1])
        real.document.edit(replace(first, layers=layers, weights=None), "other layers")
        real.settle()
        real.wait(lambda names=names: len(real.snapshots[-1].layers) == len(names))
        meet(real, names)


def meet(real: RealWindow, names: tuple[str, ...]) -> None:
    window, snapshot = real.window, real.snapshots[-1]
    # the panel
    rows = [window.network.layers.item(i).text() for i in range(len(names))]
    assert [row.split(" · ")[0] for row in rows] == [n[:1].upper() + n[1:] for n in names]
    # the diagram, for those who do not see it
    real.wait(lambda: len(window.diagram.scene.layers) == len(names))
    window.diagram.grab()  # it is laid out anew when it is drawn
    said = window.diagram.accessibleDescription().split(".")[0]
    assert [re.split(r"[:.]", part.strip())[0] for part in said.split(";")[1:]] == list(names)
    # undo
    for index, name in enumerate(names):
        if not snapshot.layers[index].arrays:
            continue
        window.diagram.freeze_requested.emit(index, None, None, True)
        real.settle()
        told = window.actions_table["undo"].text().removeprefix("Undo freeze ")
        assert told.removeprefix("the ") == name
        real.undo()
    # the table of weights, and the comparison of moments
    weights = window.tabs.view(WeightsPlot)
    weights.show_snapshot(snapshot)
    weights._offer()
    offered = {
        weights.layer.itemData(i): weights.layer.itemText(i).split(" · ")[0]
        for i in range(weights.layer.count())
    }
    with_arrays = [i for i, layer in enumerate(snapshot.layers) if layer.arrays]
    assert offered == {i: names[i] for i in with_arrays}
    compared = NumberNames(None, snapshot.layers)
    for index in with_arrays:
        array = next(iter(snapshot.layers[index].arrays.items()))
        text = compared.of(index, array[0], (0,) * array[1].ndim)
        assert text.split(" · ")[0] == names[index]
