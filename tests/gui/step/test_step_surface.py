"""The small surface of the Step view: where it may go, what it marks, what it says."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QSizeF, Qt
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.data.samples import Task
from core.documents.opening import opening_project
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import Facts, StepPicture, Stop, Surface, Wanted
from gui.kit.theme import DARK, LIGHT
from gui.network.camera import Frame
from gui.network.painting import Palette
from gui.network.scene import Scene
from gui.step.surface import FAINT, StepSurface
from gui.step.surface_room import WIDTHS, free_corner
from gui.step.surface_words import title
from tests.gui.made import LINE, PLANE, facts, network, slope, snapshot
from tests.gui.real import RealWindow

PLACE = QRect(10, 10, 240, 248)


@pytest.fixture
def small(qtbot) -> StepSurface:
    widget = StepSurface()
    qtbot.addWidget(widget)
    widget.show_place(PLACE)
    return widget


def at_batch(moment, *indexes: int, done: bool = True):
    """Return a snapshot at the batch stop, with these samples in the batch."""
    values = {"indexes": np.array(indexes), "x": np.zeros((len(indexes), 2))}
    record = PhaseRecord("batch", 1, 1, None, values)
    records = ((record,),) if done else ()
    step = StepPicture(1, 1, (Stop("batch"),), records, opening_project(), 1, 1)
    object.__setattr__(moment, "step", step)
    return moment


def show(small: StepSurface, given: Facts, *indexes: int, view=PLANE, done: bool = True) -> None:
    small.show_facts(given)
    rows = 100 if view.y_axis is not None else 1
    outputs = slope(given.points.targets.shape[1], rows)
    moment = snapshot(surface=Surface(view, outputs))
    small.show_snapshot(at_batch(moment, *indexes, done=done) if indexes else moment)


def place_of(small: StepSurface, given: Facts, point: int) -> QPointF:
    """Return where a point is in the scene of the canvas."""
    x, y = given.points.inputs[point, :2]
    return small.canvas.item.getViewBox().mapViewToScene(QPointF(x, y))


def training(given: Facts) -> list[int]:
    return np.flatnonzero(~given.points.test).tolist()


# ---------------------------------------------------------------------- when it is seen


def test_it_is_seen_only_with_a_place_and_a_surface(qtbot) -> None:
    small = StepSurface()
    qtbot.addWidget(small)
    told: list[Wanted] = []
    small.wanted_changed.connect(lambda: told.append(small.wants()))
    given = facts()
    show(small, given)
    assert not small.isVisible() and small.wants() == Wanted.NOTHING
    small.show_place(PLACE)
    assert small.isVisible() and small.geometry() == PLACE
    small.show_snapshot(snapshot())  # no surface in it
    assert not small.isVisible() and small.wants() == Wanted.SURFACE  # or none would ever come
    show(small, given)
    assert small.isVisible()
    small.show_place(PLACE.translated(5, 5))
    small.show_place(None)
    assert not small.isVisible()
    assert told == [Wanted.SURFACE, Wanted.NOTHING]


def test_other_data_wait_for_their_surface(small) -> None:
    show(small, facts(), 1, 2)
    small.show_followed(1)
    small.show_facts(facts(samples=4, run=2))
    assert not small.isVisible()
    show(small, facts(samples=4, run=2))
    assert small.isVisible() and not small.canvas.followed.ring.isVisible()


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("view", [PLANE, LINE])
def test_every_task_and_plane_is_drawn(small, task, view) -> None:
    given = facts(task, raw=2 if view is PLANE else 1, classes=3 if task is Task.CLASSES else 2)
    show(small, given, 0, 1, view=view)
    small.show_followed(1)
    assert small.isVisible() and small.canvas.followed.ring.isVisible()
    assert not small.grab().isNull()


def test_three_inputs_keep_the_plane_of_the_train_view(small) -> None:
    given = facts(raw=3)
    small.show_facts(given)
    other = type(PLANE)(2, 0, (-1.0, 1.0), (-1.0, 1.0))
    small.show_snapshot(snapshot(surface=Surface(other, slope())))
    point = training(given)[0]
    small.show_followed(point)
    x, y = small.canvas.followed.ring.getData()
    assert (x[0], y[0]) == (given.points.inputs[point, 2], given.points.inputs[point, 0])


# ---------------------------------------------------------------------- the samples


def test_the_batch_is_bright_and_the_others_are_faint(small) -> None:
    given = facts(samples=40)
    object.__setattr__(given.points, "test", np.arange(40) >= 30)  # as in facts: test part last
    object.__setattr__(given, "train_samples", 30)
    object.__setattr__(given, "test_samples", 10)
    show(small, given, 7, 2, 29)
    x, y = small.bright.getData()
    wanted = {tuple(given.points.inputs[k]) for k in (7, 2, 29)}
    assert {(a, b) for a, b in zip(x, y, strict=True)} == wanted
    assert small.canvas.marks.training.opacity() == pytest.approx(FAINT)

    # another batch under the same points
    surface = Surface(PLANE, slope())
    small.show_snapshot(at_batch(snapshot(surface=surface), 3))
    assert len(small.bright.getData()[0]) == 1

    # before the batch is taken, and with the whole table in it, all are the same
    small.show_snapshot(at_batch(snapshot(surface=surface), 3, done=False))
    assert small.canvas.marks.training.opacity() == 1.0 and not len(small.bright.getData()[0])
    small.show_snapshot(at_batch(snapshot(surface=surface), *range(30)))
    assert small.canvas.marks.training.opacity() == 1.0 and not len(small.bright.getData()[0])


def test_bright_points_take_the_colours_of_a_new_theme(small) -> None:
    given = facts(samples=8)
    point = training(given)[0]
    show(small, given, point)
    small.set_theme(DARK)
    assert small.bright.opts["pen"].color() == QColor(DARK.canvas)
    small.set_theme(LIGHT)
    assert small.bright.opts["pen"].color() == QColor(LIGHT.canvas)


def test_rings_stand_on_the_followed_and_the_hovered_sample(small) -> None:
    given = facts()
    one, other = training(given)[:2]
    show(small, given)
    small.show_followed(one)
    small.show_hovered(other)
    for mark, point in ((small.canvas.followed, one), (small.hovered, other)):
        x, y = mark.ring.getData()
        assert (x[0], y[0]) == tuple(given.points.inputs[point])
        assert mark.ring.isVisible()
    widths = [m.ring.opts["pen"].widthF() for m in (small.hovered, small.canvas.followed)]
    assert widths[0] < widths[1]
    assert f"sample {other + 1} (" in small.words()
    small.show_hovered(one)  # it has its ring already
    assert not small.hovered.ring.isVisible()
    small.show_hovered(None)
    small.show_followed(None)
    assert not small.canvas.followed.ring.isVisible()
    assert small.words() == "What the network says"


def test_pointing_at_a_sample_says_which_and_a_click_follows_it(small, qtbot) -> None:
    given = facts(samples=12)
    show(small, given)
    point = training(given)[3]
    hovered: list[object] = []
    small.sample_hovered.connect(hovered.append)
    x, y = given.points.inputs[point]
    small.canvas.pointed.emit((x, y))
    small.canvas.pointed.emit((x, y))
    assert hovered == [point]
    assert small.words().startswith(f"sample {point + 1} (")
    assert small.words().endswith(f"→ {int(given.points.targets[point, 0])}")
    small.canvas.pointed.emit(None)
    assert hovered == [point, None]

    class Click:
        def scenePos(self):
            return place_of(small, given, point)

        def button(self):
            return Qt.MouseButton.LeftButton

    with qtbot.waitSignal(small.sample_clicked) as clicked:
        small.canvas._clicked(Click())
    assert clicked.args == [point]


def test_the_followed_sample_is_said(small) -> None:
    given = facts()
    point = training(given)[0]
    show(small, given)
    small.show_followed(point)
    assert f"sample {point + 1} (" in small.accessibleDescription()


def test_long_names_are_shortened(small) -> None:
    given = facts()
    object.__setattr__(given, "raw_names", ("a name that is far too long for it", "width"))
    show(small, given)
    item = small.canvas.item
    label = item.getAxis("bottom").label
    assert "…" in label.toPlainText()
    assert item.getAxis("left").label.toPlainText().strip() == "width"
    assert label.boundingRect().width() <= item.getViewBox().width() + 8.0


# ---------------------------------------------------------------------- where it stands


def laid_out(*units: int, size: tuple[float, float] = (980.0, 700.0)) -> Scene:
    scene = Scene()
    scene.facts = facts(raw=units[0])
    scene.show(snapshot(network(*units)))
    scene.lay_out(Frame(QSizeF(*size)), Palette(LIGHT, QApplication.font()))
    return scene


@pytest.mark.parametrize("size", [(992.0, 726.0), (616.0, 593.0), (828.0, 620.0)])
def test_xor_leaves_the_lower_right_corner(qapp, size) -> None:
    place = free_corner(laid_out(2, 2, 1, size=size), QSizeF(*size))
    assert place is not None
    assert place.right() == pytest.approx(size[0] - 12.0)
    assert place.bottom() <= size[1] - 16.0 and place.top() > size[1] / 2.0
    assert place.width() in WIDTHS


@pytest.mark.parametrize("units", [(2, 24, 24, 1), (64, 64, 10), (2, 8, 8, 8, 8, 8), (3, 2, 2)])
@pytest.mark.parametrize("size", [(620.0, 560.0), (992.0, 726.0), (420.0, 360.0)])
def test_it_covers_no_neuron_and_no_edge(qapp, units, size) -> None:
    scene = laid_out(*units, size=size)
    place = free_corner(scene, QSizeF(*size))
    if place is None:
        return
    x, y = scene.edges.points[..., 0], scene.edges.points[..., 1]
    inside = (x > place.left()) & (x < place.right()) & (y > place.top()) & (y < place.bottom())
    assert not inside.any()
    for column in scene.layout.columns:
        rects = [column.rect(unit) for unit in range(len(column.ys))]
        assert not any(place.intersects(rect) for rect in (*rects, column.caption_rect))
    assert QRect(0, 0, int(size[0]), int(size[1])).contains(place.toRect())


def test_a_network_that_fills_everything_leaves_no_place(qapp) -> None:
    for units in ((2, 8, 8, 8), (2, 24, 24, 24)):
        size = (560.0, 480.0)
        assert free_corner(laid_out(*units, size=size), QSizeF(*size)) is None
    assert free_corner(Scene(), QSizeF(900.0, 700.0)) is None


# ---------------------------------------------------------------------- in the window


@pytest.mark.thorough
def test_the_step_view_shows_it_beside_the_network(qtbot, settings) -> None:
    """XOR's Batch stop: sample 3, (1, 0), is ringed; its neighbour follows from a click."""
    real = RealWindow(qtbot, settings)
    window, small = real.window, real.window.stepping.late.surface.part()
    window.resize(1440, 900)
    assert not small.isVisible()
    window.actions_table["unit_phase"].setChecked(True)
    QTest.keyClick(window, Qt.Key.Key_Right)
    real.wait(small.isVisible)
    real.wait(lambda: small.canvas.followed.ring.isVisible())
    x, y = small.canvas.followed.ring.getData()
    assert (x[0], y[0]) == (1.0, 0.0)
    assert small.parentWidget() is window.diagram
    place = free_corner(window.diagram.scene, QSizeF(window.diagram.size()))
    assert place is not None and place.toRect() == small.geometry()
    assert Wanted.SURFACE in window.subscriptions.wanted()

    small.canvas.sample_clicked.emit(3)
    real.wait(lambda: small.canvas.followed.ring.getData()[1][0] == 1.0)
    assert window.steps.following.sample == 3

    window.stepping.late.contributions.part().sample_hovered.emit(0)
    assert small.hovered.ring.isVisible()
    window.actions_table["train_view"].setChecked(True)
    real.wait(lambda: not small.isVisible())
    real.close()


@pytest.mark.thorough
def test_the_network_forgets_the_cursor_that_comes_in(qtbot, settings) -> None:
    real = RealWindow(qtbot, settings)
    window, small = real.window, real.window.stepping.late.surface.part()
    window.resize(1440, 900)
    window.actions_table["step_view"].setChecked(True)
    real.wait(small.isVisible)
    pointed: list[object] = []
    window.diagram.pointed.connect(pointed.append)
    column = window.diagram.scene.layout.columns[1]
    QTest.mouseMove(window.diagram, column.rect(0).center().toPoint())
    real.wait(lambda: bool(pointed) and pointed[-1] is not None)
    centre = QPointF(small.rect().center())
    glob = QPointF(small.mapToGlobal(centre.toPoint()))
    QApplication.sendEvent(small, QEnterEvent(centre, centre, glob))
    assert pointed[-1] is None
    real.close()


def test_the_first_of_several_outputs_has_its_symbol():
    """It was called y₁, which is its target."""
    several = replace(facts(), task=Task.REGRESSION, target_names=("y1", "y2"))
    assert title(several) == "What the network says: ŷ₁"
    assert title(replace(several, target_names=("height", "mass"))).endswith(": ŷ₁ height")
