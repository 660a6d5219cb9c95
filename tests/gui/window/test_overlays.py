"""What lies over the diagram lies side by side: cards, the form of a layer, the tour, notices."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.lesson.parts import INPUTS, Part, neuron
from gui.network.card import Card
from gui.window.main_window import MainWindow
from tests.gui.kept import Kept


@pytest.fixture
def window(kept: Kept, qtbot: QtBot) -> Iterator[MainWindow]:
    kept.renew(qtbot)
    yield kept.window
    kept.window.program.leave()
    kept.window.network.select_layer(-1)
    kept.window.hide()


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _cards(window: MainWindow) -> list[Card]:
    return [card for card in window.diagram.findChildren(Card) if card.isVisible()]


def _point_at_everything(window: MainWindow) -> Iterator[Part]:
    scene, pointer = window.diagram.scene, window.diagram._pointer
    parts = [neuron(INPUTS, 0), neuron(INPUTS, 1)]
    for index, layer in enumerate(scene.layers):
        parts.append(Part(index))
        parts += [neuron(index, unit) for unit in range(layer.units)]
    for part in parts:
        pointer.move(part, False, window.diagram._look)
        yield part
    pointer.move(None, False, window.diagram._look)


@pytest.mark.parametrize("layer", [0, 1])
def test_no_card_lies_over_or_under_the_form_of_a_layer(window: MainWindow, layer: int) -> None:
    assert sum(bool(_cards(window)) for _ in _point_at_everything(window)) > 3
    window.diagram.layer_selected.emit(layer)
    popover = window.network.popover
    assert popover is not None and popover.isVisible()
    shown = 0
    for part in _point_at_everything(window):
        shown += len(_cards(window))
        for card in _cards(window):
            assert not card.geometry().intersects(popover.geometry()), part
    assert shown > 0


def test_a_card_gives_way_to_a_form_that_opens_over_it(window: MainWindow) -> None:
    diagram = window.diagram
    diagram._pointer.move(Part(0), False, diagram._look)
    assert _cards(window)
    diagram.layer_selected.emit(0)
    popover = window.network.popover
    assert popover is not None and popover.isVisible()
    assert not any(card.geometry().intersects(popover.geometry()) for card in _cards(window))


@pytest.mark.parametrize("width", [1024, 1440])
def test_a_notice_and_the_tour_have_places_of_their_own(window: MainWindow, width: int) -> None:
    window.resize(width, 768)
    QApplication.processEvents()
    notice, tour = window.notice_bar, window.program.tour
    for first in (tour, notice):
        for part in (first, notice if first is tour else tour):
            if part is tour:
                window.actions_table["tour"].trigger()
            else:
                notice.show_error("The file cannot be read " * 4, "choose another one")
        assert tour.isVisible() and notice.isVisible()
        assert not _place(tour).intersects(_place(notice))
        window.diagram.layer_selected.emit(0)
        popover = window.network.popover
        assert popover is not None and not _place(tour).intersects(_place(popover))
        window.network.select_layer(-1)
        window.program.leave()
        notice.dismiss()
