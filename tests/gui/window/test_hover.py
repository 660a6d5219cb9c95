"""Hovering changes no layout: a monkey moves the mouse but never presses a button."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.documents.examples import examples
from gui.kit.settings import Settings
from tests.amount import few
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough

#: what covers other parts and appears at the cursor
OVER = ("Card", "ReadingCard", "NoticeBar", "ValueField", "QTipLabel")
#: the step panel follows what is pointed at, and is tested separately
OVER += ("StepPanel",)


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


def geometry(window: QWidget) -> dict[int, tuple[str, QRect]]:
    """Return the place of every visible part of the window, except what covers others."""
    found = {}
    for child in window.findChildren(QWidget):
        names, parent = [], child
        while parent is not None and parent is not window:
            names.append(type(parent).__name__)
            parent = parent.parentWidget()
        if child.isVisible() and not any(name.endswith(OVER) for name in names):
            found[id(child)] = (" < ".join(names), child.geometry())
    return found


def point(widget: QWidget, at: QPoint) -> None:
    screen = QPointF(widget.mapToGlobal(at))
    none = Qt.MouseButton.NoButton
    still = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), screen, none, none, still)
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize(
    ("name", "stepping"), few([("xor", False), ("iris", False), ("iris", True)], 1)
)
def test_pointing_moves_nothing(real: RealWindow, name: str, stepping: bool) -> None:
    window, draw = real.window, random.Random(7)
    told: list[object] = []
    real.document.replaced.connect(told.append)
    window.files.open_path(next(item.path for item in examples() if name in item.path.name))
    real.wait(lambda: bool(told))
    real.settle()
    real.train(2)
    window.time.show_steps(stepping)
    if stepping:  # the words of the timeline are longer once the step is described
        real.wait(lambda: real.snapshots[-1].step is not None)
    window.resize(1024, 768)
    real.settle()
    window.grab()
    before = geometry(window)
    diagram = window.diagram
    places = [(diagram, at) for at in tiles(diagram)]
    for widget in (diagram, window.surface, window.loss, window.control_bar):
        for inside in (widget, *widget.findChildren(QWidget)):
            if inside.isVisible():
                for _ in range(2):
                    size = inside.size()
                    at = draw.randrange(max(1, size.width())), draw.randrange(max(1, size.height()))
                    places.append((inside, QPoint(*at)))
    over_tiles = len(tiles(diagram))
    for place, (widget, at) in enumerate(places):
        point(widget, at)
        real.settle()
        if place < over_tiles and window.surface.isVisible():  # and stay: its map opens large
            diagram._pointer._rest.timeout.emit()
            real.wait(lambda: window.surface._map is not None)
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        after = geometry(window)
        moved = [
            f"{names}: {rect} → {after[key][1]}"
            for key, (names, rect) in before.items()
            if key in after and after[key][1] != rect
        ]
        assert not moved, (type(widget).__name__, at, moved)


def tiles(diagram) -> list[QPoint]:
    """Return the middle of every neuron and input."""
    columns = diagram.scene.layout.columns
    return [
        column.rect(unit).center().toPoint()
        for column in columns
        for unit in range(0 if column.is_strip else len(column.ys))
    ]


def test_notices_lie_over_the_diagram_and_go_by_themselves(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, bar = real.window, real.window.notice_bar
    monkeypatch.setattr(bar, "underMouse", lambda: False)  # wherever an earlier test left it
    before = geometry(window)
    window.notices.tell("Something is worth knowing")
    QApplication.processEvents()
    assert bar.isVisible() and geometry(window) == before
    under = window.columns.left
    assert under.rect().contains(bar.geometry())
    assert bar.geometry().bottom() > under.height() // 2
    assert bar._late.isActive()
    bar._late.timeout.emit()
    assert not bar.isVisible()
    bar.show_error("It did not work", "try again")
    assert not bar._late.isActive()  # what went wrong stays
    bar.dismiss()
    assert geometry(window) == before
