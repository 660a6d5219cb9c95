"""Going through time in the loss plot: dragging the line, what is recorded after it, pins."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from core.pictures.snapshot import History, Pin, Snapshot, TimeSpan
from gui.kit.theme import DARK, LIGHT
from gui.loss.now import Knot, update_at
from gui.loss.panel import split_at
from gui.loss.plot import LossPlot
from tests.amount import some
from tests.gui.made import NOTHING, facts, history, snapshot

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
PINS = (Pin(1, "flat", 60, 6.0, 0.6), Pin(2, "good", 255, 25.5, None))


def moment(epoch: float, end: int = 490, figures: History = NOTHING, run: int = 1) -> Snapshot:
    """Return a moment of 49 epochs of ten updates each."""
    made = snapshot(figures=figures, run=run, epoch=int(epoch))
    return replace(
        made,
        update=round(epoch * 10),
        position=epoch,
        past=round(epoch * 10) < end,
        time=TimeSpan(0, end, PINS),
    )


def told(first: int = 0, count: int = 50) -> History:
    made = history(first, count)
    return replace(made, updates=made.epochs * 10.0)


@pytest.fixture
def plot(qtbot) -> LossPlot:
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.resize(400, 360)
    widget.show_facts(replace(facts(), updates_per_epoch=10))
    widget.show()
    widget.show_snapshot(moment(49.0, figures=told()))
    widget.grab()
    return widget


@pytest.fixture
def asked(plot) -> list[int]:
    got: list[int] = []
    plot.update_requested.connect(got.append)
    return got


def place(panel, epoch: float, up: float = 60.0) -> QPoint:
    rect = panel.plot.getPlotItem().getViewBox().sceneBoundingRect()
    return QPoint(round(panel.x_of(epoch)), round(rect.bottom() - up))


def press(panel, at: QPoint) -> None:
    QTest.mousePress(panel.plot.viewport(), LEFT, NONE, at)


def move(panel, at: QPoint, held: bool = True) -> None:
    viewport = panel.plot.viewport()
    buttons = LEFT if held else Qt.MouseButton.NoButton
    screen = QPointF(viewport.mapToGlobal(at))
    no_button = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), screen, no_button, buttons, NONE)
    QApplication.sendEvent(viewport, event)


def release(panel) -> None:
    QTest.mouseRelease(panel.plot.viewport(), LEFT, NONE, place(panel, 5.0))


def series(item) -> tuple[np.ndarray, np.ndarray]:
    x, y = item.getOriginalDataset()
    return (np.empty(0), np.empty(0)) if x is None else (x, y)


@pytest.mark.parametrize("stacked", [False, True])
def test_the_line_is_dragged(plot, asked, stacked) -> None:
    plot.also.setCurrentIndex(1 if stacked else 0)
    QApplication.processEvents()
    plot.grab()
    for panel in (plot._loss, plot._merit.part()) if stacked else (plot._loss,):
        asked.clear()
        plot.show_snapshot(moment(40.0))
        press(panel, place(panel, 40.0) + QPoint(5, 0))
        assert asked == []
        for epoch in (30.0, 30.0, 20.0):
            move(panel, place(panel, epoch) + QPoint(5, 0))
        assert [round(update / 10) for update in asked] == [30, 20]
        for shown in plot._panels():
            assert shown.now.value() == pytest.approx(20.0, abs=0.1)
        assert plot.reading().startswith("epoch 20: training loss 0.607")
        plot.show_snapshot(moment(30.0))  # training is behind: the line stays with the mouse
        assert plot._loss.now.value() == pytest.approx(20.0, abs=0.1)
        release(panel)
        assert plot.reading() == ""
        assert plot._loss.now.value() == pytest.approx(20.0, abs=0.1)
        plot.show_snapshot(moment(20.3))
        assert plot._loss.now.value() == 20.3


def test_beyond_the_ends(plot, asked) -> None:
    press(plot._loss, place(plot._loss, 49.0))
    move(plot._loss, QPoint(-300, 50))
    move(plot._loss, QPoint(3000, 50))
    assert asked == [0, 490] and plot._loss.now.value() == 49.0


def test_beside_the_line_nothing_is_held(plot, asked) -> None:
    line = place(plot._loss, 25.0)
    plot.show_snapshot(moment(25.0))
    for away, shape in ((4, Qt.CursorShape.SplitHCursor), (12, Qt.CursorShape.ArrowCursor)):
        move(plot._loss, line + QPoint(away, 0), held=False)
        assert plot._loss.plot.viewport().cursor().shape() is shape
    press(plot._loss, line + QPoint(12, 0))
    move(plot._loss, line + QPoint(60, 0))
    assert asked == [] and plot._loss.now.value() == 25.0
    assert plot.reading()  # the reading under the cursor works as usual


def test_nothing_recorded_nothing_held(plot, asked) -> None:
    plot.show_snapshot(replace(moment(25.0), time=TimeSpan(250, 250)))
    press(plot._loss, place(plot._loss, 25.0))
    move(plot._loss, place(plot._loss, 5.0))
    assert asked == []


def test_what_was_recorded_after_now_is_faint(plot) -> None:
    whole = told()
    assert np.array_equal(series(plot._loss.training)[0], whole.epochs)
    assert not series(plot._loss.later)[0].size
    plot.show_snapshot(moment(20.5))
    before, after = series(plot._loss.training), series(plot._loss.later)
    assert np.array_equal(before[0], [*range(21), 20.5])
    assert np.array_equal(after[0], [20.5, *range(21, 50)])
    assert before[1][-1] == after[1][0] == pytest.approx(np.mean(whole.loss[20:22]))
    assert plot._loss.later.opts["pen"].color().alphaF() == pytest.approx(0.45, abs=0.01)
    assert series(plot._loss.later_test)[0].size == 30
    assert plot._loss.plot.getPlotItem().viewRange()[0][1] == 49.0  # the axis stays
    plot.also.setCurrentIndex(1)
    assert series(plot._merit.part().later)[0].size == 30
    plot.log.setChecked(True)
    assert series(plot._loss.later)[1][-1] == pytest.approx(np.log10(whole.loss[-1]))
    plot.grab()
    plot.show_snapshot(moment(49.0))
    assert not series(plot._loss.later)[0].size and not series(plot._loss.later_test)[0].size


def test_an_unfinished_epoch_at_the_end_is_on_the_axis(plot, asked) -> None:
    plot.show_snapshot(moment(49.6, end=496))
    plot.show_snapshot(moment(10.0, end=496))
    assert plot._loss.plot.getPlotItem().viewRange()[0][1] == 49.6
    press(plot._loss, place(plot._loss, 10.0))
    move(plot._loss, QPoint(3000, 50))
    assert asked == [496]


def test_another_run_ends_a_drag(plot, asked) -> None:
    press(plot._loss, place(plot._loss, 49.0))
    move(plot._loss, place(plot._loss, 30.0))
    plot.show_facts(facts(run=2))
    asked.clear()
    move(plot._loss, place(plot._loss, 20.0))
    assert asked == [] and plot._loss.now.value() == 0.0


def test_pins_are_diamonds_on_the_axis(plot, asked) -> None:
    x, _ = plot._loss.pins.getData()
    assert x.tolist() == [6.0, 25.5]
    at = place(plot._loss, 25.5, up=7.0) + QPoint(3, 0)
    move(plot._loss, at, held=False)
    assert plot._loss.plot.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    press(plot._loss, at)
    assert asked == [255]
    press(plot._loss, place(plot._loss, 25.5, up=40.0))
    assert asked == [255]
    for epoch, text in (
        (6.0, "flat · update 60 · training loss 0.600"),
        (25.5, "good · update 255"),
    ):
        at = place(plot._loss, epoch, up=7.0)
        screen = plot._loss.plot.viewport().mapToGlobal(at)
        event = QHelpEvent(QEvent.Type.ToolTip, at, screen)
        QApplication.sendEvent(plot._loss.plot.viewport(), event)
        assert QToolTip.text() == text
    QToolTip.hideText()
    plot.clear()
    assert plot._loss.pins.getData()[0].size == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_pins_can_be_seen(plot, theme) -> None:
    plot.set_theme(theme)
    image = plot._loss.plot.grab().toImage()
    at = place(plot._loss, 6.0, up=7.0)
    assert image.pixelColor(at).name() == theme.text
    assert image.pixelColor(place(plot._loss, 12.0, up=7.0)).name() == theme.canvas


def test_pins_stay_above_the_axis_in_any_size(plot) -> None:
    for height in (200, 500):
        plot.resize(400, height)
        plot.grab()
        box = plot._loss.plot.getPlotItem().getViewBox()
        y = float(plot._loss.pins.getData()[1][0])
        up = box.sceneBoundingRect().bottom() - box.mapViewToScene(QPointF(0.0, y)).y()
        assert 5.0 < up < 9.0


EMPTY = (np.empty(0), np.empty(0))


def test_updates_from_what_a_history_says() -> None:
    known = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 10.0, 20.0, 120.0])  # another batch
    assert update_at(0.5, known, (), 10.0) == 5.0
    assert update_at(2.5, known, (), 10.0) == 70.0
    assert update_at(3.2, known, (), 100.0) == pytest.approx(140.0)
    assert update_at(3.2, known, (Knot(3.4, 130.0),), 100.0) == pytest.approx(125.0)


def test_updates_where_a_history_does_not_say() -> None:
    epochs = np.arange(4.0)
    assert update_at(2.5, EMPTY, (), 7.0) == 17.5
    assert update_at(2.5, (epochs, np.full(4, np.nan)), (), 7.0) == 17.5
    assert update_at(2.5, (epochs, np.zeros(4)), (Knot(3.0, 30.0),), 7.0) == 25.0
    assert update_at(1.0, EMPTY, (Knot(3.0, 30.0),), 10.0) == 10.0


@settings(max_examples=some(60))
@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.data())
def test_every_entry_is_found_again(steps: list[int], data: st.DataObject) -> None:
    updates = np.cumsum([0, *steps]).astype(np.float64)
    epochs = np.arange(len(updates), dtype=np.float64)
    number = data.draw(st.integers(0, len(steps)))
    assert update_at(epochs[number], (epochs, updates), (), 3.0) == updates[number]
    low, high = sorted(data.draw(st.tuples(*[st.floats(0.0, 30.0)] * 2)))
    found = [update_at(epoch, (epochs, updates), (), 3.0) for epoch in (low, high)]
    assert found[0] <= found[1]


@settings(max_examples=some(60))
@given(st.floats(-2.0, 12.0))
def test_a_curve_is_split_without_a_gap(split: float) -> None:
    x = np.arange(10.0)
    before, after = split_at(x, x**2, split)
    assert set(x) <= {*before[0].tolist(), *after[0].tolist()}
    assert (before[0] <= split).all() and (after[0] >= split).all()
    if 0.0 <= split < 9.0:
        assert before[0][-1] == after[0][0] and before[1][-1] == after[1][0]


def test_a_click_on_the_curves_goes_there_and_a_drag_beside_the_line_does_not(plot, asked) -> None:
    viewport = plot._loss.plot.viewport()
    QTest.mouseClick(viewport, LEFT, NONE, place(plot._loss, 20.0))
    assert [round(update / 10) for update in asked] == [20]
    press(plot._loss, place(plot._loss, 20.0))
    QTest.mouseRelease(viewport, LEFT, NONE, place(plot._loss, 35.0))
    assert len(asked) == 1
    plot.show_snapshot(replace(moment(25.0), time=TimeSpan(250, 250)))
    QTest.mouseClick(viewport, LEFT, NONE, place(plot._loss, 10.0))
    assert len(asked) == 1  # nothing is recorded
