"""Nothing of one document leaks into the next; browsing examples asks nothing."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from core.components.losses import MeanSquaredError
from core.documents.examples import examples
from core.run.states import State
from core.run.stops import Stops
from gui.assessing.plot import AssessingPlot
from gui.diagnostics.plot import DiagnosticsPlot
from gui.documents.questions import Answer
from gui.kit.settings import Settings
from gui.over_time.plot import OverTimePlot
from gui.pad.plot import PadPlot
from gui.runs.list import RunsList
from gui.samples.plot import SamplesPlot
from gui.window.main_window import MainWindow
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough


@pytest.fixture
def real(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


def open_example(real: RealWindow, index: int) -> None:
    told: list[object] = []
    real.document.replaced.connect(told.append)
    real.window.files.open_path(examples()[index].path)
    real.wait(lambda: bool(told))
    real.document.replaced.disconnect(told.append)
    real.settle()


def test_what_was_chosen_in_one_document_is_not_in_the_next(real: RealWindow) -> None:
    window = real.window
    window.resize(1024, 600)
    window.surface.discretize.click()
    window.diagram.layer_selected.emit(1)
    window.settings_area.verticalScrollBar().setValue(80)
    window.dialogs.ask_stops()
    window.dialogs.stops.epoch_field.set_value(25)
    window.dialogs.stops._changed()
    assert window.network.selected() == 1
    open_example(real, 3)
    assert not window.surface.discretize.isChecked()
    assert window.network.selected() == -1
    assert window.settings_area.verticalScrollBar().value() == 0
    assert window.dialogs.stops.stops() == Stops()
    window.dialogs.stops.close()
    assert "pauses at" not in window.status.state.text()


def test_browsing_examples_asks_nothing(real: RealWindow, monkeypatch) -> None:
    def asked() -> None:
        raise AssertionError("a question was asked")

    monkeypatch.setattr(real.window.files, "ask", asked)
    for index in (0, 4, 9, len(examples()) - 1):
        open_example(real, index)
        real.session.play()
        real.wait(lambda: real.session.state is not State.READY)
        real.session.pause()
        real.settle()
    assert not real.window.files.is_modified()


def test_runs_of_another_loss_are_not_drawn_over_these(real: RealWindow) -> None:
    real.train(3)
    project = real.document.project
    real.document.edit(project.with_new_weights(7), "new weights")
    real.settle()
    real.train(2)
    curves = real.window.loss._curves
    assert [run.run_id for run in curves.earlier] == [1]
    other = replace(real.document.project.with_new_weights(8), loss=MeanSquaredError())
    real.document.edit(other, "another loss")
    real.settle()
    assert curves.run_id == 3 and curves.earlier == []
    real.undo()
    real.wait(lambda: len(curves.earlier) == 2)


def test_curves_of_another_document_are_not_drawn(real: RealWindow) -> None:
    """Each document counts its runs from 1: the last run of the one before has that number too."""
    curves = real.window.loss._curves
    for _ in range(2):  # by opening a file, then by a new project
        real.train(3)
        assert curves.run_id == 1 and len(curves) == 4
        open_example(real, [one.path.stem for one in examples()].index("moons"))
        real.train(1)
        assert curves.run_id == 1 and curves.earlier == []
        real.window.files.new()
        real.settle()
    assert curves.run_id == 1 and len(curves) == 1 and curves.earlier == []


def controls_of(window: MainWindow) -> dict[str, object]:
    """Return what is chosen in the views: of surface, tabs and settings, by their names."""
    found: dict[str, object] = {}
    for view in (window.surface, *(page.view for page in window.tabs.pages)):
        name = view.accessibleName()
        for child in view.findChildren(QAbstractButton):
            if child.isCheckable():
                found[f"{name}: {child.accessibleName() or child.text()}"] = child.isChecked()
        for child in view.findChildren(QComboBox):
            found[f"{name}: {child.accessibleName()}"] = child.currentText()
    diagnostics = window.tabs.view(DiagnosticsPlot)
    assess = window.tabs.view(AssessingPlot)
    samples = window.tabs.view(SamplesPlot)
    over_time = window.tabs.view(OverTimePlot)
    return {
        **found,
        "layer": window.network.selected(),
        "scrolled": window.settings_area.verticalScrollBar().value(),
        "looked at": diagnostics._chosen,
        "threshold": assess.threshold(),
        "samples": samples.filters.shown,
        "sample": samples.table.chosen(),
        "quantities": over_time._shown[:],
        "drawn": len(window.tabs.view(PadPlot).canvas.lines),
        "runs": [(run.name, run.hidden) for run in window.tabs.view(RunsList)._runs.values()],
        "zoom": window.diagram.camera.zoom,
    }


def see_everything(real: RealWindow) -> None:
    """Bring every view that suits the data to the front once: some are filled only then."""
    for tab in real.window.tabs.tabs:
        if real.window.tabs.is_offered(tab.name) or tab.optional:
            real.window.views.bring(tab.name)
            real.settle()


def change_everything(real: RealWindow) -> None:
    """Choose something else in every view, as a person might before opening another document."""
    window = real.window
    real.train(3)
    real.document.edit(real.document.project.with_new_weights(7), "new weights")
    real.settle()
    real.train(3)
    real.session.solo_run(1)
    real.settle()
    window.surface.discretize.setChecked(True)
    window.surface.probe_fold.setChecked(True)
    window.diagram.layer_selected.emit(1)
    window.settings_area.verticalScrollBar().setValue(80)
    window.diagram.zoom(3)
    for tab, page in zip(window.tabs.tabs, window.tabs.pages, strict=True):
        if not window.tabs.is_offered(tab.name) and not tab.optional:
            continue
        window.views.bring(tab.name)
        real.settle()
        for child in page.view.findChildren(QAbstractButton):
            can_be = child.isCheckable() and child.isVisible() and child.isEnabled()
            if can_be and not child.isChecked():
                child.click()
        for child in page.view.findChildren(QComboBox):
            if child.isVisible() and child.isEnabled() and child.count() > 1:
                child.setCurrentIndex(child.count() - 1)
                child.activated.emit(child.currentIndex())
        real.settle()
    window.tabs.view(DiagnosticsPlot).look_at(2)
    assess = window.tabs.view(AssessingPlot)
    assess.figure.setCurrentIndex(0)
    assess.figure.activated.emit(0)
    assess._threshold_chosen(0.83)
    samples = window.tabs.view(SamplesPlot)
    samples.table.pick(4)
    window.past.plot_number("W1[1,1]")
    real.settle()


@pytest.mark.parametrize(("first", "second"), [("circle", "moons"), ("digits", "digits")])
def test_what_was_chosen_in_any_view_is_not_in_the_next(
    real: RealWindow, monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    """The next document looks as if it had been opened first, in every view."""
    monkeypatch.setattr(real.window.files, "ask", lambda: Answer.DISCARD)
    names = [one.path.stem for one in examples()]
    open_example(real, names.index(second))
    real.train(1)
    see_everything(real)
    fresh = controls_of(real.window)
    open_example(real, names.index(first))
    change_everything(real)
    if first == "digits":
        canvas = real.window.tabs.view(PadPlot).canvas
        canvas._begin(np.array([2.0, 2.0]))
        canvas._go_on(np.array([4.0, 6.0]))
    changed = controls_of(real.window)
    assert len([key for key in fresh if changed[key] != fresh[key]]) > 9
    open_example(real, names.index(second))
    real.train(1)
    see_everything(real)
    now = controls_of(real.window)
    leaked = {key: (fresh[key], now[key]) for key in fresh if now[key] != fresh[key]}
    assert leaked == {}
