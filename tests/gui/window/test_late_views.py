"""Views that are made when they are first in front show what they would have shown all along."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.assessing.plot import AssessingPlot
from gui.diagnostics.plot import DiagnosticsPlot
from gui.kit.settings import Settings
from gui.kit.theme import DARK
from gui.runs.list import RunsList
from gui.step.nudge import NudgeView
from gui.weights.plot import WeightsPlot
from tests.gui.real import RealWindow


@pytest.fixture
def fresh(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    """A window of the test's own: what is made in it stays made."""
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


def test_a_view_that_is_made_late_misses_nothing(fresh: RealWindow) -> None:
    window, late = fresh.window, fresh.window.tabs.late
    assert [name for name, page in late.items() if page.there() is not None] == ["loss"]
    fresh.train(1)
    fresh.document.edit(fresh.document.project.with_new_weights(7), "new weights")
    fresh.settle()
    fresh.train(2)
    window.tabs.set_theme(DARK)
    # the weights have the moment, the list every run, the diagnostics ask for what was recorded
    window.views.show("weights")
    weights = late["weights"].there()
    assert weights is not None and weights.view.isVisible()
    assert isinstance(weights.view, WeightsPlot) and weights.view.model.rowCount() == 2
    window.views.show("runs")
    assert window.tabs.view(RunsList).table.rowCount() == 2
    window.views.show("diagnostics")
    plot = window.tabs.view(DiagnosticsPlot)
    fresh.wait(lambda: plot._book.updates == (1, 2))
    assert late["assess"].there() is None and late["samples"].there() is None
    assert window.tabs.view(AssessingPlot)._theme is DARK


def test_a_picture_that_was_never_seen_has_its_name_in_the_menus(fresh: RealWindow) -> None:
    tabs = fresh.window.tabs
    listed = {action.objectName() for action in fresh.window.figures.save_menu.actions()}
    assert {tab.figure for tab in tabs.tabs} <= {"", *listed}
    for tab, page in zip(tabs.tabs, tabs.pages, strict=True):
        assert tab.figure == ("" if page.figure is None else page.figure.accessibleName())


def test_a_question_of_the_step_view_is_made_when_it_unfolds(fresh: RealWindow) -> None:
    window, late = fresh.window, fresh.window.stepping.late
    window.time.show_steps(True)
    fresh.session.step("phase")
    fresh.settle()
    assert late.nudge.there() is None
    section = window.stepping.sections[2]
    section.set_open(True)
    made = late.nudge.there()
    assert isinstance(made, NudgeView) and made.isVisible()
    assert section.body.isAncestorOf(made)
    # the form of a layer, the notices: what was laid over the diagram stays over the surface
    surface, popover = late.surface.part(), window.network.popover
    lying = [child for child in window.diagram.children() if isinstance(child, QWidget)]
    assert popover in lying and lying.index(surface) < lying.index(popover)
