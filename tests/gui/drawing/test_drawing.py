"""Drawing points: by mouse and keys, taken for the data, undone, touched up, and never lost."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.data.hand import Tool
from core.data.samples import Task
from core.run.states import State
from gui.drawing.canvas import DrawingCanvas
from gui.drawing.dialog import DrawingDialog
from gui.kit.marks import class_fill
from gui.kit.settings import Settings
from gui.kit.theme import DARK, LIGHT
from tests.gui.real import RealWindow

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(qtbot: QtBot) -> DrawingDialog:
    made = DrawingDialog()
    qtbot.addWidget(made)
    made.set_theme(LIGHT)
    made.resize(760, 600)
    made.begin(None, "")
    qtbot.waitExposed(made)
    return made


def at(canvas: DrawingCanvas, x: float, y: float) -> QPoint:
    """Return the pixel of a place of the plane."""
    return canvas.to_pixels(np.array([x, y])).toPoint()


def stroke(canvas: DrawingCanvas, *places: tuple[float, float], button=LEFT) -> None:
    """Press at the first place, go to the others, let go at the last."""
    points = [at(canvas, *place) for place in places]
    QTest.mousePress(canvas, button, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, button, pos=points[-1])


def points(dialog: DrawingDialog) -> list[tuple[float, float, int]]:
    drawn = dialog.canvas.hand.strokes.drawn
    return [
        (round(x, 1), round(y, 1), k)
        for (x, y), k in zip(drawn.places.tolist(), drawn.classes.tolist(), strict=True)
    ]


def test_the_mouse_draws_drags_and_erases(dialog: DrawingDialog) -> None:
    canvas = dialog.canvas
    dialog.tools.button(Tool.POINT).click()
    stroke(canvas, (2.0, 1.0))
    dialog.classes.button(1).click()
    stroke(canvas, (-2.0, 1.0))
    found = points(dialog)
    assert [k for *_, k in found] == [0, 1]
    assert found[0][:2] == pytest.approx((2.0, 1.0), abs=0.1)
    # pressed on a point, it is dragged, and stays of its class
    stroke(canvas, (2.0, 1.0), (3.0, -3.0))
    found = points(dialog)
    assert len(found) == 2 and found[0][:2] == pytest.approx((3.0, -3.0), abs=0.1)
    assert found[0][2] == 0
    stroke(canvas, (-2.0, 1.0), button=RIGHT)
    assert [k for *_, k in points(dialog)] == [0]


def test_a_stroke_goes_on_beyond_the_edge_but_does_not_begin_there(
    dialog: DrawingDialog,
) -> None:
    canvas = dialog.canvas
    corner = canvas.square().bottomRight().toPoint() + QPoint(20, 20)
    QTest.mouseClick(canvas, LEFT, pos=corner)
    assert not points(dialog)
    dialog.tools.button(Tool.POINT).click()
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 5.0, -5.0))
    QTest.mouseMove(canvas, corner)
    QTest.mouseRelease(canvas, LEFT, pos=corner)
    assert points(dialog) == [(6.0, -6.0, 0)]


def test_a_stroke_of_the_brush_is_undone_at_once(dialog: DrawingDialog) -> None:
    canvas = dialog.canvas
    stroke(canvas, (-4.0, -4.0), (0.0, -4.0), (4.0, -4.0))
    drawn = canvas.hand.strokes.drawn
    assert len(drawn) > 40
    assert np.all(np.abs(drawn.places[:, 1] + 4.0) < 0.8)
    assert drawn.places[:, 0].min() < -3.5 and drawn.places[:, 0].max() > 3.5
    assert dialog.classes.button(0).text() == f"class 0 · {len(drawn)}"
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert not points(dialog) and not dialog.undo.isEnabled()
    dialog.redo.click()
    assert len(canvas.hand.strokes.drawn) == len(drawn)


def test_keys_do_all_that_the_mouse_does(dialog: DrawingDialog) -> None:
    canvas = dialog.canvas
    assert canvas.hasFocus()
    dialog.tools.button(Tool.POINT).click()
    for _ in range(2):
        QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert points(dialog) == [(2.0, 0.1, 0)]
    QTest.keyClick(canvas, Qt.Key.Key_2)
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert points(dialog) == [(2.0, 0.1, 0), (-2.0, 0.1, 1)]
    assert "1 of class 0, 1 of class 1" in canvas.accessibleName()
    assert dialog.reading.text() == "x₁ −2.00, x₂ 0.100"
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert points(dialog) == [(2.0, 0.1, 0)]
    QTest.keyClick(canvas, Qt.Key.Key_8)  # there is no such class yet
    assert canvas.hand.value == 1


def test_a_third_class_has_its_own_colour_and_undo_past_it_goes_well(
    dialog: DrawingDialog,
) -> None:
    canvas = dialog.canvas
    assert not dialog.classes.button(2).isVisible()
    dialog.classes.more.click()
    assert dialog.classes.button(2).isChecked() and canvas.hand.value == 2
    assert len({class_fill(k, Task.CLASSES, LIGHT) for k in range(3)}) == 3
    stroke(canvas, (1.0, 1.0))
    for _ in range(7):
        dialog.classes.more.click()
    assert canvas.classes == 10 and not dialog.classes.more.isEnabled()
    dialog.clear.click()
    dialog.undo.click()
    assert canvas.hand.strokes.drawn.classes.tolist() == [2, 2, 2, 2]
    dialog.set_theme(DARK)
    canvas.grab()


def test_points_of_one_class_are_not_taken(dialog: DrawingDialog, qtbot: QtBot) -> None:
    stroke(dialog.canvas, (1.0, 1.0))
    with qtbot.assertNotEmitted(dialog.taken):
        dialog.use.click()
    assert dialog.isVisible() and "fewer than two classes" in dialog.error.text()
    stroke(dialog.canvas, (2.0, 2.0))
    assert not dialog.error.text()


def test_what_was_drawn_stays_when_the_window_is_closed(dialog: DrawingDialog) -> None:
    stroke(dialog.canvas, (1.0, 1.0))
    kept = points(dialog)
    QTest.keyClick(dialog.canvas, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.begin(None, "")
    assert points(dialog) == kept


def test_every_control_says_what_it_is_and_what_it_does(dialog: DrawingDialog) -> None:
    dialog.begin(None, "the data have no classes")
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() and button.toolTip(), button.text()
    assert dialog.canvas.accessibleDescription() and dialog.reach.accessibleName()
    assert not dialog.present.isEnabled() and dialog.present.toolTip() == "the data have no classes"


def test_many_points_are_painted(dialog: DrawingDialog) -> None:
    canvas = dialog.canvas
    rng = np.random.default_rng(0)
    canvas.do(canvas.hand.strokes.drawn.added(rng.uniform(-6, 6, (5000, 2)), 1))
    image = canvas.grab().toImage()
    square = canvas.square()
    inside = [
        image.pixelColor((square.topLeft() + QPointF(x, y)).toPoint()).name()
        for x in range(5, 300, 5)
        for y in range(5, 300, 5)
    ]
    assert inside.count(LIGHT.positive) > len(inside) / 8


def test_a_selection_is_moved_and_given_another_class(dialog: DrawingDialog) -> None:
    canvas = dialog.canvas
    dialog.tools.button(Tool.POINT).click()
    for place in ((-3.0, 0.0), (-2.0, 0.0), (4.0, 4.0)):
        stroke(canvas, place)
    dialog.tools.button(Tool.SELECT).click()
    stroke(canvas, (-4.0, -1.0), (-1.0, 1.0))
    assert dialog.delete.isEnabled() and "2 selected" in canvas.accessibleName()
    stroke(canvas, (-3.0, 0.0), (-3.0, -2.0))
    QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_2)
    assert points(dialog) == [(-2.0, -2.0, 1), (-1.0, -2.0, 1), (4.0, 4.0, 0)]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert dialog.isVisible() and not dialog.delete.isEnabled()
    # by keys: around the cross, and more with Shift
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.hand.selected.tolist() == [False, False, True]
    QTest.keyClick(canvas, Qt.Key.Key_Left, CTRL)  # the cross, not what is selected
    assert points(dialog)[2] == (4.0, 4.0, 0)
    QTest.keyClick(canvas, Qt.Key.Key_A, CTRL)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert not points(dialog)
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert len(points(dialog)) == 3


def test_numbers_are_drawn_for_regression(dialog: DrawingDialog, qtbot: QtBot) -> None:
    canvas = dialog.canvas
    dialog.tools.button(Tool.POINT).click()
    stroke(canvas, (-3.0, 0.0))
    dialog.kinds.button(1).click()
    assert dialog.values.isVisible() and not dialog.classes.isVisible()
    dialog.values.field.lineEdit().setText("2.5")
    dialog.values.field.commit()
    stroke(canvas, (3.0, 0.0))
    assert canvas.hand.drawn.values.tolist() == [0.0, 2.5] and canvas.limits == (0.0, 2.5)
    dialog.values.slider.setValue(0)
    assert dialog.values.value() == -2.5
    canvas.grab()
    with qtbot.waitSignal(dialog.taken) as taken:
        dialog.use.click()
    samples = taken.args[0].source().draw(np.random.default_rng(0), None)
    assert samples.task is Task.REGRESSION and samples.targets.tolist() == [[0.0], [2.5]]
    canvas.act("undo")
    canvas.act("undo")
    assert dialog.classes.isVisibleTo(dialog)  # classes again


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


@pytest.mark.thorough
def test_drawn_points_are_learned_from_undone_and_touched_up(real: RealWindow) -> None:
    first = real.document.project
    real.window.data.draw_button.click()
    dialog = real.window.drawing.dialog
    dialog.present.click()  # the four points of XOR
    assert len(dialog.canvas.hand.strokes.drawn) == 4
    dialog.classes.more.click()
    stroke(dialog.canvas, (3.0, 3.0))
    dialog.use.click()
    real.settle()
    assert not dialog.isVisible()
    project = real.document.project
    assert project.name == "My points" and project.layers[-1].units == 3
    real.wait(lambda: real.trainer.dataset.task is Task.CLASSES)
    assert len(real.trainer.dataset.train) == 8
    real.train(2)
    assert real.trainer.update == 2
    # its own points come again, to be touched up
    real.window.actions_table["draw_points"].trigger()
    assert len(dialog.canvas.hand.strokes.drawn) == 8
    dialog.reject()
    real.undo()
    real.wait(lambda: real.session.state is State.READY)
    assert real.document.project == first


def test_the_start_page_makes_a_project_of_its_own(real: RealWindow) -> None:
    real.window.beginning.show_page()
    real.window.start_page.draw_button.click()
    dialog = real.window.drawing.dialog
    stroke(dialog.canvas, (3.0, 3.0))
    dialog.classes.button(1).click()
    stroke(dialog.canvas, (-3.0, 3.0))
    dialog.use.click()
    real.wait(lambda: real.trainer is not None and len(real.trainer.dataset.train) == 8)
    assert not real.window.start_page.isVisible()
    assert real.document.project.name == "My points" and real.document.path is None
    # nobody has saved it: closing has to ask
    assert real.document.is_modified()
    assert not real.document.stack.canUndo()
    real.train(3)
    assert real.trainer.update == 3
    assert not real.failures


@pytest.mark.thorough
def test_a_table_of_two_inputs_is_touched_up(real: RealWindow, tmp_path: Path) -> None:
    rows = [f"{x},{y},{'ab'[x > 3]}" for x in range(8) for y in (1, 2, 3)]
    table = tmp_path / "leaves.csv"
    table.write_text("\n".join(["width,height,kind", *rows]) + "\n", encoding="utf-8")
    output = {"name": "dense", "units": 1, "activation": {"name": "sigmoid"}}
    project = {
        "format": "backstep-project",
        "version": 1,
        "name": "Leaves",
        "seed": 0,
        "data": {"source": {"name": "table", "path": table.name}, "test_share": 0.25},
        "layers": [output],
        "loss": {"name": "binary_cross_entropy"},
    }
    path = tmp_path / "leaves.json"
    path.write_text(json.dumps(project), encoding="utf-8")
    real.window.files.open_path(path)
    real.wait(lambda: real.trainer is not None and real.trainer.dataset.raw_names[0] == "width")
    real.settle()
    test = real.trainer.dataset.test.raw_inputs
    real.window.data.draw_button.click()
    dialog = real.window.drawing.dialog
    dialog.present.click()
    assert len(dialog.canvas.hand.drawn) == 24
    assert "kept for testing" in dialog.reading.text()
    dialog.tools.button(Tool.POINT).click()
    stroke(dialog.canvas, (6.5, 2.5))
    dialog.use.click()
    real.wait(lambda: len(real.trainer.dataset.train) + len(test) == 25)
    dataset = real.trainer.dataset
    np.testing.assert_array_equal(dataset.test.raw_inputs, test)
    assert dataset.raw_names == ("width", "height") and dataset.classes == ("a", "b")
    assert real.document.project.data.source.origin == "leaves.csv"
    assert not real.failures
