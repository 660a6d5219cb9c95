"""The diagram's geometry: inside its area, without overlaps, and a message if it does not fit."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from gui.network.edges import MOST, Edges
from gui.network.layout import Layout, Role, Slot
from gui.network.placing import place
from tests.gui.made import network

SHAPES = [
    (2, 2, 1),
    (2, 4, 2, 1),
    (2, 8, 8, 8, 8, 8, 8, 1),
    (2, 512, 256, 1),
    (64, 100, 10),
    (5, 3, 9, 3),
    (2, *([8] * 12), 1),
]
SIZES = [(864, 752), (448, 640), (1000, 300), (300, 240)]


def layout_of(shape: tuple[int, ...], width: float, height: float) -> Layout:
    slots = [Slot(-1, Role.INPUT, shape[0], (("inputs",), ("",)))]
    for index, units in enumerate(shape[1:]):
        role = Role.OUTPUT if index == len(shape) - 2 else Role.HIDDEN
        captions = ((f"{units} · sigmoid",), (str(units), "sigmoid"), (str(units),))
        slots.append(Slot(index, role, units, captions))
    return place(tuple(slots), width, height, lambda text: 7.0 * len(text))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_or_is_cut(shape, size) -> None:
    width, height = size
    layout = layout_of(shape, width, height)
    if not layout.fits:
        assert len(shape) > 10 and width < 448  # only a deep network in a small place
        return
    area = QRectF(0, 0, width, height)
    assert len(layout.columns) == len(shape)
    things = []
    for column in layout.columns:
        if column.is_strip:
            things.append(column.bar)
        else:
            things += [column.rect(unit) for unit in range(len(column.ys))]
        if column.caption:
            things.append(column.caption_rect)
        if column.buttons is not None:
            things.append(column.buttons)
        if column.words is not None:
            things.append(column.words)
    for thing in things:
        assert area.contains(thing), thing
    for one, other in itertools.combinations(things, 2):
        assert not one.adjusted(0.5, 0.5, -0.5, -0.5).intersects(other), (one, other)


def test_neurons_have_the_sizes_of_the_look() -> None:
    layout = layout_of((2, 4, 1), 864, 752)
    assert [column.size for column in layout.columns] == [40, 40, 56]
    assert layout_of((2, 9, 1), 864, 752).columns[1].size == 28
    rows = np.diff(layout_of((2, 8, 1), 864, 752).columns[1].ys)
    assert np.all(rows >= 52)


def test_a_large_layer_is_a_strip_with_words_under_it() -> None:
    column = layout_of((2, 512, 1), 864, 752).columns[1]
    assert column.is_strip and len(column.ys) == 512
    assert column.words is not None and column.words.top() >= column.bar.bottom()
    assert not layout_of((2, 30, 1), 864, 752).columns[1].is_strip  # small neurons still fit


def test_every_unit_of_a_strip_is_found() -> None:
    layout = layout_of((2, 512, 1), 864, 752)
    column = layout.columns[1]
    for unit in (0, 1, 300, 511):
        assert layout.neuron_at(QPointF(column.x, column.ys[unit])) == (1, unit)


@pytest.mark.parametrize("size", [(864, 752), (448, 640)])
def test_captions_and_buttons_stand_still_while_a_layer_grows(size) -> None:
    places = []
    for units in range(1, 40):
        columns = layout_of((2, units, 1), *size).columns
        places.append([(c.caption_rect.bottom(), c.buttons) for c in columns])
    assert all(place == places[0] for place in places)


def test_neuron_and_bias_are_found_under_the_cursor() -> None:
    layout = layout_of((2, 4, 1), 864, 752)
    column = layout.columns[1]
    assert layout.neuron_at(column.rect(2).center()) == (1, 2)
    assert layout.neuron_at(column.bias_centre(3)) == (1, 3)
    assert layout.neuron_at(QPointF(1.0, 1.0)) is None


def test_edges_meet_their_neurons_level() -> None:
    layout = layout_of((2, 4, 1), 864, 752)
    edges = Edges(layout)
    assert len(edges) == 2 * 4 + 4
    first = edges.points[0]
    left, right = layout.columns[0].rect(0), layout.columns[1].rect(0)
    assert first[0].tolist() == [left.right(), left.center().y()]
    assert first[-1].tolist() == [right.left(), right.center().y()]
    path = edges.path(3)
    middle = path.pointAtPercent(0.5)
    nearest = np.min(np.hypot(*(edges.points[3] - (middle.x(), middle.y())).T))
    assert nearest < 4.0  # the sampled curve is the painted one


@pytest.mark.parametrize("shape", [(2, 2, 1), (2, 4, 2, 1), (3, 4, 3)])
def test_numbers_never_overlap(shape) -> None:
    layout = layout_of(shape, 448, 500)
    edges = Edges(layout)
    squares = [c.rect(u) for c in layout.columns for u in range(len(c.ys))]
    places = edges.number_places(np.arange(len(edges)), 46.0, 16.0, squares)
    assert len(places) >= 3
    for one, other in itertools.combinations(places.values(), 2):
        assert one.intersected(other).height() <= 2.0 or one.intersected(other).width() <= 2.0
    for rect, square in itertools.product(places.values(), squares):
        assert not rect.intersects(square)


def test_xor_shows_all_its_numbers() -> None:
    edges = Edges(layout_of((2, 2, 1), 864, 752))
    assert len(edges.number_places(np.arange(6), 46.0, 16.0, [])) == 6


def test_only_the_strongest_edges_are_drawn_strongest_last() -> None:
    edges = Edges(layout_of((30, 30, 1), 900, 1400))
    assert len(edges) > MOST
    layers = network(30, 30, 1)
    weights = edges.weights(layers)
    order = edges.strongest(weights)
    assert len(order) == MOST
    drawn = np.abs(weights[order])
    assert np.all(np.diff(drawn) >= 0)
    left = np.setdiff1d(np.arange(len(edges)), order)
    assert np.max(np.abs(weights[left])) <= drawn[0]


def test_missing_weights_are_not_drawn() -> None:
    edges = Edges(layout_of((2, 2, 1), 864, 752))
    layers = network(2, 2, 1)
    layers[0].arrays["weight"][0, 1] = np.nan
    del layers[1].arrays["weight"]
    weights = edges.weights(layers)
    assert len(edges.strongest(weights)) == 3
    assert weights[0] == layers[0].arrays["weight"][0, 0]


def test_nearest_edge() -> None:
    edges = Edges(layout_of((2, 2, 1), 864, 752))
    everything = np.arange(len(edges))
    x, y = edges.points[0][10]
    assert edges.nearest(QPointF(x, y + 3.0), everything) == 0
    assert edges.nearest(QPointF(x, y - 30.0), everything) is None
