"""Edges that are drawn ahead, column by column, look as if they were painted at once."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

import gui.network.edge_pictures as edge_pictures
from gui.kit.theme import DARK, LIGHT
from gui.network.diagram import NetworkDiagram
from tests.gui.made import facts, network, snapshot


@pytest.fixture(scope="module")
def widget(qapp):
    made = NetworkDiagram()
    made.resize(864, 752)
    made.show_facts(facts())
    yield made
    made.deleteLater()


@pytest.fixture
def diagram(widget):
    widget.set_theme(LIGHT)
    widget.show_snapshot(snapshot(network(2, 8, 8, 8, 1)))
    widget.show()  # what is not shown is laid out anew for each picture
    widget.grab()
    yield widget
    widget.hide()


def shown(diagram, moment):
    """Take the turns of a moment; return the picture then painted, and what of it was drawn."""
    for turn in diagram.turns:
        turn.show_snapshot(moment)
    return diagram.grab().toImage()


def at_once(diagram, moment):
    diagram.show_snapshot(moment)
    return diagram.grab().toImage()


def are_alike(one, other):
    """Return whether pictures are the same, but for a few shades of rounded places."""
    assert one.size() == other.size() and one.format() == other.format()
    first, second = (np.frombuffer(each.constBits(), np.uint8).astype(int) for each in (one, other))
    return np.abs(first - second).max() <= 6


@pytest.fixture
def drawn(monkeypatch):
    """The columns whose edges are drawn, in order."""
    columns, draw = [], edge_pictures._drawn

    def noted(scene, palette, column, *others):
        columns.append(column)
        return draw(scene, palette, column, *others)

    monkeypatch.setattr(edge_pictures, "_drawn", noted)
    return columns


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_drawn_ahead_or_at_once_the_picture_is_the_same(diagram, drawn, theme):
    diagram.set_theme(theme)
    moment = snapshot(network(2, 8, 8, 8, 1, seed=1))
    ahead = shown(diagram, moment)
    assert sorted(drawn) == [1, 2, 3, 4]
    assert are_alike(ahead, at_once(diagram, moment))


def test_only_columns_whose_edges_look_otherwise_are_drawn_again(diagram, drawn):
    layers = network(2, 8, 8, 8, 1, seed=1)
    shown(diagram, snapshot(layers))
    drawn.clear()
    weight = layers[1].arrays["weight"].copy()
    weight[0, 0] = -3.0 * np.sign(weight[0, 0])
    arrays = {**layers[1].arrays, "weight": weight}
    changed = snapshot((layers[0], replace(layers[1], arrays=arrays), *layers[2:]))
    picture = shown(diagram, changed)
    assert drawn == [2]
    assert are_alike(picture, at_once(diagram, changed))


def test_frozen_weights_are_part_of_what_edges_look_like(diagram, drawn):
    layers = network(2, 8, 8, 8, 1, seed=1)
    shown(diagram, snapshot(layers))
    drawn.clear()
    mask = np.zeros(layers[2].arrays["weight"].shape, dtype=bool)
    mask[3, 4] = True
    frozen = snapshot((*layers[:2], replace(layers[2], frozen={"weight": mask}), layers[3]))
    picture = shown(diagram, frozen)
    assert drawn == [3]
    assert are_alike(picture, at_once(diagram, frozen))


def test_a_few_edges_and_another_shape_are_painted_at_once(diagram, drawn):
    small = snapshot(network(2, 4, 1))
    picture = shown(diagram, small)
    assert not drawn
    assert are_alike(picture, at_once(diagram, small))


def test_after_a_new_size_everything_is_drawn_again(diagram, drawn):
    moment = snapshot(network(2, 8, 8, 8, 1, seed=1))
    shown(diagram, moment)
    drawn.clear()
    size = diagram.size()
    diagram.resize(700, 600)
    diagram.grab()
    try:
        picture = shown(diagram, moment)
        assert sorted(drawn) == [1, 2, 3, 4]
        assert are_alike(picture, at_once(diagram, moment))
    finally:
        diagram.resize(size)


def test_of_a_diagram_larger_than_its_place_only_what_is_seen_is_drawn(diagram):
    moment = snapshot(network(2, 8, 8, 8, 1, seed=1))
    diagram.zoom(8)
    try:
        diagram.grab()
        picture = shown(diagram, moment)
        kept = diagram._picture.edges._drawn.values()
        pixels = sum(one.image.width() * one.image.height() for one in kept)
        assert len(kept) == 4 and 0 < pixels <= 1.1 * diagram.width() * diagram.height()
        assert any(one.image.isNull() for one in kept)
        assert are_alike(picture, at_once(diagram, moment))
    finally:
        diagram.fit()


def test_a_vector_picture_has_lines_and_no_pixels_for_its_edges(diagram, tmp_path):
    shown(diagram, snapshot(network(2, 8, 8, 8, 1, seed=1)))
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "a.svg"))
    generator.setSize(diagram.size())
    with QPainter(generator) as painter:
        diagram.render(painter, QPoint())
    size = diagram.size()
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    edges_as_pixels = [line for line in text.splitlines() if f'height="{size.height()}"' in line]
    assert text.count("<polyline") + text.count("<path") > 500
    assert not [line for line in edges_as_pixels if "<image" in line]


def test_a_larger_picture_is_painted_anew_and_not_enlarged(diagram, drawn):
    moment = snapshot(network(2, 8, 8, 8, 1, seed=1))
    shown(diagram, moment)

    def twice_as_large():
        image = QImage(2 * diagram.size(), QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            painter.scale(2.0, 2.0)
            diagram.render(painter, QPoint())
        return image

    ahead = twice_as_large()
    diagram.show_snapshot(moment)
    assert ahead.size() == QSize(2 * diagram.width(), 2 * diagram.height())
    assert ahead == twice_as_large()
