"""Looking into the network through the surface: clicks, the probe, inputs off the axes, maps."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from core.data.samples import Task
from core.pictures.snapshot import Probe, Surface, View, Wanted
from gui.kit.theme import DARK, LIGHT
from gui.surface.plot import SurfacePlot
from tests.gui.made import LINE, PLANE, facts, network, slope, snapshot

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def plot(qtbot) -> SurfacePlot:
    widget = SurfacePlot()
    qtbot.addWidget(widget)
    widget.resize(360, 460)
    widget.show()
    return widget


def show(plot, given, surface, layers=None, probe=None):
    plot.show_facts(given)
    plot.show_snapshot(replace(snapshot(layers, surface), probe=probe))
    QApplication.processEvents()


def at(plot, x: float, y: float) -> QPoint:
    view = plot.canvas.plot
    return view.mapFromScene(view.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y)))


def click(qtbot, plot, x: float, y: float, button=Qt.MouseButton.LeftButton) -> None:
    viewport = plot.canvas.plot.viewport()
    place = at(plot, x, y)
    qtbot.mouseMove(viewport, place)
    qtbot.mouseClick(viewport, button, pos=place)


def heard(signal) -> list:
    found: list = []
    signal.connect(lambda *values: found.append(values[0] if len(values) == 1 else values))
    return found


def made_probe(raw, answer, sample=None, target=None) -> Probe:
    raw = np.array(raw, dtype=np.float64)
    target = None if target is None else np.array(target)
    return Probe(raw, raw, (), (), np.array(answer, dtype=np.float64), sample, target)


def few(task=Task.TWO_CLASSES, raw=2, **kinds):
    """Facts with four points, the first for testing: (−0.5, −0.5), (0.5, −0.5), …"""
    given = facts(task, raw=raw, samples=4, **kinds)
    inputs = given.points.inputs.copy()
    inputs[:, :2] = [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]]
    return replace(given, points=replace(given.points, inputs=inputs))


def type_into(qtbot, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_click_on_a_point_follows_it(plot, qtbot) -> None:
    show(plot, few(), Surface(PLANE, slope()))
    followed, probed = heard(plot.follow_requested), heard(plot.probe_requested)
    click(qtbot, plot, 0.5, 0.5)
    click(qtbot, plot, 0.5, -0.48)  # within 8 pixels
    assert followed == [3, 1] and not probed
    click(qtbot, plot, 0.5, 0.5, Qt.MouseButton.RightButton)
    assert len(followed) == 2


def test_a_click_elsewhere_probes(plot, qtbot) -> None:
    show(plot, few(), Surface(PLANE, slope()))
    followed, probed = heard(plot.follow_requested), heard(plot.probe_requested)
    click(qtbot, plot, 0.1, -0.2)
    assert not followed and len(probed) == 1
    assert probed[0].shape == (2,) and np.allclose(probed[0], [0.1, -0.2], atol=0.01)


def test_hidden_test_points_are_not_hit(plot, qtbot) -> None:
    show(plot, few(), Surface(PLANE, slope()))
    followed, probed = heard(plot.follow_requested), heard(plot.probe_requested)
    click(qtbot, plot, -0.5, -0.5)
    assert not followed and len(probed) == 1
    plot.test_points.setChecked(True)
    click(qtbot, plot, -0.5, -0.5)
    assert followed == [0]


def test_points_on_one_another_come_in_turn(plot, qtbot) -> None:
    given = few()
    inputs = np.array(given.points.inputs)
    inputs[1:] = 0.25
    given = replace(given, points=replace(given.points, inputs=inputs))
    followed = heard(plot.follow_requested)
    for before in (None, 1, 2, 3):
        probe = None if before is None else made_probe([0.25, 0.25], [0.5], before, [1.0])
        show(plot, given, Surface(PLANE, slope()), probe=probe)
        click(qtbot, plot, 0.25, 0.25)
    assert followed == [1, 2, 3, 1]


def test_a_click_keeps_the_inputs_off_the_axes(plot, qtbot) -> None:
    given = few(raw=4)
    view = replace(PLANE, held=(0.0, 0.0, 0.7, -0.3))
    show(plot, given, Surface(view, slope()), network(4, 3, 1))
    probed = heard(plot.probe_requested)
    click(qtbot, plot, 0.0, 0.0)
    assert np.allclose(probed[0], [0.0, 0.0, 0.7, -0.3], atol=0.02)
    show(plot, given, Surface(PLANE, slope()), network(4, 3, 1))
    click(qtbot, plot, 0.0, 0.0)
    assert np.allclose(probed[1][2:], given.raw_means[2:])


def test_a_click_beside_a_curve_gives_its_input(plot, qtbot) -> None:
    show(plot, facts(Task.REGRESSION, raw=1, samples=0), Surface(LINE, slope(1, 1, 200)))
    probed = heard(plot.probe_requested)
    click(qtbot, plot, 0.3, 0.0)
    assert probed[0].shape == (1,) and abs(probed[0][0] - 0.3) < 0.02


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_followed_sample_is_ringed_and_read_out(plot, theme) -> None:
    plot.set_theme(theme)
    probe = made_probe([0.5, -0.5], [0.549], 1, [1.0])
    show(plot, few(), Surface(PLANE, slope()), probe=probe)
    assert plot.reading() == "sample 2 → 1 (ŷ 0.549), target 1 · x₁ 0.50, x₂ −0.50"
    image = plot.canvas.plot.grab().toImage()
    middle, now = at(plot, 0.5, -0.5), QColor(theme.now)
    ring = [image.pixelColor(middle.x() + dx, middle.y()) for dx in (8, 9, 10, 11)]
    assert any(
        abs(c.red() - now.red()) + abs(c.green() - now.green()) + abs(c.blue() - now.blue()) < 60
        for c in ring
    )
    assert not plot.canvas.followed.dot.isVisible()
    plot.show_snapshot(snapshot(surface=Surface(PLANE, slope())))
    assert not plot.canvas.followed.ring.isVisible()


def test_an_input_of_ones_own_is_marked_with_a_dot(plot) -> None:
    show(plot, few(), Surface(PLANE, slope()), probe=made_probe([0.2, 0.3], [0.25]))
    assert plot.canvas.followed.dot.isVisible()
    assert plot.reading() == "x₁ 0.20, x₂ 0.30 → 0 (ŷ 0.250)"
    given = facts(Task.CLASSES, classes=3)
    outputs = np.zeros((9, 9, 3))
    probe = made_probe([0.2, 0.3], [0.1, 0.8, 0.1], 0, [0.0, 1.0, 0.0])
    show(plot, given, Surface(PLANE, outputs), probe=probe)
    assert plot.reading().startswith("sample 1 → kind 1 0.800, target kind 1")
    show(plot, facts(Task.REGRESSION), Surface(PLANE, slope()), probe=made_probe([0, 0], [1.5]))
    assert plot.reading() == "x₁ 0, x₂ 0 → 1.50"
    show(plot, facts(Task.REGRESSION), Surface(PLANE, slope()), probe=made_probe([0, 0], [np.nan]))
    assert plot.reading().endswith("NaN")


def test_the_probe_takes_typed_inputs(plot, qtbot) -> None:
    show(plot, few(), Surface(PLANE, slope()))
    assert not plot.probe.isVisible()
    qtbot.mouseClick(plot.probe_fold, Qt.MouseButton.LeftButton)
    assert plot.probe.isVisible() and len(plot.probe.fields) == 2
    probed = heard(plot.probe_requested)
    type_into(qtbot, plot.probe.fields[0], "0,75")
    type_into(qtbot, plot.probe.fields[1], "-2")
    assert len(probed) == 2 and np.array_equal(probed[1], [0.75, -2.0])
    plot.show_snapshot(
        replace(snapshot(surface=Surface(PLANE, slope())), probe=made_probe([0.75, -2.0], [0.9]))
    )
    assert plot.probe.says() == "→ 1 (ŷ 0.900)"


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "1e999", ""])
def test_what_is_no_number_is_said_at_the_probe(plot, qtbot, text) -> None:
    show(plot, few(), Surface(PLANE, slope()))
    plot.probe_fold.setChecked(True)
    probed = heard(plot.probe_requested)
    field = plot.probe.fields[0]
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not probed and plot.probe.message()
    type_into(qtbot, plot.probe.fields[1], "1")  # the other one is not sent with a wrong one
    assert not probed and plot.probe.message()
    type_into(qtbot, field, "0.5")
    assert not plot.probe.message() and np.array_equal(probed[-1], [0.5, 1.0])


def test_samples_are_walked_with_the_keyboard(plot, qtbot) -> None:
    show(plot, few(), Surface(PLANE, slope()))
    plot.probe_fold.setFocus()
    qtbot.keyClick(plot.probe_fold, Qt.Key.Key_Space)
    followed = heard(plot.follow_requested)
    qtbot.keyClick(plot.probe.after, Qt.Key.Key_Space)
    assert followed == [0]
    probe = made_probe([0.5, 0.5], [0.5], 3, [1.0])
    plot.show_snapshot(replace(snapshot(surface=Surface(PLANE, slope())), probe=probe))
    qtbot.keyClick(plot.probe.after, Qt.Key.Key_Space)
    qtbot.keyClick(plot.probe.before, Qt.Key.Key_Space)
    assert followed == [0, 0, 2]
    assert plot.probe.fields[0].text() == "0.5"


def test_many_inputs_are_a_table(plot, qtbot) -> None:
    given = facts(Task.CLASSES, raw=784, classes=3)
    show(plot, given, Surface(PLANE, np.zeros((9, 9, 3))), network(784, 3, 3))
    plot.probe_fold.setChecked(True)
    table, model = plot.probe.table, plot.probe.model
    assert table is not None and model.rowCount() == 784 and not plot.probe.fields
    probed = heard(plot.probe_requested)
    assert model.setData(model.index(5, 0), "0,5")
    assert probed[0].shape == (784,) and probed[0][5] == 0.5
    assert not model.setData(model.index(5, 0), "nan")
    assert plot.probe.message() and len(probed) == 1


def test_other_inputs_are_held_by_sliders(plot, qtbot) -> None:
    given = few(raw=4)
    show(plot, given, Surface(PLANE, slope()), network(4, 3, 1))
    assert plot.held_fold.isVisible()
    qtbot.mouseClick(plot.held_fold, Qt.MouseButton.LeftButton)
    asked = heard(plot.view_requested)
    plot.held.slider(2).setFocus()
    qtbot.keyClick(plot.held.slider(2), Qt.Key.Key_End)
    assert (asked[0].x_axis, asked[0].y_axis) == (0, 1)
    assert asked[0].held[2] == 1.0 and asked[0].held[3] == given.raw_means[3]
    assert float(plot.held.field(2).text()) == 1.0
    type_into(qtbot, plot.held.field(3), "0,25")
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1].held[2:] == (1.0, 0.25)
    plot.show_snapshot(snapshot(network(4, 3, 1), Surface(asked[1], slope())))
    assert plot.reading() == "Other inputs held as you have set them."
    plot.x_axis.setCurrentIndex(3)  # another plane keeps them
    plot.x_axis.activated.emit(3)
    assert asked[2].x_axis == 3 and asked[2].held[2:] == (1.0, 0.25)
    qtbot.mouseClick(plot.held.reset, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(asked) == 4)
    assert asked[3].held == ()


def test_of_fast_slides_only_the_newest_is_asked_for(plot, qtbot) -> None:
    show(plot, few(raw=3), Surface(PLANE, slope()), network(3, 3, 1))
    plot.held_fold.setChecked(True)
    asked = heard(plot.view_requested)
    for at_ in range(0, 1000, 5):
        plot.held.slider(2).setValue(at_)
    assert len(asked) <= 3  # at once, and what 50 ms let through
    qtbot.waitUntil(lambda: asked[-1].held[2] == pytest.approx(0.99, abs=0.001))
    qtbot.waitUntil(lambda: not plot.held._timer.isActive())


def test_a_held_value_that_is_none_is_said(plot, qtbot) -> None:
    show(plot, few(raw=3), Surface(PLANE, slope()), network(3, 3, 1))
    plot.held_fold.setChecked(True)
    asked = heard(plot.view_requested)
    type_into(qtbot, plot.held.field(2), "much")
    assert plot.held.message() and not asked


def test_of_many_other_inputs_one_is_chosen(plot, qtbot) -> None:
    show(plot, few(raw=40), Surface(PLANE, slope()), network(40, 3, 1))
    plot.held_fold.setChecked(True)
    assert plot.held.which.count() == 38 and len(plot.held._rows) == 1
    plot.held.which.setCurrentIndex(37)
    plot.held.which.activated.emit(37)
    asked = heard(plot.view_requested)
    plot.held.slider(39).setValue(0)
    assert asked[0].held[39] == -1.0


def test_only_one_part_is_unfolded(plot) -> None:
    show(plot, few(raw=3), Surface(PLANE, slope()), network(3, 3, 1))
    plot.probe_fold.setChecked(True)
    plot.held_fold.setChecked(True)
    assert plot.held.isVisible() and not plot.probe.isVisible()
    show(plot, few(), Surface(PLANE, slope()))
    assert not plot.held_fold.isVisible() and not plot.held.isVisible()


def test_one_class_of_several_can_be_shown(plot, qtbot) -> None:
    outputs = np.zeros((100, 100, 3))
    outputs[:, :50, 0], outputs[:, 50:, 1] = 0.6, 0.7
    outputs[:, 50:, 2] = 0.3
    show(plot, facts(Task.CLASSES, classes=3, samples=0), Surface(PLANE, outputs))
    named = [plot.output.itemText(k) for k in range(plot.output.count())]
    assert named == ["all classes", "kind 0", "kind 1", "kind 2"]
    plot.output.setFocus()
    qtbot.keyClick(plot.output, Qt.Key.Key_Down)
    qtbot.keyClick(plot.output, Qt.Key.Key_Down)
    assert plot.output.currentIndex() == 2
    bar = plot._key._bar
    assert (bar.low, bar.middle, bar.high) == ("0", "share of kind 1", "1")
    image = plot.canvas.plot.grab().toImage()
    assert image.pixelColor(at(plot, -0.5, 0.0)) == QColor(LIGHT.canvas)
    assert image.pixelColor(at(plot, 0.5, 0.0)) != QColor(LIGHT.canvas)
    assert plot.read_at(0.5, 0.0).endswith("→ kind 1 0.700")


def test_a_neurons_map_takes_the_surfaces_place(plot) -> None:
    layers = network(2, 2, 1)
    maps = (np.zeros((24, 24, 2)), np.zeros((24, 24, 1)))
    maps[0][:, :12, 1], maps[0][:, 12:, 1] = -1.0, 1.0
    inputs = np.zeros((24, 24, 2))
    surface = Surface(PLANE, slope(), maps, inputs)
    show(plot, few(), surface, layers)
    assert plot.wants() == Wanted.SURFACE
    plot.show_map((0, 1))
    assert plot.wants() == Wanted.SURFACE | Wanted.MAPS
    assert plot._title.text() == "h₂ of hidden layer 1 (tanh)"
    assert (plot._key._bar.low, plot._key._bar.high) == ("−1", "1")
    image = plot.canvas.plot.grab().toImage()
    # sharp: the cells beside the border have their own colours
    assert image.pixelColor(at(plot, -0.04, 0.0)) == QColor(LIGHT.negative)
    assert image.pixelColor(at(plot, 0.04, 0.0)) == QColor(LIGHT.positive)
    assert plot.read_at(0.5, 0.0) == "x₁ 0.50, x₂ 0 → h₂ 1.00"
    plot.show_map((1, 0))
    assert plot._title.text() == "ŷ of the output layer (sigmoid)"
    plot.show_map((-1, 0))
    assert plot._title.text() == "Input x₁"
    plot.show_map((0, 99))
    assert plot._title.text() == "What the network says"
    plot.show_map(None)
    assert plot._title.text() == "What the network says"
    assert "points" in plot.reading()


def test_a_map_along_one_input_is_a_curve(plot) -> None:
    maps = (np.linspace(-1.0, 1.0, 24).reshape(1, 24, 1), np.zeros((1, 24, 1)))
    given = facts(Task.REGRESSION, raw=1)
    show(plot, given, Surface(LINE, slope(1, 1, 200), maps), network(1, 1, 1, last="linear"))
    plot.show_map((0, 0))
    assert len(plot.canvas.picture.curves) == 1
    assert len(plot.canvas.picture.curves[0].getOriginalDataset()[0]) == 24
    assert not plot.canvas.marks.training.isVisible()
    plot.show_map(None)
    assert len(plot.canvas.picture.curves[0].getOriginalDataset()[0]) == 200
    assert plot.canvas.marks.training.isVisible()


def test_hidden_it_draws_nothing_and_catches_up(plot) -> None:
    show(plot, few(), Surface(PLANE, slope()))
    changes = heard(plot.wanted_changed)
    plot.hide()
    assert plot.wants() == Wanted.NOTHING
    plot.show_snapshot(replace(snapshot(), probe=made_probe([0.2, 0.3], [0.25])))
    assert not plot.canvas.followed.ring.isVisible()
    plot.show()
    assert plot.canvas.followed.ring.isVisible() and len(changes) == 2


def test_a_plane_of_other_held_values_keeps_its_axes(plot) -> None:
    show(plot, few(raw=3), Surface(PLANE, slope()), network(3, 3, 1))
    before = plot.canvas._points_shown
    held = View(0, 1, (-1.0, 1.0), (-1.0, 1.0), (0.0, 0.0, 0.5))
    plot.show_snapshot(snapshot(network(3, 3, 1), Surface(held, slope())))
    assert plot.canvas._points_shown == before
