"""The selected layer's form lies beside the layer, moves nothing, and goes when it is done with."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from core.lesson.parts import Part
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough

LEFT = Qt.MouseButton.LeftButton


def test_it_lies_beside_its_layer_and_moves_nothing(shared: RealWindow, qtbot) -> None:
    window, network = shared.window, shared.window.network
    training = window.panels[-1]
    before = training.mapToGlobal(training.rect().topLeft()), window.diagram.geometry()
    window.diagram.layer_selected.emit(0)
    shared.settle()
    popover = network.popover
    assert popover.isVisible() and network.card.isVisible()
    assert popover.title.text() == "Hidden layer 1"
    assert (training.mapToGlobal(training.rect().topLeft()), window.diagram.geometry()) == before
    assert window.diagram.rect().contains(popover.geometry())
    place = window.diagram.scene.place_of_layer(0)
    assert not QRectF(popover.geometry()).intersects(place) or window.diagram.width() < 500
    network.form.findChildren(type(network.activation))  # the form works as before
    window.diagram.layer_selected.emit(1)
    shared.settle()
    assert popover.title.text() == "Output layer"
    qtbot.mouseClick(popover.close_button, LEFT)
    assert not popover.isVisible() and network.selected() == -1


def test_it_is_not_there_in_the_other_view_and_escape_closes_it(shared: RealWindow) -> None:
    window, popover = shared.window, shared.window.network.popover
    window.diagram.layer_selected.emit(0)
    shared.settle()
    window.actions_table["step_view"].trigger()
    assert not popover.isVisible()
    window.actions_table["train_view"].trigger()
    shared.wait(popover.isVisible)
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()


def test_escape_in_the_diagram_closes_it_and_space_then_plays(shared: RealWindow) -> None:
    window, popover = shared.window, shared.window.network.popover
    diagram = window.diagram
    head = diagram.scene.rect(Part(0)).center().toPoint()
    for leave in (
        lambda: QTest.keyClick(diagram, Qt.Key.Key_Escape),
        lambda: QTest.mouseClick(diagram, LEFT, pos=diagram.rect().bottomRight() - QPoint(9, 9)),
    ):
        QTest.mouseMove(diagram, head)
        QTest.mouseClick(diagram, LEFT, pos=head)
        shared.wait(popover.isVisible)
        leave()
        shared.wait(lambda: not popover.isVisible())
        assert window.network.selected() == -1
        assert diagram.target() is None  # Space and → are the window's
