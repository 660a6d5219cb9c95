"""A click on the picture of a network that is gone does nothing to the one that replaced it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.components.layers import Dense
from core.data.samples import SOURCES
from core.documents.project_file import table_opened
from gui.weights.plot import WeightsPlot
from tests.amount import few
from tests.documents.saved import TABLE
from tests.gui.fakes import xor_facts
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    """A window over a network of four layers."""
    project = shared.document.project
    deep = (Dense(units=3), Dense(units=3), Dense(units=3), project.layers[-1])
    shared.document.edit(replace(project, layers=deep, weights=None), "deep")
    shared.wait(shared.window.shown.knows_units)
    return shared


@pytest.fixture
def opened(real: RealWindow, tmp_path: Path) -> RealWindow:
    """The window while the title changes: a table is open, but the picture is still the old one."""
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    real.document.replace_all(table_opened(path).project, path)
    return real


@pytest.mark.parametrize(
    ("verb", "values"),
    few(
        [
            ("add_unit", (3,)),
            ("remove_unit", (2,)),
            ("remove_unit_at", (0, 1)),
            ("add_layer", (1,)),
            ("remove_layer", (0,)),
            ("activation_chosen", (0, "relu")),
            ("feature_toggled", ("x1", False)),
            ("value_edited", (0, "weight", (0, 0), 0.5)),
            ("freeze_requested", (0, None, None, True)),
            ("set_layer_requested", (0,)),
        ],
        3,
    ),
)
def test_verbs_of_the_network_before(
    opened: RealWindow, verb: str, values: tuple[object, ...]
) -> None:
    before = opened.document.project
    getattr(opened.window.diagram, verb).emit(*values)
    assert opened.document.project == before and not opened.document.is_modified()
    assert opened.window.dialogs.layer is None
    opened.settle()
    assert opened.failures == [] and opened.trainer.frozen is None
    notice = opened.window.notice_bar
    said = notice.isVisible() and "has changed meanwhile" in notice.message.text()
    assert said == (verb == "value_edited")


def test_values_of_the_table_of_weights(opened: RealWindow) -> None:
    before = opened.document.project
    opened.window.tabs.view(WeightsPlot).value_edited.emit(0, "bias", (0,), 0.5)
    opened.window.tabs.view(WeightsPlot).values_edited.emit(0, "bias", np.zeros(3))
    assert opened.document.project == before


def test_an_edit_of_the_structure_makes_the_picture_old_too(real: RealWindow) -> None:
    document = real.document
    document.edit(replace(document.project, layers=document.project.layers[2:]), "fewer")
    before = document.project
    real.window.diagram.remove_layer.emit(0)
    real.window.diagram.add_unit.emit(3)
    assert document.project == before
    real.wait(real.window.shown.knows_units)
    real.window.diagram.add_unit.emit(0)
    assert document.project.layers[0].units == 4
    # quick clicks for more neurons refer to the same layers
    real.window.diagram.add_unit.emit(0)
    assert document.project.layers[0].units == 5
    # but a number in them may belong to another neuron
    real.window.diagram.remove_unit_at.emit(0, 1)
    assert document.project.layers[0].units == 5


def test_features_of_the_data_before(real: RealWindow) -> None:
    document = real.document
    other = replace(document.project.data, source=SOURCES.named("circle")())
    document.edit(replace(document.project, data=other), "data")
    before = document.project
    real.window.diagram.feature_toggled.emit("x1", False)
    assert document.project == before


def test_an_open_menu_goes_with_its_network(real: RealWindow) -> None:
    diagram = real.window.diagram
    menu = QMenu(diagram)
    menu.addAction("something")
    diagram._mouse._menu = menu
    menu.popup(diagram.mapToGlobal(diagram.rect().center()))
    assert menu.isVisible()
    real.document.replace_all(real.document.project, None)
    assert not menu.isVisible()
    diagram.let_go()  # with none open


def test_a_form_for_a_layer_goes_with_its_network(real: RealWindow) -> None:
    real.window.diagram.set_layer_requested.emit(0)
    form = real.window.dialogs.layer
    assert form is not None and form.isVisible()
    real.document.replace_all(real.document.project, None)
    assert not form.isVisible()


def test_a_document_without_data_shows_no_network_of_before(
    real: RealWindow, tmp_path: Path
) -> None:
    (tmp_path / "one.csv").write_text("a,b,y\n1,2,3\n", encoding="utf-8")
    described = real.document.project.to_json()
    described["data"] = {"source": {"name": "table", "path": "one.csv"}}
    from core.disk.json_text import to_json

    path = tmp_path / "p.json"
    path.write_text(to_json(described), encoding="utf-8")
    real.window.files._open(path)
    real.wait(lambda: real.document.path == path)
    real.settle()
    bar = real.window.notice_bar
    assert "one row of data" in bar.message.text()
    assert real.window.diagram.scene.layers == ()
    assert "Choose a table…" in [button.text() for button in bar.actions_shown()]


def test_an_axis_chosen_among_the_inputs_before(real: RealWindow) -> None:
    surface = real.window.surface
    asked: list[object] = []
    surface.view_requested.connect(asked.append)
    surface.controls.axes_chosen.emit(7, 1, True)
    assert asked == []


def test_a_field_of_the_probe_before(qtbot: QtBot) -> None:
    from gui.surface.probe import ProbeRow

    row = ProbeRow()
    qtbot.addWidget(row)
    row.show_facts(xor_facts())
    row.show()
    old = row.fields[1]
    asked: list[object] = []
    row.probe_requested.connect(asked.append)
    row.show_facts(replace(xor_facts(), raw_names=("a", "b")))
    old.edited.emit(9.0)
    assert asked == []
    row.fields[1].edited.emit(9.0)
    assert len(asked) == 1
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
