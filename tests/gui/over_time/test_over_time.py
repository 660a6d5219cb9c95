"""Plotting numbers over time, in a real window: by menu, by key and by name; zooming and going."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from core.lesson.parts import Part, weight
from core.pictures.findings import OverTime
from core.run.states import State
from gui.over_time.plot import OverTimePlot
from gui.weights.plot import WeightsPlot
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def real(qtbot, settings):
    made = RealWindow(qtbot, settings)
    made.window.resize(1300, 850)
    yield made
    made.close()


@pytest.fixture
def plot(real):
    return real.window.tabs.view(OverTimePlot)


def wait_for(real, plot, name, points):
    real.wait(lambda: np.isfinite(plot._curves.of(name)[1]).sum() >= points)


def select(real, part):
    """Move the diagram's keyboard cursor to a part, as Tab and the arrows do."""
    diagram = real.window.diagram
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    diagram._pointer.move(part, True, diagram._look)
    return diagram


def hover(plot, update):
    """Move the mouse over an update of the plot; return where that is."""
    viewport = plot.canvas.plot.viewport()
    place = QPoint(round(plot.canvas.x_of(update)), viewport.height() // 2)
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(viewport.mapToGlobal(place)),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
    return place


def places(window):
    """Where everything is: the columns, the units of the diagram, the axes of the surface."""
    layout = window.diagram.scene.layout
    units = [
        window.diagram.scene.rect(Part(layer, None, unit))
        for layer, count in enumerate(window.diagram.scene.units(), -1)
        for unit in range(count)
    ]
    return window.columns.sizes(), window.tabs.geometry(), units, len(layout.columns)


def test_hovering_shows_that_moment_beside_and_leaving_the_present_again(real, plot):
    real.train(8)
    real.window.past.plot_number("loss")
    wait_for(real, plot, "loss", 9)
    diagram, surface = real.window.diagram, real.window.surface
    shown = lambda: diagram.scene.layers[0].arrays["weight"]  # noqa: E731
    now, then = real.arrays()[0]["weight"], places(real.window)
    seen = surface._surface
    for update in (3, 5):
        hover(plot, update)
        real.wait(
            lambda at=update: plot.reading() == f"update {at}, shown beside; click or Enter to go"
        )
        assert real.trainer.update == 8 and places(real.window) == then
        assert not np.array_equal(shown(), now)
        assert not np.array_equal(surface._surface.outputs, seen.outputs)
    glimpsed = shown()
    QApplication.sendEvent(plot.canvas.plot.viewport(), QEvent(QEvent.Type.Leave))
    assert np.array_equal(shown(), now) and surface._surface is seen
    assert places(real.window) == then
    hover(plot, 8)  # the present is not asked for
    real.settle()
    assert plot.reading() == "update 8, click or Enter to go" and np.array_equal(shown(), now)
    assert np.array_equal(stepped(real, 5)[0]["weight"], glimpsed)
    assert real.failures == []


def test_keys_move_the_cursor_show_that_moment_and_go_there(real, plot, qtbot):
    real.train(8)
    real.window.past.plot_number("loss")
    wait_for(real, plot, "loss", 9)
    lines = plot.canvas.plot
    lines.setFocus(Qt.FocusReason.TabFocusReason)
    real.wait(lines.hasFocus)
    for key, update in (
        (Qt.Key.Key_Left, 7), (Qt.Key.Key_Left, 6), (Qt.Key.Key_Right, 7), (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0), (Qt.Key.Key_End, 8), (Qt.Key.Key_PageUp, 0), (Qt.Key.Key_Right, 1),
    ):  # fmt: skip
        qtbot.keyClick(lines, key)
        assert plot.canvas.cursor.isVisible() and plot.canvas.cursor.value() == update
    real.wait(lambda: plot.reading() == "update 1, shown beside; click or Enter to go")
    assert real.trainer.update == 8
    qtbot.keyClick(lines, Qt.Key.Key_Escape)
    assert not plot.canvas.cursor.isVisible()
    qtbot.keyClick(lines, Qt.Key.Key_PageUp)
    qtbot.keyClick(lines, Qt.Key.Key_Right)
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    real.wait(lambda: real.trainer.update == 1)
    assert real.failures == []


def stepped(real, update):
    """The arrays at an update, gone to in the run itself."""
    real.session.go_to(update)
    real.settle()
    real.wait(lambda: real.trainer.update == update)
    return real.arrays()


def test_t_plots_the_weight_that_keys_point_at(real, plot, qtbot):
    real.train(6)
    diagram = select(real, weight(0, 1, 0))
    qtbot.keyClick(diagram, Qt.Key.Key_T)
    assert real.window.tabs.shown() == "over_time"
    assert plot.shown == ("W1[2,1]",)
    wait_for(real, plot, "W1[2,1]", 7)
    updates, values = plot._curves.of("W1[2,1]")
    assert updates.tolist() == list(range(7))
    for update in (0, 3, 6):
        assert values[update] == stepped(real, update)[0]["weight"][1, 0]
    assert plot.entries.entries[0].name.text() == "w⁽¹⁾₂₁"
    assert "x₂ → h₁" in plot.entries.entries[0].name.toolTip()


@pytest.mark.thorough
def test_the_menu_of_a_neuron_offers_what_it_has(real, plot, qtbot):
    real.train(2)
    verbs, part = real.window.diagram._verbs, Part(0, None, 1)
    words = [words for words, _ in verbs.plottable(part)]
    assert words[0] == "its output for sample 1"
    assert "its bias" in words
    verbs.plot(part, "A1[1,2]")
    wait_for(real, plot, "A1[1,2]", 3)
    _, values = plot._curves.of("A1[1,2]")
    sample = real.trainer.dataset.train.raw_inputs[:1]
    arrays = real.arrays()[0]
    assert values[-1] == pytest.approx(
        float(np.tanh(sample @ arrays["weight"] + arrays["bias"])[0, 1]), rel=1e-12
    )


@pytest.mark.thorough
def test_a_number_is_named_and_taken_away(real, plot, qtbot):
    real.train(3)
    real.window.actions_table["plot_over_time"].trigger()
    assert plot.isVisible()
    qtbot.keyClicks(plot.field, "gradient_norm")
    qtbot.keyClick(plot.field, Qt.Key.Key_Return)
    qtbot.keyClicks(plot.field, "W9[1,1]")
    qtbot.keyClick(plot.field, Qt.Key.Key_Return)
    assert plot.message() == "This network has no W9[1,1]."
    plot.field.clear()
    qtbot.keyClicks(plot.field, "nonsense")
    qtbot.keyClick(plot.field, Qt.Key.Key_Return)
    assert "is not a number of a moment" in plot.message()
    assert plot.shown == ("gradient_norm",)
    wait_for(real, plot, "gradient_norm", 3)
    assert np.isnan(plot._curves.of("gradient_norm")[1][0])  # no update before the first moment
    qtbot.mouseClick(plot.entries.entries[0].button, Qt.MouseButton.LeftButton)
    assert plot.shown == ()


def test_a_click_goes_there_and_hovering_reads(real, plot, qtbot):
    real.train(8)
    real.window.past.plot_number("loss")
    wait_for(real, plot, "loss", 9)
    viewport = plot.canvas.plot.viewport()
    place = hover(plot, 3)
    real.wait(lambda: plot.reading().startswith("update 3, "))
    shown = plot._curves.of("loss")[1][3]
    assert plot.entries.entries[0].value.text() == f"{shown:.3f}"
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    real.wait(lambda: real.trainer.update == 3)
    real.settle()
    real.wait(lambda: plot.canvas.now.value() == 3)


@pytest.mark.thorough
def test_the_wheel_looks_closer_and_more_updates_are_points(real, plot, qtbot):
    real.session.set_speed(None)
    real.session.go_to_moment("update", 3000)
    real.wait(lambda: real.trainer.update == 3000 and real.session.state is not State.RUNNING)
    real.window.past.plot_number("W1[1,1]")
    wait_for(real, plot, "W1[1,1]", 370)
    assert plot._curves.every == 8
    assert plot.reading() == "updates, one point every 8; zoom in for more"
    viewport = plot.canvas.plot.viewport()
    place = QPointF(plot.canvas.x_of(1500), viewport.height() / 2)
    while plot.seen()[1] - plot.seen()[0] > 300:
        turn = QWheelEvent(
            place, viewport.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(viewport, turn)
    first, last = plot.seen()
    assert first < 1500 < last
    real.wait(lambda: plot._curves.every == 1 and plot.reading() == "updates, one point each")
    assert plot._curves.updates[0] >= first - 1
    qtbot.mouseClick(plot.all, Qt.MouseButton.LeftButton)
    real.wait(lambda: plot._curves.every == 8 and plot._curves.updates[-1] == 3000)


@pytest.mark.thorough
def test_it_goes_on_while_training_does(real, plot):
    real.window.past.plot_number("loss")
    wait_for(real, plot, "loss", 1)
    real.session.set_speed(60)
    real.session.play()
    real.wait(lambda: plot._curves.updates.size > 6)
    real.session.pause()
    real.settle()
    updates, values = plot._curves.of("loss")
    assert np.all(np.diff(updates) > 0)
    assert np.isfinite(values).all()


@pytest.mark.thorough
def test_a_branch_forgets_the_future_that_was(real, plot):
    real.train(6)
    real.window.past.plot_number("W1[1,1]")
    wait_for(real, plot, "W1[1,1]", 7)
    stepped(real, 2)
    real.window.numbers.set_value(0, "weight", (0, 0), 3.25)
    real.settle()
    real.wait(lambda: plot._curves.updates.tolist() == [0, 1, 2])
    assert plot._curves.of("W1[1,1]")[1][-1] == 3.25


@pytest.mark.thorough
def test_a_cell_of_the_weights_table_is_plotted_and_frozen_by_its_menu(real, plot, qtbot):
    real.train(1)
    window = real.window
    window.views.show("weights")
    window.tabs.view(WeightsPlot).form.choose(1)
    table = window.tabs.view(WeightsPlot).table
    table.setCurrentIndex(window.tabs.view(WeightsPlot).model.index(1, 0))
    for words, holds in (
        ("Plot its value over time", lambda: plot.shown == ("W1[2,1]",)),
        ("Freeze this number", lambda: real.trainer.frozen is not None),
    ):
        window.views.show("weights")
        where = QPoint(0, 0)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Keyboard, where, table.mapToGlobal(where)
        )
        QApplication.sendEvent(table, event)
        (menu,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()
        ]
        action = next(action for action in menu.actions() if action.text() == words)
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        real.settle()
        real.wait(holds)
    mask = real.trainer.network.learned(real.trainer.frozen.astype(float))[0]["weight"]
    assert np.argwhere(mask).tolist() == [[1, 0]]


@pytest.mark.thorough
def test_another_network_drops_what_it_does_not_have(real, plot):
    real.train(1)
    for name in ("W1[1,2]", "loss"):
        real.window.past.plot_number(name)
    wait_for(real, plot, "loss", 2)
    real.window.structure.add_units(0, -1)
    real.settle()
    real.wait(lambda: plot.shown == ("loss",))
    assert real.failures == []


@pytest.mark.thorough
def test_a_number_of_the_step_view_s_table_is_plotted_by_its_sample(real, plot, qtbot):
    window = real.window
    window.actions_table["switch_view"].trigger()
    real.session.step("phase")
    real.session.step("phase")  # forward through the hidden layer
    real.settle()
    matrix = window.steps.sheet.matrix
    real.wait(lambda: matrix.matrix() is not None)
    shown = matrix.matrix()
    column = next(k for k, c in enumerate(shown.columns) if c.address == "A1[*,2]")
    places = matrix.places()
    cell = next(
        QPoint(x, y)
        for y in range(0, matrix.height(), 3)
        for x in range(0, matrix.width(), 3)
        if places.row_at(QPointF(x, y)) == 2 and places.column_at(QPointF(x, y)) == column
    )
    assert matrix.address_at(QPointF(cell)) == "A1[3,2]"
    choose(matrix, cell, "Plot over time\tT", qtbot)
    assert plot.isVisible()
    assert plot.shown == ("A1[3,2]",)


def choose(widget, place, words, qtbot, keys=False):
    """Choose an entry of the context menu at a place, or of the one that the menu key opens."""
    offered = []

    def act():
        (menu,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()
        ]
        offered.extend(action.text() for action in menu.actions())
        for action in menu.actions():
            if action.text() == words:
                place = menu.actionGeometry(action).center()
                qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
                return
        menu.close()

    QTimer.singleShot(0, act)
    reason = QContextMenuEvent.Reason.Keyboard if keys else QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))
    assert words in offered


def stand_at(real, phases):
    """Stand in the first update with so many phases done, and show the step panel."""
    window = real.window
    window.actions_table["switch_view"].trigger()
    real.session.go_to_phase(phases)
    real.settle()
    real.wait(
        lambda: window.steps._snapshot is not None and window.steps._snapshot.step.done == phases
    )
    return window.steps.sheet


def test_every_number_of_an_equation_is_plotted_by_menu_and_by_key(real, plot, qtbot):
    real.train(3)
    sheet = stand_at(real, 6)  # backward through the hidden layer
    equation = sheet.equation
    runs = equation.laid().runs
    slope = next(run for run in runs if run.token.address.startswith("dZ1[") and run.token.value)
    sample = real.window.steps.following.context.number(sheet.card.matrix.followed)
    choose(equation, equation.run_rect(slope).center().toPoint(), "Plot over time\tT", qtbot)
    assert plot.shown == (f"dZ1[{sample},1]",)
    wait_for(real, plot, plot.shown[0], 3)
    head = next(
        run for run in runs if run.token.text == "∂L/∂b =" or "∂L/∂b⁽¹⁾₁ =" in run.token.text
    )
    choose(equation, equation.run_rect(head).center().toPoint(), "Plot over time\tT", qtbot)
    equation.setFocus()
    numbers = [run for i, run in enumerate(runs) if i in equation._stops()]
    at = next(i for i, run in enumerate(numbers) if run.token.address.startswith("slope1["))
    for _ in range(at + 1):
        qtbot.keyClick(equation, Qt.Key.Key_Right)
    qtbot.keyClick(equation, Qt.Key.Key_T)
    assert plot.shown[1:] == ("db1[1]", f"slope1[{sample},1]")
    choose(equation, QPoint(0, 0), "Plot over time\tT", qtbot, keys=True)
    assert plot.message() == ""
    assert real.failures == []


@pytest.mark.thorough
def test_bars_and_tables_are_plotted_by_keys_too(real, plot, qtbot):
    real.train(2)
    sheet = stand_at(real, 4)  # the loss
    sheet.bars.setFocus()
    first = sheet.card.bars[0].followed
    qtbot.keyClick(sheet.bars, Qt.Key.Key_Up)
    real.settle()
    assert sheet.card.bars[0].followed == first - 1
    number = real.window.steps.following.context.number(first - 1)
    qtbot.keyClick(sheet.bars, Qt.Key.Key_T)
    assert plot.shown == (f"L[{number}]",)
    choose(sheet.bars, QPoint(0, 0), "Plot the result over time", qtbot, keys=True)
    choose(sheet.matrix, QPoint(0, 0), "Plot ŷ over time", qtbot, keys=True)
    assert plot.shown[1:] == ("L", f"A2[{number},1]")
    stand_at(real, 7)  # the update
    sheet.matrix.setFocus()
    qtbot.keyClick(sheet.matrix, Qt.Key.Key_T)
    assert plot.shown[3] == "W1[1,1]"
    choose(sheet.matrix, QPoint(0, 0), "Plot slope over time", qtbot, keys=True)
    assert plot.shown[4] == "dW1[1,1]"
    wait_for(real, plot, f"L[{number}]", 2)
    assert real.failures == []


@pytest.mark.thorough
def test_what_updates_compute_is_gone_through_again_when_training_stands(real, plot):
    real.window.past.plot_number("dZ2[1,1]")
    real.train(4)
    wait_for(real, plot, "dZ2[1,1]", 4)
    assert plot._curves.updates.tolist() == [0, 1, 2, 3, 4]
    # an answer that was asked for before all four updates were done
    late = OverTime(("dZ2[1,1]",), np.arange(2), np.array([[np.nan, 0.5]]), 1)
    plot.show_over_time(late, True)
    assert plot._curves.updates.tolist() == [0, 1]
    wait_for(real, plot, "dZ2[1,1]", 4)
