"""The pad: by mouse and keys, what it asks for, and what it shows of the answer."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.documents.examples import examples
from core.pictures.snapshot import Probe
from gui.kit.theme import DARK
from gui.pad.plot import PadPlot
from gui.pad.tab import tab
from tests.gui.made import facts, snapshot
from tests.gui.real import RealWindow
from tests.pictures.test_pad import SIDE, pictures

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def plot(qtbot: QtBot) -> PadPlot:
    made = PadPlot()
    qtbot.addWidget(made)
    made._soon.setInterval(0)
    made.resize(360, 320)
    made.show_facts(pictures((0, 8, 2, 6), (0, 8, 3, 5)))
    made.show()
    return made


def at(plot: PadPlot, across: float, down: float) -> QPoint:
    return plot.canvas.to_widget(np.array([across, down])).toPoint()


def stroke(plot: PadPlot, *places: tuple[float, float], button=LEFT) -> None:
    points = [at(plot, *place) for place in places]
    QTest.mousePress(plot.canvas, button, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(plot.canvas, point)
    QTest.mouseRelease(plot.canvas, button, pos=points[-1])


def answered(plot: PadPlot, raw: np.ndarray, answer: list[float]) -> None:
    """Show what the network says of an input."""
    probe = Probe(raw, raw / 16.0, (), (), np.array(answer))
    plot.show_snapshot(replace(snapshot(), probe=probe))


def test_a_stroke_asks_and_the_answer_is_shown_by_class(plot: PadPlot, qtbot: QtBot) -> None:
    assert "8 × 8" in plot.reading() and not plot.clear_button.isEnabled()
    with qtbot.waitSignal(plot.probe_requested) as asked:
        stroke(plot, (4.0, 1.0), (4.0, 7.0))
    raw = asked.args[0]
    picture = raw.reshape(SIDE, SIDE)
    assert picture[4, 3] > 8.0 and picture[4, 4] > 8.0 and not picture[:, :3].any()
    # what the network gets is what is shown beside the pad
    np.testing.assert_allclose(plot.seen.shares(), picture / 16.0)
    answered(plot, raw, [0.1, 0.85, 0.05])
    assert plot.bars.shares() == (("kind 0", 0.1), ("kind 1", 0.85), ("kind 2", 0.05))
    assert plot.reading() == "→ kind 1 0.850 · pixels 0 to 10.7, scaled to 0 … 0.667"
    assert "kind 1" in plot.bars.accessibleDescription()
    # of another input nothing is claimed
    answered(plot, raw + 1.0, [0.9, 0.05, 0.05])
    assert not plot.bars.shares() and "Another input" in plot.reading()


def test_the_right_button_erases_and_clear_takes_all_away(plot: PadPlot, qtbot: QtBot) -> None:
    stroke(plot, (4.0, 1.0), (4.0, 7.0))
    with qtbot.waitSignal(plot.probe_requested) as asked:
        stroke(plot, (4.0, 4.0), (4.0, 8.0), button=RIGHT)
    picture = asked.args[0].reshape(SIDE, SIDE)
    assert picture[1].any() and not picture[5].any()
    plot.undo_button.click()
    assert len(plot.canvas.lines) == 1
    plot.clear_button.click()
    assert not plot.canvas.lines and plot.seen.shares() is None


def test_keys_draw_on_the_grid_of_pixels(plot: PadPlot, qtbot: QtBot) -> None:
    canvas = plot.canvas
    with qtbot.waitSignal(plot.probe_requested) as asked:
        QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert np.unravel_index(asked.args[0].argmax(), (SIDE, SIDE)) == (4, 4)
    with qtbot.waitSignal(plot.probe_requested) as asked:
        for _ in range(3):
            QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
    assert len(canvas.lines) == 1 and asked.args[0].reshape(SIDE, SIDE)[1:5, 4].min() > 12.0
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert len(canvas.lines) == 2
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert len(canvas.lines) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert not canvas.lines


def test_fitting_is_seen_in_what_the_network_gets(plot: PadPlot, qtbot: QtBot) -> None:
    with qtbot.waitSignal(plot.probe_requested):
        stroke(plot, (1.0, 1.0), (1.0, 3.0))
    assert plot.seen.shares()[:, 4:].max() == 0.0
    with qtbot.waitSignal(plot.probe_requested):
        plot.fit.click()
    shares = plot.seen.shares()
    assert shares[0].max() > 0.1 and shares[7].max() > 0.1 and shares[:, :2].max() == 0.0


def test_a_new_network_is_asked_about_the_same_drawing(plot: PadPlot, qtbot: QtBot) -> None:
    with qtbot.waitSignal(plot.probe_requested) as asked:
        stroke(plot, (4.0, 1.0), (4.0, 7.0))
    with qtbot.waitSignal(plot.probe_requested) as again:
        plot.show_facts(replace(pictures((0, 8, 2, 6), (0, 8, 3, 5)), run_id=2))
    np.testing.assert_array_equal(asked.args[0], again.args[0])
    plot.show_facts(facts())  # no pictures: the drawing is gone
    assert not plot.canvas.lines and not tab().fits(facts())


def test_every_control_says_what_it_is_and_does(plot: PadPlot) -> None:
    for button in plot.findChildren(QAbstractButton):
        assert button.accessibleName() and button.toolTip()
    assert plot.canvas.accessibleDescription() and plot.pen.accessibleName()
    plot.set_theme(DARK)
    plot.pen.setValue(25)
    assert plot.canvas.pen == pytest.approx(2.5 * (0.9 + 0.06 * SIDE))
    plot.grab()


@pytest.mark.thorough
def test_a_drawn_digit_goes_through_the_network_of_the_window(shared: RealWindow) -> None:
    path = next(one.path for one in examples() if one.path.stem == "digits")
    shared.window.files.open_path(path)
    shared.wait(lambda: shared.trainer is not None and shared.trainer.dataset.inputs == 64)
    shared.settle()
    shared.window.tabs.show_view("pad")
    plot = shared.window.tabs.view(PadPlot)
    shared.wait(plot.isVisible)
    stroke(plot, (2.8, 2.0), (4.2, 0.7), (4.2, 7.3))
    shared.wait(lambda: bool(plot.bars.shares()))
    assert len(plot.bars.shares()) == 10
    raw = plot._sent
    expected = shared.trainer.dataset.network_inputs(raw[None])[0]
    np.testing.assert_allclose(shared.snapshots[-1].probe.inputs, expected)
