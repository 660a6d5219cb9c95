"""The tab Assess in the whole window: the thread measures, and the views get larger."""

import pytest
from PySide6.QtCore import Qt

from gui.assessing.plot import AssessingPlot
from gui.assessing.views import IMPORTANCE, ROC
from gui.samples.plot import SamplesPlot
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough

LEFT = Qt.MouseButton.LeftButton


def assess(real: RealWindow) -> AssessingPlot:
    plot = real.window.tabs.view(AssessingPlot)
    real.window.actions_table["view_assess"].trigger()
    real.wait(lambda: plot.reason() == "" and plot.views.has(ROC))
    return plot


def choose(plot: AssessingPlot, name: str, real: RealWindow) -> None:
    plot.figure.setFocus()
    real.qtbot.keyClick(plot.figure, Qt.Key.Key_Home)
    while plot.figure.currentData() != name:
        real.qtbot.keyClick(plot.figure, Qt.Key.Key_Down)


def test_the_importance_comes_from_the_thread_and_can_be_cancelled(shared: RealWindow) -> None:
    plot = assess(shared)
    choose(plot, IMPORTANCE, shared)
    view = plot.views.importance
    shared.qtbot.mouseClick(view.button, LEFT)
    shared.wait(lambda: view.button.text() == "Measure" and view.bars.isVisible())
    assert "±" in view.bars.accessibleDescription()
    assert "training, accuracy" in view.said.text()
    heard: list[object] = []
    shared.session.worker().assessing.importance_measured.connect(heard.append)
    view.repeats.setValue(100)
    shared.qtbot.mouseClick(view.button, LEFT)
    shared.qtbot.mouseClick(view.button, LEFT)
    shared.wait(lambda: view.button.text() == "Measure")
    shared.settle()
    assert len(heard) == 1 and "±" in view.bars.accessibleDescription()


def test_the_views_take_the_height_of_the_surface_and_give_it_back(shared: RealWindow) -> None:
    window = shared.window
    before = window.columns.plots.sizes()
    shared.qtbot.keyClick(window, Qt.Key.Key_F8)
    shared.wait(lambda: window.tabs.height() > before[1] + 100)
    assert not window.surface.isVisible()
    shared.qtbot.keyClick(window, Qt.Key.Key_F8)
    shared.wait(lambda: window.columns.plots.sizes() == before)
    assert window.surface.isVisible()
    shared.qtbot.mouseClick(window.tabs.larger, LEFT)
    assert not window.surface.isVisible()
    window.actions_table["step_view"].trigger()  # there both are hidden
    window.actions_table["train_view"].trigger()
    assert window.surface.isVisible() and not window.tabs.larger.isChecked()


def test_a_point_of_the_scatter_is_followed_on_the_surface(shared: RealWindow) -> None:
    window = shared.window
    plot = window.tabs.view(SamplesPlot)
    window.actions_table["view_samples"].trigger()
    shared.wait(lambda: plot.table.rows.rowCount() == 4)
    shared.qtbot.mouseClick(plot.look.button(1), LEFT)
    shared.qtbot.keyClick(plot.scatter.plot, Qt.Key.Key_Right)
    shared.qtbot.keyClick(plot.scatter.plot, Qt.Key.Key_Right)
    shared.wait(lambda: shared.snapshots[-1].probe is not None)
    shared.wait(lambda: shared.snapshots[-1].probe.sample == plot.table.chosen() == 1)
    shared.qtbot.mouseClick(plot.look.button(0), LEFT)
