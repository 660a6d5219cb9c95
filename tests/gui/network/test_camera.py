"""Zoom and position of the diagram: what is visible, how large, and that it never gets lost."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from core.lesson import parts
from gui.kit.theme import DARK
from gui.network import edges
from gui.network.camera import LARGEST_FIT, MOST_ZOOM, Camera
from gui.network.diagram import NetworkDiagram
from tests.gui.made import facts, network, snapshot

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
WIDE = QSizeF(864, 752)


def shown(qtbot, *shape: int, size: tuple[int, int] = (864, 752)) -> NetworkDiagram:
    widget = NetworkDiagram()
    qtbot.addWidget(widget)
    widget.resize(*size)
    if shape == (2, 2, 1):
        widget.show_facts(facts())
    widget.show_snapshot(snapshot(network(*shape)))
    widget.show()
    widget.grab()
    return widget


def wheel(widget, notches: int, keys=NONE, at: QPointF | None = None) -> None:
    at = QPointF(widget.rect().center()) if at is None else at
    turned = QPoint(0, 120 * notches)
    phase, button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    event = QWheelEvent(at, at, QPoint(), turned, button, keys, phase, False)
    QApplication.sendEvent(widget, event)
    widget.grab()


def columns(widget):
    return widget.scene.layout.columns


def test_a_small_network_is_drawn_larger_where_there_is_room() -> None:
    camera = Camera()
    assert camera.frame(WIDE, (2, 2, 1)).scale == LARGEST_FIT
    assert Camera().frame(QSizeF(400, 380), (2, 2, 1)).scale == 1.0
    assert camera.frame(WIDE, (2, 40, 1)).scale == 1.0
    sizes = {Camera().frame(WIDE, (2, units, 1)).scale for units in range(1, 9)}
    assert len(sizes) == 1  # nothing changes its size while a layer grows
    assert camera.has_more() == (False, False) and camera.marks() == []


def test_the_wheel_with_ctrl_zooms_around_the_cursor(qtbot) -> None:
    widget = shown(qtbot, 2, 2, 1)
    before = widget.scene.rect(parts.neuron(0, 0))
    wheel(widget, 3, CTRL, before.center())
    now = widget.scene.rect(parts.neuron(0, 0))
    assert now.width() == pytest.approx(before.width() * 1.25**3, abs=2.0)
    assert (now.center() - before.center()).manhattanLength() < 6.0
    wheel(widget, -3, CTRL, before.center())
    assert widget.scene.rect(parts.neuron(0, 0)) == before


def test_zoom_ends_where_it_makes_sense(qtbot) -> None:
    widget = shown(qtbot, 2, 2, 1)
    for notches in (50, -50):
        wheel(widget, notches, CTRL)
        assert columns(widget)  # never lost
    assert widget.camera.zoom == 1.0
    wheel(widget, 50, CTRL)
    assert widget.camera.zoom == MOST_ZOOM
    widget.fit()
    widget.grab()
    assert widget.camera.zoom == 1.0 and widget.camera.has_more() == (False, False)


def test_a_strip_becomes_neurons(qtbot) -> None:
    widget = shown(qtbot, 2, 64, 1)
    assert columns(widget)[1].is_strip
    wheel(widget, 6, CTRL)
    column = columns(widget)[1]
    assert not column.is_strip and column.size >= 20.0
    assert all(b - a > column.size for a, b in pairwise(column.ys))


def test_layers_too_large_to_draw_stay_strips(qtbot) -> None:
    widget = shown(qtbot, 2, 512, 256, 1)
    wheel(widget, 50, CTRL)
    assert columns(widget)[1].is_strip
    assert len(widget.scene.edges) < 3000


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(864, 752), (448, 640)])
def test_many_layers_keep_their_buttons(qtbot, size) -> None:
    widget = shown(qtbot, 2, *[3] * 19, 1, size=size)
    assert widget.camera.has_more()[0]
    assert all(c.buttons is not None for c in columns(widget)[1:])
    seen = [b for b in widget.findChildren(QToolButton, "add") if not b.isHidden()]
    assert 2 < len(seen) < 19  # those in view, no others
    assert all(-40 < b.x() < widget.width() + 40 for b in seen)
    last = columns(widget)[-1]
    assert last.x > widget.width()
    for _ in range(40):  # without Ctrl the wheel moves, and stops at the end
        wheel(widget, -1)
    last = columns(widget)[-1]
    assert 0 < last.x < widget.width()
    assert widget.findChild(QToolButton, "layer") is not None


def test_all_of_many_layers_is_seen_from_afar(qtbot) -> None:
    widget = shown(qtbot, 2, *[3] * 19, 1, size=(640, 640))
    wheel(widget, -50, CTRL)
    assert not widget.camera.has_more()[0]
    assert all(QRectF(widget.rect()).contains(c.rect(0)) for c in columns(widget))


def test_dragging_where_nothing_is_moves_it(qtbot) -> None:
    widget = shown(qtbot, 2, 2, 1)
    wheel(widget, 4, CTRL)
    empty = QPoint(widget.width() - 20, widget.height() - 20)
    assert widget._mouse.hit(QPointF(empty)) is None
    before = columns(widget)[1].x, columns(widget)[1].ys[0]
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=empty)
    qtbot.mouseMove(widget, empty - QPoint(60, 40))
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=empty - QPoint(60, 40))
    widget.grab()
    now = columns(widget)[1].x, columns(widget)[1].ys[0]
    assert (before[0] - now[0], before[1] - now[1]) == (60, 40)
    qtbot.mouseMove(widget, empty)  # let go: it stays
    widget.grab()
    assert columns(widget)[1].x == now[0]


def test_where_all_is_seen_nothing_moves(qtbot) -> None:
    widget = shown(qtbot, 2, 2, 1)
    before = columns(widget)
    wheel(widget, -1)
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(20, 700))
    qtbot.mouseMove(widget, QPoint(200, 600))
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(200, 600))
    widget.grab()
    assert columns(widget) == before


def test_keys_bring_what_they_point_at_into_view(qtbot) -> None:
    widget = shown(qtbot, 2, *[3] * 19, 1)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(21):
        qtbot.keyClick(widget, Qt.Key.Key_Right)
        widget.grab()
    part = widget.target()
    assert part is not None and part.layer == 19
    assert QRectF(widget.rect()).contains(widget.scene.rect(part))
    wheel(widget, 5)  # and the wheel may leave it again
    assert not QRectF(widget.rect()).contains(widget.scene.rect(part))
    assert widget.target() == part


def test_the_field_of_a_number_goes_with_it(qtbot) -> None:
    widget = shown(qtbot, 2, 2, 1)
    assert widget.open_field(parts.bias(0, 0))
    wheel(widget, 2, CTRL)
    field = widget._selection.field
    place = widget.scene.rect(parts.bias(0, 0)).center()
    assert field.isVisible() and QRectF(field.geometry()).contains(place)


def test_it_is_laid_out_once_for_a_painting(qtbot, monkeypatch) -> None:
    """One act of a person may resize it several times, as parts of the window come and go."""
    widget = shown(qtbot, 2, 2, 1)
    laid_out = []
    lay_out = widget.scene.lay_out
    monkeypatch.setattr(
        widget.scene, "lay_out", lambda *args: (laid_out.append(args), lay_out(*args))
    )
    for width in (700, 500, 600):
        widget.resize(width, 500)
    widget.grab()
    assert len(laid_out) == 1
    assert columns(widget)[-1].x < 600.0


def test_the_largest_weights_are_looked_for_once_in_a_snapshot(qtbot, monkeypatch) -> None:
    widget = shown(qtbot, 2, 512, 256, 1)
    found = []
    largest_in = edges.largest_in
    monkeypatch.setattr(
        edges, "largest_in", lambda *args: (found.append(args), largest_in(*args))[1]
    )
    before = edges_of(widget.scene)
    widget.resize(700, 500)
    widget.set_theme(DARK)
    widget.grab()
    assert not found and edges_of(widget.scene) == before
    widget.show_snapshot(snapshot(network(2, 512, 256, 1, seed=5)))
    widget.grab()
    assert len(found) >= 3 and edges_of(widget.scene) != before


def edges_of(scene) -> set[tuple[int, int, int]]:
    return set(zip(scene.edges.layers, scene.edges.sources, scene.edges.targets, strict=True))
