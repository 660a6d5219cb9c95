"""The surface: colours at places, readings, points, other planes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF

from core.data.samples import Task
from core.pictures.snapshot import Probe, Surface, View
from gui.kit.colours import class_colour
from gui.kit.theme import DARK, LIGHT
from gui.surface.plot import SurfacePlot
from gui.surface.scale import colour_limits
from tests.gui.made import LINE, PLANE, dense, facts, network, slope, snapshot


@pytest.fixture
def plot(qtbot) -> SurfacePlot:
    widget = SurfacePlot()
    qtbot.addWidget(widget)
    widget.resize(360, 440)
    widget.show()
    return widget


def show(plot, given, surface, layers=None):
    plot.show_facts(given)
    plot.show_snapshot(snapshot(layers, surface))


def colour_at(plot, x: float, y: float) -> QColor:
    """Return the colour at a place of the plane."""
    view = plot.canvas.plot
    scene = view.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y))
    where = view.mapFromScene(scene)
    return view.grab().toImage().pixelColor(where)


def close(found: QColor, wanted: str, by: int = 30) -> bool:
    other = QColor(wanted)
    parts = zip(found.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(one - two) <= by for one, two in parts)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_two_classes_part_at_the_threshold(plot, theme) -> None:
    plot.set_theme(theme)
    show(plot, facts(samples=0), Surface(PLANE, slope()))
    assert close(colour_at(plot, -0.97, 0.5), theme.negative)
    assert close(colour_at(plot, 0.97, -0.5), theme.positive)
    assert close(colour_at(plot, 0.0, 0.0), theme.canvas)


def test_rows_go_upwards(plot) -> None:
    outputs = np.swapaxes(slope(), 0, 1)  # from 0 at the bottom to 1 at the top
    show(plot, facts(samples=0), Surface(PLANE, outputs))
    assert close(colour_at(plot, 0.3, 0.97), LIGHT.positive)
    assert close(colour_at(plot, 0.3, -0.97), LIGHT.negative)


def test_discretize_shows_decisions(plot) -> None:
    show(plot, facts(samples=0), Surface(PLANE, slope()))
    plot.discretize.setChecked(True)
    assert close(colour_at(plot, -0.1, 0.0), LIGHT.negative, 6)
    assert close(colour_at(plot, 0.1, 0.0), LIGHT.positive, 6)


def test_tanh_outputs_are_centred_on_zero(plot) -> None:
    layers = (dense(np.ones((2, 1)), [0.0], "tanh"),)
    show(plot, facts(samples=0, threshold=0.0), Surface(PLANE, 2.0 * slope() - 1.0), layers)
    assert close(colour_at(plot, 0.0, 0.5), LIGHT.canvas)
    assert close(colour_at(plot, 0.97, 0.5), LIGHT.positive)
    assert (plot._key._bar.low, plot._key._bar.middle, plot._key._bar.high) == (
        "−1",
        "0 undecided",
        "1",
    )


def test_linear_outputs_have_symmetric_limits(plot) -> None:
    layers = (dense(np.ones((2, 1)), [0.0], "linear"),)
    show(plot, facts(samples=0, threshold=0.0), Surface(PLANE, 4.2 * slope() - 1.0), layers)
    assert (plot._key._bar.low, plot._key._bar.high) == ("−5", "5")


def test_the_key_of_a_sigmoid(plot) -> None:
    show(plot, facts(), Surface(PLANE, slope()))
    bar = plot._key._bar
    assert bar.middle == "0.5 undecided"
    assert [end.text for end in bar.ends] == ["0", "1"]
    assert [end.shape for end in bar.ends] == ["s", "o"]


def test_several_classes_have_their_own_colours(plot) -> None:
    outputs = np.zeros((100, 100, 3))
    outputs[:, :33, 0], outputs[:, 33:66, 1], outputs[:, 66:, 2] = 1.0, 1.0, 1.0
    show(plot, facts(Task.CLASSES, classes=3, samples=0), Surface(PLANE, outputs))
    for x, number in ((-0.7, 0), (0.0, 1), (0.7, 2)):
        assert close(colour_at(plot, x, 0.2), class_colour(number), 12)
    assert [e.text for e in plot._key._entries] == ["kind 0", "kind 1", "kind 2"]
    assert len({e.shape for e in plot._key._entries}) == 3


def test_regression_has_symmetric_limits_with_numbers(plot) -> None:
    show(plot, facts(Task.REGRESSION), Surface(PLANE, 4.0 * slope() - 2.0))
    bar = plot._key._bar
    assert (bar.low, bar.middle, bar.high) == ("−2", "0", "2")
    assert not plot.discretize.isVisible()
    brushes = plot.canvas.marks.training.data["brush"]
    shades = {brush.color().name() for brush in brushes}
    assert len(shades) > 10  # filled with their targets


@pytest.mark.parametrize("task", list(Task))
def test_one_input_is_a_curve(plot, task) -> None:
    outputs = 3 if task is Task.CLASSES else 1
    given = facts(task, raw=1, classes=3)
    show(plot, given, Surface(LINE, slope(outputs, 1, 200)), network(1, 2, outputs))
    assert len(plot.canvas.picture.curves) == outputs
    x, y = plot.canvas.picture.curves[0].getData()
    assert len(x) == 200 and y[0] == 0.0 and y[-1] == 1.0
    assert x[0] == pytest.approx(-0.995) and x[-1] == pytest.approx(0.995)  # centres of cells
    assert not plot.canvas.picture.image.isVisible()
    assert plot.read_at(-0.5, 0.0).startswith("x₁ −0.50 → ")


@pytest.mark.parametrize("raw", [2, 3, 4, 5])
@pytest.mark.parametrize("task", list(Task))
def test_all_tasks_and_numbers_of_inputs(plot, raw, task) -> None:
    outputs = 4 if task is Task.CLASSES else 1
    given = facts(task, raw=raw, classes=4)
    show(plot, given, Surface(PLANE, slope(outputs)), network(raw, 3, outputs))
    plot.grab()
    assert plot.x_axis.isVisible() == plot.y_axis.isVisible() == (raw > 2)
    assert ("mean" in plot.reading()) == (raw > 2)
    assert len(plot.canvas.marks.training.data) == int(np.count_nonzero(~given.points.test))


def test_the_plane_of_two_inputs_is_square(plot) -> None:
    show(plot, facts(), Surface(PLANE, slope()))
    plot.grab()
    box = plot.canvas.plot.getPlotItem().getViewBox().geometry()
    assert abs(box.width() - box.height()) <= 2.0
    assert box.width() > 200


def test_long_numbers_do_not_lie_on_the_title_of_their_axis(plot) -> None:
    high = replace(PLANE, y_range=(2e4, 2.2e5))
    show(plot, facts(), Surface(PLANE, np.zeros((8, 8, 1))))
    narrow = plot.canvas.item.getAxis("left").width()
    show(plot, facts(), Surface(high, np.zeros((8, 8, 1))))
    axis = plot.canvas.item.getAxis("left")
    title = axis.label.mapRectToParent(axis.label.boundingRect())
    longest = QFontMetricsF(axis.label.font()).horizontalAdvance("1.5·10⁵")
    assert axis.width() > narrow
    assert title.right() - 4.0 <= axis.width() - 6.0 - longest  # 4: the margin of a text
    show(plot, facts(), Surface(PLANE, np.zeros((8, 8, 1))))
    assert axis.width() == narrow


def test_reading_under_the_cursor(plot, qtbot) -> None:
    show(plot, facts(samples=0), Surface(PLANE, slope()))
    scene = plot.canvas.plot.getPlotItem().getViewBox().mapViewToScene(QPointF(0.51, -0.41))
    plot.canvas.plot.scene().sigMouseMoved.emit(scene)
    assert plot.reading().startswith("x₁ 0.51") and "x₂ −0.41" in plot.reading()
    assert plot.reading().endswith("→ 0.758")  # column 75 of 0…99: 75/99
    plot.canvas.plot.scene().sigMouseMoved.emit(QPointF(-50.0, -50.0))
    assert "→" not in plot.reading()


def test_reading_names_the_class(plot) -> None:
    outputs = np.zeros((10, 10, 3))
    outputs[..., 2] = 0.75
    show(plot, facts(Task.CLASSES, classes=3), Surface(PLANE, outputs))
    assert plot.read_at(0.0, 0.0) == "x₁ 0, x₂ 0 → kind 2 0.750"
    assert plot.read_at(7.0, 0.0) == ""


def test_wrong_points_are_ringed_and_counted(plot) -> None:
    given = facts()
    show(plot, given, Surface(PLANE, slope()))
    assert plot.reading() == "All 30 training points right"
    assert len(plot.canvas.marks.rings.data) == 0
    plot.show_snapshot(snapshot(surface=Surface(PLANE, 1.0 - slope())))
    assert plot.reading() == "30 of 30 training points wrong (ringed)"
    assert len(plot.canvas.marks.rings.data) == 30
    plot.test_points.setChecked(True)
    assert len(plot.canvas.marks.rings.data) == 40


def test_test_points_are_shown_when_asked_for_and_hollow(plot) -> None:
    show(plot, facts(), Surface(PLANE, slope()))
    assert not plot.canvas.marks.test.isVisible()
    plot.test_points.setChecked(True)
    assert plot.canvas.marks.test.isVisible() and len(plot.canvas.marks.test.data) == 10
    assert plot.canvas.marks.test.opts["brush"].style().name == "NoBrush"


def test_classes_have_shapes(plot) -> None:
    given = facts()
    show(plot, given, Surface(PLANE, slope()))
    first = given.points.targets[~given.points.test][:, 0]
    shapes = plot.canvas.marks.training.data["symbol"]
    assert set(shapes[first == 1.0]) == {"o"} and set(shapes[first == 0.0]) == {"s"}


def test_another_plane_is_asked_for(plot, qtbot) -> None:
    show(plot, facts(raw=4), Surface(PLANE, slope()), network(4, 3, 1))
    with qtbot.waitSignal(plot.view_requested) as caught:
        plot.x_axis.setCurrentIndex(3)
        plot.x_axis.activated.emit(3)
    assert caught.args == [View(3, 1, (-1.0, 1.0), (-1.0, 1.0))]
    plot.show_snapshot(snapshot(network(4, 3, 1), Surface(caught.args[0], slope())))
    assert plot.canvas.plot.getPlotItem().getAxis("bottom").labelText == "x₄"
    with qtbot.waitSignal(plot.view_requested) as caught:  # both the same: they change places
        plot.y_axis.setCurrentIndex(3)
        plot.y_axis.activated.emit(3)
    assert (caught.args[0].x_axis, caught.args[0].y_axis) == (1, 3)


def test_numbers_that_are_none_do_not_stop_the_painting(plot) -> None:
    outputs = slope()
    outputs[:50] = np.nan
    outputs[60] = np.inf
    show(plot, facts(samples=0), Surface(PLANE, outputs))
    assert close(colour_at(plot, 0.5, -0.5), LIGHT.canvas)
    assert close(colour_at(plot, 0.97, 0.9), LIGHT.positive)
    assert plot.read_at(0.0, -0.5).endswith("→ NaN")
    for task in (Task.CLASSES, Task.REGRESSION):
        show(plot, facts(task, classes=3), Surface(PLANE, np.full((9, 9, 3), np.nan)))
        plot.grab()
    show(plot, facts(Task.REGRESSION, raw=1), Surface(LINE, np.full((1, 9, 1), np.nan)))
    plot.grab()


@pytest.mark.parametrize("size", [(0, 0), (1, 300), (80, 80)])
def test_any_size_paints(plot, size) -> None:
    plot.setMinimumSize(0, 0)
    show(plot, facts(), Surface(PLANE, slope()))
    plot.resize(*size)
    assert not plot.grab().isNull() or 0 in size


def test_surface_is_wanted_only_where_it_is_seen(plot) -> None:
    assert plot.wants_surface()
    plot.hide()
    assert not plot.wants_surface()


def test_snapshots_without_a_surface_leave_the_last_one(plot) -> None:
    show(plot, facts(samples=0), Surface(PLANE, slope()))
    plot.show_snapshot(snapshot())
    assert close(colour_at(plot, 0.97, -0.5), LIGHT.positive)


def test_clear_and_begin_again(plot) -> None:
    show(plot, facts(), Surface(PLANE, slope()))
    plot.clear()
    assert plot.reading() == "No data yet." and not plot.canvas.plot.isVisible()
    show(plot, facts(Task.REGRESSION, raw=1), Surface(LINE, slope(1, 1, 200)))
    plot.grab()
    assert plot.canvas.plot.isVisible()


@pytest.mark.parametrize("width", [360, 270])
def test_the_title_is_never_cut(plot, width) -> None:
    show(plot, facts(), Surface(PLANE, slope()))
    plot.resize(width, 440)
    plot.grab()
    assert plot._title.width() >= plot._title.sizeHint().width()
    for box in (plot.test_points, plot.discretize):
        assert box.width() >= box.sizeHint().width()


def test_controls_can_be_reached_and_say_what_they_are(plot) -> None:
    show(plot, facts(raw=3), Surface(PLANE, slope()))
    for control in (plot.test_points, plot.discretize, plot.x_axis, plot.y_axis):
        assert control.toolTip() and control.accessibleName()
        assert control.focusPolicy().value & 1  # the tab key


def test_targets_far_from_zero_are_centred_on_their_middle() -> None:
    given = facts(Task.REGRESSION)
    targets = np.linspace(180.0, 220.0, len(given.points.targets))[:, None]
    points = replace(given.points, targets=targets)
    assert colour_limits(replace(given, points=points), 0, "linear", None, 1.0) == (200.0, 20.0)
    assert colour_limits(given, 0, "linear", None, 1.0) == (0.0, 2.0)


def test_limits_stay_while_they_serve() -> None:
    given = facts(threshold=0.0)
    assert colour_limits(given, 0, "linear", np.array([4.0]), 1.0) == (0.0, 5.0)
    assert colour_limits(given, 0, "linear", np.array([2.0]), 5.0) == (0.0, 5.0)
    assert colour_limits(given, 0, "linear", np.array([0.2]), 5.0) == (0.0, 0.2)


def test_what_is_followed_is_drawn_where_the_inputs_are_a_picture(qtbot) -> None:
    plot = SurfacePlot()
    qtbot.addWidget(plot)
    plot.show()
    given = facts(Task.CLASSES, raw=16, classes=3)
    plot.show_facts(given)
    assert not plot.sample.isVisible()
    names = tuple(f"pixel_{r}_{c}" for r in range(4) for c in range(4))
    plot.show_facts(replace(given, raw_names=names))
    assert plot.sample.isVisible() and plot.sample.shares() is None
    raw = given.points.inputs[3]
    probe = Probe(raw, raw, (), (), np.array([0.2, 0.5, 0.3]), 3, given.points.targets[3])
    plot.show_snapshot(replace(snapshot(), probe=probe))
    np.testing.assert_allclose(plot.sample.shares(), (raw.reshape(4, 4) + 1.0) / 2.0)
    assert plot.sample.accessibleDescription().startswith("sample 4")


def side_of_plane(plot) -> float:
    plane = plot.canvas._plane()
    return min(plane.width(), plane.height())


def test_with_little_height_the_words_give_way_and_the_plane_stays_usable(plot, qtbot) -> None:
    show(plot, facts(), Surface(PLANE, slope()))
    whole = plot.controls.title.geometry()
    for height in (440, 420, 400, 380, 360, 340, plot.minimumSizeHint().height()):
        height = max(height, plot.minimumSizeHint().height())
        plot.resize(360, height)
        qtbot.waitUntil(lambda: side_of_plane(plot) >= 175)
    assert plot._key.isVisible() and plot._key.height() == plot._key.height_needed(short=True)
    plot.resize(360, 440)
    qtbot.waitUntil(lambda: plot._key.height() == plot._key.height_needed(short=False))
    assert plot.controls.title.geometry() == whole


def test_an_open_fold_leaves_a_smaller_plane_and_takes_the_key_if_it_has_to(plot, qtbot) -> None:
    show(plot, facts(), Surface(PLANE, slope()))
    plot.probe_fold.setChecked(True)

    def is_usable() -> bool:
        plot.resize(360, plot.minimumSizeHint().height())  # which grows with the open body
        return side_of_plane(plot) >= 92

    qtbot.waitUntil(is_usable)
    assert not plot._key.isVisible() and plot.probe.isVisible()
    plot.probe_fold.setChecked(False)
    plot.resize(360, 440)
    qtbot.waitUntil(plot._key.isVisible)


def test_lists_share_a_row_with_little_height(plot, qtbot) -> None:
    given = facts(Task.CLASSES, 4)
    show(plot, given, None)
    assert plot.output.parentWidget() is not plot.controls.axes
    plot.resize(360, plot.minimumSizeHint().height())
    assert plot.output.parentWidget() is plot.controls.axes
    assert plot.x_axis.isVisible() and plot.output.isVisible()
    plot.resize(360, 600)
    assert plot.output.parentWidget() is plot.controls and plot.output.isVisible()
    show(plot, facts(Task.CLASSES, 2), None)  # without lists of inputs
    assert plot.output.isVisible() and not plot.controls.axes.isVisible()
    plot.resize(360, plot.minimumSizeHint().height())
    assert plot.output.isVisible() and not plot.x_axis.isVisible()


def test_pointing_at_a_neuron_of_several_classes_changes_no_height(plot, qtbot) -> None:
    given = facts(Task.CLASSES, 2, 3)
    outputs = np.full((*slope().shape[:2], 3), 1.0 / 3.0)
    show(plot, given, Surface(PLANE, outputs), network(2, 3, 3, last="softmax"))
    before = plot.canvas.geometry()
    plot.show_map((0, 0))
    qtbot.waitUntil(lambda: plot.canvas.geometry() == before)
    assert plot._key.sizeHint().height() == plot._key.height_needed(short=False)
