"""Nothing of one document leaks into the next; browsing examples asks nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.components.losses import MeanSquaredError
from core.documents.examples import examples
from core.run.states import State
from core.run.stops import Stops
from gui.kit.settings import Settings
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
