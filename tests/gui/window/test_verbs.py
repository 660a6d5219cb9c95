"""Runs, stops, many starts, views, figures and preferences, through what a person uses."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.pictures.snapshot import Wanted
from core.run.states import State
from core.run.stops import Stops
from gui.diagnostics.plot import DiagnosticsPlot
from gui.kit.settings import Settings
from gui.kit.style import text_scale
from gui.runs.list import RunsList
from gui.weights.pasted import read_block
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


@pytest.fixture
def fresh(qtbot: QtBot, settings: Settings) -> Iterator[RealWindow]:
    """A separate window, without other tests' runs, and with settings that the test can change."""
    made = RealWindow(qtbot, settings)
    yield made
    made.close()


def press(real: RealWindow, key: Qt.Key, ctrl: bool = True) -> None:
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(QApplication.focusWidget() or real.window, key, modifier)


def test_runs_are_listed_renamed_hidden_returned_to_and_deleted(fresh: RealWindow) -> None:
    real = fresh
    window, runs = real.window, real.window.tabs.view(RunsList)
    press(real, Qt.Key.Key_4)
    assert window.tabs.shown() == "runs" and runs.isVisible()
    real.train(3)
    kept = real.arrays()[0]["weight"]
    window.actions_table["new_weights"].trigger()
    real.settle()
    assert runs.table.rowCount() == 2
    runs.table.selectRow(1)
    first = runs.selected()
    item = runs.table.item(1, 0)
    item.setText("good start")
    real.settle()
    assert runs.table.item(1, 0).text() == "good start"
    runs.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    real.settle()
    assert runs.table.item(1, 0).checkState() == Qt.CheckState.Unchecked
    before = real.document.project
    runs.table.selectRow(1)
    runs.table.setFocus()
    press(real, Qt.Key.Key_Return, ctrl=False)
    real.settle()
    assert (real.arrays()[0]["weight"] == kept).all() and real.trainer.update == 3
    assert window.actions_table["undo"].text() == "Undo return to good start"
    assert real.document.project != before
    runs.table.selectRow(runs._shown.index(first))
    assert runs.selected() == first
    runs.table.setFocus()
    press(real, Qt.Key.Key_Delete, ctrl=False)
    real.settle()
    assert first not in runs._shown
    real.undo()
    assert real.document.project == before


def test_training_pauses_where_asked_and_says_so(real: RealWindow) -> None:
    press(real, Qt.Key.Key_B)
    dialog = real.window.dialogs.stops
    dialog.update_field.lineEdit().setText("25")
    dialog.update_field.commit()
    assert dialog.stops() == Stops(update=25)
    assert "pauses at update 25" in real.window.status.state.text()
    real.session.set_speed(None)
    real.window.actions_table["play"].trigger()
    real.wait(lambda: real.session.state is State.PAUSED)
    assert real.trainer.update == 25
    assert real.window.notice_bar.message.text() == "Paused at update 25, as you asked."
    dialog.update_field.lineEdit().setText("many")
    dialog.update_field.commit()
    assert dialog.stops().update == 25
    dialog.clear_button.click()
    assert dialog.stops() == Stops()
    assert not dialog.sample_box.isEnabled()
    real.window.surface.follow_requested.emit(2)
    assert dialog.sample_box.isEnabled()
    dialog.sample_box.click()
    assert dialog.stops() == Stops(sample=2)
    dialog.close()


def typed(dialog, text: str) -> str:
    """Type a number as a person does; return what the window says about it."""
    dialog.field.selectAll()
    QTest.keyClicks(dialog.field.lineEdit(), text)
    return f"{dialog.go.text()}: {dialog.says.text()}"


def enter(real: RealWindow, dialog) -> None:
    QTest.keyClick(dialog.field.lineEdit(), Qt.Key.Key_Return)
    assert not dialog.isVisible()


def asked_where(real: RealWindow):
    """Ask where to go, by its key; return the window that asks."""
    real.window.activateWindow()
    real.wait(real.window.isActiveWindow)
    QTest.keyClick(real.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    dialog = real.window.dialogs.going
    assert dialog.isVisible()
    return dialog


def test_go_to_an_epoch_after_now_and_before_it(real: RealWindow) -> None:
    real.session.set_speed(None)
    dialog = asked_where(real)
    size = dialog.size()
    assert typed(dialog, "40") == "Train until then: Trains until epoch 40 is done: 40 more."
    enter(real, dialog)
    real.wait(lambda: real.trainer.epoch == 40 and real.session.state is State.PAUSED)
    real.wait(lambda: real.snapshots[-1].epoch == 40)
    before = real.arrays()
    asked_where(real)
    assert typed(dialog, "10").startswith("Go back: Jumps back to epoch 10")
    assert dialog.size() == size
    enter(real, dialog)
    real.wait(lambda: real.snapshots[-1].update == 10)
    assert real.snapshots[-1].past and real.snapshots[-1].time.end == 40
    asked_where(real)
    assert typed(dialog, "40").startswith("Go forward: Jumps ahead to epoch 40")
    enter(real, dialog)
    real.wait(lambda: real.snapshots[-1].update == 40)
    for old, new in zip(before, real.arrays(), strict=True):
        assert all(np.array_equal(old[name], new[name]) for name in old)


def test_back_by_and_ahead_by_updates(real: RealWindow) -> None:
    real.session.set_speed(None)
    dialog = asked_where(real)
    dialog.unit.setCurrentIndex(1)
    dialog.way.setCurrentIndex(2)
    assert typed(dialog, "25").startswith("Train until then: Trains until update 25")
    enter(real, dialog)
    real.wait(lambda: real.trainer.update == 25 and real.session.state is State.PAUSED)
    real.wait(lambda: real.snapshots[-1].update == 25)
    asked_where(real)
    dialog.way.setCurrentIndex(1)
    assert typed(dialog, "7").startswith("Go back: Jumps back to update 18")
    enter(real, dialog)
    real.wait(lambda: real.snapshots[-1].update == 18)
    asked_where(real)
    dialog.way.setCurrentIndex(0)
    assert typed(dialog, "18") == "Go back: You are already there." and not dialog.go.isEnabled()
    assert "is not a number" in typed(dialog, "many") and not dialog.go.isEnabled()
    dialog.close()


def test_back_in_the_train_view_takes_back_an_update_and_stays_there(real: RealWindow) -> None:
    real.train(3)
    real.window.actions_table["unit_phase"].setChecked(True)
    QTest.keyClick(real.window, Qt.Key.Key_Left)
    real.wait(lambda: real.snapshots[-1].update == 2)
    assert not real.window.time.is_stepping()
    real.window.time.show_steps(True)
    QTest.keyClick(real.window, Qt.Key.Key_Left)
    real.wait(lambda: real.snapshots[-1].phases > 0)
    assert real.window.time.is_stepping()


def test_a_click_on_the_loss_curve_goes_there(real: RealWindow) -> None:
    real.train(20)
    plot = real.window.loss
    real.window.grab()
    panel, viewport = plot._loss, plot._loss.plot.viewport()
    at = QPoint(round(panel.x_of(8.0)), viewport.height() // 3)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    real.wait(lambda: real.snapshots[-1].past)
    assert abs(real.snapshots[-1].update - 8) <= 1


def test_many_starts_are_counted_and_the_best_is_used(real: RealWindow) -> None:
    press(real, Qt.Key.Key_T)
    dialog = real.window.dialogs.starts
    dialog.starts.set_value(4)
    dialog.epochs.set_value(30)
    dialog.run.click()
    real.wait(lambda: len(dialog._results) == 4)
    assert "of 4 starts solve it" in dialog.summary.text()
    assert "accuracy of 95 %" in dialog.meaning.text()
    best = min(dialog._results, key=lambda item: item.loss)
    dialog.best.click()
    real.settle()
    assert real.document.project.seed == best.seed and real.document.project.weights is None
    real.undo()
    assert real.document.project.weights is not None
    dialog.run.click()
    dialog.run.click()
    assert not dialog._running
    dialog.close()


def test_only_what_is_seen_is_worked_out(real: RealWindow) -> None:
    window, wanted = real.window, real.window.subscriptions.wanted
    assert wanted() & Wanted.SURFACE and wanted() & Wanted.MAPS
    assert not wanted() & (Wanted.CONFUSION | Wanted.DIAGNOSTICS)
    press(real, Qt.Key.Key_2)
    real.wait(lambda: bool(wanted() & Wanted.CONFUSION))
    assert window.tabs.is_offered("diagnostics")
    press(real, Qt.Key.Key_5)
    real.wait(lambda: bool(wanted() & Wanted.DIAGNOSTICS))
    assert window.tabs.shown() == "diagnostics" and not wanted() & Wanted.CONFUSION


def test_diagnostics_show_what_was_recorded_before_they_were_seen(real: RealWindow) -> None:
    press(real, Qt.Key.Key_1)
    real.train(3)
    press(real, Qt.Key.Key_5)
    plot = real.window.tabs.view(DiagnosticsPlot)
    real.wait(lambda: plot._book.updates == (1, 2, 3))
    assert "of the weights" in plot.verdict.text()
    assert plot.moments.slider.maximum() == 2


def test_features_and_layers_are_refused_with_words(real: RealWindow) -> None:
    diagram, bar = real.window.diagram, real.window.notice_bar
    diagram.feature_toggled.emit("x1", False)
    assert real.document.project.data.features == ("x2",)
    diagram.feature_toggled.emit("x2", False)
    assert real.document.project.data.features == ("x2",)
    assert "needs an input" in bar.message.text()
    diagram.remove_layer.emit(1)
    assert "output layer" in bar.message.text()
    diagram.remove_layer.emit(0)
    assert len(real.document.project.layers) == 1
    real.wait(real.window.shown.knows_layers)
    diagram.remove_layer.emit(0)
    assert len(real.document.project.layers) == 1 and "only layer" in bar.message.text()
    diagram.add_layer.emit(0)
    real.wait(real.window.shown.knows_layers)
    diagram.activation_chosen.emit(0, "relu")
    assert real.document.project.layers[0].activation.name == "relu"
    assert "activation ReLU in hidden layer 1" in real.window.actions_table["undo"].text()


def test_figures_are_saved_and_copied(real: RealWindow, tmp_path: Path) -> None:
    figures = real.window.figures
    figures.save_menu.aboutToShow.emit()
    figures.save_menu.actions()[0].trigger()
    dialog = figures.dialog
    dialog.format.setCurrentIndex(dialog.format.findData(".svg"))
    dialog.format.activated.emit(1)
    dialog.file.set_file(tmp_path / "a.svg")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert (tmp_path / "a.svg").read_bytes().lstrip().startswith(b"<?xml")
    assert "a.svg" in real.window.notice_bar.message.text()
    figures.save_menu.actions()[0].trigger()  # the diagram, as TikZ too
    dialog = figures.dialog
    dialog.format.setCurrentIndex(dialog.format.findData(".tex"))
    dialog.format.activated.emit(3)
    dialog.file.set_file(tmp_path / "a.tex")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    real.wait(lambda: (tmp_path / "a.tex").exists())
    real.settle()
    figures.copy_menu.actions()[1].trigger()
    assert not QGuiApplication.clipboard().image().isNull()


@pytest.mark.thorough
def test_preferences_are_kept(fresh: RealWindow, settings: Settings) -> None:
    real = fresh
    press(real, Qt.Key.Key_Comma)
    dialog = real.window.program.preferences
    before = text_scale()
    dialog.text_size.lineEdit().setText("150")
    dialog.text_size.commit()
    assert settings.text_size() == 150
    assert text_scale() == pytest.approx(1.5 * before)
    dialog.text_size.lineEdit().setText("400")
    dialog.text_size.commit()
    assert settings.text_size() == 150
    dialog.text_size.set_value(150)
    dialog.text_size.lineEdit().setText("100")
    dialog.text_size.commit()
    assert text_scale() == pytest.approx(before)
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert settings.theme() == "dark" and real.window.look.theme.dark
    assert dialog.digits.count() == 5
    usual = real.window.control_bar.loss.text()
    dialog.digits.setCurrentIndex(dialog.digits.findData(6))
    dialog.digits.activated.emit(dialog.digits.currentIndex())
    assert settings.digits() == 6
    assert len(real.window.control_bar.loss.text()) == len(usual) + 3
    dialog.digits.setCurrentIndex(dialog.digits.findData(3))
    dialog.digits.activated.emit(dialog.digits.currentIndex())
    assert real.window.control_bar.loss.text() == usual
    dialog.close()


@pytest.mark.parametrize(
    ("text", "shape"),
    [("1\t2\n3\t4\n", (2, 2)), ("1,5;2\r\n3;4", (2, 2)), ("1,2,3", (1, 3)), ("1\n2\n", (2, 1))],
)
def test_blocks_of_every_kind_are_read(text: str, shape: tuple[int, int]) -> None:
    assert read_block(text).shape == shape
