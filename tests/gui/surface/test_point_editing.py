"""Points edited on the surface of the real window: by mouse and keys, undone, and learned from."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.data.hand import Tool
from core.data.samples import SOURCES
from core.data.streams import Stream, stream
from core.fit import with_points
from core.project import Project
from core.run.states import State
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def editing(real: RealWindow):
    return real.window.surface.editing


def on(real: RealWindow) -> None:
    """Press the button under the surface."""
    real.window.surface.edit_fold.click()
    QApplication.processEvents()
    assert editing(real).is_on


def learn(real: RealWindow, source: dict) -> None:
    """Let the window learn from other data."""
    made = SOURCES.read(source, "data.source")
    old: Project = real.document.project
    project = with_points(old, made, made.draw(stream(0, Stream.DATA), None))
    told = len(real.snapshots)
    real.document.edit(project, "other data")
    real.wait(lambda: len(real.snapshots) > told and real.session.state is State.READY)
    real.settle()


def at(real: RealWindow, x: float, y: float) -> QPoint:
    return editing(real).canvas.to_pixels(np.array([x, y])).toPoint()


def stroke(real: RealWindow, *places: tuple[float, float], button=LEFT, held=None) -> None:
    canvas = editing(real).canvas
    held = held or Qt.KeyboardModifier.NoModifier
    points = [at(real, *place) for place in places]
    QTest.mousePress(canvas, button, held, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, button, held, pos=points[-1])


def choose(real: RealWindow, tool: Tool) -> None:
    editing(real).tools.button(tool).click()


def rows(real: RealWindow) -> list[list[float]]:
    """Return the training points that are learned from in the thread: place and class."""
    real.settle()
    part = real.trainer.dataset.train
    return np.column_stack([part.raw_inputs, part.original_targets]).round(1).tolist()


def press(real: RealWindow, key: Qt.Key, held=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(real.window.focusWidget() or real.window, key, held)


def test_a_click_adds_a_point_and_the_weights_stay(shared: RealWindow) -> None:
    shared.train(3)
    before = shared.arrays()
    on(shared)
    choose(shared, Tool.POINT)
    stroke(shared, (0.5, 0.5))
    assert rows(shared) == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0], [0.5, 0.5, 0]]
    for one, other in zip(shared.arrays(), before, strict=True):
        for name, array in one.items():
            np.testing.assert_array_equal(array, other[name])
    assert shared.trainer.update == 0
    assert "weights stay" in shared.window.notice_bar.message.text()
    # the plane does not jump when the points change
    view, setting = shared.snapshots[-1].surface.view, editing(shared).canvas.hand.drawn.setting
    assert setting.ranges == (view.x_range, view.y_range) == ((-0.5, 1.5), (-0.5, 1.5))
    shared.undo()
    assert len(rows(shared)) == 4
    shared.wait(lambda: len(editing(shared).canvas.hand.drawn) == 4)
    shared.redo()
    assert len(rows(shared)) == 5


def test_space_plays_and_the_right_arrow_steps_while_points_are_edited(shared: RealWindow) -> None:
    on(shared)
    choose(shared, Tool.POINT)
    stroke(shared, (0.5, 0.2))
    shared.settle()
    shared.window.actions_table["unit_update"].setChecked(True)
    press(shared, Qt.Key.Key_Right)
    shared.wait(lambda: shared.trainer.update == 1)
    press(shared, Qt.Key.Key_Space)
    shared.wait(lambda: shared.session.state is State.RUNNING)
    # it goes on from the same weights when a point is added on the way
    stroke(shared, (0.2, 0.5))
    shared.wait(lambda: len(shared.trainer.dataset.train) == 6 and shared.trainer.update > 2)
    assert shared.session.state is State.RUNNING
    shared.window.actions_table["undo"].trigger()
    shared.wait(lambda: len(shared.trainer.dataset.train) == 5 and shared.trainer.update > 2)
    assert shared.session.state is State.RUNNING
    press(shared, Qt.Key.Key_Space)
    shared.wait(lambda: shared.session.state is State.PAUSED)


@pytest.mark.thorough
def test_keys_do_all_that_the_mouse_does(shared: RealWindow) -> None:
    on(shared)
    canvas = editing(shared).canvas
    assert shared.window.focusWidget() is canvas  # as soon as editing begins
    choose(shared, Tool.POINT)
    canvas.setFocus()
    low, high = canvas.hand.drawn.setting.ranges[0]
    press(shared, Qt.Key.Key_Right, CTRL | SHIFT)
    press(shared, Qt.Key.Key_2)
    press(shared, Qt.Key.Key_Return)
    middle = 0.5 + (high - low) / 2.0 / 6.0
    assert rows(shared)[-1] == pytest.approx([middle, 0.5, 1.0], abs=0.06)
    press(shared, Qt.Key.Key_Delete)  # nothing is selected: around the cross
    assert len(rows(shared)) == 4
    press(shared, Qt.Key.Key_A, CTRL)
    assert canvas.hand.selected.all()
    press(shared, Qt.Key.Key_Up, SHIFT)  # what is selected moves, a sixth of half the plane
    assert np.array(rows(shared))[:, 1].tolist() == pytest.approx([0.2, 1.2, 0.2, 1.2])
    press(shared, Qt.Key.Key_Escape)
    assert not canvas.hand.has_selection() and editing(shared).is_on
    press(shared, Qt.Key.Key_Escape)
    assert not editing(shared).is_on and not canvas.isVisible()
    assert shared.window.surface.canvas.marks.training.isVisible()


@pytest.mark.thorough
def test_a_selection_is_dragged_changed_and_deleted(shared: RealWindow) -> None:
    on(shared)
    choose(shared, Tool.SELECT)
    stroke(shared, (-0.1, -0.1), (0.3, 1.1))
    assert editing(shared).canvas.hand.selected.tolist() == [True, True, False, False]
    stroke(shared, (0.0, 0.0), (0.2, 0.0))
    assert [row[0] for row in rows(shared)] == pytest.approx([0.2, 0.2, 1, 1], abs=0.05)
    editing(shared).classes.setCurrentIndex(1)
    editing(shared).classes.activated.emit(1)
    assert [row[2] for row in rows(shared)] == [1, 1, 1, 0]
    editing(shared).delete.click()
    assert len(rows(shared)) == 2
    for left in ([1, 1, 1, 0], [0, 1, 1, 0], [0, 1, 1, 0]):
        shared.undo()
        assert [row[2] for row in rows(shared)] == left
    assert editing(shared).is_on


@pytest.mark.thorough
def test_generated_data_become_points_and_come_back(shared: RealWindow) -> None:
    learn(shared, {"name": "circle", "samples": 40})
    source = shared.document.project.data.source
    split = shared.trainer.dataset
    shared.train(2)
    before = shared.arrays()
    on(shared)
    choose(shared, Tool.ERASER)
    x, y = split.train.raw_inputs[0]
    stroke(shared, (x, y))
    shared.settle()
    left = shared.trainer.dataset
    assert len(left.train) < len(split.train)
    np.testing.assert_array_equal(left.test.raw_inputs, split.test.raw_inputs)
    own = shared.document.project.data.source
    assert own.name == "points" and own.origin == "circle"
    np.testing.assert_array_equal(shared.arrays()[0]["weight"], before[0]["weight"])
    assert "no longer circle" in shared.window.notice_bar.message.text()
    assert "from circle" in shared.window.data.caption.text()
    shared.undo()
    assert len(rows(shared)) == len(split.train)
    shared.redo()
    (back,) = shared.window.notice_bar.actions_shown()
    assert back.text() == "Back to circle"
    back.click()
    shared.settle()
    assert shared.document.project.data.source == source
    np.testing.assert_array_equal(shared.arrays()[0]["weight"], before[0]["weight"])
    shared.wait(lambda: len(editing(shared).canvas.hand.drawn) == len(split.train))


@pytest.mark.thorough
def test_another_class_makes_another_output_and_the_hidden_layer_stays(shared: RealWindow) -> None:
    shared.train(2)
    before = shared.arrays()
    on(shared)
    choose(shared, Tool.POINT)
    combo = editing(shared).classes
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert editing(shared).canvas.hand.value == 2.0
    stroke(shared, (0.5, 0.5))
    shared.settle()
    assert shared.document.project.layers[-1].units == 3
    shared.wait(lambda: shared.trainer.dataset.outputs == 3)
    np.testing.assert_array_equal(shared.arrays()[0]["weight"], before[0]["weight"])


@pytest.mark.thorough
def test_numbers_are_drawn_in_the_colours_of_the_surface(shared: RealWindow) -> None:
    about = {"numbers": True}
    inputs, targets = [[0, 0], [1, 1], [0, 1]], [[-2.0], [2.0], [0.5]]
    learn(shared, {"name": "points", "inputs": inputs, "targets": targets, "about": about})
    on(shared)
    tools = editing(shared)
    assert tools.values.isVisible() and not tools.classes.isVisible()
    assert tools.canvas.limits == (shared.window.surface._centre, shared.window.surface._reach)
    tools.values.field.lineEdit().setText("1.5")
    tools.values.field.commit()
    choose(shared, Tool.POINT)
    stroke(shared, (1.0, 0.0))
    assert rows(shared)[-1] == pytest.approx([1.0, 0.0, 1.5], abs=0.06)


@pytest.mark.thorough
def test_the_last_point_cannot_be_erased(shared: RealWindow) -> None:
    on(shared)
    press(shared, Qt.Key.Key_A, CTRL)
    editing(shared).delete.click()
    assert "no point to learn from" in shared.window.notice_bar.message.text()
    assert len(editing(shared).canvas.hand.drawn) == 4 and len(rows(shared)) == 4


@pytest.mark.thorough
def test_data_with_other_inputs_cannot_be_edited(shared: RealWindow) -> None:
    learn(shared, {"name": "sine"})
    assert not shared.window.surface.edit_fold.isVisible()
    shared.window.actions_table["edit_points"].trigger()
    assert "two inputs" in shared.window.notice_bar.message.text()


@pytest.mark.thorough
def test_five_thousand_points_are_edited(shared: RealWindow) -> None:
    learn(shared, {"name": "two_gaussians", "samples": 10_000})
    on(shared)
    assert len(editing(shared).canvas.hand.drawn) == 5000
    choose(shared, Tool.SELECT)
    stroke(shared, (-5.9, -5.9), (5.9, 5.9))
    stroke(shared, tuple(editing(shared).canvas.hand.drawn.places[0]), (0.0, 0.0))
    shared.settle()
    assert len(shared.trainer.dataset.train) == 5000
    assert shared.document.project.data.source.name == "points"
