"""The tab Hidden: which plane is asked for, what is drawn of it, and the followed sample."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from core.data.samples import Task
from core.pictures.lab.hidden import HiddenSpace, Plane, unit_axes
from core.pictures.snapshot import Probe, Wanted
from gui.hidden.plot import HiddenPlot
from gui.kit.theme import DARK, LIGHT
from tests.gui.made import facts, network, snapshot

UNITS = Plane(0, (0, 1))


def space(given, plane=UNITS, units=2, shares=None) -> HiddenSpace:
    samples = np.flatnonzero(~given.points.test)[:12]
    places = np.stack([np.linspace(-1.0, 1.0, 12), np.linspace(0.5, -0.5, 12)], axis=1)
    grid = np.stack(np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 4)), axis=-1)
    directions = unit_axes((0, 1 if units > 1 else 0), units)
    return HiddenSpace(plane, samples, places, grid, np.zeros(units), directions, shares)


@pytest.fixture
def plot(qtbot) -> HiddenPlot:
    widget = HiddenPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 500)
    widget.show()
    return widget


def show(plot, given=None, layers=None, hidden=None, probe=None):
    given = facts() if given is None else given
    if plot._facts is not given:
        plot.show_facts(given)
    plot.show_snapshot(replace(snapshot(layers), hidden=hidden, probe=probe))
    return given


def test_it_asks_for_a_plane_of_the_last_hidden_layer_while_it_is_visible(plot, qtbot):
    with qtbot.waitSignal(plot.plane_chosen) as chosen:
        show(plot)
    assert chosen.args == [Plane(0, (0, 1))]  # two units need no directions
    assert [plot.layer.itemText(k) for k in range(3)] == [
        "Inputs",
        "Hidden layer 1",
        "Output layer",
    ]
    assert plot.wants() is Wanted.HIDDEN
    with qtbot.waitSignal(plot.wanted_changed):
        plot.hide()
    assert plot.wants() is Wanted.NOTHING


def test_a_wider_layer_begins_with_its_main_directions(plot):
    show(plot, layers=network(2, 5, 3, 1))
    assert plot.plane() == Plane(1) and plot.across.currentText() == "direction 1"
    assert plot.layer.currentText() == "Hidden layer 2"


def test_axes_are_chosen_and_main_directions_go_together(plot, qtbot):
    show(plot, layers=network(2, 5, 3, 1))
    plot.layer.setCurrentIndex(1)
    with qtbot.waitSignal(plot.plane_chosen) as chosen:
        plot.layer.activated.emit(1)
    assert chosen.args == [Plane(0)]
    plot.up.setCurrentIndex(1)  # the first unit
    with qtbot.waitSignal(plot.plane_chosen) as chosen:
        plot.up.activated.emit(1)
    assert chosen.args == [Plane(0, (1, 0))]
    plot.across.setCurrentIndex(5)
    plot.across.activated.emit(5)
    assert plot.plane() == Plane(0, (4, 0))
    plot.across.setCurrentIndex(0)
    plot.across.activated.emit(0)
    assert plot.plane() == Plane(0) and plot.up.currentIndex() == 0


def test_the_plane_stays_while_there_is_one_like_it(plot):
    show(plot)
    assert plot.plane() == Plane(0, (0, 1))
    show(plot, facts(), network(2, 5, 3, 1))
    assert plot.plane() == Plane(1)  # nobody has chosen the last one
    plot.layer.setCurrentIndex(1)
    plot.layer.activated.emit(1)
    plot.across.setCurrentIndex(5)
    plot.across.activated.emit(5)
    assert plot.plane() == Plane(0, (4, 0))
    plot.show_facts(facts())
    show(plot, plot._facts, network(2, 5, 4, 1))
    assert plot.plane() == Plane(0, (4, 0))
    plot.show_facts(facts())
    show(plot, plot._facts, network(2, 3, 4, 1))
    assert plot.plane() == Plane(1)


def test_points_and_grid_are_drawn_where_they_are(plot, qtbot):
    given = show(plot)
    found = space(given)
    show(plot, given, hidden=found)
    drawn = np.concatenate([np.stack(item.getData(), axis=1) for item, _ in plot.canvas._groups])
    assert sorted(map(tuple, drawn)) == sorted(map(tuple, found.places))
    x, y = plot.canvas.grid.getOriginalDataset()
    assert np.isnan(x).sum() == 4 and len(x) == 4 * 6
    np.testing.assert_array_equal(np.stack([x, y], axis=1)[:5], found.grid[0])
    qtbot.waitUntil(plot.canvas.key.isVisible)
    assert "Grid: the plane of the surface." in plot.said.text()
    assert "12 of" in plot.said.text() or given.points.test.sum() == len(given.points.test) - 12


def test_a_space_of_another_plane_is_not_shown(plot):
    given = show(plot)
    show(plot, given, hidden=space(given, Plane(1)))
    assert plot._space is None and not plot.canvas._groups
    assert "Being computed" in plot.said.text()


def test_shares_and_numbers_as_colours(plot):
    given = facts(Task.REGRESSION)
    layers = network(2, 5, 1)
    show(plot, given, layers)
    show(plot, given, layers, space(given, Plane(0), 5, (0.75, 0.25)))
    assert "75.0\u00a0% and 25.0\u00a0% of the variance" in plot.said.text()
    assert len(plot.canvas._groups) > 1


def test_a_point_is_read_under_the_cursor_and_followed_by_a_click(plot, qtbot):
    given = show(plot)
    found = space(given)
    show(plot, given, hidden=found)
    box = plot.canvas.item.getViewBox()
    qtbot.waitUntil(lambda: box.sceneBoundingRect().width() > 200)
    at = plot.canvas.plot.mapFromScene(box.mapViewToScene(QPointF(*found.places[3])))
    plot.canvas._moved(box.mapViewToScene(QPointF(*found.places[3])))
    assert plot.said.text().startswith("sample ") and "A click follows it" in plot.said.text()
    with qtbot.waitSignal(plot.follow_requested) as asked:
        QTest.mouseClick(plot.canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked.args == [int(found.samples[3])]
    plot.canvas._moved(QPointF(-99.0, -99.0))
    assert not plot.said.text().startswith("sample ")


def test_the_followed_sample_is_ringed_and_keys_go_on_from_it(plot, qtbot):
    given = show(plot)
    found = space(given)
    sample = int(found.samples[4])
    probe = Probe(np.zeros(2), np.zeros(2), (), (found.places[4], np.zeros(1)), np.zeros(1), sample)
    show(plot, given, hidden=found, probe=probe)
    x, y = plot.canvas.ring.getData()
    assert (x[0], y[0]) == tuple(found.places[4])
    for key, number in ((Qt.Key.Key_Right, 5), (Qt.Key.Key_Left, 3)):
        with qtbot.waitSignal(plot.follow_requested) as asked:
            QTest.keyClick(plot.canvas.plot, key)
        assert asked.args == [int(found.samples[number])]
    own = replace(probe, sample=None, outputs=(np.array([0.1, 0.2]), np.zeros(1)))
    show(plot, given, hidden=found, probe=own)
    x, y = plot.canvas.ring.getData()
    assert (x[0], y[0]) == (0.1, 0.2)


def test_axes_stay_while_what_is_shown_fits(plot):
    given = show(plot)
    found = space(given)
    show(plot, given, hidden=found)
    before = plot.canvas.item.getViewBox().viewRange()
    show(plot, given, hidden=replace(found, places=found.places * 0.9))
    assert plot.canvas.item.getViewBox().viewRange() == before
    show(plot, given, hidden=replace(found, places=found.places * 4.0))
    assert plot.canvas.item.getViewBox().viewRange() != before


def test_both_themes_and_nothing_to_show(plot):
    given = show(plot)
    show(plot, given, hidden=space(given))
    for theme in (DARK, LIGHT):
        plot.set_theme(theme)
        assert plot.canvas._groups
    plot.clear()
    assert plot.said.text() == "" and not plot.canvas._groups


def test_of_several_targets_one_colours_the_points(plot):
    given = facts(Task.REGRESSION)
    targets = np.stack([given.points.targets[:, 0], -given.points.targets[:, 0]], axis=1)
    two = replace(given, target_names=("up", "down"), points=replace(given.points, targets=targets))
    show(plot, two, network(2, 3, 2))
    found = space(two, Plane(0), 3)
    show(plot, two, network(2, 3, 2), found)
    before = [item.opts["brush"].color().name() for item, _ in plot.canvas._groups]
    plot.target.setCurrentIndex(1)
    plot.target.activated.emit(1)
    after = [item.opts["brush"].color().name() for item, _ in plot.canvas._groups]
    assert plot.target.isVisible() and before and after and before != after
    show(plot, given, network(2, 3, 1))
    assert not plot.target.isVisible()
